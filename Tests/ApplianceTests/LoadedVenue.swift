// SPDX-License-Identifier: Apache-2.0

import Gateway
import Glibc
import Memory
import PacketIO
import Telemetry
import Testing
import Tiles
import Venue
import WireFormat

@testable import Appliance

/// An appliance under a load from the gateway, over an in-memory port.
struct LoadedVenue {
  var topology = Topology.threads
  var verifyLanes = 2
  var laneSlots = 1_024
  var isFlowTimed = false
  var commands: UInt64 = 3_000
  var plan: () throws -> LoadPlan = {
    .seeded(7, markets: 2, restingPerMarket: 60, defectShare: 0.05)
  }
  var window = 256
  var observer: ThreadObserver?
  var batchCommandsMax: UInt32 = 512
  /// Line B, requests and snapshot pages too.
  var hasWholeFeed = false
  /// Limits for a venue that is made thousands of times.
  var isSmall = false

  struct Outcome {
    let load: LoadSummary
    let venue: ApplianceSummary
    let folder: String
  }

  /// The settings of a run, for its own folder or one that is there.
  static func settings(
    folder: String, seed: UInt64, batchCommandsMax: UInt32 = 512, isSmall: Bool = false
  ) throws -> ApplianceSettings {
    let keys = DemoKeys(seed: seed)
    var settings = try TestVenue.settings(folder) { block in
      block.marketsMax = 8
      block.accountsMax = 64
      block.keysMax = 64
      block.sessionsMax = 32
      block.ordersMax = 1 << 16
      block.openOrdersPerAccountMax = 1 << 15
      block.nonceWindow = 512
      block.batchCommandsMax = batchCommandsMax
      if isSmall {
        block.marketsMax = 2
        block.accountsMax = 16
        block.keysMax = 16
        block.nonceWindow = 64
        block.ordersMax = 256
        block.openOrdersPerAccountMax = 128
        block.fillsPerCommandMax = 16
        block.commandsPerDatagramMax = 2
      }
    }
    var block = settings.genesis.block
    block.venueKey = try keys.publicKey(.venue)
    settings.genesis = try VenueGenesis(
      block: block,
      operators: [GenesisOperators(key: 0, publicKey: try keys.publicKey(.operator_))])
    settings.venueKey = .seed(keys.seed(.venue))
    return settings
  }

  func run(seed: UInt64 = 3) throws -> Outcome {
    let keys = DemoKeys(seed: seed)
    var settings = try Self.settings(
      folder: try TestVenue.makeFolder(), seed: seed, batchCommandsMax: batchCommandsMax,
      isSmall: isSmall)
    settings.topology = topology
    settings.verifyLanes = verifyLanes
    settings.laneSlots = laneSlots
    if hasWholeFeed { TestVenue.turnFeedOn(&settings, 2_000) }
    if isFlowTimed {
      settings.logClock = .flow(validityNanoseconds: LoadDriver.validityNanoseconds)
    }
    let pair = Port.memoryPair(capacity: 4_096)
    let appliance = try Appliance(settings, port: pair.first, observer: observer)
    try appliance.start()
    var addresses = GatewayAddresses(
      local: TestVenue.memberAddress, marketData: ApplianceConfiguration.feedAddress,
      validators: ApplianceConfiguration.validatorAddress)
    if hasWholeFeed {
      addresses.marketDataB = TestVenue.lineBAddress
      addresses.snapshot = ApplianceConfiguration.snapshotAddress
      addresses.feedRequests = Endpoint(
        mac: TestVenue.venueAddress.mac, ipv4: TestVenue.venueAddress.ipv4, udpPort: 26_403)
    }
    let gateway = Gateway(
      port: pair.second, addresses: addresses,
      feed: FeedBook(marketsMax: 8, ordersMax: 1 << 16, levelsMax: 1 << 14),
      clock: Clock.start(calibrationNanoseconds: 2_000_000))
    gateway.resendNanoseconds = 2_000_000_000
    var options = LoadOptions()
    options.commandsMax = commands
    options.windowMax = window
    options.time = isFlowTimed ? .flow : .live
    let driver = LoadDriver(
      gateway: gateway, plan: try plan(), options: options, keys: .demo(keys),
      venue: VenueIdentity(
        identity: settings.identity, publicKey: settings.genesis.block.venueKey,
        address: TestVenue.venueAddress),
      isInterrupted: { false }, progress: { _ in })
    let load = try driver.run()
    return Outcome(load: load, venue: try appliance.stop(), folder: settings.dataDirectory)
  }
}

/// The folder of recordings beside the project, when it is there.
enum Recordings {
  static func path(_ name: String) -> String? {
    let folder =
      getenv("MATCHLOCK_SHARED").map { String(cString: $0) }
      ?? String(#filePath.prefix(while: { _ in true })).components(upTo: "/Tests/")
      + "/../shared"
    let path = folder + "/data/" + name
    if access(path, R_OK) == 0 { return path }
    print("note: \(name) is absent: its part of the test is left out")
    return nil
  }
}

extension String {
  fileprivate func components(upTo marker: String) -> String {
    guard let range = ranges(of: marker).last else { return self }
    return String(self[..<range.lowerBound])
  }
}
