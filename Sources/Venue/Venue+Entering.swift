// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// How orders enter.
extension Venue {
  @_noAllocation @_noLocks
  mutating func submit(_ context: CommandContext, _ order: WireFormat.NewOrder) -> CommandOutput {
    submit(
      context,
      NewSpecialOrder(
        market: order.market, side: order.side, timeInForce: order.timeInForce, flags: order.flags,
        selfTrade: order.selfTrade, price: order.price, quantity: order.quantity,
        clientOrder: order.clientOrder))
  }

  @inline(__always)
  @_noAllocation @_noLocks
  mutating func submit(_ context: CommandContext, _ order: NewSpecialOrder) -> CommandOutput {
    let code = orderCode(
      order.market, context.group, neverTakes: OrderFlags(bits: order.flags).contains(.postOnly),
      collects: Self.canCollect(order))
    if code != .none { return CommandOutput(code, clientOrder: order.clientOrder) }
    let prepared = prepare(context, order)
    if prepared.code != .none {
      return CommandOutput(prepared.code, clientOrder: order.clientOrder)
    }
    let new = prepared.order
    if !ledger.admits(context.account, new.market, new.side, lots: order.quantity) {
      return CommandOutput(.positionMax, clientOrder: order.clientOrder)
    }
    // Neither limits nor collecting: most markets, most of the time.
    let isPlain = markets[order.market].isPlain
    if !isPlain && isBeyondBand(order.market, new.side, order.price) {
      return CommandOutput(.priceLimit, clientOrder: order.clientOrder)
    }
    if waits(context.account, order.clientOrder) {
      return CommandOutput(.duplicateClientOrder, clientOrder: order.clientOrder)
    }
    let entry: Entry
    do {
      if !isPlain && markets[order.market].collects {
        entry = try books.collect(new, into: &bookEvents)
      } else {
        entry = try books.submit(new, into: &bookEvents)
      }
    } catch {
      return CommandOutput(Self.code(error), clientOrder: order.clientOrder)
    }
    return CommandOutput(
      order: entry.order, clientOrder: order.clientOrder, open: entry.open.lots)
  }

  /// Whether an order can rest as it is: what is not known to be a time in force is judged later.
  @_noAllocation @_noLocks
  private static func canCollect(_ order: NewSpecialOrder) -> Bool {
    if order.flags != 0 || order.minimumQuantity != 0 { return false }
    switch order.timeInForceValue {
    case .immediateOrCancel, .fillOrKill: return false
    case .none, .goodTillCancel, .day, .goodTillTime: return true
    }
  }

  /// An order as the books take it, or why its terms mean nothing.
  @inline(__always)
  @_noAllocation @_noLocks
  func prepare(_ context: CommandContext, _ order: NewSpecialOrder) -> PreparedOrder {
    guard let side = order.sideValue else { return PreparedOrder(.unknownSide) }
    guard let timeInForce = order.timeInForceValue else {
      return PreparedOrder(.unknownTimeInForce)
    }
    guard let selfTrade = selfTrade(order.selfTrade, order.market) else {
      return PreparedOrder(.unknownSelfTrade)
    }
    if order.clientOrder >= QuoteName.least { return PreparedOrder(.clientNumberReserved) }
    if order.quantity > markets[order.market].quantityMax {
      return PreparedOrder(.quantityAboveMax)
    }
    // An end is what only one of the times in force has.
    if (timeInForce == .goodTillTime) != (order.expiresAt != 0) {
      return PreparedOrder(.orderTermsConflict)
    }
    var new = Matching.NewOrder(
      market: MarketID(order.market), account: context.account, side: side,
      price: Price(ticks: order.price), quantity: Quantity(lots: order.quantity),
      clientOrder: order.clientOrder, timeInForce: Self.timeInForce(timeInForce),
      flags: OrderFlags(bits: order.flags), selfTrade: selfTrade, key: context.key)
    new.minimum = Quantity(lots: order.minimumQuantity)
    new.display = Quantity(lots: order.displayQuantity)
    new.expiresAt = order.expiresAt
    if timeInForce == .day { new.expiresAt = endOfDay(markets[order.market].dayEnd) }
    return PreparedOrder(new)
  }

  /// The next time after now that is `dayEnd` after a midnight.
  @_noAllocation @_noLocks
  private func endOfDay(_ dayEnd: UInt64) -> UInt64 {
    let day = ProtocolLimits.daySpan
    let passed = (now % day &+ day &- dayEnd) % day
    let (end, overflow) = now.addingReportingOverflow(day &- passed)
    return overflow ? .max : end
  }

  /// Takes out what has come to its end, as far as the record may.
  @_noAllocation @_noLocks
  mutating func endOrders(_ record: LogRecord, into events: inout VenueEvents) {
    guard let first = orderEnds.first, first.due <= now else { return }
    bookEvents.removeAll()
    while let next = orderEnds.first, next.due <= now, cancelsLeft > 0 {
      orderEnds.remove(next.subject)
      if next.subject > genesis.block.specialOrdersMax {
        closeLater(next.subject - endSubject(0), .expired)
      } else {
        books.cancel(special: next.subject, reason: .expired, into: &bookEvents)
      }
      cancelsLeft -= 1
    }
    writeBookEvents(record, into: &events)
  }

  /// What an order does on meeting its owner's; nil for a number that means nothing.
  @_noAllocation @_noLocks
  func selfTrade(_ asked: UInt8, _ market: UInt32) -> Matching.SelfTrade? {
    let given = asked == 0 ? markets[market].selfTrade : asked
    switch WireFormat.SelfTrade(wire: given) {
    case .none: return nil
    case .marketDefault, .allowed: return .allowed
    case .cancelTaker: return .cancelTaker
    case .cancelMaker: return .cancelMaker
    case .cancelBoth: return .cancelBoth
    case .decrement: return .decrement
    }
  }

  @_noAllocation @_noLocks
  static func timeInForce(_ given: WireFormat.TimeInForce) -> Matching.TimeInForce {
    switch given {
    case .goodTillCancel: .goodTillCancelled
    case .immediateOrCancel: .immediateOrCancel
    case .fillOrKill: .fillOrKill
    case .day, .goodTillTime: .goodTillCancelled
    }
  }

  /// A replace does not take where the market says so, even if it does not say so itself.
  @_noAllocation @_noLocks
  func replaceFlags(_ command: ReplaceOrder) -> OrderFlags {
    let market = markets[command.market]
    if market.collects { return OrderFlags(bits: command.flags) }
    let isMarketsRule = market.options & 1 == 1 || market.state == .postOnly
    return command.flags == 0 && isMarketsRule ? .postOnly : OrderFlags(bits: command.flags)
  }
}

/// An order as the books take it, or the code that its terms are refused with.
struct PreparedOrder: BitwiseCopyable {
  var code: RejectCode
  var order: Matching.NewOrder

  @_noAllocation @_noLocks
  init(_ order: Matching.NewOrder) {
    code = .none
    self.order = order
  }

  @_noAllocation @_noLocks
  init(_ code: RejectCode) {
    self.code = code
    order = Matching.NewOrder(
      market: MarketID(0), account: AccountID(0), side: .buy, price: Price(ticks: 0),
      quantity: .zero, clientOrder: 0, timeInForce: .goodTillCancelled, key: KeyID(0))
  }
}
