// SPDX-License-Identifier: Apache-2.0

public import Configuration
internal import Memory
public import PacketIO
internal import Signing
internal import Tiles
internal import Venue
internal import Verifying
internal import WireFormat

/// The appliance's configuration file, read whole and checked.
///
/// What can change an outcome (`[genesis]`) is used only to begin a log; a log that is there already
/// says it itself.
public struct ApplianceConfiguration: Sendable {
  public var settings: ApplianceSettings
  public var port: PortConfiguration
  public var eal: EALConfiguration
  /// Every value in force and where it came from.
  public var effective: String

  /// - Throws: file, line, key and what would be accepted.
  public init(_ file: ConfigurationFile) throws(ConfigurationError) {
    let appliance = try file.section("appliance")
    let genesis = try Self.genesis(
      try file.section("genesis"), try file.sections("operator", count: 1...16))
    let local = try Self.endpoint(try file.section("local"), Self.applianceAddress)
    let marketData = try Self.endpoint(try file.section("marketData"), Self.feedAddress)
    let validators = try Self.endpoint(try file.section("validators"), Self.validatorAddress)
    let signer = try SignerReading.source(appliance, details: try file.section("signer"))
    let key = try Self.venueKey(appliance, signer)
    var settings = ApplianceSettings(
      genesis: genesis, local: local, marketData: marketData, validators: validators,
      venueKey: key, dataDirectory: try appliance.string("data"))
    settings.signer = signer
    settings.durability =
      try appliance.string("durability", oneOf: ["disk", "none"], default: "disk") == "disk"
      ? .disk : .none
    settings.topology = try appliance.choice("topology", default: Topology.soft2)
    settings.idle = try appliance.choice("idle", default: IdleStrategy.yield)
    settings.verifyLanes = try appliance.integer("verifyLanes", in: 1...16, default: 1)
    settings.segmentBytes =
      try appliance.integer("segmentMegabytes", in: 1...4_096, default: 64) << 20
    settings.runAheadMax = try appliance.integer("runAheadMax", in: 1...65_536, default: 4_096)
    let laneBits = try appliance.integer("laneSlotsLog2", in: 6...16, default: 10)
    settings.laneSlots = 1 << laneBits
    settings.verifyBurstMax = try appliance.integer("verifyBurstMax", in: 2...64, default: 8)
    switch try appliance.string("keyTableKilobytes", oneOf: ["8", "64", "512"], default: "64") {
    case "8": settings.keyTableTier = .kilobytes8
    case "512": settings.keyTableTier = .kilobytes512
    default: settings.keyTableTier = .kilobytes64
    }
    settings.keyTableBytesMax =
      try appliance.integer("keyTableMegabytes", in: 0...1 << 20, default: 256) << 20
    if let validity = try appliance.optionalInteger(
      "flowValidityNanoseconds", in: 1...86_400_000_000_000 as ClosedRange<UInt64>)
    {
      settings.logClock = .flow(validityNanoseconds: validity)
    }
    let admission = try file.section("admission")
    settings.admission.sessionRate = try admission.integer(
      "sessionRate", in: 1...1_000_000_000, default: 1_000_000)
    settings.admission.sessionBurst = try admission.integer(
      "sessionBurst", in: 1...10_000_000, default: 100_000)
    settings.admission.refusedSignatureCost = try admission.integer(
      "refusedSignatureCost", in: 0...10_000_000, default: 100)
    settings.admission.logonRate = try admission.integer(
      "logonRate", in: 1...1_000_000, default: 100)
    settings.admission.logonBurst = try admission.integer(
      "logonBurst", in: 1...1_000_000, default: 200)
    settings.admission.neighbourRate = try admission.integer(
      "neighbourRate", in: 0...1_000_000, default: 100)
    settings.admission.neighbourBurst = try admission.integer(
      "neighbourBurst", in: 1...1_000_000, default: 50)
    settings.admission.ordinaryBacklogMax = try admission.integer(
      "ordinaryBacklogMax", in: 1...65_536, default: 1_024)
    settings.admission.urgentBacklogMax = try admission.integer(
      "urgentBacklogMax", in: 1...65_536, default: 512)
    settings.admission.requestRate = try admission.integer(
      "requestRate", in: 1...1_000_000, default: 1_000)
    settings.admission.requestBurst = try admission.integer(
      "requestBurst", in: 1...1_000_000, default: 200)
    let sessions = try file.section("sessions")
    settings.retainedReports = try sessions.integer(
      "retainedReports", in: 16...1 << 20, default: 1_024)
    if settings.retainedReports & (settings.retainedReports - 1) != 0 {
      throw sessions.error(
        "retainedReports", "\(settings.retainedReports) is no power of two",
        accepted: "16, 32, … 1048576")
    }
    settings.feed = try FeedReading.feed(file, local: local, lineA: marketData)
    self.settings = settings
    let portSection = try file.section("port")
    eal = EALConfiguration(
      prefix: try portSection.string("prefix", bytesMax: 32, default: "matchlock"),
      memoryMegabytes: try portSection.integer("memoryMegabytes", in: 16...65_536, default: 128),
      hugePages: try portSection.boolean("hugePages", default: false), pciAddresses: [])
    port = try PortReading.port(portSection, name: "appliance", local: local)
    if case .pci(let address) = port.driver { eal.pciAddresses = [address] }
    try file.finish()
    effective = "\(file.effective)"
  }

  // MARK: Parts

  /// Addresses used when a file gives none: locally administered, private.
  public static let applianceAddress = Endpoint(
    mac: MACAddress(rawValue: 0x02_4d_4c_00_00_01), ipv4: IPv4Address(10, 77, 0, 1),
    udpPort: 26_400)
  public static let feedAddress = Endpoint(
    multicast: IPv4Address(239, 77, 0, 1), udpPort: 26_401)
  public static let validatorAddress = Endpoint(
    multicast: IPv4Address(239, 77, 0, 2), udpPort: 26_402)

  public static let snapshotAddress = Endpoint(
    multicast: IPv4Address(239, 77, 0, 3), udpPort: 26_404)

  /// The addresses of a table, or `fallback` where there is none.
  public static func endpoint(
    _ section: ConfigurationSection, _ fallback: Endpoint
  ) throws(ConfigurationError) -> Endpoint {
    guard section.isPresent else { return fallback }
    let text = try section.string("ipv4")
    guard let ipv4 = IPv4Address(text) else {
      throw section.error(
        "ipv4", "\"\(text)\" is no IPv4 address", accepted: "four numbers 0...255")
    }
    let udpPort: UInt16 = try section.integer("udpPort", in: 1...65_535)
    if ipv4.isMulticast { return Endpoint(multicast: ipv4, udpPort: udpPort) }
    let macText = try section.string("mac")
    guard let mac = MACAddress(macText) else {
      throw section.error(
        "mac", "\"\(macText)\" is no MAC address", accepted: "six bytes, as 02:4d:4c:00:00:01")
    }
    return Endpoint(mac: mac, ipv4: ipv4, udpPort: udpPort)
  }

  private static func venueKey(
    _ section: ConfigurationSection, _ signer: SignerSource
  ) throws(ConfigurationError) -> VenueKeySource {
    if case .pkcs11 = signer { return .inToken }
    let passphraseFile = try section.optionalString("venueKeyPassphraseFile")
    if let file = try section.optionalString("venueKeyFile") {
      return .file(file, passphraseFile: passphraseFile)
    }
    if let seed = try section.optionalHexBytes("venueKeySeed", count: 32, isConcealed: true) {
      return .seed(seed)
    }
    throw section.error(
      "venueKeyFile", "the venue's key is missing",
      accepted: "venueKeyFile = a file of `matchlock keys generate`, or venueKeySeed for trials")
  }

  private static func genesis(
    _ s: ConfigurationSection, _ operators: [ConfigurationSection]
  ) throws(ConfigurationError) -> VenueGenesis {
    let block = Genesis(
      ruleVersion: VenueGenesis.ruleVersion,
      network: try s.integer("network", in: 0...255, default: 0),
      commandsPerDatagramMax: try s.integer("commandsPerDatagramMax", in: 1...16, default: 16),
      venue: Bytes16(try s.hexBytes("venue", count: 16)),
      chain: Bytes32(try s.hexBytes("chain", count: 32)),
      venueKey: Bytes32(try s.hexBytes("venueKey", count: 32)),
      marketsMax: try s.integer("marketsMax", in: 1...65_536, default: 64),
      accountsMax: try s.integer("accountsMax", in: 2...1_048_576, default: 256),
      keysMax: try s.integer("keysMax", in: 1...1_048_576, default: 64),
      sessionsMax: try s.integer("sessionsMax", in: 1...65_536, default: 64),
      sessionsPerAccountMax: try s.integer("sessionsPerAccountMax", in: 1...16, default: 4),
      ordersMax: try s.integer("ordersMax", in: 1...1 << 21, default: 1 << 17),
      openOrdersPerAccountMax: try s.integer(
        "openOrdersPerAccountMax", in: 1...1 << 21, default: 1 << 16),
      nonceWindow: try s.integer("nonceWindow", in: 1...65_536, default: 1_024),
      fillsPerCommandMax: try s.integer("fillsPerCommandMax", in: 1...4_096, default: 128),
      timersPerCommandMax: try s.integer("timersPerCommandMax", in: 1...256, default: 16),
      batchCommandsMax: try s.integer("batchCommandsMax", in: 1...1 << 20, default: 4_096),
      batchSpanMax: try s.integer(
        "batchNanosecondsMax", in: 1_000_000...3_600_000_000_000, default: 1_000_000_000),
      tickSpanMax: try s.integer(
        "tickNanosecondsMax", in: 1_000_000...60_000_000_000, default: 100_000_000),
      validitySpanMax: try s.integer(
        "validityNanosecondsMax", in: 1_000_000...86_400_000_000_000, default: 60_000_000_000),
      positionLotsMax: try s.integer("positionLotsMax", in: 1...1 << 62, default: 1 << 60),
      specialOrdersMax: try s.integer("specialOrdersMax", in: 1...1 << 21, default: 1 << 16),
      conditionalOrdersMax: try s.integer(
        "conditionalOrdersMax", in: 1...1 << 20, default: 1 << 14),
      quoteGroupsMax: try s.integer("quoteGroupsMax", in: 0...65_535, default: 256),
      cancelsPerRecordMax: try s.integer("cancelsPerRecordMax", in: 16...4_096, default: 256),
      bustsMax: try s.integer("bustsMax", in: 1...65_536, default: 1_024),
      approvalsMin: try s.integer("approvalsMin", in: 1...16, default: 1),
      proposalsMax: try s.integer("proposalsMax", in: 1...256, default: 16),
      proposalSpan: try s.integer(
        "proposalNanoseconds", in: 1_000_000...604_800_000_000_000, default: 3_600_000_000_000))
    var keys: [GenesisOperators] = []
    for section in operators {
      keys.append(
        GenesisOperators(
          key: try section.integer("key", in: 0...1_048_575),
          publicKey: Bytes32(try section.hexBytes("publicKey", count: 32))))
    }
    do {
      return try VenueGenesis(block: block, operators: keys)
    } catch {
      throw s.error("venue", "\(error)", accepted: "limits that fit together, 1...16 operators")
    }
  }
}

/// Reads a `[port]` section; the gateway's is the same.
public enum PortReading {
  /// The drivers by the names a file uses.
  enum Driver: String, CaseIterable { case ring, memif, pcap, afPacket = "af_packet", pci }

  public static func port(
    _ section: ConfigurationSection, name: String, local: Endpoint
  ) throws(ConfigurationError) -> PortConfiguration {
    let driver: PortDriver
    switch try section.choice("driver", of: Driver.self) {
    case .ring: driver = .ring
    case .memif:
      driver = .memif(
        role: try section.string("role", oneOf: ["server", "client"]) == "server"
          ? .server : .client, socketPath: try section.string("socket"),
        id: try section.integer("id", in: 0...UInt32.max, default: 0))
    case .pcap:
      driver = .pcap(
        input: try section.optionalString("input"), output: try section.optionalString("output"))
    case .afPacket: driver = .afPacket(interface: try section.string("interface"))
    case .pci: driver = .pci(address: try section.string("address"))
    }
    return PortConfiguration(
      name: name, driver: driver, local: local,
      takesMulticast: try section.boolean("takesMulticast", default: name != "appliance"),
      descriptors: 1 << (try section.integer("descriptorsLog2", in: 6...14, default: 10)),
      vlan: try section.optionalInteger("vlan", in: 1...4_094))
  }
}
