// SPDX-License-Identifier: Apache-2.0

import Memory
import Quantities
import Venue
import WireFormat

/// Timers and mass cancels.
extension NaiveVenue {
  struct Timer: Hashable, Comparable {
    enum Kind: Int { case expiry, deadMan, massCancel, proposal, auction, protection }
    var kind: Kind
    var number: UInt32

    static func < (a: Timer, b: Timer) -> Bool {
      (a.kind.rawValue, a.number) < (b.kind.rawValue, b.number)
    }
  }

  struct Mass {
    var reason = CloseReason.massCancelled
    /// 0 the key's orders, 1 the account's.
    var owner: UInt8 = 0
    /// 0 a market's, 1 a group's, 2 all.
    var scope: UInt8 = 2
    /// 0 buys, 1 sells, 2 both.
    var side: UInt8 = 2
    var market: UInt32 = 0
    var group: UInt16 = 0
    /// The filters' bits, the tag, and the prices.
    var filters: UInt8 = 0
    var tag: UInt16 = 0
    var prices = Int64.min...Int64.max
    var cancelled: UInt32 = 0
    var began: UInt64 = 0
    var below: UInt64 = 0
  }

  mutating func fire() {
    for _ in 0..<block.timersPerCommandMax {
      let due = timers.filter { $0.value <= now }
      guard let (timer, _) = due.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else {
        return
      }
      switch timer.kind {
      case .expiry:
        timers[timer] = nil
        if keys[timer.number]!.session != 0 { close(keys[timer.number]!.session, .expired) }
      case .deadMan:
        timers[timer] = nil
        keys[timer.number]!.deadMan = 0
        if defect == .deadManGoesOn {
          keys[timer.number]!.deadMan = now + 1
          timers[timer] = now + 1
        }
        cancelOrders(of: timer.number, .deadMan)
      case .massCancel:
        if cancelsLeft == 0 { return }
        work(timer.number)
      case .protection:
        if cancelsLeft == 0 { return }
        pull(timer.number)
      case .auction:
        if !fireAuction(timer.number) { return }
      case .proposal:
        timers[timer] = nil
        proposals[timer.number] = nil
      }
    }
  }

  mutating func setDeadMan(_ command: SetDeadMan, _ key: UInt32) -> RejectCode {
    let timer = Timer(kind: .deadMan, number: key)
    if command.span == 0 {
      keys[key]!.deadMan = 0
      timers[timer] = nil
      return .none
    }
    if !(1_000_000...86_400_000_000_000).contains(command.span) { return .deadManSpan }
    if defect == .deadManNotRefreshed && timers[timer] != nil { return .none }
    keys[key]!.deadMan = now + command.span
    timers[timer] = now + command.span
    return .none
  }

  mutating func massCancel(_ command: CancelAll, _ header: CommandHeader) -> RejectCode {
    if command.scope > 1 || command.side > 2 || command.owner > 1 { return .massCancelUnknown }
    if command.filters > 3 || command.priceMin > command.priceMax { return .massCancelUnknown }
    let isPriced = command.filters == 1 || command.filters == 3
    let isTagged = command.filters >= 2
    if !isPriced && (command.priceMin != 0 || command.priceMax != 0) { return .massCancelUnknown }
    if !isTagged && command.tag != 0 { return .massCancelUnknown }
    if command.scope == 0 {
      guard let market = markets[command.market] else { return .unknownMarket }
      if market.group != header.group { return .wrongGroup }
    } else if command.market != 0 || isPriced {
      return .massCancelUnknown
    }
    let new = Mass(
      owner: command.owner, scope: command.scope, side: command.side, market: command.market,
      group: header.group, filters: command.filters, tag: command.tag,
      prices: isPriced ? command.priceMin...command.priceMax : .min ... .max)
    if let old = massCancels[header.key * 2 + 1], !covers(new, old) { return .massCancelPending }
    begin(header.key * 2 + 1, new)
    begun = header.key * 2 + 1
    return .none
  }

  /// Whether every order there could be that `old` means is meant by `new`.
  private func covers(_ new: Mass, _ old: Mass) -> Bool {
    for market in markets.keys {
      for side in [Side.buy, .sell] {
        for isOwn in [true, false] {
          let isMeant = { (mass: Mass) in
            means(mass, market, side) && (mass.owner == 1 || isOwn)
          }
          if isMeant(old) && !isMeant(new) { return false }
        }
      }
    }
    if new.prices.clamped(to: old.prices) != old.prices { return false }
    if new.filters >= 2 && (old.filters < 2 || new.tag != old.tag) { return false }
    // A group may get another market before the old one is done.
    return old.scope == 0 || (new.scope == 1 && new.group == old.group)
  }

  func means(_ mass: Mass, _ market: UInt32, _ side: Side) -> Bool {
    let isThere =
      mass.scope == 2 || (mass.scope == 1 && markets[market]!.group == mass.group)
      || (mass.scope == 0 && market == mass.market)
    return isThere && (mass.side == 2 || mass.side == side.wire || defect == .massCancelSideless)
  }

  mutating func cancelOrders(of key: UInt32, _ reason: CloseReason) {
    begin(key * 2, Mass(reason: reason))
    work(key * 2)
  }

  mutating func begin(_ place: UInt32, _ new: Mass) {
    var new = new
    let old = massCancels[place]
    new.began = old?.began ?? now
    new.cancelled = old?.cancelled ?? 0
    if defect == .widenedCancelBeginsAnew { new.cancelled = 0 }
    new.below = sequenceNext
    if place < block.keysMax * 2 {
      let key = place / 2
      new.cancelled += closeWaiters(keys[key]!.account, key, new)
    }
    massCancels[place] = new
  }

  /// Cancels what is left of a mass cancel, the oldest first, as far as the record may.
  mutating func work(_ place: UInt32) {
    var mass = massCancels[place]!
    let (key, timer) = (place / 2, Timer(kind: .massCancel, number: place))
    let below = defect == .massCancelTakesLaterOnes ? .max : mass.below
    let isMarkets = place >= block.keysMax * 2
    let account = isMarkets ? 0 : keys[key]!.account
    let meant =
      isMarkets
      ? inOrderOfPriority(mass.market)
      : orders.filter {
        $0.account == account && (mass.owner == 1 || $0.key == key) && $0.sequence < below
          && means(mass, $0.market, $0.side)
          && (mass.prices.contains($0.price) || defect == .massCancelAtAnyPrice)
          && (mass.filters < 2 || $0.clientOrder >> 48 == UInt64(mass.tag))
      }
    for order in meant.prefix(cancelsLeft) {
      orders.removeAll { $0.id == order.id }
      give(order)
      tell(.removed(order, mass.reason))
      mass.cancelled += 1
    }
    var isComplete = meant.count <= cancelsLeft
    cancelsLeft -= min(cancelsLeft, meant.count)
    if isMarkets && isComplete && closeWaiters(of: mass.market, mass.reason) { isComplete = false }
    massCancels[place] = isComplete ? nil : mass
    timers[timer] = isComplete ? nil : mass.began
    if isMarkets { return }
    everySession(account) { [head] session, sequence in
      .massCancelled(
        session,
        MassCancelled(
          reportSequence: sequence, logIndex: head.logIndex, logTime: head.logTime, key: key,
          count: mass.cancelled, reason: mass.reason.wire, isComplete: isComplete ? 1 : 0))
    }
  }

  /// A market's buys, the best first and of a price the oldest, then its sells.
  private func inOrderOfPriority(_ market: UInt32) -> [Order] {
    let mine = orders.filter { $0.market == market }
    let buys = mine.filter { $0.side == .buy }
      .sorted { ($1.price, $0.sequence) < ($0.price, $1.sequence) }
    return buys
      + mine.filter { $0.side == .sell }
      .sorted { ($0.price, $0.sequence) < ($1.price, $1.sequence) }
  }
}
