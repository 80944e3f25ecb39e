// SPDX-License-Identifier: Apache-2.0

internal import Appliance
internal import Configuration
internal import Gateway
internal import Glibc
internal import PacketIO
internal import Telemetry

/// `matchlock demo`: appliance and gateway on one machine, in software fallback.
enum DemoCommand {
  private static let options = CommandLineOptions(
    command: "matchlock demo",
    summary:
      "Runs an appliance and a gateway on this machine: no root, no huge pages, no NIC, no FPGA.",
    options: [
      .value(
        "seconds", "N", help: "how long to send (10 for a generated flow, a recorded one whole)"),
      .value("commands", "N", help: "ends after so many commands"),
      .value("seed", "N", help: "keys and generated flow follow from it", default: "1"),
      .value("flow", "FILE", help: "plays Bitstamp L3 CSV, LOBSTER messages or ITCH 5.0; .gz, .xz"),
      .value(
        "golden", "FILE",
        help:
          "a LOBSTER book to compare with after each message; found by itself beside the messages"),
      .flag("no-golden", help: "plays a LOBSTER file without comparing"),
      .value("leave-out", "ROW", help: "leaves the commands of one golden row out, to see it fail"),
      .value(
        "time", "live|flow",
        help: "log time from the clock, or from the flow: then runs repeat to the byte",
        default: "live"),
      .value("data", "DIR", help: "keeps journal, receipts and batches there"),
      .value(
        "signer", "software|fpga-cosim",
        help: "who signs for the venue: the host, or the simulated device of Hardware/",
        default: "software"),
      .value(
        "cosim-library", "FILE", help: "the simulated device, as Hardware/cosim/build makes it",
        default: ".build/cosim/libmlk1_cosim.so"),
      .value(
        "topology", "soft|soft2|threads|pinned", help: "how tiles lie on threads", default: "soft2"),
      .value("verify-lanes", "N", help: "verify tiles", default: "1"),
      .value("durability", "disk|none", help: "what an answer waits for", default: "disk"),
      .value("rate", "N", help: "commands per second, open loop (as fast as the window allows)"),
      .value("window", "N", help: "commands in flight", default: "256"),
      .flag("one-process", help: "both in one process over a ring, instead of two over memif"),
      .flag("json", help: "prints one JSON object"),
    ])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let demo = try read(values)
    Signals.block()
    let interrupts = Interrupts()
    let work = try Workplace(data: demo.data)
    defer { work.clean() }
    let run =
      demo.isOneProcess
      ? try DemoRun.oneProcess(demo, work, interrupts)
      : try DemoRun.twoProcesses(demo, work, interrupts)
    let result = DemoResult(run, demo, arguments)
    if demo.json { print(result.json) } else { print(result.text) }
    return result.isValid || run.load.isInterrupted ? 0 : 1
  }

  private static func read(_ values: CommandLineValues) throws -> DemoOptions {
    var demo = DemoOptions()
    if values.isGiven("seconds") { demo.seconds = try values.number("seconds", in: 0.1...86_400) }
    if values.isGiven("commands") {
      demo.commandsMax = try values.integer("commands", in: 1...UInt64.max) ?? .max
    }
    demo.seed = try values.integer("seed", in: 0...UInt64.max) ?? 1
    demo.flow = values.value("flow")
    demo.golden = values.value("golden")
    if demo.golden == nil, !values.flag("no-golden"), let flow = demo.flow {
      demo.golden = goldenBeside(flow)
    }
    if values.isGiven("leave-out") {
      demo.leaveOutRow = try values.integer("leave-out", in: 2...UInt64.max)
    }
    demo.isFlowTimed = try choice(values, "time", ["live", "flow"]) == "flow"
    if try choice(values, "signer", ["software", "fpga-cosim"]) == "fpga-cosim" {
      demo.cosimLibrary = values.value("cosim-library") ?? ""
    }
    demo.topology =
      Topology(
        rawValue: try choice(values, "topology", Topology.allCases.map(\.rawValue))) ?? .soft2
    demo.verifyLanes = try values.integer("verify-lanes", in: 1...16) ?? 1
    demo.durability = try choice(values, "durability", ["disk", "none"])
    if values.isGiven("rate") { demo.rate = try values.number("rate", in: 1...10_000_000) }
    demo.window = try values.integer("window", in: 1...768) ?? 256
    demo.isOneProcess = values.flag("one-process")
    demo.data = values.value("data")
    demo.json = values.flag("json")
    if demo.flow == nil && demo.golden != nil {
      throw UsageError("--golden compares a recorded flow: give --flow too")
    }
    if demo.golden == nil && demo.leaveOutRow != nil {
      throw UsageError("--leave-out needs a golden book to fail against: give --flow and --golden")
    }
    if demo.golden != nil {
      for option in ["seconds", "commands", "rate", "window"] where values.isGiven(option) {
        throw UsageError(
          "--\(option) means nothing in lock step with a golden book: add --no-golden, or leave it")
      }
    }
    return demo
  }

  private static func choice(
    _ values: CommandLineValues, _ name: String, _ accepted: [String]
  ) throws -> String {
    let value = values.value(name) ?? accepted[0]
    guard accepted.contains(value) else {
      throw UsageError(
        "--\(name) \(value); accepted: \(accepted.joined(separator: ", "))")
    }
    return value
  }

  /// The book file that LOBSTER ships beside a message file, if it is there.
  private static func goldenBeside(_ flow: String) -> String? {
    guard let range = flow.ranges(of: "_message_").last else { return nil }
    let book = flow.replacingCharacters(in: range)
    return unsafe access(book, R_OK) == 0 ? book : nil
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>) -> String {
    String(self[..<range.lowerBound]) + "_orderbook_" + String(self[range.upperBound...])
  }
}

/// A thread that waits for SIGINT and SIGTERM.
final class Interrupts: Sendable {
  private let flag = InterruptFlag()

  /// Blocks the signals, then begins. Call before any thread is started.
  static func started() -> Interrupts {
    Signals.block()
    return Interrupts()
  }

  init() {
    let flag = flag
    var thread = pthread_t()
    let box = unsafe Unmanaged.passRetained(flag).toOpaque()
    _ = unsafe pthread_create(
      &thread, nil,
      { raw in
        let flag = unsafe Unmanaged<InterruptFlag>.fromOpaque(raw!).takeRetainedValue()
        while !Signals.wait(milliseconds: 3_600_000) {}
        flag.raise()
        return nil
      }, box)
    pthread_detach(thread)
  }

  var isRaised: Bool { flag.isRaised }
}
