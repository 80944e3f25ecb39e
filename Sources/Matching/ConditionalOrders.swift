// SPDX-License-Identifier: Apache-2.0

package import Memory
package import Quantities

/// Orders that wait at one price: first and last, by place.
package struct ConditionalQueue: BitwiseCopyable {
  package var first: UInt32 = 0
  package var last: UInt32 = 0
}

/// Orders that wait for their time, in fixed places from 1. Who decides when it has come is `Venue`;
/// here they are found.
///
///     account ──▶ chain, oldest entry first          at most `perAccountMax`
///     market  ──▶ dormant queue                      wait for an order
///             ──▶ six trees of trigger prices        (last, mark, index) × (above, below)
///                   a key a price, a queue a key     first to come, first to go
///             ──▶ chain of those that trail          at most `trailingMax`
///     closing queue                                  gone but for the telling
///
/// A tree's key is the price, or its negative where lower prices trigger first, so that the highest
/// key is the next to trigger in each. A pure function of the calls made; nothing allocates after `init`.
package struct ConditionalOrders: ~Copyable {
  package let places: Slab<ConditionalOrder>
  private var keys: SparseKeys
  /// By leaf of `keys`.
  private let queues: Slab<ConditionalQueue>
  /// By market × 6 + tree.
  private let roots: Slab<UInt32>
  /// By market.
  private let dormant: Slab<ConditionalQueue>
  private let trailing: Slab<AccountChain>
  private let armedCounts: Slab<UInt32>
  /// By account.
  private let accounts: Slab<AccountChain>
  private var closing = ConditionalQueue()
  private var free: UInt32 = 0
  private var fresh: UInt32 = 1
  /// The stamp given last.
  package private(set) var stampLast: UInt64 = 0
  /// Places taken, those that are closing included.
  package private(set) var count = 0

  /// Of one account's that wait.
  package static var perAccountMax: UInt32 { @_noAllocation @_noLocks get { 64 } }
  /// Of one market's that trail.
  package static var trailingMax: UInt32 { @_noAllocation @_noLocks get { 64 } }
  /// Set in the slot of a waiting order's number.
  package static var numberMark: UInt32 { @_noAllocation @_noLocks get { 1 << 31 } }
  /// The key of an order whose time has come, whatever the price.
  package static var due: Int64 { @_noAllocation @_noLocks get { 1 << 50 } }

  package init(conditionalOrdersMax: Int, marketsMax: Int, accountsMax: Int) {
    places = Slab(count: conditionalOrdersMax + 1)
    keys = SparseKeys(keysMax: conditionalOrdersMax)
    queues = Slab(count: conditionalOrdersMax + 1)
    roots = Slab(count: marketsMax * 6)
    dormant = Slab(count: marketsMax)
    trailing = Slab(count: marketsMax)
    armedCounts = Slab(count: marketsMax)
    accounts = Slab(count: accountsMax)
  }

  package var isFull: Bool { @_noAllocation @_noLocks get { count == places.count &- 1 } }

  @_noAllocation @_noLocks
  package func count(of account: UInt32) -> UInt32 { accounts[account].count }

  @_noAllocation @_noLocks
  package func trailingCount(_ market: UInt32) -> UInt32 { trailing[market].count }

  /// Those of a market that wait for a price, or whose time has come.
  @_noAllocation @_noLocks
  package func armedCount(_ market: UInt32) -> UInt32 { armedCounts[market] }

  // MARK: Finding

  /// An account's oldest; 0 for none. Those that are closing are not its any more.
  @_noAllocation @_noLocks
  package func first(of account: UInt32) -> UInt32 { accounts[account].first }

  @_noAllocation @_noLocks
  package func next(after place: UInt32) -> UInt32 { places[place].accountNext }

  /// The one that an account calls `clientOrder`; 0 for none.
  @_noAllocation @_noLocks
  package func find(_ account: UInt32, _ clientOrder: UInt64) -> UInt32 {
    var place = accounts[account].first
    while place != 0 && places[place].clientOrder != clientOrder {
      place = places[place].accountNext
    }
    return place
  }

  /// The one of an account with that number; 0 for none.
  @_noAllocation @_noLocks
  package func find(_ account: UInt32, _ number: OrderID) -> UInt32 {
    let place = number.slot & ~Self.numberMark
    if number.slot & Self.numberMark == 0 || place == 0 || Int(place) >= places.count { return 0 }
    let order = places[place]
    if order.stamp == 0 || order.phase == ConditionalOrder.closing { return 0 }
    return order.account == account && order.number(place) == number ? place : 0
  }

  /// How many of an account's name `clientOrder` as the order they depend on.
  @_noAllocation @_noLocks
  package func links(_ account: UInt32, _ market: UInt32, to clientOrder: UInt64) -> Int {
    var count = 0
    var place = accounts[account].first
    while place != 0 {
      let order = places[place]
      if order.market == market && (order.after == clientOrder || order.other == clientOrder) {
        count &+= 1
      }
      place = order.accountNext
    }
    return count
  }

  /// The first to trigger of a market, given the lowest and the highest price of a source; 0 for none.
  @_noAllocation @_noLocks
  package func met(_ market: UInt32, source: UInt8, low: Int64, high: Int64) -> UInt32 {
    var place = first(tree(market, source, isAbove: true), atLeast: 0 &- high)
    if place == 0 { place = first(tree(market, source, isAbove: false), atLeast: low) }
    return place
  }

  @_noAllocation @_noLocks
  private func first(_ tree: Int, atLeast key: Int64) -> UInt32 {
    let leaf = keys.highest(roots[tree])
    return leaf != 0 && keys.key(leaf) >= key ? queues[leaf].first : 0
  }

  /// Some order of a market; 0 for none.
  @_noAllocation @_noLocks
  package func any(_ market: UInt32) -> UInt32 {
    if dormant[market].first != 0 { return dormant[market].first }
    for tree in 0..<6 {
      let leaf = keys.highest(roots[Int(market) &* 6 &+ tree])
      if leaf != 0 { return queues[leaf].first }
    }
    return 0
  }

  /// The first of a market's that trail; 0 for none.
  @_noAllocation @_noLocks
  package func firstTrailing(_ market: UInt32) -> UInt32 { trailing[market].first }

  @_noAllocation @_noLocks
  package func nextTrailing(after place: UInt32) -> UInt32 { places[place].trailNext }

  /// The one that is to be told of first that it is gone; 0 for none.
  package var firstClosing: UInt32 { @_noAllocation @_noLocks get { closing.first } }

  // MARK: Coming and going

  /// Enters an order, dormant.
  ///
  /// - Precondition: there is a free place; account and market are in range.
  @_noAllocation @_noLocks
  package mutating func enter(_ order: ConditionalOrder) -> UInt32 {
    invariant(!isFull, "there is a free place")
    var place = free
    if place == 0 {
      place = fresh
      fresh &+= 1
    } else {
      free = places[place].next
    }
    count &+= 1
    var order = order
    order.stamp = takeStamp()
    order.entered = order.stamp
    order.phase = ConditionalOrder.dormant
    var chain = accounts[order.account]
    order.accountNext = 0
    order.accountPrevious = chain.last
    order.trailNext = 0
    order.trailPrevious = 0
    places[place] = order
    if chain.last != 0 { places[chain.last].accountNext = place } else { chain.first = place }
    chain.last = place
    chain.count &+= 1
    accounts[order.account] = chain
    dormant[order.market] = appended(place, to: dormant[order.market])
    return place
  }

  /// Lets a dormant order wait for its price.
  @_noAllocation @_noLocks
  package mutating func arm(_ place: UInt32) {
    let order = places[place]
    invariant(order.phase == ConditionalOrder.dormant, "an order is armed once")
    dormant[order.market] = without(place, in: dormant[order.market])
    places[place].phase = ConditionalOrder.armed
    armedCounts[order.market] &+= 1
    if order.trails { appendTrailing(place) }
    addToTree(place, key: key(order))
  }

  /// Lets an order whose time has come, dormant or not, wait for its turn.
  @_noAllocation @_noLocks
  package mutating func makeDue(_ place: UInt32) {
    let order = places[place]
    invariant(order.phase == ConditionalOrder.dormant, "only a dormant order becomes due")
    dormant[order.market] = without(place, in: dormant[order.market])
    places[place].phase = ConditionalOrder.armed
    // It waits for no price, and lies in the first of all trees.
    places[place].source = 0
    places[place].when = 1
    places[place].trailKind = 0
    armedCounts[order.market] &+= 1
    addToTree(place, key: Self.due)
  }

  /// Moves the trigger of an armed order that trails.
  @_noAllocation @_noLocks
  package mutating func move(_ place: UInt32, extreme: Int64) {
    removeFromTree(place)
    places[place].extreme = extreme
    places[place].trigger = places[place].trigger(behind: extreme)
    addToTree(place, key: key(places[place]))
  }

  /// Makes an order one that is gone but for the telling.
  @_noAllocation @_noLocks
  package mutating func close(_ place: UInt32, reason: UInt8) {
    leave(place)
    places[place].phase = ConditionalOrder.closing
    places[place].reason = reason
    places[place].stamp = takeStamp()
    closing = appended(place, to: closing)
  }

  /// Takes an order out and frees its place: one that is closing, or one whose time has come.
  @_noAllocation @_noLocks
  package mutating func remove(_ place: UInt32) {
    if places[place].phase == ConditionalOrder.closing {
      closing = without(place, in: closing)
    } else {
      leave(place)
    }
    places[place] = ConditionalOrder()
    places[place].next = free
    free = place
    count &-= 1
  }

  /// Takes an order out of everything but its place.
  @_noAllocation @_noLocks
  private mutating func leave(_ place: UInt32) {
    let order = places[place]
    if order.phase == ConditionalOrder.dormant {
      dormant[order.market] = without(place, in: dormant[order.market])
    } else {
      removeFromTree(place)
      armedCounts[order.market] &-= 1
      if order.trails { removeTrailing(place) }
    }
    var chain = accounts[order.account]
    if order.accountPrevious == 0 {
      chain.first = order.accountNext
    } else {
      places[order.accountPrevious].accountNext = order.accountNext
    }
    if order.accountNext == 0 {
      chain.last = order.accountPrevious
    } else {
      places[order.accountNext].accountPrevious = order.accountPrevious
    }
    chain.count &-= 1
    accounts[order.account] = chain
  }

  @_noAllocation @_noLocks
  private mutating func takeStamp() -> UInt64 {
    stampLast &+= 1
    return stampLast
  }

  // MARK: Queues and trees

  @_noAllocation @_noLocks
  private func appended(_ place: UInt32, to queue: ConditionalQueue) -> ConditionalQueue {
    var queue = queue
    places[place].next = 0
    places[place].previous = queue.last
    if queue.last != 0 { places[queue.last].next = place } else { queue.first = place }
    queue.last = place
    return queue
  }

  @_noAllocation @_noLocks
  private func without(_ place: UInt32, in queue: ConditionalQueue) -> ConditionalQueue {
    var queue = queue
    let order = places[place]
    if order.previous == 0 {
      queue.first = order.next
    } else {
      places[order.previous].next = order.next
    }
    if order.next == 0 {
      queue.last = order.previous
    } else {
      places[order.next].previous = order.previous
    }
    return queue
  }

  @_noAllocation @_noLocks
  private func tree(_ market: UInt32, _ source: UInt8, isAbove: Bool) -> Int {
    let source = source == 0 ? 0 : Int(source) &- 1
    return Int(market) &* 6 &+ source &* 2 &+ (isAbove ? 0 : 1)
  }

  @_noAllocation @_noLocks
  private func key(_ order: ConditionalOrder) -> Int64 {
    if order.source == 0 { return Self.due }
    return order.isAbove ? 0 &- order.trigger : order.trigger
  }

  /// Puts an order, with a new stamp, at the end of the queue at `key`.
  @_noAllocation @_noLocks
  private mutating func addToTree(_ place: UInt32, key: Int64) {
    let order = places[place]
    let tree = tree(order.market, order.source, isAbove: order.isAbove)
    places[place].stamp = takeStamp()
    var leaf = keys.find(roots[tree], key)
    if leaf == 0 {
      var root = roots[tree]
      leaf = keys.insert(&root, key)
      roots[tree] = root
      queues[leaf] = ConditionalQueue()
    }
    queues[leaf] = appended(place, to: queues[leaf])
  }

  @_noAllocation @_noLocks
  private mutating func removeFromTree(_ place: UInt32) {
    let order = places[place]
    let tree = tree(order.market, order.source, isAbove: order.isAbove)
    let key = key(order)
    let leaf = keys.find(roots[tree], key)
    invariant(leaf != 0, "an armed order lies in its tree")
    let queue = without(place, in: queues[leaf])
    queues[leaf] = queue
    if queue.first == 0 {
      var root = roots[tree]
      keys.remove(&root, key)
      roots[tree] = root
    }
  }

  @_noAllocation @_noLocks
  private mutating func appendTrailing(_ place: UInt32) {
    let market = places[place].market
    var chain = trailing[market]
    places[place].trailNext = 0
    places[place].trailPrevious = chain.last
    if chain.last != 0 { places[chain.last].trailNext = place } else { chain.first = place }
    chain.last = place
    chain.count &+= 1
    trailing[market] = chain
  }

  @_noAllocation @_noLocks
  private mutating func removeTrailing(_ place: UInt32) {
    let order = places[place]
    var chain = trailing[order.market]
    if order.trailPrevious == 0 {
      chain.first = order.trailNext
    } else {
      places[order.trailPrevious].trailNext = order.trailNext
    }
    if order.trailNext == 0 {
      chain.last = order.trailPrevious
    } else {
      places[order.trailNext].trailPrevious = order.trailPrevious
    }
    chain.count &-= 1
    trailing[order.market] = chain
  }
}
