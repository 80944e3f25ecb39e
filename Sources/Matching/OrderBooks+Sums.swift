// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

/// The running sum over the open orders of a market.
@frozen
public struct BookSum: BitwiseCopyable, Equatable, Sendable {
  /// The words of the open orders, added up modulo 2^64; see `OrderMix`.
  public var checksum: UInt64 = 0
  /// Open orders.
  public var orders: UInt32 = 0
  /// Orders that came, went or changed their open size since the last checkpoint.
  public var changes: UInt32 = 0

  @inlinable
  @_noAllocation @_noLocks
  public init() {}
}

extension OrderBooks {
  /// The sum over a market's open orders; zero for a market without books.
  ///
  /// - Complexity: O(1).
  @_noAllocation @_noLocks
  public func sum(_ market: MarketID) -> BookSum {
    Int(market.value) < sums.count ? sums[market.value] : BookSum()
  }

  /// Begins to count a market's changes anew: its sum was told.
  ///
  /// - Precondition: the market's number is below `marketsMax`.
  @_noAllocation @_noLocks
  public mutating func checkpoint(_ market: MarketID) { sums[market.value].changes = 0 }

  /// The word of an order in `slot` with `open` lots.
  @inline(__always)
  @_noAllocation @_noLocks
  func word(_ slot: UInt32, _ order: Order, open: UInt64) -> UInt64 {
    OrderMix.word(
      order: OrderID(slot: slot, generation: order.generation).value, sequence: order.sequence,
      side: order.side, price: order.price, open: open)
  }

  /// Adds an order that came to rest to its market's sum.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func sumRested(_ slot: UInt32, _ order: Order) {
    var sum = sums[order.market]
    sum.checksum &+= word(slot, order, open: order.open)
    sum.orders &+= 1
    sum.changes &+= 1
    sums[order.market] = sum
  }

  /// Changes the sum for an order whose open size fell from `before`, to nothing if it is gone.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func sumReduced(_ slot: UInt32, _ order: Order, from before: UInt64, to open: UInt64) {
    var sum = sums[order.market]
    sum.checksum &-= word(slot, order, open: before)
    if open > 0 {
      sum.checksum &+= word(slot, order, open: open)
    } else {
      sum.orders &-= 1
    }
    sum.changes &+= 1
    sums[order.market] = sum
  }
}
