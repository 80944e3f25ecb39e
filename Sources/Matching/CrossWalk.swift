// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// How far a walk over the crossed levels of a book has come, and, when it is over, the price at which
/// they uncross.
///
///     buys, best first    12@105   4@104   9@101 ...      a step pairs what is left of the best
///     sells, best first    7@99   10@103   2@106 ...      buys' level with what is left of the sells'
///     steps                 7 ▸ 5 ▸ 4 ▸ ...               until the next buys do not reach the next sells
///
/// What was paired is the most that can trade at one price. That price lies between the last sells'
/// and the last buys' that were paired; of those, what is left over decides.
@frozen
public struct CrossWalk: BitwiseCopyable, Equatable, Sendable {
  /// The lots paired.
  public internal(set) var lots: UInt64 = 0
  /// The steps made.
  public internal(set) var steps: UInt32 = 0
  /// Whether there is nothing more to pair.
  public internal(set) var isOver = false
  /// The prices paired last.
  var bidLast: Int64 = 0
  var askLast: Int64 = 0
  /// What is best of what is left, and how many lots of it; none when 0.
  var bid: Int64 = 0
  var bidLots: UInt64 = 0
  var ask: Int64 = 0
  var askLots: UInt64 = 0
  /// Whether it looked at the book yet.
  var isBegun = false

  @_noAllocation @_noLocks
  public init() {}

  /// The price and what is left over there, buyers' lots or, negative, sellers': the most lots, then
  /// the fewest left over; then, where only buyers are left over, the highest price, and where only
  /// sellers are, the lowest; then nearest to `reference`, or in the middle, rounded down.
  ///
  /// - Precondition: the walk is over and paired something.
  @_noAllocation @_noLocks
  public func price(near reference: Int64?) -> (price: Price, surplus: Int64) {
    if bidLots > 0 && bid == bidLast { return (Price(ticks: bid), Int64(bidLots)) }
    if askLots > 0 && ask == askLast { return (Price(ticks: ask), -Int64(askLots)) }
    var low = askLast
    var high = bidLast
    if bidLots > 0 && bid >= low { low = bid &+ 1 }
    if askLots > 0 && ask <= high { high = ask &- 1 }
    if low > high {
      // The next buys and the next sells are a tick apart, and no price leaves nothing over.
      if bidLots < askLots { return (Price(ticks: bid), Int64(bidLots)) }
      if bidLots > askLots { return (Price(ticks: ask), -Int64(askLots)) }
      let isHigher = Self.nearest(reference, bid, ask) == ask
      return isHigher
        ? (Price(ticks: ask), -Int64(askLots)) : (Price(ticks: bid), Int64(bidLots))
    }
    return (Price(ticks: Self.nearest(reference, low, high)), 0)
  }

  /// The price from `low` to `high` that is nearest to a reference, or the middle one.
  @_noAllocation @_noLocks
  private static func nearest(_ reference: Int64?, _ low: Int64, _ high: Int64) -> Int64 {
    guard let reference else { return low &+ (high &- low) &>> 1 }
    if reference < low { return low }
    return reference > high ? high : reference
  }
}

extension OrderBooks {
  /// Goes on with a walk, at most `stepsMax` steps. The book must be as it was when it began.
  ///
  /// - Complexity: a step looks up two levels at most.
  @_noAllocation @_noLocks
  public func walk(_ walk: inout CrossWalk, _ market: MarketID, stepsMax: Int) {
    if !walk.isBegun {
      walk.isBegun = true
      if let bid = best(market, .buy) {
        (walk.bid, walk.bidLots) = (bid.price.ticks, bid.lots.lots)
      }
      if let ask = best(market, .sell) {
        (walk.ask, walk.askLots) = (ask.price.ticks, ask.lots.lots)
      }
    }
    var left = stepsMax
    while walk.bidLots > 0 && walk.askLots > 0 && walk.bid >= walk.ask {
      if left == 0 { return }
      left &-= 1
      let lots = walk.bidLots < walk.askLots ? walk.bidLots : walk.askLots
      walk.steps &+= 1
      walk.lots &+= lots
      walk.bidLots &-= lots
      walk.askLots &-= lots
      walk.bidLast = walk.bid
      walk.askLast = walk.ask
      if walk.bidLots == 0, let next = level(market, .buy, after: Price(ticks: walk.bid)) {
        (walk.bid, walk.bidLots) = (next.price.ticks, next.lots.lots)
      }
      if walk.askLots == 0, let next = level(market, .sell, after: Price(ticks: walk.ask)) {
        (walk.ask, walk.askLots) = (next.price.ticks, next.lots.lots)
      }
    }
    walk.isOver = true
  }
}
