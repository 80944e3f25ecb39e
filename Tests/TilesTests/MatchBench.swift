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

/// A match tile with its lanes, of a venue of one operator; a lane of one slot to each of `verifyLanes`.
final class MatchBench {
  let genesis: VenueGenesis
  var tile: MatchTile
  private var records: LaneProducer<RecordSlot>
  private var queries: LaneProducer<QuerySlot>
  private var answers: LaneConsumer<StateSlot>
  private var events: LaneConsumer<EventSlot>
  private var settled: LaneConsumer<SettleSlot>
  private var logons: LaneConsumer<EventSlot>
  private(set) var registered: [KeyLane] = []
  private var index: UInt64 = 0
  private var session: UInt32 = 1 << 16
  private let scratch = ByteBuffer(count: 2_048)

  init(verifyLanes: Int = 0) throws {
    let block = Genesis(
      ruleVersion: VenueGenesis.ruleVersion, network: 1, commandsPerDatagramMax: 4, marketsMax: 2,
      accountsMax: 2,
      keysMax: 3, sessionsMax: 2, sessionsPerAccountMax: 1, ordersMax: 8,
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
    var keys = LaneProducers<KeySlot>(capacity: max(1, verifyLanes))
    for _ in 0..<verifyLanes {
      let lane = Lane<KeySlot>(capacity: 1, payloadBytes: 32)
      keys.append(lane.producer)
      registered.append(KeyLane(lane.consumer))
    }
    tile = MatchTile(
      input: input.consumer, egress: egress.producer, settle: settle.producer,
      sign: sign.producer, ingress: ingress.producer,
      verify: keys, queries: queries.consumer,
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

  /// Applies a record and lets go of whatever came of it.
  func apply(_ kind: RecordKind, _ body: [UInt8], session: UInt32 = 0) {
    start(kind, body, session: session)
    forget()
  }

  /// Puts a record before the tile and polls once.
  func start(_ kind: RecordKind, _ body: [UInt8], session: UInt32 = 0) {
    let head = LogRecord(
      logIndex: index, logTime: index, term: 1, session: session, keyChecks: .max,
      kind: kind.wire, bodyLength: UInt16(body.count))
    #expect(records.writable() > 0)
    let buffer = ByteBuffer(count: max(1, body.count))
    for (i, byte) in body.enumerated() { buffer.bytes[i] = byte }
    let length = LogRecordView.write(
      into: records.payload(0), record: head, body: buffer.bytes.view.slice(0, count: body.count))
    records[0] = RecordSlot(logIndex: index, length: UInt32(length))
    records.publish()
    index += 1
    poll()
  }

  /// Reports that egress may send by now.
  var reports: Int {
    (0..<events.readable()).count {
      if case .report = events[$0].event.kind { return true }
      return false
    }
  }

  func forget() {
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

/// Where one verify tile would learn of keys.
final class KeyLane {
  private var lane: LaneConsumer<KeySlot>
  init(_ lane: consuming LaneConsumer<KeySlot>) { self.lane = lane }

  func take() -> [UInt32] {
    let keys = (0..<lane.readable()).map { lane[$0].key }
    lane.release(keys.count)
    return keys
  }
}
