// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
internal import Lanes
internal import Memory
internal import Settlement
internal import Synchronization
internal import Tiles

/// The helper thread that writes settlement files: it may block, so it stands behind a lane.
///
/// When the file system refuses, it keeps the chunk and tries again every tenth of a second. After
/// five seconds it gives up, and with it the appliance: lanes fill up behind it. Nothing is lost: the
/// journal has the log, and the next start writes these files to its end.
final class FileWorker: @unchecked Sendable {
  private var input: LaneConsumer<ChunkSlot>
  private var files: SettlementFiles?
  private let isStopping = Atomic<Bool>(false)
  private var thread = pthread_t()
  private var isStarted = false
  private let refusal = Mutex<String?>(nil)

  /// Why it gave up: what the file system said; nil while it goes on. Any thread.
  var failure: String? { refusal.withLock { $0 } }

  private static let triesMax = 50

  init(input: consuming LaneConsumer<ChunkSlot>, files: consuming SettlementFiles) {
    self.input = input
    self.files = .some(files)
  }

  func start() throws(ApplianceError) {
    thread = try startThread("mlk-files") { self.run() }
    isStarted = true
  }

  /// Writes what is left, synchronises and ends. Blocks; nothing when it was not started, or again.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    if isStarted { _ = pthread_join(thread, nil) }
    isStarted = false
  }

  private func run() {
    while failure == nil {
      let stopping = isStopping.load(ordering: .acquiring)
      let count = input.readable()
      if count == 0 {
        if stopping { break }
        usleep(200)
        continue
      }
      files!.take(input.payload(0).view.slice(0, count: Int(input[0].length)))
      if !flush() { return }
      input.release()
    }
    do { try files!.close() } catch { giveUp(error) }
  }

  private func flush() -> Bool {
    for _ in 0..<Self.triesMax {
      do {
        try files!.flush()
        return true
      } catch {
        if isStopping.load(ordering: .acquiring) {
          giveUp(error)
          return false
        }
        usleep(100_000)
      }
    }
    do { try files!.flush() } catch {
      giveUp(error)
      return false
    }
    return true
  }

  private func giveUp(_ error: SettlementFileError) {
    refusal.withLock { $0 = "\(error)" }
  }
}

/// Starts a named thread.
func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) throws(ApplianceError)
  -> pthread_t
{
  final class Box: @unchecked Sendable {
    let name: String
    let body: @Sendable () -> Void
    init(_ name: String, _ body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }
  var thread = pthread_t()
  let box = unsafe Unmanaged.passRetained(Box(name, body)).toOpaque()
  let status = unsafe pthread_create(
    &thread, nil,
    { raw in
      let box = unsafe Unmanaged<Box>.fromOpaque(raw!).takeRetainedValue()
      unsafe ml_machine_name_thread(box.name)
      box.body()
      return nil
    }, box)
  if status != 0 {
    throw ApplianceError("no thread for \(name): \(unsafe String(cString: strerror(status)))")
  }
  return thread
}
