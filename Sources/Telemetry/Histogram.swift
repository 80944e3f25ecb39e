// SPDX-License-Identifier: Apache-2.0

public import Memory

/// Counts of values from 0 to 10¹⁰ (nanoseconds: ten seconds), to three significant digits.
///
/// The geometry is HdrHistogram's for lowest 1, highest 10¹⁰, 3 digits, so that files written from
/// it open in that project's viewers. 2048 slots of width 1, then 1024 slots for each doubling:
///
///     slot     0 … 2047   2048 … 3071   3072 … 4095   …
///     width        1            2             4
///     value    0 … 2047   2048 … 4095   4096 … 8191   …
///
/// Minimum, maximum, sum and count are exact beside it, because a slot only knows its bounds. A
/// value above the range is counted in the last slot and in `countBeyondRange`, and the maximum and
/// the sum keep it as it was.
///
/// One thread records; the storage is fixed (200 KB) and allocated by `init`.
/// - Source: HdrHistogram, `HdrHistogram/HdrHistogram_c`, `src/hdr_histogram.c` (geometry).
@frozen
public struct Histogram: ~Copyable {
  /// The significant decimal digits that a slot keeps.
  public static var significantDigits: Int { 3 }
  /// The lowest value told apart from 0.
  public static var valueMin: UInt64 { 1 }
  /// The highest value in range.
  public static var valueMax: UInt64 { 10_000_000_000 }
  /// The number of slots: 24 doublings, and one more half for the lowest.
  public static var slotCount: Int { @_noAllocation @_noLocks get { 25 * 1024 } }

  /// The fewest samples that must lie above a percentile for it to be worth reporting.
  public static var samplesBeyondMin: UInt64 { 10 }

  @usableFromInline let slots: Slab<UInt64>
  /// The number of values recorded.
  public private(set) var count: UInt64
  /// How many of them were above `valueMax`.
  public private(set) var countBeyondRange: UInt64
  @usableFromInline var lowest: UInt64
  @usableFromInline var highest: UInt64
  /// The sum of all values, exactly.
  public private(set) var sum: UInt128

  /// Allocates an empty histogram. Start-up only.
  public init() {
    slots = Slab(count: Self.slotCount)
    count = 0
    countBeyondRange = 0
    lowest = .max
    highest = 0
    sum = 0
  }

  /// Counts one value. No allocation, no lock; one thread at a time.
  @_noAllocation @_noLocks
  public mutating func record(_ value: UInt64) { record(value, count: 1) }

  /// Counts a value `times` times over. No allocation, no lock; one thread at a time.
  @_noAllocation @_noLocks
  public mutating func record(_ value: UInt64, count times: UInt64) {
    if times == 0 { return }
    slots[Self.slot(of: value)] &+= times
    count &+= times
    if value > Self.valueMax { countBeyondRange &+= times }
    if value < lowest { lowest = value }
    if value > highest { highest = value }
    sum &+= UInt128(value) &* UInt128(times)
  }

  /// The lowest value recorded, exactly; nil when there is none.
  public var min: UInt64? { count == 0 ? nil : lowest }

  /// The highest value recorded, exactly; nil when there is none.
  public var max: UInt64? { count == 0 ? nil : highest }

  /// The mean, from the exact sum; nil when there is nothing.
  public var mean: Double? { count == 0 ? nil : Double(sum) / Double(count) }

  /// The standard deviation of the population, to the precision of the slots; nil when there is
  /// nothing.
  public var standardDeviation: Double? {
    guard let mean else { return nil }
    var squares = 0.0
    for slot in 0..<Self.slotCount where slots[slot] != 0 {
      let range = Self.values(ofSlot: slot)
      let middle = Double(range.lowerBound) + Double(range.upperBound - range.lowerBound) / 2
      squares += (middle - mean) * (middle - mean) * Double(slots[slot])
    }
    return (squares / Double(count)).squareRoot()
  }

  /// The value that `percent` of the values are at or below: the nearest rank, as HdrHistogram has
  /// it. The value is the upper bound of the slot that holds the rank, and never above `max`.
  ///
  /// - Parameter percent: 0 … 100; 0 gives the lowest slot in use, 100 the exact maximum.
  /// - Returns: nil when there is nothing.
  /// - Complexity: walks the slots.
  public func percentile(_ percent: Double) -> UInt64? {
    if count == 0 { return nil }
    let rank = rank(percent)
    if rank == count { return highest }
    var below: UInt64 = 0
    for slot in 0..<Self.slotCount {
      below += slots[slot]
      if below >= rank { return Swift.min(Self.values(ofSlot: slot).upperBound, highest) }
    }
    fatalError("invariant: the slots hold every value counted")
  }

  /// The percentile, if it says something: nil when fewer than ten values lie beyond its rank.
  public func reportable(_ percent: Double) -> UInt64? {
    if count == 0 || count - rank(percent) < Self.samplesBeyondMin { return nil }
    return percentile(percent)
  }

  /// The rank of a percentile, from 1 to `count`.
  ///
  /// The product is a rounding error too high as often as too low, and a rank must not move up for
  /// that: the percentage is taken one step lower first, as HdrHistogram does.
  private func rank(_ percent: Double) -> UInt64 {
    precondition(percent >= 0 && percent <= 100, "a percentile is from 0 to 100")
    if percent == 100 { return count }
    let exact = percent.nextDown * Double(count) / 100
    return Swift.min(Swift.max(1, UInt64(Swift.max(0, exact.rounded(.up)))), count)
  }

  /// Adds everything that `other` counted. Cold, but does not allocate.
  public mutating func merge(_ other: borrowing Histogram) {
    for slot in 0..<Self.slotCount { slots[slot] &+= other.slots[slot] }
    count &+= other.count
    countBeyondRange &+= other.countBeyondRange
    lowest = Swift.min(lowest, other.lowest)
    highest = Swift.max(highest, other.highest)
    sum &+= other.sum
  }

  /// Forgets everything. Walks the slots; does not allocate.
  public mutating func reset() {
    for slot in 0..<Self.slotCount { slots[slot] = 0 }
    count = 0
    countBeyondRange = 0
    lowest = .max
    highest = 0
    sum = 0
  }

  // MARK: Geometry

  /// How many values a slot has counted.
  ///
  /// - Precondition: `0 <= slot < slotCount`.
  public func count(inSlot slot: Int) -> UInt64 { slots[slot] }

  /// The slot that counts a value.
  @inline(__always)
  public static func slot(of value: UInt64) -> Int {
    let value = Swift.min(value, valueMax)
    let doublings = 53 &- (value | 2047).leadingZeroBitCount
    return ((doublings &+ 1) &<< 10) &+ Int(value &>> UInt64(doublings)) &- 1024
  }

  /// The values that a slot counts (the last slot in use also counts what is beyond the range).
  ///
  /// - Precondition: `0 <= slot < slotCount`.
  public static func values(ofSlot slot: Int) -> ClosedRange<UInt64> {
    precondition(slot >= 0 && slot < slotCount)
    if slot < 2048 { return UInt64(slot)...UInt64(slot) }
    let doublings = UInt64(slot >> 10) - 1
    let low = (UInt64(slot & 1023) + 1024) << doublings
    return low...(low + (1 << doublings) - 1)
  }
}
