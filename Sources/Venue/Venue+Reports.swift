// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

extension Venue {
  // MARK: Results

  /// Answers a whole datagram with one refusal. A session that is not up hears nothing: its report
  /// goes to session 0, which is nobody, and is only counted.
  @_noAllocation @_noLocks
  mutating func refuse(
    _ record: LogRecord, _ header: CommandHeader, _ session: SessionID, _ code: RejectCode,
    into events: inout VenueEvents
  ) {
    result(
      CommandResult(
        logIndex: record.logIndex, logTime: record.logTime, nonce: header.nonce,
        template: CommandHeader.templateID, ordinal: 255, count: header.count, code: code.wire),
      record, session, into: &events)
  }

  /// The outcome of one command.
  @_noAllocation @_noLocks
  mutating func report(
    _ record: LogRecord, _ context: CommandContext, _ output: CommandOutput,
    into events: inout VenueEvents
  ) {
    result(
      CommandResult(
        logIndex: record.logIndex, logTime: record.logTime, nonce: context.nonce,
        order: output.order.value, clientOrder: output.clientOrder, openQuantity: output.open,
        template: context.template, ordinal: UInt8(context.ordinal), count: 1,
        code: output.code.wire), record, context.session, into: &events)
  }

  /// A repeat: the first result again, under the index that gave it, marked resent. What the order
  /// has become since is not told: the open size is that of the end of the command.
  @_noAllocation @_noLocks
  mutating func repeatResults(
    _ record: LogRecord, _ header: CommandHeader, _ session: SessionID, _ key: KeyID, _ rank: Int,
    _ body: ByteView, into events: inout VenueEvents
  ) {
    let entry = nonces.entry(key, rank)
    if entry.code != 0 {
      result(
        CommandResult(
          logIndex: entry.logIndex, logTime: record.logTime, nonce: header.nonce,
          template: CommandHeader.templateID, ordinal: 255, count: header.count, code: entry.code,
          resent: 1), record, session, into: &events)
      return
    }
    var at = 64 + CommandHeader.messageBytes
    for ordinal in 0..<Int(entry.count) {
      let length = Int(body.load(at, as: UInt16.self))
      let message = body.slice(at + 2, count: length)
      let outcome = nonces.outcome(key, rank, ordinal: ordinal)
      result(
        CommandResult(
          logIndex: entry.logIndex, logTime: record.logTime, nonce: header.nonce,
          order: outcome.order.value, clientOrder: outcome.clientOrder,
          openQuantity: outcome.open, template: MessageHeader(message).templateID,
          ordinal: UInt8(ordinal), count: 1, code: outcome.code, resent: 1),
        record, session, into: &events)
      at += 2 + length
    }
  }

  @_noAllocation @_noLocks
  private mutating func result(
    _ message: CommandResult, _ record: LogRecord, _ session: SessionID,
    into events: inout VenueEvents
  ) {
    var message = message
    var to = SessionID(0)
    if sessions.isUp(session) {
      to = session
      message.reportSequence = sessions.takeReportSequence(session)
      changedSessions.note(UInt32(session.slot))
    }
    let bytes = events.append(
      VenueEvent(
        .report, logIndex: record.logIndex, length: CommandResult.messageBytes, session: to.value))
    message.encode(message: bytes)
  }

  // MARK: What happened in the books

  /// Turns the books' events into reports, market data, trades and state, and books the money.
  @_noAllocation @_noLocks
  mutating func writeBookEvents(_ record: LogRecord, into events: inout VenueEvents) {
    for i in 0..<bookEvents.count {
      let event = bookEvents[i]
      if event.special != 0 { noteSpecial(event) }
      if event.changesBook { checkpoints.note(event.market.value) }
      switch event.kind {
      case .rested:
        ledger.rest(event.account, event.market, event.side, lots: event.lots.lots)
        changedPositions.note(UInt32(ledger.place(event.account, event.market)))
        added(event, record, into: &events)
      case .refilled: added(event, record, into: &events)
      case .executed: trade(event, record, into: &events)
      case .crossing:
        ledger.leave(event.account, event.market, event.side, lots: event.lots.lots)
        writeOrder(event, record, into: &events)
      case .crossed: crossTrade(event, record, into: &events)
      case .amended:
        ledger.leave(event.account, event.market, event.side, lots: event.lots.lots)
        changedPositions.note(UInt32(ledger.place(event.account, event.market)))
        writeOrder(event, record, into: &events)
        if event.open.lots == 0 {
          deleted(event, record, into: &events)
        } else if event.lots.lots > 0 && !event.showsNothing {
          let bytes = marketData(OrderReduced.messageBytes, record, into: &events)
          OrderReduced(
            logIndex: record.logIndex, logTime: record.logTime, market: event.market.value,
            order: event.order.value, quantity: event.open.lots
          ).encode(message: bytes)
        }
        if !event.reason.isNone { closed(event, record, into: &events) }
      case .removed:
        ledger.leave(event.account, event.market, event.side, lots: event.lots.lots)
        changedPositions.note(UInt32(ledger.place(event.account, event.market)))
        writeOrder(event, record, into: &events)
        if event.reason != .replaced { closed(event, record, into: &events) }
        deleted(event, record, into: &events)
      case .remainderCancelled: closed(event, record, into: &events)
      case .repriced: repriced(event, record, into: &events)
      }
      follow(event)
    }
    bookEvents.removeAll()
  }

  /// Notes that a cold part changed, and when its order ends.
  @_noAllocation @_noLocks
  private mutating func noteSpecial(_ event: BookEvent) {
    changedSpecials.note(event.special)
    switch event.kind {
    case .rested:
      if let special = books.special(event.special), special.expiresAt != 0 {
        orderEnds.set(Deadline(due: special.expiresAt, subject: event.special))
      }
    case .executed, .removed, .crossing, .crossed:
      if event.total.lots == 0 { orderEnds.remove(event.special) }
    case .amended, .remainderCancelled, .repriced, .refilled: break
    }
  }

  /// An order shows in the book.
  @_noAllocation @_noLocks
  private mutating func added(
    _ event: BookEvent, _ record: LogRecord, into events: inout VenueEvents
  ) {
    writeOrder(event, record, into: &events)
    let bytes = marketData(WireFormat.OrderAdded.messageBytes, record, into: &events)
    OrderAdded(
      logIndex: record.logIndex, logTime: record.logTime, market: event.market.value,
      side: event.side.wire, order: event.order.value, price: event.price.ticks,
      quantity: event.open.lots, sequence: event.sequence
    ).encode(message: bytes)
  }

  @_noAllocation @_noLocks
  private func deleted(_ event: BookEvent, _ record: LogRecord, into events: inout VenueEvents) {
    let bytes = marketData(OrderDeleted.messageBytes, record, into: &events)
    OrderDeleted(
      logIndex: record.logIndex, logTime: record.logTime, market: event.market.value,
      order: event.order.value
    ).encode(message: bytes)
  }

  /// One trade of a resting order with one that enters.
  @_noAllocation @_noLocks
  private mutating func trade(
    _ event: BookEvent, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let match = book(event, record, into: &events)
    let bytes = marketData(OrderExecuted.messageBytes, record, into: &events)
    OrderExecuted(
      logIndex: record.logIndex, logTime: record.logTime, market: event.market.value,
      order: event.order.value, quantity: event.lots.lots, match: match
    ).encode(message: bytes)
  }

  /// One trade of an uncross: of two resting orders, at its price.
  @inline(never)
  @_noAllocation @_noLocks
  private mutating func crossTrade(
    _ event: BookEvent, _ record: LogRecord, into events: inout VenueEvents
  ) {
    var event = event
    writeOrder(event, record, into: &events)
    event.price = Price(ticks: auctions[event.market.value].price)
    let match = book(event, record, isWritten: true, into: &events)
    let isBuy = event.side == .buy
    let bytes = marketData(AuctionTrade.messageBytes, record, into: &events)
    AuctionTrade(
      logIndex: record.logIndex, logTime: record.logTime, market: event.market.value,
      buyOrder: isBuy ? event.order.value : event.takerOrder.value,
      sellOrder: isBuy ? event.takerOrder.value : event.order.value, quantity: event.lots.lots,
      price: event.price.ticks, match: match
    ).encode(message: bytes)
  }

  /// Books a trade at the event's price: money and lots, both sides' fills, the trade; returns its number.
  @inline(__always)
  @_noAllocation @_noLocks
  private mutating func book(
    _ event: BookEvent, _ record: LogRecord, isWritten: Bool = false, into events: inout VenueEvents
  ) -> UInt64 {
    let match = matchNext
    matchNext += 1
    notePrice(event.market.value, TriggerSource.last.wire, event.price.ticks)
    ledger.leave(event.account, event.market, event.side, lots: event.lots.lots)
    let fees = ledger.fill(
      maker: event.account, taker: event.takerAccount, event.market,
      takerSide: event.side.opposite, price: event.price, lots: event.lots.lots,
      terms: markets[event.market.value].terms)
    changedAccounts.note(event.account.value)
    changedAccounts.note(event.takerAccount.value)
    changedAccounts.note(Ledger.venue.value)
    changedPositions.note(UInt32(ledger.place(event.account, event.market)))
    changedPositions.note(UInt32(ledger.place(event.takerAccount, event.market)))
    if markets[event.market.value].hasLimits {
      noteTrade(event.market.value, event.price.ticks, isUncross: isWritten)
    }
    if event.clientOrder >= QuoteName.least || event.takerClientOrder >= QuoteName.least {
      countQuotes(event)
    }
    if !isWritten { writeOrder(event, record, into: &events) }
    var fill = Fill(
      logIndex: record.logIndex, logTime: record.logTime, order: event.takerOrder.value,
      clientOrder: event.takerClientOrder, price: event.price.ticks, quantity: event.lots.lots,
      openQuantity: event.takerOpen.lots, match: match, fee: fees.taker,
      market: event.market.value, side: event.side.opposite.wire, liquidity: Liquidity.taker.wire)
    tell(event.takerAccount, fill, record, into: &events)
    fill.order = event.order.value
    fill.clientOrder = event.clientOrder
    fill.openQuantity = event.total.lots
    fill.fee = fees.maker
    fill.side = event.side.wire
    fill.liquidity = Liquidity.maker.wire
    tell(event.account, fill, record, into: &events)
    let matchBytes = events.append(
      VenueEvent(.match, logIndex: record.logIndex, length: MatchRecord.messageBytes))
    MatchRecord(
      logIndex: record.logIndex, match: match, market: event.market.value,
      makerAccount: event.account.value, takerAccount: event.takerAccount.value,
      takerSide: event.side.opposite.wire, makerSequence: event.sequence,
      takerSequence: event.takerSequence, price: event.price.ticks, quantity: event.lots.lots,
      makerFee: fees.maker, takerFee: fees.taker
    ).encode(message: matchBytes)
    return match
  }

  /// Tells every session of an account of a fill.
  @_noAllocation @_noLocks
  private mutating func tell(
    _ account: AccountID, _ fill: Fill, _ record: LogRecord, into events: inout VenueEvents
  ) {
    var message = fill
    for place in 0..<sessions.perAccountMax {
      let session = SessionID(sessions.at(account, place))
      if session.value == 0 { continue }
      message.reportSequence = sessions.takeReportSequence(session)
      changedSessions.note(UInt32(session.slot))
      let bytes = events.append(
        VenueEvent(
          .report, logIndex: record.logIndex, length: Fill.messageBytes, session: session.value))
      message.encode(message: bytes)
    }
  }

  @_noAllocation @_noLocks
  private mutating func closed(
    _ event: BookEvent, _ record: LogRecord, into events: inout VenueEvents
  ) {
    tell(
      event.account,
      closed: OrderClosed(
        logIndex: record.logIndex, logTime: record.logTime, order: event.order.value,
        clientOrder: event.clientOrder, quantity: event.lots.lots, openQuantity: event.total.lots,
        market: event.market.value, reason: Self.reason(event.reason).wire),
      record, into: &events)
  }

  /// Tells every session of an account that open size, or an order that waited, went without a trade.
  @_noAllocation @_noLocks
  mutating func tell(
    _ account: AccountID, closed: OrderClosed, _ record: LogRecord, into events: inout VenueEvents
  ) {
    var message = closed
    for place in 0..<sessions.perAccountMax {
      let session = SessionID(sessions.at(account, place))
      if session.value == 0 { continue }
      message.reportSequence = sessions.takeReportSequence(session)
      changedSessions.note(UInt32(session.slot))
      let bytes = events.append(
        VenueEvent(
          .report, logIndex: record.logIndex, length: OrderClosed.messageBytes,
          session: session.value))
      message.encode(message: bytes)
    }
  }

  /// Tells every session of an account that its order is about to rest at another price.
  @_noAllocation @_noLocks
  private mutating func repriced(
    _ event: BookEvent, _ record: LogRecord, into events: inout VenueEvents
  ) {
    var message = OrderRepriced(
      logIndex: record.logIndex, logTime: record.logTime, order: event.order.value,
      clientOrder: event.clientOrder, price: event.price.ticks, openQuantity: event.total.lots,
      market: event.market.value)
    for place in 0..<sessions.perAccountMax {
      let session = SessionID(sessions.at(event.account, place))
      if session.value == 0 { continue }
      message.reportSequence = sessions.takeReportSequence(session)
      changedSessions.note(UInt32(session.slot))
      let bytes = events.append(
        VenueEvent(
          .report, logIndex: record.logIndex, length: OrderRepriced.messageBytes,
          session: session.value))
      message.encode(message: bytes)
    }
  }

  @_noAllocation @_noLocks
  private static func reason(_ reason: RemovalReason) -> CloseReason {
    switch reason {
    case .cancelled: .cancelled
    case .massCancelled: .massCancelled
    case .sessionLost: .sessionLost
    case .deadMan: .deadMan
    case .immediateOrCancel: .immediateOrCancel
    case .fillsMax: .fillsMax
    case .selfTrade: .selfTrade
    case .expired: .expired
    case .linked: .linked
    case .protection: .protection
    case .none, .venue, .replaced: .venue
    }
  }

  @_noAllocation @_noLocks
  func marketData(_ length: Int, _ record: LogRecord, into events: inout VenueEvents)
    -> MutableByteView
  {
    events.append(VenueEvent(.marketData, logIndex: record.logIndex, length: length))
  }
}
