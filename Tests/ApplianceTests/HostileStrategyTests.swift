// SPDX-License-Identifier: Apache-2.0

import CStrategy
import Glibc
import Memory
import OrderFlow
import Quantities
import Testing
import WireFormat

@testable import Appliance
@testable import Gateway

/// Strategies that do anything at all. The gateway lives, counts, refuses, and others go on.
extension ApplianceRuns {
  @Suite struct HostileStrategyTests {
    typealias S = TestStrategy

    /// A request that may be anything, mostly nearly right.
    private static func anything(_ random: inout SeededRandom) -> mls_request {
      var request = mls_request()
      if random.chance(0.2) {
        withUnsafeMutableBytes(of: &request) { bytes in
          for i in 0..<bytes.count { bytes[i] = UInt8(truncatingIfNeeded: random.next()) }
        }
        if random.chance(0.7) { request.reserved = (0, 0, 0, 0, 0, 0) }
        return request
      }
      func number() -> UInt64 {
        random.chance(0.05)
          ? [0, 1 << 48, .max, 1 << 48 - 1][random.index(4)] : UInt64(1 + random.index(40))
      }
      // Cancels of everything are rare: while one is under way most else is refused.
      request.kind = UInt8(
        [MLS_NEW, MLS_NEW, MLS_CANCEL, MLS_REPLACE, MLS_FOLLOW][random.index(5)])
      if random.chance(0.02) { request.kind = UInt8(random.index(256)) }
      if random.chance(0.002) { request.kind = UInt8(MLS_CANCEL_ALL) }
      request.side = UInt8(random.chance(0.05) ? random.index(256) : random.index(2))
      request.time_in_force = UInt8(random.chance(0.05) ? random.index(256) : random.index(2))
      request.depth = UInt8(random.chance(0.1) ? random.index(256) : random.index(9))
      request.market = random.chance(0.1) ? UInt32(truncatingIfNeeded: random.next()) : 0
      request.order = number()
      request.new_order = random.chance(0.5) ? 0 : number()
      request.price =
        random.chance(0.05) ? Int64(bitPattern: random.next()) : Int64(40 + random.index(20))
      request.quantity = random.chance(0.05) ? random.next() : UInt64(random.index(5))
      request.tag = random.next()
      return request
    }

    @Test(arguments: [false, true])
    func `100,000 random records leave the gateway sound and others' orders alone`(
      memory: Bool
    ) throws {
      let venue = try ServedVenue {
        // As fast as it can, so that the venue's answers mix with what is asked.
        ($0.rate, $0.burst) = (1_000_000, 1_000_000)
        ($0.strategyRate, $0.strategyBurst) = (50, 100)
        $0.ordersMax = 24
      }
      let seed = UInt64(memory ? 11 : 12)
      var random = SeededRandom(seed: seed)
      let good = try venue.strategy()
      try venue.ask(good, S.new(1, price: 5), events: MLS_RESULT)
      let bad = try venue.strategy(memory: memory)
      var sent: UInt64 = 0
      let before = venue.port.counters.requests
      while sent < 100_000 {
        for _ in 0..<16 { bad.send([Self.anything(&random)]) }
        sent += 16
        try venue.pump("the requests") { venue.port.counters.requests == before + sent }
        bad.take()
        good.take()
        bad.events.removeAll(keepingCapacity: true)
      }
      let counters = venue.port.counters
      #expect(
        counters.malformed > 10_000 && counters.throttled > 300, "seed \(seed): \(counters)")
      #expect(counters.orderNumbers > 1_000 && counters.slow == 0 && counters.broken == 0)
      #expect(!bad.isEnded && !good.isEnded && good.count(MLS_CLOSED) == 0)
      for strategy in venue.port.strategies { strategy.orders.check() }
      bad.close()
      try venue.pump("its orders to leave") { venue.port.orderCount == 1 && venue.port.ending == 0 }
      try venue.pump("the feed") { venue.resting == 1 }
      #expect(venue.gateway.feed.book.lots(market: 0, side: .buy, price: 5) == 10)
      try venue.stop()
    }

    @Test
    func `packets of any length: whole requests are taken, anything else ends the connection`()
      throws
    {
      let venue = try ServedVenue { $0.strategiesMax = 2 }
      let good = try venue.strategy()
      try venue.ask(good, S.new(1, price: 5), events: MLS_RESULT)
      var random = SeededRandom(seed: 3)
      let bytes = [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
        for i in 0..<4_096 { buffer[i] = UInt8(truncatingIfNeeded: random.next()) }
        count = 4_096
      }
      for length in [1, 63, 64, 65, 128, 1_000, 1_024, 1_025, 1_088, 4_096] {
        let bad = try venue.strategy()
        let (broken, requests) = (venue.port.counters.broken, venue.port.counters.requests)
        bytes.withUnsafeBytes { bad.sendBytes(UnsafeRawBufferPointer(rebasing: $0[..<length])) }
        if length % 64 == 0 && length <= 1_024 {
          try venue.pump("the requests") {
            venue.port.counters.requests == requests + UInt64(length / 64)
          }
        } else {
          try venue.pump("the end") {
            bad.take()
            return bad.isEnded && venue.port.counters.broken == broken + 1
          }
          #expect(Int(bad.events.last?.code ?? 0) == MLS_BROKEN)
        }
        bad.close()
        try venue.pump("its place") { venue.port.connected == 1 && venue.port.ending == 0 }
      }
      #expect(venue.port.orderCount == 1 && good.count(MLS_CLOSED) == 0)
      try venue.stop()
    }

    @Test func `no hello, a wrong one, a late one, a second one`() throws {
      let venue = try ServedVenue()
      var wrong = [
        S.of(MLS_HELLO), S.of(MLS_NEW, 1), S.of(MLS_HELLO, UInt64(MLS_VERSION) + 1),
        S.of(MLS_HELLO, UInt64(MLS_VERSION), tag: 4),
      ]
      var reserved = S.of(MLS_HELLO, UInt64(MLS_VERSION))
      reserved.reserved.1 = 1
      wrong.append(reserved)
      for (n, request) in wrong.enumerated() {
        let stranger = try Self.stranger(venue.socketPath)
        stranger.send([request])
        try venue.pump("the end of \(n)") {
          stranger.take()
          return stranger.isEnded
        }
        #expect(stranger.events.map { Int($0.code) } == [MLS_NO_HELLO])
        #expect(venue.port.counters.notGreeted == UInt64(n + 1))
      }
      let late = try Self.stranger(venue.socketPath)
      try venue.pump("the end of one that says nothing") {
        late.take()
        return late.isEnded
      }
      #expect(venue.port.counters.notGreeted == UInt64(wrong.count + 1))
      let twice = try venue.strategy()
      let refused = try venue.ask(twice, S.of(MLS_HELLO, 1), events: MLS_REFUSED)
      #expect(Int(refused.code) == MLS_MALFORMED)
      try venue.stop()
    }

    /// One that has connected and said nothing.
    private static func stranger(_ path: String) throws -> TestStrategy {
      let stranger = TestStrategy()
      stranger.connection.socket = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      let result = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(stranger.connection.socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      #expect(result == 0)
      return stranger
    }

    @Test func `cursors that go back or too far end the connection and nothing else`() throws {
      let venue = try ServedVenue()
      let good = try venue.strategy(memory: true)
      try venue.ask(good, S.new(1, price: 5), events: MLS_RESULT)
      // Both cursors stand at small numbers: what each is set to cannot be.
      let mad: [(Int, UInt64)] = [
        (MLS_REQUESTS_PUBLISHED, 2 + 1_025), (MLS_REQUESTS_PUBLISHED, 0),
        (MLS_REQUESTS_PUBLISHED, .max), (MLS_REQUESTS_PUBLISHED, 1 << 63),
        (MLS_EVENTS_RELEASED, 1_000), (MLS_EVENTS_RELEASED, .max), (MLS_EVENTS_RELEASED, 1 << 63),
      ]
      for (n, (offset, value)) in mad.enumerated() {
        let bad = try venue.strategy(memory: true)
        try venue.ask(bad, S.new(1, price: 50), S.new(2, price: 51), events: MLS_RESULT, count: 2)
        mls_store(bad.connection.lanes, Int(offset), value)
        try venue.pump("the end of \(n)") {
          venue.port.counters.broken == UInt64(n + 1) && venue.port.ending == 0
        }
        #expect(venue.port.orderCount == 1 && venue.port.connected == 1, "\(n)")
      }
      // What the gateway writes is not read back: a strategy that writes over it hurts itself alone.
      let forger = try venue.strategy(memory: true)
      for offset in [0, MLS_REQUESTS_RELEASED, MLS_EVENTS_PUBLISHED] {
        mls_store(forger.connection.lanes, Int(offset), .max)
      }
      try venue.pump(milliseconds: 50)
      #expect(venue.port.counters.broken == UInt64(mad.count) && venue.port.connected == 2)
      forger.close()
      #expect(good.count(MLS_CLOSED) == 0)
      try venue.stop()
    }

    @Test func `memory of any content in any order of cursors never traps the gateway`() throws {
      let venue = try ServedVenue { $0.heartbeatNanoseconds = 0 }
      let good = try venue.strategy()
      try venue.ask(good, S.new(1, price: 5), events: MLS_RESULT)
      var random = SeededRandom(seed: 8)
      for _ in 0..<40 {
        let bad = try venue.strategy(memory: true)
        for _ in 0..<50 where !bad.isEnded {
          for _ in 0..<random.index(200) {
            let offset = random.index(Int(MLS_LANES_BYTES) / 8) * 8
            mls_store(bad.connection.lanes, offset, random.next())
          }
          // Mostly cursors that can be, so that what lies there is taken for requests.
          let offset = [MLS_REQUESTS_PUBLISHED, MLS_EVENTS_RELEASED][random.index(2)]
          let now = mls_load(bad.connection.lanes, Int(offset))
          mls_store(
            bad.connection.lanes, Int(offset),
            random.chance(0.05) ? random.next() : now &+ UInt64(random.index(4)))
          try venue.pump(milliseconds: 0)
          bad.isEnded = bad.isReadable
        }
        bad.close()
        try venue.pump("its place") { venue.port.connected == 1 && venue.port.ending == 0 }
      }
      #expect(venue.port.counters.broken > 5 && venue.port.counters.malformed > 100)
      #expect(venue.port.orderCount == 1 && good.count(MLS_CLOSED) == 0)
      try venue.stop()
    }

    @Test func `shared memory cannot be cut off, and prices cannot be written`() throws {
      let venue = try ServedVenue()
      let strategy = TestStrategy()
      #expect(mls_send_hello(&strategy.connection, venue.socketPath, UInt64(MLS_HELLO_MEMORY)) == 0)
      try venue.pump("the welcome") { strategy.isReadable }
      #expect(mls_take_welcome(&strategy.connection, UInt64(MLS_HELLO_MEMORY)) == 0)
      // The descriptors are closed by now: the same objects, of the port.
      let descriptors = [
        venue.port.strategies[0].lanes!.descriptor, venue.port.books.prices.descriptor,
      ]
      for descriptor in descriptors {
        #expect(ftruncate(descriptor, 0) == -1 && errno == EPERM)
        #expect(ftruncate(descriptor, 1 << 24) == -1 && errno == EPERM)
      }
      let map = mmap(nil, 4_096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptors[1], 0)
      #expect(map == MAP_FAILED && errno == EPERM)
      var byte: UInt8 = 1
      #expect(pwrite(descriptors[1], &byte, 1, 0) == -1)
      try venue.stop()
    }
  }
}
