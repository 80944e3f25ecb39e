// SPDX-License-Identifier: Apache-2.0

import Memory
import PacketIO
import Testing
import WireFormat

@testable import Appliance

extension ApplianceRuns {
  /// The public feed of a whole appliance.
  @Suite(.serialized) struct FeedPathTests {
    @Test func `a command's reports leave before its public messages, which both lines carry`()
      throws
    {
      let venue = try TestVenue(try TestVenue.feedSettings(0))
      let (_, maker, taker) = try venue.open()
      for i in 1...20 as ClosedRange<UInt64> {
        try venue.send(maker) {
          $0.append(NewOrder(market: 0, side: 1, price: 100, quantity: 2, clientOrder: i))
        }
        try venue.send(taker) {
          $0.append(
            NewOrder(market: 0, side: 0, timeInForce: 1, price: 100, quantity: 1, clientOrder: i))
        }
      }
      _ = try venue.appliance.stop()
      for _ in 0..<20 { venue.poll() }
      var results: Set<UInt64> = []
      var compared = 0
      for arrival in venue.arrivals {
        switch arrival {
        case .result(let index): results.insert(index)
        case .feed(let index):
          // Checksums may come of a tick, which answers nobody.
          guard venue.arrivals.contains(.result(index)) else { continue }
          #expect(results.contains(index), "record \(index)")
          compared += 1
        }
      }
      #expect(compared >= 40)
      #expect(venue.lineB == venue.feed && venue.feed.count > 20)
    }

    @Test func `a subscriber gets again what it asks for, a stranger nothing`() throws {
      let venue = try TestVenue(try TestVenue.feedSettings(0))
      let (_, maker, _) = try venue.open()
      for i in 1...30 as ClosedRange<UInt64> {
        try venue.send(maker) {
          $0.append(NewOrder(market: 0, side: 1, price: 100, quantity: 2, clientOrder: i))
        }
      }
      try venue.wait("the feed") { venue.feed.count > 20 }
      venue.ask(1, 100, bytes: 1_400, from: 26_502)
      venue.ask(2, 10, bytes: 700)
      try venue.wait("the answer") { venue.answers.count == 1 }
      let answer = venue.answers[0]
      #expect(answer.count <= 700)
      let wanted = try messages(venue, venue.feed).filter { (2...11).contains($0.sequence) }
      let got = try messages(venue, [answer])
      #expect(
        got.map(\.sequence) == wanted.map(\.sequence) && got.map(\.bytes) == wanted.map(\.bytes))
      let summary = try venue.appliance.stop()
      let drops = Dictionary(uniqueKeysWithValues: summary.drops)
      #expect(drops["feedRequestsUnregistered"] == 1 && drops["feedRequestsMalformed"] == nil)
      #expect(venue.answers.count == 1)
    }

    private func messages(
      _ venue: TestVenue, _ packets: [[UInt8]]
    ) throws -> [(sequence: UInt64, bytes: [UInt8])] {
      var all: [(sequence: UInt64, bytes: [UInt8])] = []
      for packet in packets {
        try venue.withView(packet) {
          var cursor = try MoldCursor(parsing: $0)
          while let message = cursor.next() {
            all.append(
              (message.sequence, (0..<message.bytes.count).map { message.bytes[$0] }))
          }
        }
      }
      return all
    }

    @Test func `pages tell the open orders, and where in the feed that is`() throws {
      let venue = try TestVenue(try TestVenue.feedSettings())
      let (_, maker, _) = try venue.open()
      for i in 1...50 as ClosedRange<UInt64> {
        try venue.send(maker) {
          $0.append(
            NewOrder(market: 0, side: 1, price: 100 + Int64(i), quantity: i, clientOrder: i))
        }
      }
      venue.pages = []
      // Two whole walks, so that one of them began after the last order.
      try venue.wait("pages") { venue.pages.count > 12 }
      let summary = try venue.appliance.stop()
      var open: [UInt64: UInt64] = [:]
      var markets: Set<UInt32> = []
      for packet in venue.pages {
        try venue.withView(packet) {
          let page = try SnapshotPage(packet: $0)
          for i in 0..<page.view.group.count {
            if page.isOfMarkets {
              markets.insert(SnapshotMarketsMarkets(block: page.view.group[i]).market)
            } else {
              let order = SnapshotOrdersOrders(block: page.view.group[i])
              open[order.order] = order.quantity
            }
          }
        }
      }
      #expect(open.values.sorted() == Array(1...50) && markets == [0])
      let last = try venue.withView(venue.pages.last!) { try SnapshotPage(packet: $0).head }
      let feed = try messages(venue, venue.feed)
      #expect(last.feedSequence <= UInt64(feed.count) + 1)
      #expect(feed.filter { $0.sequence < last.feedSequence }.count == Int(last.feedSequence) - 1)
      #expect(summary.counters.contains { $0.name == "snapshotFrames" && $0.count > 10 })
    }
  }
}
