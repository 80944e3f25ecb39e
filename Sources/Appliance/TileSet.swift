// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Memory
internal import Telemetry
internal import Tiles

/// A tile in memory of its own, so that tiles of different threads share no cache line.
///
/// It is `@safe`: one thread uses the tile, the one whose plan names it, and the control thread
/// before that starts and after it has ended.
@safe
final class TileBox<T: ~Copyable>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<T>
  private var isTaken = false

  init(_ tile: consuming T) {
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: (MemoryLayout<T>.stride + 255) & ~127, alignment: 128)
    unsafe pointer = raw.bindMemory(to: T.self, capacity: 1)
    unsafe pointer.initialize(to: tile)
  }

  deinit {
    if !isTaken { _ = unsafe pointer.deinitialize(count: 1) }
    unsafe UnsafeMutableRawPointer(pointer).deallocate()
  }

  /// Takes the tile out, once its thread has ended.
  func take() -> T {
    invariant(!isTaken, "a tile is taken once")
    isTaken = true
    return unsafe pointer.move()
  }
}

/// Every tile of an appliance.
final class TileSet: Sendable {
  let ingress: TileBox<IngressTile>
  let verify: [TileBox<VerifyTile>]
  let sequence: TileBox<SequenceTile>
  let journal: TileBox<JournalTile>
  let match: TileBox<MatchTile>
  let settle: TileBox<SettleTile>
  let sign: TileBox<SignTile>
  let egress: TileBox<EgressTile>

  init(
    ingress: TileBox<IngressTile>, verify: [TileBox<VerifyTile>],
    sequence: TileBox<SequenceTile>, journal: TileBox<JournalTile>, match: TileBox<MatchTile>,
    settle: TileBox<SettleTile>, sign: TileBox<SignTile>, egress: TileBox<EgressTile>
  ) {
    self.ingress = ingress
    self.verify = verify
    self.sequence = sequence
    self.journal = journal
    self.match = match
    self.settle = settle
    self.sign = sign
    self.egress = egress
  }
}

/// The tiles of one thread, as pointers that its loop can use without counting references.
///
/// `@safe` for the reason given at `TileBox`; the tile set outlives the thread.
@safe
struct TilePlan: ~Copyable, @unchecked Sendable {
  var ingress: UnsafeMutablePointer<IngressTile>?
  var sequence: UnsafeMutablePointer<SequenceTile>?
  var journal: UnsafeMutablePointer<JournalTile>?
  var match: UnsafeMutablePointer<MatchTile>?
  var settle: UnsafeMutablePointer<SettleTile>?
  var sign: UnsafeMutablePointer<SignTile>?
  var egress: UnsafeMutablePointer<EgressTile>?
  /// Where this thread's tiles tell of themselves.
  var board = TileBoard()
  /// Which verify tile of all is this thread's first, and how many counters one has.
  var verifyFirst = 0
  let verifyCounters = TileBoard.verifyCounters
  /// See `ApplianceSettings.plantedIngressNanoseconds`.
  var plantedNanoseconds: UInt64 = 0
  private let verify: UnsafeMutablePointer<UnsafeMutablePointer<VerifyTile>>
  private var verifyCount = 0
  private let verifyMax: Int

  init(verifyMax: Int) {
    unsafe ingress = nil
    unsafe sequence = nil
    unsafe journal = nil
    unsafe match = nil
    unsafe settle = nil
    unsafe sign = nil
    unsafe egress = nil
    self.verifyMax = verifyMax
    unsafe verify = .allocate(capacity: verifyMax)
  }

  deinit { unsafe verify.deallocate() }

  var hasNoVerify: Bool { verifyCount == 0 }

  mutating func add(verify tile: TileBox<VerifyTile>) {
    invariant(verifyCount < verifyMax, "a plan has room for its verify tiles")
    unsafe (verify + verifyCount).initialize(to: tile.pointer)
    verifyCount += 1
  }

  /// Polls each tile once, in the order of the path, and returns the work done.
  @_noAllocation @_noLocks
  func poll() -> Int {
    var work = 0
    if let tile = unsafe ingress { work += unsafe tile.pointee.poll() }
    if work > 0 && plantedNanoseconds > 0 { holdUp(UInt64(work)) }
    for i in 0..<verifyCount { work += unsafe verify[i].pointee.poll() }
    if let tile = unsafe sequence { work += unsafe tile.pointee.poll() }
    if let tile = unsafe journal { work += unsafe tile.pointee.poll() }
    if let tile = unsafe match { work += unsafe tile.pointee.poll() }
    if let tile = unsafe settle { work += unsafe tile.pointee.poll() }
    if let tile = unsafe sign { work += unsafe tile.pointee.poll() }
    if let tile = unsafe egress { work += unsafe tile.pointee.poll() }
    return work
  }

  @_noAllocation @_noLocks
  func publishVerify(_ writer: BoardWriter, _ first: Int) {
    for i in 0..<verifyCount {
      let entry = first &+ (verifyFirst &+ i) &* verifyCounters
      unsafe verify[i].pointee.counters.publish(to: writer, at: entry)
    }
  }

  @_noAllocation @_noLocks
  private func holdUp(_ frames: UInt64) {
    let start = ml_machine_monotonic_nanoseconds()
    while ml_machine_monotonic_nanoseconds() - start < plantedNanoseconds * frames {
      ml_machine_pause()
    }
  }

  /// Whether nothing waits at any of the tiles. Asked while draining.
  func isQuiet() -> Bool {
    var quiet = true
    for i in 0..<verifyCount { quiet = unsafe verify[i].pointee.isQuiet && quiet }
    if let tile = unsafe sequence { quiet = unsafe tile.pointee.isQuiet && quiet }
    if let tile = unsafe journal { quiet = unsafe tile.pointee.isQuiet && quiet }
    if let tile = unsafe match { quiet = unsafe tile.pointee.isQuiet && quiet }
    if let tile = unsafe settle { quiet = unsafe tile.pointee.isQuiet && quiet }
    if let tile = unsafe sign { quiet = unsafe tile.pointee.isQuiet && quiet }
    if let tile = unsafe egress { quiet = unsafe tile.pointee.isQuiet && quiet }
    return quiet
  }
}
