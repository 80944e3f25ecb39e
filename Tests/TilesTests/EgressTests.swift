// SPDX-License-Identifier: Apache-2.0

import Glibc
import Lanes
import Memory
import PacketIO
import Signing
import Telemetry
import Testing
import Tiles
import Venue
import WireFormat

@testable import Journaling

/// Egress over a ring port of 63 frames, whose other end reads when it likes. (A memory port never
/// refuses a frame that it has granted, so it cannot show this.)
@Suite(.serialized) struct EgressTests {
  init() throws {
    try EAL.start(EALConfiguration(prefix: "test-\(getpid())", memoryMegabytes: 64))
  }

  /// Reports and batch headers queue up behind a port that is full again and again, in the middle
  /// of a poll too: each of both leaves once and in order.
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `frames that a full port refuses are sent later, once and in order`(seed: UInt64) throws {
    var chance = Chance(state: seed)
    let bench = try EgressBench()
    var sent: (reports: UInt64, headers: UInt64) = (0, 0)
    let total: UInt64 = 4_000
    var rounds = 0
    while bench.reports < total || bench.headers < total {
      rounds += 1
      for _ in 0..<chance.below(60) where sent.reports < total {
        if bench.publishReport(sent.reports) { sent.reports += 1 }
      }
      for _ in 0..<chance.below(60) where sent.headers < total {
        if bench.publishHeader(sent.headers) { sent.headers += 1 }
      }
      for _ in 0...chance.below(4) { _ = bench.egress.poll() }
      if chance.below(6) == 0 { bench.receive(bursts: 1 + chance.below(3)) }
      try #require(rounds < 1_000_000, "seed \(seed)")
    }
    #expect(bench.reports == total && bench.headers == total, "seed \(seed)")
    #expect(bench.disorder == 0, "seed \(seed)")
    #expect(bench.egress.portCounters.dropped == 0, "seed \(seed)")
    #expect(bench.egress.counters[.portWaits] > 10, "seed \(seed): the port was hardly ever full")
  }

  /// A port that takes nothing for a quarter of a second loses frames, counted, and egress goes on.
  @Test func `a port that stays full drops what it refuses and holds nobody up`() throws {
    let bench = try EgressBench()
    for i in 0..<2_000 as Range<UInt64> {
      while !bench.publishReport(i) { _ = bench.egress.poll() }
    }
    while !bench.egress.isQuiet { _ = bench.egress.poll() }
    #expect(bench.egress.portCounters.dropped > 0)
    #expect(bench.egress.portCounters.sent == 64)
    bench.receive(bursts: 4)
    // The next one finds room, and is no worse for it.
    let isPublished = bench.publishReport(2_000)
    #expect(isPublished)
    while !bench.egress.isQuiet { _ = bench.egress.poll() }
    #expect(bench.egress.portCounters.sent == 65)
  }

  @Test func `answers to neighbours leave as they are, behind everything else`() throws {
    let bench = try EgressBench()
    let published = (0..<20).map { bench.publishNeighbour(UInt8($0)) }
    let isPublished = bench.publishReport(0)
    #expect(published.allSatisfy { $0 } && isPublished && !bench.egress.isQuiet)
    while !bench.egress.isQuiet { _ = bench.egress.poll() }
    bench.receive(bursts: 2)
    #expect(bench.order == [nil] + (0..<20).map { $0 as UInt8? })
    #expect(bench.egress.counters.snapshot()[.neighbourFrames] == 20)
    #expect(bench.disorder == 0 && bench.reports == 1)
  }
}

@Suite(.serialized) struct EgressOrderTests {
  init() throws {
    try EAL.start(EALConfiguration(prefix: "test-\(getpid())", memoryMegabytes: 64))
  }

  /// Nothing leaves before the record behind it is committed, and all of it does at once after.
  @Test func `a report leaves when its record is committed and not before`() throws {
    let cursor = CommitCursor(end: 0)
    let bench = try EgressBench(committed: cursor.reader())
    for i in 0..<40 as Range<UInt64> {
      let isPublished = bench.publishReport(i)
      #expect(isPublished)
    }
    var chance = Chance(state: 3)
    var end: UInt64 = 0
    while end < 40 {
      for _ in 0..<5 { _ = bench.egress.poll() }
      bench.receive(bursts: 2)
      #expect(bench.reports == end && bench.disorder == 0)
      end = min(40, end + UInt64(chance.below(7)))
      cursor.publish(end)
    }
    for _ in 0..<5 { _ = bench.egress.poll() }
    bench.receive(bursts: 2)
    #expect(bench.reports == 40 && bench.disorder == 0)
  }

  /// The lanes to egress run at their own pace; what the log ordered stays ordered.
  @Test func `reports wait for their session's logon, and a logon for the reports before it`()
    throws
  {
    let bench = try EgressBench(isUp: false)
    // The log's order: logon, two reports, the session's end; a second session of the same slot, a
    // report. Match is fast: all its events are there before the first answer is signed.
    bench.publish(report: 1, index: 2, session: EgressBench.first)
    bench.publish(report: 2, index: 3, session: EgressBench.first)
    bench.publishEnd(index: 4, session: EgressBench.first)
    bench.publish(report: 1, index: 6, session: EgressBench.second)
    for _ in 0..<5 { _ = bench.egress.poll() }
    #expect(bench.templates() == [])
    bench.publishLogon(index: 1, session: EgressBench.first)
    bench.publishLogon(index: 5, session: EgressBench.second)
    for _ in 0..<5 { _ = bench.egress.poll() }
    #expect(
      bench.templates() == [
        .logonReplyFrame, .reportFrame, .reportFrame, .logonReplyFrame, .reportFrame,
      ])
    #expect(bench.egress.counters[.reportsUndelivered] == 0)
    // A session whose keys could not be agreed holds nobody up.
    bench.publish(report: 1, index: 8, session: EgressBench.third)
    bench.publish(report: 2, index: 9, session: EgressBench.second)
    bench.publishLogon(index: 7, session: EgressBench.third, kind: .failed)
    for _ in 0..<5 { _ = bench.egress.poll() }
    #expect(bench.templates() == [.reportFrame])
    #expect(bench.egress.counters[.reportsUndelivered] == 1)
  }
}

/// An egress tile with one session up, its lanes, and the far end of its port.
final class EgressBench {
  var egress: EgressTile
  private var events: LaneProducer<EventSlot>
  private var settlement: LaneProducer<ChunkSlot>
  private var sessions: LaneProducer<SessionSlot>
  private var neighbours: LaneProducer<FrameSlot>
  private var resends: LaneProducer<ResendSlot>
  private var states: LaneProducer<StateSlot>
  static let retainedReports = 16
  private var peer: Port
  /// Seen of either stream; frames or messages out of place.
  private(set) var reports: UInt64 = 0
  private(set) var headers: UInt64 = 0
  private(set) var disorder = 0
  /// Frames in the order of their coming: the number of a neighbour's answer, or nil for others.
  private(set) var order: [UInt8?] = []
  /// Bytes of a batch header here: one fills most of a frame.
  private static let headerBytes = 800
  static let session: UInt32 = 1 << 16 | 2
  /// Two sessions of one slot, and one of another.
  static let (first, second, third): (UInt32, UInt32, UInt32) = (
    1 << 16 | 1, 2 << 16 | 1, 1 << 16 | 3
  )

  private static let local = Endpoint(
    mac: MACAddress("02:00:00:00:00:01")!, ipv4: IPv4Address(10, 0, 0, 1), udpPort: 9_000)
  private static let member = Endpoint(
    mac: MACAddress("02:00:00:00:00:02")!, ipv4: IPv4Address(10, 0, 0, 2), udpPort: 9_001)
  /// Where requests come from here: their answers go there.
  static let elsewhere = Endpoint(
    mac: MACAddress("02:00:00:00:00:02")!, ipv4: IPv4Address(10, 0, 0, 2), udpPort: 9_003)
  private static let validators = Endpoint(
    mac: MACAddress("02:00:00:00:00:02")!, ipv4: IPv4Address(10, 0, 0, 2), udpPort: 9_002)

  init(committed: consuming CommitReader = CommitCursor(end: .max).reader(), isUp: Bool = true)
    throws
  {
    func ring(_ name: String) -> PortConfiguration {
      PortConfiguration(name: name, driver: .ring, local: Self.local, descriptors: 64)
    }
    let pair = try Port.ringPair(ring("a"), ring("b"))
    peer = pair.second
    let events = Lane<EventSlot>(capacity: 128, payloadBytes: VenueEvents.payloadBytesMax)
    let settlement = Lane<ChunkSlot>(capacity: 128, payloadBytes: 1_024)
    let sessions = Lane<SessionSlot>(capacity: 8, payloadBytes: 512)
    let answers = Lane<AnswerSlot>(capacity: 8)
    let neighbours = Lane<FrameSlot>(capacity: 64, payloadBytes: NeighbourRequest.frameBytesMax)
    let resends = Lane<ResendSlot>(capacity: 64)
    let states = Lane<StateSlot>(capacity: 64, payloadBytes: Frame.bytesMax)
    var settings = FeedSettings(lineA: Self.validators, snapshot: Self.validators)
    settings.heartbeatMilliseconds = 0
    let requests = Lane<FeedRequestSlot>(capacity: 1)
    let pages = Lane<PageSlot>(capacity: 1)
    egress = EgressTile(
      transmitter: pair.first.transmitter, events: events.consumer,
      sessionsIn: sessions.consumer, settlement: settlement.consumer,
      answers: answers.consumer, neighbours: neighbours.consumer, resends: resends.consumer,
      states: states.consumer, retainedReports: Self.retainedReports, committed: committed,
      addresses: EgressAddresses(
        local: Self.local, validators: Self.validators),
      keys: try SessionKeys(sessionsMax: 4), durability: .disk,
      feed: EgressFeed(
        settings, local: Self.local, requests: requests.consumer, pages: pages.consumer),
      settlementFeed: MoldSession("HEADERS")!, firstIndex: 0,
      clock: Clock.start(calibrationNanoseconds: 1_000_000)
    )
    self.events = events.producer
    self.settlement = settlement.producer
    self.sessions = sessions.producer
    self.neighbours = neighbours.producer
    self.resends = resends.producer
    self.states = states.producer
    if isUp { openSession() }
  }

  func publish(report number: UInt64, index: UInt64, session: UInt32) {
    let result = CommandResult(
      reportSequence: number, logIndex: index, logTime: 0, nonce: number, order: 0, clientOrder: 0,
      openQuantity: 0, template: NewOrder.templateID, ordinal: 0, count: 1, code: 0, resent: 0)
    result.encode(message: events.payload(0))
    let event = VenueEvent(
      .report, logIndex: index, length: CommandResult.messageBytes, session: session)
    events[0] = EventSlot(event: event, origin: .none, stamps: Stamps())
    events.publish()
  }

  /// Asks for reports again, in a request of so many bytes.
  func publishResend(from: UInt64, count: UInt32, bytes: Int, session: UInt32 = EgressBench.session)
  {
    _ = resends.writable()
    resends[0] = ResendSlot(
      session: session, fromSequence: from, count: count, answerBytesMax: bytes,
      origin: Self.elsewhere)
    resends.publish()
  }

  /// An answer of match about the state as of `index`.
  func publishState(index: UInt64, bytes: Int, session: UInt32 = EgressBench.session) {
    let query = QuerySlot(
      .status, session: session, number: 1, answerBytesMax: bytes, origin: Self.elsewhere)
    _ = states.writable()
    let length = NonceStatus(logIndex: index).encode(message: states.payload(0))
    states[0] = StateSlot(query, length: length, logIndex: index)
    states.publish()
  }

  /// The frames that have left since the last call: where to, and the payload.
  func frames() -> [(udpPort: UInt16, payload: [UInt8])] {
    var seen: [(UInt16, [UInt8])] = []
    while true {
      let count = peer.receive()
      for i in 0..<count {
        let frame = peer.received(i).bytes
        let length = Int(frame.load(38, as: UInt16.self).byteSwapped) - 8
        seen.append(
          (
            frame.load(36, as: UInt16.self).byteSwapped,
            (0..<length).map { frame[UDPDatagram.payloadOffset + $0] }
          ))
      }
      if count == 0 { return seen }
      peer.releaseReceived()
    }
  }

  func publishEnd(index: UInt64, session: UInt32) {
    let event = VenueEvent(.sessionClosed, logIndex: index, session: session)
    events[0] = EventSlot(event: event, origin: .none, stamps: Stamps())
    events.publish()
  }

  func publishLogon(index: UInt64, session: UInt32, kind: SessionSlot.Kind = .opened) {
    sessions[0] = SessionSlot(kind, session: session)
    sessions[0].logIndex = index
    sessions[0].origin = Self.member
    sessions[0].length = UInt16(Frame.headBytes)
    FrameHead(template: .logonReplyFrame, session: session, bodyLength: 0, sequence: 0).encode(
      sessions.payload(0).slice(64, count: Frame.headBytes))
    sessions.publish()
  }

  /// What kinds of frames have left since the last call, in order.
  func templates() -> [Template] {
    var seen: [Template] = []
    let count = peer.receive()
    for i in 0..<count {
      let frame = peer.received(i).bytes
      let id = frame.load(UDPDatagram.payloadOffset + 2, as: UInt16.self)
      if let template = Template(wire: id) { seen.append(template) }
    }
    peer.releaseReceived()
    return seen
  }

  /// A session is up once its logon's reply has left; the far end takes it.
  private func openSession() {
    sessions[0] = SessionSlot(.opened, session: Self.session)
    sessions[0].origin = Self.member
    sessions[0].length = UInt16(Frame.headBytes)
    sessions.publish()
    _ = egress.poll()
    _ = peer.receive()
    peer.releaseReceived()
  }

  /// Offers the result of the record `number` to egress; false when its lane is full.
  func publishReport(_ number: UInt64) -> Bool {
    if events.writable() == 0 { return false }
    let result = CommandResult(
      reportSequence: number + 1, logIndex: number, logTime: 0, nonce: number + 1, order: 0,
      clientOrder: 0, openQuantity: 0, template: NewOrder.templateID, ordinal: 0, count: 1, code: 0,
      resent: 0)
    result.encode(message: events.payload(0))
    let event = VenueEvent(
      .report, logIndex: number, length: CommandResult.messageBytes, session: Self.session)
    events[0] = EventSlot(event: event, origin: .none, stamps: Stamps())
    events.publish()
    return true
  }

  func publishHeader(_ number: UInt64) -> Bool {
    if settlement.writable() == 0 { return false }
    settlement[0] = ChunkSlot(length: UInt32(Self.headerBytes), session: 0)
    settlement.payload(0).store(number, at: 0)
    settlement.publish()
    return true
  }

  /// A frame of 42 bytes that only says its number.
  func publishNeighbour(_ number: UInt8) -> Bool {
    if neighbours.writable() == 0 { return false }
    for i in 0..<42 { neighbours.payload(0).store(number, at: i) }
    neighbours[0] = FrameSlot(length: 42)
    neighbours.publish()
    return true
  }

  func receive(bursts: Int) {
    for _ in 0..<bursts {
      let count = peer.receive()
      for i in 0..<count { take(peer.received(i).bytes) }
      if count > 0 { peer.releaseReceived() }
    }
  }

  private func take(_ frame: ByteView) {
    if frame.count == 42 {
      order.append(frame[0])
      if (0..<42).contains(where: { frame[$0] != frame[0] }) { disorder += 1 }
      return
    }
    order.append(nil)
    let udpPort = frame.load(36, as: UInt16.self).byteSwapped
    let payload = frame.slice(
      UDPDatagram.payloadOffset, count: frame.count - UDPDatagram.payloadOffset)
    if udpPort == Self.member.udpPort { takeReports(payload) } else { takeHeaders(payload) }
  }

  private func takeReports(_ payload: ByteView) {
    guard let head = try? FrameHead(parsing: payload, for: .member),
      head.template == .reportFrame
    else {
      disorder += 1
      return
    }
    var cursor = ReportBody(checked: head.body(of: payload)).reports
    while let report = cursor.next() {
      let result = CommandResult(block: report.block)
      if result.logIndex != reports || head.sequence != reports + 1 { disorder += 1 }
      reports += 1
    }
  }

  private func takeHeaders(_ payload: ByteView) {
    guard var cursor = try? MoldCursor(parsing: payload) else {
      disorder += 1
      return
    }
    while let message = cursor.next() {
      let number = message.bytes.load(0, as: UInt64.self)
      if number != headers || message.sequence != number + 1 { disorder += 1 }
      headers += 1
    }
  }
}
