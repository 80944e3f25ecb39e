// SPDX-License-Identifier: Apache-2.0

import Appliance
import Gateway
import Glibc
import HistogramFiles
import Memory
import PacketIO
import Telemetry
import Testing
import Tiles
import Venue
import WireFormat

@testable import Latency

/// An appliance on a port of memory, a relay between, and a client: everything of `bench path` but DPDK.
private final class PathBed {
  let client: PathClient
  let relay: DelayRelay
  private let appliance: Appliance

  init(sessions: Int = 2, mix: PathMix = PathMix()) throws {
    let keys = DemoKeys(seed: 9)
    let block = Genesis(
      ruleVersion: VenueGenesis.ruleVersion, network: 1, commandsPerDatagramMax: 16,
      venue: Bytes16(word0: 5), chain: Bytes32(word0: 6), venueKey: try keys.publicKey(.venue),
      marketsMax: 4, accountsMax: 16, keysMax: 16, sessionsMax: 16, sessionsPerAccountMax: 2,
      ordersMax: 1 << 15, openOrdersPerAccountMax: 1 << 14, nonceWindow: 4_096,
      fillsPerCommandMax: 32, timersPerCommandMax: 4, batchCommandsMax: 4_096,
      batchSpanMax: 1_000_000_000, tickSpanMax: 100_000_000, validitySpanMax: 60_000_000_000,
      positionLotsMax: 1 << 40, specialOrdersMax: 64, conditionalOrdersMax: 64,
      cancelsPerRecordMax: 256, bustsMax: 16,
      approvalsMin: 1, proposalsMax: 1, proposalSpan: 1_000_000_000)
    let genesis = try VenueGenesis(
      block: block,
      operators: [GenesisOperators(key: 0, publicKey: try keys.publicKey(.operator_))])
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/matchlock-test-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    var settings = ApplianceSettings(
      genesis: genesis, local: ApplianceConfiguration.applianceAddress,
      marketData: ApplianceConfiguration.feedAddress,
      validators: ApplianceConfiguration.validatorAddress, venueKey: .seed(keys.seed(.venue)),
      dataDirectory: folder + "/data")
    settings.topology = .soft
    settings.durability = .none
    settings.feed.snapshotPagesPerSecond = 0
    let clock = Clock.start()
    let near = Port.memoryPair(capacity: 4_096)
    let far = Port.memoryPair(capacity: 4_096)
    appliance = try Appliance(settings, port: far.first)
    relay = DelayRelay(member: near.first, venue: far.second, clock: clock)
    client = PathClient(
      port: near.second,
      local: Endpoint(
        mac: MACAddress(rawValue: 0x02_4d_4c_00_00_02), ipv4: IPv4Address(10, 77, 0, 2),
        udpPort: 26_500),
      venue: VenueIdentity(
        identity: settings.identity, publicKey: appliance.venueKey,
        address: ApplianceConfiguration.applianceAddress), clock: clock, sessions: sessions,
      mix: mix, seed: 4, isInterrupted: { false })
    client.patienceNanoseconds = 30_000_000_000
    try appliance.start()
    try relay.start()
    try client.openVenue(.demo(keys))
  }

  func stop() throws -> ApplianceSummary {
    client.close()
    let summary = try appliance.stop()
    relay.stop()
    return summary
  }

  func measure(
    _ rate: Double, _ seconds: Double, window: Int? = nil, signing: LoadSigning = .ahead
  ) throws -> LoadResult {
    var options = PathTrialOptions(
      Arrivals(.poisson, rate: rate, nanoseconds: UInt64(seconds * 1e9)))
    options.window = window
    options.signing = signing
    var observer = LoadObserver()
    let appliance = appliance
    observer.tick = { appliance.steerClock()?.magnitude }
    return try client.measure(options, observer)
  }
}

@Suite(.serialized) struct PathTrialTests {
  /// Reasons that a busy machine or a debug build may give: not what is tested.
  static func isOfMachine(_ reason: String) -> Bool {
    reason.hasPrefix("noise") || reason.hasPrefix("the target rate")
      || reason.hasPrefix("the stages do not add up")
  }

  @Test(arguments: LoadSigning.allCases)
  func `every answer is right, and the stages add up to the whole`(signing: LoadSigning) throws {
    let bed = try PathBed()
    let before = bed.client.counts
    #expect(before.wrong == 0)
    let result = try bed.measure(400, 1, signing: signing)
    let reasons = result.reasons.filter { !Self.isOfMachine($0) }
    #expect(reasons.isEmpty)
    #expect(result.isCorrect && result.answered == result.sent && result.sent == result.planned)
    #expect(result.refused == 0 && result.fills > 0)
    let sum = try #require(result.sum)
    // A thread that is put aside between the reading of two clocks makes one difference as long as
    // that: what is typical is judged.
    #expect(sum.differenceTypical <= sum.bound, "\(sum)")
    #expect(sum.count > result.sent / 2)
    let means = result.stages.reduce(0.0) { $0 + ($1.counts.moments?.mean ?? 0) }
    let whole = try #require(result.response.counts.moments?.mean)
    // Of histograms of three digits.
    #expect(abs(means / whole - 1) < 0.002)
    #expect(Set(result.kinds.map(\.name)).isSuperset(of: ["enter", "cancel", "take"]))
    let summary = try bed.stop()
    #expect(summary.rejected == 0)
  }

  @Test func `losses are those of the relay, and later loads are right again`() throws {
    let bed = try PathBed(mix: try PathMix("enter=1"))
    var plan = RelayPlan()
    plan.dropShare = 0.05
    _ = bed.relay.change(to: plan)
    bed.client.patienceNanoseconds = 1_500_000_000
    let result = try bed.measure(300, 1)
    let log = bed.relay.change(to: nil)
    bed.client.patienceNanoseconds = 30_000_000_000
    #expect(log.dropped > 0 && result.lost == log.dropped && log.refused == 0)
    #expect(result.answered == result.sent - log.dropped)
    #expect(result.reasons.contains { $0.contains("have no answer") })
    let again = try bed.measure(300, 0.5)
    #expect(again.lost == 0 && again.wrong == 0)
    _ = try bed.stop()
  }

  @Test func `a wrong outcome is seen`() throws {
    let bed = try PathBed()
    // A cancel of an order that nobody entered, said to be there.
    var command = PathCommand(kind: .cancel, session: 1, market: 0)
    command.order = 999_999
    let load = PathLoad(
      commands: [command], times: [0], recording: LoadRecording(count: 1), signing: .ahead)
    bed.client.prepare(load)
    try bed.client.run(load)
    #expect(load.recording.samples[0].state == .wrong)
    #expect(bed.client.counts.wrong == 1)
    #expect(bed.client.counts.wrongFirst?.contains("unknownOrder") == true)
    // The same command, of an order that this load may have lost: no fault.
    command.target = 0
    var entering = PathCommand(kind: .enter, session: 0, market: 0)
    (entering.price, entering.lots, entering.order) = (9_000, 0, 888_888)
    let second = PathLoad(
      commands: [entering, command], times: [0, 0], recording: LoadRecording(count: 2),
      signing: .ahead)
    bed.client.prepare(second)
    try bed.client.run(second)
    #expect(second.recording.samples[0].state == .wrong)
    #expect(second.recording.samples[1].state == .refused)
    _ = try bed.stop()
  }

  @Test func `with a window what is due waits and is late`() throws {
    let bed = try PathBed(mix: try PathMix("enter=1"))
    var plan = RelayPlan()
    plan.delay = 20_000_000
    _ = bed.relay.change(to: plan)
    // One under way, 20 ms each: of 200 a second most wait.
    let result = try bed.measure(200, 0.3, window: 1)
    #expect(result.lost == 0 && result.answered == result.sent)
    let service = try #require(result.service.counts.percentile(50))
    let response = try #require(result.response.counts.percentile(50))
    #expect(service >= 20_000_000 && response > 2 * service)
    #expect(result.reasons.contains { $0.contains("target rate was missed") })
    _ = try bed.stop()
  }
}
