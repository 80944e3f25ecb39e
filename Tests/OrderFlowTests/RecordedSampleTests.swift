// SPDX-License-Identifier: Apache-2.0

import OrderFlow
import Quantities
import Testing

/// The recorded samples, when they are there.
@Suite struct RecordedSampleTests {
  private func read(_ name: String) throws -> (FlowStatistics, [String], [FlowEvent])? {
    guard let path = SharedData.path(name) else { return nil }
    var file = try FlowFile.open(path)
    var events: [FlowEvent] = []
    while let event = try file.next() { events.append(event) }
    return (file.statistics, file.symbols, events)
  }

  /// Plans all of a sample and checks that the shadow never differs from a book that only sees the
  /// commands, and never crosses.
  private func plan(_ events: [FlowEvent]) throws -> CommandPlanner {
    var planner = CommandPlanner()
    var commands: [PlannedCommand] = []
    var books: [UInt32: ShadowBook] = [:]
    for event in events {
      commands.removeAll(keepingCapacity: true)
      try planner.plan(event, into: &commands)
      for command in commands {
        var fills: [ShadowFill] = []
        var refusal: FlowRefusal?
        do throws(FlowRefusal) {
          try books[command.market, default: ShadowBook()].apply(command, fills: &fills)
        } catch {
          refusal = error
        }
        #expect(refusal == command.refusal)
        let book = books[command.market, default: ShadowBook()]
        if let bid = book.best(.buy), let ask = book.best(.sell) { #expect(bid < ask) }
      }
    }
    for (market, book) in books {
      #expect(planner.book(market).top(.buy, 50) == book.top(.buy, 50))
      #expect(planner.book(market).top(.sell, 50) == book.top(.sell, 50))
    }
    return planner
  }

  @Test func `the Bitstamp sample has its counts and can be planned`() throws {
    guard let (statistics, symbols, events) = try read(SharedData.bitstamp) else { return }
    #expect(statistics.events == 50_414)
    #expect(statistics.count(.add) == 24_894)
    #expect(statistics.count(.restate) == 602)
    #expect(statistics.count(.delete) == 24_918)
    #expect(statistics.timesBackwards == 0)
    #expect(symbols == [""])
    #expect(Set(events.map(\.id)).count == 25_076)
    let planner = try plan(events)
    let seen = planner.statistics
    print("bitstamp: \(seen)")
    // All that older orders and lost races leave is refused as unknown, and is a small share.
    #expect(seen.count(.unknownOrder) == seen.unknown + seen.late)
    #expect(seen.unknown == 213)
    #expect(seen.fills > 300)
    #expect(planner.ordersOpen == 184)
    #expect(planner.book(0).count <= planner.ordersOpen)
  }

  @Test func `the ITCH sample has its counts and can be planned`() throws {
    guard let (statistics, symbols, events) = try read(SharedData.itch) else { return }
    let expected: [(Unicode.Scalar, UInt64)] = [
      ("A", 4_997), ("F", 3), ("D", 1_745), ("E", 198), ("X", 45), ("U", 12), ("P", 5_000),
      ("S", 6),
      ("R", 3), ("H", 3),
    ]
    for (type, count) in expected { #expect(statistics.count(type: type) == count, "\(type)") }
    #expect(statistics.events == 12_012)
    #expect(symbols == ["ALC", "BOB", "CHAR"])
    let planner = try plan(events)
    let seen = planner.statistics
    print("itch: \(seen)")
    #expect(seen.count(.newIOC) + seen.unplannable == 198)
    #expect(seen.silent == 5_012)
    #expect((0...2).map { planner.book($0).count }.reduce(0, +) <= planner.ordersOpen)
  }

  @Test func `the LOBSTER sample has its counts and can be planned`() throws {
    guard let (statistics, _, events) = try read(SharedData.lobsterMessages) else { return }
    // The name says 998; the file holds 999, its last line without an end.
    #expect(statistics.events == 999)
    #expect(statistics.count(type: "1") == 471)
    #expect(statistics.count(type: "3") == 369)
    #expect(statistics.count(type: "4") == 98)
    #expect(statistics.count(type: "5") == 61)
    let planner = try plan(events)
    print("lobster: \(planner.statistics)")
    #expect(planner.statistics.count(.newIOC) == 98)
    #expect(planner.statistics.silent == 61)
  }
}
