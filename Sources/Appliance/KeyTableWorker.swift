// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Lanes
internal import Memory
internal import Synchronization
internal import Tiles
internal import Verifying

/// The helper thread that builds keys' tables, first those that recovery found, then those that match
/// registers. A table takes tens of microseconds, so no tile builds one: until it is there the
/// key's signatures are verified without, to the same verdict.
final class KeyTableWorker: @unchecked Sendable {
  private var input: LaneConsumer<KeySlot>
  private let tables: KeyTableSet
  private let recovered: [UInt32: Bytes32]
  private let isStopping = Atomic<Bool>(false)
  private var thread = pthread_t()
  private var isStarted = false

  init(input: consuming LaneConsumer<KeySlot>, tables: KeyTableSet, recovered: [UInt32: Bytes32]) {
    self.input = input
    self.tables = tables
    self.recovered = recovered
  }

  func start() throws(ApplianceError) {
    thread = try startThread("mlk-keys") { self.run() }
    isStarted = true
  }

  /// Ends after the table at hand. Blocks; nothing when it was not started, or again.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    if isStarted { _ = pthread_join(thread, nil) }
    isStarted = false
  }

  private func run() {
    let bytes = ByteBuffer(count: 32)
    // Taken off the lane at once, so that match never waits for a table.
    var waiting: [(id: UInt32, key: Bytes32)] = recovered.sorted { $0.key < $1.key }
      .map { (id: $0.key, key: $0.value) }
    var next = 0
    while !isStopping.load(ordering: .acquiring) {
      for i in 0..<input.readable() {
        waiting.append((id: input[i].key, key: Bytes32(input.payload(i).view)))
      }
      input.release(input.readable())
      if next == waiting.count {
        waiting.removeAll()
        next = 0
        usleep(1_000)
        continue
      }
      waiting[next].key.store(to: bytes.bytes)
      tables.build(id: waiting[next].id, key: bytes.bytes.view)
      next += 1
    }
  }
}
