// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// States of markets, reference prices, busted trades.
@Suite struct MarketRuleTests {
  private func statuses(_ outputs: [Output]) -> [UInt8] {
    outputs.compactMap { if case .status(let status) = $0 { status.state } else { nil } }
  }

  private func market(_ desk: Desk) -> [UInt8] {
    desk.engine.record(StateSectionNumber.markets, bucket: 0, key: 0)!
  }

  @Test func `a halted market takes cancels only, until an operator opens it`() {
    let desk = Desk()
    desk.operate([desk.registration(9, account: 0, scope: 32)])
    let session = desk.logon(1)
    desk.send(session, 1, [limit(.buy, 1, 1, 1), limit(.buy, 1, 1, 2), limit(.buy, 1, 1, 3)])
    let risk = desk.logon(9)
    #expect(statuses(desk.send(risk, 9, [SetMarketState(state: 1)])) == [1])
    #expect(market(desk)[58] == 1)
    #expect(statuses(desk.send(risk, 9, [SetMarketState(state: 1)])).isEmpty, "it is halted")
    let codes = desk.send(
      session, 1,
      [
        limit(.buy, 1, 1, 4), ReplaceOrder(clientOrder: 1, price: 1, quantity: 1),
        CancelOrder(clientOrder: 1), CancelAll(),
      ]
    ).codes
    let expected: [RejectCode?] = [.marketHalted, .marketHalted, RejectCode.none, RejectCode.none]
    #expect(codes == expected && desk.engine.orderCount == 0)
    #expect(desk.send(risk, 9, [SetMarketState()]).codes == [.scopeMissing])
    #expect(desk.send(risk, 9, [SetMarketState(state: 2)]).codes == [.scopeMissing])
    #expect(statuses(desk.operate([SetMarketState()])) == [0])
    #expect(desk.send(session, 1, [limit(.buy, 1, 1, 4)]).codes == [RejectCode.none])
  }

  @Test func `a closed market's orders are cancelled, the best first, so many a record`() {
    let desk = Desk(
      testGenesis {
        $0.ordersMax = 60
        $0.openOrdersPerAccountMax = 50
      })
    let session = desk.logon(1)
    let other = desk.logon(2)
    desk.send(session, 1, (1...14).map { limit(.buy, Int64($0) - 10, 1, $0) })
    desk.send(other, 2, (1...6).map { limit(.sell, 20 - Int64($0), 1, $0) })
    desk.send(session, 1, [limit(.buy, 5, 1, 99, market: 1)], group: 1)
    let outputs = desk.operate([SetMarketState(state: 2), SetMarketState(state: 0)])
    #expect(outputs.codes == [RejectCode.none, .massCancelPending])
    #expect(outputs.closures.map(\.report.clientOrder) == (1...14).reversed() + [6, 5])
    #expect(outputs.closures.allSatisfy { $0.report.reasonValue == .venue })
    #expect(outputs.massCancels.isEmpty)
    let last = desk.engine.apply(.tick(0))
    #expect(last.closures.map(\.report.clientOrder) == [4, 3, 2, 1])
    #expect(desk.engine.orderCount == 1, "the other market's stays")
    #expect(desk.engine.records(StateSectionNumber.massCancels).isEmpty)
    #expect(statuses(desk.operate([SetMarketState(state: 1)])) == [1], "halted, no longer closed")
  }

  @Test func `a post-only market trades nothing, whatever a replace says`() {
    let desk = Desk()
    let session = desk.logon(1)
    desk.send(session, 1, [limit(.sell, 5, 3, 1), limit(.buy, 1, 3, 2)])
    #expect(statuses(desk.operate([SetMarketState(state: 6)])) == [6])
    let codes = desk.send(
      session, 1,
      [
        limit(.buy, 1, 1, 3), NewOrder(flags: 1, price: 5, quantity: 1, clientOrder: 3),
        NewOrder(flags: 3, price: 5, quantity: 1, clientOrder: 3),
        ReplaceOrder(clientOrder: 2, price: 5, quantity: 3),
        ReplaceOrder(clientOrder: 2, price: 2, quantity: 3), CancelOrder(clientOrder: 1),
      ]
    ).codes
    let expected: [RejectCode?] = [
      .marketPostOnly, .wouldTrade, RejectCode.none, .wouldTrade, RejectCode.none, RejectCode.none,
    ]
    #expect(codes == expected)
  }

  @Test func `an expired market's orders are cancelled, and it is nothing else any more`() {
    let desk = Desk()
    desk.operate([desk.registration(9, account: 0, scope: 32)])
    let session = desk.logon(1)
    desk.send(session, 1, [limit(.buy, 1, 1, 1)])
    let outputs = desk.operate([SetMarketState(state: 11)])
    #expect(statuses(outputs) == [11] && outputs.closures.count == 1)
    #expect(desk.engine.orderCount == 0)
    let states = (0...11 as ClosedRange<UInt8>).filter { ![3, 4, 5, 7, 9, 11].contains($0) }
    for state in states {
      #expect(desk.operate([SetMarketState(state: state)]).codes == [.marketExpired])
    }
    #expect(desk.send(desk.logon(9), 9, [SetMarketState(state: 1)]).codes == [.scopeMissing])
    #expect(desk.operate([SetMarketState(state: 11)]).codes == [RejectCode.none])
  }

  @Test func `a reference price is kept and told, whatever the market's state`() {
    let desk = Desk()
    desk.operate([SetMarketState(state: 1)])
    let code = desk.reference(SetReferencePrice(price: -7, sourceTime: 55, sourceSequence: 9))
    #expect(code == RejectCode.none)
    let bytes = market(desk)
    #expect(littleEndian(bytes, 59, 8) == -7 && littleEndian(bytes, 67, 8) == 55)
    #expect(littleEndian(bytes, 75, 8) == 9)
    // The same time, the next sequence.
    let command = SetReferencePrice(price: 3, sourceTime: 55, sourceSequence: 10)
    let outputs = desk.send(desk.logon(9), 9, [command])
    #expect(
      outputs.contains {
        if case .reference(let told) = $0 {
          told.price == 3 && told.sourceSequence == 10
        } else {
          false
        }
      })
  }

  @Test func `a busted trade goes back to the unit, once, and both sides hear`() {
    let desk = Desk()
    func money() -> [Int128] { [0, 1, 2].map { desk.engine.cash($0)! } }
    let before = money()
    let command = desk.tradeToBust()
    #expect(money() != before && command.takerFee != 0)
    let sessions = [desk.logon(1), desk.logon(5), desk.logon(2)]
    let outputs = desk.operate([command, command])
    #expect(outputs.codes == [RejectCode.none, .tradeBusted])
    #expect(money() == before && desk.engine.isConserved)
    #expect(desk.engine.position(1, 0).held == 0 && desk.engine.position(2, 0).held == 0)
    let heard = outputs.compactMap { output -> (UInt32, TradeBusted)? in
      if case .busted(let session, let report) = output { (session, report) } else { nil }
    }
    #expect(heard.map(\.0) == sessions, "the taker's sessions, then the maker's")
    #expect(heard.map(\.1.fee) == [command.takerFee, command.takerFee, command.makerFee])
    #expect(heard.map(\.1.side) == [0, 0, 1])
    #expect(
      outputs.contains {
        if case .broken(let broken) = $0 { broken.match == command.match } else { false }
      })
    let record = desk.engine.record(StateSectionNumber.busts, bucket: 0, key: command.match)
    #expect(record.map { littleEndian($0, 0, 8) } == Int128(desk.engine.head.logIndex))
  }

  @Test func `a bust may leave a position beyond the limit, from where it only shrinks`() {
    let desk = Desk(testGenesis { $0.positionLotsMax = 10 })
    let one = desk.logon(1)
    let two = desk.logon(2)
    func trade(_ side: Side, _ lots: UInt64, _ name: UInt64) -> MatchRecord {
      desk.send(two, 2, [limit(side.opposite, 3, lots, name)])
      return desk.send(one, 1, [limit(side, 3, lots, name)]).matches[0]
    }
    _ = trade(.buy, 10, 1)
    let sold = trade(.sell, 10, 2)
    _ = trade(.buy, 10, 3)
    desk.operate([
      BustTrade(
        match: sold.match, price: 3, quantity: 10, makerFee: sold.makerFee,
        takerFee: sold.takerFee, makerAccount: 2, takerAccount: 1, takerSide: sold.takerSide)
    ])
    #expect(desk.engine.position(1, 0).held == 20 && desk.engine.isConserved)
    #expect(desk.send(one, 1, [limit(.buy, 3, 1, 4)]).codes == [.positionMax])
    #expect(desk.send(one, 1, [limit(.sell, 3, 30, 4)]).codes == [RejectCode.none])
  }
}
