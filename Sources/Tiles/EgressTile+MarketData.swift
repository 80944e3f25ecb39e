// SPDX-License-Identifier: Apache-2.0

internal import Lanes
internal import Memory
internal import PacketIO
internal import Telemetry
internal import Venue
internal import WireFormat

/// The public feed, its two lines and its snapshot pages.
extension EgressTile {
  /// Packs the committed market data from `first` into one packet, for line A and then for line B.
  @_noAllocation @_noLocks
  mutating func sendMarketData(_ first: Int, _ count: Int, _ end: UInt64) -> Int {
    if !sendOwed() { return 0 }
    guard let frame = openFrame() else { return 0 }
    let sequence = feed.retained.next
    var writer = MoldWriter(into: frame, session: feed.session, sequence: sequence)
    var next = first
    while next < count {
      let event = events[next].event
      guard case .marketData = event.kind, event.logIndex < end else { break }
      if !writer.append(encoded: payload(next)) { break }
      feed.retained.append(payload(next))
      next += 1
    }
    tally(.marketDataMessages, UInt64(next - first))
    tally(.marketDataFrames)
    closeFeedPacket(writer.finish(), sequence, next - first)
    return next - first
  }

  /// Says, on a feed that has been quiet, which message is next: so that a reader knows whether it has
  /// all before it.
  @_noAllocation @_noLocks
  mutating func sweepFeed(_ now: UInt64) {
    if feed.heartbeat == 0 || now &- feed.sentAt < feed.heartbeat { return }
    if !sendOwed() { return }
    guard let frame = openFrame() else { return }
    let sequence = feed.retained.next
    let writer = MoldWriter(into: frame, session: feed.session, sequence: sequence)
    tally(.feedHeartbeats)
    closeFeedPacket(writer.finish(), sequence, 0)
  }

  /// Completes a packet of line A; line B gets the same at once, or as soon as the port has room.
  @_noAllocation @_noLocks
  private mutating func closeFeedPacket(_ length: Int, _ sequence: UInt64, _ count: Int) {
    closeFrame(length, to: feed.lineA)
    feed.sentAt = clock.nanoseconds()
    if !feed.hasLineB { return }
    feed.owedSequence = sequence
    feed.owedCount = count
    _ = sendOwed()
  }

  /// Sends what line B still lacks; false while the port grants no frame. It is made again from the
  /// messages retained, of which it takes the same: the bytes are those of line A.
  @_noAllocation @_noLocks
  mutating func sendOwed() -> Bool {
    if !feed.isOwed { return true }
    guard let frame = openFrame() else { return false }
    var writer = MoldWriter(
      into: frame, session: feed.session, sequence: feed.owedSequence)
    for i in 0..<feed.owedCount {
      let isTaken = writer.append(encoded: feed.retained.message(feed.owedSequence + UInt64(i)))
      invariant(isTaken, "what fitted line A's packet fits line B's")
    }
    tally(.lineBFrames)
    closeFrame(writer.finish(), to: feed.lineB)
    feed.owedSequence = 0
    return true
  }

  /// Sends the snapshot page whose place among the events was reached: all of the feed before it is
  /// numbered, and committed with it.
  @_noAllocation @_noLocks
  mutating func sendPage() -> Int {
    invariant(feed.pages.readable() > 0, "a page is there before its place in the events is")
    guard let frame = openFrame() else { return 0 }
    let page = feed.pages.payload(0).slice(0, count: Int(feed.pages[0].length))
    SnapshotPage.store(feedSequence: feed.retained.next, in: page)
    var writer = MoldWriter(
      into: frame, session: feed.snapshotSession, sequence: feed.snapshotSequence)
    let isTaken = writer.append(encoded: page.view)
    invariant(isTaken, "a page fits a packet")
    feed.snapshotSequence = writer.sequenceNext
    feed.pages.release()
    tally(.snapshotFrames)
    closeFrame(writer.finish(), to: feed.snapshot)
    return 1
  }
}
