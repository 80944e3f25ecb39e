// SPDX-License-Identifier: Apache-2.0

import Matching
import Quantities

/// Orders that show a part of themselves, or end.
extension NaiveBooks {
  struct Special {
    var display: UInt64
    var expiresAt: UInt64

    func needsPlace(_ open: Quantity) -> Bool {
      expiresAt > 0 || (display > 0 && display < open.lots)
    }
  }

  func termsRefusal(_ order: NewOrder) -> BookRefusal? {
    let (display, minimum) = (order.display.lots, order.minimum.lots)
    let rests = order.timeInForce == .goodTillCancelled
    if (display > 0 || order.expiresAt > 0) && !rests { return .conflictingTerms }
    if minimum > 0 && (order.flags.contains(.postOnly) || order.timeInForce == .fillOrKill) {
      return .conflictingTerms
    }
    if minimum > order.quantity.lots { return .minimumQuantity }
    if display > 0 && (display >= order.quantity.lots || display * 64 < order.quantity.lots) {
      return .displayQuantity
    }
    return order.expiresAt > 0 && order.expiresAt <= now ? .expiryPassed : nil
  }

  func isExpired(_ order: OrderRecord) -> Bool {
    guard let special = specials[order.special] else { return false }
    return special.expiresAt > 0 && special.expiresAt <= now
  }

  mutating func specialise(_ order: inout OrderRecord, _ terms: Special) {
    if !terms.needsPlace(order.open) { return }
    order.special = freePlaces.removeLast()
    specials[order.special] = terms
    let shown = terms.display == 0 ? order.open.lots : min(terms.display, order.open.lots)
    order.hidden = Quantity(lots: order.open.lots - shown)
    order.open = Quantity(lots: shown)
  }

  mutating func giveBack(_ order: OrderRecord) {
    if order.special == 0 { return }
    specials[order.special] = nil
    freePlaces.append(order.special)
  }

  mutating func refill(_ index: Int) {
    var order = orders.remove(at: index)
    var shown = min(order.hidden.lots, specials[order.special]!.display)
    if defect == .refillShowsAll { shown = order.hidden.lots }
    order.open = Quantity(lots: shown)
    order.hidden = Quantity(lots: order.hidden.lots - shown)
    sequenceLast += 1
    order.sequence = sequenceLast
    if defect == .refillKeepsPriority {
      orders.insert(order, at: index)
    } else {
      orders.append(order)
    }
    events.append(BookEvent(.refilled, order, lots: .zero, open: order.open))
  }

  /// Takes lots off in place, the hidden ones first.
  func shrink(_ order: inout OrderRecord, to total: Quantity) {
    if total > order.total {
      // Only a defect grows in place.
      order.open.lots = total.lots - order.hidden.lots
      return
    }
    var lots = order.total.lots - total.lots
    if defect == .shrinkTakesTheShownFirst && lots < order.open.lots {
      order.open.lots -= lots
      return
    }
    let unseen = min(lots, order.hidden.lots)
    order.hidden.lots -= unseen
    lots -= unseen
    order.open.lots -= lots
  }

  /// Whether so many lots would trade at once, and within the bound on makers.
  func canTrade(_ order: OrderRecord, _ lots: UInt64, _ selfTrade: SelfTrade) -> Bool {
    var left = lots
    var met = 0
    var makers = queue(order.market, order.side.opposite).filter {
      order.side == .buy ? $0.price <= order.price : $0.price >= order.price
    }
    while !makers.isEmpty {
      let level = makers.filter { $0.price == makers[0].price }
      makers.removeAll { $0.price == level[0].price }
      var hides = false
      for maker in level {
        met += 1
        if met > limits.fillsPerCommandMax { return false }
        if isExpired(maker) { continue }
        if isPrevented(selfTrade, order.account, maker.account) {
          if selfTrade != .cancelMaker { return false }
          continue
        }
        if !hides && maker.open.lots >= left { return true }
        left -= min(left, maker.open.lots)
        if maker.hidden == .zero || defect == .hiddenLotsDoNotCount { continue }
        hides = true
        let display = specials[maker.special]!.display
        met += Int((maker.hidden.lots + display - 1) / display)
        if met > limits.fillsPerCommandMax { return false }
        left -= min(left, maker.hidden.lots)
      }
      if left == 0 { return true }
    }
    return false
  }
}
