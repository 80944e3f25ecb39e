// SPDX-License-Identifier: Apache-2.0

/// An HdrHistogram log that was read, ours or another tool's.
public struct HistogramLog: Equatable, Sendable {
  /// One line of it.
  public struct Interval: Equatable, Sendable {
    /// Empty when it has none.
    public var tag: String
    /// As the log has it: seconds since its start, or since the epoch.
    public var startSeconds: Double
    public var lengthSeconds: Double
    public var histogram: HistogramCounts
  }

  /// Seconds since 1970-01-01 UTC; nil when the log does not say.
  public var startSeconds: Double?
  public var intervals: [Interval]
  /// Whether the last line has no end: the writer was ended there, and the line was left out.
  public var isCutShort: Bool

  /// Reads a log.
  ///
  /// - Throws: `line`, for the first that is neither comment nor interval.
  public init(_ bytes: [UInt8]) throws(HistogramFileError) {
    startSeconds = nil
    intervals = []
    let whole = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    isCutShort = whole < bytes.count
    var exact: (range: ClosedRange<UInt64>, count: UInt64)?
    var number = 0
    for slice in bytes[..<whole].split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
    {
      number += 1
      var line = String(decoding: slice, as: UTF8.self)[...]
      if line.utf8.last == 0x0D { line = Substring(line.unicodeScalars.dropLast()) }
      if line.hasPrefix("#[StartTime:") {
        let words = line.dropFirst("#[StartTime:".count).split(separator: " ")
        startSeconds = words.first.flatMap { Self.number($0) }
      } else if line.hasPrefix("#[Exact:") {
        exact = Self.exact(line)
      } else if line.isEmpty || line.hasPrefix("#") || line.hasPrefix("\"") {
        continue
      } else {
        var interval = try Self.interval(line, number)
        // It belongs to the next histogram, if it fits it.
        let histogram = interval.histogram
        if let exact, exact.count == histogram.count, Self.fits(exact.range, histogram) {
          interval.histogram.exact = exact.range
        }
        exact = nil
        intervals.append(interval)
      }
    }
    if number == 0 { throw .line(1, "there is no whole line") }
  }

  /// Everything under a tag, added up; nil when there is nothing, or geometries differ.
  public func total(tag: String) -> HistogramCounts? {
    var total: HistogramCounts?
    for interval in intervals where interval.tag == tag {
      guard let sum = total else {
        total = interval.histogram
        continue
      }
      guard let next = sum.adding(interval.histogram) else { return nil }
      total = next
    }
    return total
  }

  /// The tags, in the order in which they first come.
  public var tags: [String] {
    var tags: [String] = []
    for interval in intervals where !tags.contains(interval.tag) { tags.append(interval.tag) }
    return tags
  }

  private static func interval(
    _ line: Substring, _ number: Int
  ) throws(HistogramFileError) -> Interval {
    var fields = line.split(separator: ",", omittingEmptySubsequences: false)
    var tag = ""
    if fields[0].hasPrefix("Tag=") { tag = String(fields.removeFirst().dropFirst(4)) }
    guard fields.count == 4 else {
      throw .line(number, "an interval has 4 fields behind its tag, this line \(fields.count)")
    }
    guard let start = Self.number(fields[0]), let length = Self.number(fields[1]),
      Self.number(fields[2]) != nil
    else { throw .line(number, "start, length and maximum are numbers") }
    guard let payload = Base64.decoded(fields[3].utf8) else {
      throw .line(number, "the histogram is not in base 64")
    }
    do throws(HistogramFileError) {
      let histogram = try HistogramPayload.read(payload)
      return Interval(
        tag: tag, startSeconds: start, lengthSeconds: length, histogram: histogram)
    } catch {
      throw .line(number, error.description)
    }
  }

  /// A decimal number, not negative and not infinite.
  private static func number(_ text: Substring) -> Double? {
    guard let value = Double(text), value.isFinite, value >= 0 else { return nil }
    return value
  }

  private static func exact(_ line: Substring) -> (ClosedRange<UInt64>, UInt64)? {
    let numbers = line.split { !$0.isASCII || !$0.isNumber }.map { UInt64($0) }
    guard numbers.count == 3, let low = numbers[0], let high = numbers[1], let count = numbers[2],
      low <= high
    else { return nil }
    return (low...high, count)
  }

  /// Whether exact bounds lie in the slots that they bound; beyond the range the last slot holds all.
  private static func fits(_ range: ClosedRange<UInt64>, _ histogram: HistogramCounts) -> Bool {
    guard let first = histogram.counts.firstIndex(where: { $0 != 0 }),
      let last = histogram.counts.lastIndex(where: { $0 != 0 })
    else { return false }
    let geometry = histogram.geometry
    func isIn(_ value: UInt64, _ slot: Int) -> Bool {
      geometry.values(ofSlot: slot).contains(min(value, geometry.highest))
    }
    return isIn(range.lowerBound, first) && isIn(range.upperBound, last)
  }
}
