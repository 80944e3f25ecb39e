// SPDX-License-Identifier: Apache-2.0

import Matching
import Quantities

/// The price at which a book uncrosses, and what it leaves over.
struct UncrossPrice: Equatable {
  var price: Price
  var surplus: Int64
  var lots: UInt64
}

/// Orders that collect, and trade at one price.
extension NaiveBooks {
  mutating func collect(_ order: NewOrder, id: OrderID) -> Answer {
    let refused = refusal(order)
    let isPlain =
      order.timeInForce == .goodTillCancelled && order.flags == .none && order.minimum == .zero
    switch refused {
    case nil, .duplicateClientOrder, .openOrdersMax, .poolFull:
      if !isPlain { return .refused(.conflictingTerms) }
    default: break
    }
    if let refused { return .refused(refused) }
    let terms = Special(display: order.display.lots, expiresAt: order.expiresAt)
    if terms.needsPlace(order.quantity) && freePlaces.isEmpty { return .refused(.specialsFull) }
    sequenceLast += 1
    var resting = OrderRecord(
      order: id, sequence: sequenceLast, market: order.market, account: order.account,
      side: order.side, price: order.price, open: order.quantity, clientOrder: order.clientOrder,
      key: order.key)
    specialise(&resting, terms)
    events.append(BookEvent(.rested, resting, lots: resting.total, open: resting.open))
    if orders.count < limits.ordersMax { orders.append(resting) }
    return .entered(Entry(order: id, executed: .zero, open: order.quantity, reason: .none))
  }

  /// By the rules as they are written down, on every price at which something changes.
  func uncrossPrice(_ market: MarketID, near reference: Int64?) -> UncrossPrice? {
    let (buys, sells) = (queue(market, .buy), queue(market, .sell))
    guard let bid = buys.first?.price.ticks, let ask = sells.first?.price.ticks, bid >= ask else {
      return nil
    }
    func sums(_ price: Int64) -> (UInt64, UInt64) {
      (
        buys.filter { $0.price.ticks >= price }.reduce(0) { $0 + $1.open.lots },
        sells.filter { $0.price.ticks <= price }.reduce(0) { $0 + $1.open.lots }
      )
    }
    func lots(_ price: Int64) -> UInt64 { min(sums(price).0, sums(price).1) }
    func over(_ price: Int64) -> Int64 { Int64(sums(price).0) - Int64(sums(price).1) }
    var prices = Set(
      (buys + sells).flatMap { [$0.price.ticks - 1, $0.price.ticks, $0.price.ticks + 1] })
    if let reference { prices.insert(reference) }
    let most = prices.map(lots).max()!
    prices = prices.filter { lots($0) == most }
    let least = prices.map { over($0).magnitude }.min()!
    prices = prices.filter { over($0).magnitude == least }
    var (low, high) = (prices.min()!, prices.max()!)
    let signs = Set(prices.map { over($0).signum() })
    if signs == [1] { low = high }
    if signs == [-1] { high = low }
    if signs == [1, -1] {
      low = prices.filter { over($0) > 0 }.max()!
      high = prices.filter { over($0) < 0 }.min()!
    }
    let middle = low + (high - low) / 2
    let price = reference.map { min(max($0, low), high) } ?? middle
    return UncrossPrice(price: Price(ticks: price), surplus: over(price), lots: most)
  }

  mutating func uncross(
    _ market: MarketID, _ price: Price, _ selfTrade: SelfTrade, _ countMax: Int
  ) -> Uncross {
    var done = Uncross(steps: 0, lots: 0, more: false)
    while let buy = queue(market, .buy).first, let sell = queue(market, .sell).first,
      buy.price >= price, sell.price <= price
    {
      if done.steps == countMax {
        done.more = true
        break
      }
      done.steps += 1
      if let late = [buy, sell].first(where: { isExpired($0) }) {
        _ = remove(place(late), .expired)
        continue
      }
      var (later, earlier) = buy.sequence > sell.sequence ? (buy, sell) : (sell, buy)
      if defect == .earlierOrderTakes { swap(&later, &earlier) }
      if isPrevented(selfTrade, later.account, earlier.account) {
        part(later, earlier, selfTrade)
        continue
      }
      let lots = min(buy.open.lots, sell.open.lots)
      done.lots += lots
      for order in [later, earlier] { orders[place(order)].open.lots -= lots }
      let (taker, maker) = (orders[place(later)], orders[place(earlier)])
      events.append(BookEvent(.crossing, taker, lots: Quantity(lots: lots), open: taker.open))
      var event = BookEvent(.crossed, maker, lots: Quantity(lots: lots), open: maker.open)
      event.takerAccount = taker.account
      event.takerOrder = taker.order
      event.takerClientOrder = taker.clientOrder
      event.takerSequence = taker.sequence
      event.takerOpen = taker.total
      events.append(event)
      for order in [taker, maker] where order.open == .zero {
        if order.hidden > .zero && defect != .uncrossForgetsHidden {
          refill(place(order))
        } else {
          giveBack(order)
          orders.remove(at: place(order))
        }
      }
    }
    return done
  }

  private func place(_ order: OrderRecord) -> Int {
    orders.firstIndex { $0.order == order.order }!
  }

  private mutating func part(
    _ later: OrderRecord, _ earlier: OrderRecord, _ selfTrade: SelfTrade
  ) {
    if [.cancelTaker, .cancelBoth].contains(selfTrade) { _ = remove(place(later), .selfTrade) }
    if [.cancelMaker, .cancelBoth].contains(selfTrade) { _ = remove(place(earlier), .selfTrade) }
    if selfTrade != .decrement { return }
    let lots = min(later.open.lots, earlier.open.lots)
    for order in [later, earlier] {
      if order.total.lots == lots {
        _ = remove(place(order), .selfTrade)
        continue
      }
      let at = place(order)
      orders[at].open.lots -= lots
      events.append(
        BookEvent(
          .amended, orders[at], lots: Quantity(lots: lots), open: orders[at].open,
          reason: .selfTrade))
      if orders[at].open == .zero { refill(at) }
    }
  }
}
