// SPDX-License-Identifier: Apache-2.0

import Memory
import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// Orders that wait for a price or for another order, rule by rule.
@Suite struct ConditionalRuleTests {
  /// A desk, and makers at 3, 4 and 5 to either side of nothing.
  private func desk(_ change: (inout Genesis) -> Void = { _ in }) -> (Desk, UInt32, UInt32) {
    let desk = Desk(
      testGenesis(operators: [0]) {
        $0.conditionalOrdersMax = 100; change(&$0)
      })
    return (desk, desk.logon(1), desk.logon(2))
  }

  @Test func `a stop cascade reaches its fixpoint in the command that began it`() {
    let (desk, one, two) = desk()
    desk.send(
      two, 2,
      [limit(.sell, 2, 1, 1), limit(.sell, 3, 1, 2), limit(.sell, 4, 1, 3), limit(.sell, 5, 1, 4)])
    // Each buys what the next waits for.
    desk.send(
      one, 1,
      [stop(.buy, at: 4, 5, 1, 13), stop(.buy, at: 3, 4, 1, 12), stop(.buy, at: 2, 3, 1, 11)])
    let outputs = desk.send(one, 1, [limit(.buy, 2, 1, 10)])
    #expect(outputs.triggered.map(\.clientOrder) == [11, 12, 13])
    #expect(outputs.matches.map(\.price) == [2, 3, 4, 5])
    #expect(desk.engine.records(StateSectionNumber.conditionalOrders).isEmpty)
  }

  @Test func `of two that trigger together the nearer price comes first, then the older`() {
    let (desk, one, two) = desk()
    desk.send(two, 2, [limit(.sell, 2, 1, 1), limit(.sell, 5, 9, 2)])
    desk.send(
      one, 1,
      [stop(.buy, at: 4, 5, 1, 11), stop(.buy, at: 3, 5, 1, 12), stop(.buy, at: 3, 5, 1, 13)])
    let outputs = desk.send(one, 1, [limit(.buy, 5, 2, 10)])
    #expect(outputs.triggered.map(\.clientOrder) == [12, 13, 11])
  }

  @Test func `a price that was only passed triggers too`() {
    let (desk, one, two) = desk()
    desk.send(two, 2, [limit(.buy, 5, 1, 1), limit(.buy, 4, 1, 2), limit(.buy, 3, 1, 3)])
    // The last trade is at 3; the stop waits for 4 from below, where the sweep began.
    desk.send(one, 1, [stop(.buy, at: 4, 6, 1, 11)])
    let outputs = desk.send(one, 1, [limit(.sell, 3, 3, 10)])
    #expect(outputs.triggered.map(\.clientOrder) == [11])
  }

  @Test func `more than sixteen trigger over several records`() {
    let (desk, one, _) = desk()
    for first in [1, 11] as [UInt64] {
      desk.send(one, 1, (first..<first + 10).map { stop(.buy, at: 5, 5, 1, $0, source: .index) })
    }
    let outputs = desk.oracle(
      SetReferencePrice(market: 0, price: 5, sourceTime: 1, sourceSequence: 1))
    #expect(outputs.triggered.count == 16)
    #expect(desk.engine.apply(.tick(1)).triggered.count == 4)
    #expect(desk.engine.apply(.tick(1)).triggered.isEmpty)
  }

  @Test func `a trailing stop follows the best price and triggers behind it`() {
    let (desk, one, two) = desk()
    func price(_ price: Int64, _ sequence: UInt64) -> [Output] {
      desk.oracle(
        SetReferencePrice(
          market: 0, source: 1, price: price, sourceTime: 1, sourceSequence: sequence))
    }
    desk.send(two, 2, [limit(.buy, 1, 9, 1)])
    #expect(price(4, 1).triggered.isEmpty)
    var order = stop(.sell, at: 0, 1, 1, 11, source: .mark)
    (order.trailKind, order.trail) = (1, 3)
    #expect(desk.send(one, 1, [order]).codes == [RejectCode.none])
    #expect(price(2, 2).triggered.isEmpty)
    #expect(price(9, 3).triggered.isEmpty)
    #expect(price(7, 4).triggered.isEmpty)
    let outputs = price(6, 5)
    #expect(outputs.triggered.map(\.triggerPrice) == [6])
    #expect(outputs.matches.map(\.price) == [1])
  }

  @Test func `a bracket protects what its entry traded, and its halves share it`() {
    let (desk, one, two) = desk()
    desk.send(two, 2, [limit(.sell, 3, 4, 1)])
    // Entry for ten, of which four trade; profit at 5, stop at 1.
    let profit = NewConditionalOrder(side: 1, price: 5, quantity: 10, clientOrder: 11, after: 10)
    var loss = stop(.sell, at: 1, 0, 10, 12)
    loss.after = 10
    loss.other = 11
    desk.send(one, 1, [limit(.buy, 2, 10, 10)])
    #expect(desk.send(one, 1, [profit, loss]).codes == [RejectCode.none, RejectCode.none])
    desk.send(one, 1, [ReplaceOrder(clientOrder: 10, price: 3, quantity: 10)])
    // Dormant until the entry is gone.
    #expect(desk.engine.orderCount == 1)
    let outputs = desk.send(one, 1, [CancelOrder(clientOrder: 10)])
    #expect(outputs.triggered.map(\.quantity) == [4])
    #expect(desk.engine.orderCount == 1)
    // A profit of one leaves three to protect.
    desk.send(two, 2, [limit(.buy, 5, 1, 2), limit(.buy, 0, 9, 3)])
    let last = desk.send(two, 2, [limit(.sell, 1, 1, 4), limit(.buy, 1, 1, 5)])
    #expect(last.triggered.map(\.quantity) == [3])
    #expect(last.closed.map(\.clientOrder) == [11])
  }

  @Test func `a waiting order is cancelled by its name, by its number and with all others`() {
    let (desk, one, _) = desk()
    let numbers = desk.send(one, 1, (1...3).map { stop(.buy, at: 5, 5, 1, $0) }).results.map(
      \.order)
    #expect(desk.send(one, 1, [CancelOrder(clientOrder: 1)]).closed.map(\.order) == [numbers[0]])
    #expect(desk.send(one, 1, [CancelOrder(order: numbers[1])]).closed.map(\.clientOrder) == [2])
    let outputs = desk.send(one, 1, [CancelAll(side: 2, owner: 1)])
    #expect(outputs.closed.map(\.reasonValue) == [.massCancelled])
    #expect(desk.send(one, 1, [CancelOrder(order: numbers[1])]).codes == [.unknownOrder])
  }

  @Test func `a halted market triggers nothing, and an opened one what it missed`() {
    let (desk, one, _) = desk()
    desk.send(one, 1, [stop(.buy, at: 5, 5, 1, 1, source: .index)])
    desk.operate([SetMarketState(market: 0, state: 1)])
    let price = SetReferencePrice(market: 0, price: 5, sourceTime: 1, sourceSequence: 1)
    #expect(desk.oracle(price).triggered.isEmpty)
    let outputs = desk.operate([SetMarketState(market: 0, state: 0)])
    #expect(outputs.triggered.map(\.code) == [RejectCode.none.wire])
  }

  @Test func `a triggered order that is refused says why and is gone`() {
    let (desk, one, _) = desk()
    var order = stop(.buy, at: 5, 5, 1, 1, source: .index)
    order.flags = 8
    desk.send(one, 1, [order])
    let price = SetReferencePrice(market: 0, price: 5, sourceTime: 1, sourceSequence: 1)
    let outputs = desk.oracle(price)
    #expect(outputs.triggered.map(\.codeValue) == [.noOpposite])
    #expect(outputs.triggered.map(\.order) == [0])
    #expect(desk.engine.records(StateSectionNumber.conditionalOrders).isEmpty)
  }

  @Test func `nothing of a waiting order is public`() {
    let (desk, one, _) = desk()
    let outputs = desk.send(one, 1, [stop(.buy, at: 5, 5, 1, 1), stop(.buy, at: 5, 5, 1, 2)])
    #expect(outputs.allSatisfy { if case .result = $0 { true } else { false } })
    #expect(desk.send(one, 1, [CancelOrder(clientOrder: 1)]).count == 2)
    // The number of the next order in the books does not tell of those that wait either.
    #expect(desk.send(one, 1, [limit(.buy, 1, 1, 3)]).added.map(\.sequence) == [1])
  }

  @Test func `a page tells what waits`() {
    let (desk, one, _) = desk()
    desk.send(one, 1, (1...3).map { stop(.buy, at: Int64($0), 5, 1, $0) })
    var (cursor, names, isLast) = (UInt64(0), [UInt64](), false)
    for _ in 0..<3 where !isLast {
      let bytes = desk.engine.answer(
        StateRequest(cursor: cursor, kind: 2), of: one,
        bytesMax: ConditionalsPage.messageBytes + 4 + 2 * ConditionalsPageOrders.blockBytes)
      withView(bytes) { view in
        let page = ConditionalsPage(block: view, at: 8)
        let count = Int(view.load(ConditionalsPage.messageBytes + 2, as: UInt16.self))
        names += (0..<count).map {
          ConditionalsPageOrders(
            block: view,
            at: ConditionalsPage.messageBytes + 4 + $0 * ConditionalsPageOrders.blockBytes
          ).clientOrder
        }
        (cursor, isLast) = (page.cursor, page.isLast == 1)
      }
    }
    #expect(names == [1, 2, 3])
  }
}
