// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// Money and lots come from somewhere and go somewhere, at every index.
@Suite struct MoneyRuleTests {
  private func fees(_ price: Int64, _ lots: UInt64) -> (Market, MatchRecord) {
    let market = Market()
    market.first(limit(.sell, price, lots, 1))
    let match = market.second(limit(.buy, price, lots, 1)).matches[0]
    return (market, match)
  }

  @Test(
    arguments: [
      (20, 50, 300, -100), (1, 1, 1, 0), (1, 11, 4, -1), (7, 1, 3, 0), (0, 9, 0, 0),
      (-20, 50, 300, -100), (-1, 11, 4, -1), (-7, 1, 3, 0),
    ] as [(Int64, UInt64, Int64, Int64)])
  func `fees are a share of the notional's magnitude, rounded for the venue`(
    _ price: Int64, _ lots: UInt64, _ taker: Int64, _ maker: Int64
  ) {
    let (market, match) = fees(price, lots)
    #expect(match.takerFee == taker && match.makerFee == maker)
    let notional = Int128(price) * Int128(lots) * 1_000
    #expect(market.desk.engine.cash(1) == 1_000_000 + notional - Int128(maker))
    #expect(market.desk.engine.cash(2) == 1_000_000 - notional - Int128(taker))
    #expect(market.desk.engine.cash(0) == Int128(taker + maker))
  }

  @Test func `the largest notional and fee that a listing admits are exact`() {
    let price: Int64 = 1 << 40
    let wide = Desk(testGenesis { $0.positionLotsMax = 1 << 62 })
    let listed = wide.operate([
      ListMarket(
        market: 2, priceMin: price, priceMax: price, quantityMax: (1 << 22) - 1, multiplier: 1,
        makerFee: 100_000, takerFee: 100_000),
      ListMarket(market: 3, priceMin: price, priceMax: price, quantityMax: 1 << 22, multiplier: 1),
    ])
    #expect(listed.codes == [RejectCode.none, .marketParameters], "2^62 units are too much")
    let lots: UInt64 = (1 << 22) - 1
    wide.send(wide.logon(1), 1, [limit(.sell, price, lots, 1, market: 2)])
    let match = wide.send(wide.logon(2), 2, [limit(.buy, price, lots, 1, market: 2)]).matches[0]
    let notional = Int128(price) * Int128(lots)
    #expect(Int128(match.takerFee) == (notional + 9) / 10 && match.makerFee == match.takerFee)
    #expect(wide.engine.cash(1) == 1_000_000 + notional - Int128(match.makerFee))
    #expect(wide.engine.isConserved)
  }

  @Test func `money may be taken out below nothing, and is counted`() {
    let desk = Desk()
    desk.operate([
      AdjustCash(account: 3, amount: .min), AdjustCash(account: 3, amount: .min),
      AdjustCash(account: 0, amount: .max),
    ])
    #expect(desk.engine.cash(3) == 1_000_000 + 2 * Int128(Int64.min))
    let venue = desk.engine.record(StateSectionNumber.venue, bucket: 0, key: 0)!
    let total = (0...4 as ClosedRange<UInt32>).reduce(Int128(0)) { $0 + desk.engine.cash($1)! }
    #expect(littleEndian(venue, 89, 16) == total)
  }

  /// What the records say, without asking the venue.
  private func check(_ engine: Engine) -> String? {
    var cash: Int128 = 0
    for (_, bytes) in engine.records(StateSectionNumber.accounts) {
      cash += littleEndian(bytes, 0, 16)
    }
    let venue = engine.record(StateSectionNumber.venue, bucket: 0, key: 0)!
    if cash != littleEndian(venue, 89, 16) { return "cash is not what was put in" }
    var lots: [UInt32: Int128] = [:]
    var open: [[UInt32]: Int128] = [:]
    let markets = engine.genesis.block.marketsMax
    for (place, bytes) in engine.records(StateSectionNumber.positions) {
      let number = UInt32(place.key)
      lots[number % markets, default: 0] += littleEndian(bytes, 0, 8)
      open[[number, 0]] = littleEndian(bytes, 8, 8)
      open[[number, 1]] = littleEndian(bytes, 16, 8)
    }
    if lots.values.contains(where: { $0 != 0 }) { return "positions do not sum to zero" }
    var hidden: [UInt64: Int128] = [:]
    for (_, bytes) in engine.records(StateSectionNumber.specialOrders) {
      hidden[UInt64(littleEndian(bytes, 0, 8))] = littleEndian(bytes, 8, 8)
    }
    for (place, bytes) in engine.records(StateSectionNumber.orders) {
      let market = UInt32(littleEndian(bytes, 0, 4))
      let account = UInt32(littleEndian(bytes, 4, 4))
      let total = littleEndian(bytes, 17, 8) + hidden[place.key, default: 0]
      open[[account * markets + market, UInt32(bytes[8])], default: 0] -= total
    }
    return open.values.contains { $0 != 0 } ? "open lots are not the book's" : nil
  }

  @Test func `at every index money, lots and open lots add up`() {
    var matches: UInt64 = 0
    for seed in 11...20 as ClosedRange<UInt64> {
      var flow = Flow(seed: seed)
      let engine = Engine(flow.genesis)
      var model = NaiveVenue(flow.genesis)
      for number in 0..<1_000 {
        let entry = flow.next(model)
        engine.apply(entry)
        _ = model.apply(engine.head, entry.body)
        if let fault = check(engine) {
          Issue.record("seed \(seed), record \(number): \(fault)")
          return
        }
      }
      matches += model.matchNext - 1
    }
    #expect(matches > 100)
  }

  @Test func `after the last cancel nothing is open anywhere`() {
    let market = Market()
    for round in 0..<20 {
      for name in 1...9 as ClosedRange<UInt64> {
        let side: Side = (UInt64(round) + name) % 3 == 0 ? .sell : .buy
        let price = Int64(name % 5) - 2
        market.first(limit(side, price, name, name))
        market.second(limit(side.opposite, price + 1, name, name + 20))
      }
      for name in 1...29 as ClosedRange<UInt64> {
        market.first(CancelOrder(clientOrder: name))
        market.second(CancelOrder(clientOrder: name))
      }
      #expect(market.desk.engine.orderCount == 0)
      for account in 1...2 as ClosedRange<UInt32> {
        let position = market.desk.engine.position(account, 0)
        #expect(position.buy == 0 && position.sell == 0)
      }
    }
    let ten = (1...10).map { limit(.buy, -20, 1, $0) }
    #expect(market.desk.send(market.one, 1, ten).codes.allSatisfy { $0 == RejectCode.none })
  }
}
