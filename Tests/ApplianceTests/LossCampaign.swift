// SPDX-License-Identifier: Apache-2.0

import Gateway
import Glibc
import Journaling
import Memory
import PacketIO
import Signing
import Telemetry
import Testing
import Tiles
import Venue
import WireFormat

@testable import Appliance

/// Members that trade over a bad cable, whose sessions are cut now and then; each command's outcome as
/// the gateway told it, to be compared with the log.
final class LossCampaign {
  /// What a command came to.
  struct Outcome: Equatable {
    let code: UInt8
    let logIndex: UInt64
    let order: UInt64
  }
  /// A command by its key and nonce: one a datagram.
  struct Name: Hashable {
    let key: UInt32
    let nonce: UInt64
  }

  static let members = 4
  /// Client numbers a member uses in turn.
  private static let names: UInt64 = 40
  let settings: ApplianceSettings
  let appliance: Appliance
  let gateway: Gateway
  let link: LossyLink
  private var random: SplitMix
  private var places: [Int] = []
  private(set) var outcomes: [Name: Outcome] = [:]
  private(set) var sent = 0
  private(set) var cuts = 0
  private(set) var ups = 0
  private(set) var resyncs = 0
  private(set) var faults: [String] = []
  /// Why sessions ended, and logons were refused.
  private(set) var ends: [SessionEnd?] = []
  private(set) var refusals: [RejectCode] = []
  private var names: UInt64 = 0

  init(seed: UInt64) throws {
    random = SplitMix(state: seed)
    var settings = try TestVenue.settings(try TestVenue.makeFolder()) { block in
      // A nonce that is lost again and again must not fall below the window meanwhile.
      block.nonceWindow = 4_096
      block.openOrdersPerAccountMax = 64
    }
    settings.topology = .soft
    settings.durability = .none
    settings.segmentBytes = 64 << 20
    TestVenue.turnFeedOn(&settings, 200)
    self.settings = settings
    let near = Port.memoryPair(capacity: 4_096)
    let far = Port.memoryPair(capacity: 4_096)
    appliance = try Appliance(settings, port: near.first)
    try appliance.start()
    link = LossyLink(near: near.second, far: far.first, seed: seed)
    var addresses = GatewayAddresses(
      local: TestVenue.memberAddress, marketData: ApplianceConfiguration.feedAddress,
      validators: ApplianceConfiguration.validatorAddress)
    addresses.marketDataB = settings.feed.lineB
    addresses.snapshot = settings.feed.snapshot
    var requests = TestVenue.venueAddress
    requests.udpPort = settings.feed.requestPort
    addresses.feedRequests = requests
    addresses.feedAnswerPort = TestVenue.answerPort
    gateway = Gateway(
      port: far.second, addresses: addresses,
      feed: FeedBook(marketsMax: 8, ordersMax: 1 << 13, levelsMax: 1 << 13),
      clock: Clock.start(calibrationNanoseconds: 2_000_000))
    gateway.resendNanoseconds = 20_000_000
    gateway.resendsMax = .max
    gateway.reconnects = true
    gateway.reconnectNanoseconds = 50_000_000
    try open()
  }

  // MARK: The venue

  private func open() throws {
    let head = try logon(0, 2)
    for member in 1...UInt32(Self.members) {
      let publicKey = try TestVenue.publicKey(TestVenue.seed(UInt8(member) + 2))
      send(head, OpenAccount(account: member))
      send(
        head,
        RegisterKey(
          key: member, account: member, scope: 1, notAfter: .max, publicKey: publicKey))
    }
    for market in 0..<2 as Range<UInt32> {
      send(
        head,
        ListMarket(
          market: market, priceMin: 1, priceMax: 10_000, quantityMax: 1_000, multiplier: 1,
          makerFee: -10, takerFee: 50))
    }
    try wait("the opening") { self.gateway.sessions[head].waitingCount == 0 }
    for member in 1...UInt32(Self.members) {
      places.append(try logon(member, UInt8(member) + 2))
    }
  }

  private func logon(_ key: UInt32, _ seed: UInt8) throws -> Int {
    let venue = VenueIdentity(
      identity: settings.identity, publicKey: appliance.venueKey, address: TestVenue.venueAddress)
    let buffer = ByteBuffer(count: 32)
    for (i, byte) in TestVenue.seed(seed).enumerated() { buffer.bytes[i] = byte }
    let place = gateway.add(
      try MemberSession(key: key, secret: try SecretKey(seed: buffer.bytes.view), venue: venue))
    gateway.logon(
      place, validUntil: TestVenue.now + 50_000_000_000, heartbeatMilliseconds: 400)
    var asked = TestVenue.now
    try wait("the session of key \(key)") {
      if TestVenue.now - asked > 100_000_000 {
        asked = TestVenue.now
        self.gateway.repeatLogon(place)
      }
      return self.gateway.sessions[place].state == .up
    }
    return place
  }

  func wait(_ what: String, until done: () -> Bool) throws {
    let start = TestVenue.now
    while !done() {
      poll()
      if TestVenue.now - start > 240_000_000_000 {
        Issue.record("waited four minutes for: \(what)")
        throw TestVenue.TimedOut()
      }
    }
  }

  func poll() {
    link.poll()
    if gateway.poll({ place, event in self.take(place, event) }) == 0 { sched_yield() }
  }

  private func take(_ place: Int, _ event: GatewayEvent) {
    let key = gateway.sessions[place].key
    switch event {
    case .result(let result, _, _, _):
      let name = Name(key: key, nonce: result.nonce)
      let outcome = Outcome(code: result.code, logIndex: result.logIndex, order: result.order)
      if outcomes.updateValue(outcome, forKey: name) != nil {
        faults.append("key \(key), nonce \(result.nonce): two outcomes")
      }
    case .unknown(let nonce, _): faults.append("key \(key), nonce \(nonce): unknown")
    case .notSequenced(let nonce): faults.append("key \(key), nonce \(nonce): not sequenced")
    case .up: ups += 1
    case .ended(let end): ends.append(end)
    case .refused(let code): refusals.append(code)
    case .resynced: resyncs += 1
    default: break
    }
  }

  // MARK: Trading

  @discardableResult
  private func send(_ place: Int, _ command: some CommandMessage) -> Bool {
    let isSent = gateway.command(
      place, group: 0, validUntil: TestVenue.now + 50_000_000_000,
      intendedAt: gateway.clock.nanoseconds()
    ) { $0.append(command) }
    if isSent { sent += 1 }
    return isSent
  }

  /// Sends so many commands, as many as 48 of a member's at once.
  func trade(_ count: Int) throws {
    let end = sent + count
    let started = sent
    var next = sent
    let startedAt = TestVenue.now
    while sent < end {
      poll()
      let place = places[random.below(places.count)]
      if gateway.sessions[place].state == .up && gateway.sessions[place].waitingCount < 48 {
        sendOne(place)
      }
      if sent >= next {
        // Cables are pulled and plugged in again.
        if next > started { cut() }
        next = sent + max(700, count / 40)
      }
      if TestVenue.now - startedAt > UInt64(240 + count / 200) * 1_000_000_000 {
        Issue.record("only \(sent) of \(end) commands were sent")
        throw TestVenue.TimedOut()
      }
    }
  }

  private func sendOne(_ place: Int) {
    let market = UInt32(random.below(2))
    names += 1
    let name = names % Self.names + 1
    switch random.below(8) {
    case 0, 1: send(place, CancelOrder(market: market, clientOrder: name))
    case 2:
      send(
        place,
        ReplaceOrder(
          market: market, clientOrder: name, newClientOrder: 0, price: price(),
          quantity: 1 + UInt64(random.below(5))))
    default:
      send(
        place,
        NewOrder(
          market: market, side: UInt8(random.below(2)), timeInForce: UInt8(random.below(4) / 3),
          price: price(), quantity: 1 + UInt64(random.below(5)), clientOrder: name))
    }
  }

  private func price() -> Int64 { 5_000 + Int64(random.below(20)) }

  /// Frames are lost for longer than sessions live: both ways, or only what comes from the venue.
  private func cut() {
    cuts += 1
    let isWhole = random.below(2) == 0
    let until = TestVenue.now + 1_600_000_000
    link.drops = { _, isDown in TestVenue.now < until && (isWhole || isDown) }
  }

  // MARK: The log

  /// The first outcome of each command, as the log's records decide.
  func logged() throws -> [Name: Outcome] {
    var reader = try JournalReader(directory: settings.dataDirectory)
    var venue = try Venue(settings.genesis)
    var events = VenueEvents(capacity: venue.eventsPerRecordMax)
    var logged: [Name: Outcome] = [:]
    while let record = try reader.next() {
      venue.apply(record.bytes, into: &events)
      let view = try LogRecordView(parsing: record.bytes)
      if view.record.kindValue == .commands {
        let header = CommandBody(checked: view.body).header
        for i in 0..<events.count {
          guard case .report = events.event(i).kind else { continue }
          let payload = events.payload(i)
          if MessageHeader(payload).templateID != CommandResult.templateID { continue }
          let result = CommandResult(block: payload, at: MessageHeader.bytes)
          // Sent in a session that was over: it used no nonce up, and goes again in the next one.
          if result.resent != 0 || result.codeValue == .sessionMismatch { continue }
          logged[Name(key: header.key, nonce: header.nonce)] = Outcome(
            code: result.code, logIndex: result.logIndex, order: result.order)
        }
      }
      events.removeAll()
    }
    return logged
  }
}
