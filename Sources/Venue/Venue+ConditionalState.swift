// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// Conditional orders and source prices in the state tree.
extension Venue {
  /// What it was sent as: entry 8 | account 4 | market 4 | key 4 | side, time in force, flags,
  /// self-trade, trail kind 1 each | price 8 | client number 8 | minimum 8 | display 8 |
  /// expires at 8 | trail 8. And beside it how it stands: stamp 8 | source, when, phase, reason 1
  /// each | quantity 8 | trigger 8 | best price 8 | after 8 | other 8 | traded 8. None once it is
  /// gone.
  @_noAllocation @_noLocks
  func writeConditional(_ place: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let order = conditionals.places[place]
    let number = (place - 1) * 2
    let section = StateSectionNumber.conditionalOrders
    if order.stamp == 0 {
      for half in number...number + 1 {
        _ = events.append(
          VenueEvent(
            .stateRemoved, logIndex: record.logIndex, section: section, bucket: half,
            key: UInt64(half)))
      }
      return
    }
    let terms = set(section, number, UInt64(number), 73, record, into: &events)
    terms.store(order.entered, at: 0)
    terms.store(order.account, at: 8)
    terms.store(order.market, at: 12)
    terms.store(order.key, at: 16)
    terms.store(order.side, at: 20)
    terms.store(order.timeInForce, at: 21)
    terms.store(order.flags, at: 22)
    terms.store(order.selfTrade, at: 23)
    terms.store(order.trailKind, at: 24)
    terms.store(order.price, at: 25)
    terms.store(order.clientOrder, at: 33)
    terms.store(order.minimum, at: 41)
    terms.store(order.display, at: 49)
    terms.store(order.expiresAt, at: 57)
    terms.store(order.trail, at: 65)
    let standing = set(section, number + 1, UInt64(number + 1), 60, record, into: &events)
    standing.store(order.stamp, at: 0)
    standing.store(order.source, at: 8)
    standing.store(order.when, at: 9)
    standing.store(order.phase, at: 10)
    standing.store(order.reason, at: 11)
    standing.store(order.quantity, at: 12)
    standing.store(order.trigger, at: 20)
    standing.store(order.extreme, at: 28)
    standing.store(order.after, at: 36)
    standing.store(order.other, at: 44)
    standing.store(order.traded, at: 52)
  }

  /// mark's source's time 8 and sequence 8 | how far the search for triggers is 1 | of last, mark and
  /// index each: price 8 | low 8 | high 8 | known 1 | has range 1
  @_noAllocation @_noLocks
  func writePrices(_ market: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let bytes = set(
      StateSectionNumber.prices, market, UInt64(market), 95, record, into: &events)
    bytes.store(markets[market].markTime, at: 0)
    bytes.store(markets[market].markSequence, at: 8)
    bytes.store(stages[market], at: 16)
    for source in 0..<3 {
      let price = prices[Int(market) &* 3 &+ source]
      let at = 17 &+ source &* 26
      bytes.store(price.price, at: at)
      bytes.store(price.low, at: at &+ 8)
      bytes.store(price.high, at: at &+ 16)
      bytes.store(price.isKnown ? 1 as UInt8 : 0, at: at &+ 24)
      bytes.store(price.hasRange ? 1 as UInt8 : 0, at: at &+ 25)
    }
  }
}
