// SPDX-License-Identifier: Apache-2.0

internal import Journaling
internal import Lanes
internal import Memory
internal import PacketIO
internal import Quantities
internal import Telemetry
internal import Venue
internal import WireFormat

/// Answers to requests: reports sent again, and what match said of a member's state.
extension EgressTile {
  /// Answers taken in one poll, of each kind.
  static var answersMax: Int { @_noAllocation @_noLocks get { 8 } }

  /// Keeps a report that is about to leave, if it has a sequence.
  @_noAllocation @_noLocks
  func retain(_ slot: Int, _ report: ByteView) {
    let template = Template(wire: MessageHeader(report).templateID)
    if template?.hasReportSequence ?? false { retained.keep(slot, report) }
  }

  @_noAllocation @_noLocks
  mutating func takeResends() -> Int {
    let count = min(resends.readable(), Self.answersMax)
    var done = 0
    while done < count {
      let request = resends[done]
      let slot = Int(SessionID(request.session).slot)
      if sessions[slot].id != request.session {
        // It ended on the way. What it has not heard of it finds out in its next session.
        tally(.answersUndelivered)
      } else if !resend(request, slot) {
        break
      }
      done += 1
    }
    resends.release(done)
    return done
  }

  /// Sends what is retained of the reports asked for, as far as it fits, or says what is retained;
  /// false when the port grants no frame.
  @_noAllocation @_noLocks
  private mutating func resend(_ request: ResendSlot, _ slot: Int) -> Bool {
    guard let frame = openFrame() else { return false }
    sessions[slot].sequence += 1
    var writer = ReportFrameWriter(
      into: frame.slice(0, count: Int(request.answerBytesMax)), session: request.session,
      sequence: sessions[slot].sequence)
    let (first, next) = (retained.first(slot), retained.next(slot))
    var trailer = ReportTrailer(durability: durability)
    if request.fromSequence >= first && request.fromSequence < next {
      let count = min(UInt64(request.count), next - request.fromSequence)
      var sent: UInt64 = 0
      while sent < count {
        let report = retained.report(slot, request.fromSequence + sent)
        if !writer.append(encoded: report) { break }
        sent += 1
      }
      trailer.resent = 1
      tally(.reportsResent, sent)
      tally(.resendFrames)
    } else {
      writer.append(ReportsRetained(asked: request.fromSequence, first: first, next: next))
      tally(.retainedAnswers)
    }
    closeTagged(frame, writer.finish(trailer), slot, to: request.origin)
    return true
  }

  /// Sends what match answered, after all that the log let out before it, once that is committed.
  @_noAllocation @_noLocks
  mutating func takeStates() -> Int {
    let count = min(states.readable(), Self.answersMax)
    var done = 0
    while done < count {
      let answer = states[done]
      if answer.logIndex >= committed.end() {
        tally(.commitWaits)
        break
      }
      if events.readable() > 0 && events[0].event.logIndex <= answer.logIndex { break }
      let slot = Int(SessionID(answer.session).slot)
      if sessions[slot].id == answer.session {
        guard let frame = openFrame() else { break }
        sessions[slot].sequence += 1
        var writer = ReportFrameWriter(
          into: frame.slice(0, count: Int(answer.answerBytesMax)), session: answer.session,
          sequence: sessions[slot].sequence)
        let message = states.payload(done).view.slice(0, count: Int(answer.length))
        let isAppended = writer.append(encoded: message)
        invariant(isAppended, "an answer is no larger than its request")
        let length = writer.finish(ReportTrailer(durability: durability))
        closeTagged(frame, length, slot, to: answer.origin)
        tally(.stateAnswers)
      } else {
        tally(.answersUndelivered)
      }
      done += 1
    }
    states.release(done)
    return done
  }
}

extension EgressTile {
  /// Bytes that the reports of all sessions are kept in.
  public static func retainedBytes(sessionsMax: Int, perSession: Int) -> Int {
    sessionsMax * perSession * RetainedReports.placeBytes
  }
}
