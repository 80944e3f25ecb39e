// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Quantities

extension OrderBooks {
  /// Enters an order: it trades with the best of the other side, oldest first within a price, each
  /// time at the resting order's price; what is left rests, or is cancelled if it may not.
  ///
  /// After meeting `fillsPerCommandMax` makers the remainder is cancelled (`fillsMax`) if it could still
  /// trade, whatever its time in force: resting it would cross the book. An order that may rest
  /// needs a place below `openOrdersPerAccountMax` and `ordersMax` before it trades.
  ///
  /// - Throws: `BookRefusal`, the first that applies in the order they are checked: market,
  ///   account, quantity, price, client order id, terms, open orders, pool, name, what the books hold
  ///   (`noOpposite`, `wouldTrade`, `wouldNotFill`, `minimumNotMet`, `specialsFull`).
  /// - Precondition: `events` has room for `limits.eventsPerCommandMax` more.
  /// - Complexity: O(fills), at most `fillsPerCommandMax`.
  @_noAllocation @_noLocks
  public mutating func submit(
    _ order: NewOrder, into events: inout BookEvents
  ) throws(BookRefusal) -> Entry {
    events.reserve(eventsPerCommandMax)
    try check(order)
    let isPlain = order.isPlain
    let rests = order.timeInForce.rests
    let hash = OrderNames.hash(account: order.account.value, clientOrder: order.clientOrder)
    let place = names.find(
      hash, account: order.account.value, clientOrder: order.clientOrder, in: pool)
    if place.slot != 0 { throw .duplicateClientOrder }
    if rests {
      let open = chains.chains[order.account.value].count
      if Int(open) >= limits.openOrdersPerAccountMax { throw .openOrdersMax }
      // The last free slot is kept for orders that give it back at once.
      if pool.freeCount < 2 { throw .poolFull }
      if place.entry < 0 { throw .clientOrderCrowded }
    }
    let price = isPlain ? order.price : try entryPrice(order)
    let terms = RestingTerms(display: order.display.lots, expiresAt: order.expiresAt)
    if !isPlain && terms.needsPlace(order.quantity.lots) && specials.freeCount == 0 {
      throw .specialsFull
    }
    let slot = pool.take()
    var taker = Order(order, sequence: enter(), generation: pool.slots[slot].generation)
    taker.price = price.ticks
    // Named before it trades: the place found is good until anything else is added.
    if rests { taker.nameEntry = names.add(hash, slot, at: place.entry) }
    if isPlain && rests && !crosses(taker) { return rest(slot, taker, into: &events) }
    return settle(
      slot, taker, terms, rests: rests, selfTrade: order.selfTrade,
      isRepriced: price.ticks != order.price.ticks, into: &events)
  }

  /// Checks all that needs no look at the books: what `submit` refuses however they stand.
  ///
  /// - Throws: `BookRefusal`, the first that applies.
  @_noAllocation @_noLocks
  public func checkTerms(of order: NewOrder) throws(BookRefusal) { try check(order) }

  /// Checks all that needs no look at the books.
  @inline(__always)
  @_noAllocation @_noLocks
  func check(_ order: NewOrder) throws(BookRefusal) {
    if !ladders.isListed(order.market.value) { throw .unknownMarket }
    if Int(order.account.value) >= limits.accountsMax { throw .unknownAccount }
    try check(order.quantity, order.price, order.market.value)
    if order.clientOrder == 0 { throw .zeroClientOrder }
    if !order.isPlain { try checkTerms(order) }
  }

  /// Checks a quantity and a price for a listed market.
  @inline(__always)
  @_noAllocation @_noLocks
  func check(
    _ quantity: Quantity, _ price: Price, _ market: UInt32
  ) throws(BookRefusal) {
    if quantity.lots == 0 { throw .zeroQuantity }
    if quantity > limits.quantityMax { throw .quantityAboveMax }
    if !ladders.contains(market, price.ticks) { throw .priceOutsideBand }
  }

  /// Rests an order in `slot`, which is taken: one that trades with nothing, has no cold part and the
  /// price that its owner gave. It is in the table of names and in nothing else.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func rest(_ slot: UInt32, _ order: Order, into events: inout BookEvents) -> Entry {
    let lots = Quantity(lots: order.open)
    let record = order.record(slot)
    events.append(BookEvent(.rested, record, lots: lots, open: lots))
    ladders.append(slot, order, in: pool)
    chains.append(slot, of: order.account)
    sumRested(slot, order)
    return Entry(order: record.order, executed: .zero, open: lots, reason: .none)
  }

  /// Trades an order, then rests it in `slot`, or ends it and frees the slot, which is taken.
  ///
  /// It is in the table of names if and only if it may rest, and in nothing else.
  ///
  /// Kept out of line: most orders come to rest at once, and run faster without its registers.
  ///
  /// - Parameter isRepriced: whether its price is not the one that its owner gave.
  @inline(never)
  @_noAllocation @_noLocks
  mutating func settle(
    _ slot: UInt32, _ order: Order, _ terms: RestingTerms, rests: Bool, selfTrade: SelfTrade,
    isRepriced: Bool,
    into events: inout BookEvents
  ) -> Entry {
    var order = order
    let wanted = order.open
    var progress = TakerProgress(open: wanted)
    if crosses(order) { progress = trade(slot, order, selfTrade, into: &events) }
    order.open = progress.open
    let left = Quantity(lots: order.open)
    var record = order.record(slot)
    var entry = Entry(
      order: record.order,
      executed: Quantity(lots: wanted &- left.lots &- progress.decremented), open: .zero,
      reason: .none)
    if progress.decremented > 0 {
      events.append(
        BookEvent(
          .remainderCancelled, record, lots: Quantity(lots: progress.decremented), open: left,
          reason: .selfTrade))
    }
    if left.lots > 0 && rests && progress.stop.isNone {
      if terms.needsPlace(left.lots) {
        order = specialised(slot, order, terms)
        record = self.record(slot, order)
      }
      ladders.append(slot, order, in: pool)
      chains.append(slot, of: order.account)
      if order.quote != 0 { quotes.append(slot, of: UInt32(order.quote)) }
      sumRested(slot, order)
      entry.open = left
      if isRepriced { events.append(BookEvent(.repriced, record, lots: .zero, open: record.open)) }
      events.append(BookEvent(.rested, record, lots: left, open: record.open))
      return entry
    }
    if left.lots > 0 {
      entry.reason = progress.stop.isNone ? .immediateOrCancel : progress.stop
      events.append(
        BookEvent(.remainderCancelled, record, lots: left, open: .zero, reason: entry.reason))
    } else if progress.decremented > 0 {
      entry.reason = .selfTrade
    }
    if rests { removeName(slot, order) }
    pool.give(slot)
    return entry
  }

  /// Whether the best of the other side would trade with `order`.
  @inline(__always)
  @_noAllocation @_noLocks
  func crosses(_ order: Order) -> Bool {
    let side = order.side.opposite
    // An empty side's best is below every limit.
    return ladders.sides[ladders.sideIndex(order.market, side)].best
      >= Ladders.flip(side, order.price)
  }

  /// Trades `taker`, which has `slot` but is in no level, until it is filled, no longer crosses, or
  /// has met `fillsPerCommandMax` makers.
  @inline(never)
  @_noAllocation @_noLocks
  mutating func trade(
    _ slot: UInt32, _ taker: Order, _ selfTrade: SelfTrade, into events: inout BookEvents
  ) -> TakerProgress {
    let makers = ladders.sideIndex(taker.market, taker.side.opposite)
    let limit = Ladders.flip(taker.side.opposite, taker.price)
    let prevents = !selfTrade.isAllowed
    let owner = owners[taker.account]
    var meetingsLeft = meetingsMax
    var progress = TakerProgress(open: taker.open)
    while progress.open > 0 && ladders.sides[makers].best >= limit {
      if meetingsLeft == 0 {
        progress.stop = .fillsMax
        break
      }
      meetingsLeft &-= 1
      let level = ladders.bestLevel(makers)
      let maker = ladders.levels[level].head
      var order = pool.slots[maker]
      if isOver(order) {
        end(maker, into: &events)
      } else if prevents && owners[order.account] == owner {
        progress = prevent(selfTrade, maker, progress, into: &events)
        if !progress.stop.isNone { break }
      } else {
        let lots = min(progress.open, order.open)
        progress.open &-= lots
        sumReduced(maker, order, from: order.open, to: order.open &- lots)
        order.open &-= lots
        ladders.levels[level].lots &-= lots
        pool.slots[maker].open = order.open
        execute(record(maker, order), lots, taker, slot, left: progress.open, into: &events)
        if order.open == 0 && !(order.special != 0 && refill(maker, into: &events)) {
          takeOut(maker, order)
        }
      }
    }
    meetings = meetingsMax &- meetingsLeft
    return progress
  }

  /// Appends the event of one trade of `lots`; `record` is as it leaves the maker, `left` what is left
  /// of the taker.
  @inline(__always)
  @_noAllocation @_noLocks
  func execute(
    _ record: OrderRecord, _ lots: UInt64, _ taker: Order, _ slot: UInt32, left: UInt64,
    into events: inout BookEvents
  ) {
    var event = BookEvent(.executed, record, lots: Quantity(lots: lots), open: record.open)
    event.takerAccount = AccountID(taker.account)
    event.takerOrder = OrderID(slot: slot, generation: taker.generation)
    event.takerClientOrder = taker.clientOrder
    event.takerSequence = taker.sequence
    event.takerOpen = Quantity(lots: left)
    events.append(event)
  }
}
