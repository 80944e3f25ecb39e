// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry
import Testing

@testable import HistogramFiles

private let writer = HistogramLogWriter(startNanoseconds: 1_792_345_678_123_456_789)

private func interval(_ counts: HistogramCounts, _ tag: String?, second: UInt64 = 0) throws
  -> String
{
  try writer.lines(
    counts, tag: tag, atNanoseconds: second * 1_000_000_000, lengthNanoseconds: 1_000_000_000)
}

@Suite struct HistogramLogTests {
  @Test func `a log is read as it was written, exact bounds too`() throws {
    let (a, b, c) = (counts(values(500, seed: 1)), counts(values(70, seed: 2)), counts([]))
    let text =
      writer.heading(comments: ["run 1234\nover\u{1b} two lines"])
      + (try interval(a, "verify")) + (try interval(b, nil, second: 1))
      + (try interval(c, "verify", second: 2))
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "#[Histogram log format version 1.3]")
    #expect(lines[1] == "#[run 1234 over  two lines]")
    #expect(
      lines[2]
        == "#[StartTime: 1792345678.123456789 (seconds since epoch), 2026-10-18T17:47:58Z]")
    #expect(lines[6].hasPrefix("Tag=verify,0.000000000,1.000000000,"))
    let log = try HistogramLog(Array(text.utf8))
    #expect(log.startSeconds == 1_792_345_678.123456789 && !log.isCutShort)
    #expect(log.intervals.map(\.histogram) == [a, b, c])
    #expect(log.intervals.map(\.startSeconds) == [0, 1, 2] && log.tags == ["verify", ""])
    #expect(log.total(tag: "verify") == a && log.total(tag: "none") == nil)
  }

  @Test func `parts of a tag add up to the whole`() throws {
    let all = values(3000, seed: 5)
    var text = writer.heading()
    for (index, part) in [all[..<10], all[10..<10], all[10..<2000], all[2000...]].enumerated() {
      text += try interval(counts(Array(part)), "x", second: UInt64(index))
    }
    let log = try HistogramLog(Array(text.utf8))
    #expect(log.total(tag: "x") == counts(all))
    let foreign = try HistogramLog(vector("java.hlog"))
    #expect(foreign.intervals[3].histogram.adding(counts(all)) == nil, "geometries differ")
  }

  @Test func `cut anywhere, a log is read up to its last whole line`() throws {
    let text = writer.heading() + (try interval(counts([1, 2, 3]), "a"))
    let bytes = Array((text + (try interval(counts([5]), "b"))).utf8)
    let first = writer.heading().utf8.count
    for length in first..<bytes.count {
      let log = try HistogramLog(Array(bytes[..<length]))
      #expect(log.intervals.count == (length >= text.utf8.count ? 1 : 0), "\(length)")
      #expect(log.isCutShort == (bytes[length - 1] != 0x0A))
    }
    #expect(throws: HistogramFileError.self) { try HistogramLog([]) }
    #expect(throws: HistogramFileError.self) { try HistogramLog(Array("#[Hist".utf8)) }
  }

  @Test(arguments: [
    ("x", "4 fields"), ("1,2,3", "4 fields"), ("Tag=a,1,2,3", "4 fields"),
    ("1,2,3,HISTF", "base 64"), ("a,2,3,AAAA", "numbers"), ("-1,2,3,AAAA", "numbers"),
    ("1,inf,3,AAAA", "numbers"), ("1,2,3,AAAA", "V2 payload"), ("1,2,3,", "V2 payload"),
    ("1,2,3,AAAA,", "4 fields"),
  ]) func `a line that is none is told, by its number`(line: String, what: String) {
    let text = "#[c]\n\n\(line)\n"
    let error = #expect(throws: HistogramFileError.self) { try HistogramLog(Array(text.utf8)) }
    #expect(error?.description.hasPrefix("line 3: ") == true, "\(error?.description ?? "")")
    #expect(error?.description.contains(what) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: ["", "a b", "a,b", "a\nb", "a\"b", "é", String(repeating: "a", count: 65)])
  func `a tag that would not survive is refused`(tag: String) {
    #expect(throws: HistogramFileError.tag(tag)) { try interval(counts([1]), tag) }
  }

  @Test func `exact bounds that do not fit what follows are not believed`() throws {
    let line = try interval(counts([100, 5000]), nil).split(separator: "\n")[1]
    func exact(_ comment: String) throws -> ClosedRange<UInt64>? {
      try HistogramLog(Array("\(comment)\n\(line)\n".utf8)).intervals[0].histogram.exact
    }
    #expect(try exact("#[Exact: min = 100, max = 5001, count = 2]") == 100...5001)
    for comment in [
      "#[Exact: min = 100, max = 9000, count = 2]", "#[Exact: min = 1, max = 5000, count = 2]",
      "#[Exact: min = 100, max = 5000, count = 3]", "#[Exact: min = 5000, max = 100, count = 2]",
      "#[Exact: min = 99999999999999999999, max = 1, count = 2]", "#[Exact: ]", "#",
    ] {
      #expect(try exact(comment) == nil, "\(comment)")
    }
  }

  @Test func `line ends of another system, and bytes that are no text, do no harm`() throws {
    let text = writer.heading() + (try interval(counts([7]), "a"))
    let other = text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    let log = try HistogramLog(other)
    #expect(log.intervals.count == 1 && log.intervals[0].histogram.exact == 7...7)
    var random = SplitMix(seed: 4)
    for _ in 0..<2000 {
      var bytes = Array(text.utf8)
      for _ in 0...Int(random.next() % 4) {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      _ = try? HistogramLog(bytes)
    }
  }
}
