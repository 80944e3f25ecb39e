// SPDX-License-Identifier: Apache-2.0

import OrderFlow
import Quantities
import Testing

@Suite struct ShadowBookTests {
  /// A still plainer model: one list of orders in order of entry, searched for everything.
  private struct Model {
    struct Order {
      var id: UInt64
      var side: Side
      var price: Int64
      var open: UInt64
    }
    var orders: [Order] = []

    mutating func enter(_ order: Order, rests: Bool) -> [ShadowFill] {
      var fills: [ShadowFill] = []
      var left = order.open
      while left > 0 {
        let crossing = orders.indices.filter {
          orders[$0].side != order.side
            && (order.side == .buy
              ? orders[$0].price <= order.price : orders[$0].price >= order.price)
        }
        // The first of the best price is the oldest: `min` keeps the earlier of equals.
        let best = crossing.min {
          order.side == .buy
            ? orders[$0].price < orders[$1].price : orders[$0].price > orders[$1].price
        }
        guard let best else { break }
        let lots = min(left, orders[best].open)
        fills.append(
          ShadowFill(
            makerID: orders[best].id, takerID: order.id, priceTicks: orders[best].price, lots: lots)
        )
        left -= lots
        orders[best].open -= lots
        if orders[best].open == 0 { orders.remove(at: best) }
      }
      if rests, left > 0 {
        var rest = order
        rest.open = left
        orders.append(rest)
      }
      return fills
    }

    func top(_ side: Side, _ count: Int) -> [BookLevel] {
      let mine = orders.filter { $0.side == side }
      let prices = Set(mine.map(\.price)).sorted { side == .buy ? $0 > $1 : $0 < $1 }
      return prices.prefix(count).map { price in
        let lots = mine.filter { $0.price == price }.map(\.open).reduce(0, +)
        return BookLevel(priceTicks: price, lots: lots)
      }
    }
  }

  private func play(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var book = ShadowBook()
    var model = Model()
    for id in 1...UInt64(400) {
      var fills: [ShadowFill] = []
      var expected: [ShadowFill] = []
      let side: Side = random.chance(0.5) ? .buy : .sell
      let price = 100 + Int64(random.below(12)) - (side == .buy ? 4 : 0)
      let lots = 1 + random.below(9)
      let other = model.orders.isEmpty ? nil : model.orders[random.index(model.orders.count)]
      switch (random.below(8), other) {
      case (0, let other?):
        #expect(throws: Never.self) { try book.cancel(other.id) }
        model.orders.removeAll { $0.id == other.id }
      case (1, let other?) where other.open > 1:
        let left = 1 + random.below(other.open - 1)
        #expect(throws: Never.self) { try book.reduce(other.id, to: left) }
        let index = model.orders.firstIndex { $0.id == other.id }!
        model.orders[index].open = left
      case (2, let other?):
        try? book.replace(other.id, with: id, price, lots, fills: &fills)
        model.orders.removeAll { $0.id == other.id }
        expected = model.enter(
          .init(id: id, side: other.side, price: price, open: lots), rests: true)
      case (let pick, _):
        try? book.enter(id, side, price, lots, rests: pick != 3, fills: &fills)
        expected = model.enter(
          .init(id: id, side: side, price: price, open: lots), rests: pick != 3)
      }
      #expect(fills == expected, "seed \(seed)")
      for side in [Side.buy, .sell] {
        #expect(book.top(side, 20) == model.top(side, 20), "seed \(seed)")
        if let best = model.top(side, 1).first {
          let queue = model.orders.filter { $0.side == side && $0.price == best.priceTicks }
          #expect(book.queue(side, best.priceTicks) == queue.map(\.id), "seed \(seed)")
          #expect(book.lots(side, best.priceTicks) == best.lots, "seed \(seed)")
        }
      }
      #expect(book.count == model.orders.count, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<UInt64(20))
  func `it trades and rests as the plainest model does`(seed: UInt64) { play(seed) }

  @Test func `a refused command changes nothing`() throws {
    var book = ShadowBook()
    var fills: [ShadowFill] = []
    try book.enter(1, .buy, 100, 5, rests: true, fills: &fills)
    let before = book.top(.buy, 9)
    func refusal(_ body: (inout ShadowBook) throws(FlowRefusal) -> Void) -> FlowRefusal? {
      do throws(FlowRefusal) {
        try body(&book)
        return nil
      } catch {
        return error
      }
    }
    var none: [ShadowFill] = []
    #expect(refusal { b throws(FlowRefusal) in try b.cancel(2) } == .unknownOrder)
    #expect(refusal { b throws(FlowRefusal) in try b.reduce(1, to: 5) } == .notSmaller)
    #expect(refusal { b throws(FlowRefusal) in try b.reduce(1, to: 0) } == .zeroQuantity)
    #expect(refusal { b throws(FlowRefusal) in try b.reduce(2, to: 1) } == .unknownOrder)
    for (id, price, lots, expected) in [
      (UInt64(1), Int64(100), UInt64(1), FlowRefusal.duplicateClientID), (2, 100, 0, .zeroQuantity),
      (2, 0, 1, .priceOutOfRange), (2, -1, 1, .priceOutOfRange), (2, .min, 1, .priceOutOfRange),
      (2, .max, 1, .priceOutOfRange), (2, 100, .max, .quantityTooLarge),
    ] {
      #expect(
        refusal { b throws(FlowRefusal) in
          try b.enter(id, .sell, price, lots, rests: true, fills: &none)
        } == expected)
    }
    #expect(
      refusal { b throws(FlowRefusal) in try b.replace(1, with: 2, 100, 0, fills: &none) }
        == .zeroQuantity)
    #expect(book.top(.buy, 9) == before)
    #expect(book.count == 1)
    #expect(none.isEmpty)
  }

  @Test func `an id used again does not inherit its old place`() throws {
    var book = ShadowBook()
    var fills: [ShadowFill] = []
    try book.enter(1, .buy, 100, 1, rests: true, fills: &fills)
    try book.enter(2, .buy, 100, 1, rests: true, fills: &fills)
    try book.cancel(1)
    try book.enter(1, .buy, 100, 1, rests: true, fills: &fills)
    #expect(book.queue(.buy, 100) == [2, 1])
    try book.enter(9, .sell, 100, 1, rests: false, fills: &fills)
    #expect(fills.map(\.makerID) == [2])
  }

  @Test func `a long level with most orders gone stays small and in order`() throws {
    var book = ShadowBook()
    var fills: [ShadowFill] = []
    for id in 1...UInt64(20_000) { try book.enter(id, .sell, 7, 1, rests: true, fills: &fills) }
    for id in 1...UInt64(20_000) where id % 100 != 0 { try book.cancel(id) }
    #expect(book.lots(.sell, 7) == 200)
    #expect(book.queue(.sell, 7).count == 200)
    try book.enter(1 << 40, .buy, 7, 3, rests: false, fills: &fills)
    #expect(fills.map(\.makerID) == [100, 200, 300])
  }
}
