// SPDX-License-Identifier: Apache-2.0

import Gateway
import Glibc
import Memory
import Testing
import WireFormat

@testable import Appliance

extension ApplianceRuns {
  @Suite(.serialized) struct LossCampaignTests {
    /// A million under MATCHLOCK_LONG.
    private var commands: Int {
      if let text = getenv("MATCHLOCK_LOSS_COMMANDS"), let count = Int(String(cString: text)) {
        return count
      }
      #if DEBUG
        return 2_000
      #else
        return getenv("MATCHLOCK_LONG") == nil ? 20_000 : 1_000_000
      #endif
    }

    /// One frame in ten is lost, one in twenty repeated, one in ten overtaken, both ways, and cables are
    /// pulled for longer than sessions live.
    @Test func `each command has one outcome, the log's, and the rebuilt book is the engine's`()
      throws
    {
      let seed = getenv("MATCHLOCK_SEED").flatMap { UInt64(String(cString: $0)) } ?? 31
      let campaign = try LossCampaign(seed: seed)
      (campaign.link.lost, campaign.link.repeated, campaign.link.delayed) = (10, 5, 10)
      let commands = commands
      try campaign.trade(commands)
      // The end of it over the same bad cable, without pulling it again.
      campaign.link.drops = { _, _ in false }
      try campaign.wait("every outcome") {
        campaign.gateway.sessions.allSatisfy { $0.waitingCount == 0 }
      }
      try campaign.wait("the book to be whole") {
        !campaign.gateway.feed.hasGap
          && (0..<2).allSatisfy { campaign.gateway.feed.book.isTrusted(market: $0) }
      }
      (campaign.link.lost, campaign.link.repeated, campaign.link.delayed) = (0, 0, 0)
      let summary = try campaign.appliance.stop()
      for _ in 0..<200 { campaign.poll() }
      let logged = try campaign.logged()
      let missing = Set(logged.keys).subtracting(campaign.outcomes.keys)
      let foreign = Set(campaign.outcomes.keys).subtracting(logged.keys)
      let different = campaign.outcomes.filter {
        logged[$0.key] != nil && logged[$0.key] != $0.value
      }
      #expect(missing.isEmpty && foreign.isEmpty && different.isEmpty, "seed \(seed)")
      #expect(
        campaign.faults.isEmpty,
        "seed \(seed): \(campaign.faults.prefix(5)), \(campaign.ends), \(campaign.refusals)")
      #expect(campaign.outcomes.count == campaign.sent, "seed \(seed)")
      let gateway = campaign.gateway
      #expect(
        gateway.feed.book.checksumsDifferent == 0 && gateway.feed.book.contradictions == 0,
        "seed \(seed)")
      #expect(gateway.feed.book.checksumsCompared > UInt64(commands / 200), "seed \(seed)")
      #expect(gateway.feed.book.orderCount > 0)
      #expect(summary.notSealed == nil)
      let counters = campaign.gateway.sessions.map(\.counters)
      let feed = campaign.gateway.feed.counters
      print(
        """
        loss: \(campaign.sent) commands, \(campaign.outcomes.count) outcomes; \(campaign.link.dropped) \
        frames dropped, \(campaign.cuts) cuts, \(campaign.ups) logons, \(campaign.resyncs) states; \
        \(counters.reduce(0) { $0 + $1.resent }) datagrams and \
        \(counters.reduce(0) { $0 + $1.reportsRecovered }) reports sent again; \
        \(gateway.feed.book.checksumsCompared) checksums compared, \(feed.requests) feed requests, \
        \(feed.snapshotsTaken) snapshots; seed \(seed)
        """)
    }
  }
}
