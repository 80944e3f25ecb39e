// SPDX-License-Identifier: Apache-2.0

internal import Appliance
internal import Configuration
internal import Gateway
internal import Glibc
internal import Latency
internal import PacketIO
internal import Telemetry

/// What `bench path` measures: an appliance of its own, in this process or another, or one elsewhere.
struct PathVenueOptions {
  enum Port: Equatable {
    case ring
    case memif
    /// The appliance's interface and ours, on one cable.
    case afPacket(String, String)

    init(_ text: String) throws {
      switch text {
      case "ring": self = .ring
      case "memif": self = .memif
      default:
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let names = parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : []
        guard parts.first == "af_packet", names.count == 2 else {
          throw UsageError(
            "--port \(text); accepted: ring, memif, af_packet:APPLIANCE_IF,OUR_IF; for a port elsewhere "
              + "give --config")
        }
        self = .afPacket(names[0], names[1])
      }
    }
  }

  var port = Port.ring
  var config: String?
  var topology = Topology.soft2
  var verifyLanes = 1
  var durability = "disk"
  var data: String?
  var seed: UInt64 = 1
  var sessions = 4
  var mix = PathMix()
  var relay: RelayPlan?
  /// What ingress adds to each burst, in nanoseconds: a slowdown to be found.
  var plantedDelay: UInt64 = 0
  var markets: [PlannedMarket]?
  var isQuiet = false
  /// Whether `matchlock top` can watch the appliance.
  var hasBoard = true
}

/// An appliance and a client of it, opened and ready for loads.
final class PathVenue {
  let client: PathClient
  let relay: DelayRelay?
  let clock: Clock
  let ownProcesses: Set<Int>
  /// What the figures are of.
  let conditions: [(name: String, value: String)]
  private let appliance: Appliance?
  private let child: ChildProcess?
  private let work: Workplace?

  /// An appliance of its own.
  init(_ options: PathVenueOptions, _ interrupts: Interrupts) throws {
    let work = try Workplace(data: options.data)
    self.work = work
    let venue = try DemoVenue(seed: options.seed)
    let clock = Clock.start()
    self.clock = clock
    let link: Link
    do {
      link =
        switch options.port {
        case .memif: try Self.overMemif(options, venue, work)
        case .ring, .afPacket: try Self.inProcess(options, venue, work, clock)
        }
    } catch {
      work.clean()
      throw error
    }
    (appliance, child, relay) = (link.appliance, link.child, link.relay)
    ownProcesses = Set([Int(getpid())] + (link.child.map { [Int($0.pid)] } ?? []))
    let isInMemory = options.durability == "disk" && Appliance.isInMemory(work.data)
    conditions = Self.conditions(options, isInMemory: isInMemory)
    client = PathClient(
      port: link.takePort(), local: DemoVenue.memberAddress, venue: venue.identity, clock: clock,
      sessions: options.sessions, mix: options.mix, seed: options.seed,
      isInterrupted: { interrupts.isRaised })
    do {
      try relay?.start()
      try client.openVenue(.demo(venue.keys), markets: options.markets)
    } catch {
      stop()
      throw error
    }
  }

  /// An appliance elsewhere, as a gateway's configuration names it.
  init(elsewhere path: String, _ options: PathVenueOptions, _ interrupts: Interrupts) throws {
    let configuration = try GatewayConfiguration(ConfigurationFile.load(path: path), serves: false)
    try EAL.start(configuration.eal)
    (appliance, child, work, relay) = (nil, nil, nil, nil)
    clock = Clock.start()
    ownProcesses = [Int(getpid())]
    conditions = [
      (
        "venue",
        "elsewhere, at \(configuration.venue.address.ipv4):\(configuration.venue.address.udpPort)"
      ),
      ("port", "\(configuration.port.driver)"),
      ("load", "\(options.sessions) sessions, \(options.mix)"),
      (
        "stamps",
        "the venue's, of its own host's clock: `in` and `out` mean nothing unless it is this host"
      ),
    ]
    client = PathClient(
      port: try Port.open(configuration.port), local: configuration.addresses.local,
      venue: configuration.venue, clock: clock, sessions: options.sessions, mix: options.mix,
      seed: options.seed, isInterrupted: { interrupts.isRaised })
    try client.openVenue(configuration.keys, markets: options.markets)
  }

  /// Once a second: whose clock would drift otherwise. How far it was off, if it is in this process.
  func tick() -> UInt64? { appliance?.steerClock()?.magnitude }

  /// Why the appliance takes nothing more, or nil.
  var failure: String? {
    if let failure = appliance?.failure { return failure }
    if let child, child.hasEnded { return "the appliance \(child.ending)" }
    return nil
  }

  func stop() {
    client.close()
    if let appliance { _ = try? appliance.stop() }
    child?.stop()
    relay?.stop()
    work?.clean()
  }

  // MARK: Links

  /// An appliance, or the process it runs in, and the other end of its port.
  private final class Link {
    let appliance: Appliance?
    let child: ChildProcess?
    let relay: DelayRelay?
    private var port: Port?

    init(
      _ port: consuming Port, appliance: Appliance? = nil, child: ChildProcess? = nil,
      relay: DelayRelay? = nil
    ) {
      self.port = consume port
      self.appliance = appliance
      self.child = child
      self.relay = relay
    }

    func takePort() -> Port { port.take()! }
  }

  private static func inProcess(
    _ options: PathVenueOptions, _ venue: DemoVenue, _ work: Workplace, _ clock: Clock
  ) throws -> Link {
    let driver =
      switch options.port {
      case .afPacket(let theirs, _): "driver = \"af_packet\"\ninterface = \(venue.quoted(theirs))"
      case .ring, .memif: "driver = \"ring\""
      }
    let configuration = try configuration(options, venue, work, port: driver)
    try startPackets()
    var member = configuration.port
    member.name = "bench"
    member.local = DemoVenue.memberAddress
    var settings = configuration.settings
    settings.plantedIngressNanoseconds = options.plantedDelay
    if options.hasBoard { settings.board = SharedBoard.path(process: getpid()) }
    if case .afPacket(_, let ours) = options.port {
      member.driver = .afPacket(interface: ours)
      let port = try Port.open(configuration.port)
      let far = try Port.open(member)
      return Link(far, appliance: try started(settings, port, options))
    }
    let pair = try Port.ringPair(configuration.port, member)
    if options.relay == nil {
      return Link(pair.second, appliance: try started(settings, pair.first, options))
    }
    let near = try Port.ringPair(configuration.port, member)
    return Link(
      near.second, appliance: try started(settings, pair.first, options),
      relay: DelayRelay(member: near.first, venue: pair.second, clock: clock))
  }

  /// DPDK, once a process, with room for everything that a bench opens.
  static func startPackets() throws {
    try EAL.start(
      EALConfiguration(
        prefix: "mlk-\(getpid())", memoryMegabytes: 320, hugePages: false, pciAddresses: []))
  }

  private static func started(
    _ settings: ApplianceSettings, _ port: consuming Port, _ options: PathVenueOptions
  ) throws -> Appliance {
    let appliance = try Appliance(settings, port: port)
    if !options.isQuiet { for line in appliance.banner { complain(line) } }
    try appliance.start()
    return appliance
  }

  private static func overMemif(
    _ options: PathVenueOptions, _ venue: DemoVenue, _ work: Workplace
  ) throws -> Link {
    if options.relay != nil || options.plantedDelay > 0 {
      throw UsageError("--relay and --plant work within this process: leave --port at ring")
    }
    let socket = work.folder + "/memif"
    _ = try configuration(
      options, venue, work,
      port: "driver = \"memif\"\nrole = \"server\"\nsocket = \(venue.quoted(socket))\n"
        + "prefix = \"mlk-\(getpid())-a\"")
    let child = try ChildProcess(
      arguments: ["run", "--config", work.folder + "/matchlock.toml"]
        + (options.isQuiet ? ["--quiet"] : []))
    guard child.waitForFile(socket) else {
      throw CommandFailure("the appliance did not start")
    }
    try EAL.start(
      EALConfiguration(
        prefix: "mlk-\(getpid())-g", memoryMegabytes: 192, hugePages: false, pciAddresses: []))
    let port = try Port.open(
      PortConfiguration(
        name: "bench", driver: .memif(role: .client, socketPath: socket),
        local: DemoVenue.memberAddress))
    return Link(port, child: child)
  }

  private static func configuration(
    _ options: PathVenueOptions, _ venue: DemoVenue, _ work: Workplace, port: String
  ) throws -> ApplianceConfiguration {
    var demo = DemoOptions()
    demo.topology = options.topology
    demo.verifyLanes = options.verifyLanes
    demo.durability = options.durability
    let config = work.folder + "/matchlock.toml"
    // A load of one trial may have many commands under way: their nonces must stay in the window.
    let text = venue.configuration(demo, data: work.data, port: port)
      .replacing("[genesis]\n", with: "[genesis]\nnonceWindow = 16384\n")
    try writeFile(text, to: config)
    return try ApplianceConfiguration(.load(path: config))
  }

  private static func conditions(
    _ options: PathVenueOptions, isInMemory: Bool
  ) -> [(name: String, value: String)] {
    let port =
      switch options.port {
      case .ring: "DPDK ring, appliance and load in one process"
      case .memif: "DPDK memif, appliance and load two processes"
      case .afPacket(let theirs, let ours): "af_packet, \(ours) to \(theirs)"
      }
    return [
      ("venue", "\(options.topology.rawValue), \(options.verifyLanes) verify lane(s)"),
      ("port", port),
      ("durability", options.durability + (isInMemory ? " (of memory: tmpfs)" : "")),
      ("verification", "every signature"),
      ("signing", "software signer"),
      ("receipts", "signed, one for every log group"),
      ("load", "\(options.sessions) sessions, \(options.mix); every answer checked"),
      ("left out", "a NIC and its wire: from driver to driver"),
    ]
  }
}
