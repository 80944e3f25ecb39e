// SPDX-License-Identifier: Apache-2.0

import Memory
import Venue
import WireFormat

/// Commands that more than one operator has to send.
extension NaiveVenue {
  struct Proposal {
    var message: [UInt8]
    var until: UInt64
    var keys: [UInt32]
  }

  /// `none` when the command takes effect now.
  mutating func approve(
    _ header: CommandHeader, _ template: UInt16, _ message: [UInt8]
  ) -> RejectCode {
    if block.approvalsMin == 1 || keys[header.key]!.scope & 2 == 0 { return .none }
    if isFree(header, template, message) { return .none }
    let same = proposals.first { $0.value.message == message && $0.value.until > now }?.key
    let free = (0..<block.proposalsMax).first { proposals[$0] == nil }
    guard let place = same ?? free else { return .proposalsMax }
    if same == nil {
      proposals[place] = Proposal(message: message, until: now + block.proposalSpan, keys: [])
    }
    let fit = proposals[place]!.keys.filter { refusal($0) == nil }
    proposals[place]!.keys = fit
    if !proposals[place]!.keys.contains(header.key) || defect == .oneKeyApprovesTwice {
      proposals[place]!.keys.append(header.key)
    }
    let timer = Timer(kind: .proposal, number: place)
    timers[timer] = proposals[place]!.until
    if proposals[place]!.keys.count < Int(block.approvalsMin) { return .pendingApproval }
    timers[timer] = nil
    proposals[place] = nil
    return .none
  }

  /// Whether one key is enough.
  private func isFree(_ header: CommandHeader, _ template: UInt16, _ message: [UInt8]) -> Bool {
    let by = keys[header.key]!
    return withView(message) { bytes in
      switch template {
      case SetReferencePrice.templateID: return true
      case SetMarketState.templateID:
        let command = SetMarketState(block: bytes, at: 8)
        let isClosed = [.closed, .expired].contains(status[command.market]?.state)
        return command.market < block.marketsMax && command.state == 1 && !isClosed
          && defect != .haltNeedsApproval
      case RegisterKey.templateID:
        let command = RegisterKey(block: bytes, at: 8)
        return by.scope & 8 != 0 && command.account == by.account
          && command.scope & ~(by.scope & 5) == 0 && command.notAfter <= by.notAfter
          && (by.group == .max || by.group == command.group)
      case RevokeKey.templateID:
        guard let key = keys[RevokeKey(block: bytes, at: 8).key] else { return false }
        return by.scope & 8 != 0 && key.account == by.account && key.scope & ~13 == 0
      default: return false
      }
    }
  }
}
