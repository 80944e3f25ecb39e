// SPDX-License-Identifier: Apache-2.0

internal import Lanes
internal import Memory
internal import PacketIO
internal import Quantities
internal import Signing
internal import Telemetry
internal import WireFormat

/// Frames that are no datagrams: questions of neighbours.
extension IngressTile {
  /// A frame that is no datagram may be a neighbour's question.
  @_noAllocation @_noLocks
  mutating func takeStray(_ frame: ReceivedFrame, _ fault: FrameFault, _ now: UInt64) {
    switch NeighbourRequest.parse(frame.bytes, for: filter.local, checks: frame.checks) {
    case .request(let request): answer(request, now)
    case .fault(.unrelated): frameFaults[fault.number] &+= 1
    case .fault(let cause): neighbourFaults[cause.number] &+= 1
    }
  }

  /// Hands the answer to egress, which owns the port's other end, if the budget and the lane allow.
  /// Who is not answered asks again.
  @_noAllocation @_noLocks
  mutating func answer(_ request: NeighbourRequest, _ now: UInt64) {
    if neighbours.writable() == 0 {
      tally(.neighboursBacklog)
      return
    }
    let isGranted: Bool
    switch request.kind {
    case _ where limits.neighbourRate == 0: isGranted = false
    case .address: isGranted = addressQuestions.take(now)
    case .echo: isGranted = echoQuestions.take(now)
    }
    if !isGranted {
      tally(.neighboursThrottled)
      return
    }
    let length = request.write(into: neighbours.payload(0), from: filter.local)
    neighbours[0] = FrameSlot(length: UInt32(length))
    neighbours.publish()
    switch request.kind {
    case .address: tally(.addressAnswers)
    case .echo: tally(.echoAnswers)
    }
  }
}
