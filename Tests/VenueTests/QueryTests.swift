// SPDX-License-Identifier: Apache-2.0

import Memory
import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// Questions between two records, against a naive venue that is searched from end to end.
@Suite struct QueryTests {
  /// After each record of random logs some session asks something, with cursors and places that are
  /// right, stale, or made up, and room for few or many entries.
  @Test func `answers between records are what a naive venue says`() {
    var seeds = Random(seed: 41)
    var seen = Seen()
    for _ in 0..<16 {
      let seed = seeds.next()
      var random = Random(seed: seed ^ 1)
      var flow = Flow(seed: seed)
      let engine = Engine(flow.genesis)
      var model = NaiveVenue(flow.genesis)
      for number in 0..<1_000 {
        let entry = flow.next(model)
        engine.apply(entry)
        _ = model.apply(engine.head, entry.body)
        let before = engine.eventHash
        let difference = compare(engine, model, &random, &seen)
        #expect(difference == nil && before == engine.eventHash, "seed \(seed), record \(number)")
        if difference != nil { return }
      }
    }
    #expect(seen.orders > 500 && seen.cutPages > 50 && seen.positions > 500, "\(seen)")
    #expect(
      seen.used > 50 && seen.fresh > 50 && seen.forgotten > 20 && seen.refused > 20, "\(seen)")
  }

  private struct Seen {
    var orders = 0
    var cutPages = 0
    var positions = 0
    var used = 0
    var fresh = 0
    var forgotten = 0
    var refused = 0
  }

  private func compare(
    _ engine: Engine, _ model: NaiveVenue, _ random: inout Random, _ seen: inout Seen
  ) -> String? {
    let up = model.slots.indices.filter { model.slots[$0]?.isUp == true }
    guard let slot = up.randomElement(using: &random), let session = model.slots[slot] else {
      return nil
    }
    let id = UInt32(session.generation) << 16 | UInt32(slot)
    if random.below(8) == 0 {
      seen.refused += 1
      let stale = id &+ (random.below(2) == 0 ? 0x1_0000 : UInt32(model.slots.count))
      let answers =
        engine.answer(StateRequest(), of: stale) + engine.answer(StatusRequest(), of: stale)
      return answers.isEmpty ? nil : "a session that is not up got an answer"
    }
    switch random.below(3) {
    case 0: return compareOrders(engine, model, session, id, &random, &seen)
    case 1: return comparePositions(engine, model, session, id, &random, &seen)
    default: return compareNonces(engine, model, session, id, &random, &seen)
    }
  }

  private func compareOrders(
    _ engine: Engine, _ model: NaiveVenue, _ session: NaiveVenue.Session, _ id: UInt32,
    _ random: inout Random, _ seen: inout Seen
  ) -> String? {
    let mine = model.orders.filter { $0.account == session.account }
    let some = mine.randomElement(using: &random)
    let cursor =
      random.below(3) == 0
      ? UInt64(random.below(Int(model.sequenceNext) + 2)) : some.map(\.sequence) ?? 0
    let places = [
      0, some?.id ?? 0, model.orders.randomElement(using: &random)?.id ?? 7, UInt64.max,
    ]
    let entries = random.below(5) + 1
    let bytesMax = OrdersPage.messageBytes + 4 + entries * OrdersPageOrders.blockBytes + 47
    let request = StateRequest(cursor: cursor, place: places[random.below(4)], kind: 0)
    let bytes = engine.answer(request, of: id, bytesMax: bytesMax)
    let page = withView(bytes) { OrdersPage(block: $0, at: 8) }
    let found: [OrdersPageOrders] = withView(bytes) { view in
      let group = GroupView(checked: view, at: OrdersPage.messageBytes)
      return (0..<group.count).map { OrdersPageOrders(block: group[$0]) }
    }
    let expected = mine.filter { $0.sequence > cursor }.prefix(entries).map {
      OrdersPageOrders(
        order: $0.id, clientOrder: $0.clientOrder, sequence: $0.sequence, price: $0.price,
        open: $0.total, market: $0.market, side: $0.side.wire)
    }
    let isLast = mine.filter { $0.sequence > cursor }.count <= entries
    seen.orders += found.count
    seen.cutPages += isLast ? 0 : 1
    let cash = Int128(page.cashHigh) << 64 | Int128(page.cashLow)
    if found != Array(expected) { return "orders \(found), not \(expected)" }
    if page.isLast != (isLast ? 1 : 0) || page.cursor != found.last?.sequence ?? cursor
      || page.asked != cursor || page.place != found.last?.order ?? 0
    {
      return "the page \(page) does not lead on"
    }
    if page.logIndex != model.head.logIndex || page.logTime != model.now
      || page.reportSequenceNext != session.reportNext || page.account != session.account
      || Int(page.openOrders) != mine.count || cash != model.cash[session.account]
      || page.nonceFloor != model.keys[session.key]!.floor
      || page.nonceHighest != model.keys[session.key]!.used.keys.max()
    {
      return "the page says \(page)"
    }
    return nil
  }

  private func comparePositions(
    _ engine: Engine, _ model: NaiveVenue, _ session: NaiveVenue.Session, _ id: UInt32,
    _ random: inout Random, _ seen: inout Seen
  ) -> String? {
    let cursor = UInt32(random.below(Int(model.block.marketsMax) + 2))
    let room = random.below(3) + 1
    let bytesMax = PositionsPage.messageBytes + 4 + room * PositionsPagePositions.blockBytes + 31
    let bytes = engine.answer(
      StateRequest(cursor: UInt64(cursor), kind: 1), of: id, bytesMax: bytesMax)
    let page = withView(bytes) { PositionsPage(block: $0, at: 8) }
    let found: [PositionsPagePositions] = withView(bytes) { view in
      let group = GroupView(checked: view, at: PositionsPage.messageBytes)
      return (0..<group.count).map { PositionsPagePositions(block: group[$0]) }
    }
    var expected: [PositionsPagePositions] = []
    var next = min(cursor, model.block.marketsMax)
    while next < model.block.marketsMax {
      let (held, buy, sell) = engine.position(session.account, next)
      if held != 0 || buy != 0 || sell != 0 {
        if expected.count == room { break }
        expected.append(
          PositionsPagePositions(market: next, position: held, openBuy: buy, openSell: sell))
      }
      next += 1
    }
    seen.positions += found.count
    if found != expected { return "positions \(found), not \(expected)" }
    let isLast: UInt8 = next == model.block.marketsMax ? 1 : 0
    if page.cursor != UInt64(next) || page.isLast != isLast || page.asked != UInt64(cursor)
      || page.logIndex != model.head.logIndex || page.reportSequenceNext != session.reportNext
      || Int128(page.cashHigh) << 64 | Int128(page.cashLow) != model.cash[session.account]
    {
      return "the page says \(page)"
    }
    return nil
  }

  private func compareNonces(
    _ engine: Engine, _ model: NaiveVenue, _ session: NaiveVenue.Session, _ id: UInt32,
    _ random: inout Random, _ seen: inout Seen
  ) -> String? {
    let key = model.keys[session.key]!
    let lowest = key.used.keys.min() ?? 0
    let nonces = [
      key.used.keys.sorted().randomElement(using: &random) ?? 0, key.floor,
      key.floor > 0 ? key.floor - 1 : 0, lowest &+ 1, (key.used.keys.max() ?? 0) &+ 1, 0,
    ]
    let nonce = nonces[random.below(nonces.count)]
    let bytes = engine.answer(StatusRequest(nonce: nonce), of: id)
    let status = withView(bytes) { NonceStatus(block: $0, at: 8) }
    let use = key.used[nonce]
    let isFull = key.used.count == Int(model.block.nonceWindow)
    let isForgotten = use == nil && (nonce <= key.floor || (isFull && nonce < lowest))
    let standing: NonceState = use != nil ? .used : isForgotten ? .belowWindow : .fresh
    switch standing {
    case .used: seen.used += 1
    case .fresh: seen.fresh += 1
    case .belowWindow: seen.forgotten += 1
    }
    let expected = NonceStatus(
      logIndex: model.head.logIndex, logTime: model.now, reportSequenceNext: session.reportNext,
      nonce: nonce, floor: key.floor, highest: key.used.keys.max() ?? key.floor,
      firstIndex: use?.logIndex ?? 0, standing: standing.wire, code: use?.code.wire ?? 0,
      count: use?.count ?? 0)
    return status == expected ? nil : "the status is \(status), not \(expected)"
  }

  /// Far more orders than one question looks at: a cursor whose order is gone is found again in a
  /// bounded number of questions, each of which says where to go on.
  @Test func `a lost place is found again in bounded steps`() {
    let desk = Desk(
      testGenesis {
        $0.ordersMax = 2_000; $0.openOrdersPerAccountMax = 2_000
        $0.positionLotsMax = 1 << 40
      })
    let session = desk.logon(1)
    for number in 1...1_000 as ClosedRange<UInt64> {
      desk.send(session, 1, [limit(.buy, Int64(number % 20) - 19, 1, number)])
    }
    var request = StateRequest(cursor: 900, place: 0, kind: 0)
    var empty = 0
    while true {
      let bytes = desk.engine.answer(request, of: session)
      let page = withView(bytes) { OrdersPage(block: $0, at: 8) }
      let count = withView(bytes) { GroupView(checked: $0, at: OrdersPage.messageBytes).count }
      if count > 0 {
        #expect(count == 26 && page.cursor == 926 && page.isLast == 0)
        break
      }
      #expect(page.cursor == 900 && page.place != 0 && page.isLast == 0)
      empty += 1
      request.place = page.place
      if empty > 10 { break }
    }
    #expect(empty == 3)
  }
}
