// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

/// What a caller that has commands at hand tells the books of those to come: which lines of memory they
/// will touch. It changes no outcome and nothing in the books, and a wrong guess costs time only.
///
///     polled   1  2  3  4  5  6  7  8  9 …
///              │           │           └ first look: what shows without touching it
///              │           └ second look: what hangs on what the first one fetched
///              └ carried out
///
/// Books that fit in the caches nearby gain nothing from it: see `gainsFromForesight`.
extension OrderBooks {
  /// How many commands ahead the second look is best taken; the first twice as many.
  public static var foresightDistance: Int { @_noAllocation @_noLocks get { 4 } }

  /// Whether so many orders were ever there at once that looking ahead pays: about two mebibytes of them.
  public var gainsFromForesight: Bool {
    @_noAllocation @_noLocks
    get { pool.highest >= 1 &<< 15 }
  }

  /// First look at an order that is to enter: where its name may be, and its level.
  @_noAllocation @_noLocks
  public func foresee(
    _ market: MarketID, _ side: Side, _ price: Price, _ account: AccountID, clientOrder: UInt64
  ) {
    let hash = OrderNames.hash(account: account.value, clientOrder: clientOrder)
    names.buckets.prefetch(UInt32(truncatingIfNeeded: names.first(hash)))
    names.buckets.prefetch(UInt32(truncatingIfNeeded: names.second(hash)))
    let level = ladders.foreseen(market.value, side, price.ticks)
    if level != 0 { ladders.levels.prefetch(level) }
  }

  /// Second look at an order that is to enter: who will be ahead of it.
  @_noAllocation @_noLocks
  public func foreseeMore(_ market: MarketID, _ side: Side, _ price: Price, _ account: AccountID) {
    if Int(account.value) >= limits.accountsMax { return }
    chains.links.prefetch(chains.chains[account.value].last)
    let level = ladders.foreseen(market.value, side, price.ticks)
    if level != 0 { pool.slots.prefetch(ladders.levels[level].tail) }
  }

  /// First look at an order that is to be cancelled or replaced.
  @_noAllocation @_noLocks
  public func foresee(_ order: OrderID) {
    pool.slots.prefetch(order.slot)
    chains.links.prefetch(order.slot)
  }

  /// Second look at an order that is to be cancelled or replaced.
  @_noAllocation @_noLocks
  public func foreseeMore(_ order: OrderID) {
    let slot = pool.find(order)
    if slot == 0 { return }
    let own = pool.slots[slot]
    pool.slots.prefetch(own.next)
    pool.slots.prefetch(own.previous)
    let link = chains.links[slot]
    chains.links.prefetch(link.next)
    chains.links.prefetch(link.previous)
    let hash = OrderNames.hash(account: own.account, clientOrder: own.clientOrder)
    names.buckets.prefetch(
      UInt32(truncatingIfNeeded: own.nameEntry & 8 == 0 ? names.first(hash) : names.second(hash)))
    let level = ladders.foreseen(own.market, own.side, own.price)
    if level != 0 { ladders.levels.prefetch(level) }
  }
}

extension Ladders {
  /// The level of a price if it lies in a window; else 0, which is none's.
  @inline(__always)
  @_noAllocation @_noLocks
  func foreseen(_ market: UInt32, _ side: Side, _ price: Int64) -> UInt32 {
    let index = 2 &* Int(market) &+ Int(side.rawValue)
    if index >= sides.count { return 0 }
    // Of a market that is not listed no key is covered.
    let own = sides[index]
    let key = Self.flip(side, price)
    return own.covers(key) ? windowLevel(own.window, key) : 0
  }
}
