// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry
import Testing

@testable import HistogramFiles

@Suite struct PercentileTableTests {
  @Test func `rows are the reference's, but for those that say too little`() throws {
    let tail = counts((0..<20_000).map { 1_000_000_000 / ($0 + 1) })
    let theirs = String(decoding: try vector("java.hgrm"), as: UTF8.self).split(separator: "\n")
    let ours = PercentileTable(tail).text().split(separator: "\n")
    let rows = ours.filter { !$0.hasPrefix("#") }
    // Heading and rows, up to the first percentile with fewer than ten values beyond it.
    #expect(rows.count > 40)
    for (mine, other) in zip(rows.dropLast(), theirs) { #expect(mine == other) }
    #expect(
      rows.last
        == "\(String(format: "%12.3f", Double(tail.highest!) / 1000)) 1.000000000000      20000")
    let left = theirs.dropFirst(rows.count - 1).filter { !$0.hasPrefix("#") }.dropLast()
    #expect(!left.isEmpty)
    for line in left {
      let level = try #require(Double(line.split(separator: " ")[1]))
      #expect(20_000 * (1 - level) < 10.5, "\(line)")
    }
    for name in ["#[Mean", "#[Buckets"] {
      let line = try #require(theirs.first { $0.hasPrefix(name) })
      #expect(ours.contains(line), "\(line)")
    }
  }

  @Test(arguments: 0..<30) func `every row is true of the values`(seed: UInt64) {
    let sizes = [0, 1, 9, 10, 11, 20, 100, 5000]
    let recorded = values(sizes[Int(seed) % sizes.count], seed: seed).sorted()
    let histogram = counts(recorded)
    let table = PercentileTable(histogram)
    for row in table.rows {
      let atMost = recorded.count { min($0, Histogram.valueMax) <= row.value }
      #expect(UInt64(atMost) == row.count, "seed \(seed), \(row)")
      #expect(Double(row.count) >= row.level * Double(recorded.count) - 1e-6)
      #expect(histogram.percentile(row.level * 100).map { $0 <= row.value } == true)
      let rank = histogram.rank(row.level * 100)
      #expect(UInt64(recorded.count) - rank >= 10, "seed \(seed), \(row)")
    }
    let levels = table.rows.map(\.level)
    #expect(levels == levels.sorted() && Set(levels).count == levels.count)
    #expect(table.rows.isEmpty == (recorded.count <= 10))
    let text = table.text()
    #expect(text.hasSuffix("percentiles with fewer than 10 values beyond them are left out]\n"))
    let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(rows.count == 1 + table.rows.count + (recorded.isEmpty ? 0 : 1))
  }

  @Test func `the plotter's rows have four fields, and the maximum is exact`() throws {
    let histogram = counts(Array(repeating: 7000, count: 100) + [9_999_999_999])
    let text = PercentileTable(histogram, ticksPerHalf: 1).text(scale: 1)
    let rows = text.split(separator: "\n").dropFirst().filter { !$0.hasPrefix("#") }
    for row in rows.dropLast() { #expect(row.split(separator: " ").count == 4) }
    #expect(rows.last == "9999999999.000 1.000000000000        101")
    #expect(text.contains("#[Min     =     7000.000"))
  }

  @Test func `counts agree with the histogram they are of`() {
    let recorded = values(4000, seed: 77)
    var histogram = Histogram()
    for value in recorded { histogram.record(value) }
    let counts = HistogramCounts(histogram)
    #expect(counts.lowest == histogram.min && counts.highest == histogram.max)
    for percent in [0, 0.001, 1, 25, 50, 90, 99, 99.7, 99.75, 99.9, 99.99, 100] {
      #expect(counts.percentile(percent) == histogram.percentile(percent))
      #expect(counts.reportable(percent) == histogram.reportable(percent))
    }
  }
}
