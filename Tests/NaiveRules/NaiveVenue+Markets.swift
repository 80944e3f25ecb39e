// SPDX-License-Identifier: Apache-2.0

import Quantities
import Venue
import WireFormat

/// States of markets, reference prices, busted trades.
extension NaiveVenue {
  struct Status {
    var state = MarketState.open
    var price: Int64 = 0
    var time: UInt64 = 0
    var sequence: UInt64 = 0
    var markTime: UInt64 = 0
    var markSequence: UInt64 = 0
  }

  /// What the market's state has against an order or a replace.
  ///
  /// - Parameter isPlain: whether it can rest as it is.
  func stateCode(_ market: UInt32, isPostOnly: Bool, isPlain: Bool) -> RejectCode {
    if collects(market) {
      if isUncrossing(market) { return .auctionUncrossing }
      return isPlain ? .none : .auctionOrder
    }
    switch status[market]!.state {
    case .open where isUncrossing(market): return .auctionUncrossing
    case .halted, .closed: return defect == .haltedTakesOrders ? .none : .marketHalted
    case .postOnly: return isPostOnly || defect == .postOnlyStateTakes ? .none : .marketPostOnly
    case .cancelOnly: return .marketCancelOnly
    case .settlement: return .marketSettling
    case .expired: return .marketExpired
    default: return .none
    }
  }

  private func code(_ market: UInt32, _ group: UInt16) -> RejectCode {
    guard let listed = markets[market] else { return .unknownMarket }
    return listed.group == group ? .none : .wrongGroup
  }

  mutating func setState(_ command: SetMarketState, _ group: UInt16, _ key: Key) -> RejectCode {
    let code = code(command.market, group)
    if code != .none { return code }
    guard let state = MarketState(wire: command.state),
      state != .reduceOnly
    else { return .marketStateUnknown }
    let old = status[command.market]!.state
    let halts = state == .halted && ![.closed, .expired].contains(old)
    if !halts && key.scope & 2 == 0 && defect != .riskKeyReopens { return .scopeMissing }
    if state == old { return .none }
    if old == .expired && defect != .expiredComesBack { return .marketExpired }
    let place = block.keysMax * 2 + command.market
    if massCancels[place] != nil { return .massCancelPending }
    let isQuiet = [.halted, .closed, .cancelOnly, .settlement, .expired].contains(state)
    if isUncrossing(command.market) && !isQuiet { return .auctionUnderWay }
    let hasBatches = auctions[command.market]?.terms.map { $0.batchSpan > 0 } ?? false
    if (state == .postOnly || state == .open && !hasBatches) && isCrossed(command.market)
      && defect != .opensCrossed
    {
      beginUncross(command.market, state)
      uncrossBegun = command.market
      return .none
    }
    enter(state, command.market)
    if [.closed, .expired].contains(state) && defect != .closedKeepsOrders {
      begin(
        place,
        Mass(reason: .venue, owner: 2, scope: 0, market: command.market, group: group))
      begun = place
    }
    return .none
  }

  mutating func setReference(_ command: SetReferencePrice, _ group: UInt16) -> RejectCode {
    let code = code(command.market, group)
    if code != .none { return code }
    if command.price.magnitude > 1 << 40 { return .referenceOutOfRange }
    let old = status[command.market]!
    let isMark = command.source == 1
    let (time, sequence) = isMark ? (old.markTime, old.markSequence) : (old.time, old.sequence)
    let isLater = command.sourceTime >= time && command.sourceSequence > sequence
    if command.source > 1 || !isLater && defect != .oldReferenceTaken {
      return .referenceOutOfOrder
    }
    if isMark {
      status[command.market]!.markTime = command.sourceTime
      status[command.market]!.markSequence = command.sourceSequence
    } else {
      status[command.market]!.price = command.price
      status[command.market]!.time = command.sourceTime
      status[command.market]!.sequence = command.sourceSequence
    }
    notePrice(command.market, isMark ? 2 : 3, command.price)
    output.append(
      .reference(
        ReferencePrice(
          logIndex: head.logIndex, logTime: head.logTime, market: command.market,
          source: command.source, price: command.price, sourceTime: command.sourceTime,
          sourceSequence: command.sourceSequence)))
    return .none
  }

  mutating func bust(_ command: BustTrade, _ group: UInt16) -> RejectCode {
    let refused = refusal(command, group)
    if refused != .none { return refused }
    let market = markets[command.market]!
    let notional = Int128(command.price) * Int128(command.quantity) * Int128(market.multiplier)
    let (buyer, seller) =
      command.takerSide == 0
      ? (command.takerAccount, command.makerAccount)
      : (command.makerAccount, command.takerAccount)
    held[Pair(account: buyer, market: command.market), default: 0] -= Int64(command.quantity)
    held[Pair(account: seller, market: command.market), default: 0] += Int64(command.quantity)
    cash[buyer]! += notional
    cash[seller]! -= notional
    cash[command.makerAccount]! += Int128(command.makerFee)
    if defect != .bustKeepsTakerFee { cash[command.takerAccount]! += Int128(command.takerFee) }
    cash[0]! -= Int128(command.makerFee) + Int128(command.takerFee)
    busts.append((command.match, head.logIndex))
    hear(command, command.takerAccount, command.takerFee, .taker)
    hear(command, command.makerAccount, command.makerFee, .maker)
    output.append(
      .broken(
        TradeBroken(
          logIndex: head.logIndex, logTime: head.logTime, market: command.market,
          match: command.match, price: command.price, quantity: command.quantity)))
    return .none
  }

  private func refusal(_ command: BustTrade, _ group: UInt16) -> RejectCode {
    let code = code(command.market, group)
    if code != .none { return code }
    let market = markets[command.market]!
    if !(1..<matchNext).contains(command.match) { return .unknownMatch }
    if cash[command.makerAccount] == nil || cash[command.takerAccount] == nil {
      return .unknownAccount
    }
    if command.takerSide > 1 { return .unknownSide }
    if command.quantity == 0 { return .zeroQuantity }
    if command.quantity > market.quantityMax { return .quantityAboveMax }
    if !(market.priceMin...market.priceMax).contains(command.price) { return .priceOutsideBand }
    let notional = Int128(command.price) * Int128(command.quantity) * Int128(market.multiplier)
    if fee(notional, market.makerFee) != command.makerFee { return .bustMismatch }
    if fee(notional, market.takerFee) != command.takerFee { return .bustMismatch }
    if defect != .bustedTwice && busts.contains(where: { $0.match == command.match }) {
      return .tradeBusted
    }
    return busts.count >= Int(block.bustsMax) ? .bustsMax : .none
  }

  private mutating func hear(
    _ command: BustTrade, _ account: UInt32, _ fee: Int64, _ liquidity: Liquidity
  ) {
    let isTaker = liquidity == .taker
    everySession(account) { [head] session, sequence in
      .busted(
        session,
        TradeBusted(
          reportSequence: sequence, logIndex: head.logIndex, logTime: head.logTime,
          match: command.match, price: command.price, quantity: command.quantity, fee: fee,
          market: command.market, side: isTaker ? command.takerSide : 1 - command.takerSide,
          liquidity: liquidity.wire))
    }
  }
}
