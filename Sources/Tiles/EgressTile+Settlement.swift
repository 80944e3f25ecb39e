// SPDX-License-Identifier: Apache-2.0

internal import Quantities
internal import Telemetry
internal import Lanes
internal import Memory
internal import PacketIO
internal import WireFormat

/// Receipts for members, signed batch headers for the validators.
extension EgressTile {
  /// Sends receipts to their sessions, and signed batch headers to the validators in a MoldUDP64
  /// stream of their own.
  @_noAllocation @_noLocks
  mutating func takeSettlement() -> Int {
    let count = min(settlement.readable(), Burst.slotsMax)
    var done = 0
    while done < count {
      let session = settlement[done].session
      let taken =
        session == 0 ? sendToValidators(done, count) : sendReceipts(done, count, session)
      if taken == 0 { break }
      done += taken
    }
    settlement.release(done)
    return done
  }

  @_noAllocation @_noLocks
  func chunk(_ place: Int) -> ByteView {
    settlement.payload(place).view.slice(0, count: Int(settlement[place].length))
  }

  @_noAllocation @_noLocks
  mutating func sendToValidators(_ first: Int, _ count: Int) -> Int {
    guard let frame = openFrame() else { return 0 }
    var writer = MoldWriter(into: frame, session: settlementFeed, sequence: settlementSequence)
    var next = first
    while next < count && settlement[next].session == 0 {
      if !writer.append(encoded: chunk(next)) { break }
      next += 1
    }
    invariant(next > first, "a batch header fits a packet")
    settlementSequence = writer.sequenceNext
    tally(.settlementFrames)
    closeFrame(writer.finish(), to: addresses.validators)
    return next - first
  }

  /// Sends the receipts of one session that stand together; their trailer holds no stamps.
  @_noAllocation @_noLocks
  mutating func sendReceipts(_ first: Int, _ count: Int, _ session: UInt32) -> Int {
    let slot = Int(SessionID(session).slot)
    if sessions[slot].id != session {
      tally(.reportsUndelivered)
      return 1
    }
    guard let frame = openFrame() else { return 0 }
    sessions[slot].sequence += 1
    var writer = ReportFrameWriter(
      into: frame, session: session, sequence: sessions[slot].sequence)
    var next = first
    while next < count && settlement[next].session == session {
      if !writer.append(encoded: chunk(next)) { break }
      next += 1
    }
    invariant(next > first, "a receipt fits a frame")
    tally(.receipts, UInt64(next - first))
    let length = writer.finish(ReportTrailer(durability: durability))
    closeTagged(frame, length, slot)
    return next - first
  }
}
