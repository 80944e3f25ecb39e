// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// What a source's price is, and where it went since triggers were last looked for.
struct SourcePrice: BitwiseCopyable {
  var price: Int64 = 0
  var low: Int64 = 0
  var high: Int64 = 0
  var isKnown = false
  /// Whether `low` and `high` mean anything.
  var hasRange = false

  @_noAllocation @_noLocks
  mutating func note(_ new: Int64, extendsRange: Bool) {
    price = new
    isKnown = true
    if !extendsRange { return }
    low = hasRange ? min(low, new) : new
    high = hasRange ? max(high, new) : new
    hasRange = true
  }
}

/// How far the search for triggers is in a market.
enum TriggerStage {
  /// Nothing is to be looked for.
  static var idle: UInt8 { @_noAllocation @_noLocks get { 0 } }
  /// Looks with the triggers as they were when the prices came.
  static var first: UInt8 { @_noAllocation @_noLocks get { 1 } }
  /// Looks again: those that trail have moved.
  static var moved: UInt8 { @_noAllocation @_noLocks get { 2 } }
}

/// Orders that wait for a price or for another order: how they enter, trigger and go.
///
///     trade, mark, index ──▶ range of the source ──▶ market pending ─┐
///     order traded or gone ──▶ those linked to it                    ├─▶ run: one at a time, at
///                              shrink, arm, become due or close ─────┘    most 16 a record
extension Venue {
  /// Orders that trigger, and waiting ones told to be gone, in one record.
  static var triggersPerRecordMax: Int { @_noAllocation @_noLocks get { 16 } }
  /// Orders that may be linked to one.
  static var linksMax: Int { @_noAllocation @_noLocks get { 4 } }

  // MARK: Prices

  /// Notes a price of a source: a trade's, or an oracle's.
  @_noAllocation @_noLocks
  mutating func notePrice(_ market: UInt32, _ source: UInt8, _ price: Int64) {
    let at = sourceAt(market, source)
    let isAwaited = conditionals.armedCount(market) != 0
    var record = prices[at]
    record.note(price, extendsRange: isAwaited)
    prices[at] = record
    changedPrices.note(market)
    if isAwaited { pend(market) }
  }

  /// Whether triggered orders enter: where orders trade as they come.
  @_noAllocation @_noLocks
  func triggers(_ market: UInt32) -> Bool {
    markets[market].state == .open && !markets[market].collects
  }

  /// Lets triggers of a market be looked for that could not be before.
  @_noAllocation @_noLocks
  mutating func resumeTriggers(_ market: UInt32) {
    if triggers(market) && conditionals.armedCount(market) != 0 { pend(market) }
  }

  /// Lets triggers of a market be looked for, from the beginning.
  @_noAllocation @_noLocks
  mutating func pend(_ market: UInt32) {
    if stages[market] == TriggerStage.idle { _ = pending.insert(&pendingRoot, 0 &- Int64(market)) }
    stages[market] = TriggerStage.first
    changedPrices.note(market)
  }

  @_noAllocation @_noLocks
  mutating func unpend(_ market: UInt32) {
    pending.remove(&pendingRoot, 0 &- Int64(market))
    stages[market] = TriggerStage.idle
    changedPrices.note(market)
  }

  /// Lets a dormant order wait for its price, or makes it due if that is there.
  @_noAllocation @_noLocks
  mutating func arm(_ place: UInt32) {
    var order = conditionals.places[place]
    let source = prices[sourceAt(order.market, order.source)]
    changedConditionals.note(place)
    if order.trails {
      if !source.isKnown
        || conditionals.trailingCount(order.market) >= ConditionalOrders.trailingMax
      {
        closeLater(place, .linked)
        return
      }
      order.extreme = source.price
      order.trigger = order.trigger(behind: source.price)
      conditionals.places[place] = order
    } else if order.source == 0
      || (source.isKnown && Self.isMet(order.when, order.trigger, source.price))
    {
      conditionals.makeDue(place)
      pend(order.market)
      return
    }
    conditionals.arm(place)
  }

  // MARK: Links

  /// Tells those that are linked to an order what it traded, and whether it is gone.
  @_noAllocation @_noLocks
  mutating func follow(
    _ account: AccountID, _ market: MarketID, _ clientOrder: UInt64, traded lots: UInt64,
    isGone: Bool
  ) {
    var place = conditionals.first(of: account.value)
    while place != 0 {
      let next = conditionals.next(after: place)
      var order = conditionals.places[place]
      if order.market == market.value && order.after == clientOrder {
        order.traded &+= lots
        if isGone {
          order.after = 0
          order.quantity = min(order.quantity, order.traded)
        }
        conditionals.places[place] = order
        changedConditionals.note(place)
        if isGone && order.traded == 0 {
          closeLater(place, .linked)
        } else if isGone {
          arm(place)
        }
      } else if order.market == market.value && order.other == clientOrder {
        order.quantity &-= min(order.quantity, lots)
        conditionals.places[place] = order
        changedConditionals.note(place)
        if order.quantity == 0 || isGone { closeLater(place, .linked) }
      }
      place = next
    }
  }

  /// What happened to an order in the books, for those that are linked to it.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func follow(_ event: BookEvent) {
    if conditionals.count == 0 { return }
    switch event.kind {
    case .executed:
      follow(
        event.account, event.market, event.clientOrder, traded: event.lots.lots,
        isGone: event.total.lots == 0)
      follow(
        event.takerAccount, event.market, event.takerClientOrder, traded: event.lots.lots,
        isGone: event.takerOpen.lots == 0)
    case .crossed:
      follow(
        event.account, event.market, event.clientOrder, traded: event.lots.lots,
        isGone: event.total.lots == 0)
      follow(
        event.takerAccount, event.market, event.takerClientOrder, traded: event.lots.lots,
        isGone: event.takerOpen.lots == 0)
    case .removed where event.reason != .replaced:
      follow(event.account, event.market, event.clientOrder, traded: 0, isGone: true)
    case .amended, .remainderCancelled:
      if event.total.lots == 0 {
        follow(event.account, event.market, event.clientOrder, traded: 0, isGone: true)
      }
    case .rested, .refilled, .repriced, .removed, .crossing: break
    }
  }

  /// An order of an account has another name: so do those that are linked to it know it.
  @_noAllocation @_noLocks
  mutating func renameLinks(
    _ account: AccountID, _ market: UInt32, from old: UInt64, to new: UInt64
  ) {
    var place = conditionals.first(of: account.value)
    while place != 0 {
      var order = conditionals.places[place]
      if order.market == market && (order.after == old || order.other == old) {
        if order.after == old { order.after = new }
        if order.other == old { order.other = new }
        conditionals.places[place] = order
        changedConditionals.note(place)
      }
      place = conditionals.next(after: place)
    }
  }

  // MARK: Going

  /// Takes a waiting order out; its owner is told when `run` comes to it.
  @_noAllocation @_noLocks
  mutating func closeLater(_ place: UInt32, _ reason: CloseReason) {
    changedConditionals.note(place)
    orderEnds.remove(endSubject(place))
    conditionals.close(place, reason: reason.wire)
  }

  /// Takes out those of an account that a mass cancel means; returns how many.
  @_noAllocation @_noLocks
  mutating func closeConditionals(
    of account: AccountID, _ filter: MassFilter, _ reason: CloseReason
  ) -> UInt32 {
    var count: UInt32 = 0
    var place = conditionals.first(of: account.value)
    while place != 0 {
      let next = conditionals.next(after: place)
      let order = conditionals.places[place]
      if admits(filter, order) {
        closeLater(place, reason)
        count &+= 1
      }
      place = next
    }
    return count
  }

  @_noAllocation @_noLocks
  private func admits(_ filter: MassFilter, _ order: ConditionalOrder) -> Bool {
    if let key = filter.key, key.value != order.key { return false }
    if let market = filter.market, market.value != order.market { return false }
    if let group = filter.group, markets[order.market].group != group { return false }
    if let side = filter.side, side.wire != order.side { return false }
    if order.price < filter.priceMin || order.price > filter.priceMax { return false }
    if let tag = filter.tag, order.clientOrder &>> 48 != UInt64(tag) { return false }
    return true
  }
}
