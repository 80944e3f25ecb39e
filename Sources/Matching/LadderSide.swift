// SPDX-License-Identifier: Apache-2.0

/// One side of a market: where its levels lie and which is the best. One cache line.
///
/// Prices are known here by *key*: the price of a buy, minus the price of a sell. The higher, the
/// better, on both sides, so that one search serves both.
package struct LadderSide: BitwiseCopyable {
  /// The best key that holds orders; `none` when there is none.
  package var best: Int64
  /// The first key that the window covers, and the first beyond it; both multiples of 64.
  package var low: Int64
  package var high: Int64
  /// A bit for each leaf of the window that holds orders, at the leaf's place in the ring.
  var summary: UInt64
  /// The market's band.
  package var priceMin: Int64
  package var priceMax: Int64
  /// The number of the window; 0 for none.
  package var window: UInt32
  /// The root of the keys outside the window.
  package var tree: UInt32
  package var isListed: Bool
  /// Fill the cache line.
  var spare: UInt8
  var spare2: UInt16
  var spare4: UInt32

  /// Below every key.
  @inlinable package static var none: Int64 { @_noAllocation @_noLocks get { .min } }

  @_noAllocation @_noLocks
  init(priceMin: Int64, priceMax: Int64) {
    best = Self.none
    low = 0
    high = 0
    summary = 0
    self.priceMin = priceMin
    self.priceMax = priceMax
    window = 0
    tree = 0
    isListed = true
    spare = 0
    spare2 = 0
    spare4 = 0
  }

  /// Whether the window covers a key.
  @inline(__always)
  @_noAllocation @_noLocks
  func covers(_ key: Int64) -> Bool { key >= low && key < high }
}
