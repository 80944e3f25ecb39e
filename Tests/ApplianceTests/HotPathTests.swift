// SPDX-License-Identifier: Apache-2.0

import CAllocationProbe
import Gateway
import Glibc
import Memory
import Synchronization
import Testing
import Tiles
import WireFormat

@testable import Appliance

/// Counts what each tile thread allocates, locks and references between its first poll and draining.
private final class Tally: Sendable {
  struct Line: Sendable {
    var allocations: UInt64
    var locks: UInt64
    var references: UInt64
  }

  private let lines = Mutex<[String: Line]>([:])

  var observer: ThreadObserver {
    probe_unhook_throws()
    return ThreadObserver(
      begins: { _ in probe_mark() },
      ends: { name in
        let counts = probe_read()
        self.lines.withLock {
          $0[name] = Line(
            allocations: counts.allocations, locks: counts.locks, references: counts.references)
        }
      })
  }

  var all: [String: Line] { lines.withLock { $0 } }

  /// Expects nothing on any thread. The references are those of the observer's own call.
  func expectNothing(threads: Int) {
    #expect(all.count == threads, "\(all.keys.sorted())")
    for (thread, line) in all.sorted(by: { $0.key < $1.key }) {
      #expect(line.allocations == 0 && line.locks == 0, "\(thread): \(line)")
      #expect(line.references <= 8, "\(thread): \(line)")
    }
  }
}

extension ApplianceRuns {
  @Suite(.serialized) struct HotPathTests {
    @Test func `no tile thread allocates or locks after start, over a flow with rejects`()
      throws
    {
      guard probe_is_active() == 1 else { return }
      let tally = Tally()
      var venue = LoadedVenue()
      venue.observer = tally.observer
      venue.verifyLanes = 1
      venue.laneSlots = 64
      venue.commands = 4_000
      venue.hasWholeFeed = true
      let outcome = try venue.run()
      #expect(outcome.venue.rejected > 50 && outcome.venue.trades > 20)
      #expect(outcome.load.feed.snapshotsTaken > 0 && outcome.load.feed.duplicates > 1_000)
      #expect(outcome.load.checksumsCompared > 20 && outcome.load.checksumsDifferent == 0)
      tally.expectNothing(threads: 8)
    }

    @Test func `a full lane and a session lost to silence allocate nothing on any tile thread`()
      throws
    {
      guard probe_is_active() == 1 else { return }
      let tally = Tally()
      var settings = try TestVenue.settings(try TestVenue.makeFolder())
      settings.topology = .threads
      settings.laneSlots = 64
      TestVenue.turnFeedOn(&settings, 2_000)
      settings.feed.requestBurst = 20
      let venue = try TestVenue(settings, observer: tally.observer)
      let (_, maker, _) = try venue.open()
      // One signature sent two thousand times, and more often below.
      let body = maker.command(validUntil: TestVenue.soon, &venue.port) {
        $0.append(NewOrder(market: 0, side: 0, price: 100, quantity: 1, clientOrder: 1))
      }
      for i in 0..<2_000 {
        maker.resend(body, &venue.port)
        // Neighbours' questions, within their budget and beyond it, and what is none.
        if i % 8 == 0 { venue.sendStray(TestVenue.addressQuestion) }
        if i % 8 == 4 { venue.sendStray(TestVenue.echoRequest) }
        // Requests for feed messages: in form, from the subscriber, within its budget; or not.
        if i % 16 == 2 {
          venue.ask(1, 5, bytes: i % 32 == 2 ? 600 : 20, from: i % 64 == 2 ? 9 : 26_501)
        }
        if i % 50 == 1 { venue.sendStray(Array(TestVenue.echoRequest.prefix(20))) }
        // Requests likewise, of every kind.
        if i % 40 == 2 {
          maker.request(ResendRequest(fromSequence: 1, count: 9), size: 1_472, &venue.port)
          maker.request(StatusRequest(nonce: maker.nonce), size: 300, &venue.port)
          maker.request(StateRequest(kind: 0), size: 1_000, &venue.port)
          maker.request(StateRequest(kind: 1), size: 1_000, &venue.port)
        }
      }
      try venue.wait("some answers") { maker.results.count > 60 }
      // A kernel may verify as fast as one member sends: the lane is full when its thread is put aside.
      try venue.wait("the lane to have been full") {
        if maker.busies.count > 100 { return true }
        for _ in 0..<500 { maker.resend(body, &venue.port) }
        return false
      }
      try venue.wait("the logout") {
        // The first may find the lane full, and is dropped like anything else.
        if maker.sessionEnd == nil { maker.logout(&venue.port) }
        return maker.sessionEnd == .logout
      }
      maker.logon(validUntil: TestVenue.soon, heartbeatMilliseconds: 20, &venue.port)
      try venue.wait("the silence") { maker.sessionEnd == .silence }
      try venue.wait("pages, and both lines") { venue.pages.count >= 10 && venue.lineB.count >= 5 }
      let summary = try venue.appliance.stop()
      #expect(summary.drops.contains { $0.cause == "backlog" && $0.count > 100 })
      // Beyond the budget, or while the lane to egress was full.
      let unanswered = summary.drops.filter { $0.cause.hasPrefix("neighbours") }
      #expect(unanswered.reduce(0) { $0 + $1.count } > 100)
      #expect(venue.strays.count >= 50)
      for template in [Template.nonceStatus, .ordersPage, .positionsPage] {
        #expect(maker.answers.contains { $0.template == template })
      }
      #expect(venue.answers.count >= 10)
      let requests = summary.drops.filter { $0.cause.hasPrefix("feedRequests") }.map(\.cause)
      #expect(
        requests.contains("feedRequestsUnregistered") && requests.contains("feedRequestsThrottled"))
      tally.expectNothing(threads: 8)
    }

    @Test func `a recorded flow allocates nothing on any tile thread`() throws {
      guard probe_is_active() == 1 else { return }
      guard let flow = Recordings.path("ritch_ex20101224.TEST_ITCH_50.gz") else { return }
      let tally = Tally()
      var venue = LoadedVenue()
      venue.observer = tally.observer
      venue.plan = { try .recorded(flow) }
      venue.commands = .max
      let outcome = try venue.run()
      #expect(outcome.venue.accepted > 5_000 && outcome.venue.rejected > 100)
      tally.expectNothing(threads: 9)
    }

    @Test func `the probe sees an allocation, a lock and a reference`() {
      guard probe_is_active() == 1 else { return }
      let before = probe_read()
      allocateOnce()
      var mutex = pthread_mutex_t()
      pthread_mutex_init(&mutex, nil)
      pthread_mutex_lock(&mutex)
      pthread_mutex_unlock(&mutex)
      let after = probe_read()
      #expect(after.allocations >= before.allocations + 2)
      #expect(after.locks == before.locks + 1)
      let counted = probe_read()
      var kept: [AnyObject] = []
      for _ in 0..<10 { kept.append(Thing()) }
      #expect(kept.count == 10 && probe_read().references > counted.references)
    }
  }
}

/// Unoptimised, or there would be nothing to count.
@_optimize(none)
private func allocateOnce() { free(malloc(100)) }

private final class Thing {}
