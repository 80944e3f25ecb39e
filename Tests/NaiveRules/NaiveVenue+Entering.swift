// SPDX-License-Identifier: Apache-2.0

import Quantities
import Venue
import WireFormat

/// How orders enter, and whom they may trade with.
extension NaiveVenue {
  struct Refused: Error {
    var code: RejectCode
  }

  func conflicts(_ flags: UInt8, _ timeInForce: UInt8) -> Bool {
    switch flags {
    case 0: false
    case 1, 3: timeInForce != 0
    case 8: timeInForce == 0
    case 16: timeInForce != 0
    default: true
    }
  }

  /// What an order does on meeting its owner's; 1 for nothing.
  func resolve(_ asked: UInt8, _ market: UInt32) -> UInt8 {
    if asked != 0 { return asked }
    if defect == .selfTradeDefaultIgnored { return 1 }
    return max(1, markets[market]!.selfTrade)
  }

  func isPrevented(_ selfTrade: UInt8, _ taker: UInt32, _ maker: UInt32) -> Bool {
    if selfTrade == 1 { return false }
    if taker == maker { return true }
    let owner = owners[taker, default: 0]
    return owner != 0 && owner == owners[maker] && defect != .groupsTradeWithThemselves
  }

  /// - Returns: whether the taker is to stop.
  mutating func prevent(
    _ selfTrade: UInt8, _ taker: inout Order, _ at: Int, _ lost: inout UInt64
  ) -> Bool {
    let maker = orders[at]
    let lots = min(maker.open, taker.open)
    if selfTrade == 2 { return true }
    if selfTrade == 5 {
      taker.open -= lots
      lost += lots
    }
    if selfTrade != 5 || lots == maker.total {
      afterwards.append(.removed(orders.remove(at: at), .selfTrade))
      give(maker)
    } else {
      orders[at].open -= lots
      afterwards.append(.lost(orders[at], lots, isMaker: true))
      if orders[at].open == 0 { _ = refill(at) }
    }
    return selfTrade == 4
  }

  func entryPrice(
    _ command: NewSpecialOrder, _ account: UInt32, _ selfTrade: UInt8
  ) -> Result<Int64, Refused> {
    let side = Side(wire: command.side)!
    let order = Order(
      id: 0, sequence: 0, market: command.market, account: account, side: side,
      price: command.price, open: command.quantity, clientOrder: 0, key: 0)
    let others = orders.contains { $0.market == command.market && $0.side != side }
    if (command.flags == 8 || command.flags == 16) && !others {
      return .failure(Refused(code: .noOpposite))
    }
    if command.flags == 16, let maker = best(against: order) {
      var limited = order
      limited.price = orders[maker].price
      if let refused = minimumRefusal(command, limited, selfTrade) { return .failure(refused) }
      return .success(limited.price)
    }
    if command.flags & 1 == 1 { return passivePrice(order, slides: command.flags == 3) }
    if command.timeInForce == 2 && !canTrade(order, order.open, selfTrade) {
      return .failure(Refused(code: .wouldNotFill))
    }
    if let refused = minimumRefusal(command, order, selfTrade) { return .failure(refused) }
    return .success(command.price)
  }

  /// The price of a post-only order, which may not take.
  func passivePrice(_ order: Order, slides: Bool) -> Result<Int64, Refused> {
    guard let at = best(against: order) else { return .success(order.price) }
    let price = orders[at].price + (order.side == .buy ? -1 : 1)
    let market = markets[order.market]!
    if !slides || !(market.priceMin...market.priceMax).contains(price) {
      return .failure(Refused(code: .wouldTrade))
    }
    return .success(price)
  }

  /// The price at which a replace leaves its order.
  func reentryPrice(_ command: ReplaceOrder, _ before: Order) -> Result<Int64, Refused> {
    if conflicts(command.flags, 0) || command.flags >= 8 {
      return .failure(Refused(code: .orderTermsConflict))
    }
    let isMarkets =
      markets[command.market]!.options == 1 && defect != .replaceTakesWhereItMayNot
      || status[command.market]!.state == .postOnly && defect != .replaceTakesInPostOnly
    if collects(command.market) { return .success(command.price) }
    let flags = command.flags == 0 && isMarkets ? 1 : command.flags
    if command.price == before.price && command.quantity <= before.open || flags == 0 {
      return .success(command.price)
    }
    var order = before
    order.price = command.price
    return passivePrice(order, slides: flags == 3)
  }
}
