// SPDX-License-Identifier: Apache-2.0

/// A reading of the counter and of the kernel's clock at the same moment.
struct ClockSample: BitwiseCopyable, Equatable {
  var counter: UInt64
  var nanoseconds: UInt64
}

/// How the counter becomes nanoseconds: a point, and a rate from there. Pure arithmetic.
///
///     nanoseconds(c) = base.nanoseconds + (c − base.counter) × multiplier / 2⁵²
@usableFromInline
struct ClockCalibration: BitwiseCopyable, Equatable {
  /// The moment from which it counts.
  var base: ClockSample
  /// Nanoseconds for one count, in units of 2⁻⁵²: rates from 0.5 MHz up fit, and rounding it moves
  /// the clock by less than a nanosecond in a month.
  var multiplier: Int64

  static var fractionBits: Int { 52 }
  /// The steepest correction, in parts of the rate: 500 in a million, as the kernel slews its own.
  private static var slewPartsMax: Int64 { 2000 }
  /// A clock so far behind is set, not slewed. It is never set back.
  private static var stepNanoseconds: Int64 { 10_000_000 }

  /// The rate between two samples.
  ///
  /// - Precondition: the later one is later on both clocks, and the rate fits.
  static func multiplier(from earlier: ClockSample, to later: ClockSample) -> Int64 {
    let counts = later.counter &- earlier.counter
    let nanoseconds = later.nanoseconds &- earlier.nanoseconds
    return Int64((UInt128(nanoseconds) << UInt128(fractionBits)) / UInt128(counts))
  }

  /// The nanoseconds at a counter value, which may lie before the base.
  @inline(__always)
  func nanoseconds(at counter: UInt64) -> UInt64 {
    convert(counter, base.counter, base.nanoseconds, multiplier)
  }

  /// A calibration that goes on from this one without a jump, at `rate`, bent so that it meets the
  /// kernel's clock again after `horizonNanoseconds`.
  ///
  /// - Returns: it, and by how much this clock was behind (negative: ahead) at the sample.
  func steered(
    at sample: ClockSample, rate: Int64, horizonNanoseconds: Int64
  ) -> (next: ClockCalibration, behindNanoseconds: Int64) {
    let reading = nanoseconds(at: sample.counter)
    let behind = Int64(bitPattern: sample.nanoseconds &- reading)
    var next = ClockCalibration(base: sample, multiplier: rate)
    if behind >= Self.stepNanoseconds { return (next, behind) }
    next.base.nanoseconds = reading
    let wanted = Int128(rate) * Int128(behind) / Int128(horizonNanoseconds)
    let limit = Int128(rate / Self.slewPartsMax)
    next.multiplier += Int64(min(max(wanted, -limit), limit))
    return (next, behind)
  }
}

/// The arithmetic of `ClockCalibration`, on loose numbers, for the hot path.
@inline(__always)
@_noAllocation @_noLocks
func convert(
  _ counter: UInt64, _ baseCounter: UInt64, _ baseNanoseconds: UInt64, _ multiplier: Int64
) -> UInt64 {
  let counts = Int64(bitPattern: counter &- baseCounter)
  let product = counts.multipliedFullWidth(by: multiplier)
  let nanoseconds =
    (product.high << Int64(64 - ClockCalibration.fractionBits))
    | Int64(bitPattern: product.low >> UInt64(ClockCalibration.fractionBits))
  return baseNanoseconds &+ UInt64(bitPattern: nanoseconds)
}

/// What steering remembers between two corrections. Pure arithmetic, as above.
struct ClockSteering: BitwiseCopyable {
  /// The first sample ever, for the drift over the whole run.
  let start: ClockSample
  /// Where the rate is measured from, one window to two windows back; and where it will be next.
  private var baseline: ClockSample
  private var candidate: ClockSample
  private var last: ClockSample
  /// The longest time between two corrections. A correction may act for as long as that again, so
  /// a horizon of twice as much cannot overshoot: whatever the rhythm, the error shrinks.
  private var intervalNanosecondsMax: Int64 = 0
  private(set) var corrections = 0

  /// Long enough that a reading's error of some 20 ns is a part in a thousand million.
  private static var windowNanoseconds: UInt64 { 60_000_000_000 }
  private static var horizonNanosecondsMin: Int64 { 2_000_000_000 }
  /// Closer samples measure nothing.
  private static var intervalNanosecondsMin: UInt64 { 100_000 }

  init(start: ClockSample, last: ClockSample) {
    self.start = start
    baseline = start
    candidate = start
    self.last = last
  }

  /// The next calibration, or nil when the sample comes too soon after the last one.
  mutating func correct(
    _ calibration: ClockCalibration, at sample: ClockSample
  ) -> (next: ClockCalibration, behindNanoseconds: Int64)? {
    if sample.counter <= last.counter { return nil }
    let interval = sample.nanoseconds &- last.nanoseconds
    if interval < Self.intervalNanosecondsMin || interval > 1 << 62 { return nil }
    intervalNanosecondsMax = max(intervalNanosecondsMax, Int64(interval))
    last = sample
    corrections += 1
    let rate = ClockCalibration.multiplier(from: baseline, to: sample)
    if sample.nanoseconds &- candidate.nanoseconds > Self.windowNanoseconds {
      baseline = candidate
      candidate = sample
    }
    let horizon = max(Self.horizonNanosecondsMin, 2 * intervalNanosecondsMax)
    return calibration.steered(at: sample, rate: rate, horizonNanoseconds: horizon)
  }
}
