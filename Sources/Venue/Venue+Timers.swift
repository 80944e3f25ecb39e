// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// What a timer is about. Of equal times the kinds come in this order, and of a kind the lower number.
enum TimerKind: BitwiseCopyable {
  /// A key's validity ended.
  case expiry
  /// A key's dead-man switch was not set again.
  case deadMan
  /// A mass cancel is to go on.
  case massCancel
  /// A command waited for approval long enough.
  case proposal
  /// Orders collected long enough, or an uncross is to go on.
  case auction
  /// Quotes of a group that tripped are still to be pulled.
  case protection
}

/// Timers: subjects of the deadline queue are numbered kind after kind.
///
///     0 ..< K            expiry of a key          K = keysMax, M = marketsMax
///     K ..< 2K           dead-man switch
///     2K ..< 4K + M      mass cancel, by its place
///     4K + M ..< + P     proposal, by its place    P = proposalsMax
///     4K + M + P ..< + M auction of a market
///     4K + 2M + P ...    pulling the quotes of a group, by its place
extension Venue {
  /// The number of subjects.
  static func timersMax(_ block: Genesis) -> Int {
    Int(block.keysMax) * 4 + Int(block.marketsMax) * 2 + Int(block.proposalsMax)
      + Int(block.quoteGroupsMax) + 1
  }

  /// The subject of a timer.
  @_noAllocation @_noLocks
  func timer(_ kind: TimerKind, _ number: UInt32) -> UInt32 {
    switch kind {
    case .expiry: number
    case .deadMan: genesis.block.keysMax + number
    case .massCancel: genesis.block.keysMax * 2 + number
    case .proposal: genesis.block.keysMax * 4 + genesis.block.marketsMax + number
    case .auction:
      genesis.block.keysMax * 4 + genesis.block.marketsMax + genesis.block.proposalsMax + number
    case .protection:
      genesis.block.keysMax * 4 + genesis.block.marketsMax * 2 + genesis.block.proposalsMax
        + number
    }
  }

  /// Fires what is due, in the order of the deadlines, at most `timersPerCommandMax`. A mass cancel or a pull of quotes
  /// whose turn it is when the record may cancel no more ends the firing, and so does an uncross of
  /// which it may do no more: all behind it wait too.
  @_noAllocation @_noLocks
  mutating func fireTimers(_ header: LogRecord, into events: inout VenueEvents) {
    let keysMax = genesis.block.keysMax
    for _ in 0..<Int(genesis.block.timersPerCommandMax) {
      guard let timer = deadlines.first, timer.due <= now else { return }
      if timer.subject < keysMax {
        deadlines.remove(timer.subject)
        expire(KeyID(timer.subject), header, into: &events)
      } else if timer.subject < keysMax * 2 {
        deadlines.remove(timer.subject)
        let key = KeyID(timer.subject - keysMax)
        keys.keys[key.value].deadManDue = 0
        writeKey(key, header, into: &events)
        cancelOrders(of: key, .deadMan, header, into: &events)
      } else if timer.subject >= self.timer(.protection, 0) {
        if cancelsLeft == 0 { return }
        pull(timer.subject - self.timer(.protection, 0), header, into: &events)
      } else if timer.subject >= self.timer(.auction, 0) {
        let market = timer.subject - self.timer(.auction, 0)
        if !fireAuction(market, header, into: &events) { return }
      } else if timer.subject >= self.timer(.proposal, 0) {
        closeProposal(timer.subject - self.timer(.proposal, 0), header, into: &events)
      } else {
        if cancelsLeft == 0 { return }
        work(timer.subject - keysMax * 2, header, into: &events)
      }
    }
  }

  /// The end of a key's validity: it ends the key's session.
  @_noAllocation @_noLocks
  private mutating func expire(
    _ key: KeyID, _ header: LogRecord, into events: inout VenueEvents
  ) {
    keys.keys[key.value].isExpiryPending = false
    let session = keys.keys[key.value].session
    if session.value != 0 {
      close(session, .expired, header, into: &events)
    } else {
      writeKey(key, header, into: &events)
    }
  }

  /// Arms, sets again or disarms the dead-man switch of the command's key.
  @_noAllocation @_noLocks
  mutating func setDeadMan(
    _ context: CommandContext, _ command: SetDeadMan, _ record: LogRecord,
    into events: inout VenueEvents
  ) -> RejectCode {
    let key = context.key.value
    let subject = timer(.deadMan, key)
    if command.span == 0 {
      keys.keys[key].deadManDue = 0
      deadlines.remove(subject)
    } else {
      if command.span < ProtocolLimits.deadManSpanMin { return .deadManSpan }
      if command.span > ProtocolLimits.deadManSpanMax { return .deadManSpan }
      let (due, overflow) = now.addingReportingOverflow(command.span)
      keys.keys[key].deadManDue = overflow ? .max : due
      deadlines.set(Deadline(due: keys.keys[key].deadManDue, subject: subject))
    }
    writeKey(context.key, record, into: &events)
    return .none
  }
}
