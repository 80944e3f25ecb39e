// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// Random logs through the venue and through a naive one: every report, market data message and
/// trade compared in order, and the whole state rebuilt from the events with the state there
/// should be.
///
/// MATCHLOCK_SEED=n runs the logs of that seed; a release build runs ten times as many, and
/// MATCHLOCK_LONG=1 a million commands.
@Suite struct ComparisonTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let recordsPerLog = 1_000
  #if DEBUG
    private static let isOptimized = false
  #else
    private static let isOptimized = true
  #endif

  private var seed: UInt64 {
    Self.environment["MATCHLOCK_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...UInt64.max)
  }

  @Test func `random logs do what a naive venue does`() {
    let seed = seed
    let commands =
      Self.environment["MATCHLOCK_LONG"] == "1" ? 1_000_000 : Self.isOptimized ? 200_000 : 20_000
    var seeds = Random(seed: seed)
    var comparison = Comparison()
    // A stream that never met a refusal proves nothing about it: it goes on, within reason. Some need
    // luck, and have their own tests.
    let rare: [RejectCode] = [
      .clientTableFull, .cashOverflow, .templateRefused, .sessionsMax,
      .keyNotYetValid, .massCancelPending, .accountConditionalMax, .trailingOrdersMax,
      .accountQuoteGroupsMax,
    ]
    var unexpected: [RejectCode] {
      RejectCode.allCases.filter { comparison.codes[$0] == nil && !rare.contains($0) }
    }
    while comparison.commands < commands
      || (!unexpected.isEmpty && comparison.commands < 10 * commands)
    {
      let difference = comparison.run(seed: seeds.next(), records: Self.recordsPerLog)
      if let difference {
        Issue.record("MATCHLOCK_SEED=\(seed): \(difference)")
        return
      }
    }
    #expect(unexpected.isEmpty, "MATCHLOCK_SEED=\(seed) met \(comparison.codes)")
  }

  /// Many logs a mistake: thirty times as slow without the optimiser.
  @Test(
    .enabled(if: isOptimized, "planted mistakes are for release builds: Tools/check release-tests"),
    arguments: Defect.allCases)
  func `a planted mistake is seen`(_ defect: Defect) {
    var seeds = Random(seed: 7)
    var comparison = Comparison()
    var difference: String?
    for _ in 0..<400 where difference == nil {
      difference = comparison.run(
        seed: seeds.next(), records: Self.recordsPerLog, defect: defect)
    }
    #expect(difference != nil)
  }
}
