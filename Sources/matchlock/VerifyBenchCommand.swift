// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc
internal import Latency
internal import Telemetry
internal import Verifying

/// `matchlock bench verify`: what a signature costs, beside libsodium.
enum VerifyBenchCommand {
  private static let options = CommandLineOptions(
    command: "matchlock bench verify",
    summary:
      "Times the verification of signatures by each kernel of this processor, in turn with "
      + "libsodium: alone and together, with every size of table, forged, cold, at the length of an "
      + "order; and the registration of a key. Exit 1: a verdict was wrong.",
    options: [
      .list("case", "NAME", help: "only these: as printed"),
      .list(
        "kernel", "NAME", help: "only these: scalar, avx2, avx512f, ifma (default: the one in use)"),
      .value("rounds", "N", help: "of each case; the median counts", default: "21"),
      .value("signatures", "N", help: "timed in a round", default: "1024"),
      .value("keys-max", "N", help: "registers no more keys: a short run, not a result"),
      .flag("all-kernels", help: "by every kernel of this processor"),
      .flag("json", help: "prints an array of rows"),
    ])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let keysMax = try values.integer("keys-max", in: 8...1_000_000)
    var cases = VerifyCase.all(keysMax: keysMax ?? 100_000)
    let names = values.values("case")
    if !names.isEmpty {
      if let unknown = names.first(where: { name in !cases.contains { $0.name == name } }) {
        throw UsageError(
          "--case \(unknown); accepted: \(cases.map(\.name).joined(separator: ", "))")
      }
      cases = cases.filter { names.contains($0.name) }
    }
    let rows = try VerifyBench.run(
      cases, backEnds: try backEnds(values),
      rounds: try values.integer("rounds", in: 1...1_000) ?? 21,
      signatures: try values.integer("signatures", in: 64...1_000_000) ?? 1_024
    ) { line in
      let text = Array("matchlock: \(line)\n".utf8)
      _ = unsafe write(2, text, text.count)
    }
    let result = VerifyBenchResult(rows, isShort: keysMax != nil, ["verify"] + arguments)
    print(values.flag("json") ? result.json : result.text)
    return rows.contains { $0.wrong != 0 } ? 1 : 0
  }

  private static func backEnds(_ values: CommandLineValues) throws -> [Verifier.BackEnd] {
    let kernels = Verifier.BackEnd.available.filter { $0 != .sodium }
    if values.flag("all-kernels") { return kernels }
    let names = values.values("kernel")
    if names.isEmpty {
      guard let chosen = Verifier.BackEnd.chosen else { throw VerifierError.kernelUnknown }
      return [chosen]
    }
    return try names.map { name in
      guard let backEnd = kernels.first(where: { $0.name == name }) else {
        let accepted = kernels.map(\.name).joined(separator: ", ")
        throw UsageError("--kernel \(name); this processor has: \(accepted)")
      }
      return backEnd
    }
  }
}

/// What `matchlock bench verify` prints.
struct VerifyBenchResult {
  private let rows: [VerifyRow]
  private let isShort: Bool
  private let host = HostFingerprint()
  private let fingerprint: String

  init(_ rows: [VerifyRow], isShort: Bool, _ arguments: [String]) {
    self.rows = rows
    self.isShort = isShort
    fingerprint = host.run(command: ["bench"] + arguments, configuration: "")
  }

  /// Why a row is no result to publish; nil if it is.
  private func reason(_ row: VerifyRow) -> String? {
    if row.wrong > 0 { return "\(row.wrong) verdicts were wrong" }
    if host.build != "release" { return "a \(host.build) build" }
    if isShort { return "--keys-max: fewer keys than the case's" }
    if row.median > row.least * VerifyBench.noiseMax {
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
      json.field("case", row.verifyCase.name)
      json.field("kernel", row.backEnd.name)
      json.field("n", row.verifyCase.together)
      json.field("keys", row.verifyCase.keys)
      json.field("us_per_signature", thousandths(row.median))
      json.field("ratio_to_libsodium", thousandths(row.ratio))
      json.field("us_per_signature_min", thousandths(row.least))
      json.field("libsodium_us_per_signature", thousandths(row.libsodium))
      json.field("message_bytes", row.verifyCase.messageBytes)
      json.field("rounds", row.ours.count)
      json.field("valid", reason(row) == nil)
      json.field("reason", reason(row) ?? "")
      json.field("run", fingerprint)
      json.endObject()
    }
    json.endArray()
    return json.finish()
  }

  private func thousandths(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }

  var text: String {
    var lines = [
      pad("case", 18) + pad("kernel", 9)
        + ["n", "keys", "bytes", "µs", "min", "libsodium", "ratio", "times"].map { pad($0) }
        .joined()
    ]
    for row in rows {
      let cells = [
        "\(row.verifyCase.together)", "\(row.verifyCase.keys)", "\(row.verifyCase.messageBytes)",
        hundredths(row.median), hundredths(row.least), hundredths(row.libsodium),
        String(thousandths(row.ratio)), hundredths(1 / row.ratio),
      ]
      lines.append(
        pad(row.verifyCase.name, 18) + pad(row.backEnd.name, 9) + cells.map { pad($0) }.joined())
    }
    for row in rows {
      if let reason = reason(row) {
        lines.append("NOT VALID: \(row.verifyCase.name) \(row.backEnd.name): \(reason)")
      }
    }
    lines.append(
      "µs of the thread's processor time for a signature (register: for a key), the median of the "
        + "rounds; ratio: ours / libsodium's of the same round, the median; times: 1 / ratio.")
    lines.append("on: \(host.line)")
    return lines.joined(separator: "\n")
  }

  private func hundredths(_ value: Double) -> String { String((value * 100).rounded() / 100) }

  /// To the right, or with a width to the left.
  private func pad(_ text: String, _ width: Int = 0) -> String {
    let spaces = String(repeating: " ", count: max(0, (width == 0 ? 10 : width) - text.count))
    return width == 0 ? spaces + text : text + spaces
  }
}
