// SPDX-License-Identifier: Apache-2.0

internal import Quantities

/// Turns a recorded flow into commands that make a venue live through it.
///
///     FlowEvent ─▶ what the feed now says of the order ──┐
///                                                        ├─▶ commands, refusals expected
///     shadow books: what the venue should hold ──────────┘
///
/// A feed tells what another venue did; ours has its own book and may have traded an order that
/// the feed still shows. So each order has two open quantities, the feed's and the shadow's, and
/// the rule is one: *after every event the venue holds of each order at most what the feed says*.
/// What the venue filled earlier is never given back. The rules by format are in OrderFlow.docc.
///
/// Orders to buy rest from even makers and orders to sell from odd ones, and aggressors found in
/// executions are takers', so no account of a recorded flow can trade with itself.
///
/// Memory is bounded by `ordersMax`. For one thread; it allocates.
public struct CommandPlanner: Sendable {
  public struct Options: Sendable {
    /// Orders that the feed holds open at one time, over all instruments; at most 2^23.
    public var ordersMax = 1 << 22
    /// Maker accounts that rest orders on each side, 1 to 256; there are twice as many makers.
    public var makersPerSide = 1
    /// Taker accounts, 1 to 256.
    public var takers = 1
    public init() {}
  }

  /// Client ids from here on are the planner's own; those below are the feed's references.
  public static let ownClientIDs: UInt64 = 1 << 62

  public let options: Options
  public private(set) var statistics = PlannerStatistics()
  private var books: [UInt32: ShadowBook] = [:]
  private var tracked: [UInt64: Tracked] = [:]
  private var ownIDs: UInt64 = 0
  private var takerNext: UInt16 = 0
  private var fills: [ShadowFill] = []

  /// An order as the feed has it.
  private struct Tracked {
    let market: UInt32
    let side: Side
    let account: FlowAccount
    var clientID: UInt64
    var price: Int64
    var open: UInt64
  }

  /// - Precondition: the options are within their ranges.
  public init(_ options: Options = Options()) {
    precondition((1...(1 << 23)).contains(options.ordersMax), "ordersMax is 1 to 2^23")
    precondition((1...256).contains(options.makersPerSide), "makersPerSide is 1 to 256")
    precondition((1...256).contains(options.takers), "takers is 1 to 256")
    self.options = options
  }

  /// What a market's book should be after the commands planned so far.
  public func book(_ market: UInt32) -> ShadowBook { books[market] ?? ShadowBook() }

  /// Orders that the feed holds open now.
  public var ordersOpen: Int { tracked.count }

  /// Appends what an event makes the venue do, at most two commands.
  /// - Throws: `PlannerError.ordersMax`; nothing has changed.
  public mutating func plan(
    _ event: FlowEvent, into commands: inout [PlannedCommand]
  ) throws(PlannerError) {
    switch event.kind {
    case .add: try planAdd(event, &commands)
    case .reduce: planReduce(event, &commands)
    case .restate: planRestate(event, &commands)
    case .delete: planDelete(event, &commands)
    case .executeVisible: planExecution(event, &commands)
    case .executeAway: planAway(event, &commands)
    case .replace: planReplace(event, &commands)
    case .executeHidden, .tradeNonDisplayed, .status, .other: statistics.silent += 1
    }
  }

  private mutating func planAdd(
    _ event: FlowEvent, _ commands: inout [PlannedCommand]
  ) throws(PlannerError) {
    guard let side = event.side else { return statistics.unplannable += 1 }
    try checkRoom(for: event.id, at: event)
    let order = Tracked(
      market: event.instrument, side: side, account: maker(side, event.id), clientID: event.id,
      price: event.price, open: event.size)
    let refusal = send(
      .newLimit, event, order, price: event.price, lots: event.size, &commands)
    if refusal == nil { tracked[event.id] = order }
  }

  private mutating func planReduce(_ event: FlowEvent, _ commands: inout [PlannedCommand]) {
    guard var order = tracked[event.id] else {
      return sendUnknown(.reduceTo, event, lots: event.size, &commands)
    }
    guard event.size > 0, event.size <= order.open else {
      // Nothing sensible is left to say of it, so the venue is told what was read: a bad amend.
      _ = send(.reduceTo, event, order, lots: 0, &commands)
      return
    }
    order.open -= event.size
    let isLate = venueOpen(order) == 0
    remember(event.id, order)
    if isLate {
      statistics.late += 1
      _ = send(order.open == 0 ? .cancel : .reduceTo, event, order, lots: order.open, &commands)
    } else if !lower(event, order, &commands) {
      statistics.confirmed += 1
    }
  }

  private mutating func planRestate(_ event: FlowEvent, _ commands: inout [PlannedCommand]) {
    guard var order = tracked[event.id] else {
      return sendUnknown(.reduceTo, event, lots: event.size, &commands)
    }
    if event.price == order.price, event.size <= order.open {
      order.open = event.size
      remember(event.id, order)
      if !lower(event, order, &commands) { statistics.confirmed += 1 }
      return
    }
    // A new price, or more: it goes behind the others, and a venue names it anew.
    if venueOpen(order) == 0 { statistics.late += 1 }
    let newID = nextOwnID()
    let refusal = send(
      .replace, event, order, price: event.price, lots: event.size, newID: newID, &commands)
    if refusal == nil { order.clientID = newID }
    if refusal == nil || refusal == .unknownOrder {
      order.price = event.price
      order.open = event.size
      remember(event.id, order)
    }
  }

  private mutating func planDelete(_ event: FlowEvent, _ commands: inout [PlannedCommand]) {
    guard let order = tracked.removeValue(forKey: event.id) else {
      return sendUnknown(.cancel, event, lots: 0, &commands)
    }
    if venueOpen(order) == 0 {
      // A feed that tells it was filled agrees with the venue; an owner who cancels is too late.
      if event.size == 0 { return statistics.confirmed += 1 }
      statistics.late += 1
    }
    _ = send(.cancel, event, order, &commands)
  }

  private mutating func planExecution(_ event: FlowEvent, _ commands: inout [PlannedCommand]) {
    guard var order = tracked[event.id] else {
      statistics.unknown += 1
      guard let side = event.side, event.price != FlowEvent.noPrice else {
        return statistics.unplannable += 1
      }
      return sendAggressor(event, side, event.instrument, event.price, &commands)
    }
    guard event.price == FlowEvent.noPrice || event.price == order.price else {
      return planAway(event, &commands)
    }
    let before = venueOpen(order)
    sendAggressor(event, order.side, order.market, order.price, &commands)
    order.open -= min(order.open, event.size)
    remember(event.id, order)
    let taken = before - venueOpen(order)
    if taken != event.size { statistics.executionsElsewhere += 1 }
    if lower(event, order, &commands) { statistics.corrections += 1 }
  }

  private mutating func planAway(_ event: FlowEvent, _ commands: inout [PlannedCommand]) {
    statistics.executionsAway += 1
    guard var order = tracked[event.id] else { return statistics.unknown += 1 }
    order.open -= min(order.open, event.size)
    remember(event.id, order)
    if !lower(event, order, &commands) { statistics.confirmed += 1 }
  }

  private mutating func planReplace(_ event: FlowEvent, _ commands: inout [PlannedCommand]) {
    guard let order = tracked[event.id] else {
      return sendUnknown(.replace, event, lots: event.size, &commands)
    }
    if venueOpen(order) == 0 { statistics.late += 1 }
    let refusal = send(
      .replace, event, order, price: event.price, lots: event.size, newID: event.newID, &commands)
    guard refusal == nil || refusal == .unknownOrder else { return }
    tracked[event.id] = nil
    tracked[event.newID] = Tracked(
      market: order.market, side: order.side, account: order.account, clientID: event.newID,
      price: event.price, open: event.size)
  }
}

extension CommandPlanner {
  private func checkRoom(for id: UInt64, at event: FlowEvent) throws(PlannerError) {
    guard tracked.count < options.ordersMax || tracked[id] != nil else {
      throw .ordersMax(options.ordersMax, timeNanoseconds: event.timeNanoseconds)
    }
  }

  private func maker(_ side: Side, _ id: UInt64) -> FlowAccount {
    let pair = UInt16(id % UInt64(options.makersPerSide))
    return FlowAccount(.maker, pair * 2 + UInt16(side.rawValue))
  }

  private mutating func nextOwnID() -> UInt64 {
    ownIDs += 1
    return Self.ownClientIDs + ownIDs
  }

  private func venueOpen(_ order: Tracked) -> UInt64 {
    books[order.market]?.order(order.clientID)?.open ?? 0
  }

  private mutating func remember(_ id: UInt64, _ order: Tracked) {
    tracked[id] = order.open == 0 ? nil : order
  }

  /// Brings the venue's order down to the feed's; false when it is there already.
  private mutating func lower(
    _ event: FlowEvent, _ order: Tracked, _ commands: inout [PlannedCommand]
  ) -> Bool {
    guard venueOpen(order) > order.open else { return false }
    _ = send(order.open == 0 ? .cancel : .reduceTo, event, order, lots: order.open, &commands)
    return true
  }

  private mutating func send(
    _ kind: PlannedCommand.Kind, _ event: FlowEvent, _ order: Tracked, price: Int64 = 0,
    lots: UInt64 = 0, newID: UInt64 = 0, _ commands: inout [PlannedCommand]
  ) -> FlowRefusal? {
    let command = PlannedCommand(
      timeNanoseconds: event.timeNanoseconds, market: order.market, kind: kind, side: order.side,
      priceTicks: price, lots: lots, clientID: order.clientID, newClientID: newID,
      account: order.account)
    return carryOut(command, &commands)
  }

  /// Sends the aggressor of an execution: an order of the other side that is gone at once.
  private mutating func sendAggressor(
    _ event: FlowEvent, _ side: Side, _ market: UInt32, _ price: Int64,
    _ commands: inout [PlannedCommand]
  ) {
    let command = PlannedCommand(
      timeNanoseconds: event.timeNanoseconds, market: market, kind: .newIOC, side: side.opposite,
      priceTicks: price, lots: event.size, clientID: nextOwnID(),
      account: FlowAccount(.taker, takerNext))
    takerNext = (takerNext + 1) % UInt16(options.takers)
    _ = carryOut(command, &commands)
  }

  /// Sends a command on an order that the flow never entered; the venue refuses it for that.
  private mutating func sendUnknown(
    _ kind: PlannedCommand.Kind, _ event: FlowEvent, lots: UInt64,
    _ commands: inout [PlannedCommand]
  ) {
    statistics.unknown += 1
    let side = event.side ?? .buy
    let price = kind == .replace ? event.price : 0
    let command = PlannedCommand(
      timeNanoseconds: event.timeNanoseconds, market: event.instrument, kind: kind, side: side,
      priceTicks: price, lots: lots, clientID: event.id, newClientID: event.newID,
      account: maker(side, event.id))
    _ = carryOut(command, &commands)
  }

  private mutating func carryOut(
    _ planned: PlannedCommand, _ commands: inout [PlannedCommand]
  ) -> FlowRefusal? {
    var command = planned
    command.fillPrice(books[command.market, default: ShadowBook()])
    fills.removeAll(keepingCapacity: true)
    do {
      try books[command.market, default: ShadowBook()].apply(command, fills: &fills)
    } catch {
      command.refusal = error
    }
    statistics.fills += UInt64(fills.count)
    statistics.record(command)
    commands.append(command)
    return command.refusal
  }
}
