// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Latency
internal import Verifying

/// `matchlock bench verify`: what a signature costs, beside libsodium.
enum VerifyBenchCommand {
  private static let options = CommandLineOptions(
    command: "matchlock bench verify",
    summary:
      "Times the verification of signatures by each kernel of this processor, in turn with "
      + "libsodium: alone and together, with every size of table, forged, cold, at the length of an "
      + "order; the registration of a key; and what is refused early. Exit 1: a verdict was wrong.",
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
      signatures: try values.integer("signatures", in: 64...1_000_000) ?? 1_024,
      progress: KernelBenchResult.progress)
    let result = KernelBenchResult(
      rows, ["verify"] + arguments,
      doubt: keysMax == nil ? nil : "--keys-max: fewer keys than the case's",
      note: "register: for a key")
    print(values.flag("json") ? result.json : result.text)
    return rows.contains { $0.wrong != 0 } ? 1 : 0
  }

  /// The kernels that --kernel and --all-kernels name.
  static func backEnds(_ values: CommandLineValues) throws -> [Verifier.BackEnd] {
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
