// SPDX-License-Identifier: Apache-2.0

internal import Venue
internal import Telemetry
internal import Lanes
internal import Memory
internal import PacketIO
internal import WireFormat

/// The public feed.
extension EgressTile {
  /// Packs the committed market data from `first` into one packet.
  @_noAllocation @_noLocks
  mutating func sendMarketData(_ first: Int, _ count: Int, _ end: UInt64) -> Int {
    guard let frame = openFrame() else { return 0 }
    var writer = MoldWriter(into: frame, session: feed, sequence: feedSequence)
    var next = first
    while next < count {
      let event = events[next].event
      guard case .marketData = event.kind, event.logIndex < end else { break }
      if !writer.append(encoded: payload(next)) { break }
      next += 1
    }
    feedSequence = writer.sequenceNext
    tally(.marketDataMessages, UInt64(next - first))
    tally(.marketDataFrames)
    closeFrame(writer.finish(), to: addresses.marketData)
    return next - first
  }
}
