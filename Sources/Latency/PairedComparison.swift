// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// How much longer something takes in B than in A, from trials in pairs: the ratio, and an interval that it
/// lies in with a stated confidence, whatever the distribution of the times.
///
/// Of each pair the logarithm of the ratio is taken. The estimate is the median of all means of two of them
/// (Hodges and Lehmann); the interval is what Wilcoxon's signed-rank test does not refuse, by its exact
/// distribution. A trial that another process spoilt is one pair out of many and moves neither far.
///
/// - Source: Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", sections 3.1 to 3.3.
public struct PairedComparison: Sendable {
  public enum Verdict: String, Sendable {
    case slower, faster, same
    /// The interval is too wide to say.
    case open = "not to be told"
  }

  public let name: String
  public let pairs: Int
  /// B's time by A's.
  public let ratio: Double
  public let low: Double
  public let high: Double
  public let verdict: Verdict

  /// - Parameters:
  ///   - a, b: a value of each trial, in nanoseconds, pair by pair.
  ///   - confidence: of the interval, below 1.
  ///   - effectMin: the least change that counts, as a share: 0.05.
  /// - Returns: nil when there are too few pairs for that confidence.
  public init?(
    _ name: String, _ a: [Double], _ b: [Double], confidence: Double, effectMin: Double
  ) {
    let logs = zip(a, b).filter { $0.0 > 0 && $0.1 > 0 }.map { log($0.1 / $0.0) }
    guard let rank = Self.rank(pairs: logs.count, tail: (1 - confidence) / 2) else { return nil }
    var means: [Double] = []
    for i in logs.indices { for j in i..<logs.count { means.append((logs[i] + logs[j]) / 2) } }
    means.sort()
    self.name = name
    pairs = logs.count
    let middle = means.count / 2
    let estimate =
      means.count % 2 == 1 ? means[middle] : (means[middle - 1] + means[middle]) / 2
    ratio = exp(estimate)
    low = exp(means[rank])
    high = exp(means[means.count - 1 - rank])
    if low > 1 && ratio >= 1 + effectMin {
      verdict = .slower
    } else if high < 1 && ratio <= 1 / (1 + effectMin) {
      verdict = .faster
    } else if low > 1 / (1 + effectMin) && high < 1 + effectMin {
      verdict = .same
    } else {
      verdict = .open
    }
  }

  /// How many means to leave out at each end: the largest k with P(T < k + 1) ≤ tail, less nothing; nil when
  /// even the extremes say too little.
  static func rank(pairs: Int, tail: Double) -> Int? {
    if pairs < 1 || pairs > 200 { return nil }
    let most = pairs * (pairs + 1) / 2
    // ways[t]: in how many of the 2ⁿ sign patterns the positive ranks come to t.
    var ways = Array(repeating: 0.0, count: most + 1)
    ways[0] = 1
    for rank in 1...pairs {
      for t in stride(from: most, through: rank, by: -1) { ways[t] += ways[t - rank] }
    }
    let all = exp2(Double(pairs))
    var below = 0.0
    var found: Int?
    for t in 0...most {
      below += ways[t] / all
      if below > tail { break }
      found = t
    }
    return found
  }

  /// A verdict over several.
  public static func isSlower(_ comparisons: [PairedComparison]) -> Bool {
    comparisons.contains { $0.verdict == .slower }
  }
}
