// SPDX-License-Identifier: Apache-2.0

import Matching
import Quantities
import Testing

/// Quotes of a group in the books: a chain of their own, and what is over.
@Suite struct QuotesTests {
  private static let limits = BookLimits(
    marketsMax: 4, accountsMax: 16, ordersMax: 64, openOrdersPerAccountMax: 32,
    fillsPerCommandMax: 8, quantityMax: Quantity(lots: 1_000), quoteGroupsMax: 3)

  private func quote(
    _ desk: Desk, _ group: UInt16, _ side: Side, _ lots: UInt64, at ticks: Int64, named: UInt64
  ) throws -> OrderID {
    var order = NewOrder(
      market: MarketID(0), account: AccountID(1), side: side, price: Price(ticks: ticks),
      quantity: Quantity(lots: lots), clientOrder: named, timeInForce: .goodTillCancelled,
      key: KeyID(7))
    order.quote = group
    desk.events.removeAll()
    return try desk.books.submit(order, into: &desk.events).order
  }

  @Test func `a group's quotes are taken out together, the oldest entry first`() throws {
    let desk = Desk(Self.limits)
    let first = try quote(desk, 2, .buy, 5, at: 10, named: 1)
    let second = try quote(desk, 2, .sell, 5, at: 20, named: 2)
    let other = try quote(desk, 3, .sell, 5, at: 21, named: 3)
    try desk.submit(.sell, 5, at: 22, named: 4)
    // Entered anew, it is the youngest.
    try desk.replace(first, 6, at: 10)
    #expect(desk.books.openQuotes(of: 2) == 2 && desk.books.openQuotes(of: 3) == 1)
    #expect(desk.books.checkWhole() == nil)
    desk.events.removeAll()
    let some = desk.books.cancelQuotes(
      of: 2, countMax: 1, reason: .protection, into: &desk.events)
    #expect(some == MassCancel(cancelled: 1, more: true))
    #expect(desk.happened.map(\.order) == [second])
    let rest = desk.books.cancelQuotes(
      of: 2, countMax: 5, reason: .protection, into: &desk.events)
    #expect(rest == MassCancel(cancelled: 1, more: false))
    #expect(desk.happened.map(\.reason) == [.protection, .protection])
    #expect(desk.levels(.sell) == [21 × 5, 22 × 5] && desk.levels(.buy).isEmpty)
    #expect(desk.books.record(other) != nil && desk.books.checkWhole() == nil)
  }

  @Test func `a quote of a group that is over is taken out when it is met, and counts as met`()
    throws
  {
    let desk = Desk(Self.limits)
    for number in 1...8 as ClosedRange<UInt64> {
      _ = try quote(desk, 1, .sell, 1, at: 20, named: number)
    }
    try desk.submit(.sell, 1, at: 20, account: 2)
    desk.books.setQuotesOver(1, true)
    let entry = try desk.submit(.buy, 3, at: 20, account: 3)
    #expect(entry.executed == .zero && entry.reason == .fillsMax)
    #expect(desk.happened.prefix(8).allSatisfy { $0.reason == .protection })
    #expect(desk.books.openQuotes(of: 1) == 0 && desk.levels(.sell) == [20 × 1])
    desk.books.setQuotesOver(1, false)
    _ = try quote(desk, 1, .sell, 1, at: 19, named: 1)
    try desk.submit(.buy, 1, at: 20, account: 3)
    #expect(desk.trades == [19 × 1] && desk.books.checkWhole() == nil)
  }

  @Test func `orders that share a bound on makers stop where it is used up`() throws {
    let desk = Desk(Self.limits)
    for _ in 0..<6 { try desk.submit(.sell, 1, at: 20, account: 2) }
    desk.books.share(3)
    #expect(desk.books.meetings == 0)
    let first = try desk.submit(.buy, 2, at: 20)
    #expect(first.reason.isNone && desk.books.meetings == 2)
    desk.books.share(1)
    let second = try desk.submit(.buy, 2, at: 20)
    #expect(second.reason == .fillsMax && second.executed.lots == 1)
    desk.books.share(0)
    let third = try desk.submit(.buy, 2, at: 20)
    #expect(third.reason == .fillsMax && third.executed == .zero)
    desk.books.share(8)
    let fourth = try desk.submit(.buy, 2, at: 20)
    #expect(fourth.executed.lots == 2)
  }
}
