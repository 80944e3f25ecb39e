// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// One command of a datagram, on its way through `apply`.
struct CommandContext: BitwiseCopyable {
  var logIndex: UInt64
  var session: SessionID
  var key: KeyID
  var account: AccountID
  var scope: UInt32
  var nonce: UInt64
  var group: UInt16
  var template: UInt16
  var ordinal: Int
  /// Whether verify found this command's public key fit for registration.
  var keyIsRegistrable: Bool
}

/// What became of a command.
struct CommandOutput: BitwiseCopyable {
  var code: RejectCode = .none
  var order: OrderID = .none
  var clientOrder: UInt64 = 0
  var open: UInt64 = 0

  @_noAllocation @_noLocks
  init(_ code: RejectCode, clientOrder: UInt64 = 0) {
    self.code = code
    self.clientOrder = clientOrder
  }

  @_noAllocation @_noLocks
  init(order: OrderID, clientOrder: UInt64, open: UInt64) {
    self.order = order
    self.clientOrder = clientOrder
    self.open = open
  }

  /// What a repeat of the command is answered with.
  var outcome: CommandOutcome {
    @_noAllocation @_noLocks get {
      CommandOutcome(order: order, clientOrder: clientOrder, open: open, code: code.wire)
    }
  }
}

extension Venue {
  /// A verified datagram: signature (64) | CommandHeader message | count × (length | message).
  @_noAllocation @_noLocks
  mutating func applyCommands(
    _ record: LogRecord, _ body: ByteView, into events: inout VenueEvents
  ) {
    let header = CommandHeader(block: body, at: 64 + MessageHeader.bytes)
    let key = KeyID(header.key)
    let session = SessionID(record.session)
    guard sessions.isUp(session), sessions.slots[Int(session.slot)].key == key else {
      refuse(record, header, session, .sessionMismatch, into: &events)
      return
    }
    switch nonces.standing(key, header.nonce) {
    case .used(let rank):
      if nonces.entry(key, rank).digest == record.digest {
        repeatResults(record, header, session, key, rank, body, into: &events)
      } else {
        refuse(record, header, session, .nonceReused, into: &events)
      }
    case .tooOld: refuse(record, header, session, .nonceTooOld, into: &events)
    case .fresh:
      let code = admission(header, key, record)
      let rank = remember(
        key, nonce: header.nonce, record, code: code, count: header.count, into: &events)
      if code == .none {
        applyEach(record, header, session, key, rank, body, into: &events)
      } else {
        refuse(record, header, session, code, into: &events)
      }
      writeNonce(key, rank, record, into: &events)
    }
  }

  /// The checks on a whole datagram with a fresh nonce; a refusal uses the nonce up.
  @_noAllocation @_noLocks
  private func admission(_ header: CommandHeader, _ key: KeyID, _ record: LogRecord) -> RejectCode {
    if let refusal = keys.refusal(key, at: now) { return Self.code(refusal) }
    if now > header.validUntil { return .expired }
    if header.validUntil - now > genesis.block.validitySpanMax { return .validUntilTooFar }
    if header.indexLagMax != 0 {
      if header.indexSeen >= record.logIndex { return .indexAhead }
      if record.logIndex - header.indexSeen > UInt64(header.indexLagMax) { return .lagExceeded }
    }
    let group = keys.keys[key.value].group
    if group != KeyRegistry.anyGroup && group != header.group { return .keyGroup }
    return .none
  }

  /// Each command on its own, in order, nothing between them.
  @_noAllocation @_noLocks
  private mutating func applyEach(
    _ record: LogRecord, _ header: CommandHeader, _ session: SessionID, _ key: KeyID, _ rank: Int,
    _ body: ByteView, into events: inout VenueEvents
  ) {
    var at = 64 + CommandHeader.messageBytes
    var context = CommandContext(
      logIndex: record.logIndex, session: session, key: key,
      account: keys.keys[key.value].account, scope: keys.keys[key.value].scope,
      nonce: header.nonce, group: header.group, template: 0, ordinal: 0, keyIsRegistrable: false)
    for ordinal in 0..<Int(header.count) {
      let length = Int(body.load(at, as: UInt16.self))
      let message = body.slice(at + 2, count: length)
      context.template = MessageHeader(message).templateID
      context.ordinal = ordinal
      context.keyIsRegistrable = record.keyChecks >> UInt32(ordinal) & 1 == 1
      bookEvents.removeAll()
      massCancelBegun = nil
      uncrossBegun = nil
      isQuoting = false
      trip = nil
      // A key that revoked itself is refused from there on. Its session ended too: its results are
      // remembered and go to nobody.
      let output =
        keys.keys[key.value].isRevoked
        ? CommandOutput(.keyRevoked) : dispatch(context, message, record, into: &events)
      nonces.setOutcome(key, rank, ordinal: ordinal, output.outcome)
      report(record, context, output, into: &events)
      writeBookEvents(record, into: &events)
      if isQuoting { quote(context, message, record, into: &events) }
      if let place = massCancelBegun { work(place, record, into: &events) }
      settleProtection(record, into: &events)
      settleTrip(record, into: &events)
      if let market = uncrossBegun { _ = workUncross(market, record, into: &events) }
      runConditionals(record, into: &events)
      at += 2 + length
    }
  }

  @_noAllocation @_noLocks
  private mutating func dispatch(
    _ context: CommandContext, _ message: ByteView, _ record: LogRecord,
    into events: inout VenueEvents
  ) -> CommandOutput {
    if !isPermitted(context) { return CommandOutput(.scopeMissing) }
    let block = message.slice(MessageHeader.bytes, count: message.count - MessageHeader.bytes)
    // `if`s, because a switch over a static property is not proved free of locks.
    if context.template == WireFormat.NewOrder.templateID {
      return submit(context, WireFormat.NewOrder(block: block))
    }
    if context.template == NewSpecialOrder.templateID {
      return submit(context, NewSpecialOrder(block: block))
    }
    if context.template == NewConditionalOrder.templateID {
      return submit(context, NewConditionalOrder(block: block))
    }
    if context.template == CancelOrder.templateID {
      return cancel(context, CancelOrder(block: block))
    }
    if context.template == ReplaceOrder.templateID {
      return replace(context, ReplaceOrder(block: block))
    }
    if context.template == MassQuote.templateID {
      return massQuote(context, MassQuote(block: block), message)
    }
    if context.template == SetProtection.templateID {
      return CommandOutput(setProtection(context, SetProtection(block: block)))
    }
    if context.template == ResetProtection.templateID {
      return CommandOutput(resetProtection(context, ResetProtection(block: block)))
    }
    if context.template == CancelAll.templateID {
      return CommandOutput(massCancel(context, CancelAll(block: block)))
    }
    if context.template == SetDeadMan.templateID {
      return CommandOutput(setDeadMan(context, SetDeadMan(block: block), record, into: &events))
    }
    if context.template == Noop.templateID { return CommandOutput(.none) }
    let code = approve(context, message, record, into: &events)
    if code != .none { return CommandOutput(code) }
    return CommandOutput(operate(context, block, record, into: &events))
  }

  /// Whether the key's scope has a bit that its command asks for.
  @_noAllocation @_noLocks
  private func isPermitted(_ context: CommandContext) -> Bool {
    let template = context.template
    if template == Noop.templateID { return true }
    var accepted = KeyScope.operate
    if template == WireFormat.NewOrder.templateID || template == ReplaceOrder.templateID
      || template == NewSpecialOrder.templateID || template == NewConditionalOrder.templateID
      || template == SetDeadMan.templateID || template == MassQuote.templateID
      || template == SetProtection.templateID || template == ResetProtection.templateID
    {
      accepted = KeyScope.trade
    }
    if template == CancelOrder.templateID || template == CancelAll.templateID {
      accepted = KeyScope.trade | KeyScope.cancel
    }
    if template == RegisterKey.templateID || template == RevokeKey.templateID {
      accepted = KeyScope.operate | KeyScope.delegate
    }
    if template == SetMarketState.templateID { accepted = KeyScope.operate | KeyScope.risk }
    if template == SetReferencePrice.templateID { accepted = KeyScope.oracle }
    return context.scope & accepted != 0
  }

  /// A command of the operators' plane.
  @_noAllocation @_noLocks
  private mutating func operate(
    _ context: CommandContext, _ block: ByteView, _ record: LogRecord,
    into events: inout VenueEvents
  ) -> RejectCode {
    if context.template == ListMarket.templateID {
      return list(ListMarket(block: block), record, into: &events)
    }
    if context.template == OpenAccount.templateID {
      return openAccount(OpenAccount(block: block))
    }
    if context.template == AdjustCash.templateID { return adjustCash(AdjustCash(block: block)) }
    if context.template == RegisterKey.templateID {
      return register(RegisterKey(block: block), context, record, into: &events)
    }
    if context.template == RevokeKey.templateID {
      return revoke(RevokeKey(block: block), context, record, into: &events)
    }
    if context.template == SetMarketState.templateID {
      return setState(context, SetMarketState(block: block), record, into: &events)
    }
    if context.template == SetReferencePrice.templateID {
      return setReference(context, SetReferencePrice(block: block), record, into: &events)
    }
    if context.template == BustTrade.templateID {
      return bust(context, BustTrade(block: block), record, into: &events)
    }
    if context.template == SetPriceLimits.templateID {
      return setLimits(context, SetPriceLimits(block: block), record, into: &events)
    }
    if context.template == SetAuctionTerms.templateID {
      return setTerms(context, SetAuctionTerms(block: block), record, into: &events)
    }
    return .templateRefused
  }

  // MARK: Orders

  /// Whether the datagram's group holds the market.
  @_noAllocation @_noLocks
  func marketCode(_ market: UInt32, _ group: UInt16) -> RejectCode {
    if Int(market) >= markets.count || !markets[market].isListed { return .unknownMarket }
    return markets[market].group == group ? .none : .wrongGroup
  }

  /// As `marketCode`, of an order or a replace that not every state takes.
  ///
  /// - Parameters:
  ///   - neverTakes: whether it says that it is not to trade as it enters.
  ///   - collects: whether it can rest as it is, without trading.
  @inline(__always)
  @_noAllocation @_noLocks
  func orderCode(
    _ market: UInt32, _ group: UInt16, neverTakes: @autoclosure () -> Bool,
    collects: @autoclosure () -> Bool
  ) -> RejectCode {
    let code = marketCode(market, group)
    if code != .none { return code }
    if markets[market].isPlain { return .none }
    return stateCode(market, neverTakes: neverTakes(), collects: collects())
  }

  @_noAllocation @_noLocks
  private mutating func cancel(_ context: CommandContext, _ command: CancelOrder) -> CommandOutput {
    let code = marketCode(command.market, context.group)
    if code != .none { return CommandOutput(code, clientOrder: command.clientOrder) }
    guard let order = find(context, command.market, command.order, command.clientOrder) else {
      let place = waiting(context, command.market, command.order, command.clientOrder)
      if place == 0 { return CommandOutput(.unknownOrder, clientOrder: command.clientOrder) }
      let order = conditionals.places[place]
      closeLater(place, .cancelled)
      return CommandOutput(order: order.number(place), clientOrder: order.clientOrder, open: 0)
    }
    return cancel(context, order)
  }

  @_noAllocation @_noLocks
  private mutating func cancel(_ context: CommandContext, _ order: OrderRecord) -> CommandOutput {
    do {
      let record = try books.cancel(order.order, of: context.account, into: &bookEvents)
      return CommandOutput(order: record.order, clientOrder: record.clientOrder, open: 0)
    } catch {
      return CommandOutput(Self.code(error), clientOrder: order.clientOrder)
    }
  }

  @_noAllocation @_noLocks
  private mutating func replace(_ context: CommandContext, _ command: ReplaceOrder)
    -> CommandOutput
  {
    // In a market that takes only such orders a replace is one.
    let code = orderCode(
      command.market, context.group, neverTakes: true, collects: command.flags == 0)
    if code != .none { return CommandOutput(code, clientOrder: command.clientOrder) }
    guard let selfTrade = selfTrade(command.selfTrade, command.market) else {
      return CommandOutput(.unknownSelfTrade, clientOrder: command.clientOrder)
    }
    guard let order = find(context, command.market, command.order, command.clientOrder) else {
      let isWaiting = waiting(context, command.market, command.order, command.clientOrder) != 0
      return CommandOutput(
        isWaiting ? .orderWaits : .unknownOrder, clientOrder: command.clientOrder)
    }
    if order.clientOrder >= QuoteName.least {
      return CommandOutput(.orderIsQuote, clientOrder: order.clientOrder)
    }
    if command.newClientOrder >= QuoteName.least {
      return CommandOutput(.clientNumberReserved, clientOrder: order.clientOrder)
    }
    if command.quantity > markets[command.market].quantityMax {
      return CommandOutput(.quantityAboveMax, clientOrder: order.clientOrder)
    }
    // What traded while the replace was on its way counts towards the new size.
    let traded = command.openSeen > order.total.lots ? command.openSeen - order.total.lots : 0
    if traded > 0 && command.quantity > 0 && command.quantity <= traded {
      return cancel(context, order)
    }
    let quantity = command.quantity == 0 ? 0 : command.quantity - traded
    // The position is judged as if the old size were already gone.
    ledger.leave(context.account, order.market, order.side, lots: order.total.lots)
    let isAdmitted = ledger.admits(
      context.account, order.market, order.side, lots: quantity)
    ledger.rest(context.account, order.market, order.side, lots: order.total.lots)
    if !isAdmitted { return CommandOutput(.positionMax, clientOrder: order.clientOrder) }
    if markets[command.market].hasLimits && command.price != order.price.ticks
      && isBeyondBand(command.market, order.side, command.price)
    {
      return CommandOutput(.priceLimit, clientOrder: order.clientOrder)
    }
    let newName = command.newClientOrder
    if newName != 0 && newName != order.clientOrder && waits(context.account, newName) {
      return CommandOutput(.duplicateClientOrder, clientOrder: order.clientOrder)
    }
    do {
      let amendment = Amendment(
        price: Price(ticks: command.price), open: Quantity(lots: quantity),
        clientOrder: command.newClientOrder, flags: replaceFlags(command), selfTrade: selfTrade,
        key: context.key, collects: markets[command.market].collects)
      let replacement = try books.replace(
        order.order, of: context.account, with: amendment, into: &bookEvents)
      let name = newName == 0 ? order.clientOrder : newName
      if name != order.clientOrder && conditionals.count(of: context.account.value) != 0 {
        renameLinks(context.account, command.market, from: order.clientOrder, to: name)
      }
      return CommandOutput(
        order: replacement.entry.order, clientOrder: name, open: replacement.entry.open.lots)
    } catch {
      return CommandOutput(Self.code(error), clientOrder: order.clientOrder)
    }
  }

  /// The open order of this account and market by its number, or by its client number when that is
  /// 0. Another account's answers as an unknown one.
  @_noAllocation @_noLocks
  private func find(
    _ context: CommandContext, _ market: UInt32, _ order: UInt64, _ clientOrder: UInt64
  ) -> OrderRecord? {
    let record =
      order != 0
      ? books.record(OrderID(order)) : books.record(clientOrder: clientOrder, of: context.account)
    guard let record, record.account == context.account, record.market.value == market else {
      return nil
    }
    return record
  }

  /// As `find`, of a conditional order that waits: its place, or 0.
  @_noAllocation @_noLocks
  private func waiting(
    _ context: CommandContext, _ market: UInt32, _ order: UInt64, _ clientOrder: UInt64
  ) -> UInt32 {
    let account = context.account.value
    if conditionals.count(of: account) == 0 { return 0 }
    let place =
      order != 0
      ? conditionals.find(account, OrderID(order)) : conditionals.find(account, clientOrder)
    return place != 0 && conditionals.places[place].market == market ? place : 0
  }

  @_noAllocation @_noLocks
  static func code(_ refusal: BookRefusal) -> RejectCode {
    switch refusal {
    case .unknownMarket: .unknownMarket
    case .unknownAccount: .unknownAccount
    case .zeroQuantity: .zeroQuantity
    case .quantityAboveMax: .quantityAboveMax
    case .priceOutsideBand: .priceOutsideBand
    case .zeroClientOrder: .zeroClientOrder
    case .duplicateClientOrder: .duplicateClientOrder
    case .clientOrderCrowded: .clientTableFull
    case .openOrdersMax: .openOrdersMax
    case .poolFull: .ordersMax
    case .unknownOrder: .unknownOrder
    case .conflictingTerms: .orderTermsConflict
    case .noOpposite: .noOpposite
    case .wouldTrade: .wouldTrade
    case .wouldNotFill: .wouldNotFill
    case .displayQuantity: .displayQuantity
    case .minimumQuantity: .minimumQuantity
    case .minimumNotMet: .minimumNotMet
    case .expiryPassed: .expiryPassed
    case .specialsFull: .specialOrdersMax
    }
  }
}
