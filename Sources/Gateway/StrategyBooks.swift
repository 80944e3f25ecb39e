// SPDX-License-Identifier: Apache-2.0

internal import CStrategy
internal import Memory
internal import OrderFlow
internal import Quantities

/// A level of a market's side as strategies were told of it; no lots: there is none.
struct StrategyLevel: BitwiseCopyable {
  var price: Int64
  var lots: UInt64
  /// When it last changed, counted in changes of all books.
  var version: UInt64
}

/// The best levels of every market, as they were at the last look at the feed's book.
///
///     feed book ─ a few markets at a poll ─▶ levels, each with the version of its last change
///                                             ├─▶ prices in shared memory
///                                             └─▶ strategies: what is newer than they were told
///
/// So nothing queues: a strategy that is slow is told of the latest when it has room, once. A look costs
/// the levels of the side (the book keeps them unsorted), hence the few at a poll.
struct StrategyBooks: ~Copyable {
  static var depth: Int { Int(MLS_DEPTH_MAX) }
  /// Markets looked at in one poll.
  private static var marketsPerPoll: Int { 4 }

  let marketsMax: Int
  let prices: StrategyPrices
  private let levels: Slab<StrategyLevel>
  /// By market: the last change of any level, of the best two, and whether the book may be wrong.
  private let versions: Slab<UInt64>
  private let topVersions: Slab<UInt64>
  private let flags: Slab<UInt8>
  private(set) var version: UInt64 = 0
  /// The next market of the round; `marketsMax` when the round is done.
  private var cursor: Int
  private var roundAt: UInt64 = 0
  private var messagesSeen: UInt64 = 0
  private var wasStale = false

  init(marketsMax: Int) throws(GatewayError) {
    self.marketsMax = marketsMax
    prices = try StrategyPrices(marketsMax: marketsMax)
    levels = Slab(count: marketsMax * 2 * Self.depth)
    versions = Slab(count: marketsMax)
    topVersions = Slab(count: marketsMax)
    flags = Slab(count: marketsMax)
    cursor = marketsMax
  }

  func level(_ market: Int, _ side: Side, _ rank: Int) -> StrategyLevel {
    invariant(rank >= 0 && rank < Self.depth, "levels are kept to a depth")
    return levels[(market * 2 + Int(side.wire)) * Self.depth + rank]
  }
  func changed(_ market: Int) -> UInt64 { versions[market] }
  func topChanged(_ market: Int) -> UInt64 { topVersions[market] }
  func flags(_ market: Int) -> UInt8 { flags[market] }

  /// Looks at a few markets if the feed has moved on; how many.
  mutating func refresh(_ feed: borrowing FeedBook, _ now: UInt64, interval: UInt64) -> Int {
    if cursor == marketsMax {
      let hasNews = feed.messages != messagesSeen || feed.isStale != wasStale
      if !hasNews || now - roundAt < interval { return 0 }
      roundAt = now
      messagesSeen = feed.messages
      wasStale = feed.isStale
      cursor = 0
    }
    var looks = 0
    while cursor < marketsMax && looks < Self.marketsPerPoll {
      // A market whose listing was lost is looked at too once it has shown a level: all are asked,
      // and asking one that has no orders costs next to nothing.
      look(cursor, feed)
      if feed.market(UInt32(cursor)) != nil { looks += 1 }
      cursor += 1
    }
    return looks
  }

  private mutating func look(_ market: Int, _ feed: borrowing FeedBook) {
    let isTopNew = look(market, .buy, feed)
    let isOtherTopNew = look(market, .sell, feed)
    let flag = feed.isTrusted(market: UInt32(market)) ? 0 : UInt8(MLS_FLAG_STALE)
    let isStaleNew = flags[market] != flag
    flags[market] = flag
    if !isTopNew && !isOtherTopNew && !isStaleNew { return }
    version += 1
    versions[market] = version
    topVersions[market] = version
    prices.write(
      market, bid: level(market, .buy, 0), ask: level(market, .sell, 0),
      logIndex: feed.logIndexLast, flags: flag)
  }

  /// Takes over one side; whether its best changed.
  private mutating func look(_ market: Int, _ side: Side, _ feed: borrowing FeedBook) -> Bool {
    let best = feed.top(market: UInt32(market), side: side, count: Self.depth)
    var isTopNew = false
    for rank in 0..<Self.depth {
      let price = rank < best.count ? best[rank].priceTicks : 0
      let lots = rank < best.count ? best[rank].lots : 0
      let at = (market * 2 + Int(side.wire)) * Self.depth + rank
      if levels[at].price == price && levels[at].lots == lots { continue }
      version += 1
      versions[market] = version
      levels[at] = StrategyLevel(price: price, lots: lots, version: version)
      if rank == 0 { isTopNew = true }
    }
    return isTopNew
  }
}
