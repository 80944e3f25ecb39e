// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

/// How long an order stays.
@frozen
public enum TimeInForce: UInt8, BitwiseCopyable, Sendable {
  /// Rests until it is filled or cancelled.
  case goodTillCancelled = 0
  /// Trades at once with what it can; the rest is cancelled.
  case immediateOrCancel = 1
}

/// A limit order as its owner asks for it.
@frozen
public struct NewOrder: BitwiseCopyable, Sendable {
  public var market: MarketID
  public var account: AccountID
  public var side: Side
  public var price: Price
  public var quantity: Quantity
  /// The owner's name for it, not 0; free again when the order is gone.
  public var clientOrder: UInt64
  public var timeInForce: TimeInForce

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: MarketID, account: AccountID, side: Side, price: Price, quantity: Quantity,
    clientOrder: UInt64, timeInForce: TimeInForce
  ) {
    self.market = market
    self.account = account
    self.side = side
    self.price = price
    self.quantity = quantity
    self.clientOrder = clientOrder
    self.timeInForce = timeInForce
  }
}

/// What became of an order that entered.
@frozen
public struct Entry: BitwiseCopyable, Equatable, Sendable {
  /// Its id; live if it rests, already stale if not.
  public var order: OrderID
  /// The lots it traded at once.
  public var executed: Quantity
  /// The lots that rest.
  public var open: Quantity
  /// Why the remainder, if any, was cancelled; `none` if it rests or there is none.
  public var reason: RemovalReason

  @inlinable
  @_noAllocation @_noLocks
  public init(order: OrderID, executed: Quantity, open: Quantity, reason: RemovalReason) {
    self.order = order
    self.executed = executed
    self.open = open
    self.reason = reason
  }
}

extension OrderBooks {
  /// Enters an order: it trades with the best of the other side, oldest first within a price, each
  /// time at the resting order's price; what is left rests, or is cancelled if it may not.
  ///
  /// After `fillsPerCommandMax` makers the remainder is cancelled (`fillsMax`) if it could still
  /// trade, whatever its time in force: resting it would cross the book. An order that may rest
  /// needs a place below `openOrdersPerAccountMax` and `ordersMax` before it trades.
  ///
  /// - Parameter sequence: the entry number; above every one given to an order before. A refused
  ///   order does not use it up.
  /// - Throws: `BookRefusal`, the first that applies in the order they are checked: market,
  ///   account, quantity, price, client order id, open orders, pool, name.
  /// - Precondition: `events` has room for `limits.eventsPerCommandMax` more.
  /// - Complexity: O(fills), at most `fillsPerCommandMax`.
  @_noAllocation @_noLocks
  public mutating func submit(
    _ order: NewOrder, sequence: UInt64, into events: inout BookEvents
  ) throws(BookRefusal) -> Entry {
    events.reserve(limits.eventsPerCommandMax)
    try check(order)
    let rests = order.timeInForce == .goodTillCancelled
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
    enter(sequence)
    let slot = pool.take()
    fill(slot, order, sequence)
    // Named before it trades: the place found is good until anything else is added.
    if rests { names.add(hash, slot, at: place.entry) }
    return settle(slot, timeInForce: order.timeInForce, into: &events)
  }

  /// Checks all that needs no look at the books.
  @inline(__always)
  @_noAllocation @_noLocks
  func check(_ order: NewOrder) throws(BookRefusal) {
    if !ladders.isListed(order.market.value) { throw .unknownMarket }
    if Int(order.account.value) >= limits.accountsMax { throw .unknownAccount }
    try check(order.quantity, order.price, order.market.value)
    if order.clientOrder == 0 { throw .zeroClientOrder }
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

  /// Writes a new order into its slot; the links are written when it rests.
  @inline(__always)
  @_noAllocation @_noLocks
  func fill(_ slot: UInt32, _ order: NewOrder, _ sequence: UInt64) {
    pool.slots[slot].open = order.quantity.lots
    pool.slots[slot].price = order.price.ticks
    pool.slots[slot].clientOrder = order.clientOrder
    pool.slots[slot].sequence = sequence
    pool.slots[slot].account = order.account.value
    pool.slots[slot].market = order.market.value
    pool.slots[slot].side = order.side
  }

  /// Trades an order that is in no level, then rests it, or ends it and frees its slot.
  ///
  /// It is in the table of names if and only if it may rest.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func settle(
    _ slot: UInt32, timeInForce: TimeInForce, into events: inout BookEvents
  ) -> Entry {
    let wanted = pool.slots[slot].open
    let limited = trade(slot, into: &events)
    let open = pool.slots[slot].open
    var entry = Entry(
      order: pool.id(slot), executed: Quantity(lots: wanted &- open), open: .zero, reason: .none)
    if open > 0 && timeInForce == .goodTillCancelled && !limited {
      ladders.append(slot, in: pool)
      chains.append(slot, in: pool)
      entry.open = Quantity(lots: open)
      events.append(BookEvent(.rested, record(slot), lots: entry.open, open: entry.open))
      return entry
    }
    if open > 0 {
      entry.reason = limited ? .fillsMax : .immediateOrCancel
      events.append(
        BookEvent(
          .remainderCancelled, record(slot), lots: Quantity(lots: open), open: .zero,
          reason: entry.reason))
    }
    if timeInForce == .goodTillCancelled { removeName(slot) }
    pool.give(slot)
    return entry
  }

  /// Trades the order in `taker` until it is filled, no longer crosses, or has traded with
  /// `fillsPerCommandMax` makers.
  ///
  /// - Returns: whether it was stopped by that limit while it could have gone on.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func trade(_ taker: UInt32, into events: inout BookEvents) -> Bool {
    let market = pool.slots[taker].market
    let side = pool.slots[taker].side.opposite
    let makers = ladders.sideIndex(market, side)
    let limit = Int32(bitPattern: ladders.rank(market, side, pool.slots[taker].price))
    var open = pool.slots[taker].open
    var fillsLeft = limits.fillsPerCommandMax
    while open > 0 {
      // An empty side's best is -1, below every limit.
      let best = ladders.sides[makers].best
      if best < limit { break }
      if fillsLeft == 0 {
        pool.slots[taker].open = open
        return true
      }
      fillsLeft &-= 1
      let level = ladders.level(market, side, rank: UInt32(best))
      let maker = ladders.levels[level].head
      // A question about maker and taker (self-trade policy) belongs here: nothing has changed yet.
      let lots = min(open, pool.slots[maker].open)
      open &-= lots
      ladders.levels[level].lots &-= lots
      pool.slots[maker].open &-= lots
      execute(maker, lots, taker, open, into: &events)
      if pool.slots[maker].open == 0 { takeOut(maker) }
    }
    pool.slots[taker].open = open
    return false
  }

  /// Appends the event of one trade, after which the taker has `open` lots left.
  @inline(__always)
  @_noAllocation @_noLocks
  func execute(
    _ maker: UInt32, _ lots: UInt64, _ taker: UInt32, _ open: UInt64,
    into events: inout BookEvents
  ) {
    let record = record(maker)
    var event = BookEvent(.executed, record, lots: Quantity(lots: lots), open: record.open)
    event.takerAccount = AccountID(pool.slots[taker].account)
    event.takerOrder = pool.id(taker)
    event.takerClientOrder = pool.slots[taker].clientOrder
    event.takerSequence = pool.slots[taker].sequence
    event.takerOpen = Quantity(lots: open)
    events.append(event)
  }
}
