// SPDX-License-Identifier: Apache-2.0

import Matching
import Quantities

/// A mistake for the naive books to make, to show that the comparison would see it.
///
/// These are the classes of defect most often found in matching engines.
enum Defect: CaseIterable, Sendable {
  case fillAtAggressorPrice
  case queueOrderLostAfterInteriorCancel
  case phantomOrderAfterCancel
  case filledMakerKeepsName
  case zeroQuantityAccepted
  case immediateOrCancelRests
  case replaceIntoCrossDoesNotMatch
  case replaceLosesSibling
  case fullPoolDropsSilently
  case sweepUnbounded
  case staleIDReachesNextOrder
  case partialFillDemotesMaker
  case reducingLosesPriority
  case growingKeepsPriority
  case strangerCancels
  case replaceKeepsKey
  case massCancelTakesLaterOnes
  case selfTradeGoesThrough
  case ownersNotGrouped
  case selfTradeStopsTheTaker
  case cancelledSelfTradesNotCounted
  case decrementForgetsTheTaker
  case fillOrKillCountsOwnOrders
  case fillOrKillPartly
  case postOnlyTakes
  case slideStaysCrossed
  case marketOrderRests
  case marketToLimitSweeps
  case refillKeepsPriority
  case refillShowsAll
  case hiddenLotsDoNotCount
  case expiredTrades
  case shrinkTakesTheShownFirst
  case minimumIgnored
  case earlierOrderTakes
  case uncrossForgetsHidden
  case crossedReplaceTrades
}

/// What an operation answered.
enum Answer: Equatable {
  case refused(BookRefusal)
  case entered(Entry)
  case cancelled(OrderRecord)
  case replaced(Replacement)
  case massCancelled(MassCancel)
  /// At the price, if the book is crossed.
  case uncrossed(UncrossPrice?, Uncross)
}

/// The rules of the books, written to be obviously right: one array, searched from end to end.
struct NaiveBooks {
  let limits: BookLimits
  let bands: [UInt32: ClosedRange<Int64>]
  let defect: Defect?
  let owners: [UInt32: UInt32]
  /// Live orders, in the order of their entry numbers.
  var orders: [OrderRecord] = []
  var events: [BookEvent] = []
  var sequenceLast: UInt64 = 0
  var now: UInt64 = 0
  /// The cold parts by place, and the free places, the next one last.
  var specials: [UInt32: Special] = [:]
  var freePlaces: [UInt32]
  /// Names that the defective books forgot to free.
  private var namesKept: [(AccountID, UInt64)] = []

  /// - Parameter owners: the groups of the accounts that are in one.
  init(
    _ limits: BookLimits, _ bands: [UInt32: ClosedRange<Int64>], owners: [UInt32: UInt32] = [:],
    _ defect: Defect? = nil
  ) {
    self.limits = limits
    self.bands = bands
    freePlaces = (1...UInt32(limits.specialOrdersMax)).reversed()
    self.owners = defect == .ownersNotGrouped ? [:] : owners
    self.defect = defect
  }

  func queue(_ market: MarketID, _ side: Side) -> [OrderRecord] {
    // Stable, and the array is in entry order, so equal prices stay in time order.
    orders.filter { $0.market == market && $0.side == side }
      .enumerated().sorted { a, b in
        a.element.price != b.element.price
          ? (side == .buy ? a.element.price > b.element.price : a.element.price < b.element.price)
          : a.offset < b.offset
      }.map(\.element)
  }

  /// - Parameter id: what the books under test called the order; it is theirs to choose.
  mutating func submit(_ order: NewOrder, id: OrderID) -> Answer {
    if let refusal = refusal(order) { return .refused(refusal) }
    var price = order.price
    switch entryPrice(order) {
    case .success(let given): price = given
    case .failure(let refusal): return .refused(refusal)
    }
    let terms = Special(display: order.display.lots, expiresAt: order.expiresAt)
    if terms.needsPlace(order.quantity) && freePlaces.isEmpty { return .refused(.specialsFull) }
    sequenceLast += 1
    let taker = OrderRecord(
      order: id, sequence: sequenceLast, market: order.market, account: order.account,
      side: order.side, price: price, open: order.quantity, clientOrder: order.clientOrder,
      key: order.key)
    let rests =
      order.timeInForce == .goodTillCancelled
      || (defect == .marketOrderRests && order.flags.contains(.market))
    return .entered(
      enter(taker, terms, rests: rests, order.selfTrade, isRepriced: price != order.price))
  }

  func refusal(_ order: NewOrder) -> BookRefusal? {
    guard let band = bands[order.market.value] else { return .unknownMarket }
    if order.account.value >= UInt32(limits.accountsMax) { return .unknownAccount }
    if order.quantity == .zero && defect != .zeroQuantityAccepted { return .zeroQuantity }
    if order.quantity > limits.quantityMax { return .quantityAboveMax }
    if !band.contains(order.price.ticks) { return .priceOutsideBand }
    if order.clientOrder == 0 { return .zeroClientOrder }
    if conflicts(order.flags, order.timeInForce) { return .conflictingTerms }
    if let refusal = termsRefusal(order) { return refusal }
    if isTaken(order.clientOrder, order.account) { return .duplicateClientOrder }
    if order.timeInForce != .goodTillCancelled { return nil }
    let open = orders.count { $0.account == order.account }
    if open >= limits.openOrdersPerAccountMax { return .openOrdersMax }
    if orders.count >= limits.ordersMax && defect != .fullPoolDropsSilently { return .poolFull }
    return nil
  }

  private func isTaken(_ clientOrder: UInt64, _ account: AccountID) -> Bool {
    orders.contains { $0.account == account && $0.clientOrder == clientOrder }
      || namesKept.contains { $0 == (account, clientOrder) }
  }

  mutating func enter(
    _ order: OrderRecord, _ terms: Special, rests: Bool, _ selfTrade: SelfTrade, isRepriced: Bool
  ) -> Entry {
    var taker = order
    var met = 0
    var reason = RemovalReason.none
    var lost: UInt64 = 0
    while reason == .none && taker.open > .zero, let maker = first(against: taker) {
      if met == limits.fillsPerCommandMax && defect != .sweepUnbounded {
        reason = .fillsMax
        break
      }
      met += 1
      if isExpired(maker) && defect != .expiredTrades {
        _ = remove(orders.firstIndex { $0.order == maker.order }!, .expired)
      } else if isPrevented(selfTrade, taker.account, maker.account) {
        if prevent(selfTrade, &taker, maker, &lost) { reason = .selfTrade }
        if selfTrade == .cancelMaker && defect == .cancelledSelfTradesNotCounted { met -= 1 }
      } else {
        trade(&taker, maker)
      }
    }
    let executed = Quantity(lots: order.open.lots - taker.open.lots - lost)
    if lost > 0 && defect != .decrementForgetsTheTaker {
      events.append(
        BookEvent(
          .remainderCancelled, taker, lots: Quantity(lots: lost), open: taker.open,
          reason: .selfTrade))
    }
    var entry = Entry(order: taker.order, executed: executed, open: .zero, reason: reason)
    if taker.open == .zero {
      if lost > 0 { entry.reason = .selfTrade }
      return entry
    }
    if reason == .none && (rests || defect == .immediateOrCancelRests) {
      entry.open = taker.open
      specialise(&taker, terms)
      if isRepriced { events.append(BookEvent(.repriced, taker, lots: .zero, open: taker.open)) }
      events.append(BookEvent(.rested, taker, lots: taker.total, open: taker.open))
      if orders.count < limits.ordersMax { orders.append(taker) }
      return entry
    }
    if reason == .none { entry.reason = .immediateOrCancel }
    events.append(
      BookEvent(
        .remainderCancelled, taker, lots: taker.open, open: .zero, reason: entry.reason))
    return entry
  }

  private mutating func trade(_ taker: inout OrderRecord, _ maker: OrderRecord) {
    let lots = min(taker.open.lots, maker.open.lots)
    taker.open.lots -= lots
    let index = orders.firstIndex { $0.order == maker.order }!
    orders[index].open.lots -= lots
    var event = BookEvent(
      .executed, orders[index], lots: Quantity(lots: lots), open: orders[index].open)
    if defect == .fillAtAggressorPrice { event.price = taker.price }
    event.takerAccount = taker.account
    event.takerOrder = taker.order
    event.takerClientOrder = taker.clientOrder
    event.takerSequence = taker.sequence
    event.takerOpen = taker.open
    events.append(event)
    if orders[index].open == .zero && orders[index].hidden > .zero {
      refill(index)
    } else if orders[index].open == .zero {
      giveBack(orders[index])
      if defect == .filledMakerKeepsName { namesKept.append((maker.account, maker.clientOrder)) }
      orders.remove(at: index)
    } else if defect == .partialFillDemotesMaker {
      orders.append(orders.remove(at: index))
    }
  }

  mutating func cancel(_ order: OrderID, _ account: AccountID) -> Answer {
    guard let index = find(order, account) else { return .refused(.unknownOrder) }
    return .cancelled(remove(index, .cancelled))
  }

  mutating func cancel(_ clientOrder: UInt64, _ account: AccountID) -> Answer {
    guard let index = find(clientOrder, account) else { return .refused(.unknownOrder) }
    return .cancelled(remove(index, .cancelled))
  }

  private func find(_ order: OrderID, _ account: AccountID) -> Int? {
    orders.firstIndex {
      let isIt =
        defect == .staleIDReachesNextOrder
        ? $0.order.slot == order.slot : $0.order == order
      return isIt && ($0.account == account || defect == .strangerCancels)
    }
  }

  private func find(_ clientOrder: UInt64, _ account: AccountID) -> Int? {
    orders.firstIndex { $0.clientOrder == clientOrder && $0.account == account }
  }

  mutating func remove(_ index: Int, _ reason: RemovalReason) -> OrderRecord {
    let order = orders[index]
    var event = BookEvent(.removed, order, lots: order.total, open: .zero, reason: reason)
    event.total = .zero
    events.append(event)
    if defect == .queueOrderLostAfterInteriorCancel {
      // The order behind it goes to the end.
      let behind = orders[(index + 1)...].firstIndex {
        $0.market == order.market && $0.side == order.side && $0.price == order.price
      }
      if let behind { orders.append(orders.remove(at: behind)) }
    }
    if defect == .phantomOrderAfterCancel && queue(order.market, order.side).first == order {
      return order
    }
    orders.remove(at: index)
    giveBack(order)
    return order
  }

  mutating func replace(
    _ order: OrderID, _ account: AccountID, _ amendment: Amendment
  ) -> Answer {
    guard let index = find(order, account) else { return .refused(.unknownOrder) }
    return replace(index, amendment)
  }

  mutating func replace(
    _ clientOrder: UInt64, _ account: AccountID, _ amendment: Amendment
  ) -> Answer {
    guard let index = find(clientOrder, account) else { return .refused(.unknownOrder) }
    return replace(index, amendment)
  }

  private mutating func replace(
    _ index: Int, _ amendment: Amendment
  ) -> Answer {
    let before = orders[index]
    if amendment.open == .zero { return .refused(.zeroQuantity) }
    if amendment.open > limits.quantityMax { return .refused(.quantityAboveMax) }
    if !bands[before.market.value]!.contains(amendment.price.ticks) {
      return .refused(.priceOutsideBand)
    }
    if conflicts(amendment.flags, .goodTillCancelled) || amendment.flags.contains(.marketToLimit) {
      return .refused(.conflictingTerms)
    }
    let staysPut =
      amendment.price == before.price && amendment.open <= before.total
      && defect != .reducingLosesPriority
    var after = before
    after.price = amendment.price
    if !staysPut && amendment.flags.contains(.postOnly) {
      switch passivePrice(after, slides: amendment.flags.contains(.slide)) {
      case .success(let given): after.price = given
      case .failure(let refusal): return .refused(refusal)
      }
    }
    if amendment.clientOrder != 0 && amendment.clientOrder != before.clientOrder {
      if isTaken(amendment.clientOrder, before.account) { return .refused(.duplicateClientOrder) }
      after.clientOrder = amendment.clientOrder
    }
    if defect != .replaceKeepsKey { after.key = amendment.key }
    let shrinks = amendment.open <= before.total && defect != .reducingLosesPriority
    if amendment.price == before.price && (shrinks || defect == .growingKeepsPriority) {
      shrink(&after, to: amendment.open)
      orders[index] = after
      let lots = Quantity(lots: before.total.lots &- amendment.open.lots)
      var event = BookEvent(.amended, after, lots: lots, open: after.open)
      event.showsNothing = lots > .zero && after.open == before.open
      events.append(event)
      let entry = Entry(order: before.order, executed: .zero, open: after.total, reason: .none)
      return .replaced(Replacement(before: before, keptPriority: true, entry: entry))
    }
    sequenceLast += 1
    after.sequence = sequenceLast
    after.open = amendment.open
    after.hidden = .zero
    return reenter(
      index, after, amendment.selfTrade, isRepriced: after.price != amendment.price,
      collects: amendment.collects)
  }

  private mutating func reenter(
    _ index: Int, _ after: OrderRecord, _ selfTrade: SelfTrade, isRepriced: Bool, collects: Bool
  ) -> Answer {
    let before = orders.remove(at: index)
    var event = BookEvent(.removed, before, lots: before.total, open: .zero, reason: .replaced)
    event.total = .zero
    events.append(event)
    let terms = specials[before.special] ?? Special(display: 0, expiresAt: 0)
    giveBack(before)
    var after = after
    after.special = 0
    if defect == .replaceLosesSibling {
      let sibling = orders.firstIndex {
        $0.market == before.market && $0.side == before.side && $0.price == before.price
      }
      if let sibling { orders.remove(at: sibling) }
    }
    if defect == .replaceIntoCrossDoesNotMatch {
      events.append(BookEvent(.rested, after, lots: after.open, open: after.open))
      orders.append(after)
      let entry = Entry(order: after.order, executed: .zero, open: after.open, reason: .none)
      return .replaced(Replacement(before: before, keptPriority: false, entry: entry))
    }
    if collects && defect != .crossedReplaceTrades {
      specialise(&after, terms)
      events.append(BookEvent(.rested, after, lots: after.total, open: after.open))
      orders.append(after)
      let entry = Entry(order: after.order, executed: .zero, open: after.total, reason: .none)
      return .replaced(Replacement(before: before, keptPriority: false, entry: entry))
    }
    let entry = enter(after, terms, rests: true, selfTrade, isRepriced: isRepriced)
    return .replaced(Replacement(before: before, keptPriority: false, entry: entry))
  }

  mutating func cancelAll(
    _ account: AccountID, _ filter: MassFilter, _ groups: [UInt32: UInt16], _ countMax: Int
  ) -> Answer {
    let mine = orders.filter {
      $0.account == account && (filter.key == nil || $0.key.value == filter.key!.value)
        && (filter.market == nil || $0.market == filter.market)
        && (filter.group == nil || groups[$0.market.value] == filter.group)
        && (filter.side == nil || $0.side == filter.side)
        && filter.priceMin <= $0.price.ticks && $0.price.ticks <= filter.priceMax
        && (filter.tag == nil || $0.clientOrder >> 48 == UInt64(filter.tag!))
        && ($0.sequence < filter.below || defect == .massCancelTakesLaterOnes)
    }
    return cancelAll(mine, countMax)
  }

  mutating func cancelAll(in market: MarketID, _ countMax: Int) -> Answer {
    cancelAll(queue(market, .buy) + queue(market, .sell), countMax)
  }

  private mutating func cancelAll(_ meant: [OrderRecord], _ countMax: Int) -> Answer {
    for order in meant.prefix(countMax) {
      _ = remove(orders.firstIndex { $0.order == order.order }!, .massCancelled)
    }
    return .massCancelled(
      MassCancel(cancelled: min(meant.count, countMax), more: meant.count > countMax))
  }
}
