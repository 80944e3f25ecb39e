// SPDX-License-Identifier: Apache-2.0

import CStrategy
import Glibc
import Memory
import PacketIO
import Signing
import Telemetry
import Testing
import Venue
import WireFormat

@testable import Appliance
@testable import Gateway

/// An appliance, a gateway that serves strategies, and between them a cable that loses what it is told to.
/// One thread: everything but the appliance runs in `pump`.
final class ServedVenue {
  let appliance: Appliance
  let gateway: Gateway
  let port: StrategyPort
  let folder: String
  let socketPath: String
  let wire: Wire
  var lines: [String] { said.lines }
  private let said: Lines

  final class Lines { var lines: [String] = [] }

  /// The cable.
  final class Wire {
    var gatewaySide: Port
    var venueSide: Port
    /// Whether a frame of that template is lost on its way.
    var losesToVenue: (Template) -> Bool = { _ in false }
    var losesToGateway: (Template) -> Bool = { _ in false }

    init(gatewaySide: consuming Port, venueSide: consuming Port) {
      self.gatewaySide = gatewaySide
      self.venueSide = venueSide
    }

    func carry() {
      Self.carry(&gatewaySide, to: &venueSide, losesToVenue)
      Self.carry(&venueSide, to: &gatewaySide, losesToGateway)
    }

    private static func carry(_ from: inout Port, to: inout Port, _ loses: (Template) -> Bool) {
      let count = from.receive()
      for i in 0..<count {
        let bytes = from.received(i).bytes
        let payload = bytes.slice(
          UDPDatagram.payloadOffset, count: bytes.count - UDPDatagram.payloadOffset)
        let head = MessageHeader(payload)
        if head.schemaID == MessageHeader.schema,
          let template = Template(rawValue: head.templateID),
          loses(template)
        {
          continue
        }
        while to.reserve(1) == 0 { usleep(10) }
        to.outgoing(0).copy(bytes)
        to.setLength(0, bytes.count)
        _ = to.transmit(1)
      }
      if count > 0 { from.releaseReceived() }
    }
  }

  init(
    _ change: (inout StrategyOptions) -> Void = { _ in },
    venue changeVenue: (inout ApplianceSettings) -> Void = { _ in }
  ) throws {
    folder = try TestVenue.makeFolder()
    var settings = try TestVenue.settings(folder) { $0.nonceWindow = 128 }
    changeVenue(&settings)
    let inner = Port.memoryPair(capacity: 4_096)
    let outer = Port.memoryPair(capacity: 4_096)
    appliance = try Appliance(settings, port: inner.first)
    try appliance.start()
    wire = Wire(gatewaySide: outer.first, venueSide: inner.second)
    let addresses = GatewayAddresses(
      local: TestVenue.memberAddress, marketData: ApplianceConfiguration.feedAddress,
      validators: ApplianceConfiguration.validatorAddress)
    gateway = Gateway(
      port: outer.second, addresses: addresses,
      feed: FeedBook(marketsMax: 64, ordersMax: 4_096, levelsMax: 4_096),
      clock: Clock.start(calibrationNanoseconds: 2_000_000))
    gateway.resendNanoseconds = 50_000_000
    gateway.resendsMax = 8
    let venue = VenueIdentity(
      identity: settings.identity, publicKey: settings.genesis.block.venueKey,
      address: TestVenue.venueAddress)
    try Self.open(gateway, wire, venue)
    let session = try MemberSession(
      key: 1, secret: try Self.secret(3), venue: venue, nonce: TestVenue.now)
    socketPath = folder + ".socket"
    var options = StrategyOptions(socketPath: socketPath)
    options.strategiesMax = 4
    // Busy machines hold everything up; a test of silence asks for less.
    options.heartbeatNanoseconds = 30_000_000_000
    options.deadManNanoseconds = 60_000_000_000
    options.validityNanoseconds = 30_000_000_000
    options.bookNanoseconds = 0
    change(&options)
    let said = Lines()
    self.said = said
    port = try StrategyPort(gateway: gateway, session: gateway.add(session), options: options) {
      said.lines.append($0)
    }
    try pump("the session") { self.port.isServing }
  }

  static func secret(_ n: UInt8) throws -> SecretKey {
    let buffer = ByteBuffer(count: 32)
    for (i, byte) in TestVenue.seed(n).enumerated() { buffer.bytes[i] = byte }
    return try SecretKey(seed: buffer.bytes.view)
  }

  /// Market 0 listed, account 1 open, key 1 registered.
  private static func open(_ gateway: Gateway, _ wire: Wire, _ venue: VenueIdentity) throws {
    let head = try MemberSession(key: 0, secret: try secret(2), venue: venue, nonce: 0)
    let place = gateway.add(head)
    var results: [UInt8] = []
    func run(_ what: String, until done: () -> Bool, again: () -> Void = {}) throws {
      let start = TestVenue.now
      var askedAt = start
      while !done() {
        wire.carry()
        _ = gateway.poll { _, event in
          if case .result(let result, _, _, _) = event { results.append(result.code) }
        }
        if TestVenue.now - askedAt > 200_000_000 {
          askedAt = TestVenue.now
          again()
        }
        if TestVenue.now - start > 30_000_000_000 {
          Issue.record("waited thirty seconds for: \(what)")
          throw TestVenue.TimedOut()
        }
      }
    }
    gateway.logon(place, validUntil: TestVenue.soon, heartbeatMilliseconds: 0)
    try run("the operator's logon", until: { head.state == .up }) { gateway.repeatLogon(place) }
    let publicKey = try TestVenue.publicKey(TestVenue.seed(3))
    let isSent = gateway.command(
      place, group: 0, validUntil: TestVenue.soon, intendedAt: 0
    ) { writer in
      writer.append(
        ListMarket(
          market: 0, group: 0, priceMin: 1, priceMax: 10_000, quantityMax: 1_000_000,
          multiplier: 1, makerFee: -10, takerFee: 50))
      writer.append(OpenAccount(account: 1))
      writer.append(AdjustCash(account: 1, amount: 1_000_000, reference: 1))
      writer.append(
        RegisterKey(
          key: 1, account: 1, scope: 1, group: .max, notAfter: .max, publicKey: publicKey))
    }
    #expect(isSent)
    try run("the operator's commands", until: { results.count == 4 })
    #expect(results == [0, 0, 0, 0])
    gateway.logout(place)
    try run("the operator's logout", until: { head.state == .ended })
  }

  /// Carries, polls and takes strategies' events until `done`, at most thirty seconds.
  func pump(_ what: String, until done: () -> Bool) throws {
    let start = TestVenue.now
    while true {
      wire.carry()
      let work = port.poll()
      if done() { return }
      if work == 0 { usleep(20) }
      if TestVenue.now - start > 30_000_000_000 {
        Issue.record("waited thirty seconds for: \(what)")
        throw TestVenue.TimedOut()
      }
    }
  }

  func pump(milliseconds: UInt64) throws {
    let end = TestVenue.now + milliseconds * 1_000_000
    try pump("time") { TestVenue.now >= end }
  }

  /// A strategy that was welcomed.
  func strategy(memory: Bool = false, receipts: Bool = false) throws -> TestStrategy {
    let strategy = try TestStrategy(socketPath, memory: memory, receipts: receipts)
    try pump("the welcome") { strategy.isReadable }
    let result = mls_take_welcome(&strategy.connection, strategy.flags)
    #expect(result == 0 && Int(strategy.connection.welcome.kind) == MLS_WELCOME)
    return strategy
  }

  /// Sends requests and waits for so many events of a kind in all.
  @discardableResult
  func ask(
    _ strategy: TestStrategy, _ requests: mls_request..., events kind: Int, count: Int = 1
  ) throws -> mls_event {
    let before = strategy.count(kind)
    strategy.send(requests)
    try pump("\(count) events of kind \(kind)") {
      strategy.take()
      return strategy.count(kind) >= before + count
    }
    return strategy.events.last { Int($0.kind) == kind }!
  }

  /// Another gateway's port with the same key, as a gateway that is started again has it: nothing of
  /// the first is known to it. Polling is the caller's.
  func restarted() throws -> StrategyPort {
    let session = try MemberSession(
      key: 1, secret: try Self.secret(3), venue: gateway.sessions[port.session].venue,
      nonce: TestVenue.now)
    var options = port.options
    options.socketPath += "2"
    return try StrategyPort(gateway: gateway, session: gateway.add(session), options: options) {
      _ in
    }
  }

  /// Orders in the venue's public book.
  var resting: Int { gateway.feed.book.orderCount }

  func stop() throws {
    port.end()
    try pump("every order to leave") { self.port.orderCount == 0 && self.port.ending == 0 }
    _ = try appliance.stop()
  }
}

/// A strategy in this process, on a real socket.
final class TestStrategy {
  var connection = mls_connection()
  let flags: UInt64
  var events: [mls_event] = []
  /// The socket has ended.
  var isEnded = false

  init(_ path: String, memory: Bool, receipts: Bool) throws {
    flags =
      UInt64(memory ? MLS_HELLO_MEMORY : 0) | UInt64(receipts ? MLS_HELLO_RECEIPTS : 0)
    let result = mls_send_hello(&connection, path, flags)
    #expect(result == 0)
  }

  /// One that has not connected.
  init() {
    flags = 0
    connection.socket = -1
  }

  deinit { mls_close(&connection) }

  func close() {
    mls_close(&connection)
    isEnded = true
  }

  var isReadable: Bool {
    var poll = pollfd(fd: connection.socket, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, 0) == 1
  }

  func send(_ requests: [mls_request]) {
    if connection.lanes != nil {
      for var request in requests { #expect(mls_put(connection.lanes, &request) == 1) }
    } else {
      requests.withUnsafeBytes { sendBytes($0) }
    }
  }

  func sendBytes(_ bytes: UnsafeRawBufferPointer) {
    _ = Glibc.send(
      connection.socket, bytes.baseAddress, bytes.count,
      Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
  }

  /// Takes what has come.
  func take() {
    if isEnded { return }
    if connection.lanes != nil {
      var event = mls_event()
      while mls_take(connection.lanes, &event) == 1 { events.append(event) }
      mls_beat(connection.lanes)
    }
    while isReadable {
      var packet = [mls_event](repeating: mls_event(), count: Int(MLS_PACKET_MAX))
      let length = packet.withUnsafeMutableBytes {
        recv(connection.socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
      }
      if length <= 0 {
        isEnded = true
        return
      }
      events += packet[..<(length / MemoryLayout<mls_event>.size)]
    }
  }

  func count(_ kind: Int) -> Int { events.count { Int($0.kind) == kind } }
  func all(_ kind: Int) -> [mls_event] { events.filter { Int($0.kind) == kind } }

  static func new(
    _ order: UInt64, buy: Bool = true, price: Int64, lots: UInt64 = 10, immediate: Bool = false
  ) -> mls_request {
    var request = mls_request()
    request.kind = UInt8(MLS_NEW)
    request.side = UInt8(buy ? MLS_BUY : MLS_SELL)
    request.time_in_force = immediate ? 1 : 0
    request.order = order
    request.price = price
    request.quantity = lots
    request.tag = order &+ 1_000
    return request
  }

  static func of(_ kind: Int, _ order: UInt64 = 0, tag: UInt64 = 0) -> mls_request {
    var request = mls_request()
    request.kind = UInt8(kind)
    request.order = order
    request.tag = tag
    return request
  }

  static func replace(
    _ order: UInt64, _ newOrder: UInt64, price: Int64, lots: UInt64 = 10
  ) -> mls_request {
    var request = of(MLS_REPLACE, order, tag: order &+ 2_000)
    request.new_order = newOrder
    request.price = price
    request.quantity = lots
    return request
  }

  static func follow(_ market: UInt32, depth: UInt8) -> mls_request {
    var request = of(MLS_FOLLOW)
    request.market = market
    request.depth = depth
    return request
  }
}

extension StrategyOrders {
  /// Stops the program unless chains and free list hold every place once.
  func check() {
    var seen = 0
    for bucket in 0..<chains.count {
      var place = chains[bucket]
      while place != 0 {
        invariant(orders[place].number != 0, "a chain links orders")
        invariant(chain(orders[place].number) == bucket, "an order is in its number's chain")
        seen += 1
        invariant(seen <= ordersMax, "no chain is a ring")
        place = orders[place].next
      }
    }
    invariant(seen == count, "every order is in a chain")
    var place = free
    while place != 0 {
      invariant(orders[place].number == 0, "the free list links free places")
      seen += 1
      invariant(seen <= ordersMax, "the free list is no ring")
      place = orders[place].next
    }
    invariant(seen == ordersMax, "no place is lost")
  }
}
