// SPDX-License-Identifier: Apache-2.0

import Foundation
import Matching
import Testing

/// Random streams through the books and through naive ones, every answer, event and queue compared.
///
/// MATCHLOCK_SEED=n runs the stream of seed n; MATCHLOCK_LONG=1 runs a hundred times as much.
@Suite struct ComparisonTests {
  private static let environment = ProcessInfo.processInfo.environment

  private var seedGiven: UInt64? { Self.environment["MATCHLOCK_SEED"].flatMap { UInt64($0) } }

  @Test(arguments: Flow.all)
  func `random streams do what naive books do`(_ flow: Flow) {
    let seed = seedGiven ?? .random(in: 0...UInt64.max)
    let isLong = Self.environment["MATCHLOCK_LONG"] == "1"
    let total = isLong ? 3_400_000 : 34_000
    let comparison = Comparison(flow)
    var random = Random(state: seed)
    for number in 1...total {
      var difference = comparison.apply(flow.command(number, &random))
      if difference == nil && number == total { difference = comparison.compareWhole() }
      if let difference {
        report(difference, flow, seed)
        return
      }
    }
    expectMet(comparison.coverage, flow, seed)
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

  /// A stream that never met a limit proves nothing about it.
  private func expectMet(_ coverage: Coverage, _ flow: Flow, _ seed: UInt64) {
    let comment: Comment = "flow \(flow.name), MATCHLOCK_SEED=\(seed): \(coverage)"
    for kind in 0...8 as ClosedRange<UInt8> {
      // Uncrosses are few in the tightest books.
      #expect(coverage.events[kind, default: 0] > (kind < 7 ? 100 : 30), comment)
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
    for reason in reasons { #expect(coverage.reasons[reason.rawValue, default: 0] > 10, comment) }
    for refusal in refusals {
      #expect(coverage.refusals[refusal.rawValue, default: 0] > 10, comment)
    }
    #expect(coverage.refusals[BookRefusal.clientOrderCrowded.rawValue] == nil, comment)
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
