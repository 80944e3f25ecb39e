// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// Conditional orders as they come: what they are refused for, and how they begin to wait.
extension Venue {
  @_noAllocation @_noLocks
  mutating func submit(_ context: CommandContext, _ command: NewConditionalOrder) -> CommandOutput {
    let code = orderCode(
      command.market, context.group,
      neverTakes: OrderFlags(bits: command.flags).contains(.postOnly), collects: false)
    if code != .none { return CommandOutput(code, clientOrder: command.clientOrder) }
    let prepared = prepare(context, special(command))
    if prepared.code != .none {
      return CommandOutput(prepared.code, clientOrder: command.clientOrder)
    }
    do { try books.checkTerms(of: prepared.order) } catch {
      return CommandOutput(Self.code(error), clientOrder: command.clientOrder)
    }
    let refusal = conditionalCode(context, command)
    if refusal != .none { return CommandOutput(refusal, clientOrder: command.clientOrder) }
    var order = ConditionalOrder()
    order.price = command.price
    order.quantity = command.quantity
    order.clientOrder = command.clientOrder
    order.minimum = command.minimumQuantity
    order.display = command.displayQuantity
    order.expiresAt = prepared.order.expiresAt
    order.trigger = command.triggerPrice
    order.trail = command.trail
    order.after = command.after
    order.other = command.other
    order.account = context.account.value
    order.market = command.market
    order.key = context.key.value
    order.side = command.side
    order.timeInForce = command.timeInForce
    order.flags = command.flags
    order.selfTrade = command.selfTrade
    order.source = command.source
    order.when = command.when
    order.trailKind = command.trailKind
    let place = conditionals.enter(order)
    changedConditionals.note(place)
    if order.expiresAt != 0 {
      orderEnds.set(Deadline(due: order.expiresAt, subject: endSubject(place)))
    }
    if command.after == 0 { arm(place) }
    return CommandOutput(
      order: conditionals.places[place].number(place), clientOrder: command.clientOrder,
      open: command.quantity)
  }

  /// What it is without what it waits for.
  @_noAllocation @_noLocks
  private func special(_ command: NewConditionalOrder) -> NewSpecialOrder {
    NewSpecialOrder(
      market: command.market, side: command.side, timeInForce: command.timeInForce,
      flags: command.flags, selfTrade: command.selfTrade, price: command.price,
      quantity: command.quantity, clientOrder: command.clientOrder,
      minimumQuantity: command.minimumQuantity, displayQuantity: command.displayQuantity,
      expiresAt: command.expiresAt)
  }

  @_noAllocation @_noLocks
  private func conditionalCode(
    _ context: CommandContext, _ command: NewConditionalOrder
  ) -> RejectCode {
    if !Self.goTogether(command) { return .conditionalTerms }
    let account = context.account
    if isNamed(account, command.clientOrder) { return .duplicateClientOrder }
    if !isLinkable(account, command.market, command.after) { return .linkUnknown }
    if !isLinkable(account, command.market, command.other) { return .linkUnknown }
    if conditionals.isFull { return .conditionalOrdersMax }
    if conditionals.count(of: account.value) >= ConditionalOrders.perAccountMax {
      return .accountConditionalMax
    }
    if command.trailKind != 0
      && conditionals.trailingCount(command.market) >= ConditionalOrders.trailingMax
    {
      return .trailingOrdersMax
    }
    if command.after != 0 { return .none }
    let source = prices[sourceAt(command.market, command.source)]
    if command.trailKind != 0 { return source.isKnown ? .none : .triggerPriceUnknown }
    return source.isKnown && Self.isMet(command.when, command.triggerPrice, source.price)
      ? .triggerPassed : .none
  }

  /// Whether an order may be linked to the one of that name; 0 is none.
  @_noAllocation @_noLocks
  private func isLinkable(_ account: AccountID, _ market: UInt32, _ clientOrder: UInt64) -> Bool {
    if clientOrder == 0 { return true }
    return isNamed(account, market, clientOrder)
      && conditionals.links(account.value, market, to: clientOrder) < Self.linksMax
  }

  /// Whether source, trigger, trail and links mean something together.
  @_noAllocation @_noLocks
  private static func goTogether(_ command: NewConditionalOrder) -> Bool {
    if command.after != 0 && command.after == command.other { return false }
    if command.clientOrder == command.after || command.clientOrder == command.other { return false }
    if command.source > 3 || command.when > 2 || command.trailKind > 2 { return false }
    if command.source == 0 {
      return command.when == 0 && command.trailKind == 0 && command.triggerPrice == 0
        && command.trail == 0 && command.after != 0
    }
    if command.when == 0 { return false }
    let most = ProtocolLimits.priceTicksMax
    if command.trailKind == 0 {
      return command.trail == 0 && command.triggerPrice >= -most && command.triggerPrice <= most
    }
    let furthest = command.trailKind == 1 ? UInt64(most) : 999_999
    return command.triggerPrice == 0 && command.trail >= 1 && command.trail <= furthest
  }

  @_noAllocation @_noLocks
  static func isMet(_ when: UInt8, _ trigger: Int64, _ price: Int64) -> Bool {
    when == 1 ? price >= trigger : price <= trigger
  }

  /// Whether an account has an order by that name, open or waiting.
  @_noAllocation @_noLocks
  private func isNamed(_ account: AccountID, _ clientOrder: UInt64) -> Bool {
    if waits(account, clientOrder) { return true }
    if case .some = books.record(clientOrder: clientOrder, of: account) { return true }
    return false
  }

  @_noAllocation @_noLocks
  private func isNamed(_ account: AccountID, _ market: UInt32, _ clientOrder: UInt64) -> Bool {
    let place = conditionals.find(account.value, clientOrder)
    if place != 0 { return conditionals.places[place].market == market }
    guard let order = books.record(clientOrder: clientOrder, of: account) else { return false }
    return order.market.value == market
  }

  /// Whether an order of an account by that name waits.
  @inline(__always)
  @_noAllocation @_noLocks
  func waits(_ account: AccountID, _ clientOrder: UInt64) -> Bool {
    conditionals.count(of: account.value) != 0
      && conditionals.find(account.value, clientOrder) != 0
  }

  @_noAllocation @_noLocks
  func endSubject(_ place: UInt32) -> UInt32 { genesis.block.specialOrdersMax + 1 + place }

  /// Where a source's price of a market is kept; see `TriggerSource`.
  @inline(__always)
  @_noAllocation @_noLocks
  func sourceAt(_ market: UInt32, _ source: UInt8) -> Int {
    Int(market) &* 3 &+ (source == 0 ? 0 : Int(source) &- 1)
  }
}
