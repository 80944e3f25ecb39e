// SPDX-License-Identifier: Apache-2.0

public import Telemetry

/// A log in a table: a line for each tag, times in microseconds, exact at both ends. A percentile
/// with fewer than ten values beyond it is a dash.
public struct HistogramSummary {
  static var percents: [(name: String, percent: Double)] {
    [("p50", 50), ("p90", 90), ("p99", 99), ("p99.9", 99.9), ("p99.99", 99.99)]
  }

  private let rows: [(tag: String, counts: HistogramCounts)]

  /// - Returns: nil when a tag has histograms that do not add up.
  public init?(_ log: HistogramLog, tag: String? = nil) {
    var rows: [(tag: String, counts: HistogramCounts)] = []
    for name in log.tags where tag == nil || tag == name {
      guard let total = log.total(tag: name) else { return nil }
      rows.append((name, total))
    }
    self.rows = rows
  }

  public var isEmpty: Bool { rows.isEmpty }

  /// The table, without an end of line.
  public var text: String {
    let heads = ["tag", "count", "min µs"] + Self.percents.map(\.name) + ["max"]
    let table =
      [heads]
      + rows.map { row -> [String] in
        func cell(_ value: UInt64?) -> String {
          value.map { HistogramLogWriter.fixed(($0 + 50) / 100, digits: 1) } ?? "-"
        }
        let percentiles = Self.percents.map { cell(row.counts.reportable($0.percent)) }
        return [row.tag.isEmpty ? "-" : row.tag, String(row.counts.count), cell(row.counts.lowest)]
          + percentiles + [cell(row.counts.highest)]
      }
    let widths = heads.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    return table.map { row in
      row.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + gap : gap + cell
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// Writes the rows as one JSON array; nanoseconds, null where a percentile says too little.
  public func write(to json: inout JSONWriter) {
    json.beginArray()
    for row in rows {
      json.beginObject()
      json.field("tag", row.tag)
      json.field("count", row.counts.count)
      json.field("min_ns", row.counts.lowest)
      json.field("max_ns", row.counts.highest)
      json.field("bounds_exact", row.counts.exact != nil)
      for (name, percent) in Self.percents {
        json.field(name + "_ns", row.counts.reportable(percent))
      }
      json.endObject()
    }
    json.endArray()
  }

  /// The percentile distribution, when there is one row.
  public var table: PercentileTable? { rows.count == 1 ? PercentileTable(rows[0].counts) : nil }
}
