// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry
import Testing

@testable import HistogramFiles

@Suite struct HistogramGeometryTests {
  @Test func `ours is the one that histograms are recorded in`() {
    let geometry = HistogramGeometry.telemetry
    #expect(geometry.slotCount == Histogram.slotCount)
    let differs = (0..<Histogram.slotCount).first {
      geometry.values(ofSlot: $0) != Histogram.values(ofSlot: $0)
    }
    #expect(differs == nil)
  }

  /// Slots, doublings and sub-buckets as PyPI hdrhistogram 0.10.8 has them.
  @Test(arguments: [
    (1, 10_000_000_000, 3, 25_600, 24, 2048), (1, 3_600_000_000, 2, 3328, 25, 256),
    (1000, 1_000_000_000, 4, 131_072, 7, 32_768), (1, 100, 1, 64, 3, 32),
    (1, 1_000_000_000_000_000, 3, 41_984, 40, 2048),
  ]) func `others have the reference's sizes`(
    lowest: UInt64, highest: UInt64, digits: Int, slots: Int, buckets: Int, subBuckets: Int
  ) throws {
    let geometry = try #require(
      HistogramGeometry(lowest: lowest, highest: highest, digits: digits))
    #expect(geometry.slotCount == slots && geometry.bucketCount == buckets)
    #expect(geometry.subBucketCount == subBuckets)
    // Slots tile the range, and the formula finds each again.
    var next: UInt64 = 0
    let mask = UInt64(subBuckets - 1) << geometry.unit
    let m = geometry.subBucketBits
    for slot in 0..<slots {
      let range = geometry.values(ofSlot: slot)
      if range.lowerBound != next { return #expect(Bool(false), "slot \(slot)") }
      for value in [range.lowerBound, range.upperBound] {
        let bucket = UInt64(64 - (value | mask).leadingZeroBitCount) - geometry.unit - m
        let sub = value >> (bucket + geometry.unit)
        let found = Int((bucket + 1) << (m - 1)) + Int(sub) - (1 << Int(m - 1))
        if found != slot { return #expect(Bool(false), "slot \(slot), value \(value)") }
      }
      next = range.upperBound &+ 1
    }
    #expect(next > highest)
  }

  @Test(arguments: [
    (0, 10, 3), (1, 1, 3), (5, 9, 3), (1, 10, 6), (1, 10, -1), (7, 1_000_000_000_000, 5),
    (UInt64.max, UInt64.max, 3), (1, UInt64.max, 3), (1 << 60, 1 << 62, 3),
  ]) func `what HdrHistogram refuses, or is too large, is refused`(
    lowest: UInt64, highest: UInt64, digits: Int
  ) { #expect(HistogramGeometry(lowest: lowest, highest: highest, digits: digits) == nil) }

  @Test func `any parameters give a geometry or none`() {
    var random = SplitMix(seed: 3)
    for _ in 0..<20_000 {
      let lowest = random.next() >> (random.next() % 64)
      let highest = random.next() >> (random.next() % 64)
      let digits = Int(random.next() % 7)
      guard
        let geometry = HistogramGeometry(lowest: lowest, highest: highest, digits: digits)
      else { continue }
      #expect(geometry.values(ofSlot: geometry.slotCount - 1).upperBound >= highest)
    }
  }
}
