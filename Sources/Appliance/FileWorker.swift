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
/// When the file system refuses, it keeps the chunk and tries again every tenth of a second, saying
/// once why: the journal has the log, and nothing that was acknowledged depends on these files.
final class FileWorker: @unchecked Sendable {
  private var input: LaneConsumer<ChunkSlot>
  private var files: SettlementFiles?
  private let isStopping = Atomic<Bool>(false)
  private let written = Atomic<UInt64>(0)
  private var thread = pthread_t()
  /// What the file system said last; read after `stop`.
  private(set) var lastError: String?

  init(input: consuming LaneConsumer<ChunkSlot>, files: consuming SettlementFiles) {
    self.input = input
    self.files = .some(files)
  }

  func start() throws(ApplianceError) {
    thread = try startThread("mlk-files") { self.run() }
  }

  /// Writes what is left, synchronises and ends. Blocks.
  func stop() throws(ApplianceError) {
    isStopping.store(true, ordering: .releasing)
    _ = pthread_join(thread, nil)
    if let lastError { throw ApplianceError("settlement files: \(lastError)") }
  }

  private func run() {
    while true {
      let stopping = isStopping.load(ordering: .acquiring)
      let count = input.readable()
      if count == 0 {
        if stopping { break }
        usleep(200)
        continue
      }
      files!.take(input.payload(0).view.slice(0, count: Int(input[0].length)))
      if !flush(stopping) { break }
      input.release()
    }
    do {
      try files!.close()
    } catch { lastError = "\(error)" }
  }

  private func flush(_ stopping: Bool) -> Bool {
    while true {
      do {
        try files!.flush()
        lastError = nil
        return true
      } catch {
        if lastError == nil { report("settlement files: \(error); trying again") }
        lastError = "\(error)"
        if isStopping.load(ordering: .acquiring) { return false }
        usleep(100_000)
      }
    }
  }
}

/// One line to standard error.
func report(_ line: String) {
  let text = "matchlock: \(line)\n"
  _ = unsafe text.utf8CString.withUnsafeBufferPointer {
    unsafe write(2, $0.baseAddress!, $0.count - 1)
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
