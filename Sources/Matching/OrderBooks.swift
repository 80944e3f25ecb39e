// SPDX-License-Identifier: Apache-2.0

package import Memory
public import Quantities

/// The limit order books of every market: price, then time.
///
///      (account, client id) ─▶ names ─┐
///                                     ▼
///      OrderID = slot + generation ─▶ pool: one 64-byte slot an order ◀─ chains (per account)
///                                     ▲
///      market, side, price ─▶ ladders ┘  a level a tick: head, tail, lots; best of each side
///
/// A pure function of the calls made: no clock, no randomness, no order of hashing. Each operation
/// either throws a `BookRefusal`, having changed nothing, or returns, having appended to `events`
/// all that happened. Every step is bounded by `BookLimits`.
///
/// The order of an account may trade with another of the same account: who may trade with whom is
/// asked nowhere yet. The place for the question is `trade`, where the maker has been chosen and
/// nothing has been changed.
///
/// One thread at a time. Nothing allocates, locks or counts references after `init`.
public struct OrderBooks: ~Copyable {
  /// What the books were built to.
  public let limits: BookLimits
  package var pool: OrderPool
  package var names: OrderNames
  package let chains: AccountChains
  package var ladders: Ladders
  /// By market.
  let sums: Slab<BookSum>
  /// The group of each listed market.
  package let groups: Slab<UInt16>
  /// The highest entry number given to an order.
  package var sequenceLast: UInt64 = 0

  /// Allocates everything: 72 bytes for each of `ordersMax` and 16 to 32 for its name, 16 for each
  /// of `ladderTicksTotalMax`, 12 for each account. Start-up only.
  ///
  /// - Throws: `BookLimitsError` before anything is allocated.
  public init(_ limits: BookLimits) throws(BookLimitsError) {
    try limits.check()
    self.limits = limits
    pool = OrderPool(ordersMax: limits.ordersMax)
    names = OrderNames(ordersMax: limits.ordersMax)
    chains = AccountChains(
      accountsMax: limits.accountsMax, slots: pool.slots.count)
    ladders = Ladders(
      marketsMax: limits.marketsMax, ticksMax: limits.ladderTicksMax,
      ticksTotalMax: limits.ladderTicksTotalMax)
    sums = Slab(count: limits.marketsMax)
    groups = Slab(count: limits.marketsMax)
  }

  /// Opens the books of `market` for prices from `priceMin` to `priceMax`, both included; `group` is
  /// what a mass cancel may name it by, together with others.
  ///
  /// The ladder's memory is not given back: a market number is listed once.
  ///
  /// - Throws: `ListingRefusal`; nothing was changed.
  @_noAllocation @_noLocks
  public mutating func list(
    _ market: MarketID, priceMin: Price, priceMax: Price, group: UInt16 = 0
  ) throws(ListingRefusal) {
    try ladders.list(market.value, priceMin: priceMin.ticks, priceMax: priceMax.ticks)
    groups[market.value] = group
  }

  /// Takes the next entry number. Queues and chains are in entry order because it only rises.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func enter(_ sequence: UInt64) {
    invariant(sequence > sequenceLast, "entry numbers rise")
    sequenceLast = sequence
  }

  /// The slot of a live order of `account`.
  @inline(__always)
  @_noAllocation @_noLocks
  func find(_ order: OrderID, of account: AccountID) throws(BookRefusal) -> UInt32 {
    let slot = pool.find(order)
    if slot == 0 || pool.slots[slot].account != account.value { throw .unknownOrder }
    return slot
  }

  /// The slot of the live order that `account` calls `clientOrder`.
  @inline(__always)
  @_noAllocation @_noLocks
  func find(_ clientOrder: UInt64, of account: AccountID) throws(BookRefusal) -> UInt32 {
    let hash = OrderNames.hash(account: account.value, clientOrder: clientOrder)
    let place = names.find(hash, account: account.value, clientOrder: clientOrder, in: pool)
    if place.slot == 0 { throw .unknownOrder }
    return place.slot
  }

  /// Removes the name of `order`, which is the one in `slot`.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func removeName(_ slot: UInt32, _ order: Order) {
    names.remove(OrderNames.hash(account: order.account, clientOrder: order.clientOrder), slot)
  }

  /// Takes `order`, which rests in `slot`, out of everything and frees the slot.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func takeOut(_ slot: UInt32, _ order: Order) {
    ladders.remove(slot, order, in: pool)
    chains.remove(slot, of: order.account)
    removeName(slot, order)
    pool.give(slot)
  }
}
