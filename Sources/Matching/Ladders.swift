// SPDX-License-Identifier: Apache-2.0

package import Memory
package import Quantities
internal import Synchronization

/// The orders at one price of one side, oldest first, by slot; both 0 when there are none.
package struct Level: BitwiseCopyable {
  package var head: UInt32
  package var tail: UInt32
  /// The open lots of all of them.
  package var lots: UInt64

  static var empty: Level {
    @inline(__always) @_noAllocation @_noLocks
    get { Level(head: 0, tail: 0, lots: 0) }
  }
}

/// The price levels of all markets, each side apart: those near the best in a window, the rest in a
/// tree.
///
///     key      … ·  ·  · │·  · ··· ········ ▲  │  ·      …
///                 tree    low       window  best high   tree
///
///     summary  1 word          a bit a leaf of 64 levels
///     leaves   windowTicks/64  a bit a level
///     levels   windowTicks     a ring: a level stays where it is while the window moves past it
///
/// A window follows its side's best, a leaf at a time, and at each step moves at most 64 levels out
/// and 64 in; a level is 16 bytes, and orders keep their price, not their level. A side that holds no
/// order has no window, so memory and time follow the orders, not the listings or the width of a
/// band. Where a level lies changes no outcome: with no window left, the tree holds everything.
///
/// - Complexity: in the window O(1), at most four words. In the tree at most two walks of 42 steps.
package struct Ladders: ~Copyable {
  /// Two for each market, indexed by `sideIndex`.
  package let sides: Slab<LadderSide>
  /// The windows' levels, then those of the tree's leaves.
  package let levels: Slab<Level>
  /// The windows' leaves.
  let words: Slab<UInt64>
  var sparse: SparseKeys
  /// Free windows: a stack.
  private let freeWindows: Slab<UInt32>
  private(set) var freeWindowCount: Int
  /// Ticks of a window: a power of two.
  let windowTicks: Int64
  private let windowMask: UInt32
  private let windowShift: UInt32
  /// Where the levels of the tree's leaves begin.
  let sparseLevels: UInt32
  /// Nothing reads it. An atomic must not move, so a type with one is handed on by its address, and so is
  /// every type around it (`OrderBooks`, and the venue). Without one Swift 6.3 copies all of such a type,
  /// 136 bytes here and 1,248 of the venue, onto the stack for each call of a method that only reads it.
  private let staysInPlace = Atomic<UInt8>(0)

  package init(marketsMax: Int, ordersMax: Int, windowTicks: Int, windowsMax: Int) {
    invariant(MemoryLayout<LadderSide>.stride == 64, "a side fills one cache line")
    sides = Slab(count: 2 * marketsMax)
    // Number 0 is none's: its levels are never touched.
    let windowed = (windowsMax + 1) * windowTicks
    // A level is where its orders are, and for a moment where they were.
    let sparseMax = ordersMax + 2
    levels = Slab(count: windowed + sparseMax + 1)
    words = Slab(count: windowed / 64)
    sparse = SparseKeys(keysMax: sparseMax)
    freeWindows = Slab(count: windowsMax)
    freeWindowCount = windowsMax
    self.windowTicks = Int64(windowTicks)
    windowMask = UInt32(windowTicks - 1)
    windowShift = UInt32(windowTicks.trailingZeroBitCount)
    sparseLevels = UInt32(windowed)
    for i in 0..<windowsMax { freeWindows[i] = UInt32(windowsMax - i) }
  }

  /// Opens both sides of `market`.
  @_noAllocation @_noLocks
  package mutating func list(
    _ market: UInt32, priceMin: Int64, priceMax: Int64
  ) throws(ListingRefusal) {
    if 2 * Int(market) >= sides.count { throw .marketsMax }
    if isListed(market) { throw .alreadyListed }
    if priceMax < priceMin { throw .emptyBand }
    let most = BookLimits.priceTicksMax
    if priceMin < -most || priceMax > most { throw .priceTicksMax }
    sides[2 &* market] = LadderSide(priceMin: priceMin, priceMax: priceMax)
    sides[2 &* market &+ 1] = LadderSide(priceMin: priceMin, priceMax: priceMax)
  }

  @inline(__always)
  @_noAllocation @_noLocks
  package func isListed(_ market: UInt32) -> Bool {
    2 &* Int(market) < sides.count && sides[2 &* market].isListed
  }

  /// Whether a price is within a listed market's band. Compared, not subtracted: a difference wraps.
  @inline(__always)
  @_noAllocation @_noLocks
  package func contains(_ market: UInt32, _ price: Int64) -> Bool {
    price >= sides[2 &* market].priceMin && price <= sides[2 &* market].priceMax
  }

  @inline(__always)
  @_noAllocation @_noLocks
  package func sideIndex(_ market: UInt32, _ side: Side) -> UInt32 {
    2 &* market &+ UInt32(side.rawValue)
  }

  /// The key of a price, or the price of a key.
  @inline(__always)
  @_noAllocation @_noLocks
  package static func flip(_ side: Side, _ price: Int64) -> Int64 {
    let mask = 0 &- Int64(side.rawValue)
    return (price ^ mask) &- mask
  }

  // MARK: Levels

  /// The level of a key in the window that covers it.
  @inline(__always)
  @_noAllocation @_noLocks
  func windowLevel(_ window: UInt32, _ key: Int64) -> UInt32 {
    window &<< windowShift | UInt32(truncatingIfNeeded: key) & windowMask
  }

  /// The level of a key; nil if it holds no orders and lies in no window.
  @inline(__always)
  @_noAllocation @_noLocks
  func find(_ index: UInt32, _ key: Int64) -> UInt32? {
    if sides[index].covers(key) { return windowLevel(sides[index].window, key) }
    let leaf = sparse.find(sides[index].tree, key)
    return leaf == 0 ? nil : sparseLevels &+ leaf
  }

  /// The level of a price on a side, if orders rest there.
  @_noAllocation @_noLocks
  package func occupied(_ market: UInt32, _ side: Side, _ price: Int64) -> Level? {
    guard contains(market, price),
      let level = find(sideIndex(market, side), Self.flip(side, price))
    else { return nil }
    return levels[level].head == 0 ? nil : levels[level]
  }

  /// The level of a side's best key.
  ///
  /// - Precondition: it has one.
  @inline(__always)
  @_noAllocation @_noLocks
  package func bestLevel(_ index: UInt32) -> UInt32 {
    let best = sides[index].best
    if sides[index].covers(best) { return windowLevel(sides[index].window, best) }
    return sparseLevels &+ sparse.find(sides[index].tree, best)
  }

  /// Writes `order` into `slot` and puts it at the end of its price's queue.
  @inline(__always)
  @_noAllocation @_noLocks
  package mutating func append(_ slot: UInt32, _ order: Order, in pool: borrowing OrderPool) {
    let index = sideIndex(order.market, order.side)
    let key = Self.flip(order.side, order.price)
    let isCovered = sides[index].covers(key)
    let at = isCovered ? windowLevel(sides[index].window, key) : place(index, key)
    var level = levels[at]
    let tail = level.tail
    var order = order
    order.previous = tail
    order.next = 0
    pool.slots[slot] = order
    pool.slots[tail].next = slot
    level.head = tail == 0 ? slot : level.head
    level.tail = slot
    level.lots &+= order.open
    levels[at] = level
    if tail == 0 { arrive(index, key) }
  }

  /// Takes `order`, which is the one in `slot`, out of its level, with the lots it has open.
  @inline(__always)
  @_noAllocation @_noLocks
  package mutating func remove(_ slot: UInt32, _ order: Order, in pool: borrowing OrderPool) {
    let index = sideIndex(order.market, order.side)
    let key = Self.flip(order.side, order.price)
    let at = held(index, key)
    var level = levels[at]
    pool.slots[order.next].previous = order.previous
    pool.slots[order.previous].next = order.next
    level.head = order.previous == 0 ? order.next : level.head
    level.tail = order.next == 0 ? order.previous : level.tail
    level.lots &-= order.open
    levels[at] = level
    if level.head == 0 { leave(index, key) }
  }

  /// Takes lots off the order in `slot`, which keeps its place and some of its lots.
  @inline(__always)
  @_noAllocation @_noLocks
  package func reduce(_ slot: UInt32, by lots: UInt64, in pool: borrowing OrderPool) {
    let order = pool.slots[slot]
    let key = Self.flip(order.side, order.price)
    levels[held(sideIndex(order.market, order.side), key)].lots &-= lots
    pool.slots[slot].open = order.open &- lots
  }

  /// The level of a key that holds orders.
  @inline(__always)
  @_noAllocation @_noLocks
  func held(_ index: UInt32, _ key: Int64) -> UInt32 {
    if sides[index].covers(key) { return windowLevel(sides[index].window, key) }
    return heldInTree(index, key)
  }

  @inline(never)
  @_noAllocation @_noLocks
  private func heldInTree(_ index: UInt32, _ key: Int64) -> UInt32 {
    let leaf = sparse.find(sides[index].tree, key)
    invariant(leaf != 0, "a level that holds orders is in the window or the tree")
    return sparseLevels &+ leaf
  }

  /// A level for a key that the window does not cover: a window's, if the side has none yet, or the
  /// tree's.
  @inline(never)
  @_noAllocation @_noLocks
  private mutating func place(_ index: UInt32, _ key: Int64) -> UInt32 {
    if sides[index].window == 0 {
      takeWindow(index, key)
      if sides[index].covers(key) { return windowLevel(sides[index].window, key) }
    }
    let leaf = sparse.find(sides[index].tree, key)
    return sparseLevels &+ (leaf == 0 ? insert(index, key) : leaf)
  }

  /// Adds a key to a side's tree.
  @_noAllocation @_noLocks
  mutating func insert(_ index: UInt32, _ key: Int64) -> UInt32 {
    var root = sides[index].tree
    let leaf = sparse.insert(&root, key)
    sides[index].tree = root
    return leaf
  }

  /// Takes a key out of a side's tree, and empties its level.
  @_noAllocation @_noLocks
  mutating func drop(_ index: UInt32, _ key: Int64, leaf: UInt32) {
    var root = sides[index].tree
    sparse.remove(&root, key)
    sides[index].tree = root
    levels[sparseLevels &+ leaf] = .empty
  }

  /// A level got its first order.
  @inline(__always)
  @_noAllocation @_noLocks
  private mutating func arrive(_ index: UInt32, _ key: Int64) {
    if sides[index].covers(key) { mark(index, key) }
    if key > sides[index].best {
      sides[index].best = key
      if !isPlaced(sides[index]) { follow(index) }
    }
  }

  /// A level lost its last order.
  @inline(__always)
  @_noAllocation @_noLocks
  private mutating func leave(_ index: UInt32, _ key: Int64) {
    if sides[index].covers(key) {
      unmark(index, key)
    } else {
      drop(index, key, leaf: sparse.find(sides[index].tree, key))
    }
    if key == sides[index].best {
      sides[index].best = best(index, below: key)
      if !isPlaced(sides[index]) { follow(index) }
    }
  }

  // MARK: Windows

  /// Takes a free window off the stack; 0 if there is none.
  @_noAllocation @_noLocks
  mutating func popWindow() -> UInt32 {
    if freeWindowCount == 0 { return 0 }
    freeWindowCount &-= 1
    return freeWindows[freeWindowCount]
  }

  @_noAllocation @_noLocks
  mutating func pushWindow(_ window: UInt32) {
    freeWindows[freeWindowCount] = window
    freeWindowCount &+= 1
  }
}
