// SPDX-License-Identifier: Apache-2.0

import Lanes
import Memory
import PacketIO
import Signing
import Telemetry
import Testing
import WireFormat

@testable import Tiles

/// Ingress, and sessions that sign opens beside it.
@Suite struct IngressSessionTests {
  @Test func `a session that came up after the poll began is found`() throws {
    let bench = try IngressBench()
    // The poll has looked at the lane; then sign opens the session, its member hears of it and
    // speaks, before the poll comes to the port.
    bench.open(session: 1 << 16)
    bench.heartbeat(session: 1 << 16)
    bench.takeFrames()
    #expect(bench.counter(.heartbeats) == 1)
    #expect(bench.counter(.sessionUnknown) == 0)
  }

  @Test func `a session that nobody opened is not found`() throws {
    let bench = try IngressBench()
    bench.open(session: 1 << 16)
    bench.heartbeat(session: 1 << 16 | 1)
    bench.heartbeat(session: 1 << 16 | 4)
    bench.heartbeat(session: 2 << 16)
    bench.takeFrames()
    #expect(bench.counter(.heartbeats) == 0)
    #expect(bench.counter(.sessionUnknown) == 3)
  }

  @Test func `a refused signature is charged to the session that sent it, and to no other`() throws
  {
    var limits = AdmissionLimits()
    (limits.sessionRate, limits.sessionBurst, limits.refusedSignatureCost) = (1, 10, 3)
    let bench = try IngressBench(limits)
    bench.faults.add(slot: 0)
    bench.open(session: 1 << 16)
    bench.open(session: 1 << 16 | 1)
    bench.takeFrames()
    // What an earlier session on the slot was refused is not this one's.
    for _ in 0..<2 { bench.command(session: 1 << 16) }
    #expect(bench.counter(.commands) == 2 && bench.counter(.signaturesCharged) == 0)
    for _ in 0..<2 { bench.faults.add(slot: 0) }
    // 10 - 2 - 2 x 3 are left to it.
    for _ in 0..<5 { bench.command(session: 1 << 16) }
    #expect(bench.counter(.commands) == 4 && bench.counter(.sessionThrottled) == 3)
    #expect(bench.counter(.signaturesCharged) == 2)
    for _ in 0..<4 { bench.command(session: 1 << 16 | 1) }
    #expect(bench.counter(.commands) == 8 && bench.counter(.sessionThrottled) == 3)
    #expect(bench.counter(.signaturesCharged) == 2)
  }
}

/// An ingress tile on a memory port, the lane of sign, and a member's keys.
private final class IngressBench {
  private let clock = Clock.start(calibrationNanoseconds: 1_000_000)
  private var tile: IngressTile
  private var peer: Port
  private var opened: LaneProducer<SessionSlot>
  private var keys: SessionKeys
  private var sequence: UInt64 = 0
  let faults = SenderFaults(sessionsMax: 4)
  private let local = Endpoint(
    mac: MACAddress("02:00:00:00:00:01")!, ipv4: IPv4Address(10, 0, 0, 1), udpPort: 9_000)
  private let member = Endpoint(
    mac: MACAddress("02:00:00:00:00:02")!, ipv4: IPv4Address(10, 0, 0, 2), udpPort: 9_001)

  init(_ limits: AdmissionLimits = AdmissionLimits()) throws {
    let pair = Port.memoryPair(capacity: 64)
    peer = pair.second
    var classes = ClassLanes(verifyLanes: 1, slots: 16, admission: limits)
    _ = classes.addVerify()
    let ends = classes.join()
    let opened = Lane<SessionSlot>(capacity: 8, payloadBytes: SessionKeys.exportBytes)
    let closed = Lane<SessionSlot>(capacity: 8)
    let answers = Lane<AnswerSlot>(capacity: 8)
    let neighbours = Lane<FrameSlot>(
      capacity: 8, payloadBytes: NeighbourRequest.frameBytesMax)
    let resends = Lane<ResendSlot>(capacity: 2)
    let queries = Lane<QuerySlot>(capacity: 2)
    let requests = Lane<FeedRequestSlot>(capacity: 1)
    self.opened = opened.producer
    keys = try SessionKeys(sessionsMax: 1)
    let secret = ByteBuffer(count: SessionKeys.exportBytes)
    for i in 0..<secret.count { secret.bytes[i] = UInt8(i) }
    keys.install(slot: 0, from: secret.bytes)
    tile = IngressTile(
      receiver: pair.first.receiver, filter: DatagramFilter(local: local),
      opened: opened.consumer, closed: closed.consumer,
      ordinary: ends.ordinaryDealer, urgent: ends.urgentDealer, answers: answers.producer,
      neighbours: neighbours.producer, resends: resends.producer, queries: queries.producer,
      requests: FeedRequestDesk(
        FeedSettings(lineA: local, snapshot: local), egress: requests.producer),
      keys: try SessionKeys(sessionsMax: 4), commandsMax: 16, limits: limits, faults: faults,
      signals: TileSignals(), clock: clock)
  }

  func open(session: UInt32) {
    keys.export(slot: 0, into: opened.payload(0))
    opened[0] = SessionSlot(.opened, session: session)
    opened.publish()
  }

  func heartbeat(session: UInt32) {
    send { FrameWriter.heartbeat(into: $0, session: session, sequence: 1, Heartbeat()) }
  }

  /// A datagram of one new order, taken at once.
  func command(session: UInt32) {
    sequence += 1
    send { payload in
      var writer = CommandDatagramWriter(
        into: payload, session: session, sequence: sequence,
        header: CommandHeader(key: 0, nonce: sequence, validUntil: 1))
      writer.append(NewOrder(market: 0, price: 100, quantity: 1, clientOrder: 1))
      return writer.finish()
    }
    takeFrames()
  }

  private func send(_ write: (MutableByteView) -> Int) {
    let granted = peer.reserve(1)
    #expect(granted == 1)
    let frame = peer.outgoing(0)
    let payload = frame.slice(
      UDPDatagram.payloadOffset, count: frame.count - UDPDatagram.payloadOffset)
    let length = write(payload)
    let parts = Frame.tagged(payload.view.slice(0, count: length))
    keys.tag16(
      slot: 0, direction: .clientToVenue, header: parts.before, body: parts.after
    ).store(to: payload, at: Frame.tagOffset)
    let bytes = UDPDatagram.write(
      into: frame, source: member, destination: local, payloadCount: length)
    peer.setLength(0, bytes)
    let sent = peer.transmit(1)
    #expect(sent == 1)
  }

  func takeFrames() { _ = tile.takeFrames() }

  func counter(_ counter: IngressCounter) -> UInt64 { tile.counters.snapshot()[counter] }
}
