// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

extension OrderBooks {
  /// Goes through everything and says which rule of the structure is broken first; nil if none is.
  ///
  /// For tests and for a paranoid start after recovery: far too slow for the path of an order.
  ///
  /// - Parameter mayCross: whether orders of a market collect, which may leave it crossed.
  /// - Complexity: O(ordersMax + ticks of all windows + accountsMax + names).
  public func checkWhole(mayCross: (MarketID) -> Bool = { _ in false }) -> StaticString? {
    if let fault = checkFreeList() { return fault }
    var resting = 0
    for market in 0..<UInt32(limits.marketsMax) where ladders.isListed(market) {
      for side in [Side.buy, .sell] {
        if let fault = checkLevels(market, side, &resting) { return fault }
      }
      let bid = ladders.sides[ladders.sideIndex(market, .buy)].best
      let ask = ladders.sides[ladders.sideIndex(market, .sell)].best
      if bid != LadderSide.none && ask != LadderSide.none && bid >= -ask
        && !mayCross(MarketID(market))
      {
        return "the book is not crossed"
      }
    }
    if resting != pool.liveCount { return "every live order is in one level" }
    if resting > limits.ordersMax { return "no more than ordersMax orders rest" }
    return checkLadders() ?? checkSpecials() ?? checkChains(resting) ?? checkQuotes() ?? checkNames(
      resting)
      ?? checkSums()
  }

  private func checkFreeList() -> StaticString? {
    var free = 0
    var slot = pool.free
    while slot != 0 {
      if free == pool.freeCount { return "the free list is as long as its count" }
      if pool.slots[slot].open != 0 { return "a free slot has nothing open" }
      if pool.slots[slot].generation == 0 { return "no generation is 0" }
      free += 1
      slot = pool.slots[slot].next
    }
    return free == pool.freeCount ? nil : "the free list is as long as its count"
  }

  /// Each level of a side against its marks, its place and its orders.
  private func checkLevels(
    _ market: UInt32, _ side: Side, _ resting: inout Int
  ) -> StaticString? {
    let index = ladders.sideIndex(market, side)
    let ladder = ladders.sides[index]
    if let fault = checkWindow(ladder) { return fault }
    // The searches from above must agree with the marks and leaves, read one by one.
    var key = ladders.best(index, below: .max)
    if ladder.best != key { return "the best is the best" }
    var count = 0
    while key != LadderSide.none {
      if !ladders.isOccupied(index, key) { return "a level that is found holds orders" }
      if let fault = checkQueue(market, side, key, &resting) { return fault }
      count += 1
      let next = ladders.best(index, below: key)
      if next >= key { return "the next best is worse" }
      key = next
    }
    return count == marks(ladder) + leaves(ladder.tree) ? nil : "every level is found from above"
  }

  /// The marked levels of a side's window.
  private func marks(_ ladder: LadderSide) -> Int {
    stride(from: ladder.low, to: ladder.high, by: 64).reduce(0) {
      $0 + ladders.words[ladders.word(ladder.window, $1)].nonzeroBitCount
    }
  }

  /// The leaves under a reference.
  private func leaves(_ reference: UInt32) -> Int {
    if reference == 0 { return 0 }
    if reference & SparseKeys.leafMark != 0 { return 1 }
    let node = ladders.sparse.nodes[reference]
    return leaves(node.lower) + leaves(node.upper)
  }

  private func checkWindow(_ ladder: LadderSide) -> StaticString? {
    if ladder.window == 0 {
      return ladder.summary == 0 && ladder.low == ladder.high ? nil : "no window covers nothing"
    }
    if ladder.best == LadderSide.none { return "a side without orders has no window" }
    if ladder.low & 63 != 0 || ladder.high & 63 != 0 { return "a window covers whole leaves" }
    if ladder.high < ladder.low || ladder.high - ladder.low > ladders.windowTicks {
      return "a window is no wider than it can be"
    }
    var summary: UInt64 = 0
    let ticks = UInt32(ladders.windowTicks)
    for tick in 0..<ticks {
      let level = ladder.window * ticks + tick
      let isMarked = ladders.words[level / 64] & 1 << UInt64(tick % 64) != 0
      if isMarked != (ladders.levels[level].head != 0) {
        return "a level is marked when it holds orders, and only then"
      }
      if isMarked { summary |= 1 << UInt64(tick / 64) }
    }
    if summary != ladder.summary { return "the summary matches the leaves" }
    var key = ladders.sparse.highest(ladder.tree)
    while key != 0 {
      if ladder.covers(ladders.sparse.key(key)) { return "the tree holds what no window covers" }
      key = ladders.sparse.highest(ladder.tree, below: ladders.sparse.key(key))
    }
    return nil
  }

  /// What is nobody's: free windows are empty, and every window and every leaf is one side's.
  private func checkLadders() -> StaticString? {
    var windows = 0
    var keys = 0
    for index in 0..<ladders.sides.count where ladders.sides[index].isListed {
      windows += ladders.sides[index].window == 0 ? 0 : 1
      keys += leaves(ladders.sides[index].tree)
    }
    if windows + ladders.freeWindowCount != limits.windowsMax { return "no window is lost" }
    return keys == ladders.sparse.count ? nil : "no leaf is lost"
  }

  /// Every place of a cold part is one live order's or free.
  private func checkSpecials() -> StaticString? {
    var taken = 0
    for slot in 1..<UInt32(pool.slots.count) where pool.slots[slot].open != 0 {
      let place = pool.slots[slot].special
      if place == 0 { continue }
      taken += 1
      let special = specials.places[place]
      if special.slot != slot { return "a cold part knows its order" }
      if special.hidden > 0 && special.display == 0 { return "what is hidden can be displayed" }
      if special.display > 0 && pool.slots[slot].open > special.display {
        return "no more shows than is to be displayed"
      }
    }
    return taken + specials.freeCount == limits.specialOrdersMax ? nil : "no place is lost"
  }

  private func checkQueue(
    _ market: UInt32, _ side: Side, _ key: Int64, _ resting: inout Int
  ) -> StaticString? {
    let level = ladders.held(ladders.sideIndex(market, side), key)
    var lots: UInt64 = 0
    var previous: UInt32 = 0
    var slot = ladders.levels[level].head
    while slot != 0 {
      if resting >= pool.liveCount { return "no queue is a ring" }
      if pool.slots[slot].open == 0 { return "an order that rests has lots open" }
      if pool.slots[slot].open > limits.quantityMax.lots { return "no order is above quantityMax" }
      if pool.slots[slot].market != market || pool.slots[slot].side != side
        || pool.slots[slot].price != Ladders.flip(side, key)
      {
        return "an order is in the level of its market, side and price"
      }
      if pool.slots[slot].previous != previous { return "the links of a queue agree" }
      if previous != 0 && pool.slots[previous].sequence >= pool.slots[slot].sequence {
        return "a queue is in entry order"
      }
      if pool.slots[slot].sequence > sequenceLast { return "no entry number is above the last" }
      lots += pool.slots[slot].open
      resting += 1
      previous = slot
      slot = pool.slots[slot].next
    }
    if ladders.levels[level].tail != previous { return "a level's tail is its last order" }
    return ladders.levels[level].lots == lots ? nil : "a level's lots are the sum of its orders'"
  }

  /// Every market's sum against its orders, walked.
  private func checkSums() -> StaticString? {
    var found = [BookSum](repeating: BookSum(), count: limits.marketsMax)
    for slot in 1..<UInt32(pool.slots.count) where pool.slots[slot].open != 0 {
      let order = pool.slots[slot]
      found[Int(order.market)].checksum &+= word(slot, order, open: order.open)
      found[Int(order.market)].orders += 1
    }
    for market in found.indices {
      if sums[market].orders != found[market].orders { return "a sum counts the open orders" }
      if sums[market].checksum != found[market].checksum { return "a checksum is its orders'" }
    }
    return nil
  }

  private func checkChains(_ resting: Int) -> StaticString? {
    var chained = 0
    for account in 0..<UInt32(limits.accountsMax) {
      let chain = chains.chains[account]
      var count: UInt32 = 0
      var previous: UInt32 = 0
      var slot = chain.first
      while slot != 0 {
        if count == chain.count { return "a chain is as long as its count" }
        if pool.slots[slot].account != account { return "a chain is one account's" }
        if pool.slots[slot].open == 0 { return "a chain holds live orders" }
        if chains.links[slot].previous != previous { return "the links of a chain agree" }
        if previous != 0 && pool.slots[previous].sequence >= pool.slots[slot].sequence {
          return "a chain is in entry order"
        }
        count += 1
        previous = slot
        slot = chains.links[slot].next
      }
      if chain.last != previous { return "a chain's last is its last" }
      if count != chain.count { return "a chain is as long as its count" }
      if Int(count) > limits.openOrdersPerAccountMax { return "no account is above its cap" }
      chained += Int(count)
    }
    return chained == resting ? nil : "every live order is in one chain"
  }

  /// Every quote is in its group's chain, in entry order, and nothing else is.
  private func checkQuotes() -> StaticString? {
    var chained = 0
    for group in 1..<UInt32(limits.quoteGroupsMax + 1) {
      var previous: UInt32 = 0
      var slot = quotes.chains[group].first
      var count: UInt32 = 0
      while slot != 0 {
        if count == quotes.chains[group].count { return "a chain is as long as its count" }
        if pool.slots[slot].open == 0 || UInt32(pool.slots[slot].quote) != group {
          return "a group's chain holds its live quotes"
        }
        if previous != 0 && pool.slots[previous].sequence >= pool.slots[slot].sequence {
          return "a group's chain is in entry order"
        }
        count += 1
        previous = slot
        slot = quotes.links[slot].next
      }
      if count != quotes.chains[group].count { return "a chain is as long as its count" }
      chained += Int(count)
    }
    let live = (1..<UInt32(pool.slots.count)).count {
      pool.slots[$0].open != 0 && pool.slots[$0].quote != 0
    }
    return chained == live ? nil : "every quote is in its group's chain"
  }

  private func checkNames(_ resting: Int) -> StaticString? {
    var entries = 0
    for bucket in 0..<names.buckets.count {
      let held = names.buckets[bucket]
      for entry in 0..<8 {
        let isUsed = held.used >> UInt32(entry) & 1 == 1
        let tag = held.tags[entry / 4] >> UInt64(entry % 4 * 16) & 0xffff
        if (held.slots[entry] != 0) != isUsed || (tag != 0) != isUsed {
          return "an entry that is not in use is empty"
        }
      }
      if held.used.nonzeroBitCount != held.count { return "a bucket counts its entries" }
      entries += Int(held.count)
    }
    if entries != names.count || entries != resting { return "every live order has one name" }
    for slot in 1..<UInt32(pool.slots.count) where pool.slots[slot].open != 0 {
      let account = pool.slots[slot].account
      let clientOrder = pool.slots[slot].clientOrder
      let hash = OrderNames.hash(account: account, clientOrder: clientOrder)
      let place = names.find(hash, account: account, clientOrder: clientOrder, in: pool)
      if place.slot != slot { return "a live order is found by its name" }
    }
    return nil
  }
}
