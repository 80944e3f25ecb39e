// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
internal import Memory
internal import Synchronization

/// The time in nanoseconds, cheap enough to stamp every order: the processor's time-stamp counter,
/// calibrated against CLOCK_MONOTONIC_RAW and kept on it.
///
/// A stamp is a value of CLOCK_MONOTONIC_RAW (nanoseconds since the host started), so stamps of all
/// threads and all processes of one host compare, as long as each process steers its clock. Stamps
/// of different hosts do not.
///
///     word   0      publications: the calibration in force is slot (publications mod 4)
///     word   1      set while some thread steers
///     words  2…13   four slots of counter, nanoseconds, multiplier
///     behind        what steering remembers
///
/// A reader takes the slot in force and asks afterwards whether it may have been written meanwhile,
/// which takes three corrections during one reading. The writer fills the slot after the one in
/// force, so it never makes a reader wait.
///
/// A clock is a small value, to be copied into every tile. Start one for a process: its memory
/// stays until the process ends, so that no copy can outlive it.
@safe
public struct Clock: BitwiseCopyable, @unchecked Sendable {
  /// Why the counter is not used.
  public enum Fallback: String, Sendable, BitwiseCopyable {
    /// The processor does not promise a constant rate in every power state.
    case counterNotInvariant = "the processor's counter is not invariant"
    /// The kernel found the counter unfit and keeps time by something else.
    case counterNotTrusted = "the kernel does not keep time by the counter"
    /// The counter stood still, or went backwards, during calibration.
    case counterImplausible = "the counter gave no plausible rate"
  }

  private let words: UnsafeMutablePointer<Atomic<UInt64>>?
  /// Why the kernel's clock is read in place of the counter; nil when the counter is used.
  public let fallback: Fallback?

  private static var wordCount: Int { 16 }
  private static var slotsStart: Int { 2 }

  /// Calibrates a clock. Sleeps for `calibrationNanoseconds`; allocates.
  ///
  /// The counter is used when the kernel says that it is invariant (`constant_tsc`, `nonstop_tsc`)
  /// and keeps time by it itself, having watched it across cores. Otherwise every reading asks the
  /// kernel, which is exact and some 30 ns slower.
  ///
  /// - Parameters:
  ///   - calibrationNanoseconds: 1 ms or more; 20 ms give a rate good to about a part in a million
  ///     until the first `steer`.
  ///   - host: where the kernel's account of the machine is read.
  public static func start(
    calibrationNanoseconds: UInt32 = 20_000_000, host: HostFiles = HostFiles()
  ) -> Clock {
    invariant(calibrationNanoseconds >= 1_000_000, "a calibration takes a millisecond or more")
    if let fallback = reasonAgainstCounter(host) { return Clock(fallback) }
    let first = sample()
    // A signal may end the sleep early: what counts is the time that passed.
    var second = first
    while second.nanoseconds &- first.nanoseconds < UInt64(calibrationNanoseconds) {
      usleep(1000)
      second = sample()
    }
    // From 1 MHz to 100 GHz; beyond, something counts that is no clock.
    let counts = second.counter &- first.counter
    let nanoseconds = second.nanoseconds &- first.nanoseconds
    if counts > nanoseconds.multipliedReportingOverflow(by: 100).partialValue
      || counts < nanoseconds / 1000 || counts == 0
    {
      return Clock(.counterImplausible)
    }
    return Clock(first, second)
  }

  private init(_ fallback: Fallback) {
    unsafe words = nil
    self.fallback = fallback
  }

  private init(_ first: ClockSample, _ second: ClockSample) {
    let bytes = Self.wordCount * 8
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: bytes + MemoryLayout<ClockSteering>.stride, alignment: 128)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    let steering = ClockSteering(start: first, last: second)
    unsafe (memory + bytes).initializeMemory(as: ClockSteering.self, to: steering)
    let words = unsafe memory.bindMemory(to: Atomic<UInt64>.self, capacity: Self.wordCount)
    unsafe self.words = unsafe words
    fallback = nil
    let rate = ClockCalibration.multiplier(from: first, to: second)
    unsafe store(ClockCalibration(base: second, multiplier: rate), in: words, publication: 0)
  }

  /// Nanoseconds since the host started, by CLOCK_MONOTONIC_RAW.
  ///
  /// Never goes back in one thread. Two threads that read one after the other see times in that
  /// order, but for the counter's own reordering: it is not serialised, and may be read some tens
  /// of cycles early. Any thread; no allocation, no lock, no system call.
  @_noAllocation @_noLocks
  public func nanoseconds() -> UInt64 {
    guard let words = unsafe words else { return ml_machine_monotonic_nanoseconds() }
    while true {
      // Pairs with the releasing store in `store`: the slot is whole.
      let publication = unsafe words[0].load(ordering: .acquiring)
      let slot = Self.slotsStart &+ Int(publication & 3) &* 3
      let counter = unsafe words[slot].load(ordering: .relaxed)
      let base = unsafe words[slot &+ 1].load(ordering: .relaxed)
      let multiplier = unsafe words[slot &+ 2].load(ordering: .relaxed)
      let now = ml_machine_tsc()
      // The three loads above stay above the one below.
      atomicMemoryFence(ordering: .acquiring)
      if unsafe words[0].load(ordering: .relaxed) &- publication < 3 {
        return convert(now, counter, base, Int64(bitPattern: multiplier))
      }
    }
  }

  /// Nanoseconds since 1970-01-01 UTC, by CLOCK_REALTIME: it follows corrections of the host's
  /// time, and may go back. For records that people read; intervals are `nanoseconds`' business.
  ///
  /// Any thread; no allocation, no lock, and no system call where the kernel offers it so.
  @_noAllocation @_noLocks
  public func realtimeNanoseconds() -> UInt64 { ml_machine_realtime_nanoseconds() }

  // MARK: Steering

  /// Brings the clock back onto CLOCK_MONOTONIC_RAW, without a jump: the rate is measured over the
  /// last minute or two, and bent to make up for the error. To be called about once a second by
  /// the control thread; an idle process need not.
  ///
  /// Any thread, but it takes some microseconds. When two call at once, one does the work.
  ///
  /// - Returns: how far the clock was behind in nanoseconds (negative: ahead); nil when nothing was
  ///   done: the kernel's clock is in use, another thread steers, or the last time was just now.
  @discardableResult
  public func steer() -> Int64? {
    guard let words = unsafe words else { return nil }
    let flag = unsafe words[1].compareExchange(expected: 0, desired: 1, ordering: .acquiring)
    if !flag.exchanged { return nil }
    // Pairs with the acquiring exchange above, of the next thread to steer.
    defer { unsafe words[1].store(0, ordering: .releasing) }
    let (publication, calibration) = unsafe inForce(words)
    guard
      let correction = unsafe steering(words).pointee.correct(calibration, at: Self.sample())
    else { return nil }
    unsafe store(correction.next, in: words, publication: publication &+ 1)
    return correction.behindNanoseconds
  }

  /// How the clock stands now, compared with CLOCK_MONOTONIC_RAW and with its own first rate.
  ///
  /// For the end of a run. Any thread; takes some microseconds, and waits for another that steers.
  public func check() -> ClockReport {
    guard let words = unsafe words else {
      return ClockReport(
        fallback: fallback, counterHertz: nil, behindNanoseconds: 0, driftPartsPerMillion: 0,
        corrections: 0)
    }
    while unsafe !words[1].compareExchange(expected: 0, desired: 1, ordering: .acquiring).exchanged
    {
      ml_machine_pause()
    }
    defer { unsafe words[1].store(0, ordering: .releasing) }
    let now = Self.sample()
    let (_, calibration) = unsafe inForce(words)
    let steering = unsafe steering(words).pointee
    let reading = calibration.nanoseconds(at: now.counter)
    let rate = ClockCalibration.multiplier(from: steering.start, to: now)
    let unit = Double(sign: .plus, exponent: ClockCalibration.fractionBits, significand: 1)
    let first = unsafe Double(firstMultiplier(words)) / unit
    return ClockReport(
      fallback: nil, counterHertz: 1e9 / (Double(rate) / unit),
      behindNanoseconds: Int64(bitPattern: now.nanoseconds &- reading),
      driftPartsPerMillion: (Double(rate) / unit / first - 1) * 1e6,
      corrections: steering.corrections)
  }

  private func inForce(
    _ words: UnsafeMutablePointer<Atomic<UInt64>>
  ) -> (publication: UInt64, ClockCalibration) {
    // Only the holder of the flag writes, so what it reads here is whole.
    let publication = unsafe words[0].load(ordering: .relaxed)
    let slot = Self.slotsStart + Int(publication & 3) * 3
    let base = unsafe ClockSample(
      counter: words[slot].load(ordering: .relaxed),
      nanoseconds: words[slot + 1].load(ordering: .relaxed))
    let multiplier = unsafe Int64(bitPattern: words[slot + 2].load(ordering: .relaxed))
    return (publication, ClockCalibration(base: base, multiplier: multiplier))
  }

  private func store(
    _ calibration: ClockCalibration, in words: UnsafeMutablePointer<Atomic<UInt64>>,
    publication: UInt64
  ) {
    let slot = Self.slotsStart + Int(publication & 3) * 3
    unsafe words[slot].store(calibration.base.counter, ordering: .relaxed)
    unsafe words[slot + 1].store(calibration.base.nanoseconds, ordering: .relaxed)
    unsafe words[slot + 2].store(UInt64(bitPattern: calibration.multiplier), ordering: .relaxed)
    if publication == 0 {
      unsafe words[Self.wordCount - 1].store(
        UInt64(bitPattern: calibration.multiplier), ordering: .relaxed)
    }
    // Pairs with the acquiring load in `nanoseconds`.
    unsafe words[0].store(publication, ordering: .releasing)
  }

  private func firstMultiplier(_ words: UnsafeMutablePointer<Atomic<UInt64>>) -> Int64 {
    unsafe Int64(bitPattern: words[Self.wordCount - 1].load(ordering: .relaxed))
  }

  private func steering(
    _ words: UnsafeMutablePointer<Atomic<UInt64>>
  ) -> UnsafeMutablePointer<ClockSteering> {
    unsafe UnsafeMutableRawPointer(words + Self.wordCount)
      .assumingMemoryBound(to: ClockSteering.self)
  }

  // MARK: Calibration

  /// Both clocks at one moment: of many tries the one the counter saw pass fastest, which nothing
  /// interrupted.
  private static func sample() -> ClockSample {
    let tries = 64
    var best = ClockSample(counter: 0, nanoseconds: 0)
    var widthMin = UInt64.max
    for _ in 0..<tries {
      let before = ml_machine_tsc()
      let nanoseconds = ml_machine_monotonic_nanoseconds()
      let width = ml_machine_tsc() &- before
      if width < widthMin {
        widthMin = width
        best = ClockSample(counter: before &+ width / 2, nanoseconds: nanoseconds)
      }
    }
    return best
  }

  private static func reasonAgainstCounter(_ host: HostFiles) -> Fallback? {
    let information = host.text("proc/cpuinfo") ?? ""
    let flags = HostFiles.field("flags", in: information)?.split(separator: " ") ?? []
    if !flags.contains("constant_tsc") || !flags.contains("nonstop_tsc") {
      return .counterNotInvariant
    }
    let source = host.text("sys/devices/system/clocksource/clocksource0/current_clocksource")
    let sourcesOnCounter = ["tsc", "kvm-clock", "hyperv_clocksource_tsc_page"]
    return source.map(sourcesOnCounter.contains) == true ? nil : .counterNotTrusted
  }
}
