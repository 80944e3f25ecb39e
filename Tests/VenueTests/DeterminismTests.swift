// SPDX-License-Identifier: Apache-2.0

import Testing
import Venue

@testable import NaiveRules

/// The same log gives the same bytes: again, in another process, on another build.
@Suite struct DeterminismTests {
  /// Of kinds, fields and bytes of all events of the log of seed 3. It changes with the rules, and
  /// then `VenueGenesis.ruleVersion` must as well, once there is a venue that has run.
  private static let recorded: UInt64 = 5_912_797_694_837_254_366

  private static func hash(seed: UInt64) -> UInt64 {
    var flow = Flow(seed: seed)
    let engine = Engine(flow.genesis)
    var model = NaiveVenue(flow.genesis)
    for _ in 0..<1_000 {
      let entry = flow.next(model)
      engine.apply(entry)
      _ = model.apply(engine.head, entry.body)
    }
    return engine.eventHash
  }

  @Test func `the same log gives the same bytes`() {
    #expect(Self.hash(seed: 5) == Self.hash(seed: 5))
    #expect(Self.hash(seed: 5) != Self.hash(seed: 6))
  }

  @Test func `debug and release give the recorded bytes`() {
    #expect(Self.hash(seed: 3) == Self.recorded)
  }

  @Test func `another process gives the recorded bytes`() async {
    await #expect(processExitsWith: .success) {
      precondition(DeterminismTests.hash(seed: 3) == DeterminismTests.recorded)
    }
  }
}
