// SPDX-License-Identifier: Apache-2.0

/// A budget that refills with time: `burst` at once, `rate` per second in the long run.
///
/// Kept as the time at which the bucket will be full again (the virtual scheduling form), so that
/// there is nothing to refill and nothing to round.
struct TokenBucket: BitwiseCopyable {
  /// Nanoseconds that one token costs, and that the whole bucket is worth.
  private let cost: UInt64
  private let depth: UInt64
  private var fullAt: UInt64 = 0

  /// - Parameter rate: tokens per second, 1...1,000,000,000; `burst`: at least 1.
  @_noAllocation @_noLocks
  init(rate: UInt64, burst: UInt64) {
    cost = 1_000_000_000 / max(1, min(rate, 1_000_000_000))
    depth = cost &* max(1, burst)
  }

  /// Takes a token at `now`, nanoseconds of any clock that does not go back, if there is one.
  @_noAllocation @_noLocks
  mutating func take(_ now: UInt64) -> Bool {
    let from = fullAt > now ? fullAt : now
    if from &- now &+ cost > depth { return false }
    fullAt = from &+ cost
    return true
  }

  /// Takes `tokens` at `now`, or what there is: the bucket is empty then, and owes nothing.
  @_noAllocation @_noLocks
  mutating func charge(_ tokens: UInt64, _ now: UInt64) {
    let from = fullAt > now ? fullAt : now
    let room = depth &- (from &- now)
    let (wanted, overflow) = cost.multipliedReportingOverflow(by: tokens)
    fullAt = from &+ (overflow || wanted > room ? room : wanted)
  }
}
