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
    var book = source.book()
    for round in 0..<12 {
      try source.play(400)
      for packet in source.packets() {
        let outcome = packet.view { book.take(packet: $0) }
        #expect(outcome == (packet.isHeartbeat ? .heartbeat : .applied))
      }
      source.compare(book, "seed \(seed), round \(round)")
      #expect(book.levelCount > 100 && book.messages == source.count)
    }
    #expect(source.kinds == [70, 71, 72, 73, 74], "every message of the feed was seen")
    let isStale = book.isStale
    #expect(!isStale && book.unknownOrders == 0 && book.malformed == 0 && book.refused == 0)
    #expect(book.logIndexLast == source.logIndexLast)
    let market = book.market(2)
    #expect(market?.priceMin == 9_488 && market?.priceMax == 10_512 && market?.name == "M2")
    let none = book.market(FeedSource.markets)
    #expect(none == nil)
  }

  @Test func `two lines in any interleaving are one feed`() throws {
    let source = try FeedSource(seed: 4)
    var book = source.book()
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
      if at > book.sequenceNext {
        if takesA { a -= 1 } else { b -= 1 }
        continue
      }
      _ = packet.view { book.take(packet: $0) }
    }
    source.compare(book, "two lines")
    let isStale = book.isStale
    #expect(!isStale && book.messages == source.count && book.duplicates == source.count)
  }

  @Test func `a lost packet is a gap, and the book heals as its orders leave`() throws {
    let source = try FeedSource(seed: 5)
    var book = source.book()
    try source.play(4_000)
    let packets = Array(source.packets())
    let lost = packets.count / 2
    for (i, packet) in packets.enumerated() where i != lost {
      let outcome = packet.view { book.take(packet: $0) }
      if i < lost {
        #expect(outcome == .applied && !book.isStale)
      } else if i == lost + 1 {
        #expect(outcome == .gap)
      } else {
        #expect(outcome == .applied)
      }
    }
    #expect(book.isStale && book.gaps == 1)
    #expect(book.messagesLost == packets[lost].count && book.sequenceNext == source.sequenceNext)
    // The lost packet comes late: what was overtaken is not applied.
    let late = packets[lost].view { book.take(packet: $0) }
    #expect(late == .duplicate && book.duplicates == packets[lost].count)
    #expect(book.contradictions + book.unknownOrders > 0, "the gap shows in what came after it")
    checkTables(book)
    // An order's slot is used again, or it is deleted: either way nothing of the gap is left.
    try source.cancelEverything()
    for packet in source.packets() { _ = packet.view { book.take(packet: $0) } }
    checkTables(book)
    #expect(book.orderCount <= Int(packets[lost].count), "at most what was lost still rests")
  }

  @Test func `a gap is seen from a heartbeat and from the end of the session`() {
    for isEnd in [false, true] {
      var feed = HandFeed()
      feed.sequence = 4
      let outcome = isEnd ? feed.end() : feed.heartbeat()
      #expect(outcome == .gap)
      #expect(feed.book.gaps == 1 && feed.book.messagesLost == 3 && feed.book.isStale)
      #expect(feed.book.hasEnded == isEnd)
      let again = isEnd ? feed.end() : feed.heartbeat()
      #expect(again == .heartbeat && feed.book.gaps == 1)
    }
  }

  @Test func `a packet partly had before gives its new messages only`() {
    var feed = HandFeed()
    let first = feed.send(feed.add(slot: 1, price: 10, lots: 5))
    #expect(first == .applied)
    feed.sequence = 1
    let second = feed.send(
      feed.add(slot: 1, price: 10, lots: 5), feed.add(slot: 2, price: 10, lots: 7))
    #expect(second == .applied && feed.book.duplicates == 1 && feed.book.messages == 2)
    #expect(feed.lots(10) == 12 && !feed.book.isStale)
    feed.sequence = 1
    let third = feed.send(feed.add(slot: 1, price: 10, lots: 5))
    #expect(third == .duplicate && feed.lots(10) == 12 && !feed.book.isStale)
  }

  @Test func `a stream begun again under its old name is not taken for duplicates`() {
    var feed = HandFeed()
    _ = feed.send(feed.add(slot: 1, price: 10, lots: 5), feed.add(slot: 2, price: 10, lots: 5))
    feed.sequence = 1
    feed.logIndex += 10
    let outcome = feed.send(feed.add(slot: 3, price: 10, lots: 5))
    #expect(outcome == .duplicate && feed.book.isStale && feed.book.contradictions == 1)
  }

  @Test func `another stream is ignored`() {
    var feed = HandFeed()
    _ = feed.send(feed.add(slot: 1, price: 10, lots: 5))
    feed.session = MoldSession("OTHER")!
    let outcome = feed.send(feed.delete(slot: 1))
    #expect(outcome == .otherSession && feed.book.otherSessions == 1)
    #expect(feed.lots(10) == 5 && !feed.book.isStale && feed.book.sequenceNext == 2)
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
      #expect(outcome == .applied && feed.book.unknownOrders == UInt64(i + 1))
    }
    #expect(feed.book.isStale && feed.lots(10) == 5)
    _ = feed.send(feed.delete(slot: 1, generation: 3))
    #expect(feed.lots(10) == 0 && feed.book.orderCount == 0 && feed.book.levelCount == 0)
    // A replaced order is deleted and added again under the same number.
    _ = feed.send(feed.add(slot: 1, generation: 3, price: 11, lots: 4))
    #expect(feed.lots(11) == 4 && feed.book.contradictions == 0)
  }

  @Test func `what cannot follow is counted and touches its own order only`() {
    var feed = HandFeed()
    _ = feed.send(feed.add(slot: 1, price: 10, lots: 5), feed.add(slot: 2, price: 10, lots: 7))
    _ = feed.send(feed.reduce(slot: 1, to: 5), feed.reduce(slot: 1, to: .max))
    #expect(feed.book.contradictions == 2 && feed.lots(10) == 12)
    _ = feed.send(feed.execute(slot: 1, lots: .max))
    #expect(feed.book.contradictions == 3 && feed.lots(10) == 7 && feed.book.orderCount == 1)
    _ = feed.send(feed.add(slot: 2, generation: 2, price: 11, lots: 1))
    #expect(feed.book.contradictions == 4 && feed.lots(10) == 0 && feed.lots(11) == 1)
    _ = feed.send(feed.list(market: 0, 1...5), feed.list(market: 0, 2...6))
    let band = feed.book.market(0).map { $0.priceMin...$0.priceMax }
    #expect(feed.book.contradictions == 5 && band == 1...5)
    #expect(feed.book.isStale && feed.book.malformed == 0)
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
      #expect(outcome == .malformed && feed.book.malformed == UInt64(i + 1))
      #expect(feed.lots(20) == UInt64(i + 1) && feed.lots(10) == 0)
    }
    #expect(feed.book.isStale && feed.book.gaps == 0 && feed.book.unknownOrders == 0)
    var short = HandFeed()
    let outcome = short.book.take(packet: ByteBuffer(count: 20).bytes.view.slice(0, count: 19))
    // A packet that is nobody's says nothing of the stream: the gap after it will.
    #expect(outcome == .malformed && short.book.malformed == 1 && !short.book.isStale)
  }

  @Test func `a full table refuses and keeps what it holds`() {
    var feed = HandFeed(marketsMax: 1, ordersMax: 4, levelsMax: 2)
    _ = feed.send(feed.add(slot: 1, price: 10, lots: 1), feed.add(slot: 2, price: 11, lots: 1))
    _ = feed.send(feed.add(slot: 3, price: 12, lots: 1))
    #expect(feed.book.refused == 1 && feed.lots(12) == 0 && feed.book.isStale)
    // The venue's highest slot is ordersMax + 1.
    _ = feed.send(feed.add(slot: 5, price: 11, lots: 2), feed.add(slot: 6, price: 11, lots: 4))
    #expect(feed.book.refused == 2 && feed.lots(11) == 3)
    _ = feed.send(feed.add(slot: 3, price: 10, lots: 1, market: 1), feed.list(market: 1, 1...2))
    #expect(feed.book.refused == 4 && feed.lots(10) == 1)
    _ = feed.send(feed.delete(slot: 1), feed.add(slot: 3, price: 12, lots: 9))
    #expect(feed.lots(12) == 9 && feed.lots(10) == 0 && feed.book.levelCount == 2)
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
        feed.book.lots(market: 0, side: .buy, price: 10),
        feed.book.lots(market: 0, side: .sell, price: 10),
        feed.book.lots(market: 1, side: .buy, price: 10),
        feed.book.lots(market: 1, side: .buy, price: 11),
      ]
      #expect(lots == [1, 2, 4, 8])
      _ = feed.send(feed.delete(slot: 2), feed.delete(slot: 3, market: 1))
      let left = feed.lots(10)
      #expect(left == 1 && feed.book.levelCount == 2 && feed.book.unknownOrders == 0)
      checkTables(feed.book)
    }
  }

  @Test func `the last number of a stream does no harm`() {
    var feed = HandFeed()
    feed.sequence = .max - 1
    let outcome = feed.send(feed.add(slot: 1, price: 10, lots: 1))
    #expect(outcome == .gap && feed.book.sequenceNext == .max && feed.lots(10) == 1)
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
    let golden = feed.book.goldenLevels(market: 0, depth: 3)
    #expect(
      golden.bids.map(\.priceTicks) == [.max, 9, 5] && golden.bids.allSatisfy { $0.lots == 1 })
    #expect(
      golden.asks.map(\.priceTicks) == [.min, -3, 0] && golden.asks.allSatisfy { $0.lots == 2 })
    let all = feed.book.top(market: 0, side: .buy, count: .max)
    #expect(all.map(\.priceTicks) == [.max, 9, 5, 0, -3, .min])
    let none = feed.book.top(market: .max, side: .buy, count: 4)
    let zero = feed.book.top(market: 0, side: .buy, count: 0)
    let other = feed.book.goldenLevels(market: 1, depth: 3)
    #expect(none.isEmpty && zero.isEmpty && other.bids.isEmpty && other.asks.isEmpty)
    #expect(feed.book.lots(market: .max, side: .sell, price: 5) == 0)
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
    var book = source.book()
    var outcomes: [FeedOutcome: Int] = [:]
    for n in 0..<100_000 {
      if n % 5_000 == 0 {
        if n > 0 { checkTables(book) }
        book = source.book()
      }
      let packet = packets[random.index(packets.count)]
      var length = packet.bytes.count
      for i in 0..<length { place.bytes[i] = packet.bytes[i] }
      // Mostly in sequence, so that what is inside is reached.
      if random.chance(0.9) { place.bytes.store(book.sequenceNext.byteSwapped, at: 10) }
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
      let outcome = book.take(packet: place.bytes.view.slice(0, count: length))
      outcomes[outcome, default: 0] += 1
    }
    checkTables(book)
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
      let same = model.isSame(feed.book)
      guard same else {
        Issue.record("seed \(seed): the model differs after message \(n)")
        return
      }
    }
    checkTables(feed.book)
    #expect(feed.book.refused > 100 && feed.book.contradictions > 100)
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
private func checkTables(_ book: borrowing FeedBook) {
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
  var book: FeedBook
  var session = MoldSession("MATCHLOCK")!
  var sequence: UInt64 = 1
  var logIndex: UInt64 = 7
  private let place = ByteBuffer(count: 1_500)

  init(marketsMax: Int = 2, ordersMax: Int = 64, levelsMax: Int = 64) {
    book = FeedBook(marketsMax: marketsMax, ordersMax: ordersMax, levelsMax: levelsMax)
  }

  mutating func send(_ messages: [UInt8]...) -> FeedOutcome {
    var writer = MoldWriter(into: place.bytes, session: session, sequence: sequence)
    for message in messages {
      let buffer = ByteBuffer(count: message.count)
      for (i, byte) in message.enumerated() { buffer.bytes[i] = byte }
      precondition(writer.append(encoded: buffer.bytes.view))
    }
    sequence &+= UInt64(messages.count)
    return book.take(packet: place.bytes.view.slice(0, count: writer.finish()))
  }

  mutating func heartbeat() -> FeedOutcome { send() }

  mutating func end() -> FeedOutcome {
    let length = MoldWriter.end(into: place.bytes, session: session, sequence: sequence)
    return book.take(packet: place.bytes.view.slice(0, count: length))
  }

  /// Both sides' lots at a price of market 0.
  func lots(_ price: Int64) -> UInt64 {
    book.lots(market: 0, side: .buy, price: price)
      + book.lots(market: 0, side: .sell, price: price)
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

/// A packet of the feed.
private struct Packet {
  let sequence: UInt64
  let count: UInt64
  let bytes: [UInt8]
  var isHeartbeat: Bool { count == 0 }

  func view<Result>(_ body: (ByteView) -> Result) -> Result {
    let buffer = ByteBuffer(count: bytes.count)
    for (i, byte) in bytes.enumerated() { buffer.bytes[i] = byte }
    return body(buffer.bytes.view)
  }
}

/// A real venue driven by a seeded flow, the feed it gives, and the shadow books beside it.
private final class FeedSource {
  static let markets: UInt32 = 4
  private static let ordersMax = 8_192
  private static let makers: UInt32 = 4
  private static let takers: UInt32 = 2
  private static let accounts = makers + takers

  private var venue: Venue
  private var events: VenueEvents
  private var flow: SeededFlow
  private var shadows: [ShadowBook]
  private let place = ByteBuffer(count: CommandDatagramWriter.bytesMax)
  private let record = ByteBuffer(count: LogRecordView.bytesMax)
  private var now: UInt64 = 1_000_000_000
  private var sessions: [UInt32]
  private var nonces: [UInt64]
  /// The feed's messages from number 1, as the venue gave them.
  private var messages: [[UInt8]] = []
  private var packed = 0

  var count: UInt64 { UInt64(messages.count) }
  var sequenceNext: UInt64 { count + 1 }
  /// The record that the last message came of.
  private(set) var logIndexLast: UInt64 = 0
  /// Template numbers seen.
  private(set) var kinds: Set<UInt16> = []

  init(seed: UInt64) throws {
    var options = SeededFlow.Options()
    options.seed = seed
    options.markets = Int(Self.markets)
    options.makers = Int(Self.makers)
    options.takers = Int(Self.takers)
    options.restingPerMarket = 200
    options.rangeTicks = 512
    options.addShare = 0.425
    options.modifyShare = 0.08
    options.defectShare = 0.02
    flow = SeededFlow(options)
    shadows = (0..<options.markets).map { _ in ShadowBook() }
    let genesis = try VenueGenesis(
      block: Genesis(
        ruleVersion: VenueGenesis.ruleVersion, network: 1, commandsPerDatagramMax: 2,
        venue: Bytes16(word0: 5),
        chain: Bytes32(word0: 6), venueKey: Bytes32(word0: 7), marketsMax: Self.markets,
        accountsMax: 16, keysMax: 16, sessionsMax: 16, sessionsPerAccountMax: 1,
        ordersMax: UInt32(Self.ordersMax), openOrdersPerAccountMax: UInt32(Self.ordersMax),
        ladderTicksMax: 65_536, nonceWindow: 64, fillsPerCommandMax: 1_024,
        timersPerCommandMax: 4, batchCommandsMax: 64, batchSpanMax: 100_000_000,
        tickSpanMax: 50_000_000, validitySpanMax: 60_000_000_000, positionLotsMax: 1 << 62,
        cancelsPerRecordMax: 16, bustsMax: 1,
        approvalsMin: 1, proposalsMax: 1, proposalSpan: 1_000_000_000),
      operators: [GenesisOperators(key: 0, publicKey: Bytes32(word0: 100))])
    venue = try Venue(genesis)
    events = VenueEvents(capacity: venue.eventsPerRecordMax)
    sessions = Array(repeating: 0, count: Int(Self.accounts) + 1)
    nonces = sessions.map(UInt64.init)
    let body = genesis.body
    for (i, byte) in body.enumerated() { place.bytes[i] = byte }
    log(.genesis, body: place.bytes.view.slice(0, count: body.count))
    logon(0)
    for market in 0..<Self.markets {
      command(0) {
        $0.append(
          ListMarket(
            market: market, priceMin: options.centreTicks - options.rangeTicks,
            priceMax: options.centreTicks + options.rangeTicks, quantityMax: 1_000_000,
            multiplier: 1, symbol: Bytes16(word0: 0x30_4D + UInt64(market) << 8)))
      }
    }
    for account in 1...Self.accounts {
      command(0) {
        $0.append(OpenAccount(account: account))
        $0.append(
          RegisterKey(
            key: account, account: account, scope: 1, group: .max, notAfter: .max,
            publicKey: Bytes32(word0: 100 + UInt64(account))))
      }
      logon(account)
    }
  }

  /// A feed book with this venue's limits.
  func book() -> FeedBook {
    FeedBook(marketsMax: Int(Self.markets), ordersMax: Self.ordersMax, levelsMax: 4_096)
  }

  /// Plays commands on the venue and on the shadow books, which agree on what is refused.
  func play(_ commands: Int) throws {
    for _ in 0..<commands {
      let planned = flow.next()
      let key =
        planned.account.role == .maker
        ? 1 + UInt32(planned.account.index) : 1 + Self.makers + UInt32(planned.account.index)
      let market = Int(planned.market)
      let before = shadows[market].order(planned.clientID)
      if planned.refusal == nil {
        var fills: [ShadowFill] = []
        try shadows[market].apply(planned, fills: &fills)
      }
      let codes = command(key) { Self.write(planned, before, &$0) }
      let isTaken = codes.allSatisfy { $0 == 0 }
      #expect(isTaken == (planned.refusal == nil), "\(planned) answered with \(codes)")
    }
  }

  /// Takes every resting order out, so that the feed deletes each.
  func cancelEverything() throws {
    for market in 0..<Int(Self.markets) {
      for side in [Side.buy, .sell] {
        for price in Array(shadows[market].prices(side)) {
          for id in shadows[market].queue(side, price) {
            // The owner is the one account that the venue takes the cancel from.
            let codes = (1...Self.accounts).map { key in
              command(key) { $0.append(CancelOrder(market: UInt32(market), clientOrder: id)) }
            }
            #expect(codes.count { $0 == [0] } == 1)
            try shadows[market].cancel(id)
          }
        }
      }
    }
  }

  private static func write(
    _ planned: PlannedCommand, _ before: ShadowBook.Order?, _ writer: inout CommandDatagramWriter
  ) {
    let market = planned.market
    switch planned.kind {
    case .newLimit, .newIOC:
      writer.append(
        NewOrder(
          market: market, side: planned.side.wire,
          timeInForce: planned.kind == .newIOC ? 1 : 0, price: planned.priceTicks,
          quantity: planned.lots, clientOrder: planned.clientID))
    case .cancel:
      writer.append(CancelOrder(market: market, clientOrder: planned.clientID))
    case .reduceTo:
      writer.append(
        ReplaceOrder(
          market: market, clientOrder: planned.clientID, price: before?.priceTicks ?? 0,
          quantity: planned.lots))
    case .replace:
      // The shadow book always sends it to the end of its queue; the venue does not when the price
      // stays and the size does not grow, so there it is spelled out.
      if let before, before.priceTicks == planned.priceTicks, planned.lots <= before.open {
        writer.append(CancelOrder(market: market, clientOrder: planned.clientID))
        writer.append(
          NewOrder(
            market: market, side: before.side.wire, price: planned.priceTicks,
            quantity: planned.lots, clientOrder: planned.newClientID))
      } else {
        writer.append(
          ReplaceOrder(
            market: market, clientOrder: planned.clientID, newClientOrder: planned.newClientID,
            price: planned.priceTicks, quantity: planned.lots))
      }
    }
  }

  /// The messages not packed yet, or all from number `from`, in packets of at most `bytesMax`; a
  /// heartbeat when there are none.
  func packets(bytesMax: Int = 400, from: Int? = nil) -> [Packet] {
    var next = (from ?? packed + 1) - 1
    var packets: [Packet] = []
    repeat {
      let buffer = ByteBuffer(count: bytesMax)
      var writer = MoldWriter(
        into: buffer.bytes, session: MoldSession("MATCHLOCK")!, sequence: UInt64(next + 1),
        bytesMax: bytesMax)
      let first = next
      while next < messages.count {
        let message = ByteBuffer(count: messages[next].count)
        for (i, byte) in messages[next].enumerated() { message.bytes[i] = byte }
        if !writer.append(encoded: message.bytes.view) { break }
        next += 1
      }
      let length = writer.finish()
      packets.append(
        Packet(
          sequence: UInt64(first + 1), count: UInt64(next - first),
          bytes: (0..<length).map { buffer.bytes[$0] }))
    } while next < messages.count
    packed = messages.count
    return packets
  }

  /// Compares every level and the number of orders with the shadow books, and the flow's own.
  func compare(_ book: borrowing FeedBook, _ what: String) {
    var orders = 0
    for market in 0..<Self.markets {
      let shadow = shadows[Int(market)]
      orders += shadow.count
      for side in [Side.buy, .sell] {
        let all = book.top(market: market, side: side, count: .max)
        #expect(all == shadow.top(side, .max), "\(what): market \(market), \(side)")
        for level in all {
          let lots = book.lots(market: market, side: side, price: level.priceTicks)
          #expect(lots == level.lots)
          let other = book.lots(market: market, side: side.opposite, price: level.priceTicks)
          #expect(other == 0)
        }
      }
      let golden = book.goldenLevels(market: market, depth: 5)
      #expect(golden.bids == flow.book(market).top(.buy, 5), "\(what): market \(market)")
      #expect(golden.asks == flow.book(market).top(.sell, 5), "\(what): market \(market)")
    }
    #expect(book.orderCount == orders, "\(what)")
  }

  // MARK: The log

  private func logon(_ key: UInt32) {
    nonces[Int(key)] += 1
    place.bytes.clear()
    LogonRequest(key: key, nonce: nonces[Int(key)], validUntil: now + 1_000_000_000).encode(
      message: place.bytes, at: Frame.signatureBytes)
    log(
      .logon,
      body: place.bytes.view.slice(0, count: Frame.signatureBytes + LogonRequest.messageBytes))
    precondition(sessions[Int(key)] != 0, "a logon in the test's set-up is taken")
  }

  /// One datagram of a key; the codes of its results.
  @discardableResult
  private func command(
    _ key: UInt32, _ fill: (inout CommandDatagramWriter) -> Void
  ) -> [UInt8] {
    nonces[Int(key)] += 1
    var writer = CommandDatagramWriter(
      into: place.bytes, session: sessions[Int(key)], sequence: 1,
      header: CommandHeader(
        key: key, nonce: nonces[Int(key)], validUntil: now + 1_000_000_000), commandsMax: 2)
    fill(&writer)
    let length = writer.finish()
    return log(
      .commands,
      body: place.bytes.view.slice(Frame.headBytes, count: length - Frame.headBytes),
      session: sessions[Int(key)], key: key)
  }

  @discardableResult
  private func log(
    _ kind: RecordKind, body: ByteView, session: UInt32 = 0, key: UInt32 = 0
  ) -> [UInt8] {
    now += 1_000
    let length = LogRecordView.write(
      into: record.bytes,
      record: LogRecord(
        logIndex: venue.indexNext, logTime: now, term: 1, session: session, keyChecks: .max,
        kind: kind.wire, digest: Bytes16(word0: nonces[Int(key)], word1: UInt64(key))),
      body: body)
    venue.apply(record.bytes.view.slice(0, count: length), into: &events)
    var codes: [UInt8] = []
    for i in 0..<events.count {
      let payload = events.payload(i)
      let head = MessageHeader.bytes
      switch events.event(i).kind {
      case .marketData:
        messages.append((0..<payload.count).map { payload[$0] })
        kinds.insert(MessageHeader(payload).templateID)
        logIndexLast = events.event(i).logIndex
      case .report where MessageHeader(payload).templateID == CommandResult.templateID:
        codes.append(CommandResult(block: payload, at: head).code)
      case .logonAnswered:
        let reply = LogonReply(block: payload, at: head)
        sessions[Int(reply.key)] = reply.session
      default: break
      }
    }
    events.removeAll()
    return codes
  }
}
