// SPDX-License-Identifier: Apache-2.0

internal import Lanes
internal import Memory
internal import PacketIO
internal import Quantities
internal import Signing
internal import Telemetry
internal import WireFormat

/// Sessions as sign opens them and match closes them, and what ends them here.
extension IngressTile {
  @_noAllocation @_noLocks
  mutating func takeSessions(_ now: UInt64) -> Int {
    let ended = closed.readable()
    for i in 0..<ended {
      let id = SessionID(closed[i].session)
      let slot = Int(id.slot)
      if sessions[slot].id == id.value {
        sessions[slot].id = 0
        keys.wipe(slot)
      }
      over[slot] = id.value
    }
    closed.release(ended)
    let began = opened.readable()
    for i in 0..<began {
      let id = SessionID(opened[i].session)
      let slot = Int(id.slot)
      let secret = opened.payload(i).slice(0, count: SessionKeys.exportBytes)
      if !id.isAfter(over[slot]) {
        // Its end, which needs no signature, was faster.
        secret.clear()
        continue
      }
      keys.install(slot: slot, from: secret)
      sessions[slot] = IngressSession(
        id: id.value, silenceMax: UInt64(opened[i].heartbeatMilliseconds) * 3_000_000, heardAt: now,
        bucket: TokenBucket(rate: limits.sessionRate, burst: limits.sessionBurst),
        requests: TokenBucket(rate: limits.requestRate, burst: limits.requestBurst),
        refused: faults.count(slot: slot))
    }
    opened.release(began)
    return ended + began
  }

  /// Looks at a few sessions: one that has said nothing for three heartbeats ends.
  @_noAllocation @_noLocks
  mutating func sweepSilent(_ now: UInt64) {
    for _ in 0..<min(16, sessions.count) {
      sweep = sweep + 1 < sessions.count ? sweep + 1 : 0
      let id = sessions[sweep].id
      if id == 0 || sessions[sweep].isEnding || sessions[sweep].silenceMax == 0 { continue }
      if now > sessions[sweep].heardAt && now - sessions[sweep].heardAt > sessions[sweep].silenceMax
      {
        if end(id, .silence, now) {
          sessions[sweep].isEnding = true
          tally(.silences)
        }
      }
    }
  }

  /// Deals the end of a session, in its place among the datagrams; false if verify is behind.
  @_noAllocation @_noLocks
  mutating func end(_ session: UInt32, _ end: SessionEnd, _ now: UInt64) -> Bool {
    if !ordinary.hasRoom() { return false }
    var slot = DatagramSlot(kind: .sessionDown, session: session)
    slot.end = end.wire
    slot.stamps.received = now
    ordinary.deal(slot)
    return true
  }
}
