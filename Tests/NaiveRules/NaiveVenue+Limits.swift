// SPDX-License-Identifier: Apache-2.0

import Quantities
import Venue
import WireFormat

/// How far prices may go.
extension NaiveVenue {
  struct Limits {
    var terms: SetPriceLimits
    var last: Int64?
    /// Prices of the window, and when it began.
    var prices: [Int64] = []
    var began: UInt64 = 0
  }
  struct Trip {
    var market: UInt32
    var kind: TripKind
    var price: Int64
  }

  mutating func setLimits(_ command: SetPriceLimits, _ group: UInt16) -> RejectCode {
    guard let listed = markets[command.market] else { return .unknownMarket }
    if listed.group != group { return .wrongGroup }
    if command.tripState != 1 && command.tripState != 5 { return .limitsParameters }
    let ticks = [command.bandTicks, command.breakerTicks, command.velocityTicks]
    if ticks.contains(where: { $0 > 1 << 41 }) { return .limitsParameters }
    if command.velocitySpan > 24 * 3_600 * second { return .limitsParameters }
    if (command.velocityTicks > 0) != (command.velocitySpan > 0) { return .limitsParameters }
    limits[command.market] = Limits(terms: command)
    output.append(
      .priceLimits(
        PriceLimits(
          logIndex: head.logIndex, logTime: head.logTime, market: command.market,
          tripState: command.tripState, bandTicks: command.bandTicks,
          breakerTicks: command.breakerTicks, velocityTicks: command.velocityTicks,
          velocitySpan: command.velocitySpan)))
    return .none
  }

  private func sourcePrice(_ market: UInt32) -> Int64? {
    status[market]!.sequence > 0 ? status[market]!.price : nil
  }

  func isBeyondBand(_ market: UInt32, _ side: Side, _ price: Int64) -> Bool {
    guard let limit = limits[market], limit.terms.bandTicks > 0,
      let centre = limit.last ?? sourcePrice(market), defect != .bandIgnored
    else { return false }
    let away = Int128(price) - Int128(centre)
    return (side == .buy ? away : -away) > Int128(limit.terms.bandTicks)
  }

  /// Notes a trade's price, and whether it is too far.
  mutating func note(_ market: UInt32, _ price: Int64, isUncross: Bool) {
    guard var limit = limits[market] else { return }
    let terms = limit.terms
    if terms.bandTicks == 0 && terms.breakerTicks == 0 && terms.velocityTicks == 0 { return }
    limit.last = price
    var kind: TripKind?
    if isUncross {
      if defect != .uncrossKeepsWindow { limit.prices = [] }
    } else {
      if terms.velocityTicks > 0 {
        if limit.prices.isEmpty || now >= limit.began + terms.velocitySpan {
          limit.prices = []
          limit.began = now
        }
        limit.prices.append(price)
        let far = UInt64(limit.prices.max()! - limit.prices.min()!)
        if far > terms.velocityTicks && defect != .velocityIgnored { kind = .velocity }
      }
      if terms.breakerTicks > 0, let anchor = sourcePrice(market) ?? auctions[market]?.last {
        if (price - anchor).magnitude > terms.breakerTicks { kind = .breaker }
      }
    }
    limits[market] = limit
    if let kind, trip == nil { trip = Trip(market: market, kind: kind, price: price) }
  }

  /// The market whose limit was tripped, if one was, gets its state.
  mutating func settleTrip() {
    if let tripped = trip {
      trip = nil
      stop(tripped)
    }
  }

  private mutating func stop(_ trip: Trip) {
    if status[trip.market]!.state != .open || defect == .tripsKeepOpen { return }
    output.append(
      .tripped(
        LimitTripped(
          logIndex: head.logIndex, logTime: head.logTime, market: trip.market,
          kind: trip.kind.wire, price: trip.price)))
    limits[trip.market]!.prices = []
    enter(MarketState(wire: limits[trip.market]!.terms.tripState)!, trip.market)
  }
}
