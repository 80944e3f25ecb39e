// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Signing
internal import WireFormat

/// What a member makes of BUSY: "not sequenced now; these bytes stay valid until valid-until".
///
///     waiting ── BUSY ──▶ paused ── pause over ──▶ sent again, the same bytes
///                            ├───── refused for longer than wanted ──▶ burnt: a no-op, same nonce
///                            └───── valid-until past, every copy refused ──▶ not sequenced, for ever
///
/// Burning uses the nonce up, so that the bytes that were refused can never be applied, whoever
/// kept a copy of them. A no-op is of the urgent class and passes where orders do not.
extension MemberSession {
  /// The pause after the n-th BUSY in a row, in nanoseconds: 1 ms, twice as long each time, at most
  /// 256 ms.
  static func pause(_ busies: UInt16) -> UInt64 { 1_000_000 << UInt64(min(max(busies, 1), 9) - 1) }

  /// Takes a BUSY; whether it is about something that waits. One about other bytes, sent again by
  /// whoever kept it or late, changes nothing.
  func take(busy: Busy, now: UInt64) -> Bool {
    let slot = Int(truncatingIfNeeded: busy.nonce) & (Self.waitingMax - 1)
    guard busy.nonce != 0, waiting[slot].nonce == busy.nonce, waiting[slot].echo == busy.echo
    else {
      counters.busyStale += 1
      return false
    }
    counters.busy += 1
    waiting[slot].busies &+= 1
    if waiting[slot].busyAt == 0 { waiting[slot].busyAt = now }
    waiting[slot].retryAt = now + Self.pause(waiting[slot].busies)
    if busy.urgent == 0 { heldUntil = max(heldUntil, waiting[slot].retryAt) }
    return true
  }

  /// The nonce of a datagram that was refused every time it went out and is past its valid-until at
  /// `realtime`: it was not sequenced and never will be. It waits no more. 0 when there is none.
  func takeNotSequenced(_ realtime: UInt64) -> UInt64 {
    for slot in 0..<waiting.count where waiting[slot].busyAt != 0 {
      let w = waiting[slot]
      if w.nonce == 0 || w.busies < w.copies || realtime <= w.validUntil { continue }
      drop(slot)
      counters.notSequenced += 1
      return w.nonce
    }
    return 0
  }

  /// Whether some datagram was refused for longer than `span` and is not burnt yet.
  func staleNonce(_ now: UInt64, span: UInt64) -> UInt64 {
    for slot in 0..<waiting.count where waiting[slot].busyAt != 0 {
      let w = waiting[slot]
      if w.nonce != 0 && !w.isBurnt && now - w.busyAt > span { return w.nonce }
    }
    return 0
  }

  /// Writes a no-op under the nonce of a datagram that waits, in its place; 0 when none waits there.
  /// If the venue took the datagram after all, the answer is `nonceReused`.
  func burn(_ nonce: UInt64, into bytes: MutableByteView, validUntil: UInt64, now: UInt64) -> Int {
    let slot = Int(truncatingIfNeeded: nonce) & (Self.waitingMax - 1)
    guard nonce != 0, waiting[slot].nonce == nonce, !waiting[slot].isBurnt else { return 0 }
    var writer = CommandDatagramWriter(
      into: bytes, session: session, sequence: nextSequence(),
      header: CommandHeader(key: key, nonce: nonce, validUntil: validUntil))
    writer.append(Noop())
    let length = writer.finish()
    Frame.store(signature: sign(.command, writer.signed), in: bytes)
    if failure != nil { return 0 }
    let body = bytes.view.slice(Frame.headBytes, count: length - Frame.headBytes)
    keep(body, slot)
    let old = waiting[slot]
    waiting[slot] = Waiting(
      nonce: nonce, intendedAt: old.intendedAt, sentAt: old.sentAt, lastSentAt: now,
      bodyBytes: UInt16(body.count), validUntil: validUntil,
      echo: body.load(0, as: UInt64.self), results: 1, isBurnt: true)
    counters.burnt += 1
    tag(bytes, length, now)
    return length
  }
}
