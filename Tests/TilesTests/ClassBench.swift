// SPDX-License-Identifier: Apache-2.0

import Lanes
import Memory
import Telemetry
import Testing
import Verifying
import WireFormat

@testable import Tiles

/// Both classes from ingress's dealers through N verify tiles to sequence.
final class ClassBench {
  private(set) var verify: [VerifyBox] = []
  var sequence: SequenceTile
  private var urgent: ClassDealer
  private var ordinary: ClassDealer
  private var records: LaneConsumer<RecordSlot>
  private var copies: LaneConsumer<RecordSlot>
  private let datagrams: SignedDatagrams
  private let body = ByteBuffer(count: CommandBody.bytesMax)
  private var classOf: [UInt64: Int] = [:]

  let faults = SenderFaults(sessionsMax: 4)
  private var keys: LaneProducers<KeySlot>

  /// - Parameter knowsKey: whether verify knows the key of the datagrams; else it can be taught.
  init(
    lanes: Int, slots: Int, burstMax: Int = 4, backlogMax: UInt64 = 1_000, knowsKey: Bool = true
  ) throws {
    datagrams = try SignedDatagrams(seed: 9)
    keys = LaneProducers(capacity: lanes)
    let clock = Clock.start(calibrationNanoseconds: 1_000_000)
    var limits = AdmissionLimits()
    limits.ordinaryBacklogMax = backlogMax
    limits.urgentBacklogMax = backlogMax
    var classes = ClassLanes(verifyLanes: lanes, slots: slots, admission: limits)
    for _ in 0..<lanes {
      let ends = classes.addVerify()
      let learn = Lane<KeySlot>(capacity: 4, payloadBytes: 32)
      verify.append(
        VerifyBox(
          VerifyTile(
            inputs: ends.inputs, outputs: ends.outputs, keysIn: learn.consumer,
            keys: try knowsKey ? datagrams.table() : KeyTable(keysMax: 4),
            tables: KeyTables(keysMax: 4, tier: .kilobytes8, bytesMax: 0, backEnd: .sodium)
              .reader(),
            verifier: try Verifier(),
            identity: SignedDatagrams.identity, faults: faults, burstMax: burstMax, clock: clock)))
      keys.append(learn.producer)
    }
    let ends = classes.join()
    urgent = ends.urgentDealer
    ordinary = ends.ordinaryDealer
    let journal = Lane<RecordSlot>(capacity: 1_024, payloadBytes: LogRecordView.bytesMax)
    let match = Lane<RecordSlot>(capacity: 1_024, payloadBytes: LogRecordView.bytesMax)
    records = match.consumer
    copies = journal.consumer
    sequence = SequenceTile(
      urgent: ends.urgentCollector, ordinary: ends.ordinaryCollector, journal: journal.producer,
      match: match.producer, opening: .restart, openingBody: [], indexNext: 0, time: 0, term: 1,
      logClock: .flow(validityNanoseconds: 10), tickSpanMax: .max, signals: TileSignals(),
      clock: clock)
    _ = sequence.poll()
    _ = try takeRecords()
  }

  /// Deals a datagram of this nonce; false when its class has no room.
  func deal(_ nonce: UInt64, _ class_: Int, corrupt: Bool = false) throws -> Bool {
    let hasRoom = class_ == DatagramClass.urgent ? urgent.hasRoom() : ordinary.hasRoom()
    if !hasRoom { return false }
    let bytes = datagrams.body(nonce: nonce, corrupt: corrupt)
    for (i, byte) in bytes.enumerated() { body.bytes[i] = byte }
    let view = body.bytes.view.slice(0, count: bytes.count)
    let slot = DatagramSlot(kind: .commands, session: 1)
    if class_ == DatagramClass.urgent {
      urgent.deal(slot, view)
    } else {
      ordinary.deal(slot, view)
    }
    classOf[nonce] = class_
    return true
  }

  /// Puts the key into the lane of keys to every verify tile.
  func teach() {
    for i in 0..<keys.count {
      for (at, byte) in datagrams.publicKey.enumerated() { keys[i].payload(0)[at] = byte }
      keys[i][0] = KeySlot(key: 0)
      keys[i].publish()
    }
  }

  /// What sequence wrote since: the class and the nonce of each command datagram.
  func takeRecords() throws -> [(class_: Int, nonce: UInt64)] {
    var taken: [(class_: Int, nonce: UInt64)] = []
    let count = records.readable()
    for i in 0..<count {
      let view = try LogRecordView(
        parsing: records.payload(i).view.slice(0, count: Int(records[i].length)))
      if view.record.kindValue != .commands { continue }
      let nonce = CommandBody(checked: view.body).header.nonce
      taken.append((try #require(classOf[nonce]), nonce))
    }
    records.release(count)
    copies.release(copies.readable())
    return taken
  }
}

final class VerifyBox {
  var tile: VerifyTile
  init(_ tile: consuming VerifyTile) { self.tile = tile }
}
