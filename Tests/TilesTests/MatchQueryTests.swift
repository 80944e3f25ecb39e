// SPDX-License-Identifier: Apache-2.0

import Lanes
import Memory
import PacketIO
import Telemetry
import Testing
import Venue
import WireFormat

@testable import Journaling
@testable import Tiles

/// Questions about state at the match tile, between the records of a small log.
@Suite struct MatchQueryTests {
  @Test func `an answer says the last record applied, and is handed on with it`() throws {
    let bench = try MatchBench()
    bench.apply(.genesis, bench.genesis.body)
    bench.logon(nonce: 1)
    for index in 2...6 as ClosedRange<UInt64> {
      bench.apply(.tick, [])
      bench.ask(.status, number: 1)
      bench.ask(.state, number: 0)
      let answers = bench.takeAnswers()
      #expect(answers.map(\.slot) == [index, index] && answers.map(\.told) == [index, index])
      #expect(answers.map(\.template) == [NonceStatus.templateID, OrdersPage.templateID])
    }
    #expect(bench.tile.counters.snapshot()[.queries] == 10)
  }

  @Test func `a poll answers one question, whatever waits, and none of a session that is not up`()
    throws
  {
    let bench = try MatchBench()
    bench.apply(.genesis, bench.genesis.body)
    bench.ask(.status, number: 1)
    bench.poll()
    bench.logon(nonce: 1)
    for _ in 0..<8 { bench.ask(.status, number: 1) }
    #expect(bench.takeAnswers(polls: 1).count == 1)
    // The lane to egress takes four: the others wait, none is lost.
    #expect(bench.takeAnswers(polls: 10).count == 4 && !bench.tile.isQuiet)
    #expect(bench.takeAnswers(polls: 10).count == 3 && bench.tile.isQuiet)
    #expect(bench.tile.counters.snapshot()[.queriesLate] == 1)
  }
}

/// A match tile with its lanes, of a venue of one operator.
private final class MatchBench {
  let genesis: VenueGenesis
  var tile: MatchTile
  private var records: LaneProducer<RecordSlot>
  private var queries: LaneProducer<QuerySlot>
  private var answers: LaneConsumer<StateSlot>
  private var events: LaneConsumer<EventSlot>
  private var settled: LaneConsumer<SettleSlot>
  private var logons: LaneConsumer<EventSlot>
  private var index: UInt64 = 0
  private var session: UInt32 = 1 << 16
  private let scratch = ByteBuffer(count: 2_048)

  init() throws {
    let block = Genesis(
      ruleVersion: VenueGenesis.ruleVersion, network: 1, commandsPerDatagramMax: 4, marketsMax: 2,
      accountsMax: 2,
      keysMax: 2, sessionsMax: 2, sessionsPerAccountMax: 1, ordersMax: 8,
      openOrdersPerAccountMax: 8, nonceWindow: 8, fillsPerCommandMax: 2,
      timersPerCommandMax: 1, batchCommandsMax: 8, batchSpanMax: 1_000_000_000,
      tickSpanMax: 1_000_000_000, validitySpanMax: 60_000_000_000, positionLotsMax: 100,
      specialOrdersMax: 1, conditionalOrdersMax: 1, cancelsPerRecordMax: 16, bustsMax: 1,
      approvalsMin: 1, proposalsMax: 1,
      proposalSpan: 1_000_000_000)
    genesis = try VenueGenesis(
      block: block, operators: [GenesisOperators(key: 0, publicKey: Bytes32(word0: 1))])
    let input = Lane<RecordSlot>(capacity: 16, payloadBytes: LogRecordView.bytesMax)
    let egress = Lane<EventSlot>(capacity: 64, payloadBytes: VenueEvents.payloadBytesMax)
    let settle = Lane<SettleSlot>(capacity: 64, payloadBytes: LogRecordView.bytesMax)
    let sign = Lane<EventSlot>(capacity: 8, payloadBytes: VenueEvents.payloadBytesMax)
    let ingress = Lane<SessionSlot>(capacity: 8)
    let queries = Lane<QuerySlot>(capacity: 16)
    let pages = Lane<PageSlot>(capacity: 1, payloadBytes: Venue.snapshotPageBytesMax)
    let answers = Lane<StateSlot>(capacity: 4, payloadBytes: Frame.bytesMax)
    tile = MatchTile(
      input: input.consumer, egress: egress.producer, settle: settle.producer,
      sign: sign.producer, ingress: ingress.producer,
      verify: LaneProducers<KeySlot>(capacity: 1), queries: queries.consumer,
      answers: answers.producer, committed: CommitCursor(end: 0).reader(), runAheadMax: 100,
      signals: TileSignals(),
      snapshot: SnapshotPacer(
        FeedSettings(lineA: .none, snapshot: .none), lane: pages.producer, signals: TileSignals()),
      venue: try Venue(genesis), clock: Clock.start(calibrationNanoseconds: 1_000_000))
    records = input.producer
    self.queries = queries.producer
    self.answers = answers.consumer
    events = egress.consumer
    settled = settle.consumer
    logons = sign.consumer
  }

  func poll() { _ = tile.poll() }

  func logon(nonce: UInt64) {
    let length = FrameWriter.logon(
      into: scratch.bytes, request: LogonRequest(key: 0, nonce: nonce, validUntil: 1_000))
    apply(.logon, (Frame.headBytes..<length).map { scratch.bytes[$0] })
    session = 1 << 16
  }

  func apply(_ kind: RecordKind, _ body: [UInt8]) {
    let head = LogRecord(
      logIndex: index, logTime: index, term: 1, kind: kind.wire, bodyLength: UInt16(body.count))
    #expect(records.writable() > 0)
    let buffer = ByteBuffer(count: max(1, body.count))
    for (i, byte) in body.enumerated() { buffer.bytes[i] = byte }
    let length = LogRecordView.write(
      into: records.payload(0), record: head, body: buffer.bytes.view.slice(0, count: body.count))
    records[0] = RecordSlot(logIndex: index, length: UInt32(length))
    records.publish()
    index += 1
    poll()
    events.release(events.readable())
    settled.release(settled.readable())
    logons.release(logons.readable())
  }

  func ask(_ kind: QuerySlot.Kind, number: UInt64) {
    #expect(queries.writable() > 0)
    queries[0] = QuerySlot(
      kind, session: session, number: number, answerBytesMax: RequestBody.frameBytesMin,
      origin: .none)
    queries.publish()
  }

  /// Polls and takes the answers: the index each was handed on with, the index it tells.
  func takeAnswers(polls: Int = 3) -> [(slot: UInt64, told: UInt64, template: UInt16)] {
    for _ in 0..<polls { poll() }
    let count = answers.readable()
    let taken = (0..<count).map { i in
      (
        answers[i].logIndex, answers.payload(i).load(MessageHeader.bytes, as: UInt64.self),
        MessageHeader(answers.payload(i).view).templateID
      )
    }
    answers.release(count)
    return taken
  }
}
