// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// The run over orders whose time has come and those that are gone, one at a time.
extension Venue {
  /// Tells owners of those that are gone, and lets those enter whose time has come, one after
  /// another, until none is left or the record has done its share: the records to come then go on
  /// with it before they do anything else.
  @_noAllocation @_noLocks
  mutating func runConditionals(_ record: LogRecord, into events: inout VenueEvents) {
    if conditionals.count == 0 && pendingRoot == 0 { return }
    while triggersLeft > 0 {
      let gone = conditionals.firstClosing
      if gone != 0 {
        triggersLeft -= 1
        finish(gone, record, into: &events)
        continue
      }
      let leaf = pending.highest(pendingRoot)
      if leaf == 0 { return }
      let market = UInt32(truncatingIfNeeded: 0 &- pending.key(leaf))
      if !triggers(market) {
        unpend(market)
        continue
      }
      let place = nextMet(market)
      if place != 0 {
        triggersLeft -= 1
        fire(place, record, into: &events)
      }
    }
  }

  /// The next to trigger in a market; 0 for none, after which the search goes on or is over.
  @_noAllocation @_noLocks
  private mutating func nextMet(_ market: UInt32) -> UInt32 {
    for source in 1...3 as ClosedRange<UInt8> {
      let price = prices[sourceAt(market, source)]
      // Without a range only what is due already is met.
      let far: Int64 = 1 << 48
      let place = conditionals.met(
        market, source: source, low: price.hasRange ? price.low : far,
        high: price.hasRange ? price.high : -far)
      if place != 0 { return place }
    }
    if stages[market] == TriggerStage.first && moveTrailing(market) {
      stages[market] = TriggerStage.moved
      changedPrices.note(market)
      for source in 1...3 as ClosedRange<UInt8> {
        var price = prices[sourceAt(market, source)]
        if !price.hasRange { continue }
        price.low = price.price
        price.high = price.price
        prices[sourceAt(market, source)] = price
      }
      return 0
    }
    for source in 1...3 as ClosedRange<UInt8> {
      var price = prices[sourceAt(market, source)]
      price.hasRange = false
      price.low = 0
      price.high = 0
      prices[sourceAt(market, source)] = price
    }
    unpend(market)
    return 0
  }

  /// Lets the triggers of a market's trailing orders follow the prices; whether any moved.
  @_noAllocation @_noLocks
  private mutating func moveTrailing(_ market: UInt32) -> Bool {
    var hasMoved = false
    var place = conditionals.firstTrailing(market)
    while place != 0 {
      let order = conditionals.places[place]
      let price = prices[sourceAt(market, order.source)]
      if price.hasRange {
        let best = order.isAbove ? min(order.extreme, price.low) : max(order.extreme, price.high)
        if best != order.extreme {
          conditionals.move(place, extreme: best)
          changedConditionals.note(place)
          hasMoved = true
        }
      }
      place = conditionals.nextTrailing(after: place)
    }
    return hasMoved
  }

  /// Tells the owner of a waiting order that it is gone, and those that are linked to it.
  @_noAllocation @_noLocks
  private mutating func finish(
    _ place: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let order = conditionals.places[place]
    conditionals.remove(place)
    changedConditionals.note(place)
    tell(
      AccountID(order.account),
      closed: OrderClosed(
        logIndex: record.logIndex, logTime: record.logTime, order: order.number(place).value,
        clientOrder: order.clientOrder, quantity: order.quantity, market: order.market,
        reason: order.reason),
      record, into: &events)
    follow(
      AccountID(order.account), MarketID(order.market), order.clientOrder, traded: 0, isGone: true)
  }

  /// Lets an order whose time has come enter the books.
  @_noAllocation @_noLocks
  private mutating func fire(
    _ place: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let order = conditionals.places[place]
    orderEnds.remove(endSubject(place))
    conditionals.remove(place)
    changedConditionals.note(place)
    if order.other != 0 { cancelOther(order, record, into: &events) }
    bookEvents.removeAll()
    var entry: Entry?
    let code = enter(order, &entry)
    tell(order, place, code, entry, record, into: &events)
    if code == .none {
      writeBookEvents(record, into: &events)
      settleProtection(record, into: &events)
      settleTrip(record, into: &events)
    } else {
      follow(
        AccountID(order.account), MarketID(order.market), order.clientOrder, traded: 0,
        isGone: true)
    }
  }

  /// Cancels the order that a triggered one was one of two with, open or waiting.
  @_noAllocation @_noLocks
  private mutating func cancelOther(
    _ order: ConditionalOrder, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let account = AccountID(order.account)
    let place = conditionals.find(order.account, order.other)
    if place != 0 && conditionals.places[place].market == order.market {
      closeLater(place, .linked)
      return
    }
    guard let other = books.record(clientOrder: order.other, of: account),
      other.market.value == order.market
    else { return }
    bookEvents.removeAll()
    do {
      _ = try books.cancel(other.order, of: account, reason: .linked, into: &bookEvents)
    } catch {}
    writeBookEvents(record, into: &events)
  }

  @_noAllocation @_noLocks
  private mutating func enter(_ order: ConditionalOrder, _ entry: inout Entry?) -> RejectCode {
    let account = AccountID(order.account)
    let market = MarketID(order.market)
    guard let side = Side(wire: order.side),
      let given = WireFormat.TimeInForce(wire: order.timeInForce),
      let selfTrade = selfTrade(order.selfTrade, order.market)
    else { return .conditionalTerms }
    if !ledger.admits(account, market, side, lots: order.quantity) { return .positionMax }
    if markets[order.market].hasLimits && isBeyondBand(order.market, side, order.price) {
      return .priceLimit
    }
    var new = Matching.NewOrder(
      market: market, account: account, side: side, price: Price(ticks: order.price),
      quantity: Quantity(lots: order.quantity), clientOrder: order.clientOrder,
      timeInForce: Self.timeInForce(given), flags: OrderFlags(bits: order.flags),
      selfTrade: selfTrade, key: KeyID(order.key))
    // Links may have left less than it was to show, or to trade at least.
    new.minimum = Quantity(lots: min(order.minimum, order.quantity))
    new.display = Quantity(lots: Self.display(order))
    new.expiresAt = order.expiresAt
    do {
      entry = try books.submit(new, into: &bookEvents)
    } catch {
      return Self.code(error)
    }
    return .none
  }

  /// What it shows of what links left of it: all, if that is no more.
  @_noAllocation @_noLocks
  private static func display(_ order: ConditionalOrder) -> UInt64 {
    order.display >= order.quantity ? 0 : order.display
  }

  @_noAllocation @_noLocks
  private mutating func tell(
    _ order: ConditionalOrder, _ place: UInt32, _ code: RejectCode, _ entry: Entry?,
    _ record: LogRecord, into events: inout VenueEvents
  ) {
    var message = OrderTriggered(
      logIndex: record.logIndex, logTime: record.logTime, conditional: order.number(place).value,
      clientOrder: order.clientOrder, triggerPrice: order.trigger, quantity: order.quantity,
      market: order.market, code: code.wire)
    if let entry {
      message.order = entry.order.value
      message.openQuantity = entry.open.lots
    }
    for seat in 0..<sessions.perAccountMax {
      let session = SessionID(sessions.at(AccountID(order.account), seat))
      if session.value == 0 { continue }
      message.reportSequence = sessions.takeReportSequence(session)
      changedSessions.note(UInt32(session.slot))
      let bytes = events.append(
        VenueEvent(
          .report, logIndex: record.logIndex, length: OrderTriggered.messageBytes,
          session: session.value))
      message.encode(message: bytes)
    }
  }
}
