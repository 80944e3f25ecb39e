// SPDX-License-Identifier: Apache-2.0

import CStrategy
import Glibc
import Memory
import OrderFlow
import Quantities
import Testing
import Tiles
import WireFormat

@testable import Appliance
@testable import Gateway

extension ApplianceRuns {
  @Suite struct StrategyTests {
    typealias S = TestStrategy

    @Test(arguments: [false, true])
    func `an order is entered, replaced, filled and cancelled, each told once`(
      memory: Bool
    ) throws {
      let venue = try ServedVenue()
      let maker = try venue.strategy(memory: memory, receipts: true)
      let taker = try venue.strategy()
      let entered = try venue.ask(maker, S.new(7, price: 100, lots: 10), events: MLS_RESULT)
      #expect(entered.code == 0 && entered.order == 7 && entered.open == 10 && entered.tag == 1_007)
      #expect(Int(entered.request) == MLS_NEW && entered.number != 0 && entered.log_index != 0)
      let moved = try venue.ask(maker, S.replace(7, 8, price: 101, lots: 6), events: MLS_RESULT)
      #expect(moved.code == 0 && moved.order == 7 && moved.new_order == 8 && moved.open == 6)
      let sold = try venue.ask(
        taker, S.new(7, buy: false, price: 101, lots: 4, immediate: true), events: MLS_FILL)
      #expect(sold.order == 7 && sold.quantity == 4 && Int(sold.flags) & MLS_FLAG_MAKER == 0)
      try venue.pump("the maker's fill") {
        maker.take()
        return maker.count(MLS_FILL) == 1
      }
      let fill = maker.all(MLS_FILL)[0]
      #expect(fill.order == 8 && fill.price == 101 && fill.quantity == 4 && fill.open == 2)
      #expect(Int(fill.flags) & MLS_FLAG_MAKER != 0 && fill.number == sold.number)
      let closed = try venue.ask(maker, S.of(MLS_CANCEL, 8, tag: 5), events: MLS_CLOSED)
      #expect(closed.order == 8 && closed.quantity == 2 && closed.code == 0)
      let cancelled = maker.all(MLS_RESULT).last!
      #expect(cancelled.tag == 5 && cancelled.code == 0 && Int(cancelled.request) == MLS_CANCEL)
      try venue.pump("the receipts") {
        maker.take()
        return maker.count(MLS_RECEIPT) == 3
      }
      #expect(Set(maker.all(MLS_RECEIPT).map(\.tag)) == [1_007, 2_007, 5])
      let numbers = maker.events.map(\.sequence).filter { $0 != 0 }
      #expect(numbers == Array(1...UInt64(numbers.count)), "no event is left out, none twice")
      #expect(maker.events.last!.waiting == 0 && venue.port.orderCount == 0)
      try venue.stop()
      #expect(venue.port.counters.reportsForNobody == 0)
    }

    @Test func `a cancel waits for its order's answer, and requests of busy orders are refused`()
      throws
    {
      let venue = try ServedVenue()
      let strategy = try venue.strategy()
      // All in one packet: the cancel is there before the order has left.
      let closed = try venue.ask(
        strategy, S.new(1, price: 100), S.of(MLS_CANCEL, 1, tag: 9), S.of(MLS_CANCEL, 1, tag: 10),
        S.replace(1, 2, price: 101), S.new(1, price: 100), events: MLS_CLOSED)
      #expect(closed.order == 1 && closed.quantity == 10)
      #expect(
        strategy.all(MLS_RESULT).map { [Int($0.request), Int($0.tag), Int($0.code)] } == [
          [MLS_NEW, 1_001, 0], [MLS_CANCEL, 9, 0],
        ])
      #expect(
        strategy.all(MLS_REFUSED).map { Int($0.code) } == [
          MLS_ORDER_BUSY, MLS_ORDER_BUSY, MLS_ORDER_TAKEN,
        ])
      #expect(venue.port.orderCount == 0 && venue.port.counters.orderNumbers == 3)
      // And one that fills before its cancel can go is answered all the same.
      let other = try venue.strategy()
      try venue.ask(other, S.new(1, price: 200), events: MLS_RESULT)
      try venue.ask(
        strategy, S.new(5, buy: false, price: 200, immediate: true), S.of(MLS_CANCEL, 5, tag: 11),
        events: MLS_REFUSED)
      let answer = strategy.all(MLS_REFUSED).last!
      #expect(Int(answer.code) == MLS_ORDER_UNKNOWN && answer.tag == 11 && answer.waiting == 0)
      try venue.pump("the other's fill") {
        other.take()
        return other.count(MLS_FILL) == 1
      }
      #expect(venue.port.orderCount == 0, "what was filled is not open")
      try venue.stop()
    }

    @Test func `two strategies use the same numbers and cannot touch each other's orders`() throws {
      let venue = try ServedVenue()
      let (a, b) = (try venue.strategy(), try venue.strategy(memory: true))
      try venue.ask(a, S.new(1, price: 100), S.new(2, price: 99), events: MLS_RESULT, count: 2)
      try venue.ask(b, S.new(1, price: 98), events: MLS_RESULT)
      #expect((a.all(MLS_RESULT) + b.all(MLS_RESULT)).allSatisfy { $0.code == 0 })
      for kind in [MLS_CANCEL, MLS_REPLACE] {
        let refused = try venue.ask(b, S.of(kind, 2), events: MLS_REFUSED)
        #expect(Int(refused.code) == MLS_ORDER_UNKNOWN)
      }
      // The number that the other's order has on the wire is none that may be asked for.
      let forged = venue.port.strategies[0].wireNumber(2)
      let refused = try venue.ask(b, S.of(MLS_CANCEL, forged), events: MLS_REFUSED)
      #expect(Int(refused.code) == MLS_MALFORMED)
      try venue.ask(b, S.of(MLS_CANCEL_ALL, tag: 3), events: MLS_DONE)
      #expect(b.all(MLS_DONE)[0].tag == 3 && b.count(MLS_CLOSED) == 1)
      try venue.pump("the feed") { venue.resting == 2 }
      #expect(a.count(MLS_CLOSED) == 0 && venue.port.orderCount == 2)
      try venue.stop()
    }

    @Test(arguments: [false, true])
    func `when a strategy dies its orders leave and others' stay`(memory: Bool) throws {
      let venue = try ServedVenue()
      let (a, b) = (try venue.strategy(memory: memory), try venue.strategy())
      for n in 1...20 { try venue.ask(a, S.new(UInt64(n), price: 100), events: MLS_RESULT) }
      try venue.ask(b, S.new(1, price: 98), events: MLS_RESULT)
      // Orders on their way when it dies, sent and unsent, are not left behind either.
      a.send((21...60).prefix(16).map { S.new($0, price: 101) })
      wireOnce(venue)
      a.close()
      try venue.pump("its orders to leave") {
        venue.port.orderCount == 1 && venue.resting == 1 && venue.port.ending == 0
      }
      #expect(venue.gateway.feed.book.lots(market: 0, side: .buy, price: 98) == 10)
      #expect(venue.port.counters.closed == 1 && venue.port.counters.ordersOfTheDead >= 20)
      #expect(venue.lines.contains { $0.contains("have left") })
      // Its place is given again, and the next in it starts with nothing.
      let c = try venue.strategy()
      let refused = try venue.ask(c, S.of(MLS_CANCEL, 1), events: MLS_REFUSED)
      #expect(Int(refused.code) == MLS_ORDER_UNKNOWN)
      try venue.stop()
      try venue.pump("the last order") { venue.resting == 0 || venue.port.orderCount == 0 }
    }

    private func wireOnce(_ venue: ServedVenue) { _ = venue.port.poll() }

    @Test(arguments: [false, true])
    func `a strategy that gives no sign of life is ended, one that does is not`(
      memory: Bool
    ) throws {
      let venue = try ServedVenue { $0.heartbeatNanoseconds = 1_500_000_000 }
      let (quiet, living) = (try venue.strategy(memory: memory), try venue.strategy(memory: memory))
      quiet.send([S.new(1, price: 100)])
      living.send([S.new(1, price: 99)])
      let start = TestVenue.now
      try venue.pump("the end of the quiet one") {
        // A heartbeat in memory, or as a request; `take` beats for the one in memory.
        living.take()
        if !memory { living.send([S.of(MLS_HEARTBEAT)]) }
        return venue.port.counters.silent == 1 && venue.port.ending == 0
      }
      #expect(TestVenue.now - start > 1_400_000_000, "not before its time")
      #expect(venue.port.orderCount == 1 && venue.port.connected == 1)
      quiet.take()
      #expect(quiet.isEnded && Int(quiet.events.last!.kind) == MLS_ENDED)
      #expect(Int(quiet.events.last!.code) == MLS_SILENT)
      try venue.stop()
    }

    @Test func `bounds: orders, budget, strategies, each with its answer`() throws {
      let venue = try ServedVenue {
        $0.ordersMax = 30
        $0.strategiesMax = 2
        ($0.rate, $0.burst) = (1, 80)
        ($0.strategyRate, $0.strategyBurst) = (1, 40)
      }
      let (a, b) = (try venue.strategy(), try venue.strategy())
      #expect(a.connection.welcome.number == 30 && a.connection.welcome.budget == 40)
      let third = try TestStrategy(venue.socketPath, memory: false, receipts: false)
      try venue.pump("the refusal") {
        third.take()
        return third.isEnded
      }
      #expect(third.events.map { Int($0.code) } == [MLS_STRATEGIES_FULL])
      #expect(venue.port.counters.turnedAway == 1)

      for n in 1...30 { try venue.ask(a, S.new(UInt64(n), price: 100), events: MLS_RESULT) }
      let full = try venue.ask(a, S.new(31, price: 100), events: MLS_REFUSED)
      #expect(Int(full.code) == MLS_ORDERS_FULL && (10...11).contains(full.budget))
      for n in 1...10 {
        try venue.ask(a, S.replace(UInt64(n), 0, price: 101), events: MLS_RESULT)
      }
      let late = try venue.ask(a, S.replace(11, 0, price: 101), events: MLS_REFUSED)
      #expect(Int(late.code) == MLS_THROTTLED && late.budget == 0)
      // The other has a share of its own, up to what the session keeps for cancels: 80 - 40 - 20.
      var taken = 0
      for n in 1...25 {
        b.send([S.new(UInt64(n), price: 90)])
        try venue.pump("an answer") {
          b.take()
          return b.count(MLS_RESULT) + b.count(MLS_REFUSED) == n
        }
        taken = b.count(MLS_RESULT)
      }
      #expect((17...23).contains(taken), "\(taken)")
      #expect(b.all(MLS_REFUSED).allSatisfy { Int($0.code) == MLS_THROTTLED })
      // Cancels have what was kept: twenty go at once.
      let start = TestVenue.now
      for n in 1...15 { try venue.ask(b, S.of(MLS_CANCEL, UInt64(n)), events: MLS_CLOSED) }
      #expect(TestVenue.now - start < 10_000_000_000 && b.count(MLS_CLOSED) == 15)
      #expect(venue.port.counters.throttled > 1 && venue.port.counters.ordersFull == 1)
      // At one a second the rest would take a minute: the venue is left as it is.
      _ = try venue.appliance.stop()
    }

    @Test func `cancels go out before orders that wait longer`() throws {
      let venue = try ServedVenue { $0.inFlightMax = 1 }
      let (a, b) = (try venue.strategy(), try venue.strategy())
      try venue.ask(b, S.new(1, price: 100), events: MLS_RESULT)
      a.send((1...16).map { S.new($0, price: 90) })
      b.send([S.of(MLS_CANCEL, 1)])
      try venue.pump("all answers") {
        a.take()
        b.take()
        return a.count(MLS_RESULT) == 16 && b.count(MLS_CLOSED) == 1
      }
      let cancelled = b.all(MLS_CLOSED)[0].log_index
      let later = a.all(MLS_RESULT).filter { $0.log_index > cancelled }.count
      #expect(later >= 14, "\(later) of sixteen orders were behind the cancel")
      try venue.stop()
    }

    @Test(arguments: [false, true])
    func `one that does not take its events is ended, and holds up nobody`(memory: Bool) throws {
      let venue = try ServedVenue {
        $0.eventsMax = 64
        $0.ordersMax = 16
      }
      let (slow, other) = (try venue.strategy(memory: memory), try venue.strategy())
      slow.send([S.new(1, price: 100)])
      try venue.pump("its order") { venue.resting == 1 }
      // Every request is answered, and no answer is read.
      try venue.pump("its end") {
        for _ in 0..<16 where venue.port.counters.slow == 0 {
          var request = S.of(MLS_CANCEL, 4_711)
          if memory {
            _ = mls_put(slow.connection.lanes, &request)
          } else {
            withUnsafeBytes(of: &request) { slow.sendBytes($0) }
          }
        }
        return venue.port.counters.slow == 1 && venue.port.ending == 0
      }
      #expect(venue.port.orderCount == 0)
      let result = try venue.ask(other, S.new(1, price: 99), events: MLS_RESULT)
      #expect(result.code == 0)
      try venue.stop()
    }

    // MARK: Losses

    @Test func `a session that was lost comes back with nothing of before open`() throws {
      let venue = try ServedVenue { $0.sessionHeartbeatMilliseconds = 200 }
      let strategy = try venue.strategy()
      for n in 1...5 { try venue.ask(strategy, S.new(UInt64(n), price: 100), events: MLS_RESULT) }
      venue.wire.losesToVenue = { _ in true }
      venue.wire.losesToGateway = { _ in true }
      // On its way when the cable is cut: its outcome is learnt in the next session.
      try venue.ask(strategy, S.new(6, price: 101), events: MLS_SESSION_DOWN)
      let refused = try venue.ask(strategy, S.new(7, price: 100), events: MLS_REFUSED)
      #expect(Int(refused.code) == MLS_SESSION_IS_DOWN)
      (venue.wire.losesToVenue, venue.wire.losesToGateway) = ({ _ in false }, { _ in false })
      try venue.pump("the session again") {
        strategy.take()
        return strategy.count(MLS_SESSION_UP) == 1
      }
      #expect(venue.port.orderCount == 0)
      #expect(Set(strategy.all(MLS_CLOSED).map(\.order)).isSuperset(of: 1...5))
      let up = strategy.events.lastIndex { Int($0.kind) == MLS_SESSION_UP }!
      #expect(strategy.events[up...].allSatisfy { Int($0.kind) != MLS_CLOSED })
      let again = try venue.ask(strategy, S.new(8, price: 100), events: MLS_RESULT)
      #expect(again.code == 0)
      try venue.ask(strategy, S.of(MLS_CANCEL_ALL), events: MLS_DONE)
      #expect(venue.port.counters.sessionsLost == 1)
      // What the cut cable hid of the feed is lost; the venue's own count is what is asked.
      let session = venue.gateway.sessions[venue.port.session]
      #expect(session.state == .up)
      try venue.stop()
    }

    @Test(arguments: [true, false])
    func `an order of which nobody knows is cancelled, whether it is there or not`(
      isThere: Bool
    ) throws {
      let venue = try ServedVenue { $0.sessionHeartbeatMilliseconds = 10_000 }
      venue.gateway.resendNanoseconds = 3_000_000
      venue.gateway.resendsMax = 3
      let strategy = try venue.strategy()
      // A first order makes the venue's reports known to be missed, not out of sequence.
      try venue.ask(strategy, S.new(1, price: 99), events: MLS_RESULT)
      if isThere {
        venue.wire.losesToGateway = { $0 == .reportFrame }
      } else {
        venue.wire.losesToVenue = { $0 == .commandFrame }
      }
      let refused = try venue.ask(strategy, S.new(2, price: 100), events: MLS_REFUSED)
      #expect(
        Int(refused.code) == MLS_OUTCOME_UNKNOWN && refused.order == 2 && refused.tag == 1_002)
      #expect(venue.port.orderCount == 2, "it is not forgotten")
      (venue.wire.losesToVenue, venue.wire.losesToGateway) = ({ _ in false }, { _ in false })
      try venue.pump("the order to be gone") {
        strategy.take()
        return venue.port.orderCount == 1 && strategy.count(MLS_CLOSED) >= 1
      }
      try venue.pump("the feed") {
        venue.gateway.feed.book.lots(market: 0, side: .buy, price: 100) == 0
      }
      let code = Int(strategy.all(MLS_CLOSED)[0].code)
      #expect(isThere ? [0, MLS_CLOSED_UNSEEN].contains(code) : code == MLS_CLOSED_UNSEEN)
      #expect(venue.port.counters.outcomesUnknown >= 1)
      try venue.stop()
    }

    // MARK: The gateway's own end

    @Test func `a gateway that falls silent has its orders cancelled by the venue`() throws {
      let venue = try ServedVenue { $0.sessionHeartbeatMilliseconds = 200 }
      let strategy = try venue.strategy()
      for n in 1...5 { try venue.ask(strategy, S.new(UInt64(n), price: 100), events: MLS_RESULT) }
      try venue.pump("the feed") { venue.resting == 5 }
      // Nothing that it sends arrives any more: the cancels are not its own.
      venue.wire.losesToVenue = { _ in true }
      try venue.pump("its orders to leave") { venue.resting == 0 }
      _ = try venue.appliance.stop()
    }

    @Test func `a gateway that no longer says what is wanted is met by the dead-man switch`() throws
    {
      let venue = try ServedVenue {
        // Far from the session's own silence, and from what a busy machine keeps a thread waiting.
        $0.sessionHeartbeatMilliseconds = 2_000
        $0.deadManNanoseconds = 2_500_000_000
      }
      let strategy = try venue.strategy()
      for n in 1...5 { try venue.ask(strategy, S.new(UInt64(n), price: 100), events: MLS_RESULT) }
      try venue.pump(milliseconds: 4_000)
      #expect(strategy.count(MLS_CLOSED) == 0 && venue.resting == 5, "it is told again in time")
      // Heartbeats pass: the session lives, and no command arrives.
      venue.wire.losesToVenue = { $0 == .commandFrame }
      try venue.pump("the orders to be closed") {
        strategy.take()
        return strategy.count(MLS_CLOSED) == 5
      }
      #expect(strategy.all(MLS_CLOSED).allSatisfy { $0.code == CloseReason.deadMan.rawValue })
      #expect(venue.port.orderCount == 0 && strategy.count(MLS_SESSION_DOWN) == 0)
      venue.wire.losesToVenue = { _ in false }
      try venue.stop()
    }

    @Test func `a gateway that is started again finds nothing that it does not know`() throws {
      let venue = try ServedVenue { $0.sessionHeartbeatMilliseconds = 10_000 }
      let strategy = try venue.strategy()
      for n in 1...5 { try venue.ask(strategy, S.new(UInt64(n), price: 100), events: MLS_RESULT) }
      // The first is never polled again, and its session is up when the next begins.
      let next = try venue.restarted()
      let start = TestVenue.now
      while !next.isServing || venue.resting > 0 {
        venue.wire.carry()
        _ = next.poll()
        if TestVenue.now - start > 30_000_000_000 { throw TestVenue.TimedOut() }
      }
      #expect(venue.gateway.sessions[next.session].state == .up && next.orderCount == 0)
      _ = try venue.appliance.stop()
    }

    @Test func `a venue that is busy is said to be, and takes everything in the end`() throws {
      let venue = try ServedVenue({ _ in }) { settings in
        (settings.admission.sessionRate, settings.admission.sessionBurst) = (50, 8)
      }
      let strategy = try venue.strategy()
      strategy.send((1...16).map { S.new($0, price: 100) })
      try venue.pump("all answers") {
        strategy.take()
        return strategy.count(MLS_RESULT) == 16
      }
      #expect(strategy.all(MLS_RESULT).allSatisfy { $0.code == 0 } && venue.resting == 16)
      let busy = strategy.all(MLS_BUSY)
      #expect(!busy.isEmpty && busy.allSatisfy { Int($0.request) == MLS_NEW && $0.tag > 1_000 })
      #expect(venue.port.counters.busy >= UInt64(busy.count) && strategy.events.last!.waiting == 0)
      try venue.stop()
    }

    @Test func `what a busy venue never took is refused for good and leaves nothing behind`() throws
    {
      let venue = try ServedVenue({ $0.validityNanoseconds = 300_000_000 }) { settings in
        (settings.admission.sessionRate, settings.admission.sessionBurst) = (1, 8)
      }
      let strategy = try venue.strategy()
      strategy.send((1...16).map { S.new($0, price: 100) })
      try venue.pump("all answers") {
        strategy.take()
        return strategy.count(MLS_RESULT) + strategy.count(MLS_REFUSED) == 16
      }
      let refused = strategy.all(MLS_REFUSED)
      let taken = strategy.all(MLS_RESULT).filter { $0.code == 0 }
      #expect(!refused.isEmpty && refused.allSatisfy { Int($0.code) == MLS_NOT_SEQUENCED })
      #expect(!taken.isEmpty && venue.port.orderCount == taken.count)
      try venue.pump("the feed") { venue.resting == taken.count }
      // At one datagram a second the rest would take long: the venue is left as it is.
      _ = try venue.appliance.stop()
    }

    @Test func `cancels that came too late, and were refused for it, are sent anew`() throws {
      let venue = try ServedVenue {
        $0.sessionHeartbeatMilliseconds = 10_000
        $0.validityNanoseconds = 1_000_000_000
      }
      let strategy = try venue.strategy()
      for n in 1...5 { try venue.ask(strategy, S.new(UInt64(n), price: 100), events: MLS_RESULT) }
      venue.wire.losesToVenue = { $0 == .commandFrame }
      strategy.close()
      try venue.pump(milliseconds: 1_500)
      #expect(venue.port.orderCount == 5)
      venue.wire.losesToVenue = { _ in false }
      try venue.pump("its orders to leave") { venue.port.ending == 0 && venue.resting == 0 }
      #expect(venue.port.counters.outcomesUnknown == 0, "each cancel had its answer: expired")
      try venue.stop()
    }

    @Test func `the cancels of a dead strategy outlive lost datagrams`() throws {
      let venue = try ServedVenue { $0.sessionHeartbeatMilliseconds = 10_000 }
      venue.gateway.resendNanoseconds = 3_000_000
      venue.gateway.resendsMax = 2
      let strategy = try venue.strategy(memory: true)
      for n in 1...10 { try venue.ask(strategy, S.new(UInt64(n), price: 100), events: MLS_RESULT) }
      venue.wire.losesToVenue = { $0 == .commandFrame }
      strategy.close()
      try venue.pump("cancels that nobody answers") { venue.port.counters.outcomesUnknown >= 10 }
      #expect(venue.port.orderCount == 10 && venue.port.ending == 1)
      venue.wire.losesToVenue = { _ in false }
      try venue.pump("its orders to leave") { venue.port.ending == 0 && venue.resting == 0 }
      try venue.stop()
    }
  }
}

// MARK: Market data

extension ApplianceRuns.StrategyTests {
  @Test(arguments: [false, true])
  func `a follower is told of every level's latest, and the book it builds is the feed's`(
    memory: Bool
  ) throws {
    let venue = try ServedVenue()
    let (maker, follower) = (try venue.strategy(), try venue.strategy(memory: memory))
    follower.send([S.follow(0, depth: 5)])
    var random = SeededRandom(seed: 5)
    var levels: [String: (Int64, UInt64)] = [:]
    var number: UInt64 = 0
    for _ in 0..<60 {
      number += 1
      let isBuy = random.chance(0.5)
      let price = isBuy ? Int64(100 - random.index(8)) : Int64(101 + random.index(8))
      try venue.ask(
        maker, S.new(number, buy: isBuy, price: price, lots: UInt64(1 + random.index(5))),
        events: MLS_RESULT)
      if random.chance(0.4) {
        let gone = 1 + UInt64(random.index(Int(number)))
        maker.send([S.of(MLS_CANCEL, gone)])
      }
    }
    var prices = mls_prices()
    try venue.pump("the same book") {
      maker.take()
      follower.take()
      for e in follower.events {
        if Int(e.kind) == MLS_TOP {
          levels["0-0"] = (e.price, e.quantity)
          levels["1-0"] = (e.other_price, e.other_quantity)
        } else if Int(e.kind) == MLS_LEVEL {
          levels["\(e.side)-\(e.depth)"] = (e.price, e.quantity)
        }
      }
      follower.events = []
      let bids = venue.gateway.feed.book.top(market: 0, side: .buy, count: 5)
      let asks = venue.gateway.feed.book.top(market: 0, side: .sell, count: 5)
      for (side, best) in [bids, asks].enumerated() {
        for rank in 0..<5 {
          let told = levels["\(side)-\(rank)"] ?? (0, 0)
          let lots = rank < best.count ? best[rank].lots : 0
          if told.1 != lots || lots != 0 && told.0 != best[rank].priceTicks { return false }
        }
      }
      if memory {
        let isRead = mls_read_prices(
          follower.connection.prices, follower.connection.prices_bytes, 0, &prices)
        return isRead == 1 && prices.bid == bids[0].priceTicks
          && prices.bid_quantity == bids[0].lots
          && prices.ask == asks[0].priceTicks && prices.ask_quantity == asks[0].lots
      }
      return true
    }
    #expect(levels.count == 10 && levels.values.allSatisfy { $0.1 > 0 })
    // Nobody else is told, and nobody who has had enough.
    #expect(maker.count(MLS_TOP) == 0)
    follower.send([S.follow(0, depth: 0)])
    try venue.ask(maker, S.of(MLS_CANCEL_ALL), events: MLS_DONE)
    follower.take()
    #expect(follower.count(MLS_TOP) + follower.count(MLS_LEVEL) == 0)
    try venue.stop()
  }
}
