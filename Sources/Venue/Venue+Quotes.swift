// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// Mass quotes: each side of each entry is an order by a name that says whose quote it is of what.
///
///     MassQuote ─▶ its own checks ─▶ result ─▶ entry by entry, side by side: replace, enter or cancel
///                                              │ a side refused: QuoteRefused   └▶ protection, limits
///                                              └─▶ QuoteResult
extension Venue {
  /// What stands against a mass quote whatever its entries say.
  @_noAllocation @_noLocks
  mutating func massQuote(
    _ context: CommandContext, _ quote: MassQuote, _ message: ByteView
  ) -> CommandOutput {
    let code = massQuoteCode(context, quote, message)
    isQuoting = code == .none
    return CommandOutput(code, clientOrder: quote.clientOrder)
  }

  @_noAllocation @_noLocks
  private func massQuoteCode(
    _ context: CommandContext, _ quote: MassQuote, _ message: ByteView
  ) -> RejectCode {
    let place = quoteGroups.find(context.account.value, quote.quoteGroup)
    if place == 0 { return .unknownQuoteGroup }
    let entries = GroupView(checked: message, at: MassQuote.messageBytes)
    if quote.flags > 1 || entries.count == 0 { return .quoteTerms }
    guard case .some = quote.selfTradeValue else { return .unknownSelfTrade }
    return isFrozen(place) ? .quoteGroupFrozen : .none
  }

  /// Does the entries of a mass quote that was accepted, and tells what became of them.
  @_noAllocation @_noLocks
  mutating func quote(
    _ context: CommandContext, _ message: ByteView, _ record: LogRecord,
    into events: inout VenueEvents
  ) {
    let head = MassQuote(block: message, at: MessageHeader.bytes)
    let place = quoteGroups.find(context.account.value, head.quoteGroup)
    let entries = GroupView(checked: message, at: MassQuote.messageBytes)
    var result = QuoteResult(
      logIndex: record.logIndex, logTime: record.logTime, clientOrder: head.clientOrder,
      quoteGroup: head.quoteGroup)
    var meetingsLeft = Int(genesis.block.fillsPerCommandMax)
    for number in 0..<entries.count {
      let entry = MassQuoteQuotes(block: entries[number])
      let isAskFirst = reachesOwnAsk(context, head, entry)
      for turn in 0..<2 {
        let side: Side = (turn == 0) == isAskFirst ? .sell : .buy
        books.share(meetingsLeft)
        let code = quote(context, head, entry, side, place)
        meetingsLeft &-= books.meetings
        if code == .none {
          result.accepted += 1
        } else {
          result.refused += 1
          refuse(context, head, entry, number, side, code, record, into: &events)
        }
        writeBookEvents(record, into: &events)
        settleProtection(record, into: &events)
        settleTrip(record, into: &events)
      }
    }
    books.share(Int(genesis.block.fillsPerCommandMax))
    result.reportSequence = sessions.takeReportSequence(context.session)
    changedSessions.note(UInt32(context.session.slot))
    let bytes = events.append(
      VenueEvent(
        .report, logIndex: record.logIndex, length: QuoteResult.messageBytes,
        session: context.session.value))
    result.encode(message: bytes)
  }

  /// Whether an entry's bid would meet the ask that its group has there: then the ask goes first.
  @_noAllocation @_noLocks
  private func reachesOwnAsk(
    _ context: CommandContext, _ quote: MassQuote, _ entry: MassQuoteQuotes
  ) -> Bool {
    if entry.bidQuantity == 0 || Int(entry.market) >= markets.count { return false }
    let name = QuoteName(quoteGroup: quote.quoteGroup, market: entry.market, side: 1)
    guard let ask = books.record(clientOrder: name.value, of: context.account) else { return false }
    return ask.price.ticks <= entry.bidPrice
  }

  /// One side of an entry.
  @_noAllocation @_noLocks
  private mutating func quote(
    _ context: CommandContext, _ quote: MassQuote, _ entry: MassQuoteQuotes, _ side: Side,
    _ place: UInt32
  ) -> RejectCode {
    if isFrozen(place) { return .quoteGroupFrozen }
    if entry.weight > Self.weightMax { return .quoteTerms }
    let code = marketCode(entry.market, context.group)
    if code != .none { return code }
    let name = QuoteName(quoteGroup: quote.quoteGroup, market: entry.market, side: side.wire)
    let old = books.record(clientOrder: name.value, of: context.account)
    let isBuy = side == .buy
    let quantity = isBuy ? entry.bidQuantity : entry.askQuantity
    if quantity == 0 {
      if let old { cancelQuote(context, old) }
      return .none
    }
    let price = isBuy ? entry.bidPrice : entry.askPrice
    if entry.bidQuantity != 0 && entry.askQuantity != 0 && entry.bidPrice >= entry.askPrice {
      return .quoteCrossed
    }
    let refusal = quoteCode(context, quote, entry.market, side, price, quantity, old)
    if refusal != .none { return refusal }
    guard let selfTrade = selfTrade(quote.selfTrade, entry.market) else {
      return .unknownSelfTrade
    }
    let market = MarketID(entry.market)
    let collects = markets[entry.market].collects
    let slot: UInt32
    do {
      if let old {
        let amendment = Amendment(
          price: Price(ticks: price), open: Quantity(lots: quantity),
          flags: OrderFlags(bits: quote.flags), selfTrade: selfTrade, key: context.key,
          collects: collects)
        slot =
          try books.replace(
            old.order, of: context.account, with: amendment, into: &bookEvents
          ).entry.order.slot
      } else {
        var new = Matching.NewOrder(
          market: market, account: context.account, side: side, price: Price(ticks: price),
          quantity: Quantity(lots: quantity), clientOrder: name.value,
          timeInForce: .goodTillCancelled, flags: OrderFlags(bits: quote.flags),
          selfTrade: selfTrade, key: context.key)
        new.quote = UInt16(truncatingIfNeeded: place)
        let entered =
          collects
          ? try books.collect(new, into: &bookEvents) : try books.submit(new, into: &bookEvents)
        slot = entered.order.slot
      }
    } catch {
      return Self.code(error)
    }
    weights[slot] = entry.weight
    return .none
  }

  @_noAllocation @_noLocks
  private mutating func cancelQuote(_ context: CommandContext, _ old: OrderRecord) {
    do {
      _ = try books.cancel(old.order, of: context.account, into: &bookEvents)
    } catch {
      invariant(false, "a quote that was found is there")
    }
  }

  /// What the market, the account and price limits have against a side.
  @_noAllocation @_noLocks
  private func quoteCode(
    _ context: CommandContext, _ quote: MassQuote, _ market: UInt32, _ side: Side, _ price: Int64,
    _ quantity: UInt64, _ old: OrderRecord?
  ) -> RejectCode {
    let isPostOnly = quote.flags & 1 == 1
    let code = orderCode(market, context.group, neverTakes: isPostOnly, collects: !isPostOnly)
    if code != .none { return code }
    if quantity > markets[market].quantityMax { return .quantityAboveMax }
    var isMoved = true
    if let old {
      // The position is judged as if the old size were already gone.
      ledger.leave(context.account, old.market, old.side, lots: old.total.lots)
      isMoved = old.price.ticks != price
    }
    let isAdmitted = ledger.admits(context.account, MarketID(market), side, lots: quantity)
    if let old { ledger.rest(context.account, old.market, old.side, lots: old.total.lots) }
    if !isAdmitted { return .positionMax }
    if isMoved && markets[market].hasLimits && isBeyondBand(market, side, price) {
      return .priceLimit
    }
    return .none
  }

  /// Tells the sender that a side was refused.
  @_noAllocation @_noLocks
  private mutating func refuse(
    _ context: CommandContext, _ quote: MassQuote, _ entry: MassQuoteQuotes, _ number: Int,
    _ side: Side, _ code: RejectCode, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let sequence = sessions.takeReportSequence(context.session)
    changedSessions.note(UInt32(context.session.slot))
    let bytes = events.append(
      VenueEvent(
        .report, logIndex: record.logIndex, length: QuoteRefused.messageBytes,
        session: context.session.value))
    QuoteRefused(
      reportSequence: sequence, logIndex: record.logIndex, logTime: record.logTime,
      clientOrder: quote.clientOrder, market: entry.market, quoteGroup: quote.quoteGroup,
      entry: UInt8(number), side: side.wire, code: code.wire
    ).encode(message: bytes)
  }
}
