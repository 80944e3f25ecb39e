// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Quantities

/// What depends on how an order enters, judged before it changes anything.
extension OrderBooks {
  /// The price at which an order with flags, or one to fill or kill, enters.
  ///
  /// - Throws: `noOpposite`, `wouldTrade` or `wouldNotFill`.
  @inline(never)
  @_noAllocation @_noLocks
  func entryPrice(_ order: NewOrder) throws(BookRefusal) -> Price {
    let side = order.side.opposite
    let best = ladders.sides[ladders.sideIndex(order.market.value, side)].best
    if order.flags.contains(.market) || order.flags.contains(.marketToLimit) {
      if best == LadderSide.none { throw .noOpposite }
    }
    let crosses = best >= Ladders.flip(side, order.price.ticks)
    var price = order.price
    if crosses && order.flags.contains(.marketToLimit) {
      price = Price(ticks: Ladders.flip(side, best))
    }
    if crosses && order.flags.contains(.postOnly) {
      price = try passivePrice(order.market.value, side, best, order.flags)
    }
    if order.timeInForce.isFillOrKill && !canTrade(order, order.quantity.lots, price) {
      throw .wouldNotFill
    }
    if order.minimum.lots > 0 && !canTrade(order, order.minimum.lots, price) {
      throw .minimumNotMet
    }
    return price
  }

  /// Checks what only orders have that are not plain.
  @inline(never)
  @_noAllocation @_noLocks
  func checkTerms(_ order: NewOrder) throws(BookRefusal) {
    if !order.flags.areKnown || !order.flags.goTogether(order.timeInForce) {
      throw .conflictingTerms
    }
    if !order.isSpecial { return }
    let staysOn = order.display.lots | order.expiresAt != 0
    if staysOn && !order.timeInForce.rests { throw .conflictingTerms }
    let takesNothing = order.flags.contains(.postOnly) || order.timeInForce.isFillOrKill
    if order.minimum.lots > 0 && takesNothing { throw .conflictingTerms }
    if order.minimum > order.quantity { throw .minimumQuantity }
    if order.display.lots > 0 {
      let least = (order.quantity.lots &+ 63) / 64
      if order.display >= order.quantity || order.display.lots < least { throw .displayQuantity }
    }
    if order.expiresAt != 0 && order.expiresAt <= now { throw .expiryPassed }
  }

  /// Whether lots are hidden behind those of an order that show.
  @inline(__always)
  @_noAllocation @_noLocks
  private func isIceberg(_ order: Order) -> Bool {
    order.special != 0 && specials.places[order.special].hidden > 0
  }

  /// The price a tick short of the other side's best, for an order that may slide.
  @_noAllocation @_noLocks
  func passivePrice(
    _ market: UInt32, _ side: Side, _ best: Int64, _ flags: OrderFlags
  ) throws(BookRefusal) -> Price {
    if !flags.contains(.slide) { throw .wouldTrade }
    // Of two keys the higher is the better: a tick above the makers' best is out of their reach.
    let price = Ladders.flip(side, best &+ 1)
    if !ladders.contains(market, price) { throw .wouldTrade }
    return Price(ticks: price)
  }

  /// Whether an order would trade so many lots at once, at `price` or better: looked up order by
  /// order, because what is of the same owner may not trade.
  ///
  /// An order that shows a part of itself is met again at each refill, after those behind it. Where the
  /// count would end in a level with such orders, the level is therefore counted whole: all its
  /// meetings must be within the bound.
  ///
  /// - Complexity: O(`fillsPerCommandMax`).
  @_noAllocation @_noLocks
  private func canTrade(_ order: NewOrder, _ lots: UInt64, _ price: Price) -> Bool {
    let makers = ladders.sideIndex(order.market.value, order.side.opposite)
    let limit = Ladders.flip(order.side.opposite, price.ticks)
    let owner = owners[order.account.value]
    let prevents = !order.selfTrade.isAllowed
    let goesOn = order.selfTrade.sparesTaker
    var left = lots
    var meetingsLeft = limits.fillsPerCommandMax
    var key = ladders.sides[makers].best
    while key >= limit {
      var slot = ladders.levels[ladders.held(makers, key)].head
      var hides = false
      while slot != 0 {
        if meetingsLeft == 0 { return false }
        meetingsLeft &-= 1
        let maker = pool.slots[slot]
        if isOver(maker) {
          // Met and gone.
        } else if prevents && owners[maker.account] == owner {
          // Only if it goes are those behind it met with nothing lost.
          if !goesOn { return false }
        } else {
          if maker.open >= left && !hides { return true }
          left = left > maker.open ? left &- maker.open : 0
          if isIceberg(maker) {
            hides = true
            let special = specials.places[maker.special]
            let refills = (special.hidden &+ special.display &- 1) / special.display
            if refills > UInt64(meetingsLeft) { return false }
            meetingsLeft &-= Int(refills)
            left = left > special.hidden ? left &- special.hidden : 0
          }
        }
        slot = maker.next
      }
      if left == 0 { return true }
      key = ladders.best(makers, below: key)
    }
    return false
  }
}
