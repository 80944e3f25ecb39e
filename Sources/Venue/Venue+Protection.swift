// SPDX-License-Identifier: Apache-2.0

internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// Market-maker protection: what a quote group may trade in a window of log time.
///
///     trade of a quote ──▶ slice at hand ──▶ a limit reached? ──▶ tripped ─┐
///     the command is done ──▶ settle: frozen, sums forgotten, told, pulled ◀┘
///                                                          └─▶ what is left: over, and a timer
extension Venue {
  /// The largest vega weight of a quote.
  static var weightMax: UInt32 { @_noAllocation @_noLocks get { 1 << 20 } }

  // MARK: Commands

  @_noAllocation @_noLocks
  mutating func setProtection(_ context: CommandContext, _ command: SetProtection) -> RejectCode {
    let limits = command.quantityMax | command.tradesMax | command.deltaMax | command.vegaMax
    if command.flags == 1 {
      if limits | command.span | command.frozenSpan != 0 { return .protectionTerms }
      return removeGroup(context, command.quoteGroup)
    }
    if command.flags != 0 || (limits != 0) != (command.span != 0)
      || !Self.isSpan(command.span) || !Self.isSpan(command.frozenSpan)
    {
      return .protectionTerms
    }
    let account = context.account.value
    var place = quoteGroups.find(account, command.quoteGroup)
    if place == 0 {
      if quoteGroups.count(of: account) >= QuoteGroups.perAccountMax {
        return .accountQuoteGroupsMax
      }
      if quoteGroups.isFull { return .quoteGroupsMax }
      place = quoteGroups.make(account, command.quoteGroup)
    }
    var group = quoteGroups.groups[place]
    group.span = command.span
    group.quantityMax = command.quantityMax
    group.tradesMax = command.tradesMax
    group.deltaMax = command.deltaMax
    group.vegaMax = command.vegaMax
    group.frozenSpan = command.frozenSpan
    quoteGroups.groups[place] = group
    changedGroups.note(place)
    forgetTrades(place)
    return .none
  }

  /// 0, or what a window or a freeze may last.
  @_noAllocation @_noLocks
  private static func isSpan(_ span: UInt64) -> Bool {
    span == 0 || (span >= ProtocolLimits.quoteSpanMin && span <= ProtocolLimits.daySpan)
  }

  @_noAllocation @_noLocks
  private mutating func removeGroup(_ context: CommandContext, _ number: UInt16) -> RejectCode {
    let place = quoteGroups.find(context.account.value, number)
    if place == 0 { return .unknownQuoteGroup }
    if quoteGroups.groups[place].isPulling { return .quotesOpen }
    if books.openQuotes(of: UInt16(truncatingIfNeeded: place)) != 0 { return .quotesOpen }
    forgetTrades(place)
    quoteGroups.remove(place)
    changedGroups.note(place)
    return .none
  }

  @_noAllocation @_noLocks
  mutating func resetProtection(_ context: CommandContext, _ command: ResetProtection) -> RejectCode
  {
    let place = quoteGroups.find(context.account.value, command.quoteGroup)
    if place == 0 { return .unknownQuoteGroup }
    if quoteGroups.groups[place].isPulling { return .quotesOpen }
    quoteGroups.groups[place].frozenUntil = 0
    changedGroups.note(place)
    forgetTrades(place)
    return .none
  }

  @_noAllocation @_noLocks
  func isFrozen(_ place: UInt32) -> Bool {
    let group = quoteGroups.groups[place]
    return group.isPulling || now < group.frozenUntil
  }

  // MARK: Counting

  /// Counts a trade towards the groups of those of its orders that are quotes.
  @inline(never)
  @_noAllocation @_noLocks
  mutating func countQuotes(_ event: BookEvent) {
    count(
      event.takerAccount, event.takerClientOrder, event.takerOrder, event.lots.lots,
      event.side.opposite)
    count(event.account, event.clientOrder, event.order, event.lots.lots, event.side)
  }

  @_noAllocation @_noLocks
  private mutating func count(
    _ account: AccountID, _ clientOrder: UInt64, _ order: OrderID, _ lots: UInt64, _ side: Side
  ) {
    guard let name = QuoteName(clientOrder) else { return }
    let place = quoteGroups.find(account.value, name.quoteGroup)
    invariant(place != 0, "a group with quotes is there")
    let group = quoteGroups.groups[place]
    if !group.hasLimits { return }
    let number = now / group.sliceSpan
    let at =
      place &* QuoteGroups.slicesMax
      &+ UInt32(truncatingIfNeeded: number % UInt64(QuoteGroups.slicesMax))
    var slice = quoteGroups.slices[at]
    if slice.slice != number || slice.trades == 0 {
      slice = QuoteSlice()
      slice.slice = number
    }
    let weight = weights[order.slot]
    slice.add(lots, isBuy: side == .buy, weight: weight == 0 ? 1 : UInt64(weight))
    quoteGroups.slices[at] = slice
    changedSlices.note(at)
    if group.isTripped { return }
    guard let limit = quoteGroups.reached(place, number) else { return }
    quoteGroups.groups[place].isTripped = true
    quoteGroups.groups[place].limit = limit
    tripped.note(place)
  }

  @_noAllocation @_noLocks
  private mutating func forgetTrades(_ place: UInt32) {
    for ring in 0..<QuoteGroups.slicesMax {
      let at = place &* QuoteGroups.slicesMax &+ ring
      if quoteGroups.slices[at].trades == 0 { continue }
      quoteGroups.slices[at] = QuoteSlice()
      changedSlices.note(at)
    }
  }

  // MARK: Tripping

  /// Does with the groups that tripped what is to be done, if any did.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func settleProtection(_ record: LogRecord, into events: inout VenueEvents) {
    if tripped.count != 0 { settleTripped(record, into: &events) }
  }

  @inline(never)
  @_noAllocation @_noLocks
  private mutating func settleTripped(_ record: LogRecord, into events: inout VenueEvents) {
    for i in 0..<tripped.count {
      let place = tripped.number(i)
      var group = quoteGroups.groups[place]
      let (until, overflow) = now.addingReportingOverflow(group.frozenSpan)
      group.frozenUntil = overflow || group.frozenSpan == 0 ? .max : until
      group.isTripped = false
      quoteGroups.groups[place] = group
      changedGroups.note(place)
      forgetTrades(place)
      tell(group, record, into: &events)
      pull(place, record, into: &events)
    }
    tripped.removeAll()
  }

  /// Takes out as many quotes of a group as the record may; a timer goes on with the rest.
  @_noAllocation @_noLocks
  mutating func pull(_ place: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let number = UInt16(truncatingIfNeeded: place)
    bookEvents.removeAll()
    let done = books.cancelQuotes(
      of: number, countMax: cancelsLeft, reason: .protection, into: &bookEvents)
    cancelsLeft -= done.cancelled
    writeBookEvents(record, into: &events)
    var group = quoteGroups.groups[place]
    if done.more {
      if !group.isPulling { group.trippedAt = now }
      deadlines.set(Deadline(due: group.trippedAt, subject: timer(.protection, place)))
    } else if group.isPulling {
      group.trippedAt = 0
      deadlines.remove(timer(.protection, place))
    }
    group.isPulling = done.more
    books.setQuotesOver(number, done.more)
    quoteGroups.groups[place] = group
    changedGroups.note(place)
  }

  /// Tells every session of the account that a limit was reached.
  @_noAllocation @_noLocks
  private mutating func tell(
    _ group: QuoteGroupRecord, _ record: LogRecord, into events: inout VenueEvents
  ) {
    var message = ProtectionTriggered(
      logIndex: record.logIndex, logTime: record.logTime, frozenUntil: group.frozenUntil,
      quoteGroup: group.number, limit: group.limit)
    for seat in 0..<sessions.perAccountMax {
      let session = SessionID(sessions.at(AccountID(group.account), seat))
      if session.value == 0 { continue }
      message.reportSequence = sessions.takeReportSequence(session)
      changedSessions.note(UInt32(session.slot))
      let bytes = events.append(
        VenueEvent(
          .report, logIndex: record.logIndex, length: ProtectionTriggered.messageBytes,
          session: session.value))
      message.encode(message: bytes)
    }
  }

  // MARK: State

  /// account 4 | quote group 2 | span 8 | quantity 8 | trades 8 | delta 8 | vega 8 | frozen span 8 |
  /// frozen until 8 | tripped at 8; none once it is taken away
  @_noAllocation @_noLocks
  func writeGroup(_ place: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let group = quoteGroups.groups[place]
    if !group.isTaken {
      _ = events.append(
        VenueEvent(
          .stateRemoved, logIndex: record.logIndex, section: StateSectionNumber.quoteGroups,
          bucket: place - 1, key: UInt64(place)))
      return
    }
    let bytes = set(
      StateSectionNumber.quoteGroups, place - 1, UInt64(place), 70, record, into: &events)
    bytes.store(group.account, at: 0)
    bytes.store(group.number, at: 4)
    bytes.store(group.span, at: 6)
    bytes.store(group.quantityMax, at: 14)
    bytes.store(group.tradesMax, at: 22)
    bytes.store(group.deltaMax, at: 30)
    bytes.store(group.vegaMax, at: 38)
    bytes.store(group.frozenSpan, at: 46)
    bytes.store(group.frozenUntil, at: 54)
    bytes.store(group.trippedAt, at: 62)
  }

  /// slice 8 | quantity 8 | delta 8 | vega 8 | trades 8; none without trades
  @_noAllocation @_noLocks
  func writeSlice(_ at: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let slice = quoteGroups.slices[at]
    let number = at - QuoteGroups.slicesMax
    if slice.trades == 0 {
      _ = events.append(
        VenueEvent(
          .stateRemoved, logIndex: record.logIndex, section: StateSectionNumber.protectionSums,
          bucket: number, key: UInt64(number)))
      return
    }
    let bytes = set(
      StateSectionNumber.protectionSums, number, UInt64(number), 40, record, into: &events)
    bytes.store(slice.slice, at: 0)
    bytes.store(slice.quantity, at: 8)
    bytes.store(slice.delta, at: 16)
    bytes.store(slice.vega, at: 24)
    bytes.store(slice.trades, at: 32)
  }

  /// vega weight 4, beside the quote's record as an order; none once the quote is gone.
  @inline(never)
  @_noAllocation @_noLocks
  func writeQuote(
    _ event: BookEvent, _ bucket: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) {
    let section = StateSectionNumber.quotes
    if event.open.lots == 0 {
      _ = events.append(
        VenueEvent(
          .stateRemoved, logIndex: record.logIndex, section: section, bucket: bucket,
          key: event.sequence))
      return
    }
    switch event.kind {
    case .rested, .amended:
      let bytes = set(section, bucket, event.sequence, 4, record, into: &events)
      bytes.store(weights[event.order.slot], at: 0)
    case .executed, .refilled, .removed, .remainderCancelled, .repriced, .crossing, .crossed:
      break
    }
  }
}
