// SPDX-License-Identifier: Apache-2.0

import Foundation
import Matching
import Testing

/// Random streams through the books and through naive ones, every answer, event and queue compared.
///
/// MATCHLOCK_SEED=n runs the stream of seed n; a release build runs three times as much, and
/// MATCHLOCK_LONG=1 three million commands.
@Suite struct ComparisonTests {
  private static let environment = ProcessInfo.processInfo.environment

  private var seedGiven: UInt64? { Self.environment["MATCHLOCK_SEED"].flatMap { UInt64($0) } }

  @Test(arguments: Flow.all)
  func `random streams do what naive books do`(_ flow: Flow) {
    let seed = seedGiven ?? .random(in: 0...UInt64.max)
    let isLong = Self.environment["MATCHLOCK_LONG"] == "1"
    #if DEBUG
      let total = isLong ? 3_400_000 : 12_000
    #else
      let total = isLong ? 3_400_000 : 34_000
    #endif
    let comparison = Comparison(flow)
    var random = Random(state: seed)
    // A stream that never met a limit proves nothing about it: it goes on, within reason.
    var number = 0
    while number < total || (number < 10 * total && !unmet(comparison.coverage, flow).isEmpty) {
      number += 1
      var difference = comparison.apply(flow.command(number, &random))
      if difference == nil && number % total == 0 { difference = comparison.compareWhole() }
      if let difference {
        report(difference, flow, seed)
        return
      }
    }
    let unmet = unmet(comparison.coverage, flow)
    #expect(unmet.isEmpty, "flow \(flow.name), MATCHLOCK_SEED=\(seed)")
    #expect(comparison.coverage.refusals[BookRefusal.clientOrderCrowded.rawValue] == nil)
  }

  /// Shows the shortest stream with the same failing.
  private func report(_ difference: Difference, _ flow: Flow, _ seed: UInt64) {
    let commands = flow.commands(difference.commands, seed: seed)
    var shortest = commands
    if commands.count <= 50_000 { shortest = shrink(commands) { compare($0, flow) != nil } }
    let lines = shortest.suffix(40).map { "  \($0)" }.joined(separator: "\n")
    Issue.record(
      """
      flow \(flow.name), MATCHLOCK_SEED=\(seed), \(difference)
      shrunk to \(shortest.count) commands: \(compare(shortest, flow)?.what ?? "-")
      \(lines)
      """)
  }

  /// What a stream met too seldom.
  private func unmet(_ coverage: Coverage, _ flow: Flow) -> [String] {
    var unmet: [String] = []
    for kind in 0...8 as ClosedRange<UInt8> {
      let count = coverage.events[kind, default: 0]
      // Uncrosses are few in the tightest books.
      if count <= (kind < 7 ? 100 : 30) { unmet.append("\(count) events of kind \(kind)") }
    }
    var reasons: [RemovalReason] = [
      .cancelled, .massCancelled, .replaced, .immediateOrCancel, .selfTrade,
    ]
    var refusals: [BookRefusal] = [
      .unknownAccount, .zeroQuantity, .quantityAboveMax, .priceOutsideBand, .zeroClientOrder,
      .duplicateClientOrder, .unknownOrder, .unknownMarket, .conflictingTerms, .wouldTrade,
      .wouldNotFill,
    ]
    if flow.name == "tight" {
      reasons.append(.fillsMax)
      refusals += [.openOrdersMax, .poolFull, .noOpposite, .specialsFull]
    }
    for reason in reasons {
      let count = coverage.reasons[reason.rawValue, default: 0]
      if count <= 10 { unmet.append("\(count) removals: \(reason)") }
    }
    for refusal in refusals {
      let count = coverage.refusals[refusal.rawValue, default: 0]
      if count <= 10 { unmet.append("\(count) refusals: \(refusal)") }
    }
    return unmet
  }

  @Test(arguments: Defect.allCases)
  func `the comparison sees and shrinks`(_ defect: Defect) throws {
    let flow = Flow.tight
    // How far a stream shrinks is luck, so this one is always the same unless one is asked for.
    let seed = seedGiven ?? 1
    let commands = flow.commands(16_000, seed: seed)
    let difference = try #require(
      compare(commands, flow, defect), "unseen with MATCHLOCK_SEED=\(seed)")
    let start = Array(commands.prefix(difference.commands))
    let shortest = shrink(start) { compare($0, flow, defect) != nil }
    #expect(compare(shortest, flow, defect) != nil)
    // What fills a pool of 20, or meets a certain slot, takes so many commands; the rest a few.
    let isLong = defect == .fullPoolDropsSilently || defect == .staleIDReachesNextOrder
    let most = isLong ? 28 : 18
    #expect(shortest.count <= most, "MATCHLOCK_SEED=\(seed): \(shortest)")
  }
}
