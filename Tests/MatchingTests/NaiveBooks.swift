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
}

/// What an operation answered.
enum Answer: Equatable {
  case refused(BookRefusal)
  case entered(Entry)
  case cancelled(OrderRecord)
  case replaced(Replacement)
  case massCancelled(MassCancel)
}

/// The rules of the books, written to be obviously right: one array, searched from end to end.
struct NaiveBooks {
  let limits: BookLimits
  let bands: [UInt32: ClosedRange<Int64>]
  let defect: Defect?
  /// Live orders, in the order of their entry numbers.
  var orders: [OrderRecord] = []
  var events: [BookEvent] = []
  /// Names that the defective books forgot to free.
  private var namesKept: [(AccountID, UInt64)] = []

  init(_ limits: BookLimits, _ bands: [UInt32: ClosedRange<Int64>], _ defect: Defect? = nil) {
    self.limits = limits
    self.bands = bands
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
  mutating func submit(_ order: NewOrder, _ sequence: UInt64, id: OrderID) -> Answer {
    if let refusal = refusal(order) { return .refused(refusal) }
    let taker = OrderRecord(
      order: id, sequence: sequence, market: order.market, account: order.account,
      side: order.side, price: order.price, open: order.quantity, clientOrder: order.clientOrder,
      key: order.key)
    return .entered(enter(taker, rests: order.timeInForce == .goodTillCancelled))
  }

  private func refusal(_ order: NewOrder) -> BookRefusal? {
    guard let band = bands[order.market.value] else { return .unknownMarket }
    if order.account.value >= UInt32(limits.accountsMax) { return .unknownAccount }
    if order.quantity == .zero && defect != .zeroQuantityAccepted { return .zeroQuantity }
    if order.quantity > limits.quantityMax { return .quantityAboveMax }
    if !band.contains(order.price.ticks) { return .priceOutsideBand }
    if order.clientOrder == 0 { return .zeroClientOrder }
    if isTaken(order.clientOrder, order.account) { return .duplicateClientOrder }
    if order.timeInForce == .immediateOrCancel { return nil }
    let open = orders.count { $0.account == order.account }
    if open >= limits.openOrdersPerAccountMax { return .openOrdersMax }
    if orders.count >= limits.ordersMax && defect != .fullPoolDropsSilently { return .poolFull }
    return nil
  }

  private func isTaken(_ clientOrder: UInt64, _ account: AccountID) -> Bool {
    orders.contains { $0.account == account && $0.clientOrder == clientOrder }
      || namesKept.contains { $0 == (account, clientOrder) }
  }

  private mutating func enter(_ order: OrderRecord, rests: Bool) -> Entry {
    var taker = order
    var fills = 0
    var reason = RemovalReason.none
    while taker.open > .zero, let maker = queue(taker.market, taker.side.opposite).first {
      let crosses =
        taker.side == .buy ? maker.price <= taker.price : maker.price >= taker.price
      if !crosses { break }
      if fills == limits.fillsPerCommandMax && defect != .sweepUnbounded {
        reason = .fillsMax
        break
      }
      fills += 1
      trade(&taker, maker)
    }
    let executed = Quantity(lots: order.open.lots - taker.open.lots)
    var entry = Entry(order: taker.order, executed: executed, open: .zero, reason: reason)
    if taker.open == .zero { return entry }
    if reason == .none && (rests || defect == .immediateOrCancelRests) {
      entry.open = taker.open
      events.append(BookEvent(.rested, taker, lots: taker.open, open: taker.open))
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
    if orders[index].open == .zero {
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

  private mutating func remove(_ index: Int, _ reason: RemovalReason) -> OrderRecord {
    let order = orders[index]
    events.append(BookEvent(.removed, order, lots: order.open, open: .zero, reason: reason))
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
    return order
  }

  mutating func replace(
    _ order: OrderID, _ account: AccountID, _ amendment: Amendment, _ sequence: UInt64
  ) -> Answer {
    guard let index = find(order, account) else { return .refused(.unknownOrder) }
    return replace(index, amendment, sequence)
  }

  mutating func replace(
    _ clientOrder: UInt64, _ account: AccountID, _ amendment: Amendment, _ sequence: UInt64
  ) -> Answer {
    guard let index = find(clientOrder, account) else { return .refused(.unknownOrder) }
    return replace(index, amendment, sequence)
  }

  private mutating func replace(
    _ index: Int, _ amendment: Amendment, _ sequence: UInt64
  ) -> Answer {
    let before = orders[index]
    if amendment.open == .zero { return .refused(.zeroQuantity) }
    if amendment.open > limits.quantityMax { return .refused(.quantityAboveMax) }
    if !bands[before.market.value]!.contains(amendment.price.ticks) {
      return .refused(.priceOutsideBand)
    }
    var after = before
    if amendment.clientOrder != 0 && amendment.clientOrder != before.clientOrder {
      if isTaken(amendment.clientOrder, before.account) { return .refused(.duplicateClientOrder) }
      after.clientOrder = amendment.clientOrder
    }
    after.price = amendment.price
    if defect != .replaceKeepsKey { after.key = amendment.key }
    after.open = amendment.open
    let shrinks = amendment.open <= before.open && defect != .reducingLosesPriority
    if amendment.price == before.price && (shrinks || defect == .growingKeepsPriority) {
      orders[index] = after
      let lots = Quantity(lots: before.open.lots &- amendment.open.lots)
      events.append(BookEvent(.amended, after, lots: lots, open: after.open))
      let entry = Entry(order: before.order, executed: .zero, open: after.open, reason: .none)
      return .replaced(Replacement(before: before, keptPriority: true, entry: entry))
    }
    after.sequence = sequence
    return reenter(index, after)
  }

  private mutating func reenter(_ index: Int, _ after: OrderRecord) -> Answer {
    let before = orders.remove(at: index)
    events.append(
      BookEvent(.removed, before, lots: before.open, open: .zero, reason: .replaced))
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
    let entry = enter(after, rests: true)
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
