// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

/// HdrHistogram's percentile distribution (`.hgrm`), as its plotter takes it.
///
///            Value     Percentile TotalCount 1/(1-Percentile)
///
///            0.812 0.000000000000          1           1.00
///            …
///     #[Mean    =       98.123, StdDeviation   =       12.345]
///     #[Max     =     9012.345, Total count    =        10000]
///     #[Buckets =           24, SubBuckets     =         2048]
///
/// Rows come at `ticksPerHalf` steps to each halving of what is left above. One kind is left out,
/// and a comment says so: percentiles with fewer than ten values beyond them. The maximum is exact.
public struct PercentileTable: Sendable {
  public struct Row: Equatable, Sendable {
    /// From 0 to 1.
    public let level: Double
    public let value: UInt64
    /// The values at or below it.
    public let count: UInt64
  }

  public let rows: [Row]
  /// Rows that were left out for want of values beyond them.
  public let omitted: Int
  private let histogram: HistogramCounts

  /// - Precondition: `ticksPerHalf` is positive.
  public init(_ histogram: HistogramCounts, ticksPerHalf: Int = 5) {
    precondition(ticksPerHalf > 0, "at least one row to each halving")
    self.histogram = histogram
    var rows: [Row] = []
    var omitted = 0
    var (level, below) = (0.0, UInt64(0))
    for slot in histogram.counts.indices where histogram.counts[slot] != 0 {
      below += histogram.counts[slot]
      let reached = 100 * Double(below) / Double(histogram.count)
      let value = min(
        histogram.geometry.values(ofSlot: slot).upperBound, histogram.highest ?? .max)
      while level < 100 && reached >= level {
        if histogram.reportable(level) != nil {
          rows.append(Row(level: level / 100, value: value, count: below))
        } else {
          omitted += 1
        }
        let halvings = (100 / (100 - level)).exponent
        let ticks =
          Double(ticksPerHalf) * Double(sign: .plus, exponent: halvings + 1, significand: 1)
        level += 100 / ticks
        // The last slot holds every level that is left; one row is enough.
        if below == histogram.count { break }
      }
    }
    self.rows = rows
    self.omitted = omitted
  }

  /// The text of the file.
  ///
  /// - Parameter scale: what values are divided by: 1000 shows nanoseconds as microseconds.
  public func text(scale: Double = 1000) -> String {
    var text = "       Value     Percentile TotalCount 1/(1-Percentile)\n\n"
    func value(_ number: Double) -> String { Self.padded(number / scale, decimals: 3, width: 12) }
    for row in rows {
      text += value(Double(row.value)) + " " + Self.padded(row.level, decimals: 12, width: 2)
      text += " " + Self.padded(String(row.count), width: 10)
      text += " " + Self.padded(1 / (1 - row.level), decimals: 2, width: 14) + "\n"
    }
    if let highest = histogram.highest {
      text += value(Double(highest)) + " " + Self.padded(1, decimals: 12, width: 2)
      text += " " + Self.padded(String(histogram.count), width: 10) + "\n"
    }
    let (mean, deviation) = histogram.moments ?? (0, 0)
    text += "#[Mean    = \(value(mean)), StdDeviation   = \(value(deviation))]\n"
    text += "#[Max     = \(value(Double(histogram.highest ?? 0))), Total count    = "
    text += Self.padded(String(histogram.count), width: 12) + "]\n"
    text += "#[Buckets = \(Self.padded(String(histogram.geometry.bucketCount), width: 12)), "
    text += "SubBuckets     = "
    text += Self.padded(String(histogram.geometry.subBucketCount), width: 12) + "]\n"
    text += "#[Min     = \(value(Double(histogram.lowest ?? 0))); percentiles with fewer than "
    return text + "\(Histogram.samplesBeyondMin) values beyond them are left out]\n"
  }

  private static func padded(_ number: Double, decimals: Int, width: Int) -> String {
    // Scaled to an integer: what is printed here fits in 63 bits but for the absurd.
    let unit = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = (number * unit).rounded()
    guard scaled >= 0, scaled < 9e18 else { return padded(String(number), width: width) }
    return padded(
      HistogramLogWriter.fixed(UInt64(scaled), digits: decimals), width: width)
  }

  private static func padded(_ text: String, width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
