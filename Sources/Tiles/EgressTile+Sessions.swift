// SPDX-License-Identifier: Apache-2.0

internal import Venue
internal import Telemetry
internal import Journaling
internal import Lanes
internal import Memory
internal import PacketIO
internal import Quantities
internal import Signing
internal import WireFormat

/// Sessions as sign opens them and match closes them, and what keeps them alive.
extension EgressTile {
  @_noAllocation @_noLocks
  mutating func takeSessions(_ now: UInt64) -> Int {
    let count = min(sessionsIn.readable(), Burst.slotsMax)
    var done = 0
    while done < count {
      let slot = sessionsIn[done]
      // What the log let out before the logon goes first: reports of the slot's last session, and
      // its end.
      if events.readable() > 0 && events[0].event.logIndex < slot.logIndex { break }
      if case .failed = slot.kind {
        over[Int(SessionID(slot.session).slot)] = slot.session
        done += 1
        continue
      }
      guard let frame = openFrame() else { break }
      let secret = sessionsIn.payload(done).slice(0, count: SessionKeys.exportBytes)
      let reply = sessionsIn.payload(done).view.slice(
        SessionKeys.exportBytes, count: Int(slot.length))
      frame.copy(reply)
      if case .opened = slot.kind {
        let at = Int(SessionID(slot.session).slot)
        keys.install(slot: at, from: secret)
        retained.begin(at)
        sessions[at] = EgressSession(
          id: slot.session, peer: slot.origin,
          heartbeat: UInt64(slot.heartbeatMilliseconds) * 1_000_000, replyBytes: slot.length)
        closeTagged(frame, reply.count, at)
        // Kept with its tag: a repeated logon gets the same bytes.
        let kept = replies.bytes.slice(at * Self.replyBytesMax, count: Self.replyBytesMax)
        kept.copy(frame.view.slice(0, count: reply.count))
      } else {
        closeFrame(reply.count, to: slot.origin)
      }
      tally(.logonReplies)
      done += 1
    }
    sessionsIn.release(done)
    return done
  }

  /// Sends a heartbeat in a few sessions to which nothing was sent for an interval.
  @_noAllocation @_noLocks
  mutating func sweepQuiet(_ now: UInt64) {
    for _ in 0..<min(16, sessions.count) {
      sweep = sweep + 1 < sessions.count ? sweep + 1 : 0
      if sessions[sweep].id == 0 || sessions[sweep].heartbeat == 0 { continue }
      if now < sessions[sweep].sentAt + sessions[sweep].heartbeat { continue }
      guard let frame = openFrame() else { return }
      sessions[sweep].sequence += 1
      let end = committed.end()
      let length = FrameWriter.heartbeat(
        into: frame, session: sessions[sweep].id, sequence: sessions[sweep].sequence,
        Heartbeat(
          sequenceReceived: 0, committed: end == 0 ? 0 : end - 1, sent: now))
      closeTagged(frame, length, sweep)
      tally(.heartbeats)
    }
  }

  @_noAllocation @_noLocks
  mutating func repeatReply(_ session: UInt32, _ to: Endpoint) -> Int {
    let slot = Int(SessionID(session).slot)
    if sessions[slot].id != session { return 1 }
    guard let frame = openFrame() else { return 0 }
    let length = Int(sessions[slot].replyBytes)
    frame.copy(replies.bytes.view.slice(slot * Self.replyBytesMax, count: length))
    closeFrame(length, to: to)
    tally(.logonReplies)
    return 1
  }

  @_noAllocation @_noLocks
  mutating func closeSession(_ session: UInt32, _ logIndex: UInt64) -> Int {
    let slot = Int(SessionID(session).slot)
    if sessions[slot].id == session {
      sessions[slot].id = 0
      keys.wipe(slot)
    } else if isToCome(session, logIndex) {
      tally(.sessionWaits)
      return 0
    }
    over[slot] = session
    return 1
  }
}
