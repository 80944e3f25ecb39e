// SPDX-License-Identifier: Apache-2.0

internal import Lanes
internal import Memory
internal import PacketIO
internal import Telemetry
internal import WireFormat

/// Answers to subscribers that missed messages of the feed.
extension EgressTile {
  /// Answers a few requests, with one packet each that is never longer than the request.
  @_noAllocation @_noLocks
  mutating func takeRequests() -> Int {
    let count = min(feed.requests.readable(), 8)
    var done = 0
    while done < count {
      guard let frame = openFrame() else { break }
      let request = feed.requests[done]
      let length = answer(request, into: frame)
      invariant(length <= Int(request.bytes), "an answer is no longer than its question")
      closeFrame(length, to: feed.subscribers[request.subscriber], from: feed.requestAddress)
      done += 1
    }
    feed.requests.release(done)
    return done
  }

  /// Writes the answer: see `MoldRequest`. All that is retained has left already, so it is committed.
  @_noAllocation @_noLocks
  private mutating func answer(_ request: FeedRequestSlot, into frame: MutableByteView) -> Int {
    let session = feed.session
    if request.sequence < feed.retained.first {
      tally(.feedRequestsGone)
      return MoldHeader(session: session, sequence: feed.retained.first, count: 0).encode(frame)
    }
    if request.sequence >= feed.retained.next {
      tally(.feedRequestsEmpty)
      return MoldHeader(session: session, sequence: feed.retained.next, count: 0).encode(frame)
    }
    var writer = MoldWriter(
      into: frame, session: session, sequence: request.sequence, bytesMax: Int(request.bytes))
    while writer.count < Int(request.count) && writer.sequenceNext < feed.retained.next {
      if !writer.append(encoded: feed.retained.message(writer.sequenceNext)) { break }
    }
    if writer.count == 0 { tally(.feedRequestsEmpty) } else { tally(.feedRequestsAnswered) }
    tally(.messagesAgain, UInt64(writer.count))
    return writer.finish()
  }
}
