// SPDX-License-Identifier: Apache-2.0

import Gateway
import Glibc
import Memory
import PacketIO
import Signing
import Telemetry
import Testing
import Tiles
import WireFormat

@testable import Appliance

/// A gateway whose frames go through a bad cable, and what its driver hears.
final class LossyDesk {
  /// What became of a datagram's commands, by nonce.
  enum Outcome: Equatable {
    case results([UInt8])
    case unknown(NonceState?)
  }

  let settings: ApplianceSettings
  private(set) var appliance: Appliance
  let link: LossyLink
  let gateway: Gateway
  /// By session's place.
  private(set) var states: [Int: AccountState] = [:]
  private(set) var resyncs: [Int: Int] = [:]
  private(set) var ends: [SessionEnd?] = []
  private(set) var ups = 0
  /// By place and nonce; more than one outcome is a fault.
  private(set) var outcomes: [Int: [UInt64: Outcome]] = [:]
  private(set) var faults: [String] = []
  private(set) var fills: [Int: [Fill]] = [:]
  private var reportNext: [Int: UInt64] = [:]
  /// In datagrams that were sent, the set-up's too.
  private(set) var commandsSent = 0
  /// Of the last order.
  var clientOrder: UInt64 = 0
  private var sent: [Int: [UInt64: [any CommandMessage]]] = [:]

  init(_ settings: ApplianceSettings, seed: UInt64) throws {
    self.settings = settings
    let near = Port.memoryPair(capacity: 4_096)
    let far = Port.memoryPair(capacity: 4_096)
    appliance = try Appliance(settings, port: near.first)
    try appliance.start()
    link = LossyLink(near: near.second, far: far.first, seed: seed)
    gateway = Gateway(
      port: far.second,
      addresses: GatewayAddresses(
        local: TestVenue.memberAddress, marketData: ApplianceConfiguration.feedAddress,
        validators: ApplianceConfiguration.validatorAddress),
      feed: FeedBook(marketsMax: 8, ordersMax: 1 << 12, levelsMax: 1 << 12),
      clock: Clock.start(calibrationNanoseconds: 2_000_000))
    gateway.resendNanoseconds = 50_000_000
    gateway.resendsMax = 60
  }

  /// Another appliance, as after a restart, on the same log and cable.
  func restart() throws {
    _ = try appliance.stop()
    let near = Port.memoryPair(capacity: 4_096)
    appliance = try Appliance(settings, port: near.first)
    link.near = near.second
    try appliance.start()
  }

  func poll() {
    link.poll()
    if gateway.poll({ place, event in self.take(place, event) }) == 0 { usleep(50) }
  }

  func wait(_ what: String, until done: () -> Bool) throws {
    let start = TestVenue.now
    while !done() {
      poll()
      if TestVenue.now - start > 40_000_000_000 {
        Issue.record("waited forty seconds for: \(what)")
        throw TestVenue.TimedOut()
      }
    }
  }

  private func take(_ place: Int, _ event: GatewayEvent) {
    switch event {
    case .result(let result, _, _, _):
      expect(place, result.reportSequence)
      note(place, result)
      states[place]?.apply(result, sent[place]?[result.nonce])
    case .lateResult(let result): expect(place, result.reportSequence)
    case .fill(let fill):
      expect(place, fill.reportSequence)
      fills[place, default: []].append(fill)
      states[place]?.apply(fill)
    case .closed(let closed):
      expect(place, closed.reportSequence)
      states[place]?.orders[closed.order]?.open = closed.openQuantity
      if closed.openQuantity == 0 { states[place]?.orders[closed.order] = nil }
    case .repriced(let repriced):
      expect(place, repriced.reportSequence)
      states[place]?.orders[repriced.order]?.price = repriced.price
    case .massCancelled(let cancelled): expect(place, cancelled.reportSequence)
    case .quoted(let result): expect(place, result.reportSequence)
    case .quoteRefused(let refusal): expect(place, refusal.reportSequence)
    case .protection(let triggered): expect(place, triggered.reportSequence)
    case .busted(let busted): expect(place, busted.reportSequence)
    case .up:
      ups += 1
      reportNext[place] = 1
    case .ended(let end): ends.append(end)
    case .resynced(let state):
      resyncs[place, default: 0] += 1
      if state.reportSequenceNext != reportNext[place] { faults.append("a state of another time") }
      states[place] = state
    case .unknown(let nonce, let status):
      finish(place, nonce, .unknown(status?.standingValue))
    case .notSequenced(let nonce): faults.append("nonce \(nonce) was not sequenced")
    case .receipt, .refused, .busy: break
    }
  }

  /// Reports come in their order; a jump is only what the session counts as missed.
  private func expect(_ place: Int, _ sequence: UInt64) {
    let next = reportNext[place] ?? 1
    if sequence < next { faults.append("report \(sequence) after \(next - 1)") }
    reportNext[place] = sequence + 1
  }

  private func note(_ place: Int, _ result: CommandResult) {
    let count = sent[place]?[result.nonce]?.count ?? 0
    var codes: [UInt8] = []
    if case .results(let some) = outcomes[place]?[result.nonce] { codes = some }
    codes += [UInt8](repeating: result.code, count: Int(result.count))
    if codes.count > count { faults.append("nonce \(result.nonce) has \(codes.count) results") }
    outcomes[place, default: [:]][result.nonce] = .results(codes)
  }

  private func finish(_ place: Int, _ nonce: UInt64, _ outcome: Outcome) {
    if outcomes[place]?[nonce] != nil { faults.append("nonce \(nonce) has two outcomes") }
    outcomes[place, default: [:]][nonce] = outcome
  }

  // MARK: Acting

  func logon(_ key: UInt32, _ seed: UInt8, heartbeatMilliseconds: UInt32 = 1_000) throws -> Int {
    let venue = VenueIdentity(
      identity: settings.identity, publicKey: appliance.venueKey, address: TestVenue.venueAddress)
    let buffer = ByteBuffer(count: 32)
    for (i, byte) in TestVenue.seed(seed).enumerated() { buffer.bytes[i] = byte }
    let place = gateway.add(
      try MemberSession(key: key, secret: try SecretKey(seed: buffer.bytes.view), venue: venue))
    gateway.logon(
      place, validUntil: TestVenue.soon, heartbeatMilliseconds: heartbeatMilliseconds)
    var asked = TestVenue.now
    try wait("the session of key \(key)") {
      if TestVenue.now - asked > 100_000_000 {
        asked = TestVenue.now
        gateway.repeatLogon(place)
      }
      return gateway.sessions[place].state == .up
    }
    return place
  }

  /// Sends commands in one datagram; false when there is no room for them.
  @discardableResult
  func send(_ place: Int, _ commands: [any CommandMessage]) -> Bool {
    var nonce: UInt64 = 0
    let isSent = gateway.command(
      place, group: 0, validUntil: TestVenue.soon, intendedAt: gateway.clock.nanoseconds()
    ) { writer in
      nonce = writer.nonce
      for command in commands { Self.append(command, to: &writer) }
    }
    if isSent { commandsSent += commands.count }
    if isSent { sent[place, default: [:]][nonce] = commands }
    return isSent
  }

  private static func append(
    _ command: some CommandMessage, to writer: inout CommandDatagramWriter
  ) {
    writer.append(command)
  }

  /// A venue with market 0 and two members; their places.
  func open() throws -> (maker: Int, taker: Int) {
    let head = try logon(0, 2)
    let (makerKey, takerKey) = (
      try TestVenue.publicKey(TestVenue.seed(3)), try TestVenue.publicKey(TestVenue.seed(4))
    )
    send(
      head,
      [
        ListMarket(
          market: 0, priceMin: 1, priceMax: 10_000, quantityMax: 1_000_000, multiplier: 1,
          makerFee: -10, takerFee: 50), OpenAccount(account: 1), OpenAccount(account: 2),
        RegisterKey(key: 1, account: 1, scope: 1, group: .max, notAfter: .max, publicKey: makerKey),
        RegisterKey(key: 2, account: 2, scope: 1, group: .max, notAfter: .max, publicKey: takerKey),
      ])
    try wait("the opening") { gateway.sessions[head].waitingCount == 0 }
    return (try logon(1, 3), try logon(2, 4))
  }

  /// The state of a session's account, asked for anew.
  func state(_ place: Int) throws -> AccountState {
    let before = resyncs[place] ?? 0
    gateway.resync(place)
    try wait("the state of \(place)") { (resyncs[place] ?? 0) > before }
    return states[place]!
  }

  func outcomeCount(_ place: Int) -> Int { outcomes[place]?.count ?? 0 }
}

extension AccountState {
  /// What an order becomes by a result, when its command is known.
  mutating func apply(_ result: CommandResult, _ commands: [any CommandMessage]?) {
    guard result.code == 0, result.resent == 0, let commands,
      Int(result.ordinal) < commands.count
    else { return }
    let command = commands[Int(result.ordinal)]
    if let new = command as? NewOrder, result.openQuantity > 0 {
      orders[result.order] = Order(
        order: result.order, clientOrder: result.clientOrder, market: new.market, side: new.side,
        price: new.price, open: result.openQuantity)
    } else if let replace = command as? ReplaceOrder {
      orders[result.order]?.price = replace.price
      orders[result.order]?.open = result.openQuantity
      if result.openQuantity == 0 { orders[result.order] = nil }
    }
  }

  mutating func apply(_ fill: Fill) {
    orders[fill.order]?.open = fill.openQuantity
    if fill.openQuantity == 0 { orders[fill.order] = nil }
    positions[fill.market, default: 0] += (fill.side == 0 ? 1 : -1) * Int64(fill.quantity)
    if positions[fill.market] == 0 { positions[fill.market] = nil }
  }
}

extension ApplianceRuns {
  @Suite(.serialized) struct SessionProtocolTests {
    /// One of three frames is lost, repeated or overtaken, both ways: every command has one outcome,
    /// every report comes, once and in order, and what follows from them is what the venue has.
    @Test(arguments: [1, 2] as [UInt64])
    func `a lossy member loses nothing`(seed: UInt64) throws {
      // A nonce that is lost again and again must not fall below the window meanwhile.
      let desk = try LossyDesk(
        try TestVenue.settings(try TestVenue.makeFolder()) { $0.nonceWindow = 1_024 }, seed: seed)
      let (maker, taker) = try desk.open()
      // From nothing to what is known to be nothing: then reports alone keep it.
      for place in [maker, taker] { _ = try desk.state(place) }
      (desk.link.lost, desk.link.repeated, desk.link.delayed) = (15, 8, 15)
      var random = SplitMix(state: seed)
      try desk.trade(maker, taker, count: 300, &random)
      try desk.wait("every outcome") {
        [maker, taker].allSatisfy { desk.gateway.sessions[$0].waitingCount == 0 }
      }
      // A last report that was lost, a fill of the other's order, is told of by a later one alone: reports
      // come in order, so when a no-op has its result everything before it was had.
      for place in [maker, taker] { try desk.wait("room") { desk.send(place, [Noop()]) } }
      try desk.wait("every report") {
        [maker, taker].allSatisfy {
          desk.gateway.sessions[$0].waitingCount == 0 && desk.isComplete($0)
        }
      }
      let counters = [maker, taker].map { desk.gateway.sessions[$0].counters }
      let told = [maker, taker].map { desk.states[$0]! }
      for (i, place) in [maker, taker].enumerated() {
        let state = try desk.state(place)
        #expect(state.orders == told[i].orders && state.positions == told[i].positions)
        #expect(counters[i].reportsMissed == 0 && counters[i].unknown == 0)
        #expect(counters[i].reportsRecovered > 0 && counters[i].reportsRepeated > 0)
      }
      #expect(desk.faults.isEmpty, "seed \(seed): \(desk.faults.prefix(3))")
      #expect(desk.outcomeCount(maker) + desk.outcomeCount(taker) == 302)
      let summary = try desk.appliance.stop()
      #expect(desk.link.dropped > 100)
      #expect(summary.trades > 20)
      let log = try LogVerification(.directory(desk.settings.dataDirectory)).run()
      #expect(log.reportsDigest == summary.reportsDigest)
    }

    /// A member that hears nothing while its orders trade costs nobody anything, and finds its state
    /// again though the venue kept only sixteen of its reports.
    @Test func `a member that slept beyond what is retained gets its state from pages`() throws {
      var settings = try TestVenue.settings(try TestVenue.makeFolder())
      settings.retainedReports = 16
      let desk = try LossyDesk(settings, seed: 9)
      let (maker, taker) = try desk.open()
      _ = try desk.state(maker)
      for number in 1...70 as ClosedRange<UInt64> {
        desk.send(
          maker,
          [NewOrder(side: 1, price: 100 + Int64(number % 7), quantity: 5, clientOrder: number)])
        if number % 10 == 0 {
          try desk.wait("the maker's orders") { desk.gateway.sessions[maker].waitingCount == 0 }
        }
      }
      let session = desk.gateway.sessions[maker].session
      desk.link.drops = { payload, isDown in
        isDown && payload.load(8, as: UInt32.self) == session
          && payload.load(2, as: UInt16.self) == Template.reportFrame.wire
      }
      // Heartbeats pass, so that the session stays; every report is lost.
      for number in 1...60 as ClosedRange<UInt64> {
        try desk.wait("room") {
          desk.send(
            taker,
            [NewOrder(side: 0, timeInForce: 1, price: 200, quantity: 4, clientOrder: number)])
        }
        try desk.wait("the taker's result") { desk.gateway.sessions[taker].waitingCount == 0 }
      }
      try desk.wait("the taker's fills") {
        desk.fills[taker, default: []].reduce(0) { $0 + $1.quantity } == 240
      }
      #expect(desk.gateway.sessions[taker].counters.reportsMissed == 0)
      let resyncs = desk.resyncs[maker]!
      desk.link.drops = { _, _ in false }
      try desk.wait("the maker's state") { desk.resyncs[maker]! > resyncs }
      let counters = desk.gateway.sessions[maker].counters
      #expect(counters.reportsMissed > 30 && counters.reportsRecovered == 16)
      let found = desk.states[maker]!
      #expect(found.positions == [0: -240])
      #expect(found.orders.values.reduce(0) { $0 + $1.open } == 350 - 240)
      #expect(try desk.state(maker).orders == found.orders)
      #expect(desk.faults.isEmpty, "\(desk.faults.prefix(3))")
      let summary = try desk.appliance.stop()
      #expect(summary.notSealed == nil)
    }

    @Test func `a restart of the venue costs a session and no command`() throws {
      let desk = try LossyDesk(try TestVenue.settings(try TestVenue.makeFolder()), seed: 4)
      desk.gateway.reconnects = true
      desk.gateway.reconnectNanoseconds = 50_000_000
      let (maker, taker) = try desk.open()
      for place in [maker, taker] { _ = try desk.state(place) }
      var random = SplitMix(state: 4)
      try desk.trade(maker, taker, count: 60, &random)
      try desk.wait("the first outcomes") {
        [maker, taker].allSatisfy { desk.gateway.sessions[$0].waitingCount == 0 }
      }
      // The last commands' answers are lost with the venue, and some commands never reach it.
      desk.link.drops = { _, isDown in isDown }
      try desk.trade(maker, taker, count: 20, &random, waits: false)
      for _ in 0..<2_000 { desk.poll() }
      desk.link.drops = { _, _ in true }
      try desk.trade(maker, taker, count: 20, &random, waits: false)
      for _ in 0..<100 { desk.poll() }
      let waiting = [maker, taker].map { desk.gateway.sessions[$0].waitingCount }
      #expect(waiting.reduce(0, +) == 40)
      try desk.restart()
      desk.link.drops = { _, _ in false }
      try desk.wait("both sessions, with all outcomes and their state") {
        [maker, taker].allSatisfy {
          desk.gateway.sessions[$0].state == .up && desk.gateway.sessions[$0].waitingCount == 0
            && desk.resyncs[$0]! >= 2
        }
      }
      #expect(desk.outcomeCount(maker) + desk.outcomeCount(taker) == 100)
      #expect(desk.faults.isEmpty, "\(desk.faults.prefix(3))")
      let told = [maker, taker].map { desk.states[$0]! }
      for (i, place) in [maker, taker].enumerated() {
        let state = try desk.state(place)
        #expect(state.orders == told[i].orders && state.positions == told[i].positions)
        #expect(desk.gateway.sessions[place].counters.reconnects > 0)
        #expect(desk.gateway.sessions[place].counters.unknown == 0)
      }
      let summary = try desk.appliance.stop()
      let log = try LogVerification(.directory(desk.settings.dataDirectory)).run()
      // Each command once, whatever was sent again.
      #expect(log.accepted + log.rejected == UInt64(desk.commandsSent))
      #expect(summary.notSealed == nil)
    }

    @Test func `a nonce that fell below the window ends as unknown, with its status`() throws {
      let desk = try LossyDesk(
        try TestVenue.settings(try TestVenue.makeFolder()) { $0.nonceWindow = 8 }, seed: 5)
      let (maker, _) = try desk.open()
      desk.gateway.resendNanoseconds = 300_000_000
      desk.link.drops = { payload, isDown in
        !isDown && payload.load(2, as: UInt16.self) == Template.commandFrame.wire
      }
      desk.send(maker, [NewOrder(side: 1, price: 50, quantity: 5, clientOrder: 1)])
      for _ in 0..<50 { desk.poll() }
      desk.link.drops = { _, _ in false }
      for number in 2...20 as ClosedRange<UInt64> {
        desk.send(maker, [NewOrder(side: 1, price: 50, quantity: 5, clientOrder: number)])
        try desk.wait("others") { desk.gateway.sessions[maker].waitingCount <= 1 }
      }
      try desk.wait("the outcome") { desk.gateway.sessions[maker].waitingCount == 0 }
      let unknown = desk.outcomes[maker]!.filter { $0.value == .unknown(.belowWindow) }
      #expect(unknown.count == 1 && desk.outcomeCount(maker) == 20)
      #expect(desk.gateway.sessions[maker].counters.statusRequests >= 1)
      #expect(desk.faults.isEmpty, "\(desk.faults.prefix(3))")
      _ = try desk.appliance.stop()
    }

    @Test func `requests that are forged, replayed or too many do nothing`() throws {
      var settings = try TestVenue.settings(try TestVenue.makeFolder())
      settings.admission.requestRate = 50
      settings.admission.requestBurst = 20
      let venue = try TestVenue(settings)
      let (_, maker, taker) = try venue.open()
      try venue.send(maker) {
        $0.append(NewOrder(market: 0, side: 0, price: 10, quantity: 1, clientOrder: 1))
      }
      var random = SplitMix(state: 3)
      // Whatever is asked in whatever size, what comes is no larger.
      for _ in 0..<20 {
        let size = 288 + random.below(1_472 - 288)
        let answer = try venue.ask(maker, size: size, kind: random.below(4))
        #expect(answer <= size)
      }
      let before = maker.answers.count
      // Replayed, forged, damaged, too short.
      let last = maker.lastFrame(maker.lastLength)
      maker.sendRaw(last, &venue.port)
      var forged = last
      forged[last.count - 1] ^= 1
      maker.sendRaw(forged, &venue.port)
      forged = last
      forged[16] &+= 1
      maker.sendRaw(forged, &venue.port)
      // A storm: of a thousand, so many as the budget allows are answered.
      let start = TestVenue.now
      for _ in 0..<1_000 {
        maker.request(StatusRequest(nonce: 1), size: 300, &venue.port)
        venue.poll()
      }
      let results = try venue.send(taker) {
        $0.append(NewOrder(market: 0, side: 0, price: 50, quantity: 1, clientOrder: 1))
      }
      #expect(results.map(\.code) == [0])
      let seconds = Int((TestVenue.now - start) / 1_000_000_000)
      let summary = try venue.appliance.stop()
      for _ in 0..<50 { venue.poll() }
      #expect((1...20 + 50 * (seconds + 2)).contains(maker.answers.count - before))
      func count(_ cause: String) -> UInt64 {
        summary.drops.first { $0.cause == cause }?.count ?? 0
      }
      #expect(count("requestsThrottled") + count("requestsBacklog") > 500)
      #expect(count("sequenceReplayed") == 1 && count("tagWrong") == 2)
      let log = try LogVerification(.directory(venue.folder)).run()
      #expect(log.reportsDigest == summary.reportsDigest)
    }
  }
}

extension LossyDesk {
  /// Whether the session knows of nothing missing.
  func isComplete(_ place: Int) -> Bool {
    gateway.sessions[place].isComplete
  }

  /// Sends so many random datagrams of both members, within sixteen in flight.
  func trade(
    _ maker: Int, _ taker: Int, count: Int, _ random: inout SplitMix, waits: Bool = true
  ) throws {
    for _ in 0..<count {
      let place = random.below(3) == 0 ? taker : maker
      if waits { try wait("room") { gateway.sessions[place].waitingCount < 16 } }
      clientOrder += 1
      let known = UInt64(max(1, Int(clientOrder) - random.below(20)))
      let price = Int64(95 + random.below(10))
      let size = UInt64(1 + random.below(9))
      let side = UInt8(random.below(2))
      var commands: [any CommandMessage] = [
        NewOrder(side: side, price: price, quantity: size, clientOrder: clientOrder)
      ]
      if random.below(4) == 0 {
        commands = [
          NewOrder(side: side, flags: 3, price: price, quantity: size, clientOrder: clientOrder)
        ]
      } else if random.below(4) == 0 {
        commands = [
          NewOrder(side: side, selfTrade: 5, price: price, quantity: size, clientOrder: clientOrder)
        ]
      }
      switch random.below(6) {
      case 0: commands = [CancelOrder(clientOrder: known)]
      case 1: commands = [ReplaceOrder(clientOrder: known, price: price, quantity: size)]
      case 2: commands.append(CancelOrder(clientOrder: known))
      default: break
      }
      #expect(send(place, commands))
      if random.below(3) == 0 { poll() }
    }
  }
}
