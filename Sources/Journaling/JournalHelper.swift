// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import CUring
internal import Glibc
internal import Lanes
internal import Memory
internal import Synchronization

/// What a helper thread is asked to do. It is trivial, because it crosses a lane.
struct HelperRequest: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable {
    /// Write `bytes` at `offset` of the file `descriptor`.
    case write = 1
    /// Make segment `number` and open it.
    case prepare = 2
    /// Close the file `descriptor`. Not answered.
    case close = 3
  }

  var kind: Kind
  var descriptor: Int32 = -1
  var number: UInt64 = 0
  var offset: UInt64 = 0
  var bytes: ByteView?

  /// A request with nothing but its kind.
  @_noAllocation @_noLocks
  init(_ kind: Kind) { self.kind = kind }
}

/// What a helper thread answers, in order.
struct HelperReply: BitwiseCopyable {
  /// For a write the bytes written, for a preparation 0; a negative errno for a failure.
  var result: Int32
  var descriptor: Int32 = -1
  var number: UInt64 = 0
  /// How the segment was opened: `ML_FILE_*`.
  var flags: Int32 = 0
}

/// What a helper needs to know of the journal.
struct HelperSettings: BitwiseCopyable, Sendable {
  var directory: Int32
  var segmentBytes: Int
  var durability: JournalDurability
  /// How segments are to be opened: `ML_FILE_*`.
  var flags: Int32
}

/// The thread behind a `HelperPort`: does what blocks, one request after the other.
final class HelperThread: @unchecked Sendable {
  private var requests: LaneConsumer<HelperRequest>
  private var replies: LaneProducer<HelperReply>
  private let settings: HelperSettings
  private let event: Int32
  private let stopping: Atomic<Bool>

  init(
    requests: consuming LaneConsumer<HelperRequest>, replies: consuming LaneProducer<HelperReply>,
    settings: HelperSettings, event: Int32
  ) {
    self.requests = requests
    self.replies = replies
    self.settings = settings
    self.event = event
    stopping = Atomic(false)
  }

  /// Asks the thread to end once it has done all that it was asked.
  func stop() {
    stopping.store(true, ordering: .releasing)
    ml_file_signal(event)
  }

  func run() {
    unsafe ml_machine_name_thread("journal-helper")
    while true {
      // Read before the requests are: what was asked before the stop is then done before it.
      let isLast = stopping.load(ordering: .acquiring)
      while requests.readable() > 0 {
        serve(requests[0])
        requests.release()
      }
      if isLast { return }
      ml_file_wait(event)
    }
  }

  private func serve(_ request: HelperRequest) {
    switch request.kind {
    case .write:
      guard let bytes = request.bytes else { return }
      let wrote = unsafe ml_file_write(
        request.descriptor, bytes.address, bytes.count, request.offset)
      answer(HelperReply(result: Int32(wrote)))
    case .prepare: answer(prepare(request.number))
    case .close: ml_file_close(request.descriptor)
    }
  }

  private func prepare(_ number: UInt64) -> HelperReply {
    let isDurable = settings.durability == .disk
    let made = ml_file_make_segment(
      settings.directory, number, UInt64(settings.segmentBytes), isDurable ? 1 : 0)
    if made < 0 { return HelperReply(result: made, number: number) }
    var flags = settings.flags
    let descriptor = unsafe ml_file_open_segment(settings.directory, number, &flags)
    if descriptor < 0 { return HelperReply(result: descriptor, number: number) }
    return HelperReply(result: 0, descriptor: descriptor, number: number, flags: flags)
  }

  private func answer(_ reply: HelperReply) {
    invariant(replies.writable() > 0, "a helper is never asked more than its lane holds")
    replies[0] = reply
    replies.publish()
  }
}

/// The journal's end of a helper thread: asks without waiting, and takes what answers there are.
struct HelperPort: ~Copyable {
  private var requests: LaneProducer<HelperRequest>
  private var replies: LaneConsumer<HelperReply>
  private let thread: HelperThread
  private let handle: pthread_t
  private let event: Int32

  /// The requests that may be in the lane at once: a write or a preparation, and closes.
  static var requestsMax: Int { 8 }

  /// Starts the thread.
  init(_ settings: HelperSettings, path: String) throws(JournalError) {
    let event = ml_file_make_event()
    if event < 0 {
      throw .system(operation: "make an event", path: path, code: -event)
    }
    let requests = Lane<HelperRequest>(capacity: Self.requestsMax)
    let replies = Lane<HelperReply>(capacity: Self.requestsMax)
    let thread = HelperThread(
      requests: requests.consumer, replies: replies.producer, settings: settings, event: event)
    let box = unsafe Unmanaged.passRetained(thread)
    var handle = pthread_t()
    let code = unsafe pthread_create(
      &handle, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<HelperThread>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    if code != 0 {
      unsafe box.release()
      ml_file_close(event)
      throw .system(operation: "start a helper thread", path: path, code: code)
    }
    self.requests = requests.producer
    self.replies = replies.consumer
    self.thread = thread
    self.handle = handle
    self.event = event
  }

  @_noAllocation @_noLocks
  mutating func ask(_ request: HelperRequest) {
    invariant(requests.writable() > 0, "a helper is never asked more than its lane holds")
    requests[0] = request
    requests.publish()
    ml_file_signal(event)
  }

  @_noAllocation @_noLocks
  mutating func answer() -> HelperReply? {
    if replies.readable() == 0 { return nil }
    let reply = replies[0]
    replies.release()
    return reply
  }

  /// Ends the thread after all that it was asked; answers can still be taken. Blocks. Once only.
  func stop() {
    thread.stop()
    pthread_join(handle, nil)
    ml_file_close(event)
  }
}
