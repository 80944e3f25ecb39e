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
  /// The owner's key that the order is to belong to.
  public var key: KeyID

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: MarketID, account: AccountID, side: Side, price: Price, quantity: Quantity,
    clientOrder: UInt64, timeInForce: TimeInForce, key: KeyID
  ) {
    self.market = market
    self.account = account
    self.side = side
    self.price = price
    self.quantity = quantity
    self.clientOrder = clientOrder
    self.timeInForce = timeInForce
    self.key = key
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
    let taker = Order(order, sequence: sequence, generation: pool.slots[slot].generation)
    // Named before it trades: the place found is good until anything else is added.
    if rests { names.add(hash, slot, at: place.entry) }
    return settle(slot, taker, timeInForce: order.timeInForce, into: &events)
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

  /// Trades an order, then rests it in `slot`, or ends it and frees the slot, which is taken.
  ///
  /// It is in the table of names if and only if it may rest, and in nothing else.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func settle(
    _ slot: UInt32, _ order: Order, timeInForce: TimeInForce, into events: inout BookEvents
  ) -> Entry {
    var order = order
    let wanted = order.open
    let limited = crosses(order) && trade(slot, &order, into: &events)
    let left = Quantity(lots: order.open)
    let record = order.record(slot)
    var entry = Entry(
      order: record.order, executed: Quantity(lots: wanted &- left.lots), open: .zero,
      reason: .none)
    let rests = timeInForce == .goodTillCancelled
    if left.lots > 0 && rests && !limited {
      ladders.append(slot, order, in: pool)
      chains.append(slot, of: order.account)
      sumRested(slot, order)
      entry.open = left
      events.append(BookEvent(.rested, record, lots: left, open: left))
      return entry
    }
    if left.lots > 0 {
      entry.reason = limited ? .fillsMax : .immediateOrCancel
      events.append(
        BookEvent(.remainderCancelled, record, lots: left, open: .zero, reason: entry.reason))
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
    let limit = Int32(bitPattern: ladders.rank(order.market, side, order.price))
    // An empty side's best is -1, below every limit.
    return ladders.sides[ladders.sideIndex(order.market, side)].best >= limit
  }

  /// Trades `taker`, which has `slot` but is in no level, until it is filled, no longer crosses, or
  /// has traded with `fillsPerCommandMax` makers.
  ///
  /// Kept out of line: most orders come to rest, and run faster without its registers.
  ///
  /// - Returns: whether it was stopped by that limit while it could have gone on.
  @inline(never)
  @_noAllocation @_noLocks
  mutating func trade(
    _ slot: UInt32, _ taker: inout Order, into events: inout BookEvents
  ) -> Bool {
    let side = taker.side.opposite
    let makers = ladders.sideIndex(taker.market, side)
    let limit = Int32(bitPattern: ladders.rank(taker.market, side, taker.price))
    var fillsLeft = limits.fillsPerCommandMax
    var limited = false
    var best = ladders.sides[makers].best
    while taker.open > 0 && best >= limit {
      if fillsLeft == 0 {
        limited = true
        break
      }
      fillsLeft &-= 1
      let level = ladders.level(taker.market, side, rank: UInt32(bitPattern: best))
      let maker = ladders.levels[level].head
      // A question about maker and taker (self-trade policy) belongs here: nothing has changed yet.
      var order = pool.slots[maker]
      let lots = min(taker.open, order.open)
      taker.open &-= lots
      sumReduced(maker, order, from: order.open, to: order.open &- lots)
      order.open &-= lots
      ladders.reduce(maker, by: lots, in: pool)
      execute(order.record(maker), lots, taker, slot, into: &events)
      if order.open == 0 { takeOut(maker, order) }
      best = ladders.sides[makers].best
    }
    return limited
  }

  /// Appends the event of one trade of `lots`; `record` and `taker` are as it leaves them.
  @inline(__always)
  @_noAllocation @_noLocks
  func execute(
    _ record: OrderRecord, _ lots: UInt64, _ taker: Order, _ slot: UInt32,
    into events: inout BookEvents
  ) {
    var event = BookEvent(.executed, record, lots: Quantity(lots: lots), open: record.open)
    event.takerAccount = AccountID(taker.account)
    event.takerOrder = OrderID(slot: slot, generation: taker.generation)
    event.takerClientOrder = taker.clientOrder
    event.takerSequence = taker.sequence
    event.takerOpen = Quantity(lots: taker.open)
    events.append(event)
  }
}
