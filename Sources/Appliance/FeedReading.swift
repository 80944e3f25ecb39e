// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import PacketIO
internal import Tiles

/// Reads what a configuration file says of the public feed: `[marketData]` is line A.
///
/// | key | what | default |
/// |---|---|---|
/// | `[marketDataB]` ipv4, udpPort, mac | line B; `mac` of a host, none of a group | no line B |
/// | `[snapshot]` ipv4, udpPort, mac | where snapshot pages go | 239.77.0.3:26404 |
/// | `feed.snapshotPagesPerSecond` | 0 for none | 100 |
/// | `feed.retainedMessages` | what can be asked for again, a power of two | 65536 |
/// | `feed.requestPort` | where it is asked for, a port of ours | 26403 |
/// | `feed.requestRate`, `feed.requestBurst` | requests of each subscriber that are answered | 200, 100 |
/// | `feed.heartbeatMilliseconds` | silence after which the feed says what is next; 0 for never | 250 |
/// | `[[subscriber]]` ipv4, udpPort, mac | who may ask, up to 64; behind a router its MAC | none |
enum FeedReading {
  static func feed(
    _ file: ConfigurationFile, local: Endpoint, lineA: Endpoint
  ) throws(ConfigurationError) -> FeedSettings {
    var feed = FeedSettings(
      lineA: lineA,
      snapshot: try ApplianceConfiguration.endpoint(
        try file.section("snapshot"), ApplianceConfiguration.snapshotAddress))
    let lineB = try file.section("marketDataB")
    if lineB.isPresent { feed.lineB = try ApplianceConfiguration.endpoint(lineB, .none) }
    let section = try file.section("feed")
    feed.snapshotPagesPerSecond = try section.integer(
      "snapshotPagesPerSecond", in: 0...100_000, default: 100)
    feed.retainedMessages = try section.integer(
      "retainedMessages", in: 64...1 << 24, default: 65_536)
    if feed.retainedMessages & (feed.retainedMessages - 1) != 0 {
      throw section.error(
        "retainedMessages", "\(feed.retainedMessages) is no power of two",
        accepted: "64, 128, 256 … 16777216")
    }
    feed.requestPort = try section.integer("requestPort", in: 1...65_535, default: 26_403)
    if feed.requestPort == local.udpPort {
      throw section.error(
        "requestPort", "\(feed.requestPort) is local.udpPort, where sessions are",
        accepted: "another port")
    }
    feed.requestRate = try section.integer("requestRate", in: 1...1_000_000, default: 200)
    feed.requestBurst = try section.integer("requestBurst", in: 1...1_000_000, default: 100)
    feed.heartbeatMilliseconds = try section.integer(
      "heartbeatMilliseconds", in: 0...60_000, default: 250)
    for table in try file.sections("subscriber", count: 0...FeedSettings.subscribersMax) {
      let subscriber = try ApplianceConfiguration.endpoint(table, .none)
      if subscriber.ipv4.isMulticast {
        throw table.error("ipv4", "a subscriber is one host", accepted: "a host's address")
      }
      feed.subscribers.append(subscriber)
    }
    return feed
  }
}
