// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

/// What a mass cancel did.
@frozen
public struct MassCancel: BitwiseCopyable, Equatable, Sendable {
  /// The orders it cancelled.
  public var cancelled: Int
  /// Whether orders it was meant for are left: call again, later.
  public var more: Bool

  @inlinable
  @_noAllocation @_noLocks
  public init(cancelled: Int, more: Bool) {
    self.cancelled = cancelled
    self.more = more
  }
}

/// Which of an account's orders a mass cancel is for: those that every part of it admits.
@frozen
public struct MassFilter: BitwiseCopyable, Equatable, Sendable {
  /// Those that belong to this key.
  public var key: KeyID?
  /// Those of this market.
  public var market: MarketID?
  /// Those of the markets of this group.
  public var group: UInt16?
  /// Those of this side.
  public var side: Side?
  /// Those at these prices, in ticks, both included.
  public var priceMin: Int64
  public var priceMax: Int64
  /// Those with this tag: the high 16 bits of the client order id.
  public var tag: UInt16?
  /// Those with an entry number below this: what entered later is not meant.
  public var below: UInt64

  @inlinable
  @_noAllocation @_noLocks
  public init(
    key: KeyID? = nil, market: MarketID? = nil, group: UInt16? = nil, side: Side? = nil,
    priceMin: Int64 = .min, priceMax: Int64 = .max, tag: UInt16? = nil, below: UInt64 = .max
  ) {
    self.key = key
    self.market = market
    self.group = group
    self.side = side
    self.priceMin = priceMin
    self.priceMax = priceMax
    self.tag = tag
    self.below = below
  }
}

extension OrderBooks {
  /// Takes an order of `account` out of the book.
  ///
  /// - Returns: the order as it was.
  /// - Throws: `.unknownOrder`, also for another account's order.
  /// - Precondition: `events` has room for one more.
  /// - Complexity: O(1).
  @_noAllocation @_noLocks
  public mutating func cancel(
    _ order: OrderID, of account: AccountID, reason: RemovalReason = .cancelled,
    into events: inout BookEvents
  ) throws(BookRefusal) -> OrderRecord {
    let slot = try find(order, of: account)
    return cancel(slot, reason, into: &events)
  }

  /// Takes the order that `account` calls `clientOrder` out of the book.
  ///
  /// Otherwise as `cancel(_:of:reason:into:)`.
  @_noAllocation @_noLocks
  public mutating func cancel(
    clientOrder: UInt64, of account: AccountID, reason: RemovalReason = .cancelled,
    into events: inout BookEvents
  ) throws(BookRefusal) -> OrderRecord {
    let slot = try find(clientOrder, of: account)
    return cancel(slot, reason, into: &events)
  }

  /// Cancels the oldest orders of `account` that `filter` admits, at most `countMax` of them.
  ///
  /// For a mass cancel, a lost session, a dead-man timer: the caller comes back, in a later record,
  /// while `more` is true. An unknown account or market has no orders.
  ///
  /// - Precondition: `events` has room for `countMax` more; `countMax` is not negative.
  /// - Complexity: at most `countMax` cancels, and at most `openOrdersPerAccountMax` orders looked
  ///   at: those that the filter does not admit are passed over.
  @_noAllocation @_noLocks
  public mutating func cancelAll(
    of account: AccountID, _ filter: MassFilter, countMax: Int, reason: RemovalReason,
    into events: inout BookEvents
  ) -> MassCancel {
    invariant(countMax >= 0, "a count is not negative")
    events.reserve(countMax)
    if Int(account.value) >= limits.accountsMax { return MassCancel(cancelled: 0, more: false) }
    var cancelled = 0
    var slot = chains.chains[account.value].first
    // The chain is in entry order: nothing behind the first that entered too late is meant.
    while slot != 0 && pool.slots[slot].sequence < filter.below {
      let next = chains.links[slot].next
      if admits(filter, slot) {
        if cancelled == countMax { return MassCancel(cancelled: cancelled, more: true) }
        _ = cancel(slot, reason, into: &events)
        cancelled &+= 1
      }
      slot = next
    }
    return MassCancel(cancelled: cancelled, more: false)
  }

  /// Cancels the orders of a market, of whatever account: the buys from the best on, then the sells,
  /// at most `countMax` of them.
  ///
  /// Otherwise as `cancelAll(of:_:countMax:reason:into:)`.
  ///
  /// - Complexity: O(`countMax`).
  @_noAllocation @_noLocks
  public mutating func cancelAll(
    in market: MarketID, countMax: Int, reason: RemovalReason, into events: inout BookEvents
  ) -> MassCancel {
    invariant(countMax >= 0, "a count is not negative")
    events.reserve(countMax)
    var cancelled = 0
    while true {
      var slot = first(market, .buy)
      if slot == 0 { slot = first(market, .sell) }
      if slot == 0 { return MassCancel(cancelled: cancelled, more: false) }
      if cancelled == countMax { return MassCancel(cancelled: cancelled, more: true) }
      _ = cancel(slot, reason, into: &events)
      cancelled &+= 1
    }
  }

  /// The slot of the order that is first in its side's best queue; 0 if there is none.
  @_noAllocation @_noLocks
  private func first(_ market: MarketID, _ side: Side) -> UInt32 {
    guard let best = best(market, side) else { return 0 }
    return pool.find(firstOrder(market, side, at: best.price))
  }

  /// Whether the filter, its bound on entry numbers aside, admits the order in `slot`.
  @inline(__always)
  @_noAllocation @_noLocks
  private func admits(_ filter: MassFilter, _ slot: UInt32) -> Bool {
    if let key = filter.key, pool.slots[slot].key != key.value { return false }
    if let market = filter.market, pool.slots[slot].market != market.value { return false }
    if let group = filter.group, groups[pool.slots[slot].market] != group { return false }
    let price = pool.slots[slot].price
    if price < filter.priceMin || price > filter.priceMax { return false }
    if let tag = filter.tag, pool.slots[slot].clientOrder &>> 48 != UInt64(tag) { return false }
    if let side = filter.side {
      switch (side, pool.slots[slot].side) {
      case (.buy, .buy), (.sell, .sell): break
      default: return false
      }
    }
    return true
  }

  @inline(__always)
  @_noAllocation @_noLocks
  mutating func cancel(
    _ slot: UInt32, _ reason: RemovalReason, into events: inout BookEvents
  ) -> OrderRecord {
    events.reserve(1)
    let order = pool.slots[slot]
    let record = self.record(slot, order)
    var event = BookEvent(.removed, record, lots: record.total, open: .zero, reason: reason)
    event.total = .zero
    events.append(event)
    sumReduced(slot, order, from: order.open, to: 0)
    takeOut(slot, order)
    return record
  }
}
