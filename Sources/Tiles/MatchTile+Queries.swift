// SPDX-License-Identifier: Apache-2.0

internal import Lanes
internal import Memory
internal import Telemetry
internal import Venue
internal import WireFormat

/// Questions of members about their own state, answered between two records.
extension MatchTile {
  /// Answers at most one question: a storm of them takes its turn with a burst of records, and no
  /// more. Called with no record at hand, so that all events of the last one are handed out.
  @_noAllocation @_noLocks
  mutating func answerNext() -> Int {
    if queries.readable() == 0 { return 0 }
    if answers.writable() == 0 {
      tally(.laneWaits)
      return 0
    }
    let query = queries[0]
    let room = Int(query.answerBytesMax) - ReportFrameWriter.overheadBytes
    let bytes = answers.payload(0).slice(0, count: room)
    let length: Int
    switch query.kind {
    case .status:
      length = venue.answer(StatusRequest(nonce: query.number), of: query.session, into: bytes)
    case .state:
      length = venue.answer(
        StateRequest(cursor: query.number, place: query.place, kind: query.state),
        of: query.session, into: bytes)
    }
    if length > 0 {
      answers[0] = StateSlot(query, length: length, logIndex: venue.indexNext - 1)
      answers.publish()
      tally(.queries)
    } else {
      // The session ended on its way here.
      tally(.queriesLate)
    }
    queries.release()
    return 1
  }
}
