// SPDX-License-Identifier: Apache-2.0

import Quantities
import Venue
import WireFormat

/// Orders that wait for a price or for another order: one list, searched from end to end.
extension NaiveVenue {
  enum Phase: UInt8 { case dormant, armed, closing }

  struct Waiter {
    var place: UInt32
    var stamp: UInt64
    var entered: UInt64
    /// As it was sent, but for what became of it.
    var terms: NewConditionalOrder
    var account: UInt32
    var key: UInt32
    var expiresAt: UInt64
    var trigger: Int64
    var extreme: Int64 = 0
    var traded: UInt64 = 0
    var phase = Phase.dormant
    /// The stamp that it was armed with.
    var armed: UInt64 = 0
    /// Whether its time has come, whatever the price.
    var isDue = false
    var reason: UInt8 = 0

    var number: UInt64 {
      UInt64(UInt32(truncatingIfNeeded: entered)) << 32 | 1 << 31 | UInt64(place)
    }
    var isAbove: Bool { terms.when == 1 }
  }

  struct Price {
    var price: Int64
    var range: ClosedRange<Int64>?
  }

  struct PriceKey: Hashable {
    var market: UInt32
    var source: UInt8
  }

  // MARK: Entering

  mutating func submit(
    _ command: NewConditionalOrder, _ group: UInt16, _ account: UInt32, _ key: UInt32
  ) -> Outcome {
    var outcome = Outcome(clientOrder: command.clientOrder)
    outcome.code = orderCode(command.market, group, isPostOnly: command.flags & 1 == 1)
    if outcome.code != .none { return outcome }
    let plain = special(command)
    outcome.code = termsRefusal(plain)
    if outcome.code == .none { outcome.code = checkRefusal(plain, end(of: plain)) }
    if outcome.code == .none { outcome.code = conditionalRefusal(command, account) }
    if outcome.code != .none { return outcome }
    stampLast += 1
    let waiter = Waiter(
      place: freeWaiterPlaces.removeLast(), stamp: stampLast, entered: stampLast, terms: command,
      account: account, key: key, expiresAt: end(of: plain), trigger: command.triggerPrice)
    waiters.append(waiter)
    if command.after == 0 { arm(waiter.place) }
    outcome.order = waiter.number
    outcome.open = command.quantity
    return outcome
  }

  private func special(_ command: NewConditionalOrder) -> NewSpecialOrder {
    NewSpecialOrder(
      market: command.market, side: command.side, timeInForce: command.timeInForce,
      flags: command.flags, selfTrade: command.selfTrade, price: command.price,
      quantity: command.quantity, clientOrder: command.clientOrder,
      minimumQuantity: command.minimumQuantity, displayQuantity: command.displayQuantity,
      expiresAt: command.expiresAt)
  }

  /// Those of an account that wait, as they entered.
  func waiting(_ account: UInt32) -> [Waiter] {
    waiters.filter { $0.account == account && $0.phase != .closing }
      .sorted { $0.entered < $1.entered }
  }

  private func conditionalRefusal(_ command: NewConditionalOrder, _ account: UInt32) -> RejectCode {
    if !isSound(command) { return .conditionalTerms }
    let mine = waiting(account)
    let open = orders.filter { $0.account == account }
    if (mine.map(\.terms.clientOrder) + open.map(\.clientOrder)).contains(command.clientOrder) {
      return .duplicateClientOrder
    }
    for link in [command.after, command.other] where link != 0 {
      let targets =
        mine.filter { $0.terms.market == command.market }.map(\.terms.clientOrder)
        + open.filter { $0.market == command.market }.map(\.clientOrder)
      let linked = mine.filter {
        $0.terms.market == command.market && [$0.terms.after, $0.terms.other].contains(link)
      }
      if !targets.contains(link) || linked.count >= 4 { return .linkUnknown }
    }
    if freeWaiterPlaces.isEmpty { return .conditionalOrdersMax }
    if mine.count >= 64 { return .accountConditionalMax }
    if command.trailKind > 0 && trailing(command.market).count >= 64 { return .trailingOrdersMax }
    if command.after != 0 { return .none }
    let price = prices[PriceKey(market: command.market, source: command.source)]?.price
    if command.trailKind > 0 { return price == nil ? .triggerPriceUnknown : .none }
    guard let price, defect != .passedTriggerWaits else { return .none }
    return isMet(command, command.triggerPrice, price) ? .triggerPassed : .none
  }

  private func isSound(_ command: NewConditionalOrder) -> Bool {
    let links = [command.after, command.other].filter { $0 != 0 }
    if Set(links + [command.clientOrder]).count != links.count + 1 { return false }
    let most: Int64 = 1 << 40
    switch (command.source, command.when, command.trailKind) {
    case (0, 0, 0): return command.triggerPrice == 0 && command.trail == 0 && command.after != 0
    case (1...3, 1...2, 0):
      return command.trail == 0 && (-most...most).contains(command.triggerPrice)
    case (1...3, 1...2, 1):
      return command.triggerPrice == 0 && (1...UInt64(most)).contains(command.trail)
    case (1...3, 1...2, 2):
      return command.triggerPrice == 0 && (1..<1_000_000).contains(command.trail)
    default: return false
    }
  }

  private func isMet(_ command: NewConditionalOrder, _ trigger: Int64, _ price: Int64) -> Bool {
    command.when == 1 ? price >= trigger : price <= trigger
  }

  private func trailing(_ market: UInt32) -> [Waiter] {
    waiters.filter { $0.terms.market == market && $0.terms.trailKind > 0 && $0.phase == .armed }
  }

  // MARK: Prices

  mutating func notePrice(_ market: UInt32, _ source: UInt8, _ price: Int64) {
    let key = PriceKey(market: market, source: source)
    let isAwaited = waiters.contains { $0.terms.market == market && $0.phase == .armed }
    var range = prices[key]?.range
    if isAwaited {
      range = min(price, range?.lowerBound ?? price)...max(price, range?.upperBound ?? price)
      if defect == .onlyTheLastPriceTriggers { range = price...price }
    }
    prices[key] = Price(price: price, range: range)
    pricedMarkets.insert(market)
    if isAwaited { pend(market) }
  }

  /// Whether triggered orders enter.
  func triggers(_ market: UInt32) -> Bool {
    status[market]!.state == .open && !collects(market)
  }

  mutating func resumeTriggers(_ market: UInt32) {
    let isAwaited = waiters.contains { $0.terms.market == market && $0.phase == .armed }
    if triggers(market) && isAwaited { pend(market) }
  }

  mutating func pend(_ market: UInt32) {
    stages[market] = 1
    pricedMarkets.insert(market)
  }

  private func index(_ place: UInt32) -> Int { waiters.firstIndex { $0.place == place }! }

  private func trigger(_ waiter: Waiter, behind extreme: Int64) -> Int64 {
    var distance = Int64(waiter.terms.trail)
    if waiter.terms.trailKind == 2 {
      distance = max(1, Int64(extreme.magnitude) * distance / 1_000_000)
    }
    return waiter.isAbove ? extreme + distance : extreme - distance
  }

  private mutating func stamp(_ at: Int) {
    stampLast += 1
    waiters[at].stamp = stampLast
  }

  private mutating func arm(_ place: UInt32) {
    let at = index(place)
    let waiter = waiters[at]
    let market = waiter.terms.market
    let price = prices[PriceKey(market: market, source: waiter.terms.source)]?.price
    if waiter.terms.trailKind > 0 {
      guard let price, trailing(market).count < 64 else { return closeLater(place, .linked) }
      waiters[at].extreme = price
      waiters[at].trigger = trigger(waiter, behind: price)
    } else if waiter.terms.source == 0
      || price.map({ isMet(waiter.terms, waiter.trigger, $0) }) == true
    {
      waiters[at].isDue = true
      waiters[at].terms.source = 0
      waiters[at].terms.when = 1
      pend(market)
    }
    waiters[at].phase = .armed
    stamp(at)
    waiters[at].armed = stampLast
  }

  // MARK: Links

  mutating func follow(
    _ account: UInt32, _ market: UInt32, _ clientOrder: UInt64, _ lots: UInt64, isGone: Bool
  ) {
    for waiter in waiting(account) where waiter.terms.market == market {
      let at = index(waiter.place)
      if waiter.terms.after == clientOrder {
        waiters[at].traded += lots
        let traded = waiters[at].traded
        if !isGone { continue }
        waiters[at].terms.after = 0
        if defect != .childrenForgetWhatTraded {
          waiters[at].terms.quantity = min(waiter.terms.quantity, traded)
        }
        if traded == 0 { closeLater(waiter.place, .linked) } else { arm(waiter.place) }
      } else if waiter.terms.other == clientOrder {
        if defect != .pairsKeepTheirSize {
          waiters[at].terms.quantity -= min(waiter.terms.quantity, lots)
        }
        if waiters[at].terms.quantity == 0 || isGone { closeLater(waiter.place, .linked) }
      }
    }
  }

  func follows(_ happening: Happening) -> [(Order, UInt64, isGone: Bool)] {
    switch happening {
    case .traded(let maker, let taker, let lots):
      [(maker, lots, maker.total == 0), (taker, lots, taker.open == 0)]
    case .removed(let order, let reason): reason == nil ? [] : [(order, 0, true)]
    case .remainder(let order, _): [(order, 0, true)]
    case .lost(let order, _, _): order.total == 0 ? [(order, 0, true)] : []
    case .crossed(let maker, let taker, let lots, _):
      [(maker, lots, maker.total == 0), (taker, lots, taker.total == 0)]
    case .rested, .refilled, .reduced, .repriced: []
    }
  }

  mutating func renameLinks(_ account: UInt32, _ market: UInt32, _ old: UInt64, _ new: UInt64) {
    if defect == .linksKeepTheOldName { return }
    for waiter in waiting(account) where waiter.terms.market == market {
      let at = index(waiter.place)
      if waiter.terms.after == old { waiters[at].terms.after = new }
      if waiter.terms.other == old { waiters[at].terms.other = new }
    }
  }

  // MARK: Going

  mutating func closeLater(_ place: UInt32, _ reason: CloseReason) {
    let at = index(place)
    waiters[at].phase = .closing
    waiters[at].reason = reason.wire
    stamp(at)
  }

  /// - Returns: how many went.
  mutating func closeWaiters(_ account: UInt32, _ key: UInt32, _ mass: Mass) -> UInt32 {
    if defect == .massCancelLeavesWaiters { return 0 }
    let meant = waiting(account).filter {
      (mass.owner == 1 || $0.key == key) && means(mass, $0.terms.market, Side(wire: $0.terms.side)!)
        && mass.prices.contains($0.terms.price)
        && (mass.filters < 2 || $0.terms.clientOrder >> 48 == UInt64(mass.tag))
    }
    for waiter in meant { closeLater(waiter.place, mass.reason) }
    return UInt32(meant.count)
  }

  /// Those of a market, as a closing market finds them: dormant ones as they came, then by tree.
  mutating func closeWaiters(of market: UInt32, _ reason: CloseReason) -> Bool {
    var left: [Waiter] {
      waiters.filter { $0.terms.market == market && $0.phase != .closing }
    }
    while cancelsLeft > 0, !left.isEmpty {
      cancelsLeft -= 1
      let dormant = left.filter { $0.phase == .dormant }.sorted { $0.stamp < $1.stamp }
      let next = dormant.first ?? left.min { isBefore($0, $1) }!
      closeLater(next.place, reason)
    }
    return !left.isEmpty
  }

  private func isBefore(_ a: Waiter, _ b: Waiter) -> Bool { rank(a) < rank(b) }

  /// Due ones, then by source, above before below, the next to trigger first.
  private func rank(_ waiter: Waiter) -> (Int64, Int64, Int64, UInt64) {
    if waiter.isDue { return (1, 0, .min, waiter.stamp) }
    return (
      Int64(waiter.terms.source), waiter.isAbove ? 0 : 1,
      waiter.isAbove ? waiter.trigger : -waiter.trigger, waiter.stamp
    )
  }

  // MARK: Running

  mutating func runConditionals() {
    while triggersLeft > 0 {
      let gone = waiters.filter { $0.phase == .closing }.min { $0.stamp < $1.stamp }
      if let gone {
        triggersLeft -= 1
        finish(gone)
        continue
      }
      guard let market = stages.filter({ $0.value > 0 }).keys.min() else { return }
      if !triggers(market) {
        stages[market] = nil
        continue
      }
      if let met = nextMet(market) {
        triggersLeft -= 1
        fire(met)
      }
    }
  }

  private mutating func nextMet(_ market: UInt32) -> Waiter? {
    let armed = waiters.filter { $0.terms.market == market && $0.phase == .armed }
    let met = armed.filter { waiter in
      if waiter.isDue { return true }
      let key = PriceKey(market: market, source: waiter.terms.source)
      guard let range = prices[key]?.range else { return false }
      return waiter.isAbove
        ? range.upperBound >= waiter.trigger : range.lowerBound <= waiter.trigger
    }
    if let first = met.min(by: { isBefore($0, $1) }) { return first }
    let keys = (1...3).map { PriceKey(market: market, source: $0) }
    if stages[market] == 1 && moveTrailing(market) {
      stages[market] = 2
      for key in keys {
        guard let price = prices[key], price.range != nil else { continue }
        prices[key]!.range = price.price...price.price
      }
      return nil
    }
    for key in keys { prices[key]?.range = nil }
    stages[market] = nil
    return nil
  }

  private mutating func moveTrailing(_ market: UInt32) -> Bool {
    var hasMoved = false
    // In the order in which they were armed, which moving does not change.
    for waiter in trailing(market).sorted(by: { $0.armed < $1.armed }) {
      let key = PriceKey(market: market, source: waiter.terms.source)
      guard let range = prices[key]?.range else { continue }
      let best =
        waiter.isAbove
        ? min(waiter.extreme, range.lowerBound) : max(waiter.extreme, range.upperBound)
      if best == waiter.extreme || defect == .trailsStandStill { continue }
      let at = index(waiter.place)
      waiters[at].extreme = best
      waiters[at].trigger = trigger(waiter, behind: best)
      stamp(at)
      hasMoved = true
    }
    return hasMoved
  }

  private mutating func finish(_ waiter: Waiter) {
    remove(waiter)
    everySession(waiter.account) { [head] session, sequence in
      .orderClosed(
        session,
        OrderClosed(
          reportSequence: sequence, logIndex: head.logIndex, logTime: head.logTime,
          order: waiter.number, clientOrder: waiter.terms.clientOrder,
          quantity: waiter.terms.quantity, market: waiter.terms.market, reason: waiter.reason))
    }
    follow(waiter.account, waiter.terms.market, waiter.terms.clientOrder, 0, isGone: true)
  }

  private mutating func remove(_ waiter: Waiter) {
    waiters.removeAll { $0.place == waiter.place }
    freeWaiterPlaces.append(waiter.place)
  }

  private mutating func fire(_ waiter: Waiter) {
    remove(waiter)
    let terms = waiter.terms
    if terms.other != 0 && defect != .pairBothEnter {
      if let other = waiting(waiter.account).first(where: {
        $0.terms.clientOrder == terms.other && $0.terms.market == terms.market
      }) {
        closeLater(other.place, .linked)
      } else if let at = orders.firstIndex(where: {
        $0.account == waiter.account && $0.clientOrder == terms.other && $0.market == terms.market
      }) {
        let order = orders.remove(at: at)
        give(order)
        tell(.removed(order, .linked))
      }
    }
    afterwards = []
    var command = special(terms)
    command.minimumQuantity = min(command.minimumQuantity, command.quantity)
    if command.displayQuantity >= command.quantity { command.displayQuantity = 0 }
    let outcome = enterTriggered(command, waiter)
    everySession(waiter.account) { [head] session, sequence in
      .triggered(
        session,
        OrderTriggered(
          reportSequence: sequence, logIndex: head.logIndex, logTime: head.logTime,
          conditional: waiter.number, order: outcome.order, clientOrder: terms.clientOrder,
          triggerPrice: waiter.trigger, quantity: terms.quantity, openQuantity: outcome.open,
          market: terms.market, code: outcome.code.wire))
    }
    if outcome.code == .none {
      let happened = afterwards
      afterwards = []
      for happening in happened { tell(happening) }
      settleProtection()
      settleTrip()
    } else {
      follow(waiter.account, terms.market, terms.clientOrder, 0, isGone: true)
    }
  }

  // MARK: State

  func termsBytes(_ waiter: Waiter) -> [UInt8] {
    let terms = waiter.terms
    var bytes: [UInt8] = []
    bytes.append(littleEndian: waiter.entered)
    bytes.append(littleEndian: waiter.account)
    bytes.append(littleEndian: terms.market)
    bytes.append(littleEndian: waiter.key)
    bytes += [terms.side, terms.timeInForce, terms.flags, terms.selfTrade, terms.trailKind]
    bytes.append(littleEndian: terms.price)
    bytes.append(littleEndian: terms.clientOrder)
    bytes.append(littleEndian: terms.minimumQuantity)
    bytes.append(littleEndian: terms.displayQuantity)
    bytes.append(littleEndian: waiter.expiresAt)
    bytes.append(littleEndian: terms.trail)
    return bytes
  }

  func standingBytes(_ waiter: Waiter) -> [UInt8] {
    let terms = waiter.terms
    var bytes: [UInt8] = []
    bytes.append(littleEndian: waiter.stamp)
    bytes += [terms.source, terms.when, waiter.phase.rawValue, waiter.reason]
    bytes.append(littleEndian: terms.quantity)
    bytes.append(littleEndian: waiter.trigger)
    bytes.append(littleEndian: waiter.extreme)
    bytes.append(littleEndian: terms.after)
    bytes.append(littleEndian: terms.other)
    bytes.append(littleEndian: waiter.traded)
    return bytes
  }

  func priceBytes(_ market: UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: status[market]!.markTime)
    bytes.append(littleEndian: status[market]!.markSequence)
    bytes.append(stages[market] ?? 0)
    for source in 1...3 as ClosedRange<UInt8> {
      let price = prices[PriceKey(market: market, source: source)]
      bytes.append(littleEndian: price?.price ?? 0)
      bytes.append(littleEndian: price?.range?.lowerBound ?? 0)
      bytes.append(littleEndian: price?.range?.upperBound ?? 0)
      bytes += [price == nil ? 0 : 1, price?.range == nil ? 0 : 1]
    }
    return bytes
  }
}
