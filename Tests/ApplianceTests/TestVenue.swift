// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import PacketIO
import Telemetry
import Testing
import Tiles
import Venue
import WireFormat

/// Everything that runs appliances, one after another: each has threads that never sleep, and several
/// side by side starve one another on two cores.
@Suite(.serialized) struct ApplianceRuns {}

@testable import Appliance

/// A whole appliance on an in-memory port, with members on the other end.
final class TestVenue {
  static let venueAddress = ApplianceConfiguration.applianceAddress
  static let memberAddress = Endpoint(
    mac: MACAddress(rawValue: 0x02_4d_4c_00_00_02), ipv4: IPv4Address(10, 77, 0, 2),
    udpPort: 26_500)

  let settings: ApplianceSettings
  let appliance: Appliance
  let folder: String
  var port: Port
  var members: [TestMember] = []
  /// Payloads of the public feed, in order.
  var feed: [[UInt8]] = []
  var validators: [[UInt8]] = []
  /// Payloads of the feed's line B, of snapshot pages, and of answers to requests for feed messages.
  var lineB: [[UInt8]] = []
  var pages: [[UInt8]] = []
  var answers: [[UInt8]] = []
  /// Log indexes in the order of arrival: of each result, and of each packet of line A.
  var arrivals: [Arrival] = []

  enum Arrival: Equatable { case result(UInt64), feed(UInt64) }

  static let lineBAddress = Endpoint(multicast: IPv4Address(239, 77, 0, 4), udpPort: 26_405)
  static let answerPort: UInt16 = 26_501
  /// Whole frames that are no datagrams: answers to neighbours.
  var strays: [[UInt8]] = []
  /// Bytes of the frames that came to one host, and all frames but the public ones.
  private(set) var unicastBytes = 0
  private(set) var framesReceived = 0
  private let filter = DatagramFilter(
    local: Endpoint(mac: memberAddress.mac, ipv4: memberAddress.ipv4, udpPort: 0),
    takesMulticast: true)

  static func seed(_ n: UInt8) -> [UInt8] { [UInt8](repeating: n, count: 32) }

  static func publicKey(_ seed: [UInt8]) throws -> Bytes32 {
    let identity = Identity(venue: Bytes16(), chain: Bytes32(), network: 0)
    return try TestMember(
      key: 0, seed: seed, identity: identity, local: memberAddress, venue: venueAddress,
      venueKey: Bytes32()
    ).publicKey
  }

  static func settings(_ folder: String, _ change: (inout Genesis) -> Void = { _ in }) throws
    -> ApplianceSettings
  {
    var block = Genesis(
      ruleVersion: VenueGenesis.ruleVersion, network: 1, commandsPerDatagramMax: 16,
      venue: Bytes16(word0: 5),
      chain: Bytes32(word0: 6), venueKey: try publicKey(seed(1)), marketsMax: 4,
      accountsMax: 16, keysMax: 16, sessionsMax: 16, sessionsPerAccountMax: 2, ordersMax: 4_096,
      openOrdersPerAccountMax: 1_024, nonceWindow: 64,
      fillsPerCommandMax: 32, timersPerCommandMax: 4, batchCommandsMax: 64,
      batchSpanMax: 100_000_000, tickSpanMax: 50_000_000, validitySpanMax: 60_000_000_000,
      positionLotsMax: 1 << 40,
      specialOrdersMax: 64, conditionalOrdersMax: 64, quoteGroupsMax: 8, cancelsPerRecordMax: 256,
      bustsMax: 16,
      approvalsMin: 1, proposalsMax: 1, proposalSpan: 1_000_000_000)
    change(&block)
    let genesis = try VenueGenesis(
      block: block,
      operators: [GenesisOperators(key: 0, publicKey: try publicKey(seed(2)))])
    var settings = ApplianceSettings(
      genesis: genesis, local: venueAddress, marketData: ApplianceConfiguration.feedAddress,
      validators: ApplianceConfiguration.validatorAddress, venueKey: .seed(seed(1)),
      dataDirectory: folder)
    settings.segmentBytes = 1 << 20
    settings.topology = .soft2
    settings.feed.retainedMessages = 1_024
    settings.feed.snapshotPagesPerSecond = 0
    return settings
  }

  static func makeFolder() throws -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/matchlock-test-XXXXXX".utf8CString)
    return try #require(mkdtemp(&template).map { String(cString: $0) }) + "/data"
  }

  init(
    _ settings: ApplianceSettings, capacity: Int = 4_096, observer: ThreadObserver? = nil
  ) throws {
    self.settings = settings
    let pair = Port.memoryPair(capacity: capacity)
    appliance = try Appliance(settings, port: pair.first, observer: observer)
    port = pair.second
    folder = settings.dataDirectory
    identity = settings.identity
    try appliance.start()
  }

  let identity: Identity

  func member(key: UInt32, seed: [UInt8]) throws -> TestMember {
    let member = try TestMember(
      key: key, seed: seed, identity: identity, local: Self.memberAddress,
      venue: Self.venueAddress, venueKey: appliance.venueKey)
    members.append(member)
    return member
  }

  static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// As far ahead as is of use to a test, on a machine as busy as it may be.
  static var soon: UInt64 { now + 30_000_000_000 }

  /// Receives until `done`, at most thirty seconds.
  func wait(_ what: String, until done: () -> Bool) throws {
    let start = Self.now
    while !done() {
      poll()
      if Self.now - start > 30_000_000_000 {
        Issue.record("waited thirty seconds for: \(what)")
        throw TimedOut()
      }
    }
  }

  struct TimedOut: Error {}

  func poll() {
    let count = port.receive()
    for i in 0..<count {
      let received = port.received(i)
      if received.bytes[0] & 1 == 0 {
        unicastBytes += received.bytes.count
        framesReceived += 1
      }
      let datagram: UDPDatagram
      switch UDPDatagram.parse(received.bytes, for: filter, checks: received.checks) {
      case .datagram(let parsed): datagram = parsed
      case .fault(.notIPv4), .fault(.notUDP):
        strays.append((0..<received.bytes.count).map { received.bytes[$0] })
        continue
      case .fault(let fault):
        // An answer to somebody whose address was made up is not for our members.
        if fault != .misdirectedMAC {
          Issue.record("the appliance sent a frame that does not parse: \(fault)")
        }
        continue
      }
      if datagram.destination.udpPort == ApplianceConfiguration.feedAddress.udpPort {
        feed.append((0..<datagram.payload.count).map { datagram.payload[$0] })
        note(feed.last!)
      } else if datagram.destination.udpPort == ApplianceConfiguration.validatorAddress.udpPort {
        validators.append((0..<datagram.payload.count).map { datagram.payload[$0] })
      } else if datagram.destination.udpPort == Self.lineBAddress.udpPort {
        lineB.append((0..<datagram.payload.count).map { datagram.payload[$0] })
      } else if datagram.destination.udpPort == ApplianceConfiguration.snapshotAddress.udpPort {
        pages.append((0..<datagram.payload.count).map { datagram.payload[$0] })
      } else if datagram.destination.udpPort == Self.answerPort {
        answers.append((0..<datagram.payload.count).map { datagram.payload[$0] })
      } else if datagram.destination.udpPort != Self.memberAddress.udpPort {
        Issue.record("the appliance sent a datagram to \(datagram.destination)")
      } else if let member = members.first(where: { $0.take(datagram.payload) }),
        let result = member.results.last, arrivals.last != .result(result.logIndex)
      {
        arrivals.append(.result(result.logIndex))
      }
    }
    if count > 0 { port.releaseReceived() } else { usleep(20) }
  }

  private func note(_ packet: [UInt8]) {
    withView(packet) { bytes in
      guard var cursor = try? MoldCursor(parsing: bytes) else { return }
      while let message = cursor.next() {
        arrivals.append(.feed(message.bytes.load(MessageHeader.bytes, as: UInt64.self)))
      }
    }
  }

  /// Calls `body` with a view of `bytes`.
  func withView<Result>(_ bytes: [UInt8], _ body: (ByteView) throws -> Result) rethrows -> Result {
    let buffer = ByteBuffer(count: max(1, bytes.count))
    for (i, byte) in bytes.enumerated() { buffer.bytes[i] = byte }
    return try body(buffer.bytes.view.slice(0, count: bytes.count))
  }

  /// Asks for messages of the feed again, from a port of the member's host.
  func ask(
    _ sequence: UInt64, _ count: UInt16, bytes: Int, from port: UInt16 = answerPort
  ) {
    while self.port.reserve(1) == 0 {}
    let frame = self.port.outgoing(0)
    let length = MoldRequest.write(
      into: frame.slice(UDPDatagram.payloadOffset, count: MoldRequest.bytesMax),
      session: MoldSession("MATCHLOCK")!, sequence: sequence, count: count, bytes: bytes)
    let whole = UDPDatagram.write(
      into: frame,
      source: Endpoint(mac: Self.memberAddress.mac, ipv4: Self.memberAddress.ipv4, udpPort: port),
      destination: Endpoint(
        mac: Self.venueAddress.mac, ipv4: Self.venueAddress.ipv4, udpPort: 26_403),
      payloadCount: length)
    self.port.setLength(0, whole)
    _ = self.port.transmit(1)
  }

  /// Line B, pages at some pace, and the member's host as a subscriber.
  static func feedSettings(_ pagesPerSecond: UInt64 = 1_000) throws -> ApplianceSettings {
    var settings = try settings(try makeFolder())
    turnFeedOn(&settings, pagesPerSecond)
    return settings
  }

  static func turnFeedOn(_ settings: inout ApplianceSettings, _ pagesPerSecond: UInt64) {
    settings.feed.lineB = lineBAddress
    settings.feed.snapshotPagesPerSecond = pagesPerSecond
    settings.feed.subscribers = [
      Endpoint(mac: memberAddress.mac, ipv4: memberAddress.ipv4, udpPort: answerPort)
    ]
  }

  /// Logs a member on.
  func logon(_ member: TestMember) throws {
    // The venue learns the operators' keys from its own genesis record: an early logon is dropped.
    for _ in 0..<300 where !member.isUp {
      if member.logonFrame.isEmpty {
        member.logon(validUntil: Self.soon, &port)
      } else {
        member.resendLogon(&port)
      }
      let start = Self.now
      while !member.isUp && Self.now - start < 100_000_000 { poll() }
    }
    #expect(member.isUp)
  }

  /// Sends commands and waits for their results.
  @discardableResult
  func send(
    _ member: TestMember, group: UInt16 = 0, _ fill: (inout CommandDatagramWriter) -> Void
  ) throws -> [CommandResult] {
    let before = member.results.count
    var commands = 0
    member.command(validUntil: Self.soon, group: group, &port) { writer in
      fill(&writer)
      commands = writer.count
    }
    // The results of one datagram may come in several frames.
    let nonce = member.nonce
    try wait("the results of nonce \(nonce)") {
      member.results[before...].count(where: { $0.nonce == nonce }) >= commands
    }
    return Array(member.results[before...])
  }

  /// Asks something in a frame of so many bytes; returns the bytes of the answer's.
  func ask(_ member: TestMember, size: Int, kind: Int) throws -> Int {
    let before = member.answers.count
    switch kind {
    case 0: member.request(ResendRequest(fromSequence: 1, count: 100), size: size, &port)
    case 1: member.request(StatusRequest(nonce: 1), size: size, &port)
    case 2: member.request(StateRequest(kind: 0), size: size, &port)
    default: member.request(StateRequest(kind: 1), size: size, &port)
    }
    let sent = member.lastLength
    try wait("an answer") { member.answers.count > before }
    #expect(member.answers.last!.frameBytes <= sent)
    return member.answers.last!.frameBytes
  }

  /// A venue with market 0 listed, accounts 1 and 2 with key and session each.
  func open() throws -> (operator: TestMember, maker: TestMember, taker: TestMember) {
    let head = try member(key: 0, seed: Self.seed(2))
    try logon(head)
    let (makerKey, takerKey) = (
      try Self.publicKey(Self.seed(3)), try Self.publicKey(Self.seed(4))
    )
    let results = try send(head) { writer in
      writer.append(
        ListMarket(
          market: 0, group: 0, priceMin: 1, priceMax: 10_000, quantityMax: 1_000_000,
          multiplier: 1, makerFee: -10, takerFee: 50))
      writer.append(OpenAccount(account: 1))
      writer.append(OpenAccount(account: 2))
      writer.append(AdjustCash(account: 1, amount: 1_000_000, reference: 1))
      writer.append(
        RegisterKey(
          key: 1, account: 1, scope: 1, group: .max, notAfter: .max, publicKey: makerKey))
      writer.append(
        RegisterKey(
          key: 2, account: 2, scope: 1, group: .max, notAfter: .max, publicKey: takerKey))
    }
    #expect(results.count == 6 && head.results.map(\.code) == [0, 0, 0, 0, 0, 0])
    let maker = try member(key: 1, seed: Self.seed(3))
    let taker = try member(key: 2, seed: Self.seed(4))
    try logon(maker)
    try logon(taker)
    return (head, maker, taker)
  }
}
