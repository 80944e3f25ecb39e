// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Latency

@Suite struct PairedComparisonTests {
  /// Splitmix64, and values of a heavy tail.
  struct Random {
    var state: UInt64
    mutating func unit() -> Double {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
    /// A trial on a machine that others use: now and then ten times as long.
    mutating func trial(_ typical: Double) -> Double {
      let spoilt = unit() < 0.1 ? 1 + 9 * unit() : 1
      return typical * (0.95 + 0.1 * unit()) * spoilt
    }
  }

  @Test func `critical ranks are those of the tables`() {
    // Wilcoxon's signed-rank test, two-sided 5 %: the largest sum that is refused.
    for (pairs, rank) in [(6, 0), (7, 2), (8, 3), (10, 8), (12, 13), (16, 29), (20, 52)] {
      #expect(PairedComparison.rank(pairs: pairs, tail: 0.025) == rank)
    }
    #expect(PairedComparison.rank(pairs: 10, tail: 0.005) == 3)
    #expect(PairedComparison.rank(pairs: 5, tail: 0.025) == nil)
    #expect(PairedComparison.rank(pairs: 0, tail: 0.5) == nil)
  }

  @Test func `a slowdown is found, a speed-up too, and one too small for anyone is not called`()
    throws
  {
    var random = Random(state: 5)
    for (factor, verdict) in [(1.2, "slower"), (1 / 1.2, "faster"), (1.0, "same")] {
      let a = (0..<24).map { _ in random.trial(50_000) }
      let b = (0..<24).map { _ in random.trial(50_000 * factor) }
      let row = try #require(
        PairedComparison("x", a, b, confidence: 0.99, effectMin: 0.05))
      #expect(row.low <= factor && factor <= row.high)
      if verdict != "same" {
        #expect(row.verdict.rawValue == verdict)
      } else {
        #expect(row.verdict != .slower && row.verdict != .faster)
      }
    }
  }

  /// The interval holds the true ratio as often as it says. Seeded.
  @Test func `of many comparisons of the same few are wrong`() {
    var random = Random(state: 11)
    var alarms = 0
    let runs = 2_000
    for _ in 0..<runs {
      let a = (0..<16).map { _ in random.trial(1_000) }
      let b = (0..<16).map { _ in random.trial(1_000) }
      let row = PairedComparison("x", a, b, confidence: 0.95, effectMin: 0)
      if let row, row.low > 1 || row.high < 1 { alarms += 1 }
    }
    // 5 % of 2,000 are 100, give or take three standard deviations.
    #expect(alarms > 40 && alarms < 130, "\(alarms)")
  }
}
