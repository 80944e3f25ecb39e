// SPDX-License-Identifier: Apache-2.0

internal import HistogramFiles
internal import Telemetry

extension LoadSuite {
  /// The results for a terminal: rates by percentiles, then where the time goes.
  public var text: String {
    var lines: [String] = []
    lines += table(
      ["rate"] + columns.map(\.name) + ["worst", "service p50", "answers", ""],
      results.map { result in
        [shownRate(result.rate) + "/s"]
          + columns.map { shown(result.response.percentile($0.percent)) }
          + [
            shown(result.response.counts.highest), shown(result.service.percentile(50)),
            grouped(result.answered), result.isValid ? "valid" : "INVALID",
          ]
      })
    lines.append("response time, from the planned time of sending to the answer")
    for result in results where !result.isValid {
      lines.append("\(shownRate(result.rate))/s invalid: \(result.reason ?? "")")
    }
    for result in results { lines += result.notes.map { "\(shownRate(result.rate))/s \($0)" } }
    if let told = results.last(where: \.isValid) ?? results.last {
      lines.append("")
      lines += stageTable(told)
    }
    if let search { lines += ["", search.text] }
    if !overloads.isEmpty { lines += [""] + overloadTable }
    lines.append("")
    let width = (conditions.map(\.name.count).max() ?? 0) + 2
    for (name, value) in conditions {
      lines.append(name + String(repeating: " ", count: width - name.count) + value)
    }
    lines += notes
    lines.append("on: \(host.line)")
    if let clock = results.last?.clock { lines.append("\(clock)") }
    lines.append(
      "run \(run): " + (isValid ? "valid" : "NOT VALID; each row says why"))
    return lines.joined(separator: "\n")
  }

  private func stageTable(_ result: LoadResult) -> [String] {
    let medians = result.stages.compactMap { $0.counts.percentile(50) }.reduce(0, +)
    var rows = result.stages.map { stage -> [String] in
      let share = Double(stage.counts.percentile(50) ?? 0) / Double(max(1, medians))
      return row(stage) + [bar(share)]
    }
    rows.append(row(result.service) + [""])
    rows.append(row(result.response) + [""])
    for kind in result.kinds { rows.append(row(kind, name: "of " + kind.name) + [""]) }
    var lines = table(
      ["at \(shownRate(result.rate))/s", "p50", "p99", "p99.9", "worst", ""], rows)
    if let sum = result.sum {
      lines.append(
        "stages add up to the whole: \(sum.differenceMax) ns off at most in \(grouped(sum.count)) "
          + "answers, of \(sum.bound) ns that the clocks allow"
          + (sum.holds ? "" : ": THEY DO NOT"))
    }
    return lines
  }

  private func row(_ stage: LoadResult.Distribution, name: String? = nil) -> [String] {
    [
      name ?? stage.name, shown(stage.counts.percentile(50)), shown(stage.percentile(99)),
      shown(stage.percentile(99.9)), shown(stage.counts.highest),
    ]
  }

  private func bar(_ share: Double) -> String {
    String(repeating: "▇", count: Int((share * 20).rounded()))
  }

  private var overloadTable: [String] {
    table(
      [
        "overload", "offered/s", "answered/s", "BUSY", "lost", "p50", "cancels p50", "cancels p99",
        "",
      ],
      overloads.map { multiple, result in
        let cancels = result.kinds.first { $0.name == "cancel" }
        return [
          fixed(multiple, 1) + " times", grouped(Int(result.rateSent)),
          grouped(Int(result.goodput)),
          grouped(result.busy), grouped(result.lost), shown(result.response.counts.percentile(50)),
          shown(cancels?.counts.percentile(50)), shown(cancels?.percentile(99)),
          result.isValid ? "valid" : "INVALID: \(result.reason ?? "")",
        ]
      })
  }
}

/// Rows under heads: the first column to the left, the others to the right, but for the last.
func table(_ heads: [String], _ rows: [[String]]) -> [String] {
  let all = [heads] + rows
  let widths = heads.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
  return all.map { row in
    var line = ""
    for (column, cell) in row.enumerated() {
      let gap = String(repeating: " ", count: widths[column] - cell.count)
      if column == 0 || column == row.count - 1 {
        line += (column == 0 ? "" : "  ") + cell + gap
      } else {
        line += "  " + gap + cell
      }
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }
}
