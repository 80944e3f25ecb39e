// SPDX-License-Identifier: Apache-2.0

import Matching
import Quantities
import Testing

/// Every operation, called as a tile calls it: from another module, in code that the compiler
/// proves not to allocate or lock. That this file compiles, in debug and in release, is the test.
@_noAllocation @_noLocks
private func turn(_ books: inout OrderBooks, _ events: inout BookEvents, _ name: UInt64) -> UInt64 {
  var sum: UInt64 = 0
  let account = AccountID(1)
  let market = MarketID(0)
  let order = NewOrder(
    market: market, account: account, side: .buy, price: Price(ticks: 5),
    quantity: Quantity(lots: 3), clientOrder: name, timeInForce: .goodTillCancelled,
    key: KeyID(3))
  let amendment = Amendment(price: Price(ticks: 5), open: Quantity(lots: 2), key: KeyID(3))
  if !books.gainsFromForesight {
    books.foresee(market, .buy, order.price, account, clientOrder: name)
    books.foreseeMore(market, .buy, order.price, account)
    books.foresee(OrderID.none)
    books.foreseeMore(OrderID.none)
  }
  do throws(BookRefusal) {
    let entry = try books.submit(order, into: &events)
    _ = try books.replace(
      entry.order, of: account, with: amendment, into: &events)
    _ = try books.replace(
      clientOrder: name, of: account, with: amendment, into: &events)
    _ = try books.cancel(entry.order, of: account, into: &events)
    _ = try books.cancel(clientOrder: name, of: account, into: &events)
  } catch {
    sum &+= UInt64(error.rawValue)
  }
  let mass = books.cancelAll(
    of: account, MassFilter(key: KeyID(3)), countMax: 1, reason: .deadMan, into: &events)
  let rest = books.cancelAll(in: market, countMax: 1, reason: .venue, into: &events)
  sum &+= UInt64(mass.cancelled &+ rest.cancelled)
  for i in 0..<events.count { sum &+= events[i].lots.lots }
  events.removeAll()
  if let best = books.best(market, .buy) { sum &+= best.lots.lots }
  if let level = books.level(market, .buy, after: Price(ticks: 9)) { sum &+= level.lots.lots }
  sum &+= books.firstOrder(market, .buy, at: Price(ticks: 5)).value
  sum &+= books.order(behind: .none).value &+ books.firstOrder(of: account).value
  if let record = books.record(.none) { sum &+= record.sequence }
  if let record = books.record(clientOrder: 1, of: account) { sum &+= record.sequence }
  return sum &+ UInt64(books.openOrders &+ books.openOrders(of: account))
}

@Suite struct HotCallerTests {
  @Test func `a proved caller in another module can use every operation`() {
    let desk = Desk()
    // Submitted, reduced by one, amended to the same, cancelled, then unknown by name.
    let sum = turn(&desk.books, &desk.events, 1)
    #expect(sum == UInt64(BookRefusal.unknownOrder.rawValue) + 3 + 1 + 0 + 2)
    #expect(desk.books.checkWhole() == nil)
  }
}
