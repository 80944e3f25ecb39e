// SPDX-License-Identifier: Apache-2.0

internal import Lanes
internal import Memory
internal import PacketIO
internal import Quantities
internal import Signing
internal import Telemetry
internal import WireFormat

/// Commands, by class; and what is said to those that are not taken.
extension IngressTile {
  /// Deals commands to their class, or tells the sender that they are not taken now.
  @_noAllocation @_noLocks
  mutating func takeCommands(
    _ body: CommandBody, _ datagram: UDPDatagram, _ head: FrameHead, _ now: UInt64
  ) {
    let isUrgent = limits.hasUrgentClass && body.isUrgent
    chargeRefused(Int(SessionID(head.session).slot), now)
    if !sessions[Int(SessionID(head.session).slot)].bucket.take(now) {
      tally(.sessionThrottled)
      refuse(body, datagram, head, .throttled, isUrgent, 0)
      return
    }
    let slot = slot(.commands, datagram, head, now)
    if isUrgent {
      if urgent.hasRoom() {
        urgent.deal(slot, body.bytes)
        tally(.commands)
        tally(.urgent)
      } else {
        tally(.urgentBacklog)
        refuse(body, datagram, head, .backlog, isUrgent, urgent.backlog)
      }
    } else if ordinary.hasRoom() {
      ordinary.deal(slot, body.bytes)
      tally(.commands)
    } else {
      tally(.backlog)
      refuse(body, datagram, head, .backlog, isUrgent, ordinary.backlog)
    }
  }

  /// Charges the session on the slot for signatures of its that were refused since.
  @_noAllocation @_noLocks
  private mutating func chargeRefused(_ slot: Int, _ now: UInt64) {
    let count = faults.count(slot: slot)
    let news = count &- sessions[slot].refused
    if news == 0 { return }
    sessions[slot].refused = count
    sessions[slot].bucket.charge(news &* limits.refusedSignatureCost, now)
    tally(.signaturesCharged, news)
  }

  @_noAllocation @_noLocks
  func slot(
    _ kind: DatagramSlot.Kind, _ datagram: UDPDatagram, _ head: FrameHead, _ now: UInt64
  ) -> DatagramSlot {
    var slot = DatagramSlot(kind: kind, session: head.session)
    slot.origin = datagram.source
    slot.stamps.received = now
    return slot
  }

  /// Has egress answer BUSY to where the datagram came from: its tag held and its sequence was fresh.
  @_noAllocation @_noLocks
  mutating func refuse(
    _ body: CommandBody, _ datagram: UDPDatagram, _ head: FrameHead, _ cause: BusyCause,
    _ isUrgent: Bool, _ backlog: UInt64
  ) {
    if answers.writable() == 0 {
      tally(.busyUnanswered)
      return
    }
    answers[0] = AnswerSlot(
      session: head.session, to: datagram.source,
      busy: Busy(
        nonce: body.header.nonce, echo: body.bytes.load(0, as: UInt64.self),
        backlog: UInt32(truncatingIfNeeded: min(backlog, UInt64(UInt32.max))), cause: cause.wire,
        urgent: isUrgent ? 1 : 0))
    answers.publish()
    tally(.busyAnswers)
  }
}
