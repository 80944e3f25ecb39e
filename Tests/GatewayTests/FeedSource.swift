// SPDX-License-Identifier: Apache-2.0

import Memory
import OrderFlow
import Quantities
import Testing
import Venue
import WireFormat

@testable import Gateway

/// A packet of the feed.
struct Packet {
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
final class FeedSource {
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
        nonceWindow: 64, fillsPerCommandMax: 1_024,
        timersPerCommandMax: 4, batchCommandsMax: 64, batchSpanMax: 100_000_000,
        tickSpanMax: 1_000_000, validitySpanMax: 60_000_000_000, positionLotsMax: 1 << 62,
        specialOrdersMax: 1, conditionalOrdersMax: 1, cancelsPerRecordMax: 16, bustsMax: 1,
        approvalsMin: 1, proposalsMax: 1,
        proposalSpan: 1_000_000_000),
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

  /// A reader of the feed with this venue's limits.
  func reader(_ options: FeedOptions = .plain) -> FeedReader {
    FeedReader(
      book: FeedBook(marketsMax: Int(Self.markets), ordersMax: Self.ordersMax, levelsMax: 4_096),
      options: options)
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

  /// Halts a market, which the shadow books know nothing of.
  func halt(_ market: UInt32) {
    let codes = command(0) {
      $0.append(SetMarketState(market: market, state: MarketState.halted.wire))
    }
    #expect(codes == [0])
  }

  /// Orders collect in a market and cross, some of them icebergs; then they trade at one price.
  func auction(_ market: UInt32) {
    func state(_ state: MarketState) {
      #expect(command(0) { $0.append(SetMarketState(market: market, state: state.wire)) } == [0])
    }
    state(.preOpen)
    let centre: Int64 = 10_000
    for account in 1...Self.accounts {
      for side in [Side.buy, .sell] {
        let away = Int64(account) * 3 * (side == .buy ? 1 : -1)
        let codes = command(account) {
          $0.append(
            NewOrder(
              market: market, side: side.wire, price: centre + away, quantity: 5,
              clientOrder: 1 << 50 | UInt64(side.wire)))
        }
        #expect(codes == [0])
      }
    }
    // Time for a checksum, and an indication with it.
    now += 1_000_000
    #expect(command(1) { $0.append(Noop()) } == [0])
    state(.open)
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

  // MARK: What egress does with the feed

  /// The bytes of a packet of `messages` from number `sequence`, as many as fit.
  private func packet(_ sequence: UInt64, _ bytesMax: Int, _ messages: ArraySlice<[UInt8]>)
    -> Packet
  {
    let buffer = ByteBuffer(count: bytesMax)
    var writer = MoldWriter(
      into: buffer.bytes, session: MoldSession("MATCHLOCK")!, sequence: sequence,
      bytesMax: bytesMax)
    for bytes in messages {
      let message = ByteBuffer(count: bytes.count)
      for (i, byte) in bytes.enumerated() { message.bytes[i] = byte }
      if !writer.append(encoded: message.bytes.view) { break }
    }
    let length = writer.finish()
    return Packet(
      sequence: sequence, count: UInt64(writer.count),
      bytes: (0..<length).map { buffer.bytes[$0] })
  }

  /// The answer to a request, with the last `retained` messages kept.
  func answer(_ request: MoldHeader, retained: Int = .max) -> Packet {
    let first = UInt64(max(0, messages.count - retained) + 1)
    if request.sequence < first { return packet(first, 20, []) }
    if request.sequence >= sequenceNext { return packet(sequenceNext, 20, []) }
    let from = Int(request.sequence) - 1
    let to = min(messages.count, from + Int(request.count))
    return packet(request.sequence, MoldRequest.bytesMax, messages[from..<to])
  }

  /// The next page of a walk, as of now, in its packet.
  func page(_ cursor: inout SnapshotCursor) -> [UInt8] {
    let page = ByteBuffer(count: Venue.snapshotPageBytesMax)
    let length = venue.snapshotPage(&cursor, into: page.bytes)
    SnapshotPage.store(feedSequence: sequenceNext, in: page.bytes)
    let buffer = ByteBuffer(count: Frame.bytesMax)
    var writer = MoldWriter(into: buffer.bytes, session: MoldSession("SNAPSHOT")!, sequence: 1)
    precondition(writer.append(encoded: page.bytes.view.slice(0, count: length)))
    return (0..<writer.finish()).map { buffer.bytes[$0] }
  }

  /// The venue is started anew: its books stay, its feed begins again at 1.
  func restart() {
    messages = []
    packed = 0
  }

  /// Expects every queue of the venue's books, order by order, in the reader's book, and no more.
  func compareQueues(_ book: borrowing FeedBook, _ what: String) {
    struct Place: Hashable {
      var market: UInt32
      var side: Side
      var price: Int64
    }
    var queues: [Place: [FeedQueueEntry]] = [:]
    var cursor = SnapshotCursor()
    var count = 0
    while cursor.cycle == 1 {
      let bytes = page(&cursor)
      Packet(sequence: 0, count: 0, bytes: bytes).view {
        guard let page = try? SnapshotPage(packet: $0), !page.isOfMarkets else { return }
        for i in 0..<page.view.group.count {
          let entry = SnapshotOrdersOrders(block: page.view.group[i])
          let place = Place(market: entry.market, side: entry.sideValue!, price: entry.price)
          queues[place, default: []].append(
            FeedQueueEntry(order: entry.order, sequence: entry.sequence, lots: entry.quantity))
          count += 1
        }
      }
    }
    #expect(book.orderCount == count, "\(what)")
    for (place, queue) in queues {
      let own = book.queue(market: place.market, side: place.side, price: place.price)
      let expected = queue.sorted { $0.sequence < $1.sequence }
      if own != expected {
        Issue.record("\(what): \(place) is \(own), not \(expected)")
        return
      }
    }
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
