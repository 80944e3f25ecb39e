// SPDX-License-Identifier: Apache-2.0

internal import Lanes
internal import Memory
internal import PacketIO
internal import Quantities
internal import WireFormat

/// What sessions are answered without the log.
extension EgressTile {
  /// Sends BUSY frames, each to where the datagram it is about came from. They stand outside the
  /// report sequence, and are never larger than the datagram: 72 bytes against 146 or more.
  @_noAllocation @_noLocks
  mutating func takeAnswers() -> Int {
    let count = min(answers.readable(), Burst.slotsMax)
    var done = 0
    while done < count {
      let answer = answers[done]
      let slot = Int(SessionID(answer.session).slot)
      if sessions[slot].id != answer.session {
        // Ingress learns of a session's end a moment after egress may.
        tally(.busyUndelivered)
        done += 1
        continue
      }
      guard let frame = openFrame() else { break }
      sessions[slot].sequence += 1
      let length = FrameWriter.busy(
        into: frame, session: answer.session, sequence: sessions[slot].sequence, answer.busy)
      closeTagged(frame, length, slot, to: answer.to)
      tally(.busyFrames)
      done += 1
    }
    answers.release(done)
    return done
  }
}
