// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc
internal import Latency
internal import Verifying

/// `matchlock bench sign`: what it costs to make a signature by each kernel, beside libsodium; or, with
/// `--signer fpga-cosim`, the cycles of the device in simulation (DeviceBench).
enum SignBenchCommand {
  private static let options = CommandLineOptions(
    command: "matchlock bench sign",
    summary:
      "Times the signatures of each kernel of this processor, in turn with libsodium: alone and "
      + "eight at once, of 100 bytes and of the length of an order; made only (sign), and made, "
      + "verified and released (release). Exit 1: a signature was not libsodium's, or was not "
      + "released.",
    options: [
      .value(
        "signer", "WHAT", help: "software, or fpga-cosim, which has options of its own",
        default: "software"),
      .list("case", "NAME", help: "only these: as printed"),
      .list(
        "kernel", "NAME", help: "only these: scalar, avx2, avx512f, ifma (default: the one in use)"),
      .value("rounds", "N", help: "of each case; the median counts", default: "21"),
      .value("signatures", "N", help: "timed in a round", default: "1024"),
      .flag("all-kernels", help: "by every kernel of this processor"),
      .flag("json", help: "prints an array of rows"),
    ])

  static func run(_ arguments: [String]) throws -> Int32 {
    if DeviceBench.isMeant(arguments) { return try DeviceBench.run(arguments) }
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    guard values.value("signer") == "software" else {
      throw UsageError("--signer \(values.value("signer") ?? ""); accepted: software, fpga-cosim")
    }
    let names = values.values("case")
    if let unknown = names.first(where: { name in !SignCase.all.contains { $0.name == name } }) {
      throw UsageError(
        "--case \(unknown); accepted: \(SignCase.all.map(\.name).joined(separator: ", "))")
    }
    let rows = try SignBench.run(
      SignCase.all.filter { names.isEmpty || names.contains($0.name) },
      backEnds: try VerifyBenchCommand.backEnds(values),
      rounds: try values.integer("rounds", in: 1...1_000) ?? 21,
      signatures: try values.integer("signatures", in: 64...1_000_000) ?? 1_024,
      progress: KernelBenchResult.progress)
    let result = KernelBenchResult(
      rows, ["sign"] + arguments, doubt: nil,
      note: "sign: made and not verified; release: made, verified and released, by both")
    print(values.flag("json") ? result.json : result.text)
    return rows.contains { $0.wrong != 0 } ? 1 : 0
  }
}
