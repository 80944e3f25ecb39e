// SPDX-License-Identifier: Apache-2.0

internal import CEngineABI
internal import Matching
internal import Quantities

/// The books, driven by records of the C interface: every call to `Matching` is in this file.
///
/// A command's form is checked here, as far as its words must mean something; the books judge all else.
struct EngineBooks: ~Copyable {
  private var books: OrderBooks
  private var events: BookEvents
  private let cancelsMax: Int

  /// What a command came to, beside the events.
  struct Outcome {
    var code: UInt8 = 0
    var reason: UInt8 = 0
    var more: UInt8 = 0
    var order: UInt64 = 0
    var lots: UInt64 = 0
    var open: UInt64 = 0
  }

  /// Builds empty books; nil if the limits are out of their ranges.
  init?(_ limits: mle_limits) {
    let fillsMax = UInt64(1 << 20)
    let counts = [
      limits.markets_max, limits.accounts_max, limits.orders_max,
      limits.open_orders_per_account_max, limits.reports_max, limits.window_ticks,
      limits.windows_max,
    ]
    guard counts.allSatisfy({ $0 <= 1 << 29 }), limits.fills_per_command_max <= fillsMax else {
      return nil
    }
    let wanted = BookLimits(
      marketsMax: Int(limits.markets_max), accountsMax: Int(limits.accounts_max),
      ordersMax: Int(limits.orders_max),
      openOrdersPerAccountMax: Int(limits.open_orders_per_account_max),
      fillsPerCommandMax: Int(limits.fills_per_command_max),
      quantityMax: Quantity(lots: limits.quantity_max), specialOrdersMax: 0,
      windowTicks: Int(limits.window_ticks),
      windowsMax: Int(limits.windows_max))
    guard let books = try? OrderBooks(wanted) else { return nil }
    self.books = books
    events = BookEvents(capacity: wanted.eventsPerCommandMax)
    cancelsMax = wanted.fillsPerCommandMax
  }

  /// The most events of one command.
  var eventsMax: Int {
    @_noAllocation @_noLocks get { events.capacity }
  }

  /// The events of the last command.
  var eventCount: Int {
    @_noAllocation @_noLocks get { events.count }
  }

  // MARK: Changing

  mutating func list(_ market: UInt32, _ priceMin: Int64, _ priceMax: Int64) -> Int32 {
    do throws(ListingRefusal) {
      try books.list(
        MarketID(market), priceMin: Price(ticks: priceMin), priceMax: Price(ticks: priceMax))
      return Int32(MLE_OK)
    } catch {
      switch error {
      case .marketsMax: return Int32(MLE_MARKETS_MAX)
      case .alreadyListed: return Int32(MLE_MARKET_LISTED)
      case .emptyBand, .priceTicksMax: return Int32(MLE_BAD_BAND)
      }
    }
  }

  func group(_ account: UInt32, _ group: UInt32) -> Int32 {
    if group >= 1 << 31 { return Int32(MLE_BAD_ARGUMENT) }
    if Int(account) >= books.limits.accountsMax { return Int32(MLE_UNKNOWN) }
    books.setOwner(AccountID(account), group: group)
    return Int32(MLE_OK)
  }

  /// Carries out one command. Its events are there until the next one.
  @_noAllocation @_noLocks
  mutating func apply(_ command: mle_command) -> Outcome {
    events.removeAll()
    if command.reserved.0 | command.reserved.1 | command.reserved.2 != 0 { return malformed }
    do throws(BookRefusal) {
      switch Int(command.kind) {
      case MLE_NEW: return try enter(command)
      case MLE_CANCEL: return try cancel(command)
      case MLE_REPLACE: return try replace(command)
      case MLE_CANCEL_ALL: return cancelAll(command)
      default: return malformed
      }
    } catch {
      return Outcome(code: error.code)
    }
  }

  /// How many commands ahead the books are to be told what comes; 0 for not at all.
  var foresightDistance: Int {
    @_noAllocation @_noLocks
    get { books.gainsFromForesight ? OrderBooks.foresightDistance : 0 }
  }

  /// Tells the books of a command that is some way off, whatever it is worth.
  @_noAllocation @_noLocks
  func foresee(_ command: mle_command) {
    if command.order != 0 {
      books.foresee(OrderID(command.order))
    } else if let side = Side(wire: command.side) {
      books.foresee(
        MarketID(command.market), side, Price(ticks: command.price), AccountID(command.account),
        clientOrder: command.client_order)
    }
  }

  /// Tells them again, nearer by.
  @_noAllocation @_noLocks
  func foreseeMore(_ command: mle_command) {
    if command.order != 0 {
      books.foreseeMore(OrderID(command.order))
    } else if let side = Side(wire: command.side) {
      books.foreseeMore(
        MarketID(command.market), side, Price(ticks: command.price), AccountID(command.account))
    }
  }

  @inline(__always)
  private var malformed: Outcome {
    @_noAllocation @_noLocks get { Outcome(code: UInt8(truncatingIfNeeded: MLE_MALFORMED)) }
  }

  @inline(__always)
  @_noAllocation @_noLocks
  private mutating func enter(_ command: mle_command) throws(BookRefusal) -> Outcome {
    guard let side = Side(wire: command.side), let time = TimeInForce(abi: command.time_in_force),
      let selfTrade = SelfTrade(abi: command.self_trade),
      command.order | command.new_client_order == 0
    else { return malformed }
    let order = NewOrder(
      market: MarketID(command.market), account: AccountID(command.account), side: side,
      price: Price(ticks: command.price), quantity: Quantity(lots: command.quantity),
      clientOrder: command.client_order, timeInForce: time,
      flags: OrderFlags(bits: command.order_flags), selfTrade: selfTrade,
      key: KeyID(command.key))
    return Outcome(try books.submit(order, into: &events))
  }

  @inline(__always)
  @_noAllocation @_noLocks
  private mutating func cancel(_ command: mle_command) throws(BookRefusal) -> Outcome {
    if !namesOne(command) || hasTerms(command) || command.key | command.market != 0 {
      return malformed
    }
    if command.price != 0 || command.quantity | command.new_client_order != 0 { return malformed }
    let account = AccountID(command.account)
    let record =
      command.order != 0
      ? try books.cancel(OrderID(command.order), of: account, into: &events)
      : try books.cancel(clientOrder: command.client_order, of: account, into: &events)
    return Outcome(order: record.order.value, lots: record.open.lots)
  }

  @_noAllocation @_noLocks
  private mutating func replace(_ command: mle_command) throws(BookRefusal) -> Outcome {
    guard let selfTrade = SelfTrade(abi: command.self_trade), namesOne(command),
      command.side | command.time_in_force == 0, command.market == 0
    else { return malformed }
    let account = AccountID(command.account)
    let amendment = Amendment(
      price: Price(ticks: command.price), open: Quantity(lots: command.quantity),
      clientOrder: command.new_client_order, flags: OrderFlags(bits: command.order_flags),
      selfTrade: selfTrade, key: KeyID(command.key))
    let replacement =
      command.order != 0
      ? try books.replace(OrderID(command.order), of: account, with: amendment, into: &events)
      : try books.replace(
        clientOrder: command.client_order, of: account, with: amendment, into: &events)
    return Outcome(replacement.entry)
  }

  @_noAllocation @_noLocks
  private mutating func cancelAll(_ command: mle_command) -> Outcome {
    if hasTerms(command) || command.key | command.market != 0 || command.price != 0 {
      return malformed
    }
    if command.order | command.client_order | command.new_client_order | command.quantity != 0 {
      return malformed
    }
    let result = books.cancelAll(
      of: AccountID(command.account), MassFilter(), countMax: cancelsMax, reason: .massCancelled,
      into: &events)
    return Outcome(more: result.more ? 1 : 0, lots: UInt64(result.cancelled))
  }

  /// Whether an order is named in one way.
  @inline(__always)
  @_noAllocation @_noLocks
  private func namesOne(_ command: mle_command) -> Bool {
    (command.order == 0) != (command.client_order == 0)
  }

  /// Whether a command that has no terms says some.
  @inline(__always)
  @_noAllocation @_noLocks
  private func hasTerms(_ command: mle_command) -> Bool {
    command.side | command.time_in_force | command.order_flags | command.self_trade != 0
  }

  // MARK: Telling

  /// The event at `index` of the last command, as a report of it.
  @inline(__always)
  @_noAllocation @_noLocks
  func report(_ index: Int) -> mle_report {
    let event = events[index]
    var report = mle_report()
    report.kind = event.kind.rawValue &+ UInt8(truncatingIfNeeded: MLE_RESTED)
    report.reason = event.reason.rawValue
    report.side = event.side.rawValue
    report.market = event.market.value
    report.account = event.account.value
    report.key = event.key.value
    report.order = event.order.value
    report.client_order = event.clientOrder
    report.entry = event.sequence
    report.price = event.price.ticks
    report.lots = event.lots.lots
    report.open = event.open.lots
    report.taker_order = event.takerOrder.value
    report.taker_client_order = event.takerClientOrder
    report.taker_entry = event.takerSequence
    report.taker_open = event.takerOpen.lots
    report.taker_account = event.takerAccount.value
    return report
  }

  var openOrders: Int { books.openOrders }
  var lastEntry: UInt64 { books.sequenceLast }
  var marketsMax: Int { books.limits.marketsMax }

  func isListed(_ market: UInt32) -> Bool { books.isListed(MarketID(market)) }

  func checksum(_ market: UInt32) -> UInt64 { books.sum(MarketID(market)).checksum }

  func best(_ market: UInt32, _ side: Side) -> (price: Int64, lots: UInt64)? {
    books.best(MarketID(market), side).map { ($0.price.ticks, $0.lots.lots) }
  }

  /// Calls `body` with every order that rests: markets ascending, buys before sells, in the order in
  /// which they would trade.
  func forEachOrder(_ body: (OrderRecord) -> Void) {
    for market in 0..<UInt32(marketsMax) where isListed(market) {
      for side in [Side.buy, .sell] { forEachOrder(MarketID(market), side, body) }
    }
  }

  private func forEachOrder(_ market: MarketID, _ side: Side, _ body: (OrderRecord) -> Void) {
    var level = books.best(market, side)
    while let here = level {
      var order = books.firstOrder(market, side, at: here.price)
      while let record = books.record(order) {
        body(record)
        order = books.order(behind: order)
      }
      level = books.level(market, side, after: here.price)
    }
  }
}

extension EngineBooks.Outcome {
  /// What became of an order that entered.
  @inline(__always)
  @_noAllocation @_noLocks
  init(_ entry: Entry) {
    self.init(
      reason: entry.reason.rawValue, order: entry.order.value, lots: entry.executed.lots,
      open: entry.open.lots)
  }
}

extension BookRefusal {
  /// Its number in reports.
  @inline(__always)
  fileprivate var code: UInt8 {
    @_noAllocation @_noLocks get { rawValue }
  }
}

extension TimeInForce {
  @inline(__always)
  @_noAllocation @_noLocks
  fileprivate init?(abi: UInt8) {
    switch abi {
    case 0: self = .goodTillCancelled
    case 1: self = .immediateOrCancel
    case 2: self = .fillOrKill
    default: return nil
    }
  }
}

extension SelfTrade {
  @inline(__always)
  @_noAllocation @_noLocks
  fileprivate init?(abi: UInt8) {
    switch abi {
    case 1: self = .allowed
    case 2: self = .cancelTaker
    case 3: self = .cancelMaker
    case 4: self = .cancelBoth
    case 5: self = .decrement
    default: return nil
    }
  }
}
