// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc
internal import Latency

/// `matchlock bench`: how fast something is, with its conditions.
///
/// Exit codes: 0 valid; 1 answers are missing or wrong, or a comparison found a slowdown; 2 it cannot be
/// measured; 3 measured, and not to be believed, with the reason.
enum BenchCommand {
  private static let benches:
    [(name: String, summary: String, run: @Sendable ([String]) throws -> Int32)] = [
      ("path", "open-loop load on an appliance: response times, stages, curve", PathBench.run),
      (
        "selftest", "the tool's own bias and clock error; whether it tells the truth",
        SelfTestBench.run
      ),
      (
        "compare", "two builds or settings, trial by trial: faster, slower, or not to be told",
        CompareBench.run
      ),
      ("engine", "the matching engine, alone and in the decision layer", EngineBenchCommand.run),
      (
        "verify", "a signature's verification by each kernel, beside libsodium",
        VerifyBenchCommand.run
      ),
      (
        "sign", "a signature made by each kernel, beside libsodium; the device's cycles",
        SignBenchCommand.run
      ),
      (
        "udp", "an echo of datagrams, also a sockperf server, or a capture played",
        ExternalBench.udp
      ),
      ("fix", "a FIX 4.4 acceptor over TCP", ExternalBench.fix),
      ("ouch", "an OUCH 4.2 server over TCP", ExternalBench.ouch),
      ("lane", "a slot from one thread to another", PartBenchCommand.lane),
      ("journal", "a record on the disk", PartBenchCommand.journal),
      ("port", "a frame from one port to another", PartBenchCommand.port),
      ("wire", "a datagram written and read", PartBenchCommand.wire),
    ]

  static func run(_ arguments: [String]) throws -> Int32 {
    guard let what = arguments.first, what != "--help", what != "-h" else {
      var lines = ["usage: matchlock bench WHAT ...\n"]
      for bench in benches {
        lines.append(
          "  " + bench.name + String(repeating: " ", count: max(1, 10 - bench.name.count))
            + bench.summary)
      }
      lines.append(
        "\n`matchlock bench WHAT --help` says more. Exit 0: valid; 1: answers missing or wrong, or a\n"
          + "slowdown found; 2: cannot be measured; 3: measured, and not to be believed.")
      print(lines.joined(separator: "\n"))
      return arguments.isEmpty ? 64 : 0
    }
    guard let bench = benches.first(where: { $0.name == what }) else {
      let names = benches.map(\.name).joined(separator: ", ")
      throw UsageError("there is no benchmark \"\(what)\"; accepted: \(names)")
    }
    return try bench.run(Array(arguments.dropFirst()))
  }
}

/// `matchlock bench engine`.
enum EngineBenchCommand {
  private static let options = CommandLineOptions(
    command: "matchlock bench engine",
    summary:
      "Runs five flows through the matching engine alone and through the whole "
      + "decision layer: time an operation, its percentiles, and a checksum of all fills. "
      + "Exit 1: an engine's rounds, or two engines, came to different fills.",
    options: [
      .list("case", "NAME", help: "only these: 1x10k, 1x100k, 1x1m, 1000x100k, 1000x1m"),
      .value("ops", "N", help: "operations of a flow after its load", default: "4000000"),
      .value("rounds", "N", help: "runs of each flow by each engine, in turn", default: "5"),
      .value("seed", "N", help: "the flows follow from it", default: "1"),
      .value("resting-max", "N", help: "lets no more orders rest: a short run, not a result"),
      .value("against", "PROGRAM", help: "another engine to run in turn: Tools/engine_twin/build"),
      .flag("no-venue", help: "leaves the whole decision layer out"),
      .flag("json", help: "prints an array of rows"),
    ])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let bench = try read(values)
    let rows = try EngineBench.run(bench) { complain($0) }
    let result = EngineBenchResult(rows, bench, ["engine"] + arguments)
    print(values.flag("json") ? result.json : result.text)
    return rows.contains { $0.fault != nil } ? 1 : 0
  }

  private static func read(_ values: CommandLineValues) throws -> EngineBenchOptions {
    var bench = EngineBenchOptions()
    let names = values.values("case")
    if !names.isEmpty {
      bench.cases = try names.map { name in
        guard let engineCase = EngineCase(rawValue: name) else {
          let accepted = EngineCase.allCases.map(\.rawValue).joined(separator: ", ")
          throw UsageError("--case \(name); accepted: \(accepted)")
        }
        return engineCase
      }
    }
    bench.operations = try values.integer("ops", in: 1_000...100_000_000) ?? bench.operations
    bench.rounds = try values.integer("rounds", in: 1...1_000) ?? bench.rounds
    bench.seed = try values.integer("seed", in: 0...UInt64.max) ?? bench.seed
    bench.restingMax = try values.integer("resting-max", in: 100...1_000_000)
    bench.against = values.value("against")
    bench.runsVenue = !values.flag("no-venue")
    bench.workFolder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    return bench
  }
}
