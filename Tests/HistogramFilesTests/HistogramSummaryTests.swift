// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry
import Testing

@testable import HistogramFiles

private func log(_ parts: [(String?, [UInt64])]) throws -> HistogramLog {
  let writer = HistogramLogWriter(startNanoseconds: 0)
  var text = writer.heading()
  for (tag, values) in parts {
    text += try writer.lines(counts(values), tag: tag, atNanoseconds: 0, lengthNanoseconds: 1)
  }
  return try HistogramLog(Array(text.utf8))
}

@Suite struct HistogramSummaryTests {
  @Test func `a line for each tag, and dashes where there is too little`() throws {
    let many = Array(repeating: UInt64(1234), count: 1000) + [99_949]
    let log = try log([("verify", many), (nil, [50, 7_000_000_050]), ("verify", [812])])
    let summary = try #require(HistogramSummary(log))
    #expect(
      summary.text == """
        tag     count  min µs  p50  p90  p99  p99.9  p99.99        max
        verify   1002     0.8  1.2  1.2  1.2      -       -       99.9
        -           2     0.1    -    -    -      -       -  7000000.1
        """)
    var json = JSONWriter()
    summary.write(to: &json)
    let rows = try JSONDecoder().decode([Row].self, from: Data(json.finish().utf8))
    #expect(rows.map(\.tag) == ["verify", ""])
    #expect(rows[0].min_ns == 812 && rows[0].max_ns == 99_949 && rows[0].bounds_exact)
    #expect(rows[0].p50_ns == 1234 && rows[0].p999 == nil && rows[1].p50_ns == nil)
    let verify = try #require(HistogramSummary(log, tag: "verify"))
    #expect(verify.table?.rows.last?.value == 1234 && summary.table == nil)
    #expect(HistogramSummary(log, tag: "absent")?.isEmpty == true)
  }

  private struct Row: Decodable {
    var tag: String
    var min_ns: UInt64
    var max_ns: UInt64
    var bounds_exact: Bool
    var p50_ns: UInt64?
    var p999: UInt64?
    enum CodingKeys: String, CodingKey {
      case tag, min_ns, max_ns, bounds_exact, p50_ns
      case p999 = "p99.9_ns"
    }
  }

  @Test func `another tool's log has bounds of its slots`() throws {
    let log = try HistogramLog(vector("java.hlog"))
    let summary = try #require(HistogramSummary(log))
    let line = summary.text.split(separator: "\n")[1].split(separator: " ")
    #expect(line.first == "verify" && line.last == "80.0")
  }

  @Test func `histograms of one tag that do not add up are told`() throws {
    let text =
      String(decoding: try vector("java.hlog"), as: UTF8.self)
      .replacingOccurrences(of: "Tag=verify,", with: "")
    let log = try HistogramLog(Array(text.utf8))
    #expect(HistogramSummary(log) == nil)
    #expect(HistogramSummary(log, tag: "commit") != nil)
  }
}
