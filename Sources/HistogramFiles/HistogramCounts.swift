// SPDX-License-Identifier: Apache-2.0

public import Telemetry

/// What a file keeps of a histogram: its counts by slot, and what is known exactly beside them.
public struct HistogramCounts: Equatable, Sendable {
  public let geometry: HistogramGeometry
  /// As many as the geometry has slots.
  public let counts: [UInt64]
  public let count: UInt64
  /// The lowest and the highest value, exactly; nil when there are none, or nobody wrote them.
  public var exact: ClosedRange<UInt64>?

  /// - Precondition: as many counts as slots; the sum fits.
  init(geometry: HistogramGeometry, counts: [UInt64], exact: ClosedRange<UInt64>?) {
    precondition(counts.count == geometry.slotCount, "a count for each slot")
    self.geometry = geometry
    self.counts = counts
    self.exact = exact
    count = counts.reduce(0, +)
  }

  /// A copy of what a histogram has counted. Allocates.
  public init(_ histogram: borrowing Histogram) {
    var counts: [UInt64] = []
    counts.reserveCapacity(Histogram.slotCount)
    for slot in 0..<Histogram.slotCount { counts.append(histogram.count(inSlot: slot)) }
    var exact: ClosedRange<UInt64>?
    if let low = histogram.min, let high = histogram.max { exact = low...high }
    self.init(geometry: .telemetry, counts: counts, exact: exact)
  }

  /// The highest value: exact, or else the top of the highest slot in use; nil when there is none.
  public var highest: UInt64? {
    if let exact { return exact.upperBound }
    return counts.lastIndex { $0 != 0 }.map { geometry.values(ofSlot: $0).upperBound }
  }

  /// The lowest value: exact, or else the bottom of the lowest slot in use; nil when there is none.
  public var lowest: UInt64? {
    if let exact { return exact.lowerBound }
    return counts.firstIndex { $0 != 0 }.map { geometry.values(ofSlot: $0).lowerBound }
  }

  /// The mean and the standard deviation of the population, by the slots' middles as HdrHistogram
  /// has them; nil when there is nothing.
  public var moments: (mean: Double, deviation: Double)? {
    if count == 0 { return nil }
    func middle(_ slot: Int) -> Double {
      let range = geometry.values(ofSlot: slot)
      return Double(range.lowerBound + (range.upperBound - range.lowerBound + 1) / 2)
    }
    let used = counts.indices.filter { counts[$0] != 0 }
    let mean = used.reduce(0.0) { $0 + middle($1) * Double(counts[$1]) } / Double(count)
    let squares = used.reduce(0.0) { sum, slot in
      let distance = middle(slot) - mean
      return sum + distance * distance * Double(counts[slot])
    }
    return (mean, (squares / Double(count)).squareRoot())
  }

  /// The value that `percent` of the values are at or below: the top of the slot that holds the
  /// rank, never above `highest`; nil when there is nothing.
  ///
  /// - Precondition: `percent` is from 0 to 100.
  public func percentile(_ percent: Double) -> UInt64? {
    guard let highest else { return nil }
    let rank = rank(percent)
    if rank == count { return highest }
    var below: UInt64 = 0
    for slot in counts.indices {
      below += counts[slot]
      if below >= rank { return min(geometry.values(ofSlot: slot).upperBound, highest) }
    }
    return highest
  }

  /// The percentile, if it says something: nil when fewer than ten values lie beyond its rank.
  public func reportable(_ percent: Double) -> UInt64? {
    if count == 0 || count - rank(percent) < Histogram.samplesBeyondMin { return nil }
    return percentile(percent)
  }

  /// From 1 to `count`, a step below the exact product, as `Histogram` has it.
  func rank(_ percent: Double) -> UInt64 {
    precondition(percent >= 0 && percent <= 100, "a percentile is from 0 to 100")
    if percent == 100 || count == 0 { return count }
    let exact = percent.nextDown * Double(count) / 100
    return min(max(1, UInt64(max(0, exact.rounded(.up)))), count)
  }

  /// Both together, if they have one geometry.
  public func adding(_ other: HistogramCounts) -> HistogramCounts? {
    if geometry != other.geometry { return nil }
    var sums: [UInt64] = []
    sums.reserveCapacity(counts.count)
    for (a, b) in zip(counts, other.counts) {
      let (sum, overflow) = a.addingReportingOverflow(b)
      if overflow { return nil }
      sums.append(sum)
    }
    if count.addingReportingOverflow(other.count).overflow { return nil }
    var exact: ClosedRange<UInt64>?
    if count == 0 {
      exact = other.exact
    } else if other.count == 0 {
      exact = self.exact
    } else if let mine = self.exact, let theirs = other.exact {
      exact = min(mine.lowerBound, theirs.lowerBound)...max(mine.upperBound, theirs.upperBound)
    }
    return HistogramCounts(geometry: geometry, counts: sums, exact: exact)
  }
}
