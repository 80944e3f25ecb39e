// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// What a nonce stands for: nothing twice, nothing forgotten within the window.
@Suite struct NonceRuleTests {
  private func code(
    _ desk: Desk, _ session: UInt32, _ nonce: UInt64, commands: Int = 1
  ) -> RejectCode? {
    var datagram = desk.datagram(1, Array(repeating: Noop(), count: commands))
    datagram.nonce = nonce
    return desk.engine.apply(.commands(datagram, session: session)).codes[0]
  }

  private func held(_ desk: Desk) -> [UInt64] {
    desk.engine.records(StateSectionNumber.nonces).keys
      .filter { (8..<16).contains($0.bucket) }.map(\.key).sorted()
  }

  @Test func `a window takes gaps and disorder, and forgets from below`() {
    let desk = Desk()
    let logon = Entry.logon(key: 1, nonce: 10, validUntil: desk.validUntil)
    let session = desk.reply(desk.engine.apply(logon))!.session
    for nonce in [20, 15, 40, 30, 12, 11, 50] as [UInt64] {
      #expect(code(desk, session, nonce) == RejectCode.none)
    }
    #expect(held(desk) == [10, 11, 12, 15, 20, 30, 40, 50], "the logon's nonce is one of them")
    #expect(code(desk, session, 9) == .nonceTooOld, "below a full window")
    #expect(code(desk, session, 13) == RejectCode.none, "in the middle of a full window")
    #expect(held(desk) == [11, 12, 13, 15, 20, 30, 40, 50])
    #expect(code(desk, session, 10) == .nonceTooOld, "ejected")
    #expect(code(desk, session, 11, commands: 2) == .nonceReused, "the lowest is still known")
    #expect(code(desk, session, 14) == RejectCode.none)
    #expect(code(desk, session, .max) == RejectCode.none)
    #expect(held(desk) == [13, 14, 15, 20, 30, 40, 50, .max])
    let key = desk.engine.record(StateSectionNumber.keys, bucket: 1, key: 1)!
    #expect(littleEndian(key, 29, 8) == 12, "the floor is the highest ejected")
    #expect(desk.engine.missing.isEmpty)
  }

  @Test func `two nonces of one residue have two records`() {
    let desk = Desk()
    let session = desk.logon(1)
    for nonce in [1_000, 1_008, 1_016] as [UInt64] {
      #expect(code(desk, session, nonce) == RejectCode.none)
    }
    let places = desk.engine.records(StateSectionNumber.nonces).keys.filter { $0.bucket == 8 }
    #expect(places.map(\.key).sorted() == [1_000, 1_008, 1_016])
  }

  @Test func `a repeat is answered with the first results, whatever became of them`() {
    let desk = Desk()
    let session = desk.logon(1)
    let datagram = desk.datagram(
      1,
      [
        limit(.buy, 3, 5, 31), limit(.buy, 99, 1, 32), CancelOrder(clientOrder: 77), Noop(),
        ReplaceOrder(clientOrder: 31, newClientOrder: 33, price: 3, quantity: 4),
      ])
    let first = desk.engine.apply(.commands(datagram, session: session)).results
    let order = first[0].order
    #expect(first[0].openQuantity == 5 && first[4].clientOrder == 33)
    desk.send(session, 1, [CancelOrder(order: order)])
    let state = desk.engine.records(StateSectionNumber.orders)
    // In a later session, too: what was signed survives a reconnect.
    let later = desk.logon(1)
    let outputs = desk.engine.apply(.commands(datagram, session: later))
    #expect(outputs.count == 5, "results and nothing else")
    let expected = first.enumerated().map { place, result in
      var result = result
      result.resent = 1
      result.reportSequence = UInt64(place + 1)
      result.logTime = desk.engine.time
      return Output.result(later, result)
    }
    #expect(outputs == expected)
    #expect(desk.engine.records(StateSectionNumber.orders) == state, "nothing is applied again")
  }

  @Test func `a repeat of a refused datagram is answered with the refusal`() {
    let desk = Desk()
    let session = desk.logon(1)
    var datagram = desk.datagram(1, [Noop(), Noop()])
    datagram.indexLagMax = 1
    datagram.indexSeen = desk.engine.index + 5
    let entry = Entry.commands(datagram, session: session)
    #expect(desk.engine.apply(entry).codes == [.indexAhead])
    let index = desk.engine.head.logIndex
    for _ in 0..<9 { desk.engine.apply(.tick(1)) }
    let again = desk.engine.apply(entry).results
    #expect(again.map(\.codeValue) == [.indexAhead], "though now it would be in time")
    #expect(again[0].resent == 1 && again[0].logIndex == index && again[0].count == 2)
    #expect(again[0].ordinal == 255 && again[0].template == CommandHeader.templateID)
  }

  @Test func `what was never admitted to the key does not use its nonce up`() {
    let desk = Desk()
    let gone = desk.logon(1)
    desk.engine.apply(.down(gone))
    let datagram = desk.datagram(1, [limit(.buy, 1, 1, 1)])
    #expect(desk.engine.apply(.commands(datagram, session: gone)).codes == [.sessionMismatch])
    let session = desk.logon(1)
    let outputs = desk.engine.apply(.commands(datagram, session: session))
    #expect(outputs.codes == [RejectCode.none] && outputs.results[0].resent == 0)
  }

  @Test func `validity includes both ends`() {
    let desk = Desk()
    let session = desk.logon(1)
    var datagram = desk.datagram(1, [Noop()])
    datagram.validUntil = desk.engine.time
    #expect(
      desk.engine.apply(.commands(datagram, session: session)).codes == [RejectCode.none])
    datagram.nonce = desk.nonce(1)
    datagram.validUntil = desk.engine.time + 60 * second
    datagram.indexSeen = desk.engine.index - 2
    datagram.indexLagMax = 2
    #expect(
      desk.engine.apply(.commands(datagram, session: session)).codes == [RejectCode.none])
    datagram.nonce = desk.nonce(1)
    datagram.indexSeen = .max
    datagram.indexLagMax = 0
    #expect(
      desk.engine.apply(.commands(datagram, session: session)).codes == [RejectCode.none],
      "lag 0 is no limit")
  }
}
