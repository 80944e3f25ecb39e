// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Quantities
internal import WireFormat

/// Checksums, and snapshot pages put in the place of what was known.
///
///     page of slots a ..< b as of message s ─▶ take a ..< b out ─▶ put the page's orders in
///                                              ─▶ messages s ..< next of these slots again
///     all markets and slots told ─▶ the book is whole
extension FeedBook {
  /// Compares a checksum of the venue with our own sum; one that differs puts the market in doubt.
  @_noAllocation @_noLocks
  mutating func compare(_ message: BookChecksum) -> Bool {
    if Int(message.market) >= sums.count { return refuse() }
    var sum = sums[message.market]
    if isStale || isPartial || sum.isSuspect {
      checksumsPassed &+= 1
      return true
    }
    checksumsCompared &+= 1
    if sum.checksum == message.checksum && sum.orders == message.orders { return true }
    checksumsDifferent &+= 1
    sum.isSuspect = true
    sums[message.market] = sum
    wantsSnapshot = true
    return true
  }

  /// Forgets everything: what follows is known as pages tell it.
  ///
  /// - Complexity: linear in the book's tables; seldom.
  @_noAllocation @_noLocks
  mutating func beginPartial() {
    for slot in 0..<orders.count where orders[slot].open != 0 {
      take(orders[slot].open, off: UInt32(slot))
    }
    isPartial = true
    isOverfull = false
    coverage.begin()
  }

  /// Takes the page's range from the page. False when the page is not of the protocol.
  @_noAllocation @_noLocks
  mutating func replace(_ page: SnapshotPage) -> Bool {
    let head = page.head
    if head.first >= head.end || head.end > head.total { return faultyPage() }
    return page.isOfMarkets ? replaceMarkets(page) : replaceOrders(page)
  }

  @_noAllocation @_noLocks
  private mutating func faultyPage() -> Bool {
    malformed &+= 1
    return false
  }

  @_noAllocation @_noLocks
  private mutating func replaceMarkets(_ page: SnapshotPage) -> Bool {
    let group = page.view.group
    for i in 0..<group.count {
      let entry = SnapshotMarketsMarkets(block: group[i])
      if entry.market < page.head.first || entry.market >= page.head.end { return faultyPage() }
      guard let state = entry.stateValue else { return faultyPage() }
      if Int(entry.market) >= markets.count { return refuse() }
      // What the feed told of the market after the page was made stays.
      let known = markets[entry.market]
      let isListed = list(
        MarketListed(
          market: entry.market, group: entry.group, priceMin: entry.priceMin,
          priceMax: entry.priceMax, symbol: entry.symbol))
      if !isListed { return false }
      let isNewer = known.toldIndex > page.head.logIndex
      markets[entry.market].state = isNewer ? known.state : state
      markets[entry.market].referencePrice = known.referencePrice
      markets[entry.market].toldIndex = max(known.toldIndex, page.head.logIndex)
    }
    coverage.tell(markets: page.head.first, page.head.end, of: page.head.total)
    return true
  }

  @_noAllocation @_noLocks
  private mutating func replaceOrders(_ page: SnapshotPage) -> Bool {
    let head = page.head
    if head.first == 0 { return faultyPage() }
    var slot = Int(head.first)
    while slot < orders.count && slot < Int(head.end) {
      if orders[slot].open != 0 { take(orders[slot].open, off: UInt32(slot)) }
      slot &+= 1
    }
    let group = page.view.group
    var isSound = true
    for i in 0..<group.count where !put(SnapshotOrdersOrders(block: group[i]), head) {
      isSound = false
    }
    if isSound { coverage.tell(slots: head.first, head.end, of: head.total) }
    return isSound
  }

  @_noAllocation @_noLocks
  private mutating func put(_ entry: SnapshotOrdersOrders, _ head: SnapshotOrders) -> Bool {
    let order = OrderID(entry.order)
    guard let side = entry.sideValue, order.generation != 0, order.slot >= head.first,
      order.slot < head.end, entry.quantity > 0, entry.quantity <= Self.lotsMax
    else { return faultyPage() }
    if Int(entry.market) >= markets.count || Int(order.slot) >= orders.count { return refuse() }
    if orders[order.slot].open != 0 { return faultyPage() }
    return place(
      order, entry.sequence, entry.market, side, entry.price, lots: entry.quantity)
  }

  /// Takes a message again for the slots of a page that does not take it in.
  @_noAllocation @_noLocks
  mutating func take(again bytes: ByteView, slots head: SnapshotOrders) {
    guard let view = try? MessageView(marketData: bytes) else { return }
    let order: UInt64
    switch view.template {
    case .orderAdded: order = OrderAdded(block: view.block).order
    case .orderExecuted: order = OrderExecuted(block: view.block).order
    case .orderReduced: order = OrderReduced(block: view.block).order
    case .orderDeleted: order = OrderDeleted(block: view.block).order
    default: return
    }
    let slot = OrderID(order).slot
    if slot < head.first || slot >= head.end { return }
    switch view.template {
    case .orderAdded: _ = add(OrderAdded(block: view.block))
    case .orderExecuted: _ = execute(OrderExecuted(block: view.block))
    case .orderReduced: _ = reduce(OrderReduced(block: view.block))
    default: _ = delete(OrderDeleted(block: view.block))
    }
  }

  /// The pages have told everything: the book is the venue's, unless it did not fit.
  @_noAllocation @_noLocks
  mutating func finishSnapshot() {
    isPartial = false
    isStale = isOverfull
    wantsSnapshot = false
    for market in 0..<sums.count where sums[market].isSuspect {
      var sum = sums[market]
      sum.isSuspect = false
      sums[market] = sum
    }
  }
}

extension FeedMarket {
  /// Whether a listing says the same.
  @_noAllocation @_noLocks
  func isSame(as message: MarketListed) -> Bool {
    group == message.group && priceMin == message.priceMin && priceMax == message.priceMax
      && symbol == message.symbol
  }
}
