// SPDX-License-Identifier: Apache-2.0

public import Lanes
internal import Memory
internal import PacketIO
internal import Telemetry
internal import Venue

/// The pace at which match tells its public state, and where it goes.
public struct SnapshotPacer: ~Copyable {
  fileprivate var lane: LaneProducer<PageSlot>
  fileprivate var bucket: TokenBucket
  fileprivate let isOn: Bool
  fileprivate var cursor = SnapshotCursor()
  fileprivate let signals: TileSignals

  /// - Parameter lane: to egress; beside each slot `Venue.snapshotPageBytesMax` bytes.
  public init(
    _ settings: FeedSettings, lane: consuming LaneProducer<PageSlot>, signals: TileSignals
  ) {
    self.lane = lane
    bucket = TokenBucket(rate: settings.snapshotPagesPerSecond, burst: 1)
    isOn = settings.snapshotPagesPerSecond > 0
    self.signals = signals
  }
}

/// Snapshot pages: read between two records, when there is time and room.
extension MatchTile {
  /// Hands out the next page, if one is due. Its event marks its place among the others: the page is as
  /// of the record before, and leaves when that is committed. Reports come first: a page waits while the
  /// lane to egress is more than half full.
  @_noAllocation @_noLocks
  mutating func offerPage() -> Int {
    if !snapshot.isOn || venue.indexNext == 0 || snapshot.signals.isDraining { return 0 }
    let half = egress.capacity / 2
    if snapshot.lane.writable() == 0 || egress.writable(half) < half { return 0 }
    if !snapshot.bucket.take(clock.nanoseconds()) { return 0 }
    let bytes = snapshot.lane.payload(0)
    let length = venue.snapshotPage(&snapshot.cursor, into: bytes)
    snapshot.lane[0] = PageSlot(length: UInt32(length))
    snapshot.lane.publish()
    let place = VenueEvent(.snapshotPage, logIndex: venue.indexNext &- 1)
    egress[0] = EventSlot(event: place, origin: .none, stamps: Stamps())
    egress.publish()
    tally(.snapshotPages)
    return 1
  }
}
