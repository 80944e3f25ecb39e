// SPDX-License-Identifier: Apache-2.0

package import Memory
public import Quantities

/// The limit order books of every market: price, then time.
///
///      (account, client id) ─▶ names ─┐
///                                     ▼
///      OrderID = slot + generation ─▶ pool: one 64-byte slot an order ◀─ chains (per account)
///                                     ▲
///      market, side, price ─▶ ladders ┘  a level a price: head, tail, lots; best of each side
///
/// A pure function of the calls made: no clock, no randomness, no order of hashing. Each operation
/// either throws a `BookRefusal`, having changed nothing, or returns, having appended to `events`
/// all that happened. Every step is bounded by `BookLimits`.
///
/// One thread at a time. Nothing allocates, locks or counts references after `init`.
public struct OrderBooks: ~Copyable {
  /// What the books were built to.
  public let limits: BookLimits
  let eventsPerCommandMax: Int
  package var pool: OrderPool
  package var names: OrderNames
  package let chains: AccountChains
  package var ladders: Ladders
  package var specials: SpecialOrders
  /// The quotes of each group, and by group whether it is over.
  package let quotes: AccountChains
  let quotesOver: Slab<Bool>
  /// Makers that a taker may meet: `fillsPerCommandMax`, but where several orders share it.
  public internal(set) var meetingsMax: Int
  /// Makers that the last taker met.
  public internal(set) var meetings = 0
  /// Log time in nanoseconds.
  package var now: UInt64 = 0
  /// By market.
  let sums: Slab<BookSum>
  /// Whose each account is: its own number, or 2^31 and the number of a group of accounts.
  package let owners: Slab<UInt32>
  /// The group of each listed market.
  package let groups: Slab<UInt16>
  /// The highest entry number given to an order; they count from 1.
  public private(set) var sequenceLast: UInt64 = 0

  /// Allocates everything: 108 bytes for each of `ordersMax` and 16 to 32 for its name, 16 for each
  /// tick of each window, 148 for each market, 16 for each account, 32 for each special order; where
  /// there may be quote groups 8 more an order. Start-up only.
  ///
  /// - Throws: `BookLimitsError` before anything is allocated.
  public init(_ limits: BookLimits) throws(BookLimitsError) {
    try limits.check()
    self.limits = limits
    eventsPerCommandMax = limits.eventsPerCommandMax
    pool = OrderPool(ordersMax: limits.ordersMax)
    names = OrderNames(ordersMax: limits.ordersMax)
    chains = AccountChains(
      accountsMax: limits.accountsMax, slots: pool.slots.count)
    ladders = Ladders(
      marketsMax: limits.marketsMax, ordersMax: limits.ordersMax,
      windowTicks: limits.windowTicks, windowsMax: limits.windowsMax)
    specials = SpecialOrders(specialOrdersMax: limits.specialOrdersMax)
    let quoteGroups = limits.quoteGroupsMax
    quotes = AccountChains(
      accountsMax: quoteGroups + 1, slots: quoteGroups == 0 ? 1 : pool.slots.count)
    quotesOver = Slab(count: quoteGroups + 1)
    meetingsMax = limits.fillsPerCommandMax
    sums = Slab(count: limits.marketsMax)
    groups = Slab(count: limits.marketsMax)
    owners = Slab(count: limits.accountsMax)
    for account in 0..<limits.accountsMax { owners[account] = UInt32(account) }
  }

  /// Opens the books of `market` for prices from `priceMin` to `priceMax`, both included; `group` is
  /// what a mass cancel may name it by, together with others.
  ///
  /// A band may be as wide as prices go; it costs nothing. A market number is listed once.
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
  mutating func enter() -> UInt64 {
    sequenceLast &+= 1
    return sequenceLast
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
    names.remove(
      OrderNames.hash(account: order.account, clientOrder: order.clientOrder), slot,
      at: order.nameEntry)
  }

  /// Takes `order`, which rests in `slot`, out of everything and frees the slot.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func takeOut(_ slot: UInt32, _ order: Order) {
    ladders.remove(slot, order, in: pool)
    chains.remove(slot, of: order.account)
    removeName(slot, order)
    if order.special | UInt32(order.quote) != 0 { leave(slot, order) }
    pool.give(slot)
  }
}
