// SPDX-License-Identifier: Apache-2.0

import Memory
import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// Pages of the public state, against the naive venue's orders.
@Suite struct SnapshotTests {
  /// A walk over the whole venue: its pages, and what they hold.
  private struct Walk {
    var markets: [SnapshotMarketsMarkets] = []
    var orders: [SnapshotOrdersOrders] = []
    var pages = 0
    var longest = 0
  }

  /// Takes one whole walk, and expects its ranges to join.
  private func walk(_ engine: Engine, _ cursor: inout SnapshotCursor) -> Walk {
    var walk = Walk()
    let cycle = cursor.cycle
    var next: [UInt32] = [0, 1]
    while cursor.cycle == cycle {
      let bytes = engine.page(&cursor)
      walk.pages += 1
      walk.longest = max(walk.longest, bytes.count)
      withView(bytes) { bytes in
        guard let view = try? MessageView(snapshotPage: bytes) else {
          Issue.record("a page is not in form")
          return
        }
        let head = SnapshotOrders(block: view.block)
        let isOrders = view.template == .snapshotOrders
        #expect(head.first == next[isOrders ? 1 : 0] && head.end > head.first)
        #expect(head.cycle == cycle && head.logIndex == engine.indexNext - 1)
        #expect(head.feedSequence == 0)
        next[isOrders ? 1 : 0] = head.end
        for i in 0..<view.group.count {
          if isOrders {
            walk.orders.append(SnapshotOrdersOrders(block: view.group[i]))
          } else {
            walk.markets.append(SnapshotMarketsMarkets(block: view.group[i]))
          }
        }
        if cursor.cycle != cycle { #expect(head.end == head.total) }
      }
      if walk.pages > 10_000 { break }
    }
    #expect(next[0] == engine.genesis.block.marketsMax)
    #expect(next[1] == engine.genesis.block.ordersMax + 2)
    return walk
  }

  @Test func `a walk tells every market and every open order, and no more`() {
    let most = (1...6).map { compareWalks(seed: $0) }
    #expect(most.max()! > 10, "the most open orders by seed: \(most)")
  }

  /// Walks over a random venue now and then; the most orders that were open.
  private func compareWalks(seed: UInt64) -> Int {
    var flow = Flow(seed: seed)
    let engine = Engine(flow.genesis)
    var model = NaiveVenue(flow.genesis)
    var cursor = SnapshotCursor()
    var most = 0
    for number in 0..<600 {
      let entry = flow.next(model)
      engine.apply(entry)
      _ = model.apply(engine.head, entry.body)
      if number % 15 != 0 { continue }
      let walk = walk(engine, &cursor)
      let orders = Set(walk.orders)
      let expected = model.orders.map { order in
        SnapshotOrdersOrders(
          order: order.id, sequence: order.sequence, price: order.price, quantity: order.open,
          market: order.market, side: order.side.wire)
      }
      #expect(orders == Set(expected) && walk.orders.count == expected.count, "seed \(seed)")
      let markets = model.markets.values.map { market in
        SnapshotMarketsMarkets(
          market: market.market, group: market.group,
          state: (model.status[market.market]?.state ?? .open).wire, priceMin: market.priceMin,
          priceMax: market.priceMax, symbol: market.symbol)
      }
      #expect(Set(walk.markets) == Set(markets) && walk.markets.count == markets.count)
      most = max(most, orders.count)
    }
    return most
  }

  @Test func `a quiet venue's walk is two pages, however large the venue`() {
    let desk = Desk(testGenesis { $0.ordersMax = 1 << 20 })
    var cursor = SnapshotCursor()
    let walk = walk(desk.engine, &cursor)
    #expect(walk.pages == 2 && walk.orders.isEmpty && walk.markets.count == 2)
  }

  @Test func `a page is full at thirty-five orders and looks at no more than 256 slots`() {
    let desk = Desk(
      testGenesis {
        $0.ordersMax = 2_000
        $0.openOrdersPerAccountMax = 2_000
        $0.positionLotsMax = 1 << 40
        $0.nonceWindow = 512
      })
    let session = desk.logon(1)
    for round in 0..<100 as Range<UInt64> {
      desk.send(session, 1, (1...16).map { limit(.buy, -20, 1, round * 16 + $0) })
    }
    var cursor = SnapshotCursor()
    let full = walk(desk.engine, &cursor)
    #expect(full.orders.count == 1_600 && full.pages == 1 + 46)
    #expect(full.longest == Venue.snapshotPageBytesMax)
    #expect(full.longest + MoldHeader.bytes + MoldHeader.lengthPrefixBytes <= Frame.bytesMax)
    for round in 0..<100 as Range<UInt64> {
      desk.send(session, 1, (1...16).map { CancelOrder(market: 0, clientOrder: round * 16 + $0) })
    }
    let empty = walk(desk.engine, &cursor)
    #expect(empty.orders.isEmpty && empty.pages == 1 + 7, "1,600 slots were used")
  }
}

/// When checksums are told, and that they follow the rule.
@Suite struct CheckpointTests {
  private func checksums(_ outputs: [Output]) -> [BookChecksum] {
    outputs.compactMap { if case .checksum(let told) = $0 { told } else { nil } }
  }

  @Test func `a market of 64 changes is told at once, an idle one never`() {
    let desk = Desk(testGenesis { $0.tickSpanMax = 60 * second })
    let session = desk.logon(1)
    var told: [BookChecksum] = []
    for round in 0..<8 as Range<UInt64> {
      told += checksums(desk.send(session, 1, (1...8).map { limit(.buy, -20, 1, round * 8 + $0) }))
      told += checksums(
        desk.send(session, 1, (1...8).map { CancelOrder(market: 0, clientOrder: round * 8 + $0) }))
    }
    #expect(told.map(\.market) == [0, 0] && told.allSatisfy { $0.orders == 0 && $0.checksum == 0 })
    desk.engine.time += 120 * second
    // Everything was told at its sixty-fourth change.
    #expect(checksums(desk.engine.apply(.tick(0))).isEmpty)
  }

  @Test func `what changed is told once a tick's span, and then not again`() throws {
    let desk = Desk()
    let session = desk.logon(1)
    desk.engine.apply(.tick(second))
    let early = checksums(desk.send(session, 1, [limit(.sell, 3, 5, 1)]))
    #expect(early.isEmpty)
    let told = try #require(checksums(desk.engine.apply(.tick(second))).first)
    var expected: UInt64 = 0
    let outputs = desk.send(session, 1, [CancelOrder(market: 0, clientOrder: 1)])
    let order = try #require(outputs.results.first).order
    // The only order entered first: entry number 1, a sell at 3 of 5 lots.
    expected = OrderMix.word(order: order, sequence: 1, side: .sell, price: 3, open: 5)
    #expect(told.orders == 1 && told.checksum == expected)
    #expect(checksums(desk.engine.apply(.tick(second))).map(\.checksum) == [0])
    #expect(checksums(desk.engine.apply(.tick(second))).isEmpty)
  }

  @Test func `of many markets sixteen are told at a time, each in its turn`() {
    let desk = Desk(
      testGenesis {
        $0.marketsMax = 40
        $0.openOrdersPerAccountMax = 100
        $0.ordersMax = 100
        $0.positionLotsMax = 1_000
      }, isOpen: true)
    for market in 2..<40 as Range<UInt32> {
      desk.operate([
        ListMarket(market: market, priceMin: 1, priceMax: 2, quantityMax: 9, multiplier: 1)
      ])
    }
    let session = desk.logon(1)
    desk.engine.apply(.tick(second))
    for market in 2..<40 as Range<UInt32> {
      desk.send(session, 1, [limit(.buy, 1, 1, UInt64(market), market: market)])
    }
    let told = (0..<4).map { _ in checksums(desk.engine.apply(.tick(second))).map(\.market) }
    #expect(told == [Array(2..<18), Array(18..<34), Array(34..<40), []])
  }
}
