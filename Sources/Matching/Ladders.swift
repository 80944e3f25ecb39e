// SPDX-License-Identifier: Apache-2.0

package import Memory
package import Quantities

/// The orders at one price, oldest first, by slot; both 0 when there are none.
package struct Level: BitwiseCopyable {
  package var head: UInt32
  package var tail: UInt32
  /// The open lots of all of them.
  package var lots: UInt64
}

/// Where a market's levels lie and which prices they stand for.
package struct Ladder: BitwiseCopyable {
  package var priceMin: Int64
  package var priceMax: Int64
  /// The level of `priceMin`, in `Ladders.levels`.
  package var firstLevel: UInt32
  /// The number of ticks less one.
  package var lastTick: UInt32
  package var isListed: Bool
}

/// Which levels of one side hold orders, and the best of them.
///
/// Levels are known here by rank, the tick counted from the side's worst price: the higher, the
/// better, for buys and sells alike. One search serves both sides.
package struct LadderSide: BitwiseCopyable {
  /// The best rank that holds orders; -1 when none does.
  package var best: Int32
  /// The first word of each kind in `Ladders.words`: a bit a level, a bit a leaf, a bit a branch.
  package var leaves: UInt32
  package var branches: UInt32
  package var root: UInt32
}

/// The price ladders of all markets: a level for every tick of a market's band, shared by its two
/// sides, since a book is never crossed between commands.
///
///     root      1 word         bit b: branch b is not empty
///     branches  ticks / 4096   bit l: leaf l is not empty
///     leaves    ticks / 64     bit t: the level of rank t holds orders
///
/// Memory for all ladders is one slab, carved at listing and never given back. This is the only
/// type that knows where a price lives: orders keep their price, not their level, so that what
/// comes to hold prices beyond the ladder changes nothing outside this file.
///
/// - Complexity: everything is O(1), at most five words, except listing.
package struct Ladders: ~Copyable {
  package let ladders: Slab<Ladder>
  package let levels: Slab<Level>
  /// Two for each market, indexed by `sideIndex`.
  package let sides: Slab<LadderSide>
  let words: Slab<UInt64>
  let ticksMax: Int
  var levelsCarved = 0
  var wordsCarved = 0

  package init(marketsMax: Int, ticksMax: Int, ticksTotalMax: Int) {
    ladders = Slab(count: marketsMax)
    levels = Slab(count: ticksTotalMax)
    sides = Slab(count: 2 * marketsMax)
    // Each market rounds up once for its leaves and once for its branches, and has one root.
    let leaves = ticksTotalMax / 64 + marketsMax
    let branches = leaves / 64 + marketsMax
    words = Slab(count: 2 * (leaves + branches + marketsMax))
    self.ticksMax = ticksMax
  }

  /// Carves a ladder for `market`. Bounded work, no allocation, but not for the fast path.
  @_noAllocation @_noLocks
  package mutating func list(
    _ market: UInt32, priceMin: Int64, priceMax: Int64
  ) throws(ListingRefusal) {
    if Int(market) >= ladders.count { throw .marketsMax }
    if ladders[market].isListed { throw .alreadyListed }
    if priceMax < priceMin { throw .emptyBand }
    let (span, overflow) = priceMax.subtractingReportingOverflow(priceMin)
    if overflow || span >= Int64(ticksMax) { throw .ladderTicksMax }
    let ticks = Int(span) + 1
    if ticks > levels.count - levelsCarved { throw .ladderTicksTotalMax }
    ladders[market] = Ladder(
      priceMin: priceMin, priceMax: priceMax, firstLevel: UInt32(levelsCarved),
      lastTick: UInt32(span), isListed: true)
    levelsCarved += ticks
    for side in 0..<2 {
      let leaves = (ticks + 63) / 64
      let branches = (leaves + 63) / 64
      sides[2 * Int(market) + side] = LadderSide(
        best: -1, leaves: UInt32(wordsCarved), branches: UInt32(wordsCarved + leaves),
        root: UInt32(wordsCarved + leaves + branches))
      wordsCarved += leaves + branches + 1
    }
    invariant(wordsCarved <= words.count, "the occupancy words suffice for the ladders")
  }

  @inline(__always)
  @_noAllocation @_noLocks
  package func isListed(_ market: UInt32) -> Bool {
    Int(market) < ladders.count && ladders[market].isListed
  }

  /// Whether the market has a level for the price. Compared, not subtracted: a difference wraps.
  @inline(__always)
  @_noAllocation @_noLocks
  package func contains(_ market: UInt32, _ price: Int64) -> Bool {
    price >= ladders[market].priceMin && price <= ladders[market].priceMax
  }

  @inline(__always)
  @_noAllocation @_noLocks
  package func sideIndex(_ market: UInt32, _ side: Side) -> Int {
    2 &* Int(market) &+ Int(side.rawValue)
  }

  /// The rank on `side` of a price within the band.
  @inline(__always)
  @_noAllocation @_noLocks
  package func rank(_ market: UInt32, _ side: Side, _ price: Int64) -> UInt32 {
    let tick = UInt32(truncatingIfNeeded: price &- ladders[market].priceMin)
    return side == .buy ? tick : ladders[market].lastTick &- tick
  }

  /// The level of a rank on `side`.
  @inline(__always)
  @_noAllocation @_noLocks
  package func level(_ market: UInt32, _ side: Side, rank: UInt32) -> UInt32 {
    let tick = side == .buy ? rank : ladders[market].lastTick &- rank
    return ladders[market].firstLevel &+ tick
  }

  /// The price of a rank on `side`.
  @inline(__always)
  @_noAllocation @_noLocks
  package func price(_ market: UInt32, _ side: Side, rank: UInt32) -> Int64 {
    let tick = side == .buy ? rank : ladders[market].lastTick &- rank
    return ladders[market].priceMin &+ Int64(tick)
  }

  /// Puts the order in `slot`, which is in no level, at the end of its price's queue.
  @inline(__always)
  @_noAllocation @_noLocks
  package func append(_ slot: UInt32, in pool: borrowing OrderPool) {
    let market = pool.slots[slot].market
    let side = pool.slots[slot].side
    let rank = rank(market, side, pool.slots[slot].price)
    let level = level(market, side, rank: rank)
    let tail = levels[level].tail
    pool.slots[slot].previous = tail
    pool.slots[slot].next = 0
    levels[level].tail = slot
    levels[level].lots &+= pool.slots[slot].open
    if tail != 0 {
      pool.slots[tail].next = slot
    } else {
      levels[level].head = slot
      occupy(sideIndex(market, side), rank)
    }
  }

  /// Takes the order in `slot` out of its level, with the lots it still has open.
  @inline(__always)
  @_noAllocation @_noLocks
  package func remove(_ slot: UInt32, in pool: borrowing OrderPool) {
    let market = pool.slots[slot].market
    let side = pool.slots[slot].side
    let rank = rank(market, side, pool.slots[slot].price)
    let level = level(market, side, rank: rank)
    let next = pool.slots[slot].next
    let previous = pool.slots[slot].previous
    levels[level].lots &-= pool.slots[slot].open
    if next != 0 {
      pool.slots[next].previous = previous
    } else {
      levels[level].tail = previous
    }
    if previous != 0 {
      pool.slots[previous].next = next
    } else {
      levels[level].head = next
      if next == 0 { vacate(sideIndex(market, side), rank) }
    }
  }

  /// Takes lots off the order in `slot`, which keeps its place and some of its lots.
  @inline(__always)
  @_noAllocation @_noLocks
  package func reduce(_ slot: UInt32, by lots: UInt64, in pool: borrowing OrderPool) {
    let market = pool.slots[slot].market
    let side = pool.slots[slot].side
    let rank = rank(market, side, pool.slots[slot].price)
    levels[level(market, side, rank: rank)].lots &-= lots
    pool.slots[slot].open &-= lots
  }

  /// Marks a level as holding orders.
  @inline(__always)
  @_noAllocation @_noLocks
  func occupy(_ side: Int, _ rank: UInt32) {
    let leaf = rank &>> 6
    let branch = rank &>> 12
    words[sides[side].leaves &+ leaf] |= 1 &<< UInt64(rank & 63)
    words[sides[side].branches &+ branch] |= 1 &<< UInt64(leaf & 63)
    words[sides[side].root] |= 1 &<< UInt64(branch)
    if Int32(rank) > sides[side].best { sides[side].best = Int32(rank) }
  }

  /// Marks a level as holding none, and finds the next best if it was the best.
  @inline(__always)
  @_noAllocation @_noLocks
  func vacate(_ side: Int, _ rank: UInt32) {
    let leaf = rank &>> 6
    let branch = rank &>> 12
    words[sides[side].leaves &+ leaf] &= ~(1 &<< UInt64(rank & 63))
    if words[sides[side].leaves &+ leaf] == 0 {
      words[sides[side].branches &+ branch] &= ~(1 &<< UInt64(leaf & 63))
      if words[sides[side].branches &+ branch] == 0 {
        words[sides[side].root] &= ~(1 &<< UInt64(branch))
      }
    }
    if Int32(rank) == sides[side].best { sides[side].best = best(side, below: rank) }
  }

  /// Whether the level of a rank is marked as holding orders.
  @_noAllocation @_noLocks
  package func isOccupied(_ side: Int, _ rank: UInt32) -> Bool {
    words[sides[side].leaves &+ rank &>> 6] & 1 &<< UInt64(rank & 63) != 0
  }

  /// The best rank below `rank` that holds orders; -1 if none does.
  @_noAllocation @_noLocks
  package func best(_ side: Int, below rank: UInt32) -> Int32 {
    var leaf = rank &>> 6
    let inLeaf = words[sides[side].leaves &+ leaf] & Self.below(rank & 63)
    if inLeaf != 0 { return Int32(leaf &<< 6 | Self.highest(inLeaf)) }
    var branch = leaf &>> 6
    let inBranch = words[sides[side].branches &+ branch] & Self.below(leaf & 63)
    if inBranch != 0 {
      leaf = branch &<< 6 | Self.highest(inBranch)
    } else {
      let inRoot = words[sides[side].root] & Self.below(branch)
      if inRoot == 0 { return -1 }
      branch = Self.highest(inRoot)
      leaf = branch &<< 6 | Self.highest(words[sides[side].branches &+ branch])
    }
    return Int32(leaf &<< 6 | Self.highest(words[sides[side].leaves &+ leaf]))
  }

  /// The bits lower than bit `bit`.
  @inline(__always)
  @_noAllocation @_noLocks
  static func below(_ bit: UInt32) -> UInt64 { (1 &<< UInt64(bit)) &- 1 }

  /// The number of the highest bit set in a word that is not zero.
  @inline(__always)
  @_noAllocation @_noLocks
  static func highest(_ word: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: 63 &- word.leadingZeroBitCount)
  }
}
