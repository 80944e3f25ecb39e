// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// Which markets and which slots snapshot pages have told since it was begun.
///
/// Pages of any cycles count together: what a page has told is kept up by the feed from there on.
struct FeedCoverage: ~Copyable {
  /// The round in which a number was told; round 0 is none.
  private let markets: Slab<UInt32>
  private let slots: Slab<UInt32>
  private var round: UInt32 = 1
  private var marketsTold = 0
  private var slotsTold = 0
  /// Numbers that the venue has, as far as its pages say: 0 before the first.
  private var marketsTotal = 0
  private var slotsTotal = 0

  init(marketsMax: Int, slotsMax: Int) {
    markets = Slab(count: marketsMax)
    slots = Slab(count: slotsMax)
  }

  /// Forgets what was told.
  ///
  /// - Complexity: constant.
  @_noAllocation @_noLocks
  mutating func begin() {
    // At a round a second it would take 136 years.
    invariant(round < .max, "rounds are counted in 32 bits")
    round &+= 1
    marketsTold = 0
    slotsTold = 0
    marketsTotal = 0
    slotsTotal = 0
  }

  /// Whether a slot that the table has was told.
  @_noAllocation @_noLocks
  func isCovered(slot: UInt32) -> Bool { slots[slot] == round }

  /// Whether everything was told, as far as these tables reach: slots count from 1.
  var isWhole: Bool {
    @_noAllocation @_noLocks get {
      marketsTotal > 0 && slotsTotal > 0 && marketsTold >= min(marketsTotal, markets.count)
        && slotsTold &+ 1 >= min(slotsTotal, slots.count)
    }
  }

  /// Notes that a page told the markets from `first` to below `end`.
  @_noAllocation @_noLocks
  mutating func tell(markets first: UInt32, _ end: UInt32, of total: UInt32) {
    marketsTotal = Int(total)
    for market in Int(first)..<max(Int(first), min(Int(end), markets.count))
    where markets[market] != round {
      markets[market] = round
      marketsTold &+= 1
    }
  }

  /// Notes that a page told the slots from `first` to below `end`.
  @_noAllocation @_noLocks
  mutating func tell(slots first: UInt32, _ end: UInt32, of total: UInt32) {
    slotsTotal = Int(total)
    for slot in Int(first)..<max(Int(first), min(Int(end), slots.count))
    where slots[slot] != round {
      slots[slot] = round
      slotsTold &+= 1
    }
  }
}
