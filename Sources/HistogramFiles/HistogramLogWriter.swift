// SPDX-License-Identifier: Apache-2.0

internal import Glibc
public import Telemetry

/// Makes the lines of an HdrHistogram log, version 1.3, that existing viewers open. Values are
/// nanoseconds.
///
///     #[Histogram log format version 1.3]
///     #[StartTime: 1792345678.123456789 (seconds since epoch), 2026-10-18T12:34:38Z]
///     "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
///     #[Exact: min = 812, max = 9012345, count = 1000]
///     Tag=verify,0.000000000,1.000000000,9.012345,HISTF…
///
/// What the format has no place for stands in a comment before its line: readers that do not know
/// it pass over it. Lines are whole: a run that is killed leaves a log that can be read up to there.
///
/// - Source: `HdrHistogram/HdrHistogram`, `HistogramLogWriter`.
public struct HistogramLogWriter: Sendable {
  private let start: UInt64

  /// A log whose times count from `startNanoseconds` since 1970-01-01 UTC.
  public init(startNanoseconds: UInt64) { start = startNanoseconds }

  /// The lines before the first interval. `comments` are lines of their own, for who and what.
  public func heading(comments: [String] = []) -> String {
    var text = ""
    for comment in comments {
      // Nothing in a comment may end its line.
      let scalars = comment.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
      text += "#["
      text.unicodeScalars.append(contentsOf: scalars)
      text += "]\n"
    }
    return "#[Histogram log format version 1.3]\n" + text
      + "#[StartTime: \(Self.seconds(start)) (seconds since epoch), \(Self.date(start))]\n"
      + "#[BaseTime: \(Self.seconds(start)) (seconds since epoch)]\n"
      + "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
      + "\"Interval_Compressed_Histogram\"\n"
  }

  /// The lines of one interval.
  ///
  /// - Parameters:
  ///   - tag: what was measured; nil for none.
  ///   - atNanoseconds: when the interval began, since the log's start.
  /// - Throws: `tag`.
  public func lines(
    _ histogram: borrowing Histogram, tag: String? = nil, atNanoseconds: UInt64,
    lengthNanoseconds: UInt64
  ) throws(HistogramFileError) -> String {
    try lines(
      HistogramCounts(histogram), tag: tag, atNanoseconds: atNanoseconds,
      lengthNanoseconds: lengthNanoseconds)
  }

  /// The same, of counts.
  public func lines(
    _ counts: HistogramCounts, tag: String? = nil, atNanoseconds: UInt64,
    lengthNanoseconds: UInt64
  ) throws(HistogramFileError) -> String {
    if let tag, !Self.isTag(tag) { throw .tag(tag) }
    let exact =
      counts.exact.map {
        "#[Exact: min = \($0.lowerBound), max = \($0.upperBound), count = \(counts.count)]\n"
      } ?? ""
    return exact + (tag.map { "Tag=\($0)," } ?? "")
      + "\(Self.seconds(atNanoseconds)),\(Self.seconds(lengthNanoseconds)),"
      + "\(Self.fixed(counts.highest ?? 0, digits: 6)),"
      + Base64.encoded(HistogramPayload.compressed(counts)) + "\n"
  }

  static func isTag(_ tag: String) -> Bool {
    (1...64).contains(tag.utf8.count)
      && tag.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x2C && $0 != 0x22 }
  }

  private static func seconds(_ nanoseconds: UInt64) -> String { fixed(nanoseconds, digits: 9) }

  /// A number in units of 10^−digits, exactly.
  static func fixed(_ value: UInt64, digits: Int) -> String {
    var text = String(value)
    while text.count <= digits { text = "0" + text }
    let point = text.index(text.endIndex, offsetBy: -digits)
    return text[..<point] + "." + text[point...]
  }

  private static func date(_ nanoseconds: UInt64) -> String {
    var time = time_t(clamping: nanoseconds / 1_000_000_000)
    var parts = unsafe tm()
    guard unsafe gmtime_r(&time, &parts) != nil else { return "-" }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (year, month, day) = unsafe (parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday)
    let (hour, minute, second) = unsafe (parts.tm_hour, parts.tm_min, parts.tm_sec)
    return "\(year)-\(two(month))-\(two(day))T\(two(hour)):\(two(minute)):\(two(second))Z"
  }
}
