// SPDX-License-Identifier: Apache-2.0

import Lanes
import Memory
import PacketIO
import Signing
import Telemetry
import Testing

@testable import Tiles

/// Ingress and its lane to egress, as neighbours meet them.
@Suite struct NeighbourTests {
  @Test func `questions beyond the budget are dropped and counted, each kind by itself`() throws {
    var limits = AdmissionLimits()
    limits.neighbourRate = 1
    limits.neighbourBurst = 5
    let bench = try Bench(limits)
    let start = bench.clock.nanoseconds()
    for _ in 0..<40 { bench.send(Bench.question) }
    let addresses = bench.answers()
    for _ in 0..<40 { bench.send(Bench.echo) }
    let echoes = bench.answers()
    // One more for every second that this may take.
    let seconds = Int((bench.clock.nanoseconds() - start) / 1_000_000_000) + 1
    #expect(addresses.echo == 0 && (5...5 + seconds).contains(addresses.address))
    #expect(echoes.address == 0 && (5...5 + seconds).contains(echoes.echo))
    let counters = bench.tile.counters.snapshot()
    #expect(counters[.addressAnswers] == UInt64(addresses.address))
    #expect(counters[.echoAnswers] == UInt64(echoes.echo))
    #expect(counters[.neighboursThrottled] == UInt64(80 - addresses.address - echoes.echo))
  }

  @Test func `a rate of zero answers nobody`() throws {
    var limits = AdmissionLimits()
    limits.neighbourRate = 0
    let bench = try Bench(limits)
    for _ in 0..<10 { bench.send(Bench.question) }
    let answers = bench.answers()
    #expect(answers == (0, 0))
    #expect(bench.tile.counters.snapshot()[.neighboursThrottled] == 10)
  }

  @Test func `a full lane to egress drops and counts, and is used again when it is empty`() throws {
    var limits = AdmissionLimits()
    limits.neighbourRate = 1_000_000
    limits.neighbourBurst = 1_000
    let bench = try Bench(limits)
    for _ in 0..<Bench.laneSlots + 5 { bench.send(Bench.question) }
    #expect(bench.tile.counters.snapshot()[.neighboursBacklog] == 5)
    let first = bench.answers()
    bench.send(Bench.echo)
    let second = bench.answers()
    #expect(first == (Bench.laneSlots, 0) && second == (0, 1))
  }

  @Test func `what is no question is counted by its cause, and costs no budget`() throws {
    var limits = AdmissionLimits()
    limits.neighbourRate = 1
    limits.neighbourBurst = 1
    let bench = try Bench(limits)
    var announcement = Bench.question
    announcement[21] = 2
    bench.send(announcement)
    var claim = Bench.question
    claim.replaceSubrange(28..<32, with: [10, 0, 0, 1])
    bench.send(claim)
    var other = Bench.question
    other[13] = 0xdd
    bench.send(other)
    var transport = Bench.echo
    transport[23] = 6
    transport[25] &-= 5
    bench.send(transport)
    bench.send(Bench.question)
    let answers = bench.answers()
    #expect(answers == (1, 0))
    #expect(bench.tile.neighbourFaults[NeighbourFault.notRequest.number] == 1)
    #expect(bench.tile.neighbourFaults[NeighbourFault.addressTaken.number] == 1)
    #expect(bench.tile.frameFaults[FrameFault.notIPv4.number] == 1)
    #expect(bench.tile.frameFaults[FrameFault.notUDP.number] == 1)
    let faults = (0..<NeighbourFault.count).map { bench.tile.neighbourFaults[$0] }
    #expect(faults.reduce(0, +) == 2)
  }
}

/// An ingress tile on a memory port, and the other end of its lane to egress.
private final class Bench {
  static let laneSlots = 8
  static let question: [UInt8] =
    [255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 2, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1]
    + [2, 0, 0, 0, 0, 2, 10, 0, 0, 2, 0, 0, 0, 0, 0, 0, 10, 0, 0, 1]
  static let echo: [UInt8] =
    [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 28, 0x0b, 0x1e, 0x40, 0, 64, 1]
    + [0x1b, 0xc1, 10, 0, 0, 2, 10, 0, 0, 1, 8, 0, 0xa9, 0x86, 0x4e, 0x78, 0, 1]

  var tile: IngressTile
  let clock = Clock.start(calibrationNanoseconds: 1_000_000)
  private var peer: Port
  private var answersIn: LaneConsumer<FrameSlot>

  init(_ limits: AdmissionLimits) throws {
    let pair = Port.memoryPair(capacity: 64)
    peer = pair.second
    var classes = ClassLanes(verifyLanes: 1, slots: 8, admission: limits)
    _ = classes.addVerify()
    let ends = classes.join()
    let answers = Lane<AnswerSlot>(capacity: 8)
    let opened = Lane<SessionSlot>(capacity: 8, payloadBytes: SessionKeys.exportBytes)
    let closed = Lane<SessionSlot>(capacity: 8)
    let neighbours = Lane<FrameSlot>(
      capacity: Self.laneSlots, payloadBytes: NeighbourRequest.frameBytesMax)
    answersIn = neighbours.consumer
    let resends = Lane<ResendSlot>(capacity: 2)
    let queries = Lane<QuerySlot>(capacity: 2)
    let requests = Lane<FeedRequestSlot>(capacity: 1)
    let local = Endpoint(
      mac: MACAddress("02:00:00:00:00:01")!, ipv4: IPv4Address(10, 0, 0, 1), udpPort: 9_000)
    tile = IngressTile(
      receiver: pair.first.receiver, filter: DatagramFilter(local: local),
      opened: opened.consumer, closed: closed.consumer,
      ordinary: ends.ordinaryDealer, urgent: ends.urgentDealer, answers: answers.producer,
      neighbours: neighbours.producer, resends: resends.producer, queries: queries.producer,
      requests: FeedRequestDesk(
        FeedSettings(lineA: local, snapshot: local),
        egress: requests.producer),
      keys: try SessionKeys(sessionsMax: 4), commandsMax: 16,
      limits: limits, faults: SenderFaults(sessionsMax: 4), signals: TileSignals(), clock: clock)
  }

  func send(_ bytes: [UInt8]) {
    let granted = peer.reserve(1)
    #expect(granted == 1)
    let frame = peer.outgoing(0)
    for (i, byte) in bytes.enumerated() { frame.store(byte, at: i) }
    peer.setLength(0, bytes.count)
    let sent = peer.transmit(1)
    #expect(sent == 1)
    let work = tile.poll()
    #expect(work == 1)
  }

  /// Takes what waits for egress.
  func answers() -> (address: Int, echo: Int) {
    var (address, echo) = (0, 0)
    for i in 0..<answersIn.readable() {
      #expect(answersIn[i].length == 42)
      if answersIn.payload(i)[13] == 6 { address += 1 } else { echo += 1 }
    }
    answersIn.release(address + echo)
    return (address, echo)
  }
}
