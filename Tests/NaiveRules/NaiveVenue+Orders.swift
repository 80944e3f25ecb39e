// SPDX-License-Identifier: Apache-2.0

import Quantities
import Venue
import WireFormat

/// A mistake for the naive venue to make, to show that the comparison would see it.
enum Defect: CaseIterable, Sendable {
  case feeRoundedDown
  case feeOnSignedNotional
  case openOrdersLeftOutOfPosition
  case replaceCountsTheOldSize
  case refusedNonceNotUsedUp
  case makerHearsFirst
  case oneSessionHearsFills
  case matchesNotNumbered
  case amendKeepsOldState
  case checksumForgetsPartialFills
  case checksumForgetsReductions
  case checksumLate
  case replaceKeepsTheKey
  case replacedSessionLosesOrders
  case massCancelTakesLaterOnes
  case massCancelSideless
  case widenedCancelBeginsAnew
  case cancelsUnbounded
  case deadManGoesOn
  case deadManNotRefreshed
  case delegateUnbounded
  case riskKeyReopens
  case closedKeepsOrders
  case haltedTakesOrders
  case oldReferenceTaken
  case bustKeepsTakerFee
  case bustedTwice
  case oneKeyApprovesTwice
  case massCancelAtAnyPrice
  case hiddenLotsLeftOutOfPosition
  case refillKeepsItsNumber
  case hiddenReductionShows
  case fillsTellWhatShows
  case dayEndsAtMidnight
  case endsUnbounded
  case selfTradeDefaultIgnored
  case groupsTradeWithThemselves
  case selfTradeNotTold
  case slideNotTold
  case inFlightFillsForgotten
  case replaceTakesWhereItMayNot
  case haltNeedsApproval
  case expiredComesBack
  case postOnlyStateTakes
  case replaceTakesInPostOnly
  case passedTriggerWaits
  case onlyTheLastPriceTriggers
  case trailsStandStill
  case childrenForgetWhatTraded
  case pairsKeepTheirSize
  case pairBothEnter
  case linksKeepTheOldName
  case massCancelLeavesWaiters
  case waitersNeverEnd
  case callTrades
  case opensCrossed
  case auctionEndsOnTime
  case surplusIgnored
  case pressureIgnored
  case referenceForgotten
  case auctionTradesWithItself
  case auctionTradesAtOrders
  case auctionIgnoresPrice
  case indicationMissing
  case bandIgnored
  case velocityIgnored
  case tripsKeepOpen
  case uncrossKeepsWindow
  case pairsUnbounded
  case expiredUncross
  case batchesDrift
  case imbalanceUnsigned
  case quoteNamesTaken
  case replacesChangeQuotes
  case quotesLoseTheirPlace
  case bidAlwaysFirst
  case sidesMeetAlone
  case tripWaits
  case takersNotProtected
  case deltaUnsigned
  case vegaUnweighted
  case windowShort
  case windowEndless
  case limitsExceeded
  case tripLeavesQuotes
  case frozenQuotes
  case resetKeepsSums
  case pullsUnbounded
  case deadQuotesTrade
}

/// What happened to an order, as it was when it happened.
enum Happening {
  case rested(NaiveVenue.Order)
  case traded(maker: NaiveVenue.Order, taker: NaiveVenue.Order, lots: UInt64)
  case reduced(NaiveVenue.Order, shows: Bool)
  case refilled(NaiveVenue.Order)
  case removed(NaiveVenue.Order, CloseReason?)
  case remainder(NaiveVenue.Order, CloseReason)
  /// Lots lost to a self-trade that was prevented, by an order that goes on.
  case lost(NaiveVenue.Order, UInt64, isMaker: Bool)
  case repriced(NaiveVenue.Order)
  /// Two resting orders traded at one price; the taker is the one that entered later.
  case crossed(maker: NaiveVenue.Order, taker: NaiveVenue.Order, lots: UInt64, price: Int64)
}

/// Orders, trades and money.
extension NaiveVenue {
  func marketCode(_ market: UInt32, _ group: UInt16) -> RejectCode {
    guard let listed = markets[market] else { return .unknownMarket }
    return listed.group == group ? .none : .wrongGroup
  }

  private func open(_ account: UInt32, _ market: UInt32, _ side: Side) -> UInt64 {
    orders.filter { $0.account == account && $0.market == market && $0.side == side }
      .reduce(0) { $0 + (defect == .hiddenLotsLeftOutOfPosition ? $1.open : $1.total) }
  }

  /// Whether the position stays within the limit if all its orders of this side trade.
  func admits(
    _ account: UInt32, _ market: UInt32, _ side: Side, _ lots: UInt64, less: UInt64 = 0
  ) -> Bool {
    let held = Int128(held[Pair(account: account, market: market), default: 0])
    var resting = Int128(open(account, market, side)) - Int128(less)
    if defect == .openOrdersLeftOutOfPosition { resting = 0 }
    let position = side == .buy ? held : -held
    return position + resting + Int128(lots) <= Int128(block.positionLotsMax)
  }

  mutating func submit(
    _ command: NewOrder, _ group: UInt16, _ account: UInt32, _ key: UInt32
  ) -> Outcome {
    submit(
      NewSpecialOrder(
        market: command.market, side: command.side, timeInForce: command.timeInForce,
        flags: command.flags, selfTrade: command.selfTrade, price: command.price,
        quantity: command.quantity, clientOrder: command.clientOrder), group, account, key)
  }

  mutating func submit(
    _ command: NewSpecialOrder, _ group: UInt16, _ account: UInt32, _ key: UInt32
  ) -> Outcome {
    var outcome = Outcome(clientOrder: command.clientOrder)
    let isPlain =
      command.flags == 0 && command.minimumQuantity == 0 && ![1, 2].contains(command.timeInForce)
    outcome.code = orderCode(
      command.market, group, isPostOnly: command.flags & 1 == 1, isPlain: isPlain)
    if outcome.code == .none { outcome.code = termsRefusal(command) }
    if outcome.code == .none && !admits(command, account) { outcome.code = .positionMax }
    if outcome.code == .none
      && isBeyondBand(command.market, Side(wire: command.side)!, command.price)
    {
      outcome.code = .priceLimit
    }
    let isTaken = waiting(account).contains { $0.terms.clientOrder == command.clientOrder }
    if outcome.code == .none && isTaken { outcome.code = .duplicateClientOrder }
    if outcome.code != .none { return outcome }
    return enter(command, end(of: command), account, key)
  }

  /// Enters an order whose time has come.
  mutating func enterTriggered(_ command: NewSpecialOrder, _ waiter: Waiter) -> Outcome {
    if !admits(command, waiter.account) {
      return Outcome(code: .positionMax, clientOrder: command.clientOrder)
    }
    if isBeyondBand(command.market, Side(wire: command.side)!, command.price) {
      return Outcome(code: .priceLimit, clientOrder: command.clientOrder)
    }
    return enter(command, waiter.expiresAt, waiter.account, waiter.key)
  }

  /// - Parameter isPlain: whether it can rest as it is.
  func orderCode(
    _ market: UInt32, _ group: UInt16, isPostOnly: Bool, isPlain: Bool = false
  ) -> RejectCode {
    let code = marketCode(market, group)
    return code == .none ? stateCode(market, isPostOnly: isPostOnly, isPlain: isPlain) : code
  }

  private func admits(_ command: NewSpecialOrder, _ account: UInt32) -> Bool {
    admits(account, command.market, Side(wire: command.side)!, command.quantity)
  }

  private mutating func enter(
    _ command: NewSpecialOrder, _ end: UInt64, _ account: UInt32, _ key: UInt32
  ) -> Outcome {
    var outcome = Outcome(clientOrder: command.clientOrder)
    outcome.code = checkRefusal(command, end)
    if outcome.code == .none { outcome.code = nameRefusal(command, account) }
    if outcome.code != .none { return outcome }
    let selfTrade = resolve(command.selfTrade, command.market)
    var price = command.price
    if !collects(command.market) {
      switch entryPrice(command, account, selfTrade) {
      case .success(let given): price = given
      case .failure(let refused):
        outcome.code = refused.code
        return outcome
      }
    }
    let isIceberg = command.displayQuantity > 0
    if (isIceberg || end > 0) && freePlaces.isEmpty {
      outcome.code = .specialOrdersMax
      return outcome
    }
    let slot = free.removeLast()
    var order = Order(
      id: UInt64(generations[slot, default: 1]) << 32 | UInt64(slot), sequence: sequenceNext,
      market: command.market, account: account, side: Side(wire: command.side)!,
      price: price, open: command.quantity, clientOrder: command.clientOrder, key: key)
    order.display = command.displayQuantity
    order.expiresAt = end
    sequenceNext += 1
    outcome.order = order.id
    outcome.open = enter(
      order, rests: rests(command), selfTrade, isRepriced: price != command.price)
    return outcome
  }

  /// What of an order means nothing to its market.
  func termsRefusal(_ command: NewSpecialOrder) -> RejectCode {
    if command.side > 1 { return .unknownSide }
    if command.timeInForce > 4 { return .unknownTimeInForce }
    if command.selfTrade > 5 { return .unknownSelfTrade }
    if QuoteName(command.clientOrder) != nil && defect != .quoteNamesTaken {
      return .clientNumberReserved
    }
    if command.quantity > markets[command.market]!.quantityMax { return .quantityAboveMax }
    return (command.timeInForce == 4) != (command.expiresAt > 0) ? .orderTermsConflict : .none
  }

  /// What of an order means nothing to any book.
  func checkRefusal(_ command: NewSpecialOrder, _ end: UInt64) -> RejectCode {
    let market = markets[command.market]!
    if command.quantity == 0 { return .zeroQuantity }
    if !(market.priceMin...market.priceMax).contains(command.price) { return .priceOutsideBand }
    if command.clientOrder == 0 { return .zeroClientOrder }
    if conflicts(command.flags, rests(command) ? 0 : command.timeInForce) {
      return .orderTermsConflict
    }
    return termsRefusal(command, end)
  }

  private func nameRefusal(_ command: NewSpecialOrder, _ account: UInt32) -> RejectCode {
    let mine = orders.filter { $0.account == account }
    if mine.contains(where: { $0.clientOrder == command.clientOrder }) {
      return .duplicateClientOrder
    }
    if !rests(command) { return .none }
    if mine.count >= Int(block.openOrdersPerAccountMax) { return .openOrdersMax }
    return orders.count >= Int(block.ordersMax) ? .ordersMax : .none
  }

  /// Trades an order and rests what is left if it may; returns the lots that rest.
  mutating func enter(
    _ order: Order, rests: Bool, _ selfTrade: UInt8, isRepriced: Bool
  ) -> UInt64 {
    var taker = order
    met = 0
    var lost: UInt64 = 0
    var stop: CloseReason?
    let trades = !collects(order.market) || defect == .callTrades
    while trades && stop == nil && taker.open > 0, let best = best(against: taker) {
      if met == meetingsMax {
        stop = .fillsMax
        break
      }
      met += 1
      let maker = orders[best]
      if let reason = end(of: maker) {
        afterwards.append(.removed(orders.remove(at: best), reason))
        give(maker)
        continue
      }
      if isPrevented(selfTrade, taker.account, orders[best].account) {
        if prevent(selfTrade, &taker, best, &lost) { stop = .selfTrade }
        continue
      }
      let lots = min(taker.open, orders[best].open)
      taker.open -= lots
      orders[best].open -= lots
      afterwards.append(.traded(maker: orders[best], taker: taker, lots: lots))
      if orders[best].open == 0 && !refill(best) { give(orders.remove(at: best)) }
    }
    if lost > 0 { afterwards.append(.lost(taker, lost, isMaker: false)) }
    if let stop {
      if taker.open > 0 { afterwards.append(.remainder(taker, stop)) }
      give(taker)
      return 0
    }
    if taker.open > 0 && rests {
      specialise(&taker)
      orders.append(taker)
      if isRepriced { afterwards.append(.repriced(taker)) }
      afterwards.append(.rested(taker))
      return taker.total
    }
    if taker.open > 0 { afterwards.append(.remainder(taker, .immediateOrCancel)) }
    give(taker)
    return 0
  }

  /// The first of the other side's best price, if it crosses.
  func best(against taker: Order) -> Int? {
    let makers = orders.indices.filter {
      orders[$0].market == taker.market && orders[$0].side != taker.side
        && (taker.side == .buy ? orders[$0].price <= taker.price : orders[$0].price >= taker.price)
    }
    return makers.min { a, b in
      if orders[a].price == orders[b].price { return orders[a].sequence < orders[b].sequence }
      return (orders[a].price < orders[b].price) == (taker.side == .buy)
    }
  }

  mutating func give(_ order: Order) {
    let slot = UInt32(truncatingIfNeeded: order.id)
    generations[slot] = UInt32(truncatingIfNeeded: order.id >> 32) + 1
    free.append(slot)
    if order.special != 0 { freePlaces.append(order.special) }
  }

  private func find(
    _ account: UInt32, _ market: UInt32, _ order: UInt64, _ clientOrder: UInt64
  ) -> Int? {
    orders.firstIndex {
      $0.account == account && $0.market == market
        && (order != 0 ? $0.id == order : $0.clientOrder == clientOrder)
    }
  }

  private func findWaiter(
    _ account: UInt32, _ market: UInt32, _ order: UInt64, _ clientOrder: UInt64
  ) -> Waiter? {
    waiting(account).first {
      $0.terms.market == market
        && (order != 0 ? $0.number == order : $0.terms.clientOrder == clientOrder)
    }
  }

  mutating func cancel(_ command: CancelOrder, _ group: UInt16, _ account: UInt32) -> Outcome {
    let code = marketCode(command.market, group)
    if code != .none { return Outcome(code: code, clientOrder: command.clientOrder) }
    guard let at = find(account, command.market, command.order, command.clientOrder) else {
      guard let waiter = findWaiter(account, command.market, command.order, command.clientOrder)
      else { return Outcome(code: .unknownOrder, clientOrder: command.clientOrder) }
      closeLater(waiter.place, .cancelled)
      return Outcome(order: waiter.number, clientOrder: waiter.terms.clientOrder)
    }
    let order = orders.remove(at: at)
    afterwards.append(.removed(order, .cancelled))
    give(order)
    return Outcome(order: order.id, clientOrder: order.clientOrder)
  }

  mutating func replace(
    _ command: ReplaceOrder, _ group: UInt16, _ account: UInt32, _ key: UInt32
  ) -> Outcome {
    let code = marketCode(command.market, group)
    if code != .none { return Outcome(code: code, clientOrder: command.clientOrder) }
    let shut = stateCode(command.market, isPostOnly: true, isPlain: command.flags == 0)
    if shut != .none { return Outcome(code: shut, clientOrder: command.clientOrder) }
    if command.selfTrade > 5 {
      return Outcome(code: .unknownSelfTrade, clientOrder: command.clientOrder)
    }
    guard let at = find(account, command.market, command.order, command.clientOrder) else {
      let waiter = findWaiter(account, command.market, command.order, command.clientOrder)
      return Outcome(
        code: waiter == nil ? .unknownOrder : .orderWaits, clientOrder: command.clientOrder)
    }
    let before = orders[at]
    if QuoteName(before.clientOrder) != nil && defect != .replacesChangeQuotes {
      return Outcome(code: .orderIsQuote, clientOrder: before.clientOrder)
    }
    if QuoteName(command.newClientOrder) != nil && defect != .quoteNamesTaken {
      return Outcome(code: .clientNumberReserved, clientOrder: before.clientOrder)
    }
    let traded = command.openSeen > before.total ? command.openSeen - before.total : 0
    var command = command
    if defect != .inFlightFillsForgotten && command.quantity <= markets[command.market]!.quantityMax
      && command.quantity > 0
    {
      if command.quantity <= traded {
        orders.remove(at: at)
        afterwards.append(.removed(before, .cancelled))
        give(before)
        return Outcome(order: before.id, clientOrder: before.clientOrder)
      }
      command.quantity -= traded
    }
    if !admits(command, before) {
      return Outcome(code: .positionMax, clientOrder: before.clientOrder)
    }
    if command.quantity <= markets[command.market]!.quantityMax && command.price != before.price
      && isBeyondBand(command.market, before.side, command.price)
    {
      return Outcome(code: .priceLimit, clientOrder: before.clientOrder)
    }
    let isTaken = waiting(account).contains { $0.terms.clientOrder == command.newClientOrder }
    if isTaken && command.quantity <= markets[command.market]!.quantityMax {
      return Outcome(code: .duplicateClientOrder, clientOrder: before.clientOrder)
    }
    let refusal = refusal(command, before)
    if refusal != .none { return Outcome(code: refusal, clientOrder: before.clientOrder) }
    var order = before
    switch reentryPrice(command, before) {
    case .success(let given): order.price = given
    case .failure(let refused):
      return Outcome(code: refused.code, clientOrder: before.clientOrder)
    }
    let name = command.newClientOrder
    if orders.contains(where: { $0.account == before.account && $0.clientOrder == name })
      && name != before.clientOrder
    {
      return Outcome(code: .duplicateClientOrder, clientOrder: before.clientOrder)
    }
    let stays = command.price == before.price && command.quantity <= before.total
    if stays {
      // What is hidden goes first.
      let unseen = min(before.hidden, before.total - command.quantity)
      order.hidden -= unseen
      order.open -= before.total - command.quantity - unseen
    } else {
      order.open = command.quantity
      order.hidden = 0
    }
    if defect != .replaceKeepsTheKey { order.key = key }
    if command.newClientOrder != 0 {
      order.clientOrder = command.newClientOrder
      renameLinks(account, command.market, before.clientOrder, command.newClientOrder)
    }
    var outcome = Outcome(order: order.id, clientOrder: order.clientOrder, open: order.total)
    if stays {
      orders[at] = order
      if order.total < before.total {
        let shows = order.open < before.open || defect == .hiddenReductionShows
        afterwards.append(.reduced(order, shows: shows))
      }
      if defect == .amendKeepsOldState { orders[at].clientOrder = before.clientOrder }
      return outcome
    }
    orders.remove(at: at)
    afterwards.append(.removed(before, nil))
    if before.special != 0 { freePlaces.append(before.special) }
    order.special = 0
    order.sequence = sequenceNext
    sequenceNext += 1
    outcome.open = enter(
      order, rests: true, resolve(command.selfTrade, command.market),
      isRepriced: order.price != command.price)
    return outcome
  }

  /// Whether its new size is within the limit on positions; above the market's it is refused for that.
  private func admits(_ command: ReplaceOrder, _ before: Order) -> Bool {
    if command.quantity > markets[command.market]!.quantityMax { return true }
    let less = defect == .replaceCountsTheOldSize ? 0 : before.total
    return admits(before.account, before.market, before.side, command.quantity, less: less)
  }

  private func refusal(_ command: ReplaceOrder, _ before: Order) -> RejectCode {
    let market = markets[command.market]!
    if command.quantity > market.quantityMax { return .quantityAboveMax }
    if command.quantity == 0 { return .zeroQuantity }
    if !(market.priceMin...market.priceMax).contains(command.price) { return .priceOutsideBand }
    return .none
  }

  // MARK: Telling

  mutating func tell(_ happening: Happening) {
    say(happening)
    for (order, lots, isGone) in follows(happening) {
      follow(order.account, order.market, order.clientOrder, lots, isGone: isGone)
    }
  }

  private mutating func say(_ happening: Happening) {
    note(happening)
    switch happening {
    case .rested(let order), .refilled(let order):
      output.append(
        .added(
          OrderAdded(
            logIndex: head.logIndex, logTime: head.logTime, market: order.market,
            side: order.side.wire, order: order.id, price: order.price, quantity: order.open,
            sequence: order.sequence)))
    case .traded(let maker, let taker, let lots): trade(maker, taker, lots)
    case .crossed(let maker, let taker, let lots, let price):
      trade(maker, taker, lots, at: price)
    case .reduced(let order, let shows):
      if !shows { return }
      output.append(
        .reduced(
          OrderReduced(
            logIndex: head.logIndex, logTime: head.logTime, market: order.market,
            order: order.id, quantity: order.open)))
    case .removed(let order, let reason):
      if let reason { closed(order, reason) }
      output.append(
        .deleted(
          OrderDeleted(
            logIndex: head.logIndex, logTime: head.logTime, market: order.market,
            order: order.id)))
    case .remainder(let order, let reason): closed(order, reason)
    case .lost(let order, let lots, let isMaker):
      if isMaker && order.open == 0 {
        output.append(
          .deleted(
            OrderDeleted(
              logIndex: head.logIndex, logTime: head.logTime, market: order.market,
              order: order.id)))
      } else if isMaker {
        output.append(
          .reduced(
            OrderReduced(
              logIndex: head.logIndex, logTime: head.logTime, market: order.market,
              order: order.id, quantity: order.open)))
      }
      var part = order
      part.open = lots
      part.hidden = 0
      if defect != .selfTradeNotTold { closed(part, .selfTrade, goingOn: order.total) }
    case .repriced(let order):
      if defect == .slideNotTold { return }
      everySession(order.account) { [head] session, sequence in
        .repriced(
          session,
          OrderRepriced(
            reportSequence: sequence, logIndex: head.logIndex, logTime: head.logTime,
            order: order.id, clientOrder: order.clientOrder, price: order.price,
            openQuantity: order.total, market: order.market))
      }
    }
  }

  mutating func everySession(_ account: UInt32, _ message: (UInt32, UInt64) -> Output) {
    var sessions = places[account, default: []].filter { $0 != 0 }
    if defect == .oneSessionHearsFills { sessions = Array(sessions.prefix(1)) }
    for session in sessions { report(session) { message(session, $0) } }
  }

  private mutating func closed(_ order: Order, _ reason: CloseReason, goingOn: UInt64 = 0) {
    everySession(order.account) { [head] session, sequence in
      .orderClosed(
        session,
        OrderClosed(
          reportSequence: sequence, logIndex: head.logIndex, logTime: head.logTime,
          order: order.id, clientOrder: order.clientOrder, quantity: order.total,
          openQuantity: goingOn, market: order.market, reason: reason.wire))
    }
  }

  /// The rate's share of the notional's magnitude, rounded towards the venue.
  func fee(_ notional: Int128, _ rate: Int32) -> Int64 {
    let magnitude = defect == .feeOnSignedNotional ? notional : Int128(notional.magnitude)
    let (quotient, remainder) = (magnitude * Int128(rate)).quotientAndRemainder(
      dividingBy: 1_000_000)
    return Int64(quotient) + (remainder > 0 && defect != .feeRoundedDown ? 1 : 0)
  }

  private mutating func trade(
    _ maker: Order, _ taker: Order, _ lots: UInt64, at uncross: Int64? = nil
  ) {
    let market = markets[maker.market]!
    let price = uncross ?? maker.price
    note(maker.market, price, isUncross: uncross != nil)
    let notional = Int128(price) * Int128(lots) * Int128(market.multiplier)
    let makerFee = fee(notional, market.makerFee)
    let takerFee = fee(notional, market.takerFee)
    let bought = taker.side == .buy ? taker.account : maker.account
    let sold = taker.side == .buy ? maker.account : taker.account
    held[Pair(account: bought, market: maker.market), default: 0] += Int64(lots)
    held[Pair(account: sold, market: maker.market), default: 0] -= Int64(lots)
    cash[bought]! -= notional
    cash[sold]! += notional
    cash[maker.account]! -= Int128(makerFee)
    cash[taker.account]! -= Int128(takerFee)
    cash[0]! += Int128(makerFee) + Int128(takerFee)
    let match = matchNext
    trades.append(
      MatchRecord(
        match: match, market: maker.market, makerAccount: maker.account,
        takerAccount: taker.account, takerSide: taker.side.wire, price: price,
        quantity: lots, makerFee: makerFee, takerFee: takerFee))
    if defect != .matchesNotNumbered { matchNext += 1 }
    notePrice(maker.market, 1, price)
    if defect != .takersNotProtected { count(taker, lots) }
    count(maker, lots)
    if defect == .makerHearsFirst { hear(maker, lots, price, match, makerFee, .maker) }
    hear(taker, lots, price, match, takerFee, .taker)
    if defect != .makerHearsFirst { hear(maker, lots, price, match, makerFee, .maker) }
    output.append(
      .match(
        MatchRecord(
          logIndex: head.logIndex, match: match, market: maker.market,
          makerAccount: maker.account, takerAccount: taker.account, takerSide: taker.side.wire,
          makerSequence: maker.sequence, takerSequence: taker.sequence, price: price,
          quantity: lots, makerFee: makerFee, takerFee: takerFee)))
    if uncross != nil {
      let isBuy = maker.side == .buy
      output.append(
        .auctionTrade(
          AuctionTrade(
            logIndex: head.logIndex, logTime: head.logTime, market: maker.market,
            buyOrder: isBuy ? maker.id : taker.id, sellOrder: isBuy ? taker.id : maker.id,
            quantity: lots, price: price, match: match)))
      return
    }
    output.append(
      .executed(
        OrderExecuted(
          logIndex: head.logIndex, logTime: head.logTime, market: maker.market, order: maker.id,
          quantity: lots, match: match)))
  }

  private mutating func hear(
    _ order: Order, _ lots: UInt64, _ price: Int64, _ match: UInt64, _ fee: Int64,
    _ liquidity: Liquidity
  ) {
    let open = defect == .fillsTellWhatShows ? order.open : order.total
    everySession(order.account) { [head] session, sequence in
      .fill(
        session,
        Fill(
          reportSequence: sequence, logIndex: head.logIndex, logTime: head.logTime,
          order: order.id, clientOrder: order.clientOrder, price: price, quantity: lots,
          openQuantity: open, match: match,
          fee: fee, market: order.market,
          side: order.side.wire, liquidity: liquidity.wire))
    }
  }
}
