// SPDX-License-Identifier: Apache-2.0

internal import Appliance
internal import Configuration
internal import Gateway
internal import Memory
internal import PacketIO
internal import Signing
internal import WireFormat

/// The gateway's configuration file, read whole and checked.
struct GatewayConfiguration {
  let venue: VenueIdentity
  let addresses: GatewayAddresses
  let port: PortConfiguration
  var eal: EALConfiguration
  /// A load's.
  let keys: LoadKeys
  let strategies: StrategyOptions
  /// The key of the strategies' session, and where its secret is.
  let strategyKey: StrategyKey
  let effective: String

  /// - Parameter serves: whether strategies are served: a load needs other keys.
  init(_ file: ConfigurationFile, serves: Bool) throws(ConfigurationError) {
    let section = try file.section("venue")
    venue = VenueIdentity(
      identity: Identity(
        venue: Bytes16(try section.hexBytes("venue", count: 16)),
        chain: Bytes32(try section.hexBytes("chain", count: 32)),
        network: try section.integer("network", in: 0...255, default: 0)),
      publicKey: Bytes32(try section.hexBytes("publicKey", count: 32)),
      address: try ApplianceConfiguration.endpoint(
        try file.section("appliance"), ApplianceConfiguration.applianceAddress))
    var addresses = GatewayAddresses(
      local: try ApplianceConfiguration.endpoint(
        try file.section("local"), DemoVenue.memberAddress),
      marketData: try ApplianceConfiguration.endpoint(
        try file.section("marketData"), ApplianceConfiguration.feedAddress),
      validators: try ApplianceConfiguration.endpoint(
        try file.section("validators"), ApplianceConfiguration.validatorAddress))
    try Self.readFeed(file, venue.address, &addresses)
    self.addresses = addresses
    let portSection = try file.section("port")
    eal = EALConfiguration(
      prefix: try portSection.string("prefix", bytesMax: 32, default: "matchlock-gateway"),
      memoryMegabytes: try portSection.integer("memoryMegabytes", in: 16...65_536, default: 128),
      hugePages: try portSection.boolean("hugePages", default: false), pciAddresses: [])
    port = try PortReading.port(portSection, name: "gateway", local: addresses.local)
    if case .pci(let address) = port.driver { eal.pciAddresses = [address] }
    let keySection = try file.section("keys")
    let seed = try keySection.optionalInteger("demoSeed", in: 0...UInt64.max)
    if let seed {
      keys = .demo(DemoKeys(seed: seed))
    } else {
      // Serving, neither is needed: the strategies' key has a file of its own.
      var (operatorFile, memberFolder) = ("", "")
      if serves {
        operatorFile = try keySection.optionalString("operatorFile") ?? ""
        memberFolder = try keySection.optionalString("memberFolder") ?? ""
      } else {
        operatorFile = try keySection.string("operatorFile")
        memberFolder = try keySection.string("memberFolder")
      }
      keys = .files(operatorFile: operatorFile, memberFolder: memberFolder)
    }
    let strategySection = try file.section("strategies")
    strategies = try Self.strategies(strategySection, serves: serves)
    strategyKey = try StrategyKey(
      strategySection, details: try file.section("signer"), seed: seed, serves: serves)
    try file.finish()
    effective = "\(file.effective)"
  }

  /// What the file says of the feed beyond its line A, `[marketData]`:
  ///
  /// | key | what | default |
  /// |---|---|---|
  /// | `[marketDataB]` ipv4, udpPort, mac | line B | no line B |
  /// | `[snapshot]` ipv4, udpPort, mac | where snapshot pages come | 239.77.0.3:26404 |
  /// | `feed.snapshots` | whether they do | true |
  /// | `feed.requests` | whether the venue has us as a subscriber, to ask for what was lost | false |
  /// | `feed.requestPort` | the venue's port for that | 26403 |
  /// | `feed.answerPort` | ours, as the venue's `[[subscriber]]` names it | 26501 |
  /// | `feed.joinsGroups` | whether IGMP tells the network which groups we listen to | true |
  private static func readFeed(
    _ file: ConfigurationFile, _ venue: Endpoint, _ addresses: inout GatewayAddresses
  ) throws(ConfigurationError) {
    let lineB = try file.section("marketDataB")
    if lineB.isPresent {
      addresses.marketDataB = try ApplianceConfiguration.endpoint(lineB, venue)
    }
    let snapshot = try ApplianceConfiguration.endpoint(
      try file.section("snapshot"), ApplianceConfiguration.snapshotAddress)
    let section = try file.section("feed")
    if try section.boolean("snapshots", default: true) { addresses.snapshot = snapshot }
    let asks = try section.boolean("requests", default: false)
    let requestPort: UInt16 = try section.integer("requestPort", in: 1...65_535, default: 26_403)
    if asks {
      addresses.feedRequests = Endpoint(mac: venue.mac, ipv4: venue.ipv4, udpPort: requestPort)
    }
    addresses.feedAnswerPort = try section.integer("answerPort", in: 1...65_535, default: 26_501)
    addresses.joinsGroups = try section.boolean("joinsGroups", default: true)
  }

  private static func strategies(
    _ section: ConfigurationSection, serves: Bool
  ) throws(ConfigurationError) -> StrategyOptions {
    let path =
      serves ? try section.string("socket") : try section.optionalString("socket") ?? "-"
    var options = StrategyOptions(socketPath: path)
    options.strategiesMax = try section.integer("strategiesMax", in: 1...32, default: 8)
    options.ordersMax = try section.integer("ordersMax", in: 1...4_096, default: 256)
    options.rate = try section.integer("rate", in: 1...1_000_000, default: 10_000)
    options.burst = try section.integer("burst", in: 1...1_000_000, default: 1_000)
    options.strategyRate =
      try section.optionalInteger("strategyRate", in: 1...1_000_000)
      ?? options.rate
    options.strategyBurst =
      try section.optionalInteger("strategyBurst", in: 1...1_000_000)
      ?? options.burst
    options.inFlightMax = try section.integer("inFlightMax", in: 1...512, default: 32)
    options.queueMax = try section.integer("queueMax", in: 1...65_536, default: 1_024)
    options.eventsMax = try section.integer("eventsMax", in: 64...65_536, default: 1_024)
    options.group = try section.integer("group", in: 0...UInt16.max, default: 0)
    let milliseconds: UInt64 = 1_000_000
    options.heartbeatNanoseconds =
      try section.integer("heartbeatMilliseconds", in: 0...60_000, default: 1_000) * milliseconds
    options.deadManNanoseconds =
      try section.integer("deadManMilliseconds", in: 0...86_400_000, default: 5_000) * milliseconds
    options.validityNanoseconds =
      try section.integer("validityMilliseconds", in: 10...5_000, default: 2_000) * milliseconds
    options.bookNanoseconds =
      try section.integer("bookMicroseconds", in: 0...1_000_000, default: 1_000) * 1_000
    options.sessionHeartbeatMilliseconds = try section.integer(
      "sessionHeartbeatMilliseconds", in: 50...10_000, default: 500)
    return options
  }
}

/// The key of the session that carries strategies.
struct StrategyKey {
  let number: UInt32
  private let file: String?
  private let passphraseFile: String?
  private let nonceFile: String?
  private let source: SignerSource
  private let demo: DemoKeys?
  private let member: UInt64

  init(
    _ section: ConfigurationSection, details: ConfigurationSection, seed: UInt64?, serves: Bool
  ) throws(ConfigurationError) {
    number = try section.integer("key", in: 0...UInt32.max, default: 1)
    source = try SignerReading.source(section, details: details)
    var isInToken = false
    if case .pkcs11 = source { isInToken = true }
    file =
      serves && seed == nil && !isInToken
      ? try section.string("keyFile") : try section.optionalString("keyFile")
    passphraseFile = try section.optionalString("passphraseFile")
    nonceFile = try section.optionalString("nonceFile")
    member = try section.optionalInteger("member", in: 0...UInt64.max) ?? UInt64(max(number, 1) - 1)
    demo = seed.map { DemoKeys(seed: $0) }
  }

  /// What signs for the session, with its key in slot 0.
  func signer() throws -> Signer {
    try Signer.open(source, purposes: .session) { try secret() }
  }

  private func secret() throws -> SecretKey {
    if let file {
      return try SecretKey.load(file, passphraseFile: passphraseFile, wanted: .session)
    }
    guard let demo else { throw CommandFailure("[strategies] keyFile is missing") }
    return try demo.secret(.member, member)
  }

  /// Where the key's nonces are reserved; nil when the configuration names no file.
  ///
  /// - Parameters:
  ///   - publicKey: of the key.
  ///   - above: nonces are above it, whatever the file says.
  func reservation(of publicKey: Bytes32, above: UInt64 = 0) throws -> NonceReservation? {
    guard let nonceFile else { return nil }
    return try NonceReservation(path: nonceFile, key: publicKey, above: above)
  }
}
