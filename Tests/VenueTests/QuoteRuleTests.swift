// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// A quote of both sides in a market.
func twoSided(
  _ bid: Int64, _ bidQuantity: UInt64, _ ask: Int64, _ askQuantity: UInt64, market: UInt32 = 0,
  weight: UInt32 = 0
) -> MassQuoteQuotes {
  MassQuoteQuotes(
    market: market, weight: weight, bidPrice: bid, bidQuantity: bidQuantity, askPrice: ask,
    askQuantity: askQuantity)
}

extension [Output] {
  /// The codes of refused sides, in order.
  var quoteRefusals: [RejectCode?] {
    compactMap { if case .quoteRefused(_, let refusal) = $0 { refusal.codeValue } else { nil } }
  }
  var quoteResults: [QuoteResult] {
    compactMap { if case .quoteResult(_, let result) = $0 { result } else { nil } }
  }
  var protections: [(session: UInt32, report: ProtectionTriggered)] {
    compactMap { if case .protection(let s, let report) = $0 { (s, report) } else { nil } }
  }
}

/// What scenarios cannot show of quotes: records, pages, bounds and numbers near their limits.
@Suite struct QuoteRuleTests {
  private func sheet(_ quotes: MassQuoteQuotes..., group: UInt16 = 7) -> QuoteSheet {
    var sheet = QuoteSheet(MassQuote(clientOrder: 1, quoteGroup: group))
    for quote in quotes { sheet.append(quote) }
    return sheet
  }

  @Test func `a quote's records are an order's, and its weight's beside it`() {
    let desk = Desk()
    let session = desk.logon(1)
    desk.send(
      session, 1,
      [SetProtection(quoteGroup: 7), sheet(twoSided(-3, 5, 3, 6, weight: 9))])
    #expect(desk.engine.orderCount == 2)
    let quotes = desk.engine.records(StateSectionNumber.quotes).sorted { $0.key < $1.key }
    #expect(quotes.map { littleEndian($0.value, 0, 4) } == [9, 9])
    #expect(quotes.map(\.key.key) == [1, 2])
    let bid = desk.engine.record(StateSectionNumber.orders, bucket: 1, key: 1)!
    #expect(UInt64(bitPattern: Int64(littleEndian(bid, 25, 8))) == 0xffff_0007_0000_0000)
    // In its place, another weight only.
    desk.send(session, 1, [sheet(twoSided(-3, 5, 3, 6, weight: 4))])
    #expect(desk.engine.orderCount == 2)
    let again = desk.engine.records(StateSectionNumber.quotes)
    #expect(again.values.allSatisfy { littleEndian($0, 0, 4) == 4 } && again.count == 2)
    desk.send(session, 1, [CancelAll(side: 2)])
    #expect(desk.engine.records(StateSectionNumber.quotes).isEmpty)
    #expect(desk.engine.records(StateSectionNumber.quoteGroups).count == 1)
  }

  @Test func `sums lie in their slice's record until they are forgotten`() {
    let desk = Desk()
    let session = desk.logon(1)
    desk.send(
      session, 1,
      [
        SetProtection(quoteGroup: 7, span: 7 * second, quantityMax: 100),
        sheet(twoSided(-3, 50, 3, 50, weight: 3)),
      ])
    desk.send(desk.logon(2), 2, [limit(.sell, -3, 4, 1), limit(.buy, 3, 6, 2)])
    let number = desk.engine.time / second
    let bytes = desk.engine.record(
      StateSectionNumber.protectionSums, bucket: UInt32(number % 8), key: number % 8)!
    #expect((0..<5).map { littleEndian(bytes, $0 * 8, 8) } == [Int128(number), 10, -2, 30, 2])
    desk.send(session, 1, [ResetProtection(quoteGroup: 7)])
    #expect(desk.engine.records(StateSectionNumber.protectionSums).isEmpty)
  }

  @Test func `a vega sum stops at 2^63 - 1 and its limit is still reached`() {
    let desk = Desk(testGenesis { $0.positionLotsMax = 1 << 62 })
    desk.operate([
      ListMarket(
        market: 2, group: 0, priceMin: 0, priceMax: 0, quantityMax: 1 << 40, multiplier: 1)
    ])
    let session = desk.logon(1)
    desk.send(
      session, 1, [SetProtection(quoteGroup: 7, span: second, vegaMax: UInt64(Int64.max))])
    let other = desk.logon(2)
    for trade in 1...9 as ClosedRange<UInt64> {
      desk.send(session, 1, [sheet(twoSided(0, 1 << 40, 0, 0, market: 2, weight: 1 << 20))])
      let outputs = desk.send(other, 2, [limit(.sell, 0, 1 << 40, trade, market: 2)])
      #expect(outputs.protections.count == (trade == 8 ? 1 : 0), "trade \(trade)")
    }
  }

  @Test func `the most quotes that a datagram has room for are taken`() {
    let desk = Desk(testGenesis { $0.openOrdersPerAccountMax = 30 })
    let session = desk.logon(1)
    desk.send(session, 1, [SetProtection(quoteGroup: 7)])
    var full = sheet()
    while full.append(twoSided(-1 - Int64(full.count % 5), 1, 1, 1)) {}
    #expect(full.count == 27)
    let outputs = desk.send(session, 1, [full])
    #expect(outputs.codes == [RejectCode.none])
    #expect(outputs.quoteResults.map(\.accepted) == [54])
    #expect(desk.engine.orderCount == 2)
  }

  @Test func `a page tells an account's quote groups by number, as many as fit`() {
    let desk = Desk(testGenesis { $0.quoteGroupsMax = 20 })
    let session = desk.logon(1)
    let numbers: [UInt16] = [9, 2, 65_535, 4]
    desk.send(session, 1, numbers.map { SetProtection(quoteGroup: $0) })
    desk.send(
      session, 1,
      [
        SetProtection(quoteGroup: 4, span: second, tradesMax: 1),
        sheet(twoSided(-1, 1, 1, 1), group: 4), sheet(twoSided(-2, 1, 2, 1), group: 9),
      ])
    desk.send(desk.logon(2), 2, [limit(.buy, 1, 1, 1)])
    var told: [QuoteGroupsPageGroups] = []
    var request = StateRequest(kind: StateKind.quoteGroups.wire)
    let room =
      QuoteGroupsPage.messageBytes + GroupHeader.bytes + 3 * QuoteGroupsPageGroups.blockBytes
    while true {
      let bytes = desk.engine.answer(request, of: session, bytesMax: room)
      let page = withView(bytes) { QuoteGroupsPage(block: $0, at: 8) }
      #expect(page.account == 1 && page.asked == request.cursor)
      told += withView(bytes) {
        let group = GroupView(checked: $0, at: QuoteGroupsPage.messageBytes)
        return (0..<group.count).map { QuoteGroupsPageGroups(block: group[$0]) }
      }
      request.cursor = page.cursor
      if page.isLast == 1 { break }
    }
    #expect(told.map(\.quoteGroup) == [2, 4, 9, 65_535])
    #expect(told.map(\.openQuotes) == [0, 0, 2, 0])
    #expect(told.map(\.isFrozen) == [0, 1, 0, 0])
    #expect(told[1].frozenUntil == .max && told[1].tradesMax == 1)
  }

  @Test func `a record with the most quotes, trips and pulls stays within the bound`() {
    let desk = Desk(
      testGenesis {
        $0.ordersMax = 200
        $0.openOrdersPerAccountMax = 100
        $0.positionLotsMax = 100_000
        $0.quoteGroupsMax = 20
        $0.fillsPerCommandMax = 16
        $0.sessionsMax = 12
      })
    desk.operate([desk.registration(8, account: 2), desk.registration(9, account: 3)])
    for key in [8, 9] as [UInt32] { desk.logon(key) }
    for account in 2...3 as ClosedRange<UInt32> {
      let session = desk.logon(account)
      for group in 0..<8 as Range<UInt16> {
        desk.send(
          session, account,
          [
            SetProtection(quoteGroup: group, span: second, tradesMax: 1),
            sheet(twoSided(-3, 2, 3, 2), group: group),
          ])
      }
    }
    let session = desk.logon(1)
    let outputs = desk.send(session, 1, (1...16).map { limit(.buy, 3, 5, $0) })
    #expect(outputs.protections.count == 32, "each of sixteen groups, on two sessions")
    #expect(outputs.closures.count >= 2 * 16, "as many quotes as a record may pull, and those met")
    #expect(desk.engine.eventsMost <= desk.engine.eventsMax)
    for _ in 0..<4 { desk.engine.apply(.tick(0)) }
    #expect(desk.engine.records(StateSectionNumber.quotes).isEmpty, "the rest went with the ticks")
    #expect(desk.engine.eventsMost <= desk.engine.eventsMax)
  }

  @Test func `a venue without quote groups has none to give`() {
    let desk = Desk(testGenesis { $0.quoteGroupsMax = 0 })
    let codes = desk.send(
      desk.logon(1), 1, [SetProtection(quoteGroup: 7), sheet(twoSided(-3, 5, 3, 6))]
    ).codes
    #expect(codes == [.quoteGroupsMax, .unknownQuoteGroup])
  }
}
