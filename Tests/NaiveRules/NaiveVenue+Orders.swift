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
  case haltNeedsApproval
}

/// What happened to an order, as it was when it happened.
enum Happening {
  case rested(NaiveVenue.Order)
  case traded(maker: NaiveVenue.Order, taker: NaiveVenue.Order, lots: UInt64)
  case reduced(NaiveVenue.Order)
  case removed(NaiveVenue.Order, CloseReason?)
  case remainder(NaiveVenue.Order, CloseReason)
}

/// Orders, trades and money.
extension NaiveVenue {
  private func marketCode(_ market: UInt32, _ group: UInt16) -> RejectCode {
    guard let listed = markets[market] else { return .unknownMarket }
    return listed.group == group ? .none : .wrongGroup
  }

  private func isShut(_ market: UInt32) -> Bool {
    status[market]!.state != .open && defect != .haltedTakesOrders
  }

  private func open(_ account: UInt32, _ market: UInt32, _ side: Side) -> UInt64 {
    orders.filter { $0.account == account && $0.market == market && $0.side == side }
      .reduce(0) { $0 + $1.open }
  }

  /// Whether the position stays within the limit if all its orders of this side trade.
  private func admits(
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
    var outcome = Outcome(clientOrder: command.clientOrder)
    outcome.code = marketCode(command.market, group)
    if outcome.code != .none { return outcome }
    if isShut(command.market) {
      outcome.code = .marketHalted
      return outcome
    }
    let code = refusal(command, account)
    outcome.code = code
    if code != .none { return outcome }
    let slot = free.removeLast()
    let order = Order(
      id: UInt64(generations[slot, default: 1]) << 32 | UInt64(slot), sequence: sequenceNext,
      market: command.market, account: account, side: Side(wire: command.side)!,
      price: command.price, open: command.quantity, clientOrder: command.clientOrder, key: key)
    sequenceNext += 1
    outcome.order = order.id
    outcome.open = enter(order, rests: command.timeInForce == 0)
    return outcome
  }

  private func refusal(_ command: NewOrder, _ account: UInt32) -> RejectCode {
    let market = markets[command.market]!
    guard let side = Side(wire: command.side) else { return .unknownSide }
    if command.timeInForce > 1 { return .unknownTimeInForce }
    if command.quantity > market.quantityMax { return .quantityAboveMax }
    if !admits(account, command.market, side, command.quantity) { return .positionMax }
    if command.quantity == 0 { return .zeroQuantity }
    if !(market.priceMin...market.priceMax).contains(command.price) { return .priceOutsideBand }
    if command.clientOrder == 0 { return .zeroClientOrder }
    let mine = orders.filter { $0.account == account }
    if mine.contains(where: { $0.clientOrder == command.clientOrder }) {
      return .duplicateClientOrder
    }
    if command.timeInForce == 1 { return .none }
    if mine.count >= Int(block.openOrdersPerAccountMax) { return .openOrdersMax }
    return orders.count >= Int(block.ordersMax) ? .ordersMax : .none
  }

  /// Trades an order and rests what is left if it may; returns the lots that rest.
  private mutating func enter(_ order: Order, rests: Bool) -> UInt64 {
    var taker = order
    var fills = 0
    while taker.open > 0, let best = best(against: taker) {
      if fills == Int(block.fillsPerCommandMax) {
        afterwards.append(.remainder(taker, .fillsMax))
        give(taker)
        return 0
      }
      fills += 1
      let lots = min(taker.open, orders[best].open)
      taker.open -= lots
      orders[best].open -= lots
      afterwards.append(.traded(maker: orders[best], taker: taker, lots: lots))
      if orders[best].open == 0 { give(orders.remove(at: best)) }
    }
    if taker.open > 0 && rests {
      orders.append(taker)
      afterwards.append(.rested(taker))
      return taker.open
    }
    if taker.open > 0 { afterwards.append(.remainder(taker, .immediateOrCancel)) }
    give(taker)
    return 0
  }

  /// The first of the other side's best price, if it crosses.
  private func best(against taker: Order) -> Int? {
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
  }

  private func find(
    _ account: UInt32, _ market: UInt32, _ order: UInt64, _ clientOrder: UInt64
  ) -> Int? {
    orders.firstIndex {
      $0.account == account && $0.market == market
        && (order != 0 ? $0.id == order : $0.clientOrder == clientOrder)
    }
  }

  mutating func cancel(_ command: CancelOrder, _ group: UInt16, _ account: UInt32) -> Outcome {
    let code = marketCode(command.market, group)
    if code != .none { return Outcome(code: code, clientOrder: command.clientOrder) }
    guard let at = find(account, command.market, command.order, command.clientOrder) else {
      return Outcome(code: .unknownOrder, clientOrder: command.clientOrder)
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
    if isShut(command.market) {
      return Outcome(code: .marketHalted, clientOrder: command.clientOrder)
    }
    guard let at = find(account, command.market, command.order, command.clientOrder) else {
      return Outcome(code: .unknownOrder, clientOrder: command.clientOrder)
    }
    let before = orders[at]
    let refusal = refusal(command, before)
    if refusal != .none { return Outcome(code: refusal, clientOrder: before.clientOrder) }
    var order = before
    order.price = command.price
    order.open = command.quantity
    if defect != .replaceKeepsTheKey { order.key = key }
    if command.newClientOrder != 0 { order.clientOrder = command.newClientOrder }
    var outcome = Outcome(order: order.id, clientOrder: order.clientOrder, open: order.open)
    if order.price == before.price && order.open <= before.open {
      orders[at] = order
      if order.open < before.open { afterwards.append(.reduced(order)) }
      if defect == .amendKeepsOldState { orders[at].clientOrder = before.clientOrder }
      return outcome
    }
    orders.remove(at: at)
    afterwards.append(.removed(before, nil))
    order.sequence = sequenceNext
    sequenceNext += 1
    outcome.open = enter(order, rests: true)
    return outcome
  }

  private func refusal(_ command: ReplaceOrder, _ before: Order) -> RejectCode {
    let market = markets[command.market]!
    if command.quantity > market.quantityMax { return .quantityAboveMax }
    let less = defect == .replaceCountsTheOldSize ? 0 : before.open
    if !admits(before.account, before.market, before.side, command.quantity, less: less) {
      return .positionMax
    }
    if command.quantity == 0 { return .zeroQuantity }
    if !(market.priceMin...market.priceMax).contains(command.price) { return .priceOutsideBand }
    let name = command.newClientOrder
    let isTaken = orders.contains { $0.account == before.account && $0.clientOrder == name }
    return isTaken && name != before.clientOrder ? .duplicateClientOrder : .none
  }

  // MARK: Telling

  mutating func tell(_ happening: Happening) {
    note(happening)
    switch happening {
    case .rested(let order):
      output.append(
        .added(
          OrderAdded(
            logIndex: head.logIndex, logTime: head.logTime, market: order.market,
            side: order.side.wire, order: order.id, price: order.price, quantity: order.open,
            sequence: order.sequence)))
    case .traded(let maker, let taker, let lots): trade(maker, taker, lots)
    case .reduced(let order):
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
    }
  }

  mutating func everySession(_ account: UInt32, _ message: (UInt32, UInt64) -> Output) {
    var sessions = places[account, default: []].filter { $0 != 0 }
    if defect == .oneSessionHearsFills { sessions = Array(sessions.prefix(1)) }
    for session in sessions { report(session) { message(session, $0) } }
  }

  private mutating func closed(_ order: Order, _ reason: CloseReason) {
    everySession(order.account) { [head] session, sequence in
      .orderClosed(
        session,
        OrderClosed(
          reportSequence: sequence, logIndex: head.logIndex, logTime: head.logTime,
          order: order.id, clientOrder: order.clientOrder, quantity: order.open,
          market: order.market, reason: reason.wire))
    }
  }

  /// The rate's share of the notional's magnitude, rounded towards the venue.
  func fee(_ notional: Int128, _ rate: Int32) -> Int64 {
    let magnitude = defect == .feeOnSignedNotional ? notional : Int128(notional.magnitude)
    let (quotient, remainder) = (magnitude * Int128(rate)).quotientAndRemainder(
      dividingBy: 1_000_000)
    return Int64(quotient) + (remainder > 0 && defect != .feeRoundedDown ? 1 : 0)
  }

  private mutating func trade(_ maker: Order, _ taker: Order, _ lots: UInt64) {
    let market = markets[maker.market]!
    let notional = Int128(maker.price) * Int128(lots) * Int128(market.multiplier)
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
        takerAccount: taker.account, takerSide: taker.side.wire, price: maker.price,
        quantity: lots, makerFee: makerFee, takerFee: takerFee))
    if defect != .matchesNotNumbered { matchNext += 1 }
    if defect == .makerHearsFirst { hear(maker, lots, maker, match, makerFee, .maker) }
    hear(taker, lots, maker, match, takerFee, .taker)
    if defect != .makerHearsFirst { hear(maker, lots, maker, match, makerFee, .maker) }
    output.append(
      .match(
        MatchRecord(
          logIndex: head.logIndex, match: match, market: maker.market,
          makerAccount: maker.account, takerAccount: taker.account, takerSide: taker.side.wire,
          makerSequence: maker.sequence, takerSequence: taker.sequence, price: maker.price,
          quantity: lots, makerFee: makerFee, takerFee: takerFee)))
    output.append(
      .executed(
        OrderExecuted(
          logIndex: head.logIndex, logTime: head.logTime, market: maker.market, order: maker.id,
          quantity: lots, match: match)))
  }

  private mutating func hear(
    _ order: Order, _ lots: UInt64, _ maker: Order, _ match: UInt64, _ fee: Int64,
    _ liquidity: Liquidity
  ) {
    everySession(order.account) { [head] session, sequence in
      .fill(
        session,
        Fill(
          reportSequence: sequence, logIndex: head.logIndex, logTime: head.logTime,
          order: order.id, clientOrder: order.clientOrder, price: maker.price, quantity: lots,
          openQuantity: order.open, match: match, fee: fee, market: order.market,
          side: order.side.wire, liquidity: liquidity.wire))
    }
  }
}
