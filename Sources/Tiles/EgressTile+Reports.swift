// SPDX-License-Identifier: Apache-2.0

internal import Telemetry
internal import Journaling
internal import Lanes
internal import Memory
internal import PacketIO
internal import Quantities
internal import Venue
internal import WireFormat

/// What match lets out, in the order of the log: reports here, market data in its own file.
extension EgressTile {
  /// Whether a session that is not up yet will be: it was logged on in this term, after whichever
  /// had its slot, and the answer to its logon is still being signed. What the log lets out for it
  /// waits: an answer always comes, if only to say that there are no keys.
  @_noAllocation @_noLocks
  func isToCome(_ session: UInt32, _ logIndex: UInt64) -> Bool {
    let slot = Int(SessionID(session).slot)
    return logIndex > firstIndex && SessionID(session).isAfter(sessions[slot].id)
      && SessionID(session).isAfter(over[slot])
  }

  @_noAllocation @_noLocks
  mutating func takeEvents() -> Int {
    let count = min(events.readable(Burst.slotsMax), Burst.slotsMax * 2)
    let end = committed.end()
    let now = clock.nanoseconds()
    var done = 0
    if !sendOwed() { return 0 }
    while done < count {
      if events[done].event.logIndex >= end {
        tally(.commitWaits)
        break
      }
      let taken: Int
      switch events[done].event.kind {
      case .report: taken = sendReports(done, count, now)
      case .marketData: taken = sendMarketData(done, count, end)
      case .logonRepeated: taken = repeatReply(events[done].event.session, events[done].origin)
      case .sessionClosed:
        taken = closeSession(events[done].event.session, events[done].event.logIndex)
      case .snapshotPage: taken = sendPage()
      case .match, .stateSet, .stateRemoved, .logonAnswered, .keyRegistered: taken = 1
      }
      if taken == 0 { break }
      done += taken
    }
    events.release(done)
    return done
  }

  /// Sends the reports from `first` that belong to one session and one record; returns how many
  /// events that took, 0 when the port grants no frame.
  @_noAllocation @_noLocks
  mutating func sendReports(_ first: Int, _ end: Int, _ committedAt: UInt64) -> Int {
    let session = events[first].event.session
    let logIndex = events[first].event.logIndex
    let slot = Int(SessionID(session).slot)
    if sessions[slot].id != session {
      if isToCome(session, logIndex) {
        tally(.sessionWaits)
        return 0
      }
      hash(first)
      tally(.reportsUndelivered)
      return 1
    }
    guard let frame = openFrame() else { return 0 }
    sessions[slot].sequence += 1
    var writer = ReportFrameWriter(
      into: frame, session: session, sequence: sessions[slot].sequence)
    var next = first
    while next < end {
      let event = events[next].event
      guard case .report = event.kind, event.session == session, event.logIndex == logIndex else {
        break
      }
      if !writer.append(encoded: payload(next)) { break }
      hash(next)
      retain(slot, payload(next))
      next += 1
    }
    tally(.reports, UInt64(next - first))
    tally(.reportFrames)
    let stamps = events[first].stamps
    let now = clock.nanoseconds()
    let trailer = ReportTrailer(
      received: stamps.received, verified: stamps.verified, sequenced: stamps.sequenced,
      matched: stamps.matched, committed: committedAt, sent: now, durability: durability)
    if MessageHeader(payload(first)).templateID == CommandResult.templateID {
      // Once a command: what else its record lets out, a fill of another member, is no answer.
      if stamps.received != 0 { latencies.record(stamps, committed: committedAt, sent: now) }
      // The command's tag was the session's, so the member is where it came from. The address of a
      // logon is only where its frame came from.
      let origin = events[first].origin
      if origin.udpPort != 0 { sessions[slot].peer = origin }
    }
    let length = writer.finish(trailer)
    closeTagged(frame, length, slot)
    return next - first
  }

  @_noAllocation @_noLocks
  func payload(_ place: Int) -> ByteView {
    events.payload(place).view.slice(0, count: Int(events[place].event.length))
  }

  /// Adds a report to the digest: session, length, bytes.
  @_noAllocation @_noLocks
  mutating func hash(_ place: Int) {
    reportsHash.add(session: events[place].event.session, report: payload(place))
  }
}
