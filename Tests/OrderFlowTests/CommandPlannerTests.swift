// SPDX-License-Identifier: Apache-2.0

import OrderFlow
import Quantities
import Testing

@Suite struct CommandPlannerTests {
  private struct Plan {
    var planner: CommandPlanner
    var commands: [PlannedCommand] = []

    init(_ options: CommandPlanner.Options = .init()) { planner = CommandPlanner(options) }

    /// Plans one event and returns what it added.
    mutating func step(
      _ kind: FlowEvent.Kind, _ id: UInt64, _ side: Side? = nil, price: Int64 = FlowEvent.noPrice,
      size: UInt64 = 0, newID: UInt64 = 0
    ) throws -> [PlannedCommand] {
      let before = commands.count
      let event = FlowEvent(
        timeNanoseconds: 5, instrument: 3, kind: kind, side: side, price: price, size: size, id: id,
        newID: newID)
      try planner.plan(event, into: &commands)
      return Array(commands[before...])
    }
  }

  @Test func `an add is a limit order of its side's maker`() throws {
    var plan = Plan()
    let bid = try plan.step(.add, 1, .buy, price: 100, size: 7)
    #expect(
      bid == [
        PlannedCommand(
          timeNanoseconds: 5, market: 3, kind: .newLimit, side: .buy, priceTicks: 100, lots: 7,
          clientID: 1, account: FlowAccount(.maker, 0))
      ])
    let ask = try plan.step(.add, 2, .sell, price: 101, size: 7)
    #expect(ask.map(\.account) == [FlowAccount(.maker, 1)])
  }

  @Test func `an execution is an aggressor of another account on the other side`() throws {
    var plan = Plan()
    _ = try plan.step(.add, 1, .buy, price: 100, size: 7)
    let sent = try plan.step(.executeVisible, 1, size: 3)
    #expect(sent.map(\.kind) == [.newIOC])
    #expect(sent[0].side == .sell)
    #expect(sent[0].priceTicks == 100)
    #expect(sent[0].lots == 3)
    #expect(sent[0].account == FlowAccount(.taker, 0))
    #expect(sent[0].refusal == nil)
    #expect(plan.planner.book(3).order(1)?.open == 4)
    #expect(plan.planner.statistics.fills == 1)
    #expect(plan.planner.statistics.executionsElsewhere == 0)
    // The rest is executed too, and the feed never speaks of it again.
    _ = try plan.step(.executeVisible, 1, size: 4)
    #expect(plan.planner.ordersOpen == 0)
    #expect(plan.planner.book(3).count == 0)
  }

  @Test func `an execution behind a better order trades there and the named order shrinks`() throws
  {
    var plan = Plan()
    _ = try plan.step(.add, 1, .buy, price: 100, size: 7)
    _ = try plan.step(.add, 2, .buy, price: 101, size: 2)
    let sent = try plan.step(.executeVisible, 1, size: 3)
    // Two lots at 101, one at 100; the named order is brought from 6 to the feed's 4.
    #expect(sent.map(\.kind) == [.newIOC, .reduceTo])
    #expect(sent[1].lots == 4)
    #expect(plan.planner.statistics.executionsElsewhere == 1)
    #expect(plan.planner.statistics.corrections == 1)
    #expect(plan.planner.statistics.fills == 2)
    // The feed cancels what the venue traded: too late, and expected to be refused.
    let late = try plan.step(.delete, 2, size: FlowEvent.noSize)
    #expect(late.map(\.kind) == [.cancel])
    #expect(late[0].refusal == .unknownOrder)
    #expect(plan.planner.statistics.late == 1)
  }

  @Test func `reduce, delete and replace act on the order named`() throws {
    var plan = Plan()
    _ = try plan.step(.add, 1, .sell, price: 100, size: 7)
    let reduced = try plan.step(.reduce, 1, size: 2)
    #expect(reduced.map(\.kind) == [.reduceTo])
    #expect(reduced[0].lots == 5)
    #expect(reduced[0].side == .sell)
    let replaced = try plan.step(.replace, 1, price: 105, size: 9, newID: 4)
    #expect(replaced.map(\.kind) == [.replace])
    #expect(replaced[0].newClientID == 4)
    #expect(replaced[0].lots == 9)
    #expect(replaced[0].account == FlowAccount(.maker, 1))
    #expect(try plan.step(.reduce, 4, size: 9).map(\.kind) == [.cancel])
    _ = try plan.step(.add, 5, .sell, price: 100, size: 7)
    #expect(try plan.step(.delete, 5, size: 7).map(\.kind) == [.cancel])
    #expect(plan.planner.book(3).count == 0)
    #expect(plan.planner.statistics.count(.unknownOrder) == 0)
  }

  @Test func `executions away from the book take the order down without a trade`() throws {
    var plan = Plan()
    _ = try plan.step(.add, 1, .sell, price: 100, size: 7)
    #expect(try plan.step(.executeAway, 1, price: 99, size: 2).map(\.kind) == [.reduceTo])
    // Printable, but at another price than the order's.
    #expect(try plan.step(.executeVisible, 1, price: 98, size: 2).map(\.lots) == [3])
    #expect(try plan.step(.executeVisible, 1, price: 100, size: 1).map(\.kind) == [.newIOC])
    #expect(try plan.step(.executeAway, 1, size: 2).map(\.kind) == [.cancel])
    #expect(plan.planner.statistics.executionsAway == 3)
    #expect(plan.planner.statistics.fills == 1)
  }

  @Test func `what changes no visible book sends nothing`() throws {
    var plan = Plan()
    for kind in [FlowEvent.Kind.executeHidden, .tradeNonDisplayed, .status, .other] {
      #expect(try plan.step(kind, 1, .buy, price: 1, size: 1) == [])
    }
    #expect(plan.planner.statistics.silent == 4)
  }

  @Test func `an aggressor in the feed trades by itself and the feed's fills only confirm it`()
    throws
  {
    var plan = Plan()
    _ = try plan.step(.add, 1, .sell, price: 100, size: 5)
    let crossing = try plan.step(.add, 2, .buy, price: 101, size: 8)
    #expect(crossing.map(\.kind) == [.newLimit])
    #expect(crossing[0].account != FlowAccount(.maker, 1))
    #expect(try plan.step(.restate, 2, .buy, price: 101, size: 3) == [])
    #expect(try plan.step(.delete, 1, .sell, price: 100, size: 0) == [])
    #expect(plan.planner.statistics.confirmed == 2)
    #expect(plan.planner.statistics.fills == 1)
    // A fill by somebody never seen is taken off; a new price enters the order anew.
    #expect(try plan.step(.restate, 2, .buy, price: 101, size: 2).map(\.lots) == [2])
    let moved = try plan.step(.restate, 2, .buy, price: 99, size: 2)
    #expect(moved.map(\.kind) == [.replace])
    #expect(moved[0].clientID == 2)
    let deleted = try plan.step(.delete, 2, .buy, price: 99, size: 2)
    #expect(deleted[0].clientID == moved[0].newClientID)
    #expect(deleted[0].refusal == nil)
    #expect(plan.planner.book(3).count == 0)
  }

  @Test func `orders older than the recording are sent and expected to be unknown`() throws {
    var plan = Plan()
    #expect(try plan.step(.delete, 1, size: 3).map(\.refusal) == [.unknownOrder])
    #expect(try plan.step(.reduce, 1, size: 3).map(\.refusal) == [.unknownOrder])
    #expect(try plan.step(.restate, 1, .buy, price: 4, size: 3).map(\.refusal) == [.unknownOrder])
    #expect(
      try plan.step(.replace, 1, price: 4, size: 3, newID: 2).map(\.refusal) == [.unknownOrder])
    // With side and price an execution can still be sent; without, it cannot.
    #expect(try plan.step(.executeVisible, 1, .buy, price: 4, size: 3).map(\.refusal) == [nil])
    #expect(try plan.step(.executeVisible, 1, size: 3) == [])
    #expect(plan.planner.statistics.unknown == 6)
    #expect(plan.planner.statistics.unplannable == 1)
  }

  @Test func `zeros and overflows are passed on for the venue to refuse`() throws {
    var plan = Plan()
    let zero = try plan.step(.add, 1, .buy, price: 100, size: 0)
    #expect(zero.map(\.lots) == [0])
    #expect(zero.map(\.refusal) == [.zeroQuantity])
    let huge = try plan.step(.add, 1, .buy, price: 100, size: .max)
    #expect(huge.map(\.lots) == [.max])
    #expect(huge.map(\.refusal) == [.quantityTooLarge])
    let price = try plan.step(.add, 1, .buy, price: .max, size: 1)
    #expect(price.map(\.priceTicks) == [.max])
    #expect(price.map(\.refusal) == [.priceOutOfRange])
    _ = try plan.step(.add, 1, .buy, price: 100, size: 5)
    #expect(
      try plan.step(.add, 1, .buy, price: 100, size: 5).map(\.refusal) == [.duplicateClientID])
    #expect(try plan.step(.reduce, 1, size: 6).map(\.refusal) == [.zeroQuantity])
    #expect(try plan.step(.reduce, 1, size: 0).map(\.refusal) == [.zeroQuantity])
    #expect(try plan.step(.executeVisible, 1, size: 0).map(\.refusal) == [.zeroQuantity])
    #expect(
      try plan.step(.replace, 1, price: 0, size: 1, newID: 2).map(\.refusal) == [.priceOutOfRange])
    #expect(plan.planner.book(3).order(1)?.open == 5)
    #expect(plan.planner.ordersOpen == 1)
  }

  @Test func `more open orders than allowed are refused and nothing changes`() throws {
    var options = CommandPlanner.Options()
    options.ordersMax = 2
    var plan = Plan(options)
    _ = try plan.step(.add, 1, .buy, price: 1, size: 1)
    _ = try plan.step(.add, 2, .buy, price: 1, size: 1)
    #expect(throws: PlannerError.ordersMax(2, timeNanoseconds: 5)) {
      _ = try plan.step(.add, 3, .buy, price: 1, size: 1)
    }
    #expect(plan.commands.count == 2)
    _ = try plan.step(.delete, 1, size: 1)
    #expect(try plan.step(.add, 3, .buy, price: 1, size: 1).count == 1)
  }

  @Test func `accounts are spread, and no account rests on one side and takes from it`() throws {
    var options = CommandPlanner.Options()
    options.makersPerSide = 3
    options.takers = 2
    var plan = Plan(options)
    var accounts: Set<FlowAccount> = []
    for id in 1...UInt64(6) {
      accounts.formUnion(try plan.step(.add, id, .buy, price: 1, size: 9).map(\.account))
    }
    #expect(accounts == [FlowAccount(.maker, 0), FlowAccount(.maker, 2), FlowAccount(.maker, 4)])
    let takers = try (1...2).flatMap { _ in try plan.step(.executeVisible, 1, size: 1) }
    #expect(takers.map(\.account) == [FlowAccount(.taker, 0), FlowAccount(.taker, 1)])
  }
}
