// SPDX-License-Identifier: Apache-2.0

import Glibc
import Lanes
import Memory
import PacketIO
import Signing
import Telemetry
import Testing
import Venue
import WireFormat

@testable import Journaling
@testable import Tiles

/// The feed's lines, retained messages and snapshot pages, over a ring port of 63 frames.
@Suite(.serialized) struct FeedTests {
  init() throws {
    try EAL.start(EALConfiguration(prefix: "test-\(getpid())", memoryMegabytes: 64))
  }

  /// The port is full again and again, also between the two packets of a pair.
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `both lines carry the same packets in the same order`(seed: UInt64) throws {
    var chance = Chance(state: seed)
    let bench = try FeedBench()
    var sent: UInt64 = 0
    while sent < 6_000 || !bench.isQuiet {
      // What stands between two messages keeps them out of one packet: many packets a poll.
      for _ in 0..<chance.below(80) where sent < 6_000 {
        if bench.publish(message: sent) { sent += 1 }
        bench.separate()
      }
      bench.poll()
      if chance.below(6) == 0 { bench.receive() }
    }
    bench.receive()
    #expect(bench.lineA == bench.lineB, "seed \(seed)")
    #expect(bench.messages(bench.lineA) == Array(0..<6_000), "seed \(seed)")
    #expect(bench.counter(.portWaits) > 3, "seed \(seed): the port was hardly ever full")
    #expect(bench.counter(.lineBFrames) == bench.counter(.marketDataFrames))
  }

  @Test func `without a line B the feed goes out once`() throws {
    let bench = try FeedBench { $0.lineB = nil }
    for i in 0..<10 as Range<UInt64> { #expect(bench.publish(message: i)) }
    bench.poll()
    bench.receive()
    #expect(bench.messages(bench.lineA) == Array(0..<10) && bench.lineB.isEmpty)
    #expect(bench.counter(.lineBFrames) == 0)
  }

  @Test func `a quiet feed says on both lines which message is next`() throws {
    let bench = try FeedBench { $0.heartbeatMilliseconds = 1 }
    for i in 0..<3 as Range<UInt64> { #expect(bench.publish(message: i)) }
    bench.poll()
    usleep(3_000)
    bench.poll()
    bench.receive()
    for line in [bench.lineA, bench.lineB] {
      let header = try bench.header(line.last!)
      #expect(header.sequence == 4 && header.isHeartbeat)
    }
    #expect(bench.counter(.feedHeartbeats) > 0)
  }

  /// Every length a question may have, and every place of the feed around what is retained.
  @Test func `an answer is never longer than its question, and holds what fits`() throws {
    let bench = try FeedBench { $0.retainedMessages = 64 }
    for i in 0..<200 as Range<UInt64> {
      while !bench.publish(message: i) { bench.drain() }
    }
    bench.drain()
    var chance = Chance(state: 9)
    var answered = 0
    for bytes in 20...1_400 {
      let sequence = UInt64(120 + chance.below(90))
      let count = UInt16(1 + chance.below(60))
      bench.ask(sequence, count, bytes: bytes)
      let answer = try #require(bench.answer(), "\(bytes) bytes")
      #expect(answer.count <= bytes, "\(bytes) bytes")
      let header = try bench.header(answer)
      switch sequence {
      // 200 messages, the last 64 retained: 137 to 200.
      case ..<137: #expect(header.sequence == 137 && header.count == 0)
      case 201...: #expect(header.sequence == 201 && header.count == 0)
      default:
        // A header of 20, then each message with its prefix.
        let room = (bytes - 20) / (2 + FeedBench.messageBytes)
        let wanted = min(Int(count), Int(201 - sequence), room)
        #expect(header.sequence == sequence && Int(header.count) == wanted)
        #expect(
          bench.messages([answer]) == (0..<wanted).map { sequence - 1 + UInt64($0) },
          "message n has number n + 1")
        if wanted > 0 { answered += 1 }
      }
    }
    #expect(answered > 500)
    #expect(bench.counter(.feedRequestsAnswered) == UInt64(answered))
    #expect(bench.counter(.feedRequestsGone) > 100 && bench.counter(.feedRequestsEmpty) > 50)
  }

  @Test func `answers come from the request port and go to the subscriber alone`() throws {
    let bench = try FeedBench()
    #expect(bench.publish(message: 0))
    bench.drain()
    bench.ask(1, 1, bytes: 200)
    let datagram = try #require(bench.answerDatagram())
    #expect(datagram.source == FeedBench.local.on(26_403))
    #expect(datagram.destination == FeedBench.subscriber)
  }

  @Test
  func `a page leaves in its place, when its record is committed and before the next one's feed`()
    throws
  {
    let cursor = CommitCursor(end: 5)
    let bench = try FeedBench(committed: cursor.reader())
    for i in 0..<5 as Range<UInt64> { #expect(bench.publish(message: i)) }
    #expect(bench.publish(message: 5))
    bench.publishPage(index: 5)
    #expect(bench.publish(message: 6))
    for _ in 0..<5 { bench.poll() }
    bench.receive()
    #expect(bench.pages.isEmpty && bench.messages(bench.lineA) == Array(0..<5))
    cursor.publish(7)
    for _ in 0..<5 { bench.poll() }
    bench.receive()
    let packet = try #require(bench.pages.first)
    try bench.view(packet) {
      let page = try SnapshotPage(packet: $0)
      #expect(page.head.feedSequence == 7, "six messages came before it")
      #expect(page.head.end == 9)
    }
    #expect(bench.pages.count == 1 && bench.messages(bench.lineA) == Array(0..<7))
    #expect(bench.order == [.feed, .feed, .page, .feed], "one packet a poll before the page")
  }

  @Test func `every message of the feed fits its slot`() {
    for template in Template.allCases where template.isMarketData {
      #expect(MessageHeader.bytes + template.blockBytes <= RetainedFeed.messageBytesMax)
    }
    #expect(VenueEvents.payloadBytesMax >= RetainedFeed.messageBytesMax)
  }
}

/// Requests as ingress takes them.
@Suite struct RequestDeskTests {
  private static let question = FeedBench.question(1, 5, bytes: 300)

  @Test func `a request from an address that is not registered gets nothing and is counted`()
    throws
  {
    let bench = try DeskBench { _ in }
    let subscriber = FeedBench.subscriber
    let strangers = [
      Endpoint(
        mac: MACAddress("02:00:00:00:00:09")!, ipv4: subscriber.ipv4, udpPort: subscriber.udpPort),
      Endpoint(mac: subscriber.mac, ipv4: IPv4Address(10, 0, 0, 9), udpPort: subscriber.udpPort),
      subscriber.on(subscriber.udpPort + 1),
    ]
    for stranger in strangers { bench.send(Self.question, from: stranger) }
    #expect(bench.passed() == [] && bench.counter(.feedRequestsUnregistered) == 3)
    bench.send(Self.question, from: subscriber)
    #expect(bench.passed() == [1] && bench.counter(.feedRequests) == 1)
  }

  @Test func `what is not in form is counted and costs no budget`() throws {
    let bench = try DeskBench {
      $0.requestRate = 1
      $0.requestBurst = 1
    }
    var bad = [Self.question, Self.question, Self.question, Array(Self.question.prefix(19)), []]
    bad[0][0] ^= 1
    bad[1][299] = 1
    bad[2].replaceSubrange(18..<20, with: [0, 0])
    for bytes in bad { bench.send(bytes, from: FeedBench.subscriber) }
    #expect(bench.counter(.feedRequestsMalformed) == 5 && bench.passed() == [])
    bench.send(Self.question, from: FeedBench.subscriber)
    #expect(bench.passed() == [1])
  }

  @Test func `a storm is throttled, each subscriber by itself`() throws {
    let other = FeedBench.subscriber.on(777)
    let bench = try DeskBench {
      $0.requestRate = 1
      $0.requestBurst = 5
      $0.subscribers.append(other)
    }
    let start = bench.clock.nanoseconds()
    for _ in 0..<500 {
      bench.send(Self.question, from: FeedBench.subscriber)
      _ = bench.passed()
    }
    let seconds = (bench.clock.nanoseconds() - start) / 1_000_000_000 + 1
    let taken = bench.counter(.feedRequests)
    #expect((5...5 + seconds).contains(taken))
    #expect(bench.counter(.feedRequestsThrottled) == 500 - taken)
    bench.send(Self.question, from: other)
    #expect(bench.passed() == [1], "the storm cost the other nothing")
  }

  @Test func `a full lane to egress drops and counts`() throws {
    let bench = try DeskBench { _ in }
    for _ in 0..<DeskBench.laneSlots + 3 { bench.send(Self.question, from: FeedBench.subscriber) }
    #expect(bench.counter(.feedRequestsBacklog) == 3)
    #expect(bench.passed().count == DeskBench.laneSlots)
  }

  @Test func `a datagram to a port that is neither is misdirected`() throws {
    let bench = try DeskBench { _ in }
    bench.send(Self.question, from: FeedBench.subscriber, to: 26_402)
    #expect(bench.tile.frameFaults[FrameFault.misdirectedPort.number] == 1)
    bench.send(Self.question, from: FeedBench.subscriber, to: FeedBench.local.udpPort)
    let forms = (0..<FormFault.tableSlots).reduce(0) { $0 + bench.tile.formFaults[$1] }
    #expect(forms == 1, "at the port of sessions it is a bad frame")
  }
}

extension Endpoint {
  /// The same host's other port.
  fileprivate func on(_ port: UInt16) -> Endpoint {
    Endpoint(mac: mac, ipv4: ipv4, udpPort: port)
  }
}

/// An egress tile, its lanes, and the far end of its port.
private final class FeedBench {
  enum Kind { case feed, page }

  static let local = Endpoint(
    mac: MACAddress("02:00:00:00:00:01")!, ipv4: IPv4Address(10, 0, 0, 1), udpPort: 9_000)
  static let subscriber = Endpoint(
    mac: MACAddress("02:00:00:00:00:02")!, ipv4: IPv4Address(10, 0, 0, 2), udpPort: 9_001)
  static let lineA = Endpoint(multicast: IPv4Address(239, 1, 0, 1), udpPort: 7_001)
  static let lineB = Endpoint(multicast: IPv4Address(239, 1, 0, 2), udpPort: 7_002)
  static let snapshot = Endpoint(multicast: IPv4Address(239, 1, 0, 3), udpPort: 7_003)
  static let messageBytes = OrderDeleted.messageBytes
  private static let session = FeedSettings(lineA: lineA, snapshot: snapshot).session

  private var egress: EgressTile
  private var events: LaneProducer<EventSlot>
  private var requests: LaneProducer<FeedRequestSlot>
  private var pagesIn: LaneProducer<PageSlot>
  private var peer: Port
  private(set) var lineA: [[UInt8]] = []
  private(set) var lineB: [[UInt8]] = []
  private(set) var pages: [[UInt8]] = []
  /// What came on line A and as pages, in order.
  private(set) var order: [Kind] = []
  private var answers: [(UDPDatagramEnds, [UInt8])] = []

  struct UDPDatagramEnds {
    let source: Endpoint
    let destination: Endpoint
  }

  static func settings() -> FeedSettings {
    var settings = FeedSettings(lineA: lineA, snapshot: snapshot)
    settings.lineB = lineB
    settings.subscribers = [subscriber]
    settings.heartbeatMilliseconds = 0
    return settings
  }

  init(
    committed: consuming CommitReader = CommitCursor(end: .max).reader(),
    _ change: (inout FeedSettings) -> Void = { _ in }
  ) throws {
    func ring(_ name: String) -> PortConfiguration {
      PortConfiguration(
        name: name, driver: .ring, local: Self.local, takesMulticast: true, descriptors: 64)
    }
    let pair = try Port.ringPair(ring("a"), ring("b"))
    peer = pair.second
    let events = Lane<EventSlot>(capacity: 128, payloadBytes: VenueEvents.payloadBytesMax)
    let requests = Lane<FeedRequestSlot>(capacity: 16)
    let pages = Lane<PageSlot>(capacity: 4, payloadBytes: Venue.snapshotPageBytesMax)
    let sessions = Lane<SessionSlot>(capacity: 8, payloadBytes: 512)
    let settlement = Lane<ChunkSlot>(capacity: 8, payloadBytes: 64)
    let neighbours = Lane<FrameSlot>(capacity: 8, payloadBytes: 64)
    let answers = Lane<AnswerSlot>(capacity: 8)
    let resends = Lane<ResendSlot>(capacity: 2)
    let states = Lane<StateSlot>(capacity: 2, payloadBytes: Frame.bytesMax)
    var settings = Self.settings()
    change(&settings)
    egress = EgressTile(
      transmitter: pair.first.transmitter, events: events.consumer,
      sessionsIn: sessions.consumer, settlement: settlement.consumer,
      answers: answers.consumer, neighbours: neighbours.consumer, resends: resends.consumer,
      states: states.consumer, retainedReports: 16, committed: committed,
      addresses: EgressAddresses(local: Self.local, validators: Self.lineA),
      keys: try SessionKeys(sessionsMax: 4), durability: .disk,
      feed: EgressFeed(
        settings, local: Self.local, requests: requests.consumer, pages: pages.consumer),
      settlementFeed: MoldSession("HEADERS")!, firstIndex: 0,
      clock: Clock.start(calibrationNanoseconds: 1_000_000))
    self.events = events.producer
    self.requests = requests.producer
    pagesIn = pages.producer
  }

  var isQuiet: Bool { egress.isQuiet }
  func poll() { _ = egress.poll() }
  func counter(_ counter: EgressCounter) -> UInt64 { egress.counters.snapshot()[counter] }

  func drain() {
    for _ in 0..<4 {
      poll()
      receive()
    }
  }

  /// Offers the deletion of order `number`, of the record of that index; false when the lane is full.
  func publish(message number: UInt64) -> Bool {
    if events.writable() == 0 { return false }
    OrderDeleted(logIndex: number, order: number).encode(message: events.payload(0))
    events[0] = EventSlot(
      event: VenueEvent(.marketData, logIndex: number, length: Self.messageBytes),
      origin: .none, stamps: Stamps())
    events.publish()
    return true
  }

  /// Publishes an event that nothing is sent for.
  func separate() {
    if events.writable() == 0 { return }
    events[0] = EventSlot(
      event: VenueEvent(.match, logIndex: 0), origin: .none, stamps: Stamps())
    events.publish()
  }

  func publishPage(index: UInt64) {
    let bytes = pagesIn.payload(0)
    SnapshotOrders(logIndex: index, cycle: 1, first: 1, end: 9, total: 9).encode(message: bytes)
    bytes.store(UInt16(SnapshotOrdersOrders.blockBytes), at: SnapshotOrders.messageBytes)
    bytes.store(0 as UInt16, at: SnapshotOrders.messageBytes + 2)
    pagesIn[0] = PageSlot(length: UInt32(SnapshotOrders.messageBytes + 4))
    pagesIn.publish()
    events[0] = EventSlot(
      event: VenueEvent(.snapshotPage, logIndex: index), origin: .none, stamps: Stamps())
    events.publish()
  }

  static func question(_ sequence: UInt64, _ count: UInt16, bytes: Int) -> [UInt8] {
    let buffer = ByteBuffer(count: bytes)
    let length = MoldRequest.write(
      into: buffer.bytes, session: session, sequence: sequence, count: count, bytes: bytes)
    return (0..<length).map { buffer.bytes[$0] }
  }

  func ask(_ sequence: UInt64, _ count: UInt16, bytes: Int) {
    let room = requests.writable()
    #expect(room > 0)
    view(Self.question(sequence, count, bytes: bytes)) {
      requests[0] = FeedRequestSlot(MoldRequest(parsing: $0, for: Self.session)!, subscriber: 0)
    }
    requests.publish()
  }

  func answer() -> [UInt8]? { takeAnswer()?.1 }
  func answerDatagram() -> UDPDatagramEnds? { takeAnswer()?.0 }

  private func takeAnswer() -> (UDPDatagramEnds, [UInt8])? {
    poll()
    receive()
    return answers.isEmpty ? nil : answers.removeFirst()
  }

  /// Takes all that the far end has.
  func receive() {
    let filter = DatagramFilter(
      local: Endpoint(mac: Self.subscriber.mac, ipv4: Self.subscriber.ipv4, udpPort: 0),
      takesMulticast: true)
    while true {
      let count = peer.receive()
      if count == 0 { return }
      for i in 0..<count {
        let frame = peer.received(i)
        guard
          case .datagram(let datagram) = UDPDatagram.parse(
            frame.bytes, for: filter, checks: frame.checks)
        else {
          Issue.record("a frame that does not parse")
          continue
        }
        let bytes = (0..<datagram.payload.count).map { datagram.payload[$0] }
        switch datagram.destination.udpPort {
        case Self.lineA.udpPort:
          lineA.append(bytes)
          order.append(.feed)
        case Self.lineB.udpPort: lineB.append(bytes)
        case Self.snapshot.udpPort:
          pages.append(bytes)
          order.append(.page)
        default:
          answers.append(
            (UDPDatagramEnds(source: datagram.source, destination: datagram.destination), bytes))
        }
      }
      peer.releaseReceived()
    }
  }

  func view<Result>(_ bytes: [UInt8], _ body: (ByteView) throws -> Result) rethrows -> Result {
    let buffer = ByteBuffer(count: max(1, bytes.count))
    for (i, byte) in bytes.enumerated() { buffer.bytes[i] = byte }
    return try body(buffer.bytes.view.slice(0, count: bytes.count))
  }

  func header(_ packet: [UInt8]) throws -> MoldHeader {
    try view(packet) { try MoldCursor(parsing: $0).header }
  }

  /// The orders that the packets' messages delete, which are expected to be numbered one more.
  func messages(_ packets: [[UInt8]]) -> [UInt64] {
    var orders: [UInt64] = []
    for packet in packets {
      view(packet) {
        guard var cursor = try? MoldCursor(parsing: $0) else {
          Issue.record("no packet")
          return
        }
        while let message = cursor.next() {
          let order = OrderDeleted(block: message.bytes, at: MessageHeader.bytes).order
          #expect(message.sequence == order + 1)
          orders.append(order)
        }
      }
    }
    return orders
  }
}

/// An ingress tile on a memory port, and the other end of its lane of requests.
private final class DeskBench {
  static let laneSlots = 8

  var tile: IngressTile
  let clock = Clock.start(calibrationNanoseconds: 1_000_000)
  private var peer: Port
  private var requests: LaneConsumer<FeedRequestSlot>

  init(_ change: (inout FeedSettings) -> Void) throws {
    let pair = Port.memoryPair(capacity: 64)
    peer = pair.second
    var classes = ClassLanes(verifyLanes: 1, slots: 8, admission: AdmissionLimits())
    _ = classes.addVerify()
    let ends = classes.join()
    let answers = Lane<AnswerSlot>(capacity: 8)
    let resends = Lane<ResendSlot>(capacity: 2)
    let queries = Lane<QuerySlot>(capacity: 2)
    let opened = Lane<SessionSlot>(capacity: 8, payloadBytes: SessionKeys.exportBytes)
    let closed = Lane<SessionSlot>(capacity: 8)
    let neighbours = Lane<FrameSlot>(capacity: 8, payloadBytes: 64)
    let requests = Lane<FeedRequestSlot>(capacity: Self.laneSlots)
    self.requests = requests.consumer
    var settings = FeedBench.settings()
    change(&settings)
    tile = IngressTile(
      receiver: pair.first.receiver, filter: DatagramFilter(local: FeedBench.local),
      opened: opened.consumer, closed: closed.consumer,
      ordinary: ends.ordinaryDealer, urgent: ends.urgentDealer, answers: answers.producer,
      neighbours: neighbours.producer, resends: resends.producer, queries: queries.producer,
      requests: FeedRequestDesk(settings, egress: requests.producer),
      keys: try SessionKeys(sessionsMax: 4), commandsMax: 16, limits: AdmissionLimits(),
      faults: SenderFaults(sessionsMax: 4),
      signals: TileSignals(), clock: clock)
  }

  func counter(_ counter: IngressCounter) -> UInt64 { tile.counters.snapshot()[counter] }

  func send(_ payload: [UInt8], from source: Endpoint, to port: UInt16 = 26_403) {
    let granted = peer.reserve(1)
    #expect(granted == 1)
    let frame = peer.outgoing(0)
    for (i, byte) in payload.enumerated() {
      frame.store(byte, at: UDPDatagram.payloadOffset + i)
    }
    let bytes = UDPDatagram.write(
      into: frame, source: source, destination: FeedBench.local.on(port),
      payloadCount: payload.count)
    peer.setLength(0, bytes)
    let sent = peer.transmit(1)
    #expect(sent == 1)
    _ = tile.poll()
  }

  /// The first messages asked for by the requests that wait for egress.
  func passed() -> [UInt64] {
    let count = requests.readable()
    let sequences = (0..<count).map { requests[$0].sequence }
    requests.release(count)
    return sequences
  }
}
