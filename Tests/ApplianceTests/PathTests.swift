// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import Venue
import WireFormat

@testable import Appliance

extension ApplianceRuns {
  @Suite(.serialized) struct PathTests {
    @Test(arguments: [Topology.soft, .soft2, .threads])
    func `an order crosses the whole path, and the log replays to the same`(topology: Topology)
      throws
    {
      var settings = try TestVenue.settings(try TestVenue.makeFolder())
      settings.topology = topology
      settings.verifyLanes = topology == .soft ? 1 : 2
      let venue = try TestVenue(settings)
      let (_, maker, taker) = try venue.open()
      try venue.send(maker) {
        $0.append(NewOrder(market: 0, side: 1, price: 100, quantity: 10, clientOrder: 1))
      }
      let results = try venue.send(taker) {
        $0.append(
          NewOrder(
            market: 0, side: 0, timeInForce: 1, price: 101, quantity: 4, clientOrder: 1))
      }
      #expect(results.map(\.code) == [0])
      try venue.wait("both fills") { maker.fills.count == 1 && taker.fills.count == 1 }
      #expect(maker.fills[0].price == 100 && maker.fills[0].quantity == 4)
      #expect(maker.fills[0].openQuantity == 6 && maker.fills[0].liquidityValue == .maker)
      #expect(taker.fills[0].match == maker.fills[0].match)
      try venue.wait("receipts") { maker.receipts >= 1 && taker.receipts >= 1 }
      let trailer = try #require(taker.trailers.first)
      #expect(trailer.received <= trailer.verified && trailer.verified <= trailer.sequenced)
      #expect(trailer.sequenced <= trailer.matched && trailer.matched <= trailer.sent)
      #expect(trailer.durabilityValue == .disk)

      let summary = try venue.appliance.stop()
      for _ in 0..<10 { venue.poll() }
      #expect(summary.notSealed == nil && summary.trades == 1)
      // A logon may come before verify has learnt the operator's key from genesis.
      #expect(summary.drops.allSatisfy { $0.cause == "keyUnknown" })
      let log = try LogVerification(.directory(venue.folder)).run()
      #expect(log.isSealed && log.matches == 1)
      #expect(log.stateRoot == summary.stateRoot)
      #expect(log.logHash == summary.logHash)
      #expect(log.reportsDigest == summary.reportsDigest)
      #expect(!venue.feed.isEmpty && !venue.validators.isEmpty)
    }

    @Test func `what one record may not do is gone on with at once, not when time has passed`()
      throws
    {
      let settings = try TestVenue.settings(try TestVenue.makeFolder()) {
        $0.cancelsPerRecordMax = 16
        $0.tickSpanMax = 60_000_000_000
      }
      let venue = try TestVenue(settings)
      let (_, maker, _) = try venue.open()
      for datagram in 0..<7 as Range<UInt64> {
        try venue.send(maker) { writer in
          for order in 1...16 as ClosedRange<UInt64> {
            writer.append(
              NewOrder(
                market: 0, side: 0, price: 10, quantity: 1, clientOrder: datagram * 16 + order))
          }
        }
      }
      // Seven records' share, and nobody sends anything more.
      try venue.send(maker) { $0.append(CancelAll(market: 0, side: 2)) }
      try venue.wait("all to be cancelled") { maker.closed.count == 112 }
      let summary = try venue.appliance.stop()
      let ticks = summary.counters.first { $0.name == "ticksForWork" }
      #expect((ticks?.count ?? 0) >= 6)
      #expect(try LogVerification(.directory(venue.folder)).run().stateRoot == summary.stateRoot)
    }

    @Test func `a mass quote crosses the path and trips, and the log replays to the same`() throws {
      let venue = try TestVenue(try TestVenue.settings(try TestVenue.makeFolder()))
      let (_, maker, taker) = try venue.open()
      let quote = MassQuoteQuotes(
        market: 0, bidPrice: 99, bidQuantity: 5, askPrice: 101, askQuantity: 6)
      let results = try venue.send(maker) {
        $0.append(SetProtection(quoteGroup: 3, span: 1_000_000_000, quantityMax: 2))
        $0.append(QuoteSheet(MassQuote(clientOrder: 9, quoteGroup: 3, flags: 1), quote))
      }
      #expect(results.map(\.code) == [0, 0])
      try venue.send(taker) {
        $0.append(NewOrder(market: 0, side: 0, price: 101, quantity: 2, clientOrder: 1))
      }
      try venue.wait("both quotes to be pulled") { maker.closed.count == 2 }
      let ask = QuoteName(quoteGroup: 3, market: 0, side: 1).value
      #expect(maker.fills.map(\.clientOrder) == [ask] && maker.fills[0].openQuantity == 4)
      #expect(maker.closed.allSatisfy { $0.reasonValue == .protection })
      let told = maker.reportBytes.map { UInt16($0[2]) | UInt16($0[3]) << 8 }
      #expect(told.contains(QuoteResult.templateID))
      #expect(told.contains(ProtectionTriggered.templateID))
      let summary = try venue.appliance.stop()
      let log = try LogVerification(.directory(venue.folder)).run()
      #expect(log.isSealed && log.matches == 1 && log.stateRoot == summary.stateRoot)
      #expect(log.reportsDigest == summary.reportsDigest)
    }

    @Test func `a repeat is answered with the first result and not applied again`() throws {
      let venue = try TestVenue(try TestVenue.settings(try TestVenue.makeFolder()))
      let (_, maker, _) = try venue.open()
      let body = maker.command(validUntil: TestVenue.soon, &venue.port) {
        $0.append(NewOrder(market: 0, side: 0, price: 100, quantity: 10, clientOrder: 7))
      }
      try venue.wait("the result") { maker.results.count == 1 }
      for n in 2...4 {
        maker.resend(body, &venue.port)
        try venue.wait("repeat \(n)") { maker.results.count == n }
      }
      let first = maker.results[0]
      for result in maker.results.dropFirst() {
        #expect(result.resent == 1 && result.code == first.code && result.order == first.order)
        #expect(result.logIndex == first.logIndex && result.clientOrder == 7)
      }
      // The same nonce with other bytes.
      let other = try venue.sendNonce(maker, nonce: maker.nonce) {
        $0.append(NewOrder(market: 0, side: 0, price: 100, quantity: 11, clientOrder: 8))
      }
      #expect(other.codeValue == .nonceReused)
      let summary = try venue.appliance.stop()
      #expect(summary.accepted == 7 && summary.repeated == 3 && summary.rejected == 1)
    }

    @Test func `a replayed logon and a lost reply`() throws {
      let venue = try TestVenue(try TestVenue.settings(try TestVenue.makeFolder()))
      let (_, maker, _) = try venue.open()
      let session = maker.session
      for _ in 0..<5 { maker.resendLogon(&venue.port) }
      // The session is as it was: the repeats opened nothing and closed nothing.
      let results = try venue.send(maker) {
        $0.append(NewOrder(market: 0, side: 0, price: 50, quantity: 1, clientOrder: 1))
      }
      #expect(results.map(\.code) == [0] && maker.session == session && maker.tagFaults == 0)
      _ = try venue.appliance.stop()
    }
  }
}

extension TestVenue {
  func sendNonce(
    _ member: TestMember, nonce: UInt64, _ fill: (inout CommandDatagramWriter) -> Void
  ) throws -> CommandResult {
    let before = member.results.count
    member.command(validUntil: Self.soon, nonce: nonce, &port, fill)
    try wait("a result") { member.results.count > before }
    return member.results.last!
  }
}
