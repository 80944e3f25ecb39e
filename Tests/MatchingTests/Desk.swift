// SPDX-License-Identifier: Apache-2.0

import Matching
import Quantities

/// Books with one market, 0, and short words for what tests do to them.
final class Desk {
  var books: OrderBooks
  var events: BookEvents
  private var name: UInt64 = 1_000

  static let limits = BookLimits(
    marketsMax: 4, accountsMax: 16, ordersMax: 64, openOrdersPerAccountMax: 32,
    fillsPerCommandMax: 8, quantityMax: Quantity(lots: 1_000))

  init(_ limits: BookLimits = Desk.limits, _ band: ClosedRange<Int64> = 1...999) {
    books = try! OrderBooks(limits)
    events = BookEvents(capacity: max(limits.eventsPerCommandMax, 64))
    try! books.list(
      MarketID(0), priceMin: Price(ticks: band.lowerBound), priceMax: Price(ticks: band.upperBound))
  }

  /// Enters an order in market 0. A client order id is made up if none is given.
  @discardableResult
  func submit(
    _ side: Side, _ lots: UInt64, at ticks: Int64, _ timeInForce: TimeInForce = .goodTillCancelled,
    account: UInt32 = 1, named: UInt64? = nil, market: UInt32 = 0, key: UInt32 = 7
  ) throws(BookRefusal) -> Entry {
    events.removeAll()
    name += 1
    let order = NewOrder(
      market: MarketID(market), account: AccountID(account), side: side,
      price: Price(ticks: ticks), quantity: Quantity(lots: lots), clientOrder: named ?? name,
      timeInForce: timeInForce, key: KeyID(key))
    return try books.submit(order, into: &events)
  }

  @discardableResult
  func cancel(_ order: OrderID, account: UInt32 = 1) throws(BookRefusal) -> OrderRecord {
    events.removeAll()
    return try books.cancel(order, of: AccountID(account), into: &events)
  }

  @discardableResult
  func replace(
    _ order: OrderID, _ lots: UInt64, at ticks: Int64, account: UInt32 = 1, named: UInt64 = 0,
    key: UInt32 = 7
  ) throws(BookRefusal) -> Replacement {
    events.removeAll()
    let amendment = Amendment(
      price: Price(ticks: ticks), open: Quantity(lots: lots), clientOrder: named,
      key: KeyID(key))
    return try books.replace(
      order, of: AccountID(account), with: amendment, into: &events)
  }

  func cancelAll(account: UInt32 = 1, in market: UInt32? = nil, _ countMax: Int = 64) -> MassCancel
  {
    cancelAll(MassFilter(market: market.map { MarketID($0) }), account: account, countMax)
  }

  func cancelAll(_ filter: MassFilter, account: UInt32 = 1, _ countMax: Int = 64) -> MassCancel {
    events.removeAll()
    return books.cancelAll(
      of: AccountID(account), filter, countMax: countMax, reason: .sessionLost, into: &events)
  }

  /// The events of the last command.
  var happened: [BookEvent] { (0..<events.count).map { events[$0] } }

  /// The prices and lots traded by the last command.
  var trades: [BookLevel] {
    happened.filter { $0.kind == .executed }.map { BookLevel(price: $0.price, lots: $0.lots) }
  }

  /// The orders that the last command traded with.
  var makers: [OrderID] { happened.filter { $0.kind == .executed }.map(\.order) }

  /// The price and lots of each level of a side, best first.
  func levels(_ side: Side, market: UInt32 = 0) -> [BookLevel] {
    var levels: [BookLevel] = []
    while let level = books.level(MarketID(market), side, number: levels.count) {
      levels.append(level)
    }
    return levels
  }

  /// What one operation was refused for.
  func refusal(_ operation: (Desk) throws -> Void) -> BookRefusal? {
    do { try operation(self) } catch { return error as? BookRefusal }
    return nil
  }
}

/// A level of market 0 as tests write it: `100 × 5` is five lots at 100.
infix operator × : MultiplicationPrecedence
func × (ticks: Int64, lots: UInt64) -> BookLevel {
  BookLevel(price: Price(ticks: ticks), lots: Quantity(lots: lots))
}
