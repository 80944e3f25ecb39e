// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Quantities

/// A price of one side of a market with orders, and its place in two lists: the levels that hash
/// alike, and the levels of its side. Free when no lots rest.
struct FeedLevel: BitwiseCopyable {
  var price: Int64
  var lots: UInt64
  var market: UInt32
  var chainNext: UInt32
  var chainPrevious: UInt32
  /// Links the free levels too.
  var bookNext: UInt32
  var bookPrevious: UInt32
  var side: Side
  /// The first of its orders, by slot.
  var orders: UInt32
}

/// The levels of every market: a fixed pool, found by market, side and price.
///
///     chains: hash ─▶ level ⇄ level          books: market, side ─▶ level ⇄ level ⇄ level
///
/// A level keeps its number while it lives, so orders name it; finding, adding and taking out is
/// constant time. The levels of a side are in no order: sorting them is left to who asks, since
/// that is rare, and a side kept sorted would let a hostile feed make every message slow.
///
/// Level 0 is none. Its links take the writes meant for a neighbour that is not there.
struct FeedLevels: ~Copyable {
  private let levels: Slab<FeedLevel>
  private let chains: Slab<UInt32>
  private let books: Slab<UInt32>
  private let mask: UInt64
  /// Drawn anew for each book, so that nobody can choose prices that hash alike.
  private let key: UInt64
  private var free: UInt32 = 1
  /// Levels with orders.
  private(set) var count = 0

  init(levelsMax: Int, marketsMax: Int) {
    levels = Slab(count: levelsMax + 1)
    var buckets = 2
    while buckets < levelsMax * 2 { buckets *= 2 }
    chains = Slab(count: buckets)
    mask = UInt64(buckets - 1)
    books = Slab(count: marketsMax * 2)
    key = .random(in: .min ... .max)
    for level in 1...levelsMax {
      levels[level].bookNext = level < levelsMax ? UInt32(level + 1) : 0
    }
  }

  /// A level by its number.
  @_noAllocation @_noLocks
  func level(_ level: UInt32) -> FeedLevel { levels[level] }

  /// The number of the level of a price, 0 when nothing rests there.
  @_noAllocation @_noLocks
  func find(_ market: UInt32, _ side: Side, _ price: Int64) -> UInt32 {
    find(market, side, price, in: chain(market, side, price))
  }

  /// The number of the level of a price, a new one if need be; 0 when all levels are in use.
  ///
  /// - Precondition: the market is below `marketsMax`. A new level is given lots at once.
  @_noAllocation @_noLocks
  mutating func place(_ market: UInt32, _ side: Side, _ price: Int64) -> UInt32 {
    let chain = chain(market, side, price)
    let found = find(market, side, price, in: chain)
    if found != 0 || free == 0 { return found }
    let level = free
    free = levels[level].bookNext
    count &+= 1
    let book = Self.book(market, side)
    levels[level] = FeedLevel(
      price: price, lots: 0, market: market, chainNext: chains[chain], chainPrevious: 0,
      bookNext: books[book], bookPrevious: 0, side: side, orders: 0)
    levels[chains[chain]].chainPrevious = level
    levels[books[book]].bookPrevious = level
    chains[chain] = level
    books[book] = level
    return level
  }

  @_noAllocation @_noLocks
  func setOrders(of level: UInt32, _ slot: UInt32) { levels[level].orders = slot }

  @_noAllocation @_noLocks
  func add(_ lots: UInt64, to level: UInt32) { levels[level].lots += lots }

  /// Takes lots off a level, and the level out when none are left.
  ///
  /// - Precondition: so many rest there.
  @_noAllocation @_noLocks
  mutating func take(_ lots: UInt64, off level: UInt32) {
    levels[level].lots -= lots
    if levels[level].lots == 0 { remove(level) }
  }

  @_noAllocation @_noLocks
  private mutating func remove(_ level: UInt32) {
    let gone = levels[level]
    levels[gone.chainNext].chainPrevious = gone.chainPrevious
    levels[gone.chainPrevious].chainNext = gone.chainNext
    levels[gone.bookNext].bookPrevious = gone.bookPrevious
    levels[gone.bookPrevious].bookNext = gone.bookNext
    if gone.chainPrevious == 0 {
      chains[chain(gone.market, gone.side, gone.price)] = gone.chainNext
    }
    if gone.bookPrevious == 0 { books[Self.book(gone.market, gone.side)] = gone.bookNext }
    levels[level].bookNext = free
    free = level
    count &-= 1
  }

  @_noAllocation @_noLocks
  private func find(_ market: UInt32, _ side: Side, _ price: Int64, in chain: Int) -> UInt32 {
    var level = chains[chain]
    while level != 0 {
      let found = levels[level]
      if found.price == price && found.market == market && found.side.wire == side.wire { break }
      level = found.chainNext
    }
    return level
  }

  /// SplitMix64's finaliser, which spreads every bit, over the key and what names a level.
  @_noAllocation @_noLocks
  private func chain(_ market: UInt32, _ side: Side, _ price: Int64) -> Int {
    let book = UInt64(market) << 1 | UInt64(side.wire)
    var hash = Self.mix(UInt64(bitPattern: price) ^ key)
    hash = Self.mix(hash &+ book &* 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: hash & mask)
  }

  @_noAllocation @_noLocks
  private static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ z &>> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z &>> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z &>> 31
  }

  @_noAllocation @_noLocks
  private static func book(_ market: UInt32, _ side: Side) -> Int {
    Int(market) &* 2 &+ Int(side.wire)
  }

  /// The first level of a side's list; the rest follow by `bookNext`.
  func first(_ market: UInt32, _ side: Side) -> UInt32 { books[Self.book(market, side)] }
}
