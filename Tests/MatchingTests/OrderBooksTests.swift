// SPDX-License-Identifier: Apache-2.0

import Matching
import Memory
import Quantities
import Testing

/// The rules one by one; each class of defect that matching engines are known for has its test.
@Suite struct OrderBooksTests {
  let desk = Desk()

  // MARK: Trading

  @Test func `a fill is at the resting order's price, not the aggressor's`() throws {
    try desk.submit(.sell, 5, at: 100)
    try desk.submit(.sell, 5, at: 102)
    let entry = try desk.submit(.buy, 7, at: 105, account: 2)
    #expect(desk.trades == [100 × 5, 102 × 2])
    #expect(entry.executed.lots == 7 && entry.open == .zero && entry.reason == .none)
    try desk.submit(.buy, 4, at: 90)
    try desk.submit(.sell, 4, at: 80, account: 2)
    #expect(desk.trades == [90 × 4])
  }

  @Test func `a queue keeps its order when one inside it is cancelled`() throws {
    let ids = try (0..<5).map { _ in try desk.submit(.buy, 1, at: 50).order }
    try desk.cancel(ids[2])
    try desk.submit(.sell, 4, at: 50, account: 2)
    #expect(desk.makers == [ids[0], ids[1], ids[3], ids[4]])
    #expect(desk.books.checkWhole() == nil)
  }

  @Test func `the best is right after the best is cancelled or traded away`() throws {
    // Leaves and branches apart, so that every kind of step to the next best is taken.
    let limits = BookLimits(
      marketsMax: 1, accountsMax: 16, ordersMax: 64, openOrdersPerAccountMax: 32,
      fillsPerCommandMax: 8, quantityMax: Quantity(lots: 1_000))
    let desk = Desk(limits, 0...262_143)
    let prices: [Int64] = [0, 63, 64, 65, 127, 4_095, 4_096, 4_100, 131_072, 262_143]
    for side in [Side.buy, .sell] {
      let ids = try prices.map { try desk.submit(side, 1, at: $0).order }
      let best = side == .buy ? Array(zip(prices, ids).reversed()) : Array(zip(prices, ids))
      for (index, (price, id)) in best.enumerated() {
        #expect(desk.books.best(MarketID(0), side) == (price × 1))
        #expect(desk.levels(side).count == prices.count - index)
        if index % 2 == 0 {
          try desk.cancel(id)
        } else {
          try desk.submit(side.opposite, 1, at: price, .immediateOrCancel, account: 2)
          #expect(desk.makers == [id])
        }
      }
      #expect(desk.books.best(MarketID(0), side) == nil)
      #expect(desk.books.checkWhole() == nil)
    }
  }

  @Test func `nothing trades with an order that was cancelled`() throws {
    let id = try desk.submit(.sell, 5, at: 100).order
    try desk.cancel(id)
    let entry = try desk.submit(.buy, 5, at: 100, account: 2)
    #expect(desk.trades.isEmpty && entry.open.lots == 5)
    #expect(desk.levels(.sell).isEmpty && desk.levels(.buy) == [100 × 5])
  }

  @Test func `a filled maker's id and name are gone, and its name can be used again`() throws {
    let id = try desk.submit(.sell, 5, at: 100, named: 7).order
    try desk.submit(.buy, 5, at: 100, account: 2)
    #expect(desk.refusal { try $0.cancel(id) } == .unknownOrder)
    #expect(desk.books.record(clientOrder: 7, of: AccountID(1)) == nil)
    let again = try desk.submit(.sell, 5, at: 100, named: 7).order
    #expect(again != id)
    #expect(desk.refusal { try $0.cancel(id) } == .unknownOrder)
    try desk.cancel(again)
  }

  @Test func `a partly filled maker keeps its place`() throws {
    let first = try desk.submit(.sell, 5, at: 100).order
    try desk.submit(.sell, 5, at: 100)
    try desk.submit(.buy, 2, at: 100, account: 2)
    try desk.submit(.buy, 1, at: 100, account: 2)
    #expect(desk.makers == [first])
    #expect(desk.happened[0].open.lots == 2)
  }

  @Test func `no trade and no order has zero lots`() throws {
    #expect(desk.refusal { try $0.submit(.buy, 0, at: 100) } == .zeroQuantity)
    let id = try desk.submit(.buy, 3, at: 100).order
    #expect(desk.refusal { try $0.replace(id, 0, at: 100) } == .zeroQuantity)
    #expect(desk.happened.isEmpty && desk.levels(.buy) == [100 × 3])
    try desk.submit(.sell, 3, at: 100, account: 2)
    #expect(desk.trades == [100 × 3] && desk.happened.count == 1)
  }

  @Test func `what an immediate-or-cancel order does not trade is cancelled`() throws {
    try desk.submit(.sell, 5, at: 100)
    try desk.submit(.sell, 5, at: 101)
    let entry = try desk.submit(.buy, 8, at: 100, .immediateOrCancel, account: 2, named: 9)
    #expect(entry.executed.lots == 5 && entry.open == .zero && entry.reason == .immediateOrCancel)
    #expect(desk.happened.last?.kind == .remainderCancelled && desk.happened.last?.lots.lots == 3)
    #expect(desk.levels(.buy).isEmpty && desk.levels(.sell) == [101 × 5])
    #expect(desk.books.record(entry.order) == nil)
    #expect(desk.books.record(clientOrder: 9, of: AccountID(2)) == nil)
    #expect(desk.books.openOrders(of: AccountID(2)) == 0 && desk.books.checkWhole() == nil)
  }

  @Test func `a sweep is bounded and what is left of it does not rest crossed`() throws {
    for _ in 0..<10 { try desk.submit(.sell, 1, at: 100) }
    for timeInForce in [TimeInForce.goodTillCancelled, .immediateOrCancel] {
      for _ in desk.books.openOrders..<10 { try desk.submit(.sell, 1, at: 100) }
      let entry = try desk.submit(.buy, 20, at: 100, timeInForce, account: 2)
      #expect(entry.executed.lots == 8 && entry.open == .zero && entry.reason == .fillsMax)
      #expect(desk.happened.count == 9 && desk.happened[8].reason == .fillsMax)
      #expect(desk.levels(.sell) == [100 × 2] && desk.levels(.buy).isEmpty)
      #expect(desk.books.checkWhole() == nil)
    }
  }

  @Test func `a sweep that ends at the limit with nothing left to cross rests`() throws {
    for _ in 0..<8 { try desk.submit(.sell, 1, at: 100) }
    let entry = try desk.submit(.buy, 10, at: 100, account: 2)
    #expect(entry.executed.lots == 8 && entry.open.lots == 2 && entry.reason == .none)
  }

  @Test func `orders of one account trade with each other`() throws {
    try desk.submit(.sell, 5, at: 100, account: 1)
    let entry = try desk.submit(.buy, 5, at: 100, account: 1)
    #expect(entry.executed.lots == 5)
    #expect(desk.happened[0].account == desk.happened[0].takerAccount)
  }

  @Test func `a trade names both orders in full`() throws {
    let maker = try desk.submit(.sell, 5, at: 100, account: 3, named: 11).order
    let entry = try desk.submit(.buy, 7, at: 101, account: 4, named: 12)
    let trade = desk.happened[0]
    #expect(trade.kind == .executed && trade.side == .sell && trade.reason == .none)
    #expect(trade.order == maker && trade.account == AccountID(3) && trade.clientOrder == 11)
    #expect(trade.sequence == 1 && trade.lots.lots == 5 && trade.open == .zero)
    #expect(trade.takerOrder == entry.order && trade.takerAccount == AccountID(4))
    #expect(trade.takerClientOrder == 12 && trade.takerSequence == 2)
    #expect(trade.takerOpen.lots == 2)
    let rested = desk.happened[1]
    #expect(rested.kind == .rested && rested.order == entry.order && rested.open.lots == 2)
    #expect(rested.price.ticks == 101 && rested.sequence == 2 && rested.clientOrder == 12)
  }

  // MARK: Replacing

  @Test func `a replacement that crosses trades, and its siblings stay`() throws {
    let sibling = try desk.submit(.buy, 2, at: 90).order
    let id = try desk.submit(.buy, 5, at: 90).order
    let last = try desk.submit(.buy, 3, at: 90).order
    try desk.submit(.sell, 4, at: 95, account: 2)
    let replacement = try desk.replace(id, 6, at: 96)
    #expect(!replacement.keptPriority && replacement.entry.executed.lots == 4)
    #expect(replacement.entry.order == id && replacement.entry.open.lots == 2)
    #expect(desk.happened.map(\.kind) == [.removed, .executed, .rested])
    #expect(desk.happened[0].reason == .replaced && desk.happened[0].open == .zero)
    #expect(desk.trades == [95 × 4] && desk.levels(.buy) == [96 × 2, 90 × 5])
    #expect(desk.books.firstOrder(MarketID(0), .buy, at: Price(ticks: 90)) == sibling)
    #expect(desk.books.order(behind: sibling) == last && desk.books.checkWhole() == nil)
  }

  @Test func `a replacement wholly filled is gone`() throws {
    let id = try desk.submit(.buy, 5, at: 90, named: 5).order
    try desk.submit(.sell, 9, at: 95, account: 2)
    let replacement = try desk.replace(id, 6, at: 95, named: 6)
    #expect(replacement.entry.executed.lots == 6 && replacement.entry.open == .zero)
    #expect(desk.books.record(id) == nil && desk.books.openOrders(of: AccountID(1)) == 0)
    #expect(desk.books.record(clientOrder: 5, of: AccountID(1)) == nil)
    #expect(desk.books.record(clientOrder: 6, of: AccountID(1)) == nil)
    #expect(desk.books.checkWhole() == nil)
  }

  @Test func `fewer lots at the same price keep priority, more lose it`() throws {
    let first = try desk.submit(.buy, 5, at: 90).order
    let second = try desk.submit(.buy, 5, at: 90).order
    #expect(try desk.replace(first, 3, at: 90).keptPriority)
    #expect(desk.happened.map(\.kind) == [.amended] && desk.happened[0].lots.lots == 2)
    #expect(try desk.replace(first, 3, at: 90).keptPriority)
    #expect(desk.happened[0].lots == .zero && desk.levels(.buy) == [90 × 8])
    try desk.submit(.sell, 1, at: 90, account: 2)
    #expect(desk.makers == [first])
    #expect(try !desk.replace(first, 3, at: 90).keptPriority)
    try desk.submit(.sell, 1, at: 90, account: 2)
    #expect(desk.makers == [second])
  }

  @Test func `a refused replace leaves the order as it was`() throws {
    try desk.submit(.buy, 5, at: 80, named: 8)
    let id = try desk.submit(.buy, 5, at: 90, named: 9).order
    let before = desk.books.record(id)
    #expect(desk.refusal { try $0.replace(id, 0, at: 91) } == .zeroQuantity)
    #expect(desk.refusal { try $0.replace(id, 1_001, at: 91) } == .quantityAboveMax)
    #expect(desk.refusal { try $0.replace(id, 5, at: 0) } == .priceOutsideBand)
    #expect(desk.refusal { try $0.replace(id, 5, at: 91, named: 8) } == .duplicateClientOrder)
    #expect(desk.refusal { try $0.replace(id, 5, at: 91, account: 2) } == .unknownOrder)
    #expect(desk.happened.isEmpty && desk.books.record(id) == before)
    #expect(desk.books.checkWhole() == nil)
  }

  @Test func `a new name replaces the old one, which is free again`() throws {
    let id = try desk.submit(.buy, 5, at: 90, named: 1).order
    let replacement = try desk.replace(id, 5, at: 90, named: 2)
    #expect(replacement.keptPriority && replacement.before.clientOrder == 1)
    #expect(desk.happened.map(\.kind) == [.amended] && desk.happened[0].clientOrder == 2)
    #expect(desk.books.record(clientOrder: 1, of: AccountID(1)) == nil)
    #expect(desk.books.record(clientOrder: 2, of: AccountID(1))?.order == id)
    try desk.submit(.buy, 1, at: 90, named: 1)
    #expect(desk.books.checkWhole() == nil)
  }

  // MARK: Cancelling

  @Test func `an order of another account answers exactly as an unknown one`() throws {
    let id = try desk.submit(.buy, 5, at: 90, account: 1, named: 1).order
    let unknown = OrderID(slot: 60, generation: 1)
    for order in [id, unknown, .none, OrderID(slot: .max, generation: 1)] {
      #expect(desk.refusal { try $0.cancel(order, account: 2) } == .unknownOrder)
      #expect(desk.refusal { try $0.replace(order, 0, at: 0, account: 2) } == .unknownOrder)
      #expect(desk.happened.isEmpty)
    }
    let named = #expect(throws: BookRefusal.self) {
      try desk.books.cancel(clientOrder: 1, of: AccountID(2), into: &desk.events)
    }
    #expect(named == .unknownOrder && desk.levels(.buy) == [90 × 5])
  }

  @Test func `a stale id does not reach the order that has the slot now`() throws {
    let stale = try desk.submit(.buy, 5, at: 90).order
    try desk.cancel(stale)
    let id = try desk.submit(.buy, 5, at: 90).order
    #expect(id.slot == stale.slot && id.generation == stale.generation + 1)
    #expect(desk.refusal { try $0.cancel(stale) } == .unknownOrder)
    #expect(desk.refusal { try $0.replace(stale, 1, at: 90) } == .unknownOrder)
    try desk.cancel(id)
    // A free slot already has the next order's generation; that id is nobody's yet.
    let next = OrderID(slot: id.slot, generation: id.generation + 1)
    #expect(desk.refusal { try $0.cancel(next) } == .unknownOrder)
    #expect(desk.books.record(next) == nil)
  }

  @Test func `a generation skips zero when it wraps`() throws {
    let id = try desk.submit(.buy, 5, at: 90).order
    desk.books.pool.slots[id.slot].generation = .max
    let last = OrderID(slot: id.slot, generation: .max)
    try desk.cancel(last)
    let first = try desk.submit(.buy, 5, at: 90).order
    #expect(first == OrderID(slot: id.slot, generation: 1))
    #expect(desk.refusal { try $0.cancel(last) } == .unknownOrder)
    try desk.cancel(first)
  }

  @Test func `a mass cancel takes the oldest first, so many and no more`() throws {
    try desk.books.list(MarketID(2), priceMin: Price(ticks: 1), priceMax: Price(ticks: 9))
    let ids = try (0..<6).map { try desk.submit(.buy, 1, at: 5, market: $0 % 2 == 0 ? 0 : 2).order }
    let other = try desk.submit(.buy, 1, at: 5, account: 2).order
    // Replaced with loss of priority: now the youngest.
    try desk.replace(ids[0], 2, at: 5)
    #expect(desk.cancelAll(in: 2, 2) == MassCancel(cancelled: 2, more: true))
    #expect(desk.happened.map(\.order) == [ids[1], ids[3]])
    #expect(desk.happened.allSatisfy { $0.kind == .removed && $0.reason == .sessionLost })
    #expect(desk.cancelAll(in: 2, 1) == MassCancel(cancelled: 1, more: false))
    #expect(desk.cancelAll(0) == MassCancel(cancelled: 0, more: true))
    #expect(desk.cancelAll(3) == MassCancel(cancelled: 3, more: false))
    #expect(desk.happened.map(\.order) == [ids[2], ids[4], ids[0]])
    #expect(desk.cancelAll(5) == MassCancel(cancelled: 0, more: false))
    #expect(desk.cancelAll(account: 999, 5) == MassCancel(cancelled: 0, more: false))
    #expect(desk.books.record(other) != nil && desk.books.checkWhole() == nil)
  }

  @Test func `a mass cancel takes what its filter admits`() throws {
    try desk.books.list(
      MarketID(2), priceMin: Price(ticks: 1), priceMax: Price(ticks: 9), group: 4)
    let mine = try desk.submit(.buy, 1, at: 5, key: 1).order
    let sold = try desk.submit(.sell, 1, at: 7, key: 1).order
    let theirs = try desk.submit(.buy, 1, at: 5, key: 2).order
    let away = try desk.submit(.buy, 1, at: 5, market: 2, key: 1).order
    #expect(desk.cancelAll(MassFilter(key: KeyID(1), group: 0, below: 1)).cancelled == 0)
    #expect(desk.cancelAll(MassFilter(key: KeyID(1), group: 0, side: .sell)).cancelled == 1)
    #expect(desk.happened.map(\.order) == [sold])
    #expect(desk.cancelAll(MassFilter(group: 4, below: 4)).cancelled == 0)
    #expect(desk.cancelAll(MassFilter(group: 4, below: 5)).cancelled == 1)
    #expect(desk.happened.map(\.order) == [away])
    // The one who replaces it has it from then on, in place or not.
    try desk.replace(mine, 1, at: 5, key: 2)
    try desk.replace(theirs, 2, at: 5, key: 1)
    #expect(desk.cancelAll(MassFilter(key: KeyID(2))).cancelled == 1)
    #expect(desk.happened.map(\.order) == [mine])
    #expect(desk.cancelAll(MassFilter(key: KeyID(1))).cancelled == 1)
    #expect(desk.happened.map(\.order) == [theirs] && desk.books.checkWhole() == nil)
  }

  @Test func `a market is emptied from its best prices on, buys first`() throws {
    let buys = try [5, 7, 7].map { try desk.submit(.buy, 1, at: $0).order }
    let sells = try [9, 8].map { try desk.submit(.sell, 1, at: $0, account: 2).order }
    desk.events.removeAll()
    let some = desk.books.cancelAll(
      in: MarketID(0), countMax: 4, reason: .venue, into: &desk.events)
    #expect(some == MassCancel(cancelled: 4, more: true))
    #expect(desk.happened.map(\.order) == [buys[1], buys[2], buys[0], sells[1]])
    let rest = desk.books.cancelAll(
      in: MarketID(0), countMax: 1, reason: .venue, into: &desk.events)
    #expect(rest == MassCancel(cancelled: 1, more: false))
    #expect(desk.books.openOrders == 0 && desk.books.checkWhole() == nil)
  }

  // MARK: Limits

  @Test func `a full pool refuses and drops nothing, and still takes immediate orders`() throws {
    let accounts = (0..<64).map { UInt32($0 / 32) + 1 }
    for account in accounts { try desk.submit(.buy, 1, at: 50, account: account) }
    #expect(desk.refusal { try $0.submit(.buy, 1, at: 50, account: 3) } == .poolFull)
    #expect(desk.refusal { try $0.submit(.sell, 1, at: 50, account: 3) } == .poolFull)
    #expect(desk.happened.isEmpty && desk.levels(.buy) == [50 × 64])
    let entry = try desk.submit(.sell, 1, at: 50, .immediateOrCancel, account: 3)
    #expect(entry.executed.lots == 1)
    try desk.submit(.buy, 1, at: 50, account: 3)
    #expect(desk.books.openOrders == 64 && desk.books.checkWhole() == nil)
  }

  @Test func `an account has so many orders resting and no more`() throws {
    for _ in 0..<32 { try desk.submit(.buy, 1, at: 50) }
    #expect(desk.refusal { try $0.submit(.buy, 1, at: 50) } == .openOrdersMax)
    #expect(desk.books.openOrders(of: AccountID(1)) == 32)
    try desk.submit(.buy, 1, at: 50, .immediateOrCancel)
    try desk.submit(.sell, 1, at: 50, account: 2)
    try desk.submit(.buy, 1, at: 50)
  }

  @Test func `each refusal is for its own reason and in the documented order`() throws {
    try desk.submit(.buy, 1, at: 50, named: 5)
    #expect(
      desk.refusal { try $0.submit(.buy, 0, at: 0, account: 99, market: 1) } == .unknownMarket)
    #expect(desk.refusal { try $0.submit(.buy, 0, at: 0, market: .max) } == .unknownMarket)
    #expect(desk.refusal { try $0.submit(.buy, 0, at: 0, account: 16) } == .unknownAccount)
    #expect(desk.refusal { try $0.submit(.buy, 0, at: 0, named: 0) } == .zeroQuantity)
    #expect(desk.refusal { try $0.submit(.buy, 1_001, at: 0, named: 0) } == .quantityAboveMax)
    #expect(desk.refusal { try $0.submit(.buy, 1, at: 0, named: 0) } == .priceOutsideBand)
    #expect(desk.refusal { try $0.submit(.buy, 1, at: 50, named: 0) } == .zeroClientOrder)
    #expect(desk.refusal { try $0.submit(.buy, 1, at: 50, named: 5) } == .duplicateClientOrder)
    #expect(
      desk.refusal { try $0.submit(.sell, 1, at: 50, .immediateOrCancel, named: 5) }
        == .duplicateClientOrder)
    try desk.submit(.buy, 1, at: 50, account: 2, named: 5)
  }

  @Test(arguments: [-(1 << 40)...9 - (1 << 40), (1 << 40) - 9...1 << 40, -5...4])
  func `prices at the ends of what there is are inside or outside, never wrapped`(
    _ band: ClosedRange<Int64>
  ) throws {
    let desk = Desk(Desk.limits, band)
    let low = Int64.min
    let high = Int64.max
    let most: Int64 = 1 << 40
    let ends: [Int64] = [
      low, low + 9, -most - 1, -most, 9 - most, 10 - most, -6, -5, 4, 5, most - 10, most - 9, most,
      most + 1, high - 9, high,
    ]
    for ticks in ends {
      let isInside = band.contains(ticks)
      #expect(
        desk.refusal { try $0.submit(.buy, 1, at: ticks) } == (isInside ? nil : .priceOutsideBand))
      if isInside { #expect(desk.books.best(MarketID(0), .buy) != nil) }
    }
    #expect(desk.books.best(MarketID(0), .buy)?.price.ticks == band.upperBound)
    #expect(desk.books.checkWhole() == nil)
  }

  @Test func `a market is listed once, with a band of any width`() throws {
    func list(_ market: UInt32, _ low: Int64, _ high: Int64) -> ListingRefusal? {
      do {
        try desk.books.list(
          MarketID(market), priceMin: Price(ticks: low), priceMax: Price(ticks: high))
        return nil
      } catch { return error }
    }
    #expect(list(0, 1, 2) == .alreadyListed)
    #expect(list(4, 1, 2) == .marketsMax)
    #expect(list(1, 2, 1) == .emptyBand)
    #expect(list(1, 0, 1 << 40 + 1) == .priceTicksMax)
    #expect(list(1, -(1 << 40) - 1, 0) == .priceTicksMax)
    #expect(list(1, .min, .max) == .priceTicksMax)
    #expect(list(1, -(1 << 40), 1 << 40) == nil)
    let isListed = desk.books.isListed(MarketID(3))
    #expect(!isListed)
    #expect(list(3, 5, 5) == nil)
  }

  @Test func `every price of a band takes orders, from its first tick to its last`() throws {
    let desk = Desk(Desk.limits, 1...1 << 40)
    var resting: [(price: Int64, order: OrderID)] = []
    for bit in 0...40 as ClosedRange<Int64> {
      resting.append(
        (1 << bit, try desk.submit(.buy, 1, at: 1 << bit, account: 2 + .init(bit) % 3).order))
      #expect(desk.books.best(MarketID(0), .buy) == ((1 << bit) × 1))
      #expect(desk.books.checkWhole() == nil)
    }
    let most: [BookLevel] = resting.reversed().map { $0.price × 1 }
    #expect(desk.levels(.buy) == most)
    // Traded from the top down, eight a command.
    while let level = desk.books.best(MarketID(0), .buy) {
      try desk.submit(.sell, 8, at: 1, .immediateOrCancel)
      #expect(desk.trades.first == level)
      #expect(desk.makers == resting.suffix(8).reversed().map(\.order))
      resting.removeLast(min(8, resting.count))
      #expect(desk.books.checkWhole() == nil)
    }
    #expect(resting.isEmpty)
  }

  @Test func `with no window left a side is matched all the same`() throws {
    var limits = Desk.limits
    limits.windowsMax = 1
    let desk = Desk(limits)
    let sells = try [105, 101, 103].map { try desk.submit(.sell, 1, at: $0).order }
    let buys = try [95, 99, 97].map { try desk.submit(.buy, 1, at: $0).order }
    #expect(desk.books.checkWhole() == nil)
    try desk.submit(.sell, 3, at: 1, .immediateOrCancel, account: 2)
    #expect(desk.makers == [buys[1], buys[2], buys[0]])
    // The window that the sells had is the buys' when the sells are gone.
    try desk.submit(.buy, 3, at: 900, .immediateOrCancel, account: 2)
    #expect(desk.makers == [sells[1], sells[2], sells[0]])
    try desk.submit(.buy, 1, at: 50)
    #expect(desk.books.checkWhole() == nil)
  }

  @Test func `limits that cannot hold are refused before anything is allocated`() {
    func refused(_ change: (inout BookLimits) -> Void) -> BookLimitsError? {
      var limits = Desk.limits
      change(&limits)
      do { try limits.check() } catch { return error }
      return nil
    }
    #expect(refused { _ in } == nil)
    #expect(refused { $0.marketsMax = 0 } == .marketsMax)
    #expect(refused { $0.accountsMax = 1 << 30 } == .accountsMax)
    #expect(refused { $0.ordersMax = -1 } == .ordersMax)
    #expect(refused { $0.openOrdersPerAccountMax = 0 } == .openOrdersPerAccountMax)
    #expect(refused { $0.fillsPerCommandMax = 0 } == .fillsPerCommandMax)
    #expect(refused { $0.windowTicks = 128 } == .windowTicks)
    #expect(refused { $0.windowTicks = 8_192 } == .windowTicks)
    #expect(refused { $0.windowTicks = 300 } == .windowTicks)
    #expect(refused { $0.windowsMax = 0 } == .windowsMax)
    #expect(refused { $0.windowsMax = 1 << 18 } == .windowsMax)
    #expect(refused { $0.quantityMax = .zero } == .quantityMax)
    #expect(refused { $0.quantityMax = Quantity(lots: 1 << 57) } == .quantityMax)
    #expect(refused { $0.quantityMax = Quantity(lots: (1 << 57) - 1) } == nil)
  }

  @Test func `the largest quantities do not overflow a level`() throws {
    var limits = Desk.limits
    limits.quantityMax = Quantity(lots: (1 << 57) - 1)
    let desk = Desk(limits)
    for account in 0..<2 as Range<UInt32> {
      for _ in 0..<32 { try desk.submit(.buy, (1 << 57) - 1, at: 50, account: account) }
    }
    #expect(desk.levels(.buy) == [50 × (64 * ((1 << 57) - 1))])
    #expect(desk.books.checkWhole() == nil)
  }

  @Test func `an event buffer without room for the worst case stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let desk = Desk()
      desk.events = BookEvents(capacity: Desk.limits.eventsPerCommandMax - 1)
      try desk.submit(.buy, 1, at: 5)
    }
  }

  // MARK: Reading

  @Test func `levels and queues read best first and oldest first`() throws {
    let ids = try [30, 50, 40, 50].map { try desk.submit(.buy, UInt64($0), at: $0).order }
    try desk.submit(.sell, 7, at: 60)
    #expect(desk.levels(.buy) == [50 × 100, 40 × 40, 30 × 30] && desk.levels(.sell) == [60 × 7])
    let books = MarketID(0)
    #expect(desk.books.firstOrder(books, .buy, at: Price(ticks: 50)) == ids[1])
    #expect(desk.books.order(behind: ids[1]) == ids[3])
    #expect(desk.books.order(behind: ids[3]) == .none)
    #expect(desk.books.firstOrder(books, .sell, at: Price(ticks: 50)) == .none)
    #expect(desk.books.lots(books, .buy, at: Price(ticks: 50)).lots == 100)
    #expect(desk.books.lots(books, .sell, at: Price(ticks: 50)) == .zero)
    #expect(desk.books.lots(books, .sell, at: Price(ticks: .max)) == .zero)
    #expect(desk.books.level(books, .buy, after: Price(ticks: 45)) == (40 × 40))
    #expect(desk.books.level(books, .buy, after: Price(ticks: .max)) == (50 × 100))
    #expect(desk.books.level(books, .buy, after: Price(ticks: .min)) == nil)
    #expect(desk.books.level(books, .sell, after: Price(ticks: .min)) == (60 × 7))
    #expect(desk.books.level(books, .sell, after: Price(ticks: .max)) == nil)
    #expect(desk.books.best(MarketID(1), .buy) == nil)
    #expect(desk.books.firstOrder(of: AccountID(1)) == ids[0])
    #expect(desk.books.order(enteredAfter: ids[0]) == ids[1])
    let record = desk.books.record(ids[2])
    #expect(record?.price.ticks == 40 && record?.open.lots == 40 && record?.sequence == 3)
  }
}
