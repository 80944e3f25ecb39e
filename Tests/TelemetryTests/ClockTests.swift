// SPDX-License-Identifier: Apache-2.0

import CMachine
import Foundation
import Synchronization
import Testing

@testable import Telemetry

/// A machine made of files, in a folder that is removed with it.
final class MadeUpHost {
  let host: HostFiles
  private let folder: URL

  init(_ files: [String: String]) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("matchlock-host-\(UUID().uuidString)")
    host = HostFiles(root: folder.path)
    for (path, text) in files {
      let file = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}

/// Whether a clock agrees with the kernel's, give or take `tolerance` ns, in the best of a few
/// tries: a reading between two of the kernel's.
private func agrees(_ clock: Clock, tolerance: UInt64) -> Bool {
  for _ in 0..<1000 {
    let before = ml_machine_monotonic_nanoseconds()
    let reading = clock.nanoseconds()
    let after = ml_machine_monotonic_nanoseconds()
    if after - before > 2000 { continue }
    return reading + tolerance >= before && reading <= after + tolerance
  }
  return true
}

private final class Flag: Sendable {
  let value = Atomic<Bool>(false)
}

@Suite struct ClockTests {
  @Test func `a started clock reads as the kernel's does, also after it was steered`() {
    let clock = Clock.start()
    #expect(agrees(clock, tolerance: 5000), "\(clock.check())")
    for _ in 0..<3 {
      usleep(2000)
      clock.steer()
      #expect(agrees(clock, tolerance: 5000), "\(clock.check())")
    }
    let report = clock.check()
    #expect(abs(report.driftPartsPerMillion) < 500, "\(report)")
    #expect(abs(report.behindNanoseconds) < 100_000, "\(report)")
    if report.fallback == nil {
      #expect(report.corrections >= 1)
      #expect((100e6...100e9).contains(report.counterHertz ?? 0), "\(report)")
    }
  }

  @Test func `time does not go back while another thread steers`() async {
    let clock = Clock.start()
    let done = Flag()
    async let steered: Void = {
      for _ in 0..<200 {
        clock.steer()
        usleep(200)
      }
      done.value.store(true, ordering: .releasing)
    }()
    var last: UInt64 = 0
    while !done.value.load(ordering: .acquiring) {
      for _ in 0..<1000 {
        let now = clock.nanoseconds()
        if now < last { return #expect(Bool(false), "\(last) then \(now)") }
        last = now
      }
    }
    await steered
    // A busy machine may let the steering thread sleep for a second: until it steers again, the
    // clock is as good as the rate of its short life.
    #expect(agrees(clock, tolerance: 100_000), "\(clock.check())")
  }

  @Test func `another process's stamps compare with ours`() async {
    let before = Clock.start().nanoseconds()
    await #expect(processExitsWith: .success) { [before = before as UInt64] in
      let clock = Clock.start()
      let now = clock.nanoseconds()
      precondition(now > before && now - before < 600_000_000_000)
      precondition(agrees(clock, tolerance: 5000))
    }
  }

  @Test func `real time is the kernel's`() {
    let before = ml_machine_realtime_nanoseconds()
    let now = Clock.start(calibrationNanoseconds: 1_000_000).realtimeNanoseconds()
    #expect(now >= before && now - before < 60_000_000_000)
  }

  @Test(
    arguments: [
      ("flags : constant_tsc nonstop_tsc sse2", "tsc", nil),
      ("flags : constant_tsc nonstop_tsc", "kvm-clock", nil),
      ("flags : constant_tsc sse2", "tsc", .counterNotInvariant),
      ("flags : nonstop_tsc", "tsc", .counterNotInvariant),
      ("flags : xconstant_tsc nonstop_tscx", "tsc", .counterNotInvariant),
      ("flags : constant_tsc nonstop_tsc", "hpet", .counterNotTrusted),
      ("flags : constant_tsc nonstop_tsc", nil, .counterNotTrusted),
      (nil, "tsc", .counterNotInvariant),
    ] as [(String?, String?, Clock.Fallback?)])
  func `the counter is used only where the kernel vouches for it`(
    flags: String?, source: String?, expected: Clock.Fallback?
  ) throws {
    var files: [String: String] = [:]
    if let flags { files["proc/cpuinfo"] = "model name\t: X\n\(flags)\n" }
    if let source {
      files["sys/devices/system/clocksource/clocksource0/current_clocksource"] = source + "\n"
    }
    let made = try MadeUpHost(files)
    let clock = Clock.start(calibrationNanoseconds: 1_000_000, host: made.host)
    #expect(clock.fallback == expected)
    #expect(agrees(clock, tolerance: 50_000))
    if expected != nil {
      #expect(clock.steer() == nil)
      #expect(clock.check().description.contains(expected?.rawValue ?? "-"))
    }
  }
}

/// The arithmetic, on made-up counters whose true rate is known.
@Suite struct ClockCalibrationTests {
  /// A counter that counts `numerator / denominator` per nanosecond from an odd start.
  private struct Machine {
    var hertz: UInt64
    let counterStart: UInt64
    let nanosecondsStart: UInt64
    /// Up to so many nanoseconds of error in each reading.
    var noise: UInt64 = 0
    var random: SplitMix

    mutating func sample(after nanoseconds: UInt64) -> ClockSample {
      let counts = UInt64(UInt128(nanoseconds) * UInt128(hertz) / 1_000_000_000)
      let error = noise == 0 ? 0 : random.next() % (2 * noise + 1)
      return ClockSample(
        counter: counterStart &+ counts,
        nanoseconds: nanosecondsStart &+ nanoseconds &+ error &- noise)
    }
  }

  @Test(arguments: 0..<20)
  func `conversion is exact to a nanosecond over a year, forwards and backwards`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let hertz = 1_000_000 + random.next() % 10_000_000_000
    // The counter may wrap meanwhile.
    let counterStart = random.next() | (seed % 2 == 0 ? 0xFFFF_FFFF_0000_0000 : 0)
    let start: UInt64 = 1 << 60
    let base = ClockSample(counter: counterStart, nanoseconds: start)
    // A rate whose rounding shows: what a second counts, exactly.
    let later = ClockSample(counter: counterStart &+ hertz, nanoseconds: start + 1_000_000_000)
    let calibration = ClockCalibration(
      base: base, multiplier: ClockCalibration.multiplier(from: base, to: later))
    let year: UInt64 = 31_536_000
    for _ in 0..<1000 {
      let counts: UInt64 = random.next() % (hertz * year)
      let forward: UInt64 = calibration.nanoseconds(at: counterStart &+ counts) - start
      let backward: UInt64 = start - calibration.nanoseconds(at: counterStart &- counts)
      let exact = UInt64(UInt128(counts) * 1_000_000_000 / UInt128(hertz))
      // The multiplier is rounded down by less than 2⁻⁵², for each count.
      let tolerance: UInt64 = 2 + (counts >> 52)
      #expect(forward <= exact && exact - forward <= tolerance, "seed \(seed)")
      #expect(backward <= exact + 1 && exact <= backward + tolerance, "seed \(seed)")
    }
  }

  /// Steering at any rhythm: no jump, no way back, and the error ends within the noise.
  @Test(arguments: 0..<40) func `a steered clock comes onto the kernel's and stays`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var machine = Machine(
      hertz: 1_000_000_000 + random.next() % 4_000_000_000, counterStart: random.next(),
      nanosecondsStart: random.next() >> 2, noise: 30, random: SplitMix(seed: ~seed))
    let first = machine.sample(after: 0)
    let second = machine.sample(after: 20_000_000)
    var calibration = ClockCalibration(
      base: second, multiplier: ClockCalibration.multiplier(from: first, to: second))
    var steering = ClockSteering(start: first, last: second)
    var elapsed: UInt64 = 20_000_000
    var worstLate: Int64 = 0
    for round in 0..<400 {
      // From a millisecond to ten seconds, in a rhythm that a clumsy controller would amplify.
      let exponents: [UInt64] = [1_000_000, 10_000_000, 1_000_000_000, 10_000_000_000]
      elapsed += exponents[Int(random.next() % 4)] + random.next() % 1_000_000
      let sample = machine.sample(after: elapsed)
      guard let correction = steering.correct(calibration, at: sample) else {
        return #expect(Bool(false), "seed \(seed), round \(round)")
      }
      let old = calibration.nanoseconds(at: sample.counter)
      #expect(correction.next.nanoseconds(at: sample.counter) == old, "seed \(seed)")
      // Some counts later, whichever calibration a reader used, it does not see time go back.
      #expect(correction.next.nanoseconds(at: sample.counter &+ 20) >= old, "seed \(seed)")
      calibration = correction.next
      if round > 200 { worstLate = max(worstLate, abs(correction.behindNanoseconds)) }
    }
    #expect(worstLate < 500, "seed \(seed)")
  }

  @Test func `a counter that changes its rate is followed`() {
    var machine = Machine(
      hertz: 2_000_000_000, counterStart: 5, nanosecondsStart: 7, random: SplitMix(seed: 1))
    let first = machine.sample(after: 0)
    let second = machine.sample(after: 20_000_000)
    var calibration = ClockCalibration(
      base: second, multiplier: ClockCalibration.multiplier(from: first, to: second))
    var steering = ClockSteering(start: first, last: second)
    // The kernel's clock runs 50 parts in a million faster from here, as after a migration.
    var behind: Int64 = 0
    var counter = second.counter
    var nanoseconds = second.nanoseconds
    for second in 0..<600 {
      counter += 2_000_000_000
      nanoseconds += 1_000_050_000
      let sample = ClockSample(counter: counter, nanoseconds: nanoseconds)
      guard let correction = steering.correct(calibration, at: sample) else { continue }
      calibration = correction.next
      behind = correction.behindNanoseconds
      if second > 3 { #expect(abs(behind) < 150_000, "after \(second) s") }
    }
    #expect(abs(behind) < 100)
    let rate = Double(steering.start.counter)
    #expect(rate == 5)
  }

  @Test func `a clock far behind is set, one far ahead is slewed and never goes back`() {
    let base = ClockSample(counter: 1000, nanoseconds: 1_000_000_000)
    let one = Int64(1) << 52
    let calibration = ClockCalibration(base: base, multiplier: one)
    let late = ClockSample(counter: 2000, nanoseconds: 1_000_001_000 + 50_000_000)
    let set = calibration.steered(at: late, rate: one, horizonNanoseconds: 2_000_000_000)
    #expect(set.behindNanoseconds == 50_000_000)
    #expect(set.next.nanoseconds(at: 2000) == late.nanoseconds)
    let early = ClockSample(counter: 2000, nanoseconds: 1_000_001_000 - 50_000_000)
    let slewed = calibration.steered(at: early, rate: one, horizonNanoseconds: 2_000_000_000)
    #expect(slewed.behindNanoseconds == -50_000_000)
    #expect(slewed.next.nanoseconds(at: 2000) == 1_000_001_000)
    #expect(slewed.next.multiplier == one - one / 2000)
  }

  @Test func `samples that measure nothing change nothing`() {
    let first = ClockSample(counter: 10, nanoseconds: 10)
    let last = ClockSample(counter: 1_000_010, nanoseconds: 1_000_010)
    var steering = ClockSteering(start: first, last: last)
    let calibration = ClockCalibration(base: last, multiplier: 1 << 52)
    for sample in [
      last, first, ClockSample(counter: 1_000_011, nanoseconds: 1_000_011),
      ClockSample(counter: 2_000_000, nanoseconds: 900_000),
    ] {
      #expect(steering.correct(calibration, at: sample) == nil)
    }
    #expect(steering.corrections == 0)
  }
}

/// A small seeded generator, so that a failing run can be run again.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
