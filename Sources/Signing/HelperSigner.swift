// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
internal import Lanes
internal import Memory
internal import Synchronization

/// What signs on a helper thread: it may block, allocate and enter the kernel.
protocol SigningEngine: ~Copyable, Sendable {
  /// Takes a request; false when it has no room.
  mutating func submit(cookie: UInt64, keySlot: UInt8, message: ByteView) -> Bool
  /// Gives finished requests, in the order they came.
  mutating func poll(_ completions: borrowing Slab<SignCompletion>, max: Int) -> Int
  /// The last call, on the thread that made the others.
  mutating func halt()
}

/// A request on its way to the helper.
struct SignRequestSlot: BitwiseCopyable {
  var cookie: UInt64 = 0
  var messageBytes: UInt32 = 0
  var keySlot: UInt8 = 0
}

/// The signer's end of a helper thread: two lanes.
///
///     submit ─▶ requests ─▶ [ engine, on its own thread ] ─▶ completions ─▶ poll
///
/// The thread ends when this does; requests that were not completed then never are.
struct HelperSigner: ~Copyable {
  private var requests: LaneProducer<SignRequestSlot>
  private var completions: LaneConsumer<SignCompletion>
  private let thread: SigningThread
  private var pending = 0

  /// Starts the thread. Start-up only.
  ///
  /// - Parameter queueDepth: a power of two.
  init<Engine: SigningEngine & ~Copyable>(
    _ engine: consuming Engine, queueDepth: Int, name: String
  ) throws(SecretMemoryError) {
    let toEngine = Lane<SignRequestSlot>(
      capacity: queueDepth, payloadBytes: Signer.messageBytesMax)
    let toSigner = Lane<SignCompletion>(capacity: queueDepth)
    let thread = SigningThread()
    let loop = SigningLoop(engine, toEngine.consumer, toSigner.producer, thread.ending)
    requests = toEngine.producer
    completions = toSigner.consumer
    self.thread = thread
    try Self.start(thread, name, loop)
  }

  private static func start<Engine: SigningEngine & ~Copyable>(
    _ thread: SigningThread, _ name: String, _ loop: SigningLoop<Engine>
  ) throws(SecretMemoryError) {
    try thread.start(name) { loop.run() }
  }

  @_noAllocation @_noLocks
  mutating func submit(cookie: UInt64, keySlot: UInt8, message: ByteView) -> Bool {
    // What is asked for has room when it comes back, so the helper never waits for its lane.
    if pending == requests.capacity || requests.writable() == 0 { return false }
    requests[0] = SignRequestSlot(
      cookie: cookie, messageBytes: UInt32(message.count), keySlot: keySlot)
    requests.payload(0).copy(message)
    requests.publish()
    pending &+= 1
    return true
  }

  @_noAllocation @_noLocks
  mutating func poll(_ out: borrowing Slab<SignCompletion>, max: Int) -> Int {
    var count = completions.readable(max)
    if count > max { count = max }
    var i = 0
    while i < count {
      out[i] = completions[i]
      i &+= 1
    }
    completions.release(count)
    pending &-= count
    return count
  }
}

/// The thread, and how to end it.
private final class SigningThread: @unchecked Sendable {
  /// Of the thread too, which outlives this object's references.
  final class Ending: Sendable {
    let isAsked = Atomic<Bool>(false)
  }
  let ending = Ending()
  private var thread = pthread_t()
  private var isStarted = false

  func start(_ name: String, _ body: @escaping @Sendable () -> Void) throws(SecretMemoryError) {
    final class Box: @unchecked Sendable {
      let name: String
      let body: @Sendable () -> Void
      init(_ name: String, _ body: @escaping @Sendable () -> Void) {
        (self.name, self.body) = (name, body)
      }
    }
    let box = unsafe Unmanaged.passRetained(Box(name, body)).toOpaque()
    let status = unsafe pthread_create(
      &thread, nil,
      { raw in
        let box = unsafe Unmanaged<Box>.fromOpaque(raw!).takeRetainedValue()
        unsafe ml_machine_name_thread(box.name)
        box.body()
        return nil
      }, box)
    if status != 0 { throw .exhausted }
    isStarted = true
  }

  deinit {
    ending.isAsked.store(true, ordering: .releasing)
    if isStarted { _ = pthread_join(thread, nil) }
  }
}

/// What the thread does; it owns the engine. Does not keep the thread's handle alive, whose end ends
/// it.
private final class SigningLoop<Engine: SigningEngine & ~Copyable>: @unchecked Sendable {
  private var engine: Engine
  private var requests: LaneConsumer<SignRequestSlot>
  private var answers: LaneProducer<SignCompletion>
  private let completions = Slab<SignCompletion>(count: 32)
  private let ending: SigningThread.Ending
  private var underWay = 0

  init(
    _ engine: consuming Engine, _ requests: consuming LaneConsumer<SignRequestSlot>,
    _ answers: consuming LaneProducer<SignCompletion>, _ ending: SigningThread.Ending
  ) {
    self.engine = engine
    self.requests = requests
    self.answers = answers
    self.ending = ending
  }

  func run() {
    var idle = 0
    while !ending.isAsked.load(ordering: .acquiring) {
      let work = turn()
      idle = work == 0 ? idle + 1 : 0
      // Under load a turn follows a turn; a quiet signer leaves its core to others.
      if idle > 256 { usleep(50) } else if idle > 0 { ml_machine_yield() }
    }
    engine.halt()
  }

  private func turn() -> Int {
    var taken = 0
    while taken < requests.readable() {
      let slot = requests[taken]
      let message = requests.payload(taken).view.slice(0, count: Int(slot.messageBytes))
      if !engine.submit(cookie: slot.cookie, keySlot: slot.keySlot, message: message) { break }
      taken += 1
    }
    requests.release(taken)
    let room = min(completions.count, answers.writable(completions.count))
    let count = engine.poll(completions, max: room)
    for i in 0..<count {
      answers[0] = completions[i]
      answers.publish()
    }
    underWay += taken - count
    // A device that computes is waited for by turning, not by giving the core away.
    return taken + count + underWay
  }
}
