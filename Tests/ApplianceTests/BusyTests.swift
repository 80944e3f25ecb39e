// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import Tiles
import Venue
import WireFormat

@testable import Appliance

extension ApplianceRuns {
  /// The two classes and BUSY, over the whole path.
  @Suite(.serialized) struct BusyTests {
    /// A venue whose ordinary class is at its mark after four datagrams.
    private func narrow(
      _ change: (inout ApplianceSettings) -> Void = { _ in }
    ) throws -> (TestVenue, operator_: TestMember, maker: TestMember) {
      var settings = try TestVenue.settings(try TestVenue.makeFolder()) { $0.nonceWindow = 1_024 }
      settings.admission.ordinaryBacklogMax = 4
      settings.verifyLanes = 2
      change(&settings)
      let venue = try TestVenue(settings)
      let members = try venue.open()
      return (venue, members.operator, members.maker)
    }

    private func order(_ clientOrder: UInt64, _ member: TestMember) -> [UInt8] {
      member.prepare(validUntil: TestVenue.soon) {
        $0.append(NewOrder(market: 0, side: 0, price: 100, quantity: 1, clientOrder: clientOrder))
      }
    }

    @Test func `cancels are accepted while ordinary datagrams get BUSY, and each has one outcome`()
      throws
    {
      let (venue, _, maker) = try narrow()
      for client in 1...10 as ClosedRange<UInt64> {
        try venue.send(maker) {
          $0.append(NewOrder(market: 0, side: 0, price: 99, quantity: 1, clientOrder: client))
        }
      }
      let before = maker.results.count
      // Signed beforehand: sending costs a microsecond or two, verifying fifty. Fewer than the lane of
      // answers holds, so that nobody is left without one.
      let orders = (0..<200 as Range<UInt64>).map { order(1_000 + $0, maker) }
      let firstOrder = maker.nonce - 199
      let cancels = (1...10 as ClosedRange<UInt64>).map { client in
        maker.prepare(validUntil: TestVenue.soon) {
          $0.append(CancelOrder(market: 0, clientOrder: client))
        }
      }
      let firstCancel = maker.nonce - 9
      for (i, body) in orders.enumerated() {
        maker.resend(body, &venue.port)
        if i % 20 == 10 { maker.resend(cancels[i / 20], &venue.port) }
      }
      try venue.wait("an outcome of each") {
        maker.results.count - before + maker.busies.count >= 210
      }
      let results = maker.results[before...]
      let busy = Set(maker.busies.map(\.nonce))
      #expect(busy.count == maker.busies.count && busy.count > 50, "it was hardly ever busy")
      #expect(busy.allSatisfy { (firstOrder..<firstOrder + 200).contains($0) })
      #expect(maker.busies.allSatisfy { $0.cause == 0 && $0.urgent == 0 && $0.backlog >= 4 })
      #expect(Set(results.map(\.nonce)).isDisjoint(with: busy))
      #expect(results.allSatisfy { $0.code == 0 })
      #expect(results.count { $0.template == CancelOrder.templateID } == 10)
      #expect(results.count { $0.nonce >= firstCancel } == 10)
      // An answer is never larger than its question.
      let smallest = Frame.headBytes + orders.map(\.count).min()!
      #expect(maker.busyBytes.allSatisfy { $0 < smallest })
      // The bytes stay valid.
      for nonce in busy.sorted().prefix(30) {
        let seen = maker.results.count
        maker.resend(orders[Int(nonce - firstOrder)], &venue.port)
        try venue.wait("the result of what was refused") { maker.results.count > seen }
        #expect(maker.results.last!.nonce == nonce && maker.results.last!.code == 0)
      }
      let summary = try venue.appliance.stop()
      #expect(summary.drops.first { $0.cause == "backlog" }?.count == UInt64(busy.count))
      #expect(
        summary.drops.allSatisfy {
          $0.cause == "backlog" || $0.cause == "keyUnknown" || $0.count == 0
        })
    }

    @Test func `what was refused and then burnt does nothing, whoever sends it again`() throws {
      let (venue, _, maker) = try narrow { $0.admission.ordinaryBacklogMax = 1 }
      let orders = (0..<200 as Range<UInt64>).map { order(1 + $0, maker) }
      let first = maker.nonce - 199
      for body in orders { maker.resend(body, &venue.port) }
      try venue.wait("an outcome of each") { maker.results.count + maker.busies.count >= 200 }
      let nonce = try #require(maker.busies.last?.nonce)
      let captured = orders[Int(nonce - first)]
      // A no-op under the same nonce passes in the urgent class.
      let noop = maker.prepare(validUntil: TestVenue.soon, nonce: nonce) { $0.append(Noop()) }
      let before = maker.results.count
      maker.resend(noop, &venue.port)
      try venue.wait("the no-op") { maker.results.count > before }
      #expect(maker.results.last!.code == 0 && maker.results.last!.template == Noop.templateID)
      let index = maker.results.last!.logIndex
      for n in 1...3 {
        maker.resend(captured, &venue.port)
        try venue.wait("the refusal") { maker.results.count == before + 1 + n }
        #expect(maker.results.last!.codeValue == .nonceReused)
      }
      // The order is not in the book: its client number names nothing.
      let results = try venue.send(maker) {
        $0.append(CancelOrder(market: 0, clientOrder: 1 + nonce - first))
      }
      #expect(results.map(\.codeValue) == [.unknownOrder] && results[0].logIndex > index)
      _ = try venue.appliance.stop()
    }

    @Test func `a session over its budget is told so, and costs no signature`() throws {
      let (venue, _, maker) = try narrow {
        $0.admission.ordinaryBacklogMax = 1_024
        $0.admission.sessionRate = 1
        $0.admission.sessionBurst = 10
      }
      let body = order(1, maker)
      for _ in 0..<50 { maker.resend(body, &venue.port) }
      try venue.wait("every answer") { maker.results.count + maker.busies.count >= 50 }
      #expect(maker.busies.count >= 38 && maker.busies.allSatisfy { $0.causeValue == .throttled })
      let summary = try venue.appliance.stop()
      #expect(
        summary.drops.first { $0.cause == "sessionThrottled" }?.count == UInt64(maker.busies.count))
    }
  }
}
