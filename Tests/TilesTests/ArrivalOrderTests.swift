// SPDX-License-Identifier: Apache-2.0

import Glibc
import Lanes
import Memory
import Telemetry
import Testing
import Tiles
import Verifying
import WireFormat

@Suite struct ArrivalOrderTests {
  /// Datagrams dealt to N lanes, verify tiles polled at random, some signatures bad: what sequence
  /// writes is what arrived, less the bad ones, in the order of arrival.
  @Test(arguments: [1, 2, 3, 5, 8])
  func `arrival order survives verify lanes of any speed`(lanes: Int) throws {
    let seed =
      getenv("MATCHLOCK_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64(lanes) &* 77
    let total = getenv("MATCHLOCK_LONG") == nil ? 300 : 20_000
    var chance = Chance(state: seed)
    let datagrams = try SignedDatagrams(seed: 9)
    let clock = Clock.start(calibrationNanoseconds: 1_000_000)

    var toVerify = LaneProducers<DatagramSlot>(capacity: lanes)
    var fromVerify = LaneConsumers<DatagramSlot>(capacity: lanes)
    var keysIn = LaneProducers<KeySlot>(capacity: lanes)
    var tiles: [VerifyBox] = []
    for _ in 0..<lanes {
      let into = Lane<DatagramSlot>(capacity: 16, payloadBytes: CommandBody.bytesMax)
      let out = Lane<DatagramSlot>(capacity: 16, payloadBytes: CommandBody.bytesMax)
      let learn = Lane<KeySlot>(capacity: 4, payloadBytes: 32)
      tiles.append(
        VerifyBox(
          VerifyTile(
            input: into.consumer, output: out.producer, keysIn: learn.consumer,
            keys: try datagrams.table(), verifier: try Verifier(),
            identity: SignedDatagrams.identity, burstMax: 4, clock: clock)))
      toVerify.append(into.producer)
      fromVerify.append(out.consumer)
      keysIn.append(learn.producer)
    }
    let journal = Lane<RecordSlot>(capacity: 1_024, payloadBytes: LogRecordView.bytesMax)
    let match = Lane<RecordSlot>(capacity: 1_024, payloadBytes: LogRecordView.bytesMax)
    var records = match.consumer
    var copies = journal.consumer
    var sequence = SequenceTile(
      inputs: fromVerify, journal: journal.producer, match: match.producer, opening: .restart,
      openingBody: [], indexNext: 0, time: 0, term: 1,
      logClock: .flow(validityNanoseconds: 10), tickSpanMax: .max, signals: TileSignals(),
      clock: clock)

    var sent = 0
    var expected: [UInt64] = []
    var written: [UInt64] = []
    while written.count < expected.count || sent < total {
      if sent < total && chance.below(3) == 0 {
        let lane = sent % lanes
        if toVerify[lane].writable() > 0 {
          let bad = chance.below(5) == 0
          let nonce = UInt64(sent) + 1
          let body = datagrams.body(nonce: nonce, corrupt: bad)
          toVerify[lane][0] = DatagramSlot(kind: .commands, session: 1, number: UInt64(sent))
          toVerify[lane][0].length = UInt16(body.count)
          for (i, byte) in body.enumerated() { toVerify[lane].payload(0)[i] = byte }
          toVerify[lane].publish()
          if !bad { expected.append(nonce) }
          sent += 1
        }
      }
      // Some lanes are slow for a while.
      let lane = chance.below(lanes)
      if chance.below(4) != 0 { _ = tiles[lane].tile.poll() }
      if chance.below(2) == 0 { _ = sequence.poll() }
      let count = records.readable()
      for i in 0..<count {
        let view = try LogRecordView(
          parsing: records.payload(i).view.slice(0, count: Int(records[i].length)))
        if view.record.kindValue == .commands {
          written.append(CommandBody(checked: view.body).header.nonce)
        }
      }
      records.release(count)
      copies.release(copies.readable())
    }
    #expect(written == expected, "seed \(seed)")
    #expect(sequence.counters[.tombstones] == UInt64(total - expected.count), "seed \(seed)")
  }

  @Test func `a lane that brings the wrong number stops the program`() async {
    await #expect(processExitsWith: .failure) { bringWrongNumber() }
  }
}

private func bringWrongNumber() {
  let lane = Lane<DatagramSlot>(capacity: 4, payloadBytes: CommandBody.bytesMax)
  var producer = lane.producer
  producer[0] = DatagramSlot(kind: .tombstone, session: 0, number: 5)
  producer.publish()
  var inputs = LaneConsumers<DatagramSlot>(capacity: 1)
  inputs.append(lane.consumer)
  let journal = Lane<RecordSlot>(capacity: 8, payloadBytes: LogRecordView.bytesMax)
  let match = Lane<RecordSlot>(capacity: 8, payloadBytes: LogRecordView.bytesMax)
  var sequence = SequenceTile(
    inputs: inputs, journal: journal.producer, match: match.producer, opening: .restart,
    openingBody: [], indexNext: 0, time: 0, term: 1, logClock: .host, tickSpanMax: .max,
    signals: TileSignals(), clock: Clock.start(calibrationNanoseconds: 1_000_000))
  _ = sequence.poll()
  _ = sequence.poll()
}

final class VerifyBox {
  var tile: VerifyTile
  init(_ tile: consuming VerifyTile) { self.tile = tile }
}
