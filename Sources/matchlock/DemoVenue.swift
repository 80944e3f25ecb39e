// SPDX-License-Identifier: Apache-2.0

internal import Appliance
internal import Gateway
internal import Memory
internal import PacketIO
internal import Venue
internal import WireFormat

/// The venue of a demonstration: everything follows from one number.
struct DemoVenue {
  let keys: DemoKeys
  let venueKey: Bytes32
  let operatorKey: Bytes32
  let venue: Bytes16
  let chain: Bytes32

  static let memberAddress = Endpoint(
    mac: MACAddress(rawValue: 0x02_4d_4c_00_00_02), ipv4: IPv4Address(10, 77, 0, 2),
    udpPort: 26_500)

  static let lineB = Endpoint(multicast: IPv4Address(239, 77, 0, 4), udpPort: 26_405)

  init(seed: UInt64) throws {
    keys = DemoKeys(seed: seed)
    venueKey = try keys.publicKey(.venue)
    operatorKey = try keys.publicKey(.operator_)
    venue = Bytes16(Array("MATCHLOCK DEMO 1".utf8))
    chain = Bytes32(keys.seed(.venue, 1))
  }

  var identity: VenueIdentity {
    VenueIdentity(
      identity: Identity(venue: venue, chain: chain, network: 1), publicKey: venueKey,
      address: ApplianceConfiguration.applianceAddress)
  }

  var addresses: GatewayAddresses {
    var addresses = GatewayAddresses(
      local: Self.memberAddress, marketData: ApplianceConfiguration.feedAddress,
      validators: ApplianceConfiguration.validatorAddress)
    addresses.marketDataB = Self.lineB
    addresses.snapshot = ApplianceConfiguration.snapshotAddress
    addresses.feedRequests = Endpoint(
      mac: identity.address.mac, ipv4: identity.address.ipv4, udpPort: 26_403)
    return addresses
  }

  /// The appliance's configuration file.
  func configuration(_ options: DemoOptions, data: String, port: String) -> String {
    var lines = [
      "[appliance]", "data = \(quoted(data))",
      "venueKeySeed = \"\(hexadecimal(keys.seed(.venue)))\"",
      "topology = \"\(options.topology.rawValue)\"",
      "verifyLanes = \(options.verifyLanes)",
      "durability = \"\(options.durability)\"", "signer = \"\(options.signer)\"",
    ]
    if options.isFlowTimed {
      lines.append("flowValidityNanoseconds = \(LoadDriver.validityNanoseconds)")
    }
    if let library = options.cosimLibrary {
      lines += ["[signer]", "library = \(quoted(library))"]
    }
    lines += [
      "[genesis]", "network = 1", "venue = \"\(hexadecimal(venue.array))\"",
      "chain = \"\(chain.hexadecimal)\"", "venueKey = \"\(venueKey.hexadecimal)\"",
      "[marketDataB]", "ipv4 = \"\(Self.lineB.ipv4)\"", "udpPort = \(Self.lineB.udpPort)",
      "[[subscriber]]", "ipv4 = \"\(Self.memberAddress.ipv4)\"",
      "mac = \"\(Self.memberAddress.mac)\"", "udpPort = \(addresses.feedAnswerPort)",
      "[[operator]]", "key = 0", "publicKey = \"\(operatorKey.hexadecimal)\"", "[port]", port,
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

/// What `matchlock demo` was asked for.
struct DemoOptions {
  var seconds: Double?
  var seed: UInt64 = 1
  var flow: String?
  var golden: String?
  var leaveOutRow: UInt64?
  var isFlowTimed = false
  var data: String?
  var topology = Topology.soft2
  var verifyLanes = 1
  var durability = "disk"
  /// The simulated signing device's library; nil: software signs for the venue.
  var cosimLibrary: String?
  /// As configurations name it.
  var signer: String { cosimLibrary == nil ? "software" : "fpga-cosim" }
  var isOneProcess = false
  var rate: Double?
  var window = 256
  var commandsMax = UInt64.max
  var json = false

  var load: LoadOptions {
    var load = LoadOptions()
    load.time = isFlowTimed ? .flow : .live
    load.seconds = seconds ?? (flow == nil && commandsMax == .max ? 10 : nil)
    load.rate = rate
    load.windowMax = window
    load.commandsMax = commandsMax
    load.leaveOutRow = leaveOutRow
    return load
  }

  func plan() throws -> LoadPlan {
    guard let flow else { return .seeded(seed) }
    return try .recorded(flow, golden: golden)
  }
}
