// SPDX-License-Identifier: Apache-2.0

import Quantities
import Venue
import WireFormat

/// Orders that show a part of themselves, that end, or that want a minimum.
extension NaiveVenue {
  func rests(_ command: NewSpecialOrder) -> Bool {
    command.timeInForce == 0 || command.timeInForce > 2
  }

  /// When an order ends; 0 for never.
  func end(of command: NewSpecialOrder) -> UInt64 {
    if command.timeInForce != 3 { return command.expiresAt }
    let day = 24 * 3_600 * second
    var end = defect == .dayEndsAtMidnight ? 0 : markets[command.market]!.dayEnd
    end += now / day * day
    return end > now ? end : end + day
  }

  func termsRefusal(_ command: NewSpecialOrder, _ end: UInt64) -> RejectCode {
    let (display, minimum) = (command.displayQuantity, command.minimumQuantity)
    if (display > 0 || end > 0) && !rests(command) { return .orderTermsConflict }
    let takesNoPart = command.flags & 1 == 1 || command.timeInForce == 2
    if minimum > 0 && takesNoPart { return .orderTermsConflict }
    if minimum > command.quantity { return .minimumQuantity }
    let least = (command.quantity + 63) / 64
    if display > 0 && (display >= command.quantity || display < least) { return .displayQuantity }
    return end > 0 && end <= now ? .expiryPassed : .none
  }

  func isExpired(_ order: Order) -> Bool { order.expiresAt > 0 && order.expiresAt <= now }

  /// Whether an order that still rests does not trade any more, and what it is told of then.
  func end(of order: Order) -> CloseReason? {
    isExpired(order) ? .expired : isDead(order) ? .protection : nil
  }

  mutating func specialise(_ order: inout Order) {
    if order.display > 0 && order.display < order.open {
      order.hidden = order.open - order.display
      order.open = order.display
    } else if order.expiresAt == 0 {
      order.display = 0
      return
    }
    order.special = freePlaces.removeLast()
  }

  /// - Returns: whether there was something to show.
  mutating func refill(_ at: Int) -> Bool {
    if orders[at].hidden == 0 { return false }
    var order = orders.remove(at: at)
    order.open = min(order.hidden, order.display)
    order.hidden -= order.open
    order.sequence = sequenceNext
    sequenceNext += 1
    if defect == .refillKeepsItsNumber { order.sequence = 1 }
    orders.append(order)
    afterwards.append(.refilled(order))
    return true
  }

  /// Takes out what has come to its end: by time, then by the place of its cold part, then the waiting
  /// ones by theirs. Of those in the books it is told when all are out.
  mutating func endOrders() {
    var due = orders.filter { isExpired($0) }
      .map { (time: $0.expiresAt, isWaiting: 0, place: $0.special) }
    if defect != .waitersNeverEnd {
      due += waiters.filter { $0.phase != .closing && $0.expiresAt > 0 && $0.expiresAt <= now }
        .map { (time: $0.expiresAt, isWaiting: 1, place: $0.place) }
    }
    due.sort { ($0.time, $0.isWaiting, $0.place) < ($1.time, $1.isWaiting, $1.place) }
    var removed: [Order] = []
    for end in due.prefix(defect == .endsUnbounded ? .max : cancelsLeft) {
      cancelsLeft -= 1
      if end.isWaiting == 1 {
        closeLater(end.place, .expired)
        continue
      }
      let order = orders.remove(at: orders.firstIndex { $0.special == end.place }!)
      give(order)
      removed.append(order)
    }
    cancelsLeft = max(0, cancelsLeft)
    for order in removed { tell(.removed(order, .expired)) }
  }

  func minimumRefusal(
    _ command: NewSpecialOrder, _ order: Order, _ selfTrade: UInt8
  ) -> Refused? {
    if command.minimumQuantity == 0 { return nil }
    return canTrade(order, command.minimumQuantity, selfTrade)
      ? nil : Refused(code: .minimumNotMet)
  }

  /// Whether so many lots would trade at once, and within the bound on makers. A level with hidden
  /// lots counts whole.
  func canTrade(_ order: Order, _ lots: UInt64, _ selfTrade: UInt8) -> Bool {
    var trial = self
    var (left, met) = (lots, 0)
    let most = Int(block.fillsPerCommandMax)
    while let first = trial.best(against: order) {
      let price = trial.orders[first].price
      var hides = false
      while let at = trial.best(against: order), trial.orders[at].price == price {
        let maker = trial.orders.remove(at: at)
        met += 1
        if met > most { return false }
        if end(of: maker) != nil { continue }
        if isPrevented(selfTrade, order.account, maker.account) {
          if selfTrade != 3 { return false }
          continue
        }
        if !hides && maker.open >= left { return true }
        left -= min(left, maker.total)
        if maker.hidden == 0 { continue }
        hides = true
        met += Int((maker.hidden + maker.display - 1) / maker.display)
        if met > most { return false }
      }
      if left == 0 { return true }
    }
    return false
  }
}
