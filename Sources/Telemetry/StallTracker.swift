// SPDX-License-Identifier: Apache-2.0

/// Watches a tile's own loop: the longest time between two turns, and how many were too long.
///
/// A tile tells it the time once a turn. What it sees is anything that kept the tile from its next
/// turn: a descheduled thread, a page fault, an interrupt, or work that took too long.
@frozen
public struct StallTracker: BitwiseCopyable, Sendable {
  /// Gaps longer than this are stalls, in nanoseconds.
  public let thresholdNanoseconds: UInt64
  /// The longest gap so far, in nanoseconds.
  public private(set) var gapNanosecondsMax: UInt64 = 0
  /// How many gaps were stalls.
  public private(set) var stallCount: UInt64 = 0
  /// The length of all stalls together, in nanoseconds.
  public private(set) var stalledNanoseconds: UInt64 = 0
  private var last: UInt64 = 0
  private var hasLast = false

  /// Nothing seen yet; gaps longer than `thresholdNanoseconds` will be stalls.
  public init(thresholdNanoseconds: UInt64) { self.thresholdNanoseconds = thresholdNanoseconds }

  /// A turn at time `nanoseconds`. A time before the last one counts as no gap.
  ///
  /// No allocation, no lock; one thread at a time.
  /// - Returns: the gap since the turn before, 0 for the first.
  @discardableResult
  @_noAllocation @_noLocks
  public mutating func turn(at nanoseconds: UInt64) -> UInt64 {
    let gap = hasLast && nanoseconds > last ? nanoseconds &- last : 0
    last = nanoseconds
    hasLast = true
    if gap > gapNanosecondsMax { gapNanosecondsMax = gap }
    if gap > thresholdNanoseconds {
      stallCount &+= 1
      stalledNanoseconds &+= gap
    }
    return gap
  }

  /// A pause on purpose: the time until the next turn is no gap.
  ///
  /// No allocation, no lock; one thread at a time.
  @_noAllocation @_noLocks
  public mutating func pause() { hasLast = false }

  /// Forgets what was seen, but not the last turn.
  ///
  /// No allocation, no lock; one thread at a time.
  @_noAllocation @_noLocks
  public mutating func reset() {
    gapNanosecondsMax = 0
    stallCount = 0
    stalledNanoseconds = 0
  }
}
