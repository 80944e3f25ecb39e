// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
public import Memory
internal import Quantities
internal import Sessions
public import WireFormat

/// What a member may ask about itself between two records. Nothing here changes anything: neither
/// the questions nor the answers are part of the log, and each answer says the index it is true of.
extension Venue {
  /// Orders that one page looks at before it gives up finding its cursor, and markets that one page
  /// of positions looks at. A reader that gets an empty page goes on from where it says.
  public static var queryStepsMax: Int { @_noAllocation @_noLocks get { 256 } }

  /// What became of a nonce of the session's key; returns the message's bytes, 0 if the session is
  /// not up.
  ///
  /// - Parameter bytes: room for `NonceStatus.messageBytes`.
  @_noAllocation @_noLocks
  public func answer(
    _ request: StatusRequest, of session: UInt32, into bytes: MutableByteView
  ) -> Int {
    if indexNext == 0 || !sessions.isUp(SessionID(session)) { return 0 }
    let slot = sessions.slots[Int(SessionID(session).slot)]
    var status = NonceStatus(
      logIndex: indexNext - 1, logTime: now, reportSequenceNext: slot.reportSequenceNext,
      nonce: request.nonce, floor: nonces.floor(slot.key), highest: nonces.highest(slot.key))
    switch nonces.standing(slot.key, request.nonce) {
    case .fresh: status.standing = NonceState.fresh.wire
    case .tooOld: status.standing = NonceState.belowWindow.wire
    case .used(let rank):
      let entry = nonces.entry(slot.key, rank)
      status.standing = NonceState.used.wire
      status.firstIndex = entry.logIndex
      status.code = entry.code
      status.count = entry.count
    }
    return status.encode(message: bytes)
  }

  /// A page of what the session's account has; returns the message's bytes, 0 if the session is not
  /// up.
  ///
  /// Orders come by entry number, which only rises: the page holds those above the request's cursor,
  /// whatever became of the order that the cursor names. An order that lost its priority has a new
  /// number and comes again.
  ///
  /// - Parameter bytes: as many as the page may have; at least those of one entry.
  /// - Complexity: at most `queryStepsMax` orders or markets looked at, and a page of entries.
  @_noAllocation @_noLocks
  public func answer(
    _ request: StateRequest, of session: UInt32, into bytes: MutableByteView
  ) -> Int {
    if indexNext == 0 || !sessions.isUp(SessionID(session)) { return 0 }
    switch request.kindValue {
    case .orders: return writeOrders(request, SessionID(session), bytes)
    case .positions: return writePositions(request, SessionID(session), bytes)
    case .conditionals: return writeConditionals(request, SessionID(session), bytes)
    case .quoteGroups: return writeQuoteGroups(request, SessionID(session), bytes)
    case .none: return 0
    }
  }

  @_noAllocation @_noLocks
  private func writeOrders(
    _ request: StateRequest, _ session: SessionID, _ bytes: MutableByteView
  ) -> Int {
    let slot = sessions.slots[Int(session.slot)]
    let cash = ledger.accounts[slot.account.value].cash.units
    var page = OrdersPage(
      logIndex: indexNext - 1, logTime: now, reportSequenceNext: slot.reportSequenceNext,
      asked: request.cursor, cursor: request.cursor, nonceHighest: nonces.highest(slot.key),
      nonceFloor: nonces.floor(slot.key), cashLow: UInt64(truncatingIfNeeded: cash),
      cashHigh: Int64(truncatingIfNeeded: cash >> 64), account: slot.account.value,
      openOrders: UInt32(books.openOrders(of: slot.account)))
    let entries = OrdersPage.messageBytes + GroupHeader.bytes
    let room = min(
      (bytes.count - entries) / OrdersPageOrders.blockBytes, Template.ordersPage.entriesMax)
    let found = books.search(
      slot.account, above: request.cursor, from: OrderID(request.place),
      stepsMax: Self.queryStepsMax)
    var count = 0
    var order = found.order
    if found.isOver {
      while count < room, let record = books.record(order) {
        write(record).encode(
          block: bytes, at: entries + count * OrdersPageOrders.blockBytes)
        page.cursor = record.sequence
        page.place = record.order.value
        count += 1
        order = books.order(enteredAfter: order)
      }
      page.isLast = order == .none ? 1 : 0
    } else {
      page.place = order.value
    }
    page.encode(message: bytes)
    GroupHeader(entryBytes: UInt16(OrdersPageOrders.blockBytes), count: UInt16(count))
      .encode(bytes, at: OrdersPage.messageBytes)
    return entries + count * OrdersPageOrders.blockBytes
  }

  @_noAllocation @_noLocks
  private func write(_ record: OrderRecord) -> OrdersPageOrders {
    OrdersPageOrders(
      order: record.order.value, clientOrder: record.clientOrder, sequence: record.sequence,
      price: record.price.ticks, open: record.total.lots, market: record.market.value,
      side: record.side.wire)
  }

  @_noAllocation @_noLocks
  private func writePositions(
    _ request: StateRequest, _ session: SessionID, _ bytes: MutableByteView
  ) -> Int {
    let slot = sessions.slots[Int(session.slot)]
    let cash = ledger.accounts[slot.account.value].cash.units
    let entries = PositionsPage.messageBytes + GroupHeader.bytes
    let room = min(
      (bytes.count - entries) / PositionsPagePositions.blockBytes,
      Template.positionsPage.entriesMax)
    var market = Int(min(request.cursor, UInt64(ledger.marketsMax)))
    let end = min(market + Self.queryStepsMax, ledger.marketsMax)
    var count = 0
    while market < end {
      let position = ledger.positions[ledger.place(slot.account, MarketID(UInt32(market)))]
      if position.lots != 0 || position.openBuyLots != 0 || position.openSellLots != 0 {
        if count == room { break }
        PositionsPagePositions(
          market: UInt32(market), position: position.lots, openBuy: position.openBuyLots,
          openSell: position.openSellLots
        ).encode(block: bytes, at: entries + count * PositionsPagePositions.blockBytes)
        count += 1
      }
      market += 1
    }
    PositionsPage(
      logIndex: indexNext - 1, logTime: now, reportSequenceNext: slot.reportSequenceNext,
      asked: request.cursor, cursor: UInt64(market), cashLow: UInt64(truncatingIfNeeded: cash),
      cashHigh: Int64(truncatingIfNeeded: cash >> 64), account: slot.account.value,
      isLast: market == ledger.marketsMax ? 1 : 0
    ).encode(message: bytes)
    GroupHeader(entryBytes: UInt16(PositionsPagePositions.blockBytes), count: UInt16(count))
      .encode(bytes, at: PositionsPage.messageBytes)
    return entries + count * PositionsPagePositions.blockBytes
  }

  /// An account's waiting orders, of which there are few: those that entered after the cursor.
  @_noAllocation @_noLocks
  private func writeConditionals(
    _ request: StateRequest, _ session: SessionID, _ bytes: MutableByteView
  ) -> Int {
    let slot = sessions.slots[Int(session.slot)]
    let entries = ConditionalsPage.messageBytes + GroupHeader.bytes
    let room = min(
      (bytes.count - entries) / ConditionalsPageOrders.blockBytes,
      Template.conditionalsPage.entriesMax)
    var page = ConditionalsPage(
      logIndex: indexNext - 1, logTime: now, reportSequenceNext: slot.reportSequenceNext,
      asked: request.cursor, cursor: request.cursor, account: slot.account.value)
    var count = 0
    var place = conditionals.first(of: slot.account.value)
    while place != 0 && count < room {
      let order = conditionals.places[place]
      if order.entered > request.cursor {
        ConditionalsPageOrders(
          order: order.number(place).value, clientOrder: order.clientOrder, price: order.price,
          quantity: order.quantity, triggerPrice: order.trigger, after: order.after,
          other: order.other, market: order.market, side: order.side, source: order.source,
          when: order.when, phase: order.phase
        ).encode(block: bytes, at: entries + count * ConditionalsPageOrders.blockBytes)
        page.cursor = order.entered
        count += 1
      }
      place = conditionals.next(after: place)
    }
    page.isLast = place == 0 ? 1 : 0
    page.encode(message: bytes)
    GroupHeader(entryBytes: UInt16(ConditionalsPageOrders.blockBytes), count: UInt16(count))
      .encode(bytes, at: ConditionalsPage.messageBytes)
    return entries + count * ConditionalsPageOrders.blockBytes
  }

  /// An account's quote groups, of which there are few: those of a number from the cursor on, in its order.
  @_noAllocation @_noLocks
  private func writeQuoteGroups(
    _ request: StateRequest, _ session: SessionID, _ bytes: MutableByteView
  ) -> Int {
    let slot = sessions.slots[Int(session.slot)]
    let entries = QuoteGroupsPage.messageBytes + GroupHeader.bytes
    let room = min(
      (bytes.count - entries) / QuoteGroupsPageGroups.blockBytes,
      Template.quoteGroupsPage.entriesMax)
    var page = QuoteGroupsPage(
      logIndex: indexNext - 1, logTime: now, reportSequenceNext: slot.reportSequenceNext,
      asked: request.cursor, cursor: request.cursor, account: slot.account.value)
    var count = 0
    var place = group(of: slot.account.value, from: page.cursor)
    while place != 0 && count < room {
      let group = quoteGroups.groups[place]
      QuoteGroupsPageGroups(
        quoteGroup: group.number, isFrozen: isFrozen(place) ? 1 : 0,
        openQuotes: UInt32(books.openQuotes(of: UInt16(truncatingIfNeeded: place))),
        frozenUntil: group.frozenUntil, span: group.span, quantityMax: group.quantityMax,
        tradesMax: group.tradesMax, deltaMax: group.deltaMax, vegaMax: group.vegaMax,
        frozenSpan: group.frozenSpan
      ).encode(block: bytes, at: entries + count * QuoteGroupsPageGroups.blockBytes)
      page.cursor = UInt64(group.number) + 1
      count += 1
      place = self.group(of: slot.account.value, from: page.cursor)
    }
    page.isLast = place == 0 ? 1 : 0
    page.encode(message: bytes)
    GroupHeader(entryBytes: UInt16(QuoteGroupsPageGroups.blockBytes), count: UInt16(count))
      .encode(bytes, at: QuoteGroupsPage.messageBytes)
    return entries + count * QuoteGroupsPageGroups.blockBytes
  }

  /// The place of an account's quote group of the lowest number from one on; 0 for none.
  @_noAllocation @_noLocks
  private func group(of account: UInt32, from number: UInt64) -> UInt32 {
    var found: UInt32 = 0
    var place = quoteGroups.first(of: account)
    while place != 0 {
      let own = quoteGroups.groups[place].number
      if UInt64(own) >= number && (found == 0 || own < quoteGroups.groups[found].number) {
        found = place
      }
      place = quoteGroups.groups[place].next
    }
    return found
  }
}
