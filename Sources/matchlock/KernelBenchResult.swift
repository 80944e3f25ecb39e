// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Latency
internal import Telemetry

/// What `matchlock bench verify` and `matchlock bench sign` print.
struct KernelBenchResult {
  private let rows: [KernelRow]
  private let doubt: String?
  private let note: String
  private let host = HostFingerprint()
  private let fingerprint: String

  /// - Parameters:
  ///   - arguments: of `matchlock bench`.
  ///   - doubt: why no row is a result to publish, if that is so.
  ///   - note: what a reader of the table must know besides.
  init(_ rows: [KernelRow], _ arguments: [String], doubt: String?, note: String) {
    self.rows = rows
    self.doubt = doubt
    self.note = note
    fingerprint = host.run(command: ["bench"] + arguments, configuration: "")
  }

  /// Says on the standard error what is being done.
  static func progress(_ line: String) {
    let text = Array("matchlock: \(line)\n".utf8)
    _ = unsafe write(2, text, text.count)
  }

  /// Why a row is no result to publish; nil if it is.
  private func reason(_ row: KernelRow) -> String? {
    if row.wrong > 0 { return "\(row.wrong) were wrong" }
    if host.build != "release" { return "a \(host.build) build" }
    if let doubt { return doubt }
    if row.isNoisy {
      let excess = Int((row.median / row.least - 1) * 100)
      return "noisy: the median round is \(excess) % above the best: run it on a quiet machine"
    }
    return nil
  }

  var json: String {
    var json = JSONWriter()
    json.beginArray()
    for row in rows {
      json.beginObject()
      json.field("case", row.name)
      json.field("kernel", row.kernel)
      json.field("n", row.together)
      json.field("keys", row.keys)
      json.field("us_per_signature", rounded(row.median))
      json.field("ratio_to_libsodium", rounded(row.ratio))
      json.field("us_per_signature_min", rounded(row.least))
      json.field("libsodium_us_per_signature", rounded(row.libsodium))
      json.field("message_bytes", row.messageBytes)
      json.field("rounds", row.ours.count)
      json.field("valid", reason(row) == nil)
      json.field("reason", reason(row) ?? "")
      json.field("run", fingerprint)
      json.endObject()
    }
    json.endArray()
    return json.finish()
  }

  /// Three digits behind the point, or as many as a small number needs to have two that count.
  private func rounded(_ value: Double) -> Double {
    var unit = 1_000.0
    while value > 0 && value * unit < 10 && unit < 1e9 { unit *= 10 }
    return (value * unit).rounded() / unit
  }

  var text: String {
    var lines = [
      pad("case", 18) + pad("kernel", 9)
        + ["n", "keys", "bytes", "µs", "min", "libsodium", "ratio", "times"].map { pad($0) }
        .joined()
    ]
    for row in rows {
      let cells = [
        "\(row.together)", "\(row.keys)", "\(row.messageBytes)",
        hundredths(row.median), hundredths(row.least), hundredths(row.libsodium),
        String(rounded(row.ratio)), hundredths(1 / row.ratio),
      ]
      lines.append(
        pad(row.name, 18) + pad(row.kernel, 9) + cells.map { pad($0) }.joined())
    }
    for row in rows {
      if let reason = reason(row) {
        lines.append("NOT VALID: \(row.name) \(row.kernel): \(reason)")
      }
    }
    lines.append(
      "µs of the thread's processor time for a signature (\(note)), the median of the "
        + "rounds; ratio: ours / libsodium's of the same round, the median; times: 1 / ratio.")
    lines.append("on: \(host.line)")
    return lines.joined(separator: "\n")
  }

  private func hundredths(_ value: Double) -> String {
    String(value < 0.1 ? rounded(value) : (value * 100).rounded() / 100)
  }

  /// To the right, or with a width to the left.
  private func pad(_ text: String, _ width: Int = 0) -> String {
    let spaces = String(repeating: " ", count: max(0, (width == 0 ? 10 : width) - text.count))
    return width == 0 ? spaces + text : text + spaces
  }
}
