// SPDX-License-Identifier: Apache-2.0

/// How much may be sent now: `burst` at once, `rate` per second in the long run.
///
/// The venue's own rule in the same form (the time at which the bucket will be full again), so that
/// both agree when the rates do. It can be overdrawn: what has to be sent is counted all the same.
struct StrategyBudget: BitwiseCopyable {
  private let cost: UInt64
  private let depth: UInt64
  private var fullAt: UInt64 = 0

  /// - Parameter rate: commands per second, 1...1,000,000,000; `burst`: 1...1,000,000.
  init(rate: UInt64, burst: UInt64) {
    cost = 1_000_000_000 / max(1, min(rate, 1_000_000_000))
    depth = cost * max(1, min(burst, 1_000_000))
  }

  /// Commands that may be sent at `now`, nanoseconds of a clock that does not go back.
  func available(_ now: UInt64) -> UInt32 {
    let used = fullAt > now ? fullAt - now : 0
    return used >= depth ? 0 : UInt32((depth - used) / cost)
  }

  mutating func charge(_ count: UInt64, _ now: UInt64) {
    fullAt = max(fullAt, now) &+ cost &* count
  }
}
