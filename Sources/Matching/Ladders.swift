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

  /// The tick of a price within the band, counted from the lowest.
  @inline(__always)
  @_noAllocation @_noLocks
  func tick(_ price: Int64) -> UInt32 { UInt32(truncatingIfNeeded: price &- priceMin) }

  /// The rank on `side` of a tick, or the tick of a rank.
  @inline(__always)
  @_noAllocation @_noLocks
  func flip(_ side: Side, _ tick: UInt32) -> UInt32 { side == .buy ? tick : lastTick &- tick }
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
    let ladder = ladders[market]
    return ladder.flip(side, ladder.tick(price))
  }

  /// The level of a rank on `side`.
  @inline(__always)
  @_noAllocation @_noLocks
  package func level(_ market: UInt32, _ side: Side, rank: UInt32) -> UInt32 {
    let ladder = ladders[market]
    return ladder.firstLevel &+ ladder.flip(side, rank)
  }

  /// The price of a rank on `side`.
  @inline(__always)
  @_noAllocation @_noLocks
  package func price(_ market: UInt32, _ side: Side, rank: UInt32) -> Int64 {
    let ladder = ladders[market]
    return ladder.priceMin &+ Int64(ladder.flip(side, rank))
  }

  /// Writes `order` into `slot` and puts it at the end of its price's queue.
  @inline(__always)
  @_noAllocation @_noLocks
  package func append(_ slot: UInt32, _ order: Order, in pool: borrowing OrderPool) {
    let ladder = ladders[order.market]
    let tick = ladder.tick(order.price)
    var level = levels[ladder.firstLevel &+ tick]
    let tail = level.tail
    var order = order
    order.previous = tail
    order.next = 0
    pool.slots[slot] = order
    pool.slots[tail].next = slot
    level.head = tail == 0 ? slot : level.head
    level.tail = slot
    level.lots &+= order.open
    levels[ladder.firstLevel &+ tick] = level
    if tail == 0 { occupy(sideIndex(order.market, order.side), ladder.flip(order.side, tick)) }
  }

  /// Takes `order`, which is the one in `slot`, out of its level, with the lots it has open.
  @inline(__always)
  @_noAllocation @_noLocks
  package func remove(_ slot: UInt32, _ order: Order, in pool: borrowing OrderPool) {
    let ladder = ladders[order.market]
    let tick = ladder.tick(order.price)
    var level = levels[ladder.firstLevel &+ tick]
    pool.slots[order.next].previous = order.previous
    pool.slots[order.previous].next = order.next
    level.head = order.previous == 0 ? order.next : level.head
    level.tail = order.next == 0 ? order.previous : level.tail
    level.lots &-= order.open
    levels[ladder.firstLevel &+ tick] = level
    if level.head == 0 {
      vacate(sideIndex(order.market, order.side), ladder.flip(order.side, tick))
    }
  }

  /// Takes lots off the order in `slot`, which keeps its place and some of its lots.
  @inline(__always)
  @_noAllocation @_noLocks
  package func reduce(_ slot: UInt32, by lots: UInt64, in pool: borrowing OrderPool) {
    let order = pool.slots[slot]
    let ladder = ladders[order.market]
    levels[ladder.firstLevel &+ ladder.tick(order.price)].lots &-= lots
    pool.slots[slot].open = order.open &- lots
  }

  /// Marks a level as holding orders.
  @inline(__always)
  @_noAllocation @_noLocks
  func occupy(_ index: Int, _ rank: UInt32) {
    let side = sides[index]
    let leaf = rank &>> 6
    let branch = rank &>> 12
    words[side.leaves &+ leaf] |= 1 &<< UInt64(rank & 63)
    words[side.branches &+ branch] |= 1 &<< UInt64(leaf & 63)
    words[side.root] |= 1 &<< UInt64(branch)
    if Int32(bitPattern: rank) > side.best { sides[index].best = Int32(bitPattern: rank) }
  }

  /// Marks a level as holding none, and finds the next best if it was the best.
  @inline(__always)
  @_noAllocation @_noLocks
  func vacate(_ index: Int, _ rank: UInt32) {
    let side = sides[index]
    let leaf = rank &>> 6
    let inLeaf = words[side.leaves &+ leaf] & ~(1 &<< UInt64(rank & 63))
    words[side.leaves &+ leaf] = inLeaf
    if inLeaf == 0 {
      let branch = rank &>> 12
      let inBranch = words[side.branches &+ branch] & ~(1 &<< UInt64(leaf & 63))
      words[side.branches &+ branch] = inBranch
      if inBranch == 0 { words[side.root] &= ~(1 &<< UInt64(branch)) }
    }
    if Int32(bitPattern: rank) == side.best { sides[index].best = best(index, below: rank) }
  }

  /// Whether the level of a rank is marked as holding orders.
  @_noAllocation @_noLocks
  package func isOccupied(_ side: Int, _ rank: UInt32) -> Bool {
    words[sides[side].leaves &+ rank &>> 6] & 1 &<< UInt64(rank & 63) != 0
  }

  /// The best rank below `rank` that holds orders; -1 if none does.
  @_noAllocation @_noLocks
  package func best(_ index: Int, below rank: UInt32) -> Int32 {
    let side = sides[index]
    var leaf = rank &>> 6
    let inLeaf = words[side.leaves &+ leaf] & Self.below(rank & 63)
    if inLeaf != 0 { return Int32(bitPattern: leaf &<< 6 | Self.highest(inLeaf)) }
    var branch = leaf &>> 6
    let inBranch = words[side.branches &+ branch] & Self.below(leaf & 63)
    if inBranch != 0 {
      leaf = branch &<< 6 | Self.highest(inBranch)
    } else {
      let inRoot = words[side.root] & Self.below(branch)
      if inRoot == 0 { return -1 }
      branch = Self.highest(inRoot)
      leaf = branch &<< 6 | Self.highest(words[side.branches &+ branch])
    }
    return Int32(bitPattern: leaf &<< 6 | Self.highest(words[side.leaves &+ leaf]))
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
