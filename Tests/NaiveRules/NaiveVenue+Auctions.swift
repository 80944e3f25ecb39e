// SPDX-License-Identifier: Apache-2.0

import Memory
import Quantities
import Venue
import WireFormat

/// Call phases, and orders that trade at one price.
extension NaiveVenue {
  struct Auction {
    enum Phase: UInt8 { case none, pricing, trading }
    /// One that orders were found at a price with.
    struct Walk: Equatable {
      var orders: UInt32
      var checksum: UInt64
      var steps: UInt32 = 0
    }
    var terms: SetAuctionTerms?
    var hasBegun = false
    var phase = Phase.none
    var next = MarketState.open
    var isDrawn = false
    var last: Int64?
    var price: Int64 = 0
    var lots: UInt64 = 0
    var began: UInt64 = 0
    var due: UInt64 = 0
    var walk: Walk?
  }

  static let calls: [MarketState] = [
    .preOpen, .openingAuction, .volatilityAuction, .closingAuction,
  ]

  /// How long orders collect in a market's state, 0 for no end; nil where they do not.
  private func span(_ market: UInt32) -> UInt64? {
    let terms = auctions[market]?.terms
    switch status[market]!.state {
    case .preOpen: return 0
    case .openingAuction: return terms?.openingSpan ?? 0
    case .volatilityAuction: return terms?.volatilitySpan ?? 0
    case .closingAuction: return terms?.closingSpan ?? 0
    case .open: return terms.flatMap { $0.batchSpan == 0 ? nil : $0.batchSpan }
    default: return nil
    }
  }

  func collects(_ market: UInt32) -> Bool { span(market) != nil }

  func isUncrossing(_ market: UInt32) -> Bool {
    auctions[market].map { $0.phase != .none } ?? false
  }

  func isCrossed(_ market: UInt32) -> Bool {
    let mine = orders.filter { $0.market == market }
    let buys = mine.filter { $0.side == .buy }.map(\.price)
    let sells = mine.filter { $0.side == .sell }.map(\.price)
    guard let bid = buys.max(), let ask = sells.min() else { return false }
    return bid >= ask
  }

  mutating func setTerms(_ command: SetAuctionTerms, _ group: UInt16) -> RejectCode {
    guard let listed = markets[command.market] else { return .unknownMarket }
    if listed.group != group { return .wrongGroup }
    let day = 24 * 3_600 * second
    let spans = [
      command.openingSpan, command.volatilitySpan, command.closingSpan, command.randomSpan,
      command.batchSpan,
    ]
    if spans.contains(where: { $0 > day }) { return .auctionTerms }
    if command.batchSpan > 0 && command.batchSpan < 1_000_000 { return .auctionTerms }
    let state = status[command.market]!.state
    let old = auctions[command.market]?.terms?.batchSpan ?? 0
    if isUncrossing(command.market)
      || [.openingAuction, .volatilityAuction, .closingAuction].contains(state)
      || (state == .open && old > 0 && isCrossed(command.market))
    {
      return .auctionUnderWay
    }
    auctions[command.market, default: Auction()].terms = command
    if state == .open && old != command.batchSpan {
      collect(command.market)
      resumeTriggers(command.market)
    }
    return .none
  }

  /// What begins with a market's state.
  mutating func collect(_ market: UInt32) {
    var auction = auctions[market] ?? Auction()
    let span = span(market)
    auction.phase = .none
    auction.walk = nil
    auction.next = status[market]!.state
    auction.isDrawn = false
    auction.began = span == nil ? 0 : now
    auction.due = (span ?? 0) == 0 ? 0 : now + span!
    auction.hasBegun = auction.hasBegun || span != nil
    auctions[market] = auction
    timers[Timer(kind: .auction, number: market)] = auction.due == 0 ? nil : auction.due
  }

  mutating func beginUncross(_ market: UInt32, _ next: MarketState) {
    var auction = auctions[market] ?? Auction()
    auction.phase = .pricing
    auction.walk = nil
    auction.next = next
    auction.lots = 0
    auction.due = now
    auction.hasBegun = true
    auctions[market] = auction
    timers[Timer(kind: .auction, number: market)] = now
  }

  /// - Returns: whether the record may go on with timers.
  mutating func fireAuction(_ market: UInt32) -> Bool {
    let auction = auctions[market]!
    let state = status[market]!.state
    if auction.phase != .none { return uncross(market) }
    if state == .open && !isCrossed(market) {
      finishUncross(market)
      return true
    }
    if state != .open && !auction.isDrawn, let most = auction.terms?.randomSpan, most > 0 {
      let late = defect == .auctionEndsOnTime ? 0 : chance(market) % (most + 1)
      auctions[market]!.isDrawn = true
      auctions[market]!.due += late
      timers[Timer(kind: .auction, number: market)] = auction.due + late
      if auction.due + late > now { return true }
    }
    beginUncross(market, state == .closingAuction ? .settlement : .open)
    return uncross(market)
  }

  /// What the log says about chance.
  private func chance(_ market: UInt32) -> UInt64 {
    let chain = block.chain
    return [
      UInt64(market), chain.word0, chain.word1, chain.word2, chain.word3, head.logIndex,
      head.logTime, head.digest.word0, head.digest.word1, checksum(market),
    ].reduce(0x9e37_79b9_7f4a_7c15) { word, next in
      var z = word ^ next
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }

  /// - Returns: false when the record may do no more of it.
  mutating func uncross(_ market: UInt32) -> Bool {
    while true {
      if auctions[market]!.phase == .pricing {
        if !findPrice(market) { return false }
      } else if !tradeAtPrice(market) {
        return false
      }
      if auctions[market]!.phase != .none { continue }
      finishUncross(market)
      return true
    }
  }

  private mutating func findPrice(_ market: UInt32) -> Bool {
    let count = UInt32(orders.count { $0.market == market })
    var walk = Auction.Walk(orders: count, checksum: checksum(market))
    let old = auctions[market]!.walk
    if let old, old.orders == walk.orders && old.checksum == walk.checksum {
      walk.steps = old.steps
    }
    let needed = steps(market)
    let may = min(needed - Int(walk.steps), levelsLeft)
    levelsLeft -= may
    walk.steps += UInt32(may)
    if Int(walk.steps) < needed {
      auctions[market]!.walk = walk
      return false
    }
    auctions[market]!.walk = nil
    auctions[market]!.lots = 0
    guard let best = uncrossPrice(market) else {
      auctions[market]!.phase = .none
      return true
    }
    auctions[market]!.phase = .trading
    auctions[market]!.price = best.price
    return true
  }

  /// Lots that show, by price.
  private func levels(_ market: UInt32, _ side: Side) -> [(price: Int64, lots: UInt64)] {
    let mine = orders.filter { $0.market == market && $0.side == side }
    return Set(mine.map(\.price)).map { price in
      (price, mine.filter { $0.price == price }.reduce(0) { $0 + $1.open })
    }
  }

  /// Pairs of levels that are matched from the best on: one ends where a level of either side does.
  private func steps(_ market: UInt32) -> Int {
    guard let lots = uncrossPrice(market)?.lots else { return 0 }
    var ends: Set<UInt64> = []
    for side in [Side.buy, .sell] {
      var sum: UInt64 = 0
      let sign: Int64 = side == .buy ? -1 : 1
      for level in levels(market, side).sorted(by: { $0.price * sign < $1.price * sign }) {
        sum += level.lots
        ends.insert(sum)
      }
    }
    return ends.count { $0 <= lots }
  }

  /// The price by its four rules, each tried on every price that could be it; nil if nothing crosses.
  func uncrossPrice(_ market: UInt32) -> (price: Int64, lots: UInt64, surplus: Int64)? {
    let (buys, sells) = (levels(market, .buy), levels(market, .sell))
    if !isCrossed(market) { return nil }
    func buying(_ price: Int64) -> UInt64 {
      buys.filter { $0.price >= price }.reduce(0) { $0 + $1.lots }
    }
    func selling(_ price: Int64) -> UInt64 {
      sells.filter { $0.price <= price }.reduce(0) { $0 + $1.lots }
    }
    func lots(_ price: Int64) -> UInt64 { min(buying(price), selling(price)) }
    func surplus(_ price: Int64) -> Int64 { Int64(buying(price)) - Int64(selling(price)) }
    // Between two of these nothing changes but how near the reference it is.
    var prices = Set((buys + sells).flatMap { [$0.price - 1, $0.price, $0.price + 1] })
    let reference = referencePrice(market)
    if let reference { prices.insert(reference) }
    let most = prices.map(lots).max()!
    prices = prices.filter { lots($0) == most }
    if defect != .surplusIgnored {
      let least = prices.map { surplus($0).magnitude }.min()!
      prices = prices.filter { surplus($0).magnitude == least }
    }
    let signs = Set(prices.map { surplus($0).signum() })
    var (low, high) = (prices.min()!, prices.max()!)
    if signs == [1] && defect != .pressureIgnored { low = high }
    if signs == [-1] && defect != .pressureIgnored { high = low }
    if signs == [1, -1] {
      low = prices.filter { surplus($0) > 0 }.max()!
      high = prices.filter { surplus($0) < 0 }.min()!
    }
    let middle = low + (high - low) / 2
    let price = reference.map { min(max($0, low), high) } ?? middle
    return (price, most, surplus(price))
  }

  /// The price that decides between prices as good.
  private func referencePrice(_ market: UInt32) -> Int64? {
    let status = status[market]!
    if status.sequence > 0 && defect != .referenceForgotten { return status.price }
    return auctions[market]?.last
  }

  private mutating func tradeAtPrice(_ market: UInt32) -> Bool {
    let price = auctions[market]!.price
    afterwards = []
    let rule = resolve(0, market)
    var more = false
    while let (buy, sell) = pair(market, price) {
      if pairsLeft == 0 {
        more = true
        break
      }
      pairsLeft -= 1
      if let late = [buy, sell].first(where: { end(of: orders[$0]) != nil }),
        defect != .expiredUncross
      {
        takeOut(orders[late].id, end(of: orders[late])!)
        continue
      }
      let isBuyLater = orders[buy].sequence > orders[sell].sequence
      let (later, earlier) = isBuyLater ? (buy, sell) : (sell, buy)
      if isPrevented(rule, orders[buy].account, orders[sell].account)
        && defect != .auctionTradesWithItself
      {
        part(rule, orders[later].id, orders[earlier].id)
      } else {
        cross(orders[later].id, orders[earlier].id, market)
      }
    }
    for happening in afterwards { tell(happening) }
    afterwards = []
    settleProtection()
    if more { return false }
    auctions[market]!.phase = .pricing
    let lots = auctions[market]!.lots
    if lots > 0 {
      auctions[market]!.last = price
      output.append(
        .auctionResult(
          AuctionResult(
            logIndex: head.logIndex, logTime: head.logTime, market: market, price: price,
            quantity: lots)))
    }
    return true
  }

  /// The next buy and the next sell that reach a price.
  private func pair(_ market: UInt32, _ price: Int64) -> (Int, Int)? {
    func first(_ side: Side) -> Int? {
      let sign: Int64 = side == .buy ? -1 : 1
      return orders.indices.filter {
        orders[$0].market == market && orders[$0].side == side
          && orders[$0].price * sign <= price * sign
      }.min { a, b in
        if orders[a].price == orders[b].price || defect == .auctionIgnoresPrice {
          return orders[a].sequence < orders[b].sequence
        }
        return orders[a].price * sign < orders[b].price * sign
      }
    }
    guard let buy = first(.buy), let sell = first(.sell) else { return nil }
    return (buy, sell)
  }

  private mutating func takeOut(_ id: UInt64, _ reason: CloseReason) {
    let order = orders.remove(at: orders.firstIndex { $0.id == id }!)
    afterwards.append(.removed(order, reason))
    give(order)
  }

  /// Two of one owner.
  private mutating func part(_ rule: UInt8, _ later: UInt64, _ earlier: UInt64) {
    if rule == 2 || rule == 4 { takeOut(later, .selfTrade) }
    if rule == 3 || rule == 4 { takeOut(earlier, .selfTrade) }
    if rule != 5 { return }
    let two = [later, earlier].map { id in orders.first { $0.id == id }! }
    let lots = min(two[0].open, two[1].open)
    for order in two {
      if lots == order.total {
        takeOut(order.id, .selfTrade)
        continue
      }
      let at = orders.firstIndex { $0.id == order.id }!
      orders[at].open -= lots
      afterwards.append(.lost(orders[at], lots, isMaker: true))
      if orders[at].open == 0 { _ = refill(at) }
    }
  }

  private mutating func cross(_ later: UInt64, _ earlier: UInt64, _ market: UInt32) {
    let two = [later, earlier].map { id in orders.firstIndex { $0.id == id }! }
    let lots = min(orders[two[0]].open, orders[two[1]].open)
    for at in two { orders[at].open -= lots }
    auctions[market]!.lots += lots
    let price = defect == .auctionTradesAtOrders ? orders[two[1]].price : auctions[market]!.price
    afterwards.append(
      .crossed(maker: orders[two[1]], taker: orders[two[0]], lots: lots, price: price))
    for id in [later, earlier] {
      let at = orders.firstIndex { $0.id == id }!
      if orders[at].open == 0 && !refill(at) { give(orders.remove(at: at)) }
    }
  }

  /// Nothing crosses any more.
  private mutating func finishUncross(_ market: UInt32) {
    let old = status[market]!.state
    auctions[market]!.phase = .none
    auctions[market]!.walk = nil
    let auction = auctions[market]!
    if old == .open && auction.next == .open, let span = auction.terms?.batchSpan, span > 0 {
      var due = auction.began + span
      while due <= now { due += span }
      if defect == .batchesDrift { due = now + span }
      auctions[market]!.due = due
      timers[Timer(kind: .auction, number: market)] = due
      return
    }
    enter(auction.next, market)
  }

  mutating func enter(_ state: MarketState, _ market: UInt32) {
    status[market]!.state = state
    resumeTriggers(market)
    output.append(
      .status(
        MarketStatus(
          logIndex: head.logIndex, logTime: head.logTime, market: market, state: state.wire)))
    collect(market)
  }

  /// What an uncross would do, told with the checksum of a market where orders collect.
  mutating func indicate(_ market: UInt32) {
    if !collects(market) || isUncrossing(market) || defect == .indicationMissing { return }
    let needed = steps(market)
    let most = Int(block.cancelsPerRecordMax)
    var message = AuctionIndication(
      logIndex: head.logIndex, logTime: head.logTime, market: market,
      isComplete: needed <= most ? 1 : 0)
    if needed <= most {
      if let found = uncrossPrice(market) {
        message.price = found.price
        message.quantity = found.lots
        message.imbalance = defect == .imbalanceUnsigned ? abs(found.surplus) : found.surplus
      }
    } else {
      message.quantity = walked(market, most)
    }
    output.append(.indication(message))
  }

  /// The lots of the first so many pairs of levels.
  private func walked(_ market: UInt32, _ most: Int) -> UInt64 {
    var ends: Set<UInt64> = []
    for side in [Side.buy, .sell] {
      var sum: UInt64 = 0
      let sign: Int64 = side == .buy ? -1 : 1
      for level in levels(market, side).sorted(by: { $0.price * sign < $1.price * sign }) {
        sum += level.lots
        ends.insert(sum)
      }
    }
    return ends.sorted()[most - 1]
  }
}
