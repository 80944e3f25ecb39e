// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Quantities

extension OrderBooks {
  /// Goes through everything and says which rule of the structure is broken first; nil if none is.
  ///
  /// For tests and for a paranoid start after recovery: far too slow for the path of an order.
  ///
  /// - Complexity: O(ordersMax + ladderTicksTotalMax + accountsMax + names).
  public func checkWhole() -> StaticString? {
    if let fault = checkFreeList() { return fault }
    var resting = 0
    for market in 0..<UInt32(limits.marketsMax) where ladders.isListed(market) {
      if let fault = checkLevels(market, &resting) { return fault }
      let buy = ladders.sides[ladders.sideIndex(market, .buy)].best
      let sell = ladders.sides[ladders.sideIndex(market, .sell)].best
      if buy >= 0 && sell >= 0 && buy + sell >= Int32(ladders.ladders[market].lastTick) {
        return "the book is not crossed"
      }
    }
    if resting != pool.liveCount { return "every live order is in one level" }
    if resting > limits.ordersMax { return "no more than ordersMax orders rest" }
    return checkChains(resting) ?? checkNames(resting) ?? checkSums()
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

  /// Each level of a market against its marks and its orders.
  private func checkLevels(_ market: UInt32, _ resting: inout Int) -> StaticString? {
    let last = ladders.ladders[market].lastTick
    var best: [Int32] = [-1, -1]
    for tick in 0...last {
      let level = ladders.ladders[market].firstLevel + tick
      let isBuy = ladders.isOccupied(ladders.sideIndex(market, .buy), tick)
      let isSell = ladders.isOccupied(ladders.sideIndex(market, .sell), last - tick)
      if isBuy && isSell { return "a level is one side's" }
      if (isBuy || isSell) != (ladders.levels[level].head != 0) {
        return "a level is marked when it holds orders, and only then"
      }
      if isBuy { best[0] = Int32(tick) }
      if isSell && best[1] < 0 { best[1] = Int32(last - tick) }
      let side: Side = isSell ? .sell : .buy
      if let fault = checkQueue(market, side, tick, level, &resting) { return fault }
    }
    for side in [Side.buy, .sell] {
      let index = ladders.sideIndex(market, side)
      if ladders.sides[index].best != best[Int(side.rawValue)] { return "the best is the best" }
      // The search from above must agree with the marks read one by one.
      if !checkSummary(index, ticks: last + 1) { return "the summary words match the leaves" }
    }
    return nil
  }

  private func checkQueue(
    _ market: UInt32, _ side: Side, _ tick: UInt32, _ level: UInt32, _ resting: inout Int
  ) -> StaticString? {
    var lots: UInt64 = 0
    var previous: UInt32 = 0
    var slot = ladders.levels[level].head
    while slot != 0 {
      if resting >= pool.liveCount { return "no queue is a ring" }
      if pool.slots[slot].open == 0 { return "an order that rests has lots open" }
      if pool.slots[slot].open > limits.quantityMax.lots { return "no order is above quantityMax" }
      if pool.slots[slot].market != market || pool.slots[slot].side != side
        || pool.slots[slot].price != ladders.ladders[market].priceMin + Int64(tick)
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

  private func checkSummary(_ side: Int, ticks: UInt32) -> Bool {
    let leaves = (ticks + 63) / 64
    for leaf in 0..<leaves {
      let isMarked =
        ladders.words[ladders.sides[side].branches + leaf / 64] & 1 << UInt64(leaf % 64) != 0
      if isMarked != (ladders.words[ladders.sides[side].leaves + leaf] != 0) { return false }
    }
    for branch in 0..<(leaves + 63) / 64 {
      let isMarked = ladders.words[ladders.sides[side].root] & 1 << UInt64(branch) != 0
      if isMarked != (ladders.words[ladders.sides[side].branches + branch] != 0) { return false }
    }
    return true
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

  private func checkNames(_ resting: Int) -> StaticString? {
    var entries = 0
    for bucket in 0..<names.buckets.count {
      let slots = names.buckets[bucket].slots
      for entry in 0..<8 where slots[entry] != 0 {
        if entry > 0 && slots[entry - 1] == 0 { return "a bucket is filled from the front" }
        entries += 1
      }
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
