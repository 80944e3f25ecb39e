// SPDX-License-Identifier: Apache-2.0

import Memory
import OrderFlow
import Quantities
import Testing
import Venue
import WireFormat

@testable import Gateway

@Suite struct FeedBookTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the book is the venue's after any flow of commands`(seed: UInt64) throws {
    let source = try FeedSource(seed: seed)
    var feed = source.reader()
    for round in 0..<12 {
      try source.play(400)
      for packet in source.packets() {
        let outcome = packet.view { feed.take(packet: $0) }
        #expect(outcome == (packet.isHeartbeat ? .heartbeat : .applied))
      }
      source.compare(feed.book, "seed \(seed), round \(round)")
      #expect(feed.book.levelCount > 100 && feed.book.messages == source.count)
    }
    #expect(source.kinds == [70, 71, 72, 73, 74, 75], "every message of the feed was seen")
    let isStale = feed.book.isStale
    #expect(
      !isStale && feed.book.unknownOrders == 0 && feed.book.malformed == 0 && feed.book.refused == 0
    )
    #expect(feed.book.logIndexLast == source.logIndexLast)
    let market = feed.book.market(2)
    #expect(market?.priceMin == 9_488 && market?.priceMax == 10_512 && market?.name == "M2")
    let none = feed.book.market(FeedSource.markets)
    #expect(none == nil)
  }

  @Test func `two lines in any interleaving are one feed`() throws {
    let source = try FeedSource(seed: 4)
    var feed = source.reader()
    var random = SeededRandom(seed: 4)
    try source.play(3_000)
    // Each line is cut into packets of its own, and one runs ahead of the other by chance.
    let all = Array(source.packets(bytesMax: 200))
    let other = Array(source.packets(bytesMax: 700, from: 1))
    var (a, b) = (0, 0)
    while a < all.count || b < other.count {
      let takesA = b == other.count || (a < all.count && random.chance(0.7))
      let packet = takesA ? all[a] : other[b]
      if takesA { a += 1 } else { b += 1 }
      let at = packet.sequence
      // The line that is ahead is never later than what the other has shown.
      if at > feed.sequenceNext {
        if takesA { a -= 1 } else { b -= 1 }
        continue
      }
      _ = packet.view { feed.take(packet: $0) }
    }
    source.compare(feed.book, "two lines")
    let isStale = feed.book.isStale
    #expect(
      !isStale && feed.book.messages == source.count && feed.counters.duplicates == source.count)
  }

  @Test func `a lost packet is a gap, and the book heals as its orders leave`() throws {
    let source = try FeedSource(seed: 5)
    var feed = source.reader()
    try source.play(4_000)
    let packets = Array(source.packets())
    let lost = packets.count / 2
    for (i, packet) in packets.enumerated() where i != lost {
      let outcome = packet.view { feed.take(packet: $0) }
      if i < lost {
        #expect(outcome == .applied && !feed.book.isStale)
      } else if i == lost + 1 {
        #expect(outcome == .gap)
      } else {
        #expect(outcome == .applied)
      }
    }
    #expect(feed.book.isStale && feed.counters.gaps == 1)
    #expect(
      feed.counters.messagesLost == packets[lost].count && feed.sequenceNext == source.sequenceNext)
    // The lost packet comes late: what was overtaken is not applied.
    let late = packets[lost].view { feed.take(packet: $0) }
    #expect(late == .duplicate && feed.counters.duplicates == packets[lost].count)
    #expect(
      feed.book.contradictions + feed.book.unknownOrders > 0, "the gap shows in what came after it")
    checkTables(feed.book)
    // An order's slot is used again, or it is deleted: either way nothing of the gap is left.
    try source.cancelEverything()
    for packet in source.packets() { _ = packet.view { feed.take(packet: $0) } }
    checkTables(feed.book)
    #expect(feed.book.orderCount <= Int(packets[lost].count), "at most what was lost still rests")
  }

  @Test func `a gap is seen from a heartbeat and from the end of the session`() {
    for isEnd in [false, true] {
      var feed = HandFeed()
      feed.sequence = 4
      let outcome = isEnd ? feed.end() : feed.heartbeat()
      #expect(outcome == .gap)
      #expect(
        feed.reader.counters.gaps == 1 && feed.reader.counters.messagesLost == 3
          && feed.reader.book.isStale)
      #expect(feed.reader.hasEnded == isEnd)
      let again = isEnd ? feed.end() : feed.heartbeat()
      #expect(again == .heartbeat && feed.reader.counters.gaps == 1)
    }
  }

  @Test func `a packet partly had before gives its new messages only`() {
    var feed = HandFeed()
    let first = feed.send(feed.add(slot: 1, price: 10, lots: 5))
    #expect(first == .applied)
    feed.sequence = 1
    let second = feed.send(
      feed.add(slot: 1, price: 10, lots: 5), feed.add(slot: 2, price: 10, lots: 7))
    #expect(
      second == .applied && feed.reader.counters.duplicates == 1 && feed.reader.book.messages == 2)
    #expect(feed.lots(10) == 12 && !feed.reader.book.isStale)
    feed.sequence = 1
    let third = feed.send(feed.add(slot: 1, price: 10, lots: 5))
    #expect(third == .duplicate && feed.lots(10) == 12 && !feed.reader.book.isStale)
  }

  @Test func `a stream begun again under its old name is not taken for duplicates`() {
    var feed = HandFeed()
    _ = feed.send(feed.add(slot: 1, price: 10, lots: 5), feed.add(slot: 2, price: 10, lots: 5))
    feed.sequence = 1
    feed.logIndex += 10
    let outcome = feed.send(feed.add(slot: 3, price: 10, lots: 5))
    #expect(outcome == .applied && feed.reader.counters.restarts == 1)
    #expect(feed.reader.book.isStale && feed.reader.book.contradictions == 1)
    // The orders from before may still rest; the stream is followed from its new start.
    #expect(feed.lots(10) == 15 && feed.reader.sequenceNext == 2)
  }

  @Test func `another stream is ignored`() {
    var feed = HandFeed()
    _ = feed.send(feed.add(slot: 1, price: 10, lots: 5))
    feed.session = MoldSession("OTHER")!
    let outcome = feed.send(feed.delete(slot: 1))
    #expect(outcome == .otherSession && feed.reader.counters.otherSessions == 1)
    #expect(feed.lots(10) == 5 && !feed.reader.book.isStale && feed.reader.sequenceNext == 2)
  }

  @Test func `orders are found by slot, generation and market`() {
    var feed = HandFeed()
    _ = feed.send(feed.add(slot: 1, generation: 3, price: 10, lots: 5))
    let wrong = [
      feed.delete(slot: 1, generation: 2), feed.delete(slot: 1, generation: 4),
      feed.delete(slot: 2, generation: 3), feed.delete(slot: .max, generation: 3),
      feed.delete(slot: 0, generation: 0), feed.delete(slot: 1, generation: 3, market: 1),
      feed.delete(slot: 1, generation: 3, market: .max),
    ]
    for (i, message) in wrong.enumerated() {
      let outcome = feed.send(message)
      #expect(outcome == .applied && feed.reader.book.unknownOrders == UInt64(i + 1))
    }
    #expect(feed.reader.book.isStale && feed.lots(10) == 5)
    _ = feed.send(feed.delete(slot: 1, generation: 3))
    #expect(
      feed.lots(10) == 0 && feed.reader.book.orderCount == 0 && feed.reader.book.levelCount == 0)
    // A replaced order is deleted and added again under the same number.
    _ = feed.send(feed.add(slot: 1, generation: 3, price: 11, lots: 4))
    #expect(feed.lots(11) == 4 && feed.reader.book.contradictions == 0)
  }

  @Test func `what cannot follow is counted and touches its own order only`() {
    var feed = HandFeed()
    _ = feed.send(feed.add(slot: 1, price: 10, lots: 5), feed.add(slot: 2, price: 10, lots: 7))
    _ = feed.send(feed.reduce(slot: 1, to: 5), feed.reduce(slot: 1, to: .max))
    #expect(feed.reader.book.contradictions == 2 && feed.lots(10) == 12)
    _ = feed.send(feed.execute(slot: 1, lots: .max))
    #expect(
      feed.reader.book.contradictions == 3 && feed.lots(10) == 7 && feed.reader.book.orderCount == 1
    )
    _ = feed.send(feed.add(slot: 2, generation: 2, price: 11, lots: 1))
    #expect(feed.reader.book.contradictions == 4 && feed.lots(10) == 0 && feed.lots(11) == 1)
    _ = feed.send(feed.list(market: 0, 1...5), feed.list(market: 0, 2...6))
    let band = feed.reader.book.market(0).map { $0.priceMin...$0.priceMax }
    #expect(feed.reader.book.contradictions == 5 && band == 1...5)
    #expect(feed.reader.book.isStale && feed.reader.book.malformed == 0)
  }

  @Test func `what means nothing is malformed, and the messages beside it are applied`() {
    var feed = HandFeed()
    let bad = [
      feed.add(slot: 1, price: 10, lots: 0), feed.add(slot: 1, price: 10, lots: (1 << 40) + 1),
      feed.add(slot: 1, side: 2, price: 10, lots: 1), feed.add(slot: 0, price: 10, lots: 1),
      feed.add(slot: 1, generation: 0, price: 10, lots: 1), feed.execute(slot: 9, lots: 0),
      feed.reduce(slot: 9, to: 0), bytes(MarketListed(market: 0, priceMin: 2, priceMax: 1)),
      bytes(CancelOrder(market: 0)), [1, 2, 3],
    ]
    for (i, message) in bad.enumerated() {
      let outcome = feed.send(message, feed.add(slot: UInt32(i + 10), price: 20, lots: 1))
      #expect(outcome == .malformed && feed.reader.book.malformed == UInt64(i + 1))
      #expect(feed.lots(20) == UInt64(i + 1) && feed.lots(10) == 0)
    }
    #expect(
      feed.reader.book.isStale && feed.reader.counters.gaps == 0
        && feed.reader.book.unknownOrders == 0)
    var short = HandFeed()
    let outcome = short.reader.take(packet: ByteBuffer(count: 20).bytes.view.slice(0, count: 19))
    // A packet that is nobody's says nothing of the stream: the gap after it will.
    #expect(
      outcome == .malformed && short.reader.counters.malformed == 1 && !short.reader.book.isStale)
  }

  @Test func `a full table refuses and keeps what it holds`() {
    var feed = HandFeed(marketsMax: 1, ordersMax: 4, levelsMax: 2)
    _ = feed.send(feed.add(slot: 1, price: 10, lots: 1), feed.add(slot: 2, price: 11, lots: 1))
    _ = feed.send(feed.add(slot: 3, price: 12, lots: 1))
    #expect(feed.reader.book.refused == 1 && feed.lots(12) == 0 && feed.reader.book.isStale)
    // The venue's highest slot is ordersMax + 1.
    _ = feed.send(feed.add(slot: 5, price: 11, lots: 2), feed.add(slot: 6, price: 11, lots: 4))
    #expect(feed.reader.book.refused == 2 && feed.lots(11) == 3)
    _ = feed.send(feed.add(slot: 3, price: 10, lots: 1, market: 1), feed.list(market: 1, 1...2))
    #expect(feed.reader.book.refused == 4 && feed.lots(10) == 1)
    _ = feed.send(feed.delete(slot: 1), feed.add(slot: 3, price: 12, lots: 9))
    #expect(feed.lots(12) == 9 && feed.lots(10) == 0 && feed.reader.book.levelCount == 2)
  }

  @Test func `levels that hash alike are kept apart`() {
    // Each book draws its own key: four levels in eight chains collide in more than half of them.
    for _ in 0..<100 {
      var feed = HandFeed(marketsMax: 2, ordersMax: 8, levelsMax: 4)
      _ = feed.send(
        feed.add(slot: 1, side: 0, price: 10, lots: 1),
        feed.add(slot: 2, side: 1, price: 10, lots: 2),
        feed.add(slot: 3, side: 0, price: 10, lots: 4, market: 1),
        feed.add(slot: 4, side: 0, price: 11, lots: 8, market: 1))
      let lots = [
        feed.reader.book.lots(market: 0, side: .buy, price: 10),
        feed.reader.book.lots(market: 0, side: .sell, price: 10),
        feed.reader.book.lots(market: 1, side: .buy, price: 10),
        feed.reader.book.lots(market: 1, side: .buy, price: 11),
      ]
      #expect(lots == [1, 2, 4, 8])
      _ = feed.send(feed.delete(slot: 2), feed.delete(slot: 3, market: 1))
      let left = feed.lots(10)
      #expect(left == 1 && feed.reader.book.levelCount == 2 && feed.reader.book.unknownOrders == 0)
      checkTables(feed.reader.book)
    }
  }

  @Test func `the last number of a stream does no harm`() {
    var feed = HandFeed()
    feed.sequence = .max - 1
    let outcome = feed.send(feed.add(slot: 1, price: 10, lots: 1))
    #expect(outcome == .gap && feed.reader.sequenceNext == .max && feed.lots(10) == 1)
    feed.sequence = .max
    let last = feed.send(feed.add(slot: 2, price: 10, lots: 1))
    #expect(last == .malformed && feed.lots(10) == 1)
  }

  @Test func `the best levels come best first, both ends of the price range too`() {
    var feed = HandFeed()
    for (i, price) in ([5, .max, -3, .min, 0, 9] as [Int64]).enumerated() {
      _ = feed.send(
        feed.add(slot: UInt32(2 * i + 1), side: 0, price: price, lots: 1),
        feed.add(slot: UInt32(2 * i + 2), side: 1, price: price, lots: 2))
    }
    let golden = feed.reader.book.goldenLevels(market: 0, depth: 3)
    #expect(
      golden.bids.map(\.priceTicks) == [.max, 9, 5] && golden.bids.allSatisfy { $0.lots == 1 })
    #expect(
      golden.asks.map(\.priceTicks) == [.min, -3, 0] && golden.asks.allSatisfy { $0.lots == 2 })
    let all = feed.reader.book.top(market: 0, side: .buy, count: .max)
    #expect(all.map(\.priceTicks) == [.max, 9, 5, 0, -3, .min])
    let none = feed.reader.book.top(market: .max, side: .buy, count: 4)
    let zero = feed.reader.book.top(market: 0, side: .buy, count: 0)
    let other = feed.reader.book.goldenLevels(market: 1, depth: 3)
    #expect(none.isEmpty && zero.isEmpty && other.bids.isEmpty && other.asks.isEmpty)
    #expect(feed.reader.book.lots(market: .max, side: .sell, price: 5) == 0)
  }
}

// MARK: Hostile feeds

extension FeedBookTests {
  @Test func `100,000 mutated packets never trap and leave the tables whole`() throws {
    let source = try FeedSource(seed: 6)
    try source.play(1_500)
    let packets = Array(source.packets(bytesMax: 160))
    let place = ByteBuffer(count: 2_048)
    var random = SeededRandom(seed: 6)
    var feed = source.reader()
    var outcomes: [FeedOutcome: Int] = [:]
    for n in 0..<100_000 {
      if n % 5_000 == 0 {
        if n > 0 { checkTables(feed.book) }
        feed = source.reader()
      }
      let packet = packets[random.index(packets.count)]
      var length = packet.bytes.count
      for i in 0..<length { place.bytes[i] = packet.bytes[i] }
      // Mostly in sequence, so that what is inside is reached.
      if random.chance(0.9) { place.bytes.store(feed.sequenceNext.byteSwapped, at: 10) }
      for _ in 0..<random.index(4) {
        switch random.index(4) {
        case 0: place.bytes[random.index(length)] = UInt8(truncatingIfNeeded: random.next())
        case 1: place.bytes[random.index(length)] ^= 1 << UInt8(random.index(8))
        case 2: length = max(random.index(length + 1), 1)
        default:
          let at = random.index(length)
          if at + 8 <= length { place.bytes.store(hostile(&random), at: at) }
        }
      }
      let outcome = feed.take(packet: place.bytes.view.slice(0, count: length))
      outcomes[outcome, default: 0] += 1
    }
    checkTables(feed.book)
    for outcome in [FeedOutcome.applied, .gap, .malformed, .otherSession] {
      #expect(outcomes[outcome, default: 0] > 100, "the mutations reach \(outcome)")
    }
  }

  /// Sound in form, anything in content: a few slots, markets and prices, so that all collide.
  @Test(arguments: [1, 2] as [UInt64])
  func `forged messages leave the book that a plain model has`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var feed = HandFeed(marketsMax: 2, ordersMax: 12, levelsMax: 9)
    var model = NaiveFeed(marketsMax: 2, slotsMax: 14, levelsMax: 9)
    for n in 0..<20_000 {
      let slot = random.chance(0.02) ? UInt32.max : UInt32(random.below(16))
      let generation = UInt32(random.below(3))
      let market = UInt32(random.below(100) < 95 ? random.below(2) : random.below(4))
      let lots = random.chance(0.1) ? hostile(&random) : random.below(6)
      let order = OrderID(slot: slot, generation: generation).value
      switch random.index(5) {
      case 0, 1:
        let message = OrderAdded(
          market: market, side: UInt8(random.below(20) < 19 ? random.below(2) : 2), order: order,
          price: random.chance(0.1) ? Int64(bitPattern: hostile(&random)) : Int64(random.below(8)),
          quantity: lots)
        model.add(message)
        _ = feed.send(bytes(message))
      case 2:
        model.change(order, market) { lots == 0 ? nil : $0 - min($0, lots) }
        _ = feed.send(bytes(OrderExecuted(market: market, order: order, quantity: lots)))
      case 3:
        model.change(order, market) { lots == 0 || lots >= $0 ? nil : lots }
        _ = feed.send(bytes(OrderReduced(market: market, order: order, quantity: lots)))
      default:
        model.change(order, market) { _ in 0 }
        _ = feed.send(bytes(OrderDeleted(market: market, order: order)))
      }
      let same = model.isSame(feed.reader.book)
      guard same else {
        Issue.record("seed \(seed): the model differs after message \(n)")
        return
      }
    }
    checkTables(feed.reader.book)
    #expect(feed.reader.book.refused > 100 && feed.reader.book.contradictions > 100)
  }

  @Test func `limits outside their ranges stop the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = FeedBook(marketsMax: 0, ordersMax: 1, levelsMax: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = FeedBook(marketsMax: 1, ordersMax: (1 << 22) + 1, levelsMax: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = FeedBook(marketsMax: 1, ordersMax: 1, levelsMax: 0)
    }
  }
}

/// A number that breaks arithmetic, if anything does.
private func hostile(_ random: inout SeededRandom) -> UInt64 {
  switch random.index(6) {
  case 0: 0
  case 1: .max
  case 2: 1 << 63
  case 3: UInt64(Int64.max)
  case 4: 1 << 40
  default: random.next()
  }
}

/// Every order is in its level's total and every level in its lists, and nothing else is.
func checkTables(_ book: borrowing FeedBook) {
  var totals: [UInt32: UInt64] = [:]
  var live = 0
  for slot in 0..<book.orders.count where book.orders[slot].open > 0 {
    totals[book.orders[slot].level, default: 0] += book.orders[slot].open
    live += 1
  }
  #expect(live == book.orderCount && totals.count == book.levelCount)
  var listed = 0
  for market in 0..<UInt32(book.markets.count) {
    for side in [Side.buy, .sell] {
      var number = book.levels.first(market, side)
      while number != 0, listed <= totals.count {
        let level = book.levels.level(number)
        #expect(level.market == market && level.side == side)
        #expect(level.lots > 0 && level.lots == totals[number])
        let found = book.levels.find(market, side, level.price)
        #expect(found == number)
        listed += 1
        number = level.bookNext
      }
    }
  }
  #expect(listed == totals.count)
}

/// What `FeedBook` should hold, with dictionaries.
private struct NaiveFeed {
  struct Key: Hashable {
    var market: UInt32
    var side: UInt8
    var price: Int64
  }
  let marketsMax: UInt32
  let slotsMax: UInt32
  let levelsMax: Int
  var orders: [UInt32: (id: UInt64, key: Key, open: UInt64)] = [:]

  var levels: [Key: UInt64] {
    orders.values.reduce(into: [:]) { $0[$1.key, default: 0] += $1.open }
  }

  mutating func add(_ m: OrderAdded) {
    let id = OrderID(m.order)
    guard m.side < 2, id.slot > 0, id.generation > 0, (1...(1 << 40)).contains(m.quantity) else {
      return
    }
    guard m.market < marketsMax, id.slot < slotsMax else { return }
    orders[id.slot] = nil
    let key = Key(market: m.market, side: m.side, price: m.price)
    let levels = levels
    if levels[key] == nil, levels.count == levelsMax { return }
    orders[id.slot] = (m.order, key, m.quantity)
  }

  /// Changes an order's open lots, unless it is another's number or `change` says no.
  mutating func change(_ id: UInt64, _ market: UInt32, _ change: (UInt64) -> UInt64?) {
    let slot = OrderID(id).slot
    guard let order = orders[slot], order.id == id, order.key.market == market,
      let open = change(order.open)
    else { return }
    if open == 0 { orders[slot] = nil } else { orders[slot]?.open = open }
  }

  func isSame(_ book: borrowing FeedBook) -> Bool {
    let levels = levels
    if book.orderCount != orders.count || book.levelCount != levels.count { return false }
    for (key, lots) in levels {
      guard let side = Side(wire: key.side),
        book.lots(market: key.market, side: side, price: key.price) == lots
      else { return false }
    }
    return true
  }
}

private func bytes<Message: WireMessage>(_ message: Message) -> [UInt8] {
  let buffer = ByteBuffer(count: Message.messageBytes)
  message.encode(message: buffer.bytes, at: 0)
  return (0..<buffer.count).map { buffer.bytes[$0] }
}

/// A feed written by hand, a packet a call.
private struct HandFeed: ~Copyable {
  var reader: FeedReader
  var session = MoldSession("MATCHLOCK")!
  var sequence: UInt64 = 1
  var logIndex: UInt64 = 7
  private let place = ByteBuffer(count: 1_500)

  init(marketsMax: Int = 2, ordersMax: Int = 64, levelsMax: Int = 64) {
    reader = FeedReader(
      book: FeedBook(marketsMax: marketsMax, ordersMax: ordersMax, levelsMax: levelsMax),
      options: .plain)
  }

  mutating func send(_ messages: [UInt8]...) -> FeedOutcome {
    var writer = MoldWriter(into: place.bytes, session: session, sequence: sequence)
    for message in messages {
      let buffer = ByteBuffer(count: message.count)
      for (i, byte) in message.enumerated() { buffer.bytes[i] = byte }
      precondition(writer.append(encoded: buffer.bytes.view))
    }
    sequence &+= UInt64(messages.count)
    return reader.take(packet: place.bytes.view.slice(0, count: writer.finish()))
  }

  mutating func heartbeat() -> FeedOutcome { send() }

  mutating func end() -> FeedOutcome {
    let length = MoldWriter.end(into: place.bytes, session: session, sequence: sequence)
    return reader.take(packet: place.bytes.view.slice(0, count: length))
  }

  /// Both sides' lots at a price of market 0.
  func lots(_ price: Int64) -> UInt64 {
    reader.book.lots(market: 0, side: .buy, price: price)
      + reader.book.lots(market: 0, side: .sell, price: price)
  }

  func add(
    slot: UInt32, generation: UInt32 = 1, side: UInt8 = 0, price: Int64, lots: UInt64,
    market: UInt32 = 0
  ) -> [UInt8] {
    bytes(
      OrderAdded(
        logIndex: logIndex, market: market, side: side,
        order: OrderID(slot: slot, generation: generation).value, price: price, quantity: lots))
  }

  func execute(slot: UInt32, lots: UInt64) -> [UInt8] {
    bytes(
      OrderExecuted(
        logIndex: logIndex, market: 0, order: OrderID(slot: slot, generation: 1).value,
        quantity: lots))
  }

  func reduce(slot: UInt32, to lots: UInt64) -> [UInt8] {
    bytes(
      OrderReduced(
        logIndex: logIndex, market: 0, order: OrderID(slot: slot, generation: 1).value,
        quantity: lots))
  }

  func delete(slot: UInt32, generation: UInt32 = 1, market: UInt32 = 0) -> [UInt8] {
    bytes(
      OrderDeleted(
        logIndex: logIndex, market: market,
        order: OrderID(slot: slot, generation: generation).value))
  }

  func list(market: UInt32, _ band: ClosedRange<Int64>) -> [UInt8] {
    bytes(
      MarketListed(
        logIndex: logIndex, market: market, priceMin: band.lowerBound,
        priceMax: band.upperBound))
  }
}
