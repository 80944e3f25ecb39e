// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
internal import Memory
internal import OrderFlow
public import PacketIO
internal import Synchronization
public import Telemetry

/// What a relay does to the frames of one direction.
public struct RelayPlan: Sendable, Equatable {
  /// Nanoseconds; each frame waits `delay` ± `jitter`, evenly drawn, and no frame passes another.
  public var delay: UInt64 = 0
  public var jitter: UInt64 = 0
  /// The share of frames that go nowhere, from 0 to 1.
  public var dropShare = 0.0
  public var seed: UInt64 = 1

  public init() {}

  /// Reads `500us±50us,1%`: any part may be missing; `+-` will do for ±.
  public init(_ text: String) throws(BenchError) {
    for part in text.replacing("+-", with: "±").split(separator: ",") {
      if part.hasSuffix("%"), let share = Double(part.dropLast()), (0...100).contains(share) {
        dropShare = share / 100
        continue
      }
      let spans = part.split(separator: "±")
      let values = spans.map { Self.nanoseconds($0) }
      guard (1...2).contains(values.count), let first = values[0],
        let jitter = values.count == 2 ? values[1] : 0, jitter <= first, first <= 1_000_000_000
      else {
        throw BenchError("relay \"\(text)\": \"\(part)\" is neither like 500us±50us nor like 1%")
      }
      (delay, self.jitter) = (first, jitter)
    }
  }

  static func nanoseconds(_ text: some StringProtocol) -> UInt64? {
    for (unit, scale) in [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)]
    where text.hasSuffix(unit) {
      guard let value = Double(text.dropLast(unit.count)), value >= 0, value * scale < 1e12 else {
        return nil
      }
      return UInt64(value * scale)
    }
    return nil
  }
}

/// A stand-in for a cable that is known exactly: frames from one port to another, delayed and dropped as
/// planned, each with its true delay in a log. For finding out whether a tool tells the truth, where the
/// kernel has no netem.
///
///     member ─▶ [ delay, drop; log ] ─▶ venue
///     member ◀────── at once ────────── venue        the public feed goes nowhere
///
/// One thread of its own.
public final class DelayRelay: @unchecked Sendable {
  /// What became of the frames while a plan was in force.
  public struct Log: Sendable {
    /// True delays, from taking a frame to handing it on, in nanoseconds.
    public var delays: [UInt64] = []
    /// Of each frame, in the order they came: its true delay, or nil when it was dropped.
    public var fates: [UInt64?] = []
    public var dropped = 0
    /// Frames that the far port did not take: losses that were not planned.
    public var refused = 0

    public var median: UInt64? {
      delays.isEmpty ? nil : delays.sorted()[delays.count / 2]
    }
  }

  private var member: Port
  private var venue: Port
  private let clock: Clock
  private let isEnding = Atomic<Bool>(false)
  /// A plan is taken up by the relay's thread when the number changes; the other side writes first.
  private let planNumber = Atomic<Int>(0)
  private let planTaken = Atomic<Int>(0)
  private var planNext = RelayPlan()
  private var logLast = Log()
  private var thread = pthread_t()

  private var plan = RelayPlan()
  private var random = SeededRandom(seed: 1)
  private var log = Log()
  private static let heldMax = 8_192
  private let held = ByteBuffer(count: heldMax * 1_536)
  private var heldAt: [UInt64] = Array(repeating: 0, count: heldMax)
  private var releaseAt: [UInt64] = Array(repeating: 0, count: heldMax)
  private var heldBytes: [Int] = Array(repeating: 0, count: heldMax)
  private var fateAt: [Int] = Array(repeating: 0, count: heldMax)
  private var (head, tail) = (0, 0)

  /// - Parameters:
  ///   - member, venue: this relay's ends of two pairs, one towards each.
  public init(member: consuming Port, venue: consuming Port, clock: Clock) {
    self.member = member
    self.venue = venue
    self.clock = clock
  }

  public func start() throws(BenchError) {
    let box = unsafe Unmanaged.passRetained(self).toOpaque()
    let code = unsafe pthread_create(
      &thread, nil,
      { raw in
        let relay = unsafe Unmanaged<DelayRelay>.fromOpaque(raw!).takeRetainedValue()
        unsafe ml_machine_name_thread("mlk-relay")
        _ = EAL.registerThread()
        relay.loop()
        EAL.unregisterThread()
        return nil
      }, box)
    if code != 0 { throw BenchError("no thread could be started: raise `ulimit -u`") }
  }

  public func stop() {
    isEnding.store(true, ordering: .releasing)
    pthread_join(thread, nil)
  }

  /// Puts another plan in force, nil for passing everything on at once, and gives the log of the one
  /// before. One thread at a time; waits until the relay has taken it up.
  public func change(to plan: RelayPlan?) -> Log {
    planNext = plan ?? RelayPlan()
    let number = planNumber.load(ordering: .relaxed) + 1
    planNumber.store(number, ordering: .releasing)
    while planTaken.load(ordering: .acquiring) != number { ml_machine_yield() }
    return logLast
  }

  private func loop() {
    while !isEnding.load(ordering: .acquiring) {
      let number = planNumber.load(ordering: .acquiring)
      if number != planTaken.load(ordering: .relaxed) && head == tail {
        logLast = log
        log = Log()
        log.delays.reserveCapacity(1 << 16)
        log.fates.reserveCapacity(1 << 16)
        plan = planNext
        random = SeededRandom(seed: plan.seed)
        planTaken.store(number, ordering: .releasing)
      }
      if take() + release() + giveBack() == 0 { ml_machine_yield() }
    }
  }

  private func take() -> Int {
    let count = member.receive()
    if count == 0 { return 0 }
    let now = clock.nanoseconds()
    for i in 0..<count {
      let bytes = member.received(i).bytes
      if plan.dropShare > 0 && random.chance(plan.dropShare) {
        log.dropped += 1
        log.fates.append(nil)
        continue
      }
      if tail - head == Self.heldMax {
        log.refused += 1
        continue
      }
      let slot = tail % Self.heldMax
      fateAt[slot] = log.fates.count
      log.fates.append(0)
      held.bytes.slice(slot * 1_536, count: bytes.count).copy(bytes)
      heldBytes[slot] = bytes.count
      heldAt[slot] = now
      var wait = plan.delay
      if plan.jitter > 0 { wait = wait - plan.jitter + random.below(plan.jitter * 2 + 1) }
      let before = tail > head ? releaseAt[(tail - 1) % Self.heldMax] : 0
      releaseAt[slot] = max(now + wait, before)
      tail += 1
    }
    member.releaseReceived()
    return count
  }

  private func release() -> Int {
    var done = 0
    while head < tail && clock.nanoseconds() >= releaseAt[head % Self.heldMax] {
      let slot = head % Self.heldMax
      if venue.reserve(1) == 0 { return done }
      let count = heldBytes[slot]
      venue.outgoing(0).copy(held.bytes.view.slice(slot * 1_536, count: count))
      venue.setLength(0, count)
      let now = clock.nanoseconds()
      if venue.transmit(1) == 1 {
        log.delays.append(now - heldAt[slot])
        log.fates[fateAt[slot]] = now - heldAt[slot]
      } else {
        log.refused += 1
        log.fates[fateAt[slot]] = nil
      }
      head += 1
      done += 1
    }
    return done
  }

  private func giveBack() -> Int {
    let count = venue.receive()
    if count == 0 { return 0 }
    for i in 0..<count {
      let bytes = venue.received(i).bytes
      if bytes[0] & 1 == 1 { continue }
      if member.reserve(1) == 0 {
        log.refused += 1
        continue
      }
      member.outgoing(0).copy(bytes)
      member.setLength(0, bytes.count)
      if member.transmit(1) == 0 { log.refused += 1 }
    }
    venue.releaseReceived()
    return count
  }
}
