// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

/// Orders that come to rest without trading, whatever the other side holds: the call phase of an
/// auction, in which a book may be crossed.
extension OrderBooks {
  /// Enters an order that rests as it is.
  ///
  /// - Throws: `BookRefusal`, as `submit` does; `conflictingTerms` too for one that does not rest, has
  ///   flags or wants a minimum.
  /// - Precondition: `events` has room for one more.
  /// - Complexity: O(1).
  @inline(never)
  @_noAllocation @_noLocks
  public mutating func collect(
    _ order: NewOrder, into events: inout BookEvents
  ) throws(BookRefusal) -> Entry {
    events.reserve(1)
    try check(order)
    if !order.timeInForce.rests || !order.flags.areNone || order.minimum.lots > 0 {
      throw .conflictingTerms
    }
    let hash = OrderNames.hash(account: order.account.value, clientOrder: order.clientOrder)
    let place = names.find(
      hash, account: order.account.value, clientOrder: order.clientOrder, in: pool)
    if place.slot != 0 { throw .duplicateClientOrder }
    let open = chains.chains[order.account.value].count
    if Int(open) >= limits.openOrdersPerAccountMax { throw .openOrdersMax }
    if pool.freeCount < 2 { throw .poolFull }
    if place.entry < 0 { throw .clientOrderCrowded }
    let terms = RestingTerms(display: order.display.lots, expiresAt: order.expiresAt)
    if terms.needsPlace(order.quantity.lots) && specials.freeCount == 0 { throw .specialsFull }
    let slot = pool.take()
    var resting = Order(order, sequence: enter(), generation: pool.slots[slot].generation)
    resting.nameEntry = names.add(hash, slot, at: place.entry)
    return lay(slot, resting, terms, into: &events)
  }

  /// Rests an order in `slot`, which is named and in nothing else.
  @inline(never)
  @_noAllocation @_noLocks
  mutating func lay(
    _ slot: UInt32, _ order: Order, _ terms: RestingTerms, into events: inout BookEvents
  ) -> Entry {
    var order = order
    let left = Quantity(lots: order.open)
    if terms.needsPlace(left.lots) { order = specialised(slot, order, terms) }
    let record = self.record(slot, order)
    ladders.append(slot, order, in: pool)
    chains.append(slot, of: order.account)
    if order.quote != 0 { quotes.append(slot, of: UInt32(order.quote)) }
    sumRested(slot, order)
    events.append(BookEvent(.rested, record, lots: left, open: record.open))
    return Entry(order: record.order, executed: .zero, open: left, reason: .none)
  }

  /// Whether the best buy reaches the best sell.
  @_noAllocation @_noLocks
  public func isCrossed(_ market: MarketID) -> Bool {
    guard let bid = best(market, .buy), let ask = best(market, .sell) else { return false }
    return bid.price.ticks >= ask.price.ticks
  }
}
