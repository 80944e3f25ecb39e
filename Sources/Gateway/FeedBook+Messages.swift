// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Quantities
internal import WireFormat

/// What each message does. False says that it means nothing in the protocol.
extension FeedBook {
  @_noAllocation @_noLocks
  mutating func fault() -> Bool {
    malformed &+= 1
    doubt()
    return false
  }

  @_noAllocation @_noLocks
  mutating func contradict() {
    contradictions &+= 1
    doubt()
  }

  /// The book may differ from the venue's from here on.
  @_noAllocation @_noLocks
  mutating func doubt() {
    isStale = true
    wantsSnapshot = true
  }

  @_noAllocation @_noLocks
  mutating func refuse() -> Bool {
    refused &+= 1
    isStale = true
    isOverfull = true
    return true
  }

  @_noAllocation @_noLocks
  mutating func list(_ message: MarketListed) -> Bool {
    if message.priceMin > message.priceMax { return fault() }
    if Int(message.market) >= markets.count { return refuse() }
    if markets[message.market].isListed {
      // A snapshot may have told it before the feed does.
      if !markets[message.market].isSame(as: message) { contradict() }
      return true
    }
    markets[message.market] = FeedMarket(
      group: message.group, priceMin: message.priceMin,
      priceMax: message.priceMax, symbol: message.symbol)
    return true
  }

  /// What a market that was not listed is told to take is as nothing: its listing may be what was lost,
  /// and then the book is stale.
  @_noAllocation @_noLocks
  mutating func note(_ message: MarketStatus) -> Bool {
    guard let state = message.stateValue else { return fault() }
    if Int(message.market) >= markets.count { return refuse() }
    if message.logIndex < markets[message.market].toldIndex { return true }
    markets[message.market].state = state
    markets[message.market].toldIndex = message.logIndex
    return true
  }

  @_noAllocation @_noLocks
  mutating func note(_ message: ReferencePrice) -> Bool {
    if Int(message.market) >= markets.count { return refuse() }
    markets[message.market].referencePrice = message.price
    return true
  }

  @_noAllocation @_noLocks
  mutating func note(_ message: AuctionIndication) -> Bool {
    if Int(message.market) >= markets.count { return refuse() }
    if message.isComplete > 1 { return fault() }
    var indication = FeedIndication()
    indication.price = message.price
    indication.lots = message.quantity
    indication.imbalance = message.imbalance
    indication.isComplete = message.isComplete == 1
    markets[message.market].indication = indication
    return true
  }

  @_noAllocation @_noLocks
  mutating func note(_ message: AuctionResult) -> Bool {
    if Int(message.market) >= markets.count { return refuse() }
    markets[message.market].auctionPrice = message.price
    markets[message.market].auctionLots = message.quantity
    return true
  }

  @_noAllocation @_noLocks
  mutating func note(_ message: PriceLimits) -> Bool {
    if message.tripStateValue == nil { return fault() }
    if Int(message.market) >= markets.count { return refuse() }
    markets[message.market].bandTicks = message.bandTicks
    return true
  }

  @_noAllocation @_noLocks
  mutating func note(_ message: LimitTripped) -> Bool {
    if message.kindValue == nil { return fault() }
    if Int(message.market) >= markets.count { return refuse() }
    // Out and in again, as in `take(_:off:)`.
    var market = markets[message.market]
    market.tripPrice = message.price
    market.trips &+= 1
    markets[message.market] = market
    return true
  }

  /// Two resting orders traded: each loses the lots.
  @_noAllocation @_noLocks
  mutating func cross(_ message: AuctionTrade) -> Bool {
    if message.quantity == 0 || message.buyOrder == message.sellOrder { return fault() }
    cross(message.buyOrder, message)
    cross(message.sellOrder, message)
    return true
  }

  @_noAllocation @_noLocks
  private mutating func cross(_ order: UInt64, _ message: AuctionTrade) {
    let slot = find(order, message.market)
    if slot == 0 { return }
    let open = orders[slot].open
    if message.quantity > open { contradict() }
    take(message.quantity > open ? open : message.quantity, off: slot)
  }

  /// An order of a market that was not listed is taken: the listing may be what was lost.
  @_noAllocation @_noLocks
  mutating func add(_ message: OrderAdded) -> Bool {
    let order = OrderID(message.order)
    guard let side = message.sideValue, order.slot != 0, order.generation != 0 else {
      return fault()
    }
    if message.quantity == 0 || message.quantity > Self.lotsMax { return fault() }
    if Int(message.market) >= markets.count || Int(order.slot) >= orders.count { return refuse() }
    if !isKnown(order.slot) { return true }
    let open = orders[order.slot].open
    if open != 0 {
      // A slot holds one order, so the one that is here has left and the message of it was lost.
      contradict()
      take(open, off: order.slot)
    }
    return place(
      order, message.sequence, message.market, side, message.price, lots: message.quantity)
  }

  /// Whether what happens to the order of a slot, which the table has, is followed.
  @_noAllocation @_noLocks
  private func isKnown(_ slot: UInt32) -> Bool { !isPartial || coverage.isCovered(slot: slot) }

  /// Puts an order in.
  ///
  /// - Precondition: slot, market and lots are in range, and the slot is free.
  @_noAllocation @_noLocks
  mutating func place(
    _ order: OrderID, _ sequence: UInt64, _ market: UInt32, _ side: Side, _ price: Int64,
    lots: UInt64
  ) -> Bool {
    let level = levels.place(market, side, price)
    if level == 0 { return refuse() }
    levels.add(lots, to: level)
    let first = levels.level(level).orders
    orders[order.slot] = FeedOrder(
      open: lots, sequence: sequence, level: level, generation: order.generation, next: first)
    if first != 0 { orders[first].previous = order.slot }
    levels.setOrders(of: level, order.slot)
    orderCount &+= 1
    var sum = sums[market]
    sum.checksum &+= OrderMix.word(
      order: order.value, sequence: sequence, side: side, price: price, open: lots)
    sum.orders &+= 1
    sums[market] = sum
    return true
  }

  @_noAllocation @_noLocks
  mutating func execute(_ message: OrderExecuted) -> Bool {
    if message.quantity == 0 { return fault() }
    let slot = find(message.order, message.market)
    if slot == 0 { return true }
    let open = orders[slot].open
    if message.quantity > open { contradict() }
    take(message.quantity > open ? open : message.quantity, off: slot)
    return true
  }

  @_noAllocation @_noLocks
  mutating func reduce(_ message: OrderReduced) -> Bool {
    if message.quantity == 0 { return fault() }
    let slot = find(message.order, message.market)
    if slot == 0 { return true }
    let open = orders[slot].open
    if message.quantity >= open {
      contradict()
      return true
    }
    take(open - message.quantity, off: slot)
    return true
  }

  @_noAllocation @_noLocks
  mutating func delete(_ message: OrderDeleted) -> Bool {
    let slot = find(message.order, message.market)
    if slot != 0 { take(orders[slot].open, off: slot) }
    return true
  }

  /// The slot of an order that rests in that market; otherwise counts it and gives 0.
  @_noAllocation @_noLocks
  private mutating func find(_ number: UInt64, _ market: UInt32) -> UInt32 {
    let order = OrderID(number)
    if Int(order.slot) < orders.count {
      let holder = orders[order.slot]
      if !isKnown(order.slot) { return 0 }
      if holder.open != 0 && holder.generation == order.generation
        && levels.level(holder.level).market == market
      {
        return order.slot
      }
    }
    unknownOrders &+= 1
    doubt()
    return 0
  }

  /// Takes lots off an order, and the order out when none are left.
  ///
  /// - Precondition: so many are open.
  @_noAllocation @_noLocks
  mutating func take(_ lots: UInt64, off slot: UInt32) {
    // Out and in again: for a change in place the compiler's thread sanitizer writes code that LLVM
    // refuses (Swift 6.3.1).
    var order = orders[slot]
    let level = levels.level(order.level)
    let number = OrderID(slot: slot, generation: order.generation).value
    var sum = sums[level.market]
    sum.checksum &-= OrderMix.word(
      order: number, sequence: order.sequence, side: level.side, price: level.price,
      open: order.open)
    order.open -= lots
    if order.open != 0 {
      sum.checksum &+= OrderMix.word(
        order: number, sequence: order.sequence, side: level.side, price: level.price,
        open: order.open)
    } else {
      sum.orders &-= 1
      orderCount &-= 1
      if order.next != 0 { orders[order.next].previous = order.previous }
      if order.previous != 0 {
        orders[order.previous].next = order.next
      } else {
        levels.setOrders(of: order.level, order.next)
      }
    }
    sums[level.market] = sum
    orders[slot] = order
    levels.take(lots, off: order.level)
  }
}
