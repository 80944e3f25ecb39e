// SPDX-License-Identifier: Apache-2.0

internal import Matching
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// A mass cancel that is under way. Its place says whose it is:
///
///     key × 2        everything of the key, because its session ended or its dead-man timer ran out
///     key × 2 + 1    what a command of the key asked for
///     keysMax × 2 + market    everything of a market that was closed
///
/// A record takes `cancelsPerRecordMax` orders at most; what is left is a timer, due since the mass
/// cancel began, and the records to come go on with it before they do anything else.
struct MassCancelRecord: BitwiseCopyable {
  /// Whether it has a timer and a canonical record.
  var isPending = false
  var reason: CloseReason
  /// As on the wire; see `MassOwner` and `MassSide`.
  var owner: UInt8
  var side: UInt8
  /// As on the wire, or `everywhere`.
  var scope: UInt8
  var group: UInt16
  var market: UInt32
  /// The prices it is for, in ticks, both included.
  var priceMin: Int64 = .min
  var priceMax: Int64 = .max
  /// As on the wire: 2 when it is for one tag only.
  var filters: UInt8 = 0
  var tag: UInt16 = 0
  /// Orders cancelled so far.
  var cancelled: UInt32 = 0
  /// The log time at which it began.
  var began: UInt64 = 0
  /// What entered with this number or a higher one is not meant.
  var below: UInt64 = 0

  /// The owner of a mass cancel of a closed market's orders.
  static var everybody: UInt8 { @_noAllocation @_noLocks get { 2 } }
  /// The scope of a mass cancel that no command asked for: every market.
  static var everywhere: UInt8 { @_noAllocation @_noLocks get { 2 } }

  /// All that belongs to a key.
  @_noAllocation @_noLocks
  init(_ reason: CloseReason) {
    self.reason = reason
    owner = MassOwner.key.wire
    side = MassSide.both.wire
    scope = Self.everywhere
    group = 0
    market = 0
  }

  @_noAllocation @_noLocks
  init(_ owner: MassOwner, _ scope: MassScope, _ side: MassSide, _ market: UInt32, _ group: UInt16)
  {
    reason = .massCancelled
    self.owner = owner.wire
    self.side = side.wire
    self.scope = scope.wire
    self.group = group
    self.market = market
  }

  /// All that rests in a market.
  @_noAllocation @_noLocks
  init(closing market: UInt32, _ group: UInt16) {
    reason = .venue
    owner = Self.everybody
    side = MassSide.both.wire
    scope = MassScope.market.wire
    self.group = group
    self.market = market
  }

  /// Whether all that `other`, of the same key, is meant for is meant by this one too.
  @_noAllocation @_noLocks
  func covers(_ other: MassCancelRecord) -> Bool {
    if owner != other.owner && owner != MassOwner.account.wire { return false }
    if side != other.side && side != MassSide.both.wire { return false }
    if group != other.group { return false }
    if priceMin > other.priceMin || priceMax < other.priceMax { return false }
    if hasTag && !(other.hasTag && tag == other.tag) { return false }
    if scope == MassScope.group.wire { return true }
    return other.scope == MassScope.market.wire && market == other.market
  }

  /// Whether it is for one tag only.
  var hasTag: Bool { @_noAllocation @_noLocks get { filters & 2 == 2 } }

  /// Which orders it means, those of one account understood.
  @_noAllocation @_noLocks
  func filter(_ key: KeyID) -> MassFilter {
    var filter = MassFilter(below: below)
    if owner == MassOwner.key.wire { filter.key = key }
    if scope == MassScope.market.wire { filter.market = MarketID(market) }
    if scope == MassScope.group.wire { filter.group = group }
    if side == MassSide.buy.wire { filter.side = .buy }
    if side == MassSide.sell.wire { filter.side = .sell }
    filter.priceMin = priceMin
    filter.priceMax = priceMax
    if hasTag { filter.tag = tag }
    return filter
  }
}

/// Mass cancels: cancel on disconnect, dead-man timers, and the command.
extension Venue {
  /// Takes a CancelAll as the key's mass cancel; `work` then cancels.
  @_noAllocation @_noLocks
  mutating func massCancel(_ context: CommandContext, _ command: CancelAll) -> RejectCode {
    guard let scope = command.scopeValue, let side = command.sideValue,
      let owner = command.ownerValue
    else { return .massCancelUnknown }
    let hasPrices = command.filters & 1 == 1
    let hasTag = command.filters & 2 == 2
    if command.filters > 3 || command.priceMin > command.priceMax || (!hasTag && command.tag != 0)
      || (!hasPrices && (command.priceMin != 0 || command.priceMax != 0))
    {
      return .massCancelUnknown
    }
    switch scope {
    case .market:
      let code = marketCode(command.market, context.group)
      if code != .none { return code }
    case .group:
      if command.market != 0 || hasPrices { return .massCancelUnknown }
    }
    var new = MassCancelRecord(owner, scope, side, command.market, context.group)
    new.filters = command.filters
    new.tag = command.tag
    if hasPrices {
      new.priceMin = command.priceMin
      new.priceMax = command.priceMax
    }
    let place = context.key.value * 2 + 1
    if massCancels[place].isPending && !new.covers(massCancels[place]) {
      return .massCancelPending
    }
    begin(place, new)
    massCancelBegun = place
    return .none
  }

  /// Cancels what belongs to a key, because its session or its dead-man timer ended.
  @_noAllocation @_noLocks
  mutating func cancelOrders(
    of key: KeyID, _ reason: CloseReason, _ record: LogRecord, into events: inout VenueEvents
  ) {
    begin(key.value * 2, MassCancelRecord(reason))
    work(key.value * 2, record, into: &events)
  }

  /// Enters a mass cancel. One that is under way at that place is covered by it: the new one takes
  /// over how far that is and its turn among the timers.
  @_noAllocation @_noLocks
  mutating func begin(_ place: UInt32, _ new: MassCancelRecord) {
    var new = new
    let old = massCancels[place]
    new.isPending = old.isPending
    new.began = old.isPending ? old.began : now
    new.cancelled = old.isPending ? old.cancelled : 0
    new.below = books.sequenceLast + 1
    // Of the waiting ones there are few: they go at once.
    if place < genesis.block.keysMax * 2 {
      let key = KeyID(place >> 1)
      new.cancelled += closeConditionals(
        of: keys.keys[key.value].account, new.filter(key), new.reason)
    }
    massCancels[place] = new
  }

  /// Cancels as many orders of a mass cancel as the record may still take, and says how far it is.
  @_noAllocation @_noLocks
  mutating func work(_ place: UInt32, _ record: LogRecord, into events: inout VenueEvents) {
    let mass = massCancels[place]
    let key = KeyID(place >> 1)
    let isMarkets = place >= genesis.block.keysMax * 2
    bookEvents.removeAll()
    let reason = Self.reason(mass.reason)
    let done =
      isMarkets
      ? books.cancelAll(
        in: MarketID(mass.market), countMax: cancelsLeft, reason: reason, into: &bookEvents)
      : books.cancelAll(
        of: keys.keys[key.value].account, mass.filter(key), countMax: cancelsLeft,
        reason: reason, into: &bookEvents)
    cancelsLeft -= done.cancelled
    writeBookEvents(record, into: &events)
    var isMore = done.more
    if isMarkets && !isMore {
      while cancelsLeft > 0, case let waiting = conditionals.any(mass.market), waiting != 0 {
        cancelsLeft -= 1
        closeLater(waiting, mass.reason)
      }
      isMore = conditionals.any(mass.market) != 0
    }
    // Taken out and put back: changed in place, it is IR that 6.3.1 refuses under ThreadSanitizer.
    var after = mass
    after.cancelled += UInt32(done.cancelled)
    after.isPending = isMore
    massCancels[place] = after
    if isMore {
      deadlines.set(Deadline(due: mass.began, subject: timer(.massCancel, place)))
      writeMassCancel(place, record, into: &events)
    } else if mass.isPending {
      deadlines.remove(timer(.massCancel, place))
      removeMassCancel(place, record, into: &events)
    }
    // Of a closed market everybody heard in the feed, and each account of its own orders.
    if isMarkets { return }
    tell(keys.keys[key.value].account, key, after, record, into: &events)
  }

  @_noAllocation @_noLocks
  private static func reason(_ reason: CloseReason) -> RemovalReason {
    switch reason {
    case .cancelled: .cancelled
    case .massCancelled: .massCancelled
    case .sessionLost: .sessionLost
    case .deadMan: .deadMan
    case .immediateOrCancel: .immediateOrCancel
    case .fillsMax: .fillsMax
    case .venue: .venue
    case .selfTrade: .selfTrade
    case .expired: .expired
    case .linked: .linked
    case .protection: .protection
    }
  }

  /// Tells every session of an account how far a mass cancel is.
  @_noAllocation @_noLocks
  private mutating func tell(
    _ account: AccountID, _ key: KeyID, _ mass: MassCancelRecord, _ record: LogRecord,
    into events: inout VenueEvents
  ) {
    var message = MassCancelled(
      logIndex: record.logIndex, logTime: record.logTime, key: key.value, count: mass.cancelled,
      reason: mass.reason.wire, isComplete: mass.isPending ? 0 : 1)
    for place in 0..<sessions.perAccountMax {
      let session = SessionID(sessions.at(account, place))
      if session.value == 0 { continue }
      message.reportSequence = sessions.takeReportSequence(session)
      changedSessions.note(UInt32(session.slot))
      let bytes = events.append(
        VenueEvent(
          .report, logIndex: record.logIndex, length: MassCancelled.messageBytes,
          session: session.value))
      message.encode(message: bytes)
    }
  }
}
