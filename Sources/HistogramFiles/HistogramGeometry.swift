// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

/// How values fall into slots, from HdrHistogram's three parameters.
///
///     m = ⌈log2(2 · 10^digits)⌉      2^m slots of the lowest width, then 2^(m−1) for each doubling
///     unit = ⌊log2(lowest)⌋          the lowest width is 2^unit
///     bucket = bit length of (v | mask) − unit − m         mask = (2^m − 1) · 2^unit
///     sub = v >> (bucket + unit)
///     slot = ((bucket + 1) << (m − 1)) + sub − 2^(m−1)
///
/// - Source: `HdrHistogram/HdrHistogram_c`, `src/hdr_histogram.c`.
public struct HistogramGeometry: Equatable, Sendable {
  public let lowest: UInt64
  public let highest: UInt64
  /// Significant decimal digits.
  public let digits: Int
  public let slotCount: Int
  /// Doublings, the first included.
  public let bucketCount: Int
  /// 2^m.
  public let subBucketCount: Int
  let subBucketBits: UInt64
  let unit: UInt64

  /// The most slots that are read: a file may claim anything. Enough for 1 ns to an hour at four
  /// digits.
  public static var slotsMax: Int { 1 << 20 }

  /// Telemetry's.
  public static let telemetry = HistogramGeometry(
    lowest: Histogram.valueMin, highest: Histogram.valueMax, digits: Histogram.significantDigits)!

  /// - Returns: nil when HdrHistogram has no such histogram, or it has more than `slotsMax` slots.
  public init?(lowest: UInt64, highest: UInt64, digits: Int) {
    guard (0...5).contains(digits), lowest >= 1, lowest <= UInt64(Int64.max) / 2,
      highest >= 2 * lowest, highest <= UInt64(Int64.max)
    else { return nil }
    var largest: UInt64 = 2
    for _ in 0..<digits { largest *= 10 }
    var bits: UInt64 = 0
    while 1 << bits < largest { bits += 1 }
    let unit = UInt64(63 - lowest.leadingZeroBitCount)
    guard unit + bits <= 61 else { return nil }
    // The first value beyond what so many doublings hold; it may not fit, then they suffice.
    var beyond: UInt64 = (1 << bits) << unit
    var buckets = 1
    while beyond <= highest {
      buckets += 1
      if beyond > UInt64(Int64.max) / 2 { break }
      beyond <<= 1
    }
    let slots = (buckets + 1) << (bits - 1)
    guard slots <= Self.slotsMax else { return nil }
    self.lowest = lowest
    self.highest = highest
    self.digits = digits
    self.unit = unit
    subBucketBits = bits
    subBucketCount = 1 << bits
    bucketCount = buckets
    slotCount = slots
  }

  /// The values of a slot.
  ///
  /// - Precondition: `0 <= slot < slotCount`.
  public func values(ofSlot slot: Int) -> ClosedRange<UInt64> {
    precondition(slot >= 0 && slot < slotCount, "there is no such slot")
    let half = UInt64(subBucketCount / 2)
    let group = UInt64(slot) / half
    let shift = unit + (group == 0 ? 0 : group - 1)
    let sub = UInt64(slot) % half + (group == 0 ? 0 : half)
    let low = sub << shift
    return low...(low + (1 << shift) - 1)
  }
}
