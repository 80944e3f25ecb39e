// SPDX-License-Identifier: Apache-2.0

import Glibc
import Lanes
import Memory
import Telemetry
import Testing
import Verifying
import WireFormat

@testable import Tiles

@Suite struct ArrivalOrderTests {
  /// Datagrams of both classes dealt to N lanes, verify tiles polled at random, some signatures bad:
  /// what sequence writes of a class is what arrived of it, less the bad ones, in the order of arrival.
  @Test(arguments: [1, 2, 3, 5, 8])
  func `arrival order within a class survives verify lanes of any speed`(lanes: Int) throws {
    let seed =
      getenv("MATCHLOCK_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64(lanes) &* 77
    let total = getenv("MATCHLOCK_LONG") == nil ? 400 : 20_000
    var chance = Chance(state: seed)
    let bench = try ClassBench(lanes: lanes, slots: 16)
    var sent = 0
    // By class, `DatagramClass`.
    var expected: [[UInt64]] = [[], []]
    var written: [[UInt64]] = [[], []]
    var refused = 0
    while written[0].count + written[1].count < expected[0].count + expected[1].count
      || sent < total
    {
      if sent < total && chance.below(3) == 0 {
        let class_ = chance.below(3) == 0 ? DatagramClass.urgent : DatagramClass.ordinary
        let bad = chance.below(5) == 0
        let nonce = UInt64(sent) + 1
        if try bench.deal(nonce, class_, corrupt: bad) {
          if !bad { expected[class_].append(nonce) } else { refused += 1 }
          sent += 1
        }
      }
      // Some lanes are slow for a while.
      let lane = chance.below(lanes)
      if chance.below(4) != 0 { _ = bench.verify[lane].tile.poll() }
      if chance.below(2) == 0 { _ = bench.sequence.poll() }
      for record in try bench.takeRecords() { written[record.class_].append(record.nonce) }
    }
    // Bad ones at the end leave no record to wait for.
    while bench.verify.reduce(false, { $1.tile.poll() > 0 || $0 }) {}
    while bench.sequence.poll() > 0 {}
    #expect(try bench.takeRecords().isEmpty)
    #expect(written == expected, "seed \(seed)")
    #expect(bench.sequence.counters[.tombstones] == UInt64(refused), "seed \(seed)")
    // All of them in session 1, on slot 1.
    #expect(bench.faults.count(slot: 1) == UInt64(refused) && bench.faults.count(slot: 0) == 0)
    #expect(expected[0].count > 20 && expected[1].count > 20 && refused > 20)
  }

  @Test func `urgent datagrams go first, and after four in a row an ordinary one`() throws {
    let bench = try ClassBench(lanes: 2, slots: 64)
    for nonce in 1...20 as ClosedRange<UInt64> {
      let isDealt = try bench.deal(nonce, DatagramClass.ordinary)
      #expect(isDealt)
    }
    for nonce in 101...120 as ClosedRange<UInt64> {
      let isDealt = try bench.deal(nonce, DatagramClass.urgent)
      #expect(isDealt)
    }
    while bench.verify.reduce(false, { $1.tile.poll() > 0 || $0 }) {}
    while bench.sequence.poll() > 0 {}
    let order = try bench.takeRecords().map(\.class_)
    let run = [Int](repeating: DatagramClass.urgent, count: 4) + [DatagramClass.ordinary]
    #expect(
      order == (0..<5).flatMap { _ in run } + [Int](repeating: DatagramClass.ordinary, count: 15))
  }

  /// A flood of cancels does not stop orders in verify either.
  @Test func `a burst of verify leaves a quarter to ordinary datagrams that wait`() throws {
    let bench = try ClassBench(lanes: 1, slots: 64, burstMax: 8)
    for nonce in 1...40 as ClosedRange<UInt64> {
      let isUrgent = try bench.deal(100 + nonce, DatagramClass.urgent)
      let isOrdinary = try bench.deal(nonce, DatagramClass.ordinary)
      #expect(isUrgent && isOrdinary)
    }
    let taken = bench.verify[0].tile.poll()
    #expect(taken == 8)
    while bench.sequence.poll() > 0 {}
    let order = try bench.takeRecords().map(\.class_)
    #expect(order.count { $0 == DatagramClass.urgent } == 6)
    #expect(order.count { $0 == DatagramClass.ordinary } == 2)
  }

  @Test func `a class at its mark takes nothing until sequence has taken something`() throws {
    let bench = try ClassBench(lanes: 1, slots: 64, backlogMax: 3)
    var dealt: [Bool] = []
    for nonce in 1...5 as ClosedRange<UInt64> {
      dealt.append(try bench.deal(nonce, DatagramClass.ordinary))
    }
    #expect(dealt == [true, true, true, false, false])
    // The other class has a mark of its own.
    let other = try bench.deal(101, DatagramClass.urgent)
    #expect(other)
    // Verified is not sequenced.
    _ = bench.verify[0].tile.poll()
    let early = try bench.deal(6, DatagramClass.ordinary)
    #expect(!early)
    while bench.sequence.poll() > 0 {}
    let late = try bench.deal(7, DatagramClass.ordinary)
    #expect(late)
  }

  @Test func `a lane that brings the wrong number stops the program`() async {
    await #expect(processExitsWith: .failure) { bringWrongNumber() }
  }
}

private func bringWrongNumber() {
  let lane = Lane<DatagramSlot>(capacity: 4, payloadBytes: CommandBody.bytesMax)
  let other = Lane<DatagramSlot>(capacity: 4, payloadBytes: CommandBody.bytesMax)
  var producer = lane.producer
  producer[0] = DatagramSlot(kind: .tombstone, session: 0, number: 5)
  producer.publish()
  var inputs = LaneConsumers<DatagramSlot>(capacity: 1)
  inputs.append(lane.consumer)
  var urgent = LaneConsumers<DatagramSlot>(capacity: 1)
  urgent.append(other.consumer)
  let journal = Lane<RecordSlot>(capacity: 8, payloadBytes: LogRecordView.bytesMax)
  let match = Lane<RecordSlot>(capacity: 8, payloadBytes: LogRecordView.bytesMax)
  var sequence = SequenceTile(
    urgent: ClassCollector(lanes: urgent, sequenced: SharedCount()),
    ordinary: ClassCollector(lanes: inputs, sequenced: SharedCount()), journal: journal.producer,
    match: match.producer, opening: .restart, openingBody: [], indexNext: 0, time: 0, term: 1,
    logClock: .host, tickSpanMax: .max, signals: TileSignals(),
    clock: Clock.start(calibrationNanoseconds: 1_000_000))
  _ = sequence.poll()
  _ = sequence.poll()
}
