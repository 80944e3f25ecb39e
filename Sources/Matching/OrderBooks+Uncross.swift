// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

/// How far an uncross came.
@frozen
public struct Uncross: BitwiseCopyable, Equatable, Sendable {
  /// Pairs of orders met, traded or not.
  public var steps: Int
  /// Lots traded.
  public var lots: UInt64
  /// Whether orders that reach the price are left on both sides: call again, later.
  public var more: Bool

  @inlinable
  @_noAllocation @_noLocks
  public init(steps: Int, lots: UInt64, more: Bool) {
    self.steps = steps
    self.lots = lots
    self.more = more
  }
}

extension OrderBooks {
  /// Trades the buys at `price` or above with the sells at `price` or below, all at `price`: on each
  /// side the best first, of a price the oldest, at most `countMax` pairs.
  ///
  /// Of two orders the one that entered later is the taker. Each trade is a `crossing` event of it, and
  /// a `crossed` event of the other right behind. Two of one owner do what `selfTrade` says, as if the
  /// later one entered just now.
  ///
  /// - Precondition: `events` has room for four times `countMax` more; `countMax` is not negative.
  /// - Complexity: O(`countMax`).
  @_noAllocation @_noLocks
  public mutating func uncross(
    _ market: MarketID, at price: Price, selfTrade: SelfTrade, countMax: Int,
    into events: inout BookEvents
  ) -> Uncross {
    invariant(countMax >= 0, "a count is not negative")
    events.reserve(4 &* countMax)
    let buys = ladders.sideIndex(market.value, .buy)
    let sells = ladders.sideIndex(market.value, .sell)
    var done = Uncross(steps: 0, lots: 0, more: false)
    while ladders.sides[buys].best >= Ladders.flip(.buy, price.ticks)
      && ladders.sides[sells].best >= Ladders.flip(.sell, price.ticks)
    {
      if done.steps == countMax {
        done.more = true
        return done
      }
      done.steps &+= 1
      let buy = ladders.levels[ladders.bestLevel(buys)].head
      let sell = ladders.levels[ladders.bestLevel(sells)].head
      let isBuyLater = pool.slots[buy].sequence > pool.slots[sell].sequence
      let later = isBuyLater ? buy : sell
      let earlier = isBuyLater ? sell : buy
      if isOver(pool.slots[buy]) {
        end(buy, into: &events)
      } else if isOver(pool.slots[sell]) {
        end(sell, into: &events)
      } else if !selfTrade.isAllowed
        && owners[pool.slots[buy].account] == owners[pool.slots[sell].account]
      {
        part(later, earlier, selfTrade, into: &events)
      } else {
        done.lots &+= cross(later, earlier, into: &events)
      }
    }
    return done
  }

  /// Trades two orders that rest; returns the lots.
  @_noAllocation @_noLocks
  private mutating func cross(
    _ later: UInt32, _ earlier: UInt32, into events: inout BookEvents
  ) -> UInt64 {
    let lots = min(pool.slots[later].open, pool.slots[earlier].open)
    let taker = take(lots, off: later)
    let maker = take(lots, off: earlier)
    events.append(BookEvent(.crossing, taker, lots: Quantity(lots: lots), open: taker.open))
    var event = BookEvent(.crossed, maker, lots: Quantity(lots: lots), open: maker.open)
    event.takerAccount = taker.account
    event.takerOrder = taker.order
    event.takerClientOrder = taker.clientOrder
    event.takerSequence = taker.sequence
    event.takerOpen = taker.total
    events.append(event)
    renew(later, into: &events)
    renew(earlier, into: &events)
    return lots
  }

  /// Displays more of an order that shows nothing any more, or takes it out.
  @inline(__always)
  @_noAllocation @_noLocks
  private mutating func renew(_ slot: UInt32, into events: inout BookEvents) {
    if pool.slots[slot].open > 0 || refill(slot, into: &events) { return }
    takeOut(slot, pool.slots[slot])
  }

  /// Takes lots off an order that rests, and tells what it is then.
  @inline(__always)
  @_noAllocation @_noLocks
  private mutating func take(_ lots: UInt64, off slot: UInt32) -> OrderRecord {
    let order = pool.slots[slot]
    sumReduced(slot, order, from: order.open, to: order.open &- lots)
    ladders.reduce(slot, by: lots, in: pool)
    return record(slot, pool.slots[slot])
  }

  /// Does what is to be done with two orders of one owner.
  @inline(never)
  @_noAllocation @_noLocks
  private mutating func part(
    _ later: UInt32, _ earlier: UInt32, _ selfTrade: SelfTrade, into events: inout BookEvents
  ) {
    switch selfTrade {
    case .allowed: break
    case .cancelTaker: _ = cancel(later, .selfTrade, into: &events)
    case .cancelMaker: _ = cancel(earlier, .selfTrade, into: &events)
    case .cancelBoth:
      _ = cancel(later, .selfTrade, into: &events)
      _ = cancel(earlier, .selfTrade, into: &events)
    case .decrement:
      let lots = min(pool.slots[later].open, pool.slots[earlier].open)
      lose(lots, later, into: &events)
      lose(lots, earlier, into: &events)
    }
  }

  /// Takes lots that show off an order, and the order out when none are left at all.
  @_noAllocation @_noLocks
  private mutating func lose(_ lots: UInt64, _ slot: UInt32, into events: inout BookEvents) {
    let open = pool.slots[slot].open
    let special = pool.slots[slot].special
    let hidden = special == 0 ? 0 : specials.places[special].hidden
    if lots == open && hidden == 0 {
      _ = cancel(slot, .selfTrade, into: &events)
    } else {
      reduce(slot, by: lots, .selfTrade, into: &events)
      if lots == open { _ = refill(slot, into: &events) }
    }
  }
}
