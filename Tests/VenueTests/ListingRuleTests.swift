// SPDX-License-Identifier: Apache-2.0

import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// A listing is refused one step beyond each bound and accepted at it.
@Suite struct ListingRuleTests {
  private static let sound = ListMarket(
    market: 2, group: 0, priceMin: 0, priceMax: 1, quantityMax: 1, multiplier: 1)

  private func code(_ change: (inout ListMarket) -> Void) -> RejectCode? {
    var market = Self.sound
    change(&market)
    return Desk().operate([market]).codes.first ?? nil
  }

  private func band(_ low: Int64, _ high: Int64) -> RejectCode? {
    code {
      $0.priceMin = low
      $0.priceMax = high
    }
  }

  private func fees(_ maker: Int32, _ taker: Int32) -> RejectCode? {
    code {
      $0.makerFee = maker
      $0.takerFee = taker
    }
  }

  @Test func `prices stay within 2^40 either way, the lowest not above the highest`() {
    let most: Int64 = 1 << 40
    #expect(band(most, most) == RejectCode.none)
    #expect(band(-most, -most) == RejectCode.none)
    #expect(band(most, most + 1) == .marketParameters)
    #expect(band(-most - 1, -most) == .marketParameters)
    #expect(band(.min, .min) == .marketParameters && band(.max, .max) == .marketParameters)
    #expect(band(1, 0) == .marketParameters)
    #expect(band(1, 1) == RejectCode.none)
  }

  @Test func `sizes and multipliers are something, and not above their bounds`() {
    #expect(code { $0.quantityMax = 0 } == .marketParameters)
    #expect(code { $0.quantityMax = 1 << 40 } == RejectCode.none)
    #expect(code { $0.quantityMax = (1 << 40) + 1 } == .marketParameters)
    #expect(code { $0.multiplier = 0 } == .marketParameters)
    #expect(code { $0.multiplier = 1 << 24 } == RejectCode.none)
    #expect(code { $0.multiplier = (1 << 24) + 1 } == .marketParameters)
  }

  @Test func `each fee stays within a tenth, and together they never pay out`() {
    #expect(fees(100_000, 100_000) == RejectCode.none)
    #expect(fees(100_001, 0) == .marketParameters && fees(0, 100_001) == .marketParameters)
    #expect(fees(-100_000, 100_000) == RejectCode.none)
    #expect(fees(100_000, -100_000) == RejectCode.none)
    #expect(fees(-100_001, 100_001) == .marketParameters)
    #expect(fees(-11, 10) == .marketParameters && fees(10, -11) == .marketParameters)
    #expect(fees(.min, .min) == .marketParameters && fees(.max, .max) == .marketParameters)
  }

  @Test(arguments: [1, -1] as [Int64])
  func `the largest notional stays below 2^62 units, whichever end of the band is far`(
    _ sign: Int64
  ) {
    func listed(_ far: Int64, _ quantity: UInt64, _ multiplier: UInt64) -> RejectCode? {
      code {
        $0.priceMin = min(far, far - sign)
        $0.priceMax = max(far, far - sign)
        $0.quantityMax = quantity
        $0.multiplier = multiplier
      }
    }
    let far = sign << 40
    #expect(listed(far, 1 << 22, 1) == .marketParameters)
    #expect(listed(far, (1 << 22) - 1, 1) == RejectCode.none)
    #expect(listed(far, 1 << 11, 1 << 11) == .marketParameters)
    #expect(listed(far, (1 << 11) - 1, 1 << 11) == RejectCode.none)
    #expect(listed(far, 1 << 40, 1 << 24) == .marketParameters, "2^104 does not wrap")
  }

  @Test func `a refused listing leaves the number free and tells nobody`() {
    let desk = Desk()
    var market = Self.sound
    market.multiplier = 0
    let refused = desk.operate([market])
    #expect(refused.count == 1 && refused.codes == [.marketParameters])
    let outputs = desk.operate([Self.sound])
    #expect(outputs.codes == [RejectCode.none])
    #expect(desk.engine.record(StateSectionNumber.markets, bucket: 2, key: 2)?.count == 93)
  }
}
