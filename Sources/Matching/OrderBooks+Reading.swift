// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

/// A price and what rests at it.
@frozen
public struct BookLevel: BitwiseCopyable, Equatable, Sendable {
  public var price: Price
  public var lots: Quantity

  @inlinable
  @_noAllocation @_noLocks
  public init(price: Price, lots: Quantity) {
    self.price = price
    self.lots = lots
  }
}

/// Where a search among an account's orders came to.
@frozen
public struct OrderSearch: BitwiseCopyable, Equatable, Sendable {
  /// The order found, `.none` if there is none; or, not over, where to go on.
  public var order: OrderID
  /// Whether it was found, or that there is none.
  public var isOver: Bool

  @inlinable
  @_noAllocation @_noLocks
  public init(order: OrderID, isOver: Bool) {
    self.order = order
    self.isOver = isOver
  }
}

extension OrderBooks {
  /// The number of orders resting in all markets.
  public var openOrders: Int {
    @_noAllocation @_noLocks
    get { pool.liveCount }
  }

  /// The number of orders of `account` resting in all markets.
  @_noAllocation @_noLocks
  public func openOrders(of account: AccountID) -> Int {
    if Int(account.value) >= limits.accountsMax { return 0 }
    return Int(chains.chains[account.value].count)
  }

  /// Whether `market` has books.
  @_noAllocation @_noLocks
  public func isListed(_ market: MarketID) -> Bool { ladders.isListed(market.value) }

  /// The best level of a side; nil if nothing rests there.
  @_noAllocation @_noLocks
  public func best(_ market: MarketID, _ side: Side) -> BookLevel? {
    if !ladders.isListed(market.value) { return nil }
    return level(market, side, key: ladders.sides[ladders.sideIndex(market.value, side)].best)
  }

  /// The level of a side next worse than `price`; nil if there is none.
  ///
  /// - Complexity: one search; see `Ladders`.
  @_noAllocation @_noLocks
  public func level(_ market: MarketID, _ side: Side, after price: Price) -> BookLevel? {
    if !ladders.isListed(market.value) { return nil }
    if !ladders.contains(market.value, price.ticks) {
      let isAbove = price.ticks > ladders.sides[2 &* market.value].priceMax
      return isAbove == (side == .buy) ? best(market, side) : nil
    }
    let next = ladders.best(
      ladders.sideIndex(market.value, side), below: Ladders.flip(side, price.ticks))
    return level(market, side, key: next)
  }

  /// The level of a side with `number` better ones before it; nil if there are not so many.
  ///
  /// - Precondition: `number` is not negative.
  /// - Complexity: O(number).
  @_noAllocation @_noLocks
  public func level(_ market: MarketID, _ side: Side, number: Int) -> BookLevel? {
    invariant(number >= 0, "levels are numbered from the best, 0")
    guard var level = best(market, side) else { return nil }
    for _ in 0..<number {
      guard let next = self.level(market, side, after: level.price) else { return nil }
      level = next
    }
    return level
  }

  /// The lots that rest on a side at one price.
  @_noAllocation @_noLocks
  public func lots(_ market: MarketID, _ side: Side, at price: Price) -> Quantity {
    guard let level = occupied(market, side, price) else { return .zero }
    return Quantity(lots: level.lots)
  }

  /// The order first in the queue of a side at one price; `.none` if there is none.
  @_noAllocation @_noLocks
  public func firstOrder(_ market: MarketID, _ side: Side, at price: Price) -> OrderID {
    guard let level = occupied(market, side, price) else { return .none }
    return pool.id(level.head)
  }

  /// The order behind a live one in its level's queue; `.none` if it is the last or not live.
  @_noAllocation @_noLocks
  public func order(behind order: OrderID) -> OrderID {
    let slot = pool.find(order)
    return slot == 0 ? .none : idOrNone(pool.slots[slot].next)
  }

  /// The oldest resting order of an account; `.none` if there is none.
  @_noAllocation @_noLocks
  public func firstOrder(of account: AccountID) -> OrderID {
    if Int(account.value) >= limits.accountsMax { return .none }
    return idOrNone(chains.chains[account.value].first)
  }

  /// The order of the same account that entered after a live one; `.none` if there is none.
  @_noAllocation @_noLocks
  public func order(enteredAfter order: OrderID) -> OrderID {
    let slot = pool.find(order)
    return slot == 0 ? .none : idOrNone(chains.links[slot].next)
  }

  /// Looks along an account's orders, oldest first, for the first with an entry number above
  /// `sequence`, at most `stepsMax` orders that are not.
  ///
  /// - Parameter place: where to begin: a live order of the account whose number is not above
  ///   `sequence`. Any other, `.none` too, begins at the oldest; what is found is the same.
  /// - Complexity: O(`stepsMax`).
  @_noAllocation @_noLocks
  public func search(
    _ account: AccountID, above sequence: UInt64, from place: OrderID, stepsMax: Int
  ) -> OrderSearch {
    if Int(account.value) >= limits.accountsMax { return OrderSearch(order: .none, isOver: true) }
    var slot = chains.chains[account.value].first
    let hint = pool.find(place)
    if hint != 0 && pool.slots[hint].account == account.value
      && pool.slots[hint].sequence <= sequence
    {
      slot = hint
    }
    var steps = 0
    while slot != 0 {
      if pool.slots[slot].sequence > sequence {
        return OrderSearch(order: pool.id(slot), isOver: true)
      }
      if steps == stepsMax { return OrderSearch(order: pool.id(slot), isOver: false) }
      steps &+= 1
      slot = chains.links[slot].next
    }
    return OrderSearch(order: .none, isOver: true)
  }

  /// A live order, whoever owns it; nil if the id is stale or never was.
  @_noAllocation @_noLocks
  public func record(_ order: OrderID) -> OrderRecord? {
    let slot = pool.find(order)
    return slot == 0 ? nil : record(slot, pool.slots[slot])
  }

  /// One more than the highest number of a slot.
  public var slotsEnd: UInt32 {
    @_noAllocation @_noLocks get { UInt32(pool.slots.count) }
  }

  /// One more than the highest slot that ever held an order.
  public var slotsUsedEnd: UInt32 {
    @_noAllocation @_noLocks get { pool.highest &+ 1 }
  }

  /// The live order in a slot; nil if the slot is free.
  ///
  /// - Precondition: the slot is below `slotsEnd`.
  @_noAllocation @_noLocks
  public func record(inSlot slot: UInt32) -> OrderRecord? {
    pool.slots[slot].open == 0 ? nil : record(slot, pool.slots[slot])
  }

  /// The live order that `account` calls `clientOrder`; nil if there is none.
  @_noAllocation @_noLocks
  public func record(clientOrder: UInt64, of account: AccountID) -> OrderRecord? {
    let hash = OrderNames.hash(account: account.value, clientOrder: clientOrder)
    let place = names.find(hash, account: account.value, clientOrder: clientOrder, in: pool)
    return place.slot == 0 ? nil : record(place.slot, pool.slots[place.slot])
  }

  @inline(__always)
  @_noAllocation @_noLocks
  func idOrNone(_ slot: UInt32) -> OrderID { slot == 0 ? .none : pool.id(slot) }

  /// The level of a key; nil for `LadderSide.none`.
  @inline(__always)
  @_noAllocation @_noLocks
  func level(_ market: MarketID, _ side: Side, key: Int64) -> BookLevel? {
    if key == LadderSide.none { return nil }
    let level = ladders.held(ladders.sideIndex(market.value, side), key)
    return BookLevel(
      price: Price(ticks: Ladders.flip(side, key)),
      lots: Quantity(lots: ladders.levels[level].lots))
  }

  /// The level of a price, if orders of `side` rest there.
  @inline(__always)
  @_noAllocation @_noLocks
  func occupied(_ market: MarketID, _ side: Side, _ price: Price) -> Level? {
    if !ladders.isListed(market.value) { return nil }
    return ladders.occupied(market.value, side, price.ticks)
  }
}
