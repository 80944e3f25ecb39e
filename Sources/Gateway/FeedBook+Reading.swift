// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import OrderFlow
public import Quantities

/// An order in the queue of its price.
public struct FeedQueueEntry: Hashable, Sendable {
  public let order: UInt64
  /// Its entry number: the lowest trades first.
  public let sequence: UInt64
  public let lots: UInt64
}

extension FeedBook {
  /// Lots that rest at a price, 0 when none do or the market is out of range.
  ///
  /// - Complexity: constant; no allocation, no lock.
  @_noAllocation @_noLocks
  public func lots(market: UInt32, side: Side, price: Int64) -> UInt64 {
    let level = levels.find(market, side, price)
    return level == 0 ? 0 : levels.level(level).lots
  }

  /// Whether a market's book is known to be the venue's, as far as its checksums were compared.
  @_noAllocation @_noLocks
  public func isTrusted(market: UInt32) -> Bool {
    if isStale || isPartial || Int(market) >= sums.count { return false }
    return !sums[market].isSuspect
  }

  /// The orders at a price in the order in which they trade; none of a market that is out of range.
  ///
  /// Cold: allocates, and sorts.
  public func queue(market: UInt32, side: Side, price: Int64) -> [FeedQueueEntry] {
    let level = levels.find(market, side, price)
    if level == 0 { return [] }
    var queue: [FeedQueueEntry] = []
    var slot = levels.level(level).orders
    while slot != 0 {
      let order = orders[slot]
      queue.append(
        FeedQueueEntry(
          order: OrderID(slot: slot, generation: order.generation).value,
          sequence: order.sequence, lots: order.open))
      slot = order.next
    }
    return queue.sorted { $0.sequence < $1.sequence }
  }

  /// A market that was listed, or nil. Allocates nothing.
  @_noAllocation @_noLocks
  public func market(_ market: UInt32) -> FeedMarket? {
    if Int(market) >= markets.count || !markets[market].isListed { return nil }
    return markets[market]
  }

  /// Prices at which orders rest, in all markets.
  public var levelCount: Int { @_noAllocation @_noLocks get { levels.count } }

  /// The best levels of a side, best first, at most `count`; none of a market that is out of range.
  ///
  /// Cold: allocates, and looks at every level of the side.
  /// - Precondition: `count` is not negative.
  public func top(market: UInt32, side: Side, count: Int) -> [BookLevel] {
    precondition(count >= 0, "a number of levels is not negative")
    guard Int(market) < markets.count, count > 0 else { return [] }
    var best: [BookLevel] = []
    best.reserveCapacity(min(count, levels.count))
    var number = levels.first(market, side)
    while number != 0 {
      let level = levels.level(number)
      number = level.bookNext
      if best.count == count {
        // The list is kept sorted, so most levels of a deep side are passed over at once.
        if !Self.isBetter(level.price, best[count - 1].priceTicks, side) { continue }
        best.removeLast()
      }
      var low = 0
      var high = best.count
      while low < high {
        let middle = (low + high) / 2
        if Self.isBetter(best[middle].priceTicks, level.price, side) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      best.insert(BookLevel(priceTicks: level.price, lots: level.lots), at: low)
    }
    return best
  }

  /// The best levels of both sides, as `GoldenStepper.compare(ownTop:)` takes them. Cold, as `top`.
  public func goldenLevels(market: UInt32, depth: Int) -> GoldenLevels {
    GoldenLevels(
      bids: top(market: market, side: .buy, count: depth),
      asks: top(market: market, side: .sell, count: depth))
  }

  private static func isBetter(_ price: Int64, _ other: Int64, _ side: Side) -> Bool {
    side == .buy ? price > other : price < other
  }
}
