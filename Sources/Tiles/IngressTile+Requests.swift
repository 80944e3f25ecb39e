// SPDX-License-Identifier: Apache-2.0

internal import Lanes
internal import Memory
internal import PacketIO
internal import Telemetry
internal import WireFormat

/// Requests: questions of a session that is up, which change nothing and are not logged.
extension IngressTile {
  /// Passes a request on to whoever can answer it: egress has the reports, match the state. One that
  /// is over its session's budget, or finds the lane full, is dropped and counted; whoever hears
  /// nothing asks again.
  @_noAllocation @_noLocks
  mutating func takeRequest(
    _ datagram: UDPDatagram, _ request: RequestBody, _ session: UInt32, _ slot: Int, _ now: UInt64
  ) {
    if !sessions[slot].requests.take(now) {
      tally(.requestsThrottled)
      return
    }
    switch request.template {
    case .resendRequest:
      if resends.writable() == 0 { return tally(.requestsBacklog) }
      resends[0] = ResendSlot(
        session: session, fromSequence: request.resend.fromSequence, count: request.resend.count,
        answerBytesMax: request.answerBytesMax, origin: datagram.source)
      resends.publish()
      tally(.resendRequests)
    case .statusRequest:
      if queries.writable() == 0 { return tally(.requestsBacklog) }
      queries[0] = QuerySlot(
        .status, session: session, number: request.status.nonce,
        answerBytesMax: request.answerBytesMax, origin: datagram.source)
      queries.publish()
      tally(.statusRequests)
    default:
      if queries.writable() == 0 { return tally(.requestsBacklog) }
      let state = request.state
      var query = QuerySlot(
        .state, session: session, number: state.cursor, answerBytesMax: request.answerBytesMax,
        origin: datagram.source)
      query.state = state.kind
      query.place = state.place
      queries[0] = query
      queries.publish()
      tally(.stateRequests)
    }
  }
}
