// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// A listed market.
struct MarketRecord: BitwiseCopyable {
  var isListed: Bool
  /// What it takes; see `MarketState`. Changed by `enter` alone.
  var state: MarketState
  /// Whether orders come to rest without trading: see `AuctionRecord`.
  var collects = false
  /// Whether there are limits to its prices: see `LimitRecord`.
  var hasLimits = false
  /// Whether it is open and orders trade as they enter, without limits: what `submit` asks.
  var isPlain = true
  var group: UInt16
  var priceMin: Int64
  var priceMax: Int64
  var quantityMax: UInt64
  var terms: FillTerms
  /// As on the wire: what orders do that leave self-trades to the market.
  var selfTrade: UInt8
  /// As on the wire: 1 when a replace does not take.
  var options: UInt8
  /// When its day ends, in nanoseconds after midnight UTC.
  var dayEnd: UInt64
  var symbol: Bytes16
  /// The last reference price, and when and as which the source made it; zeros before the first.
  var referencePrice: Int64 = 0
  var referenceTime: UInt64 = 0
  var referenceSequence: UInt64 = 0
  /// When and as which the mark price was made by its source; zeros before the first.
  var markTime: UInt64 = 0
  var markSequence: UInt64 = 0

  @_noAllocation @_noLocks
  init(_ market: ListMarket, _ terms: FillTerms) {
    isListed = true
    state = .open
    group = market.group
    priceMin = market.priceMin
    priceMax = market.priceMax
    quantityMax = market.quantityMax
    symbol = market.symbol
    selfTrade = market.selfTrade
    options = market.options
    dayEnd = market.dayEnd
    self.terms = terms
  }
}

/// What becomes of a market once it is listed, and of its trades.
extension Venue {
  /// What a market that does not simply trade answers an order or a replace.
  ///
  /// - Parameter collects: whether it rests as it is, which orders must that are collected.
  @inline(never)
  @_noAllocation @_noLocks
  func stateCode(_ market: UInt32, neverTakes: Bool, collects: Bool) -> RejectCode {
    switch markets[market].state {
    case .open, .preOpen, .openingAuction, .volatilityAuction, .closingAuction:
      if auctions[market].isUncrossing { return .auctionUncrossing }
      return collects || !markets[market].collects ? .none : .auctionOrder
    case .postOnly: return neverTakes ? .none : .marketPostOnly
    case .cancelOnly: return .marketCancelOnly
    case .settlement: return .marketSettling
    case .expired: return .marketExpired
    case .halted, .closed, .reduceOnly: return .marketHalted
    }
  }

  /// Whether a market can be given a state.
  @_noAllocation @_noLocks
  private static func isGiven(_ state: MarketState) -> Bool {
    switch state {
    case .open, .halted, .closed, .preOpen, .openingAuction, .volatilityAuction, .postOnly,
      .cancelOnly, .closingAuction, .settlement, .expired:
      true
    case .reduceOnly: false
    }
  }

  /// Gives a market another state. Whoever may only halt can take nothing back.
  @_noAllocation @_noLocks
  mutating func setState(
    _ context: CommandContext, _ command: SetMarketState, _ record: LogRecord,
    into events: inout VenueEvents
  ) -> RejectCode {
    let code = marketCode(command.market, context.group)
    if code != .none { return code }
    guard let state = command.stateValue, Self.isGiven(state) else { return .marketStateUnknown }
    let old = markets[command.market].state
    if !isHalt(command) && context.scope & KeyScope.operate == 0 { return .scopeMissing }
    if state == old { return .none }
    if old == .expired { return .marketExpired }
    let place = genesis.block.keysMax * 2 + command.market
    if massCancels[place].isPending { return .massCancelPending }
    if auctions[command.market].isUncrossing && !state.isQuiet { return .auctionUnderWay }
    let batches = state == .open && auctions[command.market].batchSpan != 0
    if state.trades && !batches && books.isCrossed(MarketID(command.market)) {
      beginUncross(command.market, next: state, record, into: &events)
      uncrossBegun = command.market
      return .none
    }
    enter(state, command.market, record, into: &events)
    if state == .closed || state == .expired {
      begin(place, MassCancelRecord(closing: command.market, context.group))
      massCancelBegun = place
    }
    return .none
  }

  /// Whether a command halts a market that is neither closed nor expired: what needs nobody's leave.
  @_noAllocation @_noLocks
  func isHalt(_ command: SetMarketState) -> Bool {
    guard let state = command.stateValue, Int(command.market) < markets.count else { return false }
    let old = markets[command.market].state
    return state == .halted && old != .closed && old != .expired
  }

  @_noAllocation @_noLocks
  mutating func setReference(
    _ context: CommandContext, _ command: SetReferencePrice, _ record: LogRecord,
    into events: inout VenueEvents
  ) -> RejectCode {
    let code = marketCode(command.market, context.group)
    if code != .none { return code }
    let most = ProtocolLimits.priceTicksMax
    if command.price > most || command.price < -most { return .referenceOutOfRange }
    guard let source = command.sourceValue else { return .referenceOutOfOrder }
    var last = markets[command.market]
    switch source {
    case .index:
      if command.sourceSequence <= last.referenceSequence
        || command.sourceTime < last.referenceTime
      {
        return .referenceOutOfOrder
      }
      last.referencePrice = command.price
      last.referenceTime = command.sourceTime
      last.referenceSequence = command.sourceSequence
      markets[command.market] = last
      writeMarket(command.market, record, into: &events)
      notePrice(command.market, TriggerSource.index.wire, command.price)
    case .mark:
      if command.sourceSequence <= last.markSequence || command.sourceTime < last.markTime {
        return .referenceOutOfOrder
      }
      last.markTime = command.sourceTime
      last.markSequence = command.sourceSequence
      markets[command.market] = last
      notePrice(command.market, TriggerSource.mark.wire, command.price)
    }
    let bytes = marketData(ReferencePrice.messageBytes, record, into: &events)
    ReferencePrice(
      logIndex: record.logIndex, logTime: record.logTime, market: command.market,
      source: command.source, price: command.price, sourceTime: command.sourceTime,
      sourceSequence: command.sourceSequence
    ).encode(message: bytes)
    return .none
  }

  /// Takes a trade back.
  @_noAllocation @_noLocks
  mutating func bust(
    _ context: CommandContext, _ command: BustTrade, _ record: LogRecord,
    into events: inout VenueEvents
  ) -> RejectCode {
    let code = bustCode(context, command)
    if code != .none { return code }
    guard let side = command.takerSideValue else { return .unknownSide }
    let (maker, taker) = (AccountID(command.makerAccount), AccountID(command.takerAccount))
    let market = MarketID(command.market)
    ledger.unfill(
      maker: maker, taker: taker, market, takerSide: side, price: Price(ticks: command.price),
      lots: command.quantity, terms: markets[command.market].terms)
    changedAccounts.note(maker.value)
    changedAccounts.note(taker.value)
    changedAccounts.note(Ledger.venue.value)
    changedPositions.note(UInt32(ledger.place(maker, market)))
    changedPositions.note(UInt32(ledger.place(taker, market)))
    writeBust(UInt32(busted.count), command.match, record, into: &events)
    busted.insert(command.match)
    tellBust(command, side, record, into: &events)
    return .none
  }

  @_noAllocation @_noLocks
  private func bustCode(_ context: CommandContext, _ command: BustTrade) -> RejectCode {
    let code = marketCode(command.market, context.group)
    if code != .none { return code }
    if command.match == 0 || command.match >= matchNext { return .unknownMatch }
    if !ledger.isOpen(AccountID(command.makerAccount)) { return .unknownAccount }
    if !ledger.isOpen(AccountID(command.takerAccount)) { return .unknownAccount }
    if command.takerSide > 1 { return .unknownSide }
    let market = markets[command.market]
    if command.quantity == 0 { return .zeroQuantity }
    if command.quantity > market.quantityMax { return .quantityAboveMax }
    if command.price < market.priceMin || command.price > market.priceMax {
      return .priceOutsideBand
    }
    let fees = ledger.fees(
      price: Price(ticks: command.price), lots: command.quantity, terms: market.terms)
    if fees.maker != command.makerFee || fees.taker != command.takerFee { return .bustMismatch }
    if busted.contains(command.match) { return .tradeBusted }
    return busted.isFull ? .bustsMax : .none
  }

  /// Tells the taker's sessions, then the maker's, as of a fill, and everybody.
  @_noAllocation @_noLocks
  private mutating func tellBust(
    _ command: BustTrade, _ side: Side, _ record: LogRecord, into events: inout VenueEvents
  ) {
    var message = TradeBusted(
      logIndex: record.logIndex, logTime: record.logTime, match: command.match,
      price: command.price, quantity: command.quantity, fee: command.takerFee,
      market: command.market, side: side.wire, liquidity: Liquidity.taker.wire)
    tellBust(AccountID(command.takerAccount), message, record, into: &events)
    message.fee = command.makerFee
    message.side = side.opposite.wire
    message.liquidity = Liquidity.maker.wire
    tellBust(AccountID(command.makerAccount), message, record, into: &events)
    let bytes = marketData(TradeBroken.messageBytes, record, into: &events)
    TradeBroken(
      logIndex: record.logIndex, logTime: record.logTime, market: command.market,
      match: command.match, price: command.price, quantity: command.quantity
    ).encode(message: bytes)
  }

  @_noAllocation @_noLocks
  private mutating func tellBust(
    _ account: AccountID, _ busted: TradeBusted, _ record: LogRecord,
    into events: inout VenueEvents
  ) {
    var message = busted
    for place in 0..<sessions.perAccountMax {
      let session = SessionID(sessions.at(account, place))
      if session.value == 0 { continue }
      message.reportSequence = sessions.takeReportSequence(session)
      changedSessions.note(UInt32(session.slot))
      let bytes = events.append(
        VenueEvent(
          .report, logIndex: record.logIndex, length: TradeBusted.messageBytes,
          session: session.value))
      message.encode(message: bytes)
    }
  }
}
