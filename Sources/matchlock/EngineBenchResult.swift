// SPDX-License-Identifier: Apache-2.0

internal import Latency
internal import Telemetry

/// What `matchlock bench engine` prints.
struct EngineBenchResult {
  private let rows: [EngineRow]
  private let bench: EngineBenchOptions
  private let host = HostFingerprint()
  private let fingerprint: String

  init(_ rows: [EngineRow], _ bench: EngineBenchOptions, _ arguments: [String]) {
    self.rows = rows
    self.bench = bench
    fingerprint = host.run(command: ["bench"] + arguments, configuration: "\(bench)")
  }

  /// Why a row is no result to publish; nil if it is.
  private func reason(_ row: EngineRow) -> String? {
    if let fault = row.fault { return fault }
    if host.build != "release" { return "a \(host.build) build" }
    if bench.restingMax != nil { return "--resting-max: the books are smaller than the case's" }
    if row.percentiles.contains(nil) {
      return "too few operations for the percentiles: raise --ops"
    }
    if row.median > row.least * EngineBench.noiseMax {
      let excess = Int((row.median / row.least - 1) * 100)
      return "noisy: the median round is \(excess) % above the best: run it on a quiet machine"
    }
    return nil
  }

  private func ratio(_ row: EngineRow) -> Double? {
    guard row.engine == "matching",
      let other = rows.first(where: { $0.engine == "against" && $0.engineCase == row.engineCase })
    else { return nil }
    return row.median / other.median
  }

  // MARK: JSON

  var json: String {
    var json = JSONWriter()
    json.beginArray()
    for row in rows {
      json.beginObject()
      json.field("case", name(row))
      json.field("engine", row.engine)
      json.field("ns_per_op", tenths(row.median))
      json.field("ns_per_op_min", tenths(row.least))
      for (name, value) in zip(["p50_ns", "p99_ns", "p999_ns", "p9999_ns"], row.percentiles) {
        json.field(name, value)
      }
      json.field("fills", row.fills)
      json.field("fills_checksum", hexadecimal(row.fillsDigest))
      json.field("ops", bench.operations)
      json.field("rounds", bench.rounds)
      if let ratio = ratio(row) { json.field("ratio", (ratio * 100).rounded() / 100) }
      json.field("valid", reason(row) == nil)
      json.field("reason", reason(row) ?? "")
      json.field("run", fingerprint)
      json.endObject()
    }
    json.endArray()
    return json.finish()
  }

  /// The case's own name is that of `Matching` alone.
  private func name(_ row: EngineRow) -> String {
    row.engine == "matching" ? row.engineCase.rawValue : "\(row.engineCase.rawValue) \(row.engine)"
  }

  private func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  private func hexadecimal(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }

  // MARK: Text

  var text: String {
    var lines = [
      pad("case", 20)
        + ["ns/op", "min", "p50", "p99", "p99.9", "p99.99", "ratio"].map { pad($0) }.joined()
        + "  fills"
    ]
    for row in rows {
      let cells =
        [String(tenths(row.median)), String(tenths(row.least))]
        + row.percentiles.map { $0.map { String($0) } ?? "-" }
        + [ratio(row).map { String(($0 * 100).rounded() / 100) } ?? ""]
      lines.append(
        pad(name(row), 20) + cells.map { pad($0) }.joined()
          + "  \(row.fills) \(hexadecimal(row.fillsDigest))")
    }
    for row in rows {
      if let reason = reason(row) { lines.append("NOT VALID: \(name(row)): \(reason)") }
    }
    lines.append(
      "\(bench.operations) operations a round, \(bench.rounds) rounds, seed \(bench.seed); ns of the "
        + "thread's processor time, events made and read included; median of the rounds.")
    lines.append(
      "percentiles: single operations, stamps around each, the cost of two stamps subtracted; the "
        + "counter steps by \(tenths(EngineBench.counterStep())) ns.")
    lines.append("on: \(host.line)")
    return lines.joined(separator: "\n")
  }

  /// To the right, or with a width to the left.
  private func pad(_ text: String, _ width: Int = 0) -> String {
    let spaces = String(repeating: " ", count: max(0, (width == 0 ? 9 : width) - text.count))
    return width == 0 ? spaces + text : text + spaces
  }
}
