// SPDX-License-Identifier: Apache-2.0

import Matching
import Memory
import Telemetry
import Testing

@testable import Latency

/// `matchlock bench engine`, small, so that it never rots; the real size is run by hand.
@Suite struct EngineBenchTests {
  static let operations = 8_000

  static func flow(_ engineCase: EngineCase, seed: UInt64 = 1) throws -> EngineFlow {
    try FlowGenerator.make(engineCase, resting: 2_000, operations: operations, seed: seed)
  }

  @Test(arguments: EngineCase.allCases)
  func `the venue makes the fills that the books alone make`(engineCase: EngineCase) throws {
    let flow = try Self.flow(engineCase)
    var times = Histogram()
    let books = try BooksRound.run(flow, latencies: &times)
    #expect(times.count == UInt64(Self.operations / 4))
    #expect(books.refused == 0)
    #expect(books.fills.count > 500)
    let venue = try VenueRound.run(flow, latencies: &times)
    #expect(venue.refused == 0)
    #expect(venue.fills == books.fills)
  }

  @Test func `a flow follows from its seed, and is mixed as the page says`() throws {
    var digests: Set<UInt64> = []
    for seed in [1, 1, 2] as [UInt64] {
      let flow = try Self.flow(.thousand100k, seed: seed)
      var times = Histogram()
      digests.insert(try BooksRound.run(flow, latencies: &times).events.value)
    }
    #expect(digests.count == 2)

    let flow = try Self.flow(.one10k)
    var kinds = [0, 0, 0, 0]
    for i in flow.resting..<flow.operations.count { kinds[Int(flow.operations[i].kind)] += 1 }
    let shares = kinds.map { Double($0) / Double(Self.operations) }
    #expect((0.49...0.53).contains(shares[0]), "adds and what crosses and rests")
    #expect((0.05...0.07).contains(shares[1]), "immediate ones")
    #expect((0.39...0.43).contains(shares[2]), "cancels")
    #expect((0.015...0.025).contains(shares[3]), "replaces")
  }

  @Test func `so many orders rest as the case says`() throws {
    let flow = try Self.flow(.one10k)
    var books = try FlowBooks(.one10k, resting: 2_000)
    var least = Int.max
    var most = 0
    for i in 0..<flow.operations.count {
      books.apply(flow.operations[i])
      if i < flow.resting - 1 { continue }
      least = min(least, books.openOrders)
      most = max(most, books.openOrders)
    }
    // One that crosses can take a few more than the 64 away at once.
    #expect(least >= 1_900 && most <= 2_066)
  }

  @Test func `rounds that differ, and engines that differ, are faults`() {
    var matching = EngineRow("matching", .one10k)
    matching.take(10, fills: (5, 77), events: (9, 88), refused: 0)
    matching.take(12, fills: (5, 77), events: (9, 88), refused: 0)
    #expect(matching.fault == nil && matching.median == 12 && matching.least == 10)
    var other = EngineRow("against", .one10k)
    other.take(10, fills: (5, 77), events: (9, 89), refused: 0)
    other.judge(against: matching, comparesEvents: false)
    #expect(other.fault == nil)
    other.judge(against: matching, comparesEvents: true)
    #expect(other.fault == "its fills are those of matching, its events are not")
    other = EngineRow("against", .one10k)
    other.take(10, fills: (5, 78), events: (9, 88), refused: 0)
    other.judge(against: matching, comparesEvents: false)
    #expect(other.fault == "its fills are not those of matching")
    matching.take(11, fills: (6, 77), events: (9, 88), refused: 0)
    #expect(matching.fault == "two rounds came to different fills or events")
  }

  @Test func `a digest depends on every word and on their order`() {
    var values: Set<UInt64> = []
    for words in [[1, 2], [2, 1], [1, 3], [1]] as [[UInt64]] {
      var digest = FlowDigest()
      for word in words { digest.fold(word) }
      values.insert(digest.value)
    }
    var fill = FlowDigest()
    fill.fill(1, 2, 3, 4)
    values.insert(fill.value)
    #expect(values.count == 5)
  }

  @Test func `a program that cannot be run, or says nothing, is one line with its path`() throws {
    let none = AgainstProgram(path: "/nowhere/engine")
    #expect(throws: EngineBenchError.self) { try none.run(flow: "x") }
    let silent = AgainstProgram(path: "/bin/true")
    #expect(throws: EngineBenchError.self) { try silent.run(flow: "x") }
    let failing = AgainstProgram(path: "/bin/false")
    #expect(throws: EngineBenchError.self) { try failing.run(flow: "x") }
  }
}
