// SPDX-License-Identifier: Apache-2.0

import Matching
import Quantities

/// How orders enter, and whom they may trade with.
extension NaiveBooks {
  func conflicts(_ flags: OrderFlags, _ timeInForce: TimeInForce) -> Bool {
    if flags.bits & 0b1110_0100 != 0 { return true }
    let isPostOnly = flags.contains(.postOnly)
    let isMarket = flags.contains(.market)
    let isMarketToLimit = flags.contains(.marketToLimit)
    if flags.contains(.slide) && !isPostOnly { return true }
    if [isPostOnly, isMarket, isMarketToLimit].count(where: { $0 }) > 1 { return true }
    if isMarket { return timeInForce == .goodTillCancelled }
    return (isPostOnly || isMarketToLimit) && timeInForce != .goodTillCancelled
  }

  /// The order that `taker` trades with next.
  func first(against taker: OrderRecord) -> OrderRecord? {
    guard let maker = queue(taker.market, taker.side.opposite).first else { return nil }
    let crosses = taker.side == .buy ? maker.price <= taker.price : maker.price >= taker.price
    return crosses ? maker : nil
  }

  func isPrevented(_ selfTrade: SelfTrade, _ taker: AccountID, _ maker: AccountID) -> Bool {
    if selfTrade == .allowed || defect == .selfTradeGoesThrough { return false }
    if taker == maker { return true }
    guard let group = owners[taker.value] else { return false }
    return owners[maker.value] == group
  }

  /// - Returns: whether the taker is to stop.
  mutating func prevent(
    _ selfTrade: SelfTrade, _ taker: inout OrderRecord, _ maker: OrderRecord, _ lost: inout UInt64
  ) -> Bool {
    let index = orders.firstIndex { $0.order == maker.order }!
    if selfTrade == .cancelMaker || selfTrade == .cancelBoth { _ = remove(index, .selfTrade) }
    if selfTrade == .cancelMaker { return defect == .selfTradeStopsTheTaker }
    if selfTrade != .decrement { return true }
    let lots = min(maker.open.lots, taker.open.lots)
    taker.open.lots -= lots
    lost += lots
    if lots == maker.total.lots {
      _ = remove(index, .selfTrade)
    } else {
      orders[index].open.lots -= lots
      events.append(
        BookEvent(
          .amended, orders[index], lots: Quantity(lots: lots), open: orders[index].open,
          reason: .selfTrade))
      if orders[index].open == .zero { refill(index) }
    }
    return false
  }

  private func minimumRefusal(_ record: OrderRecord, _ order: NewOrder) -> BookRefusal? {
    if order.minimum == .zero || defect == .minimumIgnored { return nil }
    return canTrade(record, order.minimum.lots, order.selfTrade) ? nil : .minimumNotMet
  }

  /// What was found to fill does: tried on a copy of everything.
  private func mustFill(_ record: OrderRecord, _ order: NewOrder) {
    if defect != nil { return }
    var trial = self
    trial.events = []
    let entry = trial.enter(
      record, Special(display: 0, expiresAt: 0), rests: false, order.selfTrade, isRepriced: false)
    precondition(entry.executed == order.quantity, "fill-or-kill is never partial")
  }

  func entryPrice(_ order: NewOrder) -> Result<Price, BookRefusal> {
    var record = OrderRecord(
      order: .none, sequence: 0, market: order.market, account: order.account, side: order.side,
      price: order.price, open: order.quantity, clientOrder: 0, key: order.key)
    let takes = order.flags.contains(.market) || order.flags.contains(.marketToLimit)
    if takes && queue(order.market, order.side.opposite).isEmpty { return .failure(.noOpposite) }
    if order.flags.contains(.marketToLimit), let maker = first(against: record),
      defect != .marketToLimitSweeps
    {
      record.price = maker.price
      if let refusal = minimumRefusal(record, order) { return .failure(refusal) }
      return .success(maker.price)
    }
    if order.flags.contains(.postOnly) {
      return passivePrice(record, slides: order.flags.contains(.slide))
    }
    if order.timeInForce == .fillOrKill && defect != .fillOrKillPartly {
      if defect == .fillOrKillCountsOwnOrders { record.account = AccountID(.max) }
      if !canTrade(record, order.quantity.lots, order.selfTrade) { return .failure(.wouldNotFill) }
      mustFill(record, order)
    }
    if let refusal = minimumRefusal(record, order) { return .failure(refusal) }
    return .success(order.price)
  }

  func passivePrice(_ order: OrderRecord, slides: Bool) -> Result<Price, BookRefusal> {
    guard let maker = first(against: order), defect != .postOnlyTakes else {
      return .success(order.price)
    }
    if !slides { return .failure(.wouldTrade) }
    let best = maker.price.ticks
    if defect == .slideStaysCrossed { return .success(maker.price) }
    let price = order.side == .buy ? best - 1 : best + 1
    if !bands[order.market.value]!.contains(price) { return .failure(.wouldTrade) }
    return .success(Price(ticks: price))
  }
}
