// SPDX-License-Identifier: Apache-2.0

internal import Appliance
internal import Configuration
internal import Gateway
internal import Memory
internal import PacketIO
internal import Telemetry
internal import WireFormat

/// `matchlock gateway`: the member's end of the wire, as the load of an appliance elsewhere, or serving
/// strategies.
enum GatewayCommand {
  private static let options = CommandLineOptions(
    command: "matchlock gateway",
    summary:
      "Opens a venue as its operator, keeps its members' sessions, signs, sends and receives; or, "
      + "with `serve`, keeps one session for strategies that connect to it.",
    options: [
      .value("config", "FILE", help: "venue, addresses, port and keys, in TOML"),
      .value("seconds", "N", help: "how long to send (10 for a generated flow), or to serve"),
      .value("commands", "N", help: "ends after so many commands"),
      .value("seed", "N", help: "of the generated flow", default: "1"),
      .value("flow", "FILE", help: "plays a recorded flow"),
      .value("rate", "N", help: "commands per second, open loop"),
      .value("window", "N", help: "commands in flight", default: "256"),
      .value(
        "burn-after", "MS", help: "gives up what the venue answers BUSY to for longer, in ms"),
      .flag("show", help: "prints the effective configuration and ends"),
      .flag("json", help: "prints one JSON object"),
    ],
    operands: [
      .optional("MODE", help: "serve: for strategies, as `[strategies]` says; none: as a load")
    ])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    guard let path = values.value("config") else {
      throw UsageError("--config FILE is missing; `--help` says more")
    }
    let mode = values.operand("MODE")
    if let mode, mode != "serve" {
      throw UsageError("there is no mode \"\(mode)\"; accepted: serve, or none for a load")
    }
    let file = try ConfigurationFile.load(path: path)
    let configuration = try GatewayConfiguration(file, serves: mode != nil)
    if values.flag("show") {
      print(configuration.effective)
      return 0
    }
    if mode != nil { return try serve(configuration, values) }
    return try drive(configuration, values)
  }

  private static func drive(
    _ configuration: GatewayConfiguration, _ values: CommandLineValues
  ) throws -> Int32 {
    let load = try loadOptions(values)
    let plan =
      try values.value("flow").map { try LoadPlan.recorded($0) }
      ?? .seeded(try values.integer("seed", in: 0...UInt64.max) ?? 1)
    let interrupts = Interrupts.started()
    let gateway = try open(configuration)
    gateway.reconnects = true
    let isQuiet = values.flag("json")
    let driver = LoadDriver(
      gateway: gateway, plan: plan, options: load, keys: configuration.keys,
      venue: configuration.venue, isInterrupted: { interrupts.isRaised }
    ) { progress in
      if !isQuiet { complain("\(progress)") }
    }
    let summary = try driver.run()
    print(isQuiet ? json(summary) : text(summary))
    return fault(summary) == nil ? 0 : 1
  }

  /// The port, and what stands on it.
  static func open(_ configuration: GatewayConfiguration) throws -> Gateway {
    try EAL.start(configuration.eal)
    return Gateway(
      port: try Port.open(configuration.port), addresses: configuration.addresses,
      feed: FeedBook(marketsMax: 64, ordersMax: 1 << 17, levelsMax: 1 << 17),
      clock: Clock.start())
  }

  private static func loadOptions(_ values: CommandLineValues) throws -> LoadOptions {
    var load = LoadOptions()
    if values.isGiven("seconds") { load.seconds = try values.number("seconds", in: 0.1...86_400) }
    if values.isGiven("commands") {
      load.commandsMax = try values.integer("commands", in: 1...UInt64.max) ?? .max
    } else if load.seconds == nil && !values.isGiven("flow") {
      load.seconds = 10
    }
    if values.isGiven("rate") { load.rate = try values.number("rate", in: 1...10_000_000) }
    load.windowMax = try values.integer("window", in: 1...768) ?? 256
    if values.isGiven("burn-after") {
      load.burnNanoseconds =
        (try values.integer("burn-after", in: 1...3_600_000) ?? 1) * 1_000_000
    }
    return load
  }

  private static func fault(_ load: LoadSummary) -> String? {
    if load.unknown > 0 { return "\(load.unknown) commands without an outcome" }
    return load.checksumFault
  }

  private static func text(_ load: LoadSummary) -> String {
    let rejects = load.rejects.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }
    return """
      commands sent   \(load.sent), \(load.resent) sent again
      accepted        \(load.accepted)
      rejected        \(load.rejected) (\(rejects.joined(separator: ", ")))
      unknown         \(load.unknown)
      BUSY            \(load.busy) answers; \(load.burnt) burnt, \(load.notSequenced) never sequenced
      fill reports    \(load.fills), receipts \(load.receipts), reports missed \(load.reportsMissed)
      recovered       \(load.reportsRecovered) reports sent again, \(load.resyncs) states asked for
      market data     \(load.feedText)
      books           \(load.checksumsText)
      round trip      p50 \((load.service.percentile(50) ?? 0) / 1_000) µs
      """
  }

  private static func json(_ load: LoadSummary) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.field("valid", fault(load) == nil)
    json.field("reason", fault(load) ?? "")
    json.field("sent", load.sent)
    json.field("resent", load.resent)
    json.field("busy", load.busy)
    json.field("burnt", load.burnt)
    json.field("not_sequenced", load.notSequenced)
    json.field("accepted", load.accepted)
    json.field("rejected", load.rejected)
    json.field("fill_reports", load.fills)
    json.field("receipts", load.receipts)
    json.field("reports_missed", load.reportsMissed)
    json.field("reports_recovered", load.reportsRecovered)
    json.field("resyncs", load.resyncs)
    json.field("feed_messages", load.feedMessages)
    load.writeFeed(to: &json)
    json.key("round_trip")
    StageSummary("round_trip", load.service).write(to: &json)
    json.endObject()
    return json.finish()
  }
}
