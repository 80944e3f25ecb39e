// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// What a source's price is, and where it went since triggers were last looked for.
struct SourcePrice: BitwiseCopyable {
  var price: Int64 = 0
  var low: Int64 = 0
  var high: Int64 = 0
  var isKnown = false
  /// Whether `low` and `high` mean anything.
  var hasRange = false

  @_noAllocation @_noLocks
  mutating func note(_ new: Int64, extendsRange: Bool) {
    price = new
    isKnown = true
    if !extendsRange { return }
    low = hasRange ? min(low, new) : new
    high = hasRange ? max(high, new) : new
    hasRange = true
  }
}

/// How far the search for triggers is in a market.
enum TriggerStage {
  /// Nothing is to be looked for.
  static var idle: UInt8 { @_noAllocation @_noLocks get { 0 } }
  /// Looks with the triggers as they were when the prices came.
  static var first: UInt8 { @_noAllocation @_noLocks get { 1 } }
  /// Looks again: those that trail have moved.
  static var moved: UInt8 { @_noAllocation @_noLocks get { 2 } }
}

/// Orders that wait for a price or for another order: how they enter, trigger and go.
///
///     trade, mark, index ──▶ range of the source ──▶ market pending ─┐
///     order traded or gone ──▶ those linked to it                    ├─▶ run: one at a time, at
///                              shrink, arm, become due or close ─────┘    most 16 a record
extension Venue {
  /// Orders that trigger, and waiting ones told to be gone, in one record.
  static var triggersPerRecordMax: Int { @_noAllocation @_noLocks get { 16 } }
  /// Orders that may be linked to one.
  static var linksMax: Int { @_noAllocation @_noLocks get { 4 } }

  // MARK: Entering

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
  private static func isMet(_ when: UInt8, _ trigger: Int64, _ price: Int64) -> Bool {
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

  // MARK: Prices

  /// Notes a price of a source: a trade's, or an oracle's.
  @_noAllocation @_noLocks
  mutating func notePrice(_ market: UInt32, _ source: UInt8, _ price: Int64) {
    let at = sourceAt(market, source)
    let isAwaited = conditionals.armedCount(market) != 0
    var record = prices[at]
    record.note(price, extendsRange: isAwaited)
    prices[at] = record
    changedPrices.note(market)
    if isAwaited { pend(market) }
  }

  /// Whether triggered orders enter: where orders trade as they come.
  @_noAllocation @_noLocks
  func triggers(_ market: UInt32) -> Bool {
    markets[market].state == .open && !markets[market].collects
  }

  /// Lets triggers of a market be looked for that could not be before.
  @_noAllocation @_noLocks
  mutating func resumeTriggers(_ market: UInt32) {
    if triggers(market) && conditionals.armedCount(market) != 0 { pend(market) }
  }

  /// Lets triggers of a market be looked for, from the beginning.
  @_noAllocation @_noLocks
  mutating func pend(_ market: UInt32) {
    if stages[market] == TriggerStage.idle { _ = pending.insert(&pendingRoot, 0 &- Int64(market)) }
    stages[market] = TriggerStage.first
    changedPrices.note(market)
  }

  @_noAllocation @_noLocks
  private mutating func unpend(_ market: UInt32) {
    pending.remove(&pendingRoot, 0 &- Int64(market))
    stages[market] = TriggerStage.idle
    changedPrices.note(market)
  }

  /// Lets a dormant order wait for its price, or makes it due if that is there.
  @_noAllocation @_noLocks
  private mutating func arm(_ place: UInt32) {
    var order = conditionals.places[place]
    let source = prices[sourceAt(order.market, order.source)]
    changedConditionals.note(place)
    if order.trails {
      if !source.isKnown
        || conditionals.trailingCount(order.market) >= ConditionalOrders.trailingMax
      {
        closeLater(place, .linked)
        return
      }
      order.extreme = source.price
      order.trigger = order.trigger(behind: source.price)
      conditionals.places[place] = order
    } else if order.source == 0
      || (source.isKnown && Self.isMet(order.when, order.trigger, source.price))
    {
      conditionals.makeDue(place)
      pend(order.market)
      return
    }
    conditionals.arm(place)
  }

  // MARK: Links

  /// Tells those that are linked to an order what it traded, and whether it is gone.
  @_noAllocation @_noLocks
  mutating func follow(
    _ account: AccountID, _ market: MarketID, _ clientOrder: UInt64, traded lots: UInt64,
    isGone: Bool
  ) {
    var place = conditionals.first(of: account.value)
    while place != 0 {
      let next = conditionals.next(after: place)
      var order = conditionals.places[place]
      if order.market == market.value && order.after == clientOrder {
        order.traded &+= lots
        if isGone {
          order.after = 0
          order.quantity = min(order.quantity, order.traded)
        }
        conditionals.places[place] = order
        changedConditionals.note(place)
        if isGone && order.traded == 0 {
          closeLater(place, .linked)
        } else if isGone {
          arm(place)
        }
      } else if order.market == market.value && order.other == clientOrder {
        order.quantity &-= min(order.quantity, lots)
        conditionals.places[place] = order
        changedConditionals.note(place)
        if order.quantity == 0 || isGone { closeLater(place, .linked) }
      }
      place = next
    }
  }

  /// What happened to an order in the books, for those that are linked to it.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func follow(_ event: BookEvent) {
    if conditionals.count == 0 { return }
    switch event.kind {
    case .executed:
      follow(
        event.account, event.market, event.clientOrder, traded: event.lots.lots,
        isGone: event.total.lots == 0)
      follow(
        event.takerAccount, event.market, event.takerClientOrder, traded: event.lots.lots,
        isGone: event.takerOpen.lots == 0)
    case .crossed:
      follow(
        event.account, event.market, event.clientOrder, traded: event.lots.lots,
        isGone: event.total.lots == 0)
      follow(
        event.takerAccount, event.market, event.takerClientOrder, traded: event.lots.lots,
        isGone: event.takerOpen.lots == 0)
    case .removed where event.reason != .replaced:
      follow(event.account, event.market, event.clientOrder, traded: 0, isGone: true)
    case .amended, .remainderCancelled:
      if event.total.lots == 0 {
        follow(event.account, event.market, event.clientOrder, traded: 0, isGone: true)
      }
    case .rested, .refilled, .repriced, .removed, .crossing: break
    }
  }

  /// An order of an account has another name: so do those that are linked to it know it.
  @_noAllocation @_noLocks
  mutating func renameLinks(
    _ account: AccountID, _ market: UInt32, from old: UInt64, to new: UInt64
  ) {
    var place = conditionals.first(of: account.value)
    while place != 0 {
      var order = conditionals.places[place]
      if order.market == market && (order.after == old || order.other == old) {
        if order.after == old { order.after = new }
        if order.other == old { order.other = new }
        conditionals.places[place] = order
        changedConditionals.note(place)
      }
      place = conditionals.next(after: place)
    }
  }

  // MARK: Going

  /// Takes a waiting order out; its owner is told when `run` comes to it.
  @_noAllocation @_noLocks
  mutating func closeLater(_ place: UInt32, _ reason: CloseReason) {
    changedConditionals.note(place)
    orderEnds.remove(endSubject(place))
    conditionals.close(place, reason: reason.wire)
  }

  /// Takes out those of an account that a mass cancel means; returns how many.
  @_noAllocation @_noLocks
  mutating func closeConditionals(
    of account: AccountID, _ filter: MassFilter, _ reason: CloseReason
  ) -> UInt32 {
    var count: UInt32 = 0
    var place = conditionals.first(of: account.value)
    while place != 0 {
      let next = conditionals.next(after: place)
      let order = conditionals.places[place]
      if admits(filter, order) {
        closeLater(place, reason)
        count &+= 1
      }
      place = next
    }
    return count
  }

  @_noAllocation @_noLocks
  private func admits(_ filter: MassFilter, _ order: ConditionalOrder) -> Bool {
    if let key = filter.key, key.value != order.key { return false }
    if let market = filter.market, market.value != order.market { return false }
    if let group = filter.group, markets[order.market].group != group { return false }
    if let side = filter.side, side.wire != order.side { return false }
    if order.price < filter.priceMin || order.price > filter.priceMax { return false }
    if let tag = filter.tag, order.clientOrder &>> 48 != UInt64(tag) { return false }
    return true
  }

  // MARK: Running

  /// Tells owners of those that are gone, and lets those enter whose time has come, one after
  /// another, until none is left or the record has done its share: the records to come then go on
  /// with it before they do anything else.
  @_noAllocation @_noLocks
  mutating func runConditionals(_ record: LogRecord, into events: inout VenueEvents) {
    if conditionals.count == 0 && pendingRoot == 0 { return }
    while triggersLeft > 0 {
      let gone = conditionals.firstClosing
      if gone != 0 {
        triggersLeft -= 1
        finish(gone, record, into: &events)
        continue
      }
      let leaf = pending.highest(pendingRoot)
      if leaf == 0 { return }
      let market = UInt32(truncatingIfNeeded: 0 &- pending.key(leaf))
      if !triggers(market) {
        unpend(market)
        continue
      }
      let place = nextMet(market)
      if place != 0 {
        triggersLeft -= 1
        fire(place, record, into: &events)
      }
    }
  }

  /// The next to trigger in a market; 0 for none, after which the search goes on or is over.
  @_noAllocation @_noLocks
  private mutating func nextMet(_ market: UInt32) -> UInt32 {
    for source in 1...3 as ClosedRange<UInt8> {
      let price = prices[sourceAt(market, source)]
      // Without a range only what is due already is met.
      let far: Int64 = 1 << 48
      let place = conditionals.met(
        market, source: source, low: price.hasRange ? price.low : far,
        high: price.hasRange ? price.high : -far)
      if place != 0 { return place }
    }
    if stages[market] == TriggerStage.first && moveTrailing(market) {
      stages[market] = TriggerStage.moved
      changedPrices.note(market)
      for source in 1...3 as ClosedRange<UInt8> {
        var price = prices[sourceAt(market, source)]
        if !price.hasRange { continue }
        price.low = price.price
        price.high = price.price
        prices[sourceAt(market, source)] = price
      }
      return 0
    }
    for source in 1...3 as ClosedRange<UInt8> {
      var price = prices[sourceAt(market, source)]
      price.hasRange = false
      price.low = 0
      price.high = 0
      prices[sourceAt(market, source)] = price
    }
    unpend(market)
    return 0
  }

  /// Lets the triggers of a market's trailing orders follow the prices; whether any moved.
  @_noAllocation @_noLocks
  private mutating func moveTrailing(_ market: UInt32) -> Bool {
    var hasMoved = false
    var place = conditionals.firstTrailing(market)
    while place != 0 {
      let order = conditionals.places[place]
      let price = prices[sourceAt(market, order.source)]
      if price.hasRange {
        let best = order.isAbove ? min(order.extreme, price.low) : max(order.extreme, price.high)
        if best != order.extreme {
          conditionals.move(place, extreme: best)
          changedConditionals.note(place)
          hasMoved = true
        }
      }
      place = conditionals.nextTrailing(after: place)
    }
    return hasMoved
  }

  /// Tells the owner of a waiting order that it is gone, and those that are linked to it.
  @_noAllocation @_noLocks
  private mutating func finish(
    _ place: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let order = conditionals.places[place]
    conditionals.remove(place)
    changedConditionals.note(place)
    var message = OrderClosed(
      logIndex: record.logIndex, logTime: record.logTime, order: order.number(place).value,
      clientOrder: order.clientOrder, quantity: order.quantity, market: order.market,
      reason: order.reason)
    for seat in 0..<sessions.perAccountMax {
      let session = SessionID(sessions.at(AccountID(order.account), seat))
      if session.value == 0 { continue }
      message.reportSequence = sessions.takeReportSequence(session)
      changedSessions.note(UInt32(session.slot))
      let bytes = events.append(
        VenueEvent(
          .report, logIndex: record.logIndex, length: OrderClosed.messageBytes,
          session: session.value))
      message.encode(message: bytes)
    }
    follow(
      AccountID(order.account), MarketID(order.market), order.clientOrder, traded: 0, isGone: true)
  }

  /// Lets an order whose time has come enter the books.
  @_noAllocation @_noLocks
  private mutating func fire(
    _ place: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let order = conditionals.places[place]
    orderEnds.remove(endSubject(place))
    conditionals.remove(place)
    changedConditionals.note(place)
    if order.other != 0 { cancelOther(order, record, into: &events) }
    bookEvents.removeAll()
    var entry: Entry?
    let code = enter(order, &entry)
    tell(order, place, code, entry, record, into: &events)
    if code == .none {
      writeBookEvents(record, into: &events)
      settleTrip(record, into: &events)
    } else {
      follow(
        AccountID(order.account), MarketID(order.market), order.clientOrder, traded: 0,
        isGone: true)
    }
  }

  /// Cancels the order that a triggered one was one of two with, open or waiting.
  @_noAllocation @_noLocks
  private mutating func cancelOther(
    _ order: ConditionalOrder, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let account = AccountID(order.account)
    let place = conditionals.find(order.account, order.other)
    if place != 0 && conditionals.places[place].market == order.market {
      closeLater(place, .linked)
      return
    }
    guard let other = books.record(clientOrder: order.other, of: account),
      other.market.value == order.market
    else { return }
    bookEvents.removeAll()
    do {
      _ = try books.cancel(other.order, of: account, reason: .linked, into: &bookEvents)
    } catch {}
    writeBookEvents(record, into: &events)
  }

  @_noAllocation @_noLocks
  private mutating func enter(_ order: ConditionalOrder, _ entry: inout Entry?) -> RejectCode {
    let account = AccountID(order.account)
    let market = MarketID(order.market)
    guard let side = Side(wire: order.side),
      let given = WireFormat.TimeInForce(wire: order.timeInForce),
      let selfTrade = selfTrade(order.selfTrade, order.market)
    else { return .conditionalTerms }
    if !ledger.admits(account, market, side, lots: order.quantity) { return .positionMax }
    if markets[order.market].hasLimits && isBeyondBand(order.market, side, order.price) {
      return .priceLimit
    }
    var new = Matching.NewOrder(
      market: market, account: account, side: side, price: Price(ticks: order.price),
      quantity: Quantity(lots: order.quantity), clientOrder: order.clientOrder,
      timeInForce: Self.timeInForce(given), flags: OrderFlags(bits: order.flags),
      selfTrade: selfTrade, key: KeyID(order.key))
    // Links may have left less than it was to show, or to trade at least.
    new.minimum = Quantity(lots: min(order.minimum, order.quantity))
    new.display = Quantity(lots: Self.display(order))
    new.expiresAt = order.expiresAt
    do {
      entry = try books.submit(new, into: &bookEvents)
    } catch {
      return Self.code(error)
    }
    return .none
  }

  /// What it shows of what links left of it: all, if that is no more.
  @_noAllocation @_noLocks
  private static func display(_ order: ConditionalOrder) -> UInt64 {
    order.display >= order.quantity ? 0 : order.display
  }

  @_noAllocation @_noLocks
  private mutating func tell(
    _ order: ConditionalOrder, _ place: UInt32, _ code: RejectCode, _ entry: Entry?,
    _ record: LogRecord, into events: inout VenueEvents
  ) {
    var message = OrderTriggered(
      logIndex: record.logIndex, logTime: record.logTime, conditional: order.number(place).value,
      clientOrder: order.clientOrder, triggerPrice: order.trigger, quantity: order.quantity,
      market: order.market, code: code.wire)
    if let entry {
      message.order = entry.order.value
      message.openQuantity = entry.open.lots
    }
    for seat in 0..<sessions.perAccountMax {
      let session = SessionID(sessions.at(AccountID(order.account), seat))
      if session.value == 0 { continue }
      message.reportSequence = sessions.takeReportSequence(session)
      changedSessions.note(UInt32(session.slot))
      let bytes = events.append(
        VenueEvent(
          .report, logIndex: record.logIndex, length: OrderTriggered.messageBytes,
          session: session.value))
      message.encode(message: bytes)
    }
  }

  // MARK: State

  /// What it was sent as: entry 8 | account 4 | market 4 | key 4 | side, time in force, flags,
  /// self-trade, trail kind 1 each | price 8 | client number 8 | minimum 8 | display 8 |
  /// expires at 8 | trail 8. And beside it how it stands: stamp 8 | source, when, phase, reason 1
  /// each | quantity 8 | trigger 8 | best price 8 | after 8 | other 8 | traded 8. None once it is
  /// gone.
  @_noAllocation @_noLocks
  func writeConditional(_ place: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let order = conditionals.places[place]
    let number = (place - 1) * 2
    let section = StateSectionNumber.conditionalOrders
    if order.stamp == 0 {
      for half in number...number + 1 {
        _ = events.append(
          VenueEvent(
            .stateRemoved, logIndex: record.logIndex, section: section, bucket: half,
            key: UInt64(half)))
      }
      return
    }
    let terms = set(section, number, UInt64(number), 73, record, into: &events)
    terms.store(order.entered, at: 0)
    terms.store(order.account, at: 8)
    terms.store(order.market, at: 12)
    terms.store(order.key, at: 16)
    terms.store(order.side, at: 20)
    terms.store(order.timeInForce, at: 21)
    terms.store(order.flags, at: 22)
    terms.store(order.selfTrade, at: 23)
    terms.store(order.trailKind, at: 24)
    terms.store(order.price, at: 25)
    terms.store(order.clientOrder, at: 33)
    terms.store(order.minimum, at: 41)
    terms.store(order.display, at: 49)
    terms.store(order.expiresAt, at: 57)
    terms.store(order.trail, at: 65)
    let standing = set(section, number + 1, UInt64(number + 1), 60, record, into: &events)
    standing.store(order.stamp, at: 0)
    standing.store(order.source, at: 8)
    standing.store(order.when, at: 9)
    standing.store(order.phase, at: 10)
    standing.store(order.reason, at: 11)
    standing.store(order.quantity, at: 12)
    standing.store(order.trigger, at: 20)
    standing.store(order.extreme, at: 28)
    standing.store(order.after, at: 36)
    standing.store(order.other, at: 44)
    standing.store(order.traded, at: 52)
  }

  /// mark's source's time 8 and sequence 8 | how far the search for triggers is 1 | of last, mark and
  /// index each: price 8 | low 8 | high 8 | known 1 | has range 1
  @_noAllocation @_noLocks
  func writePrices(_ market: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let bytes = set(
      StateSectionNumber.prices, market, UInt64(market), 95, record, into: &events)
    bytes.store(markets[market].markTime, at: 0)
    bytes.store(markets[market].markSequence, at: 8)
    bytes.store(stages[market], at: 16)
    for source in 0..<3 {
      let price = prices[Int(market) &* 3 &+ source]
      let at = 17 &+ source &* 26
      bytes.store(price.price, at: at)
      bytes.store(price.low, at: at &+ 8)
      bytes.store(price.high, at: at &+ 16)
      bytes.store(price.isKnown ? 1 as UInt8 : 0, at: at &+ 24)
      bytes.store(price.hasRange ? 1 as UInt8 : 0, at: at &+ 25)
    }
  }
}
