// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// Commands of operators that need more than one of them.
extension Venue {
  /// Whether a command waits for approval: all that the operate scope alone allows. Halting a market
  /// does not, nor what a key may do as a delegate.
  @_noAllocation @_noLocks
  private func needsApproval(_ context: CommandContext, _ block: ByteView) -> Bool {
    if genesis.block.approvalsMin <= 1 || context.scope & KeyScope.operate == 0 { return false }
    if context.template == SetMarketState.templateID {
      return !isHalt(SetMarketState(block: block))
    }
    if context.scope & KeyScope.delegate == 0 { return true }
    if context.template == RegisterKey.templateID {
      return !isWithin(context, RegisterKey(block: block))
    }
    if context.template == RevokeKey.templateID {
      return !isDelegatesToRevoke(context, KeyID(RevokeKey(block: block).key))
    }
    return true
  }

  /// Counts a command as approved by its key; `none` when it takes effect now.
  @_noAllocation @_noLocks
  mutating func approve(
    _ context: CommandContext, _ message: ByteView, _ record: LogRecord,
    into events: inout VenueEvents
  ) -> RejectCode {
    let block = message.slice(MessageHeader.bytes, count: message.count - MessageHeader.bytes)
    if !needsApproval(context, block) { return .none }
    var found = proposals.find(message, at: now)
    if let place = found {
      proposals.dropUnfit(place, keys, at: now)
    } else {
      let (until, overflow) = now.addingReportingOverflow(genesis.block.proposalSpan)
      found = proposals.open(message, until: overflow ? .max : until)
    }
    guard let place = found else { return .proposalsMax }
    proposals.approve(place, context.key)
    if proposals.proposals[place].count >= genesis.block.approvalsMin {
      closeProposal(UInt32(place), record, into: &events)
      return .none
    }
    deadlines.set(
      Deadline(
        due: proposals.proposals[place].until, subject: timer(.proposal, UInt32(place))))
    writeProposal(UInt32(place), record, into: &events)
    return .pendingApproval
  }

  /// Ends a proposal, because it took effect or its time is over.
  @_noAllocation @_noLocks
  mutating func closeProposal(
    _ place: UInt32, _ record: LogRecord, into events: inout VenueEvents
  ) {
    proposals.close(Int(place))
    deadlines.remove(timer(.proposal, place))
    for part in 0..<2 as Range<UInt32> {
      _ = events.append(
        VenueEvent(
          .stateRemoved, logIndex: record.logIndex, section: StateSectionNumber.proposals,
          bucket: place * 2 + part, key: UInt64(place * 2 + part)))
    }
  }
}
