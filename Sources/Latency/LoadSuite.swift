// SPDX-License-Identifier: Apache-2.0

public import Telemetry

/// The results of one command, with what they were measured on and under which conditions.
public struct LoadSuite: Sendable {
  public var title: String
  public var command: [String]
  public var host: HostFingerprint
  /// The run's fingerprint: host, build, command, configuration.
  public var run: String
  /// What every figure here was measured with, and what is left out of it.
  public var conditions: [(name: String, value: String)]
  /// Seconds since 1970-01-01 UTC.
  public var startedAt: UInt64
  public var results: [LoadResult] = []
  public var search: RateSearchResult?
  /// Loads of an overload: what multiple of the sustainable rate, and what came of it.
  public var overloads: [(multiple: Double, result: LoadResult)] = []
  public var notes: [String] = []

  public init(
    title: String, command: [String], host: HostFingerprint, run: String,
    conditions: [(name: String, value: String)], startedAt: UInt64
  ) {
    self.title = title
    self.command = command
    self.host = host
    self.run = run
    self.conditions = conditions
    self.startedAt = startedAt
  }

  public var isValid: Bool { !results.isEmpty && results.allSatisfy(\.isValid) }
  /// Whether every answer was there and right.
  public var isCorrect: Bool { results.allSatisfy(\.isCorrect) }

  public static let percents: [(name: String, percent: Double)] = [
    ("p50", 50), ("p90", 90), ("p99", 99), ("p99.9", 99.9), ("p99.99", 99.99),
    ("p99.999", 99.999),
  ]

  /// The percentiles that some result has enough values for: no column is empty.
  var columns: [(name: String, percent: Double)] {
    Self.percents.filter { column in
      results.contains { $0.response.percentile(column.percent) != nil }
    }
  }
}

/// A time in three figures, with its unit.
public func shown(_ nanoseconds: UInt64?) -> String {
  guard let nanoseconds else { return "-" }
  switch nanoseconds {
  case ..<1_000: return "\(nanoseconds) ns"
  case ..<10_000_000: return figures(Double(nanoseconds) / 1e3) + " µs"
  case ..<10_000_000_000: return figures(Double(nanoseconds) / 1e6) + " ms"
  default: return figures(Double(nanoseconds) / 1e9) + " s"
  }
}

/// A number in about three figures: 1.23, 12.3, 123, 1,234.
func figures(_ value: Double) -> String {
  switch value {
  case ..<10: return fixed(value, 2)
  case ..<100: return fixed(value, 1)
  default: return grouped(Int(value.rounded()))
  }
}

func fixed(_ value: Double, _ digits: Int) -> String {
  var scale = 1
  for _ in 0..<digits { scale *= 10 }
  let scaled = Int((value.magnitude * Double(scale)).rounded())
  let fraction = String(scaled % scale)
  let sign = value < 0 && scaled > 0 ? "-" : ""
  return sign + grouped(scaled / scale)
    + (digits > 0 ? "." + String(repeating: "0", count: digits - fraction.count) + fraction : "")
}

/// Thousands apart.
func grouped(_ value: Int) -> String {
  var digits = String(value.magnitude)
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits = String(digits.dropLast(3))
  }
  return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
}

/// A rate as a table's first column has it: 500, 2k, 1.5k, 1M.
func shownRate(_ rate: Double) -> String {
  switch rate {
  case 1e6...: return trimmed(rate / 1e6) + "M"
  case 1e3...: return trimmed(rate / 1e3) + "k"
  default: return trimmed(rate)
  }
}

private func trimmed(_ value: Double) -> String {
  let text = fixed(value, 2)
  guard text.contains(".") else { return text }
  var end = text
  while end.hasSuffix("0") { end.removeLast() }
  if end.hasSuffix(".") { end.removeLast() }
  return end
}
