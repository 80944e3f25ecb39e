// SPDX-License-Identifier: Apache-2.0

internal import Appliance
internal import Configuration
internal import Gateway
internal import Memory
internal import PacketIO
internal import Telemetry
internal import WireFormat

/// `matchlock gateway`: the member's end of the wire, as the load of an appliance elsewhere.
enum GatewayCommand {
  private static let options = CommandLineOptions(
    command: "matchlock gateway",
    summary:
      "Opens a venue as its operator, keeps its members' sessions, signs, sends and receives.",
    options: [
      .value("config", "FILE", help: "venue, addresses, port and keys, in TOML"),
      .value("seconds", "N", help: "how long to send (10 for a generated flow)"),
      .value("commands", "N", help: "ends after so many commands"),
      .value("seed", "N", help: "of the generated flow", default: "1"),
      .value("flow", "FILE", help: "plays a recorded flow"),
      .value("rate", "N", help: "commands per second, open loop"),
      .value("window", "N", help: "commands in flight", default: "256"),
      .value(
        "burn-after", "MS", help: "gives up what the venue answers BUSY to for longer, in ms"),
      .flag("show", help: "prints the effective configuration and ends"),
      .flag("json", help: "prints one JSON object"),
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
    let file = try ConfigurationFile.load(path: path)
    let configuration = try GatewayConfiguration(file)
    if values.flag("show") {
      print(configuration.effective)
      return 0
    }
    let load = try loadOptions(values)
    let plan =
      try values.value("flow").map { try LoadPlan.recorded($0) }
      ?? .seeded(try values.integer("seed", in: 0...UInt64.max) ?? 1)
    Signals.block()
    let interrupts = Interrupts()
    try EAL.start(configuration.eal)
    let gateway = Gateway(
      port: try Port.open(configuration.port), addresses: configuration.addresses,
      feed: FeedBook(marketsMax: 64, ordersMax: 1 << 17, levelsMax: 1 << 17),
      clock: Clock.start())
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
    return summary.unknown == 0 ? 0 : 1
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
      market data     \(load.feedMessages) messages, \(load.feedGaps) gaps
      round trip      p50 \((load.service.percentile(50) ?? 0) / 1_000) µs
      """
  }

  private static func json(_ load: LoadSummary) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.field("valid", load.unknown == 0)
    json.field("reason", load.unknown == 0 ? "" : "\(load.unknown) commands without an outcome")
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
    json.field("feed_gaps", load.feedGaps)
    json.key("round_trip")
    StageSummary("round_trip", load.service).write(to: &json)
    json.endObject()
    return json.finish()
  }
}

/// The gateway's configuration file, read whole and checked.
struct GatewayConfiguration {
  let venue: VenueIdentity
  let addresses: GatewayAddresses
  let port: PortConfiguration
  var eal: EALConfiguration
  let keys: LoadKeys
  let effective: String

  init(_ file: ConfigurationFile) throws(ConfigurationError) {
    let section = try file.section("venue")
    venue = VenueIdentity(
      identity: Identity(
        venue: Bytes16(try section.hexBytes("venue", count: 16)),
        chain: Bytes32(try section.hexBytes("chain", count: 32)),
        network: try section.integer("network", in: 0...255, default: 0)),
      publicKey: Bytes32(try section.hexBytes("publicKey", count: 32)),
      address: try ApplianceConfiguration.endpoint(
        try file.section("appliance"), ApplianceConfiguration.applianceAddress))
    addresses = GatewayAddresses(
      local: try ApplianceConfiguration.endpoint(
        try file.section("local"), DemoVenue.memberAddress),
      marketData: try ApplianceConfiguration.endpoint(
        try file.section("marketData"), ApplianceConfiguration.feedAddress),
      validators: try ApplianceConfiguration.endpoint(
        try file.section("validators"), ApplianceConfiguration.validatorAddress))
    let portSection = try file.section("port")
    eal = EALConfiguration(
      prefix: try portSection.string("prefix", bytesMax: 32, default: "matchlock-gateway"),
      memoryMegabytes: try portSection.integer("memoryMegabytes", in: 16...65_536, default: 128),
      hugePages: try portSection.boolean("hugePages", default: false), pciAddresses: [])
    port = try PortReading.port(portSection, name: "gateway", local: addresses.local)
    if case .pci(let address) = port.driver { eal.pciAddresses = [address] }
    let keySection = try file.section("keys")
    if let seed = try keySection.optionalInteger("demoSeed", in: 0...UInt64.max) {
      keys = .demo(DemoKeys(seed: seed))
    } else {
      keys = .files(
        operatorFile: try keySection.string("operatorFile"),
        memberFolder: try keySection.string("memberFolder"))
    }
    try file.finish()
    effective = "\(file.effective)"
  }
}
