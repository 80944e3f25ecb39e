// SPDX-License-Identifier: Apache-2.0

/// Tells fresh frame sequences from repeated ones: the highest seen, and which of the 64 up to it.
///
/// Frames may arrive in any order within the window. Behind it nothing can be told, so they are
/// dropped: the commands in them will be sent again under a new sequence.
///
/// - Source: the anti-replay window of RFC 4303, 3.4.3.
struct SequenceWindow: BitwiseCopyable {
  enum Standing { case fresh, replayed, stale }

  private(set) var highest: UInt64 = 0
  /// Bit i: `highest - i` was seen.
  private var seen: UInt64 = 0

  @_noAllocation @_noLocks
  init() {}

  /// Judges a sequence and notes it.
  @_noAllocation @_noLocks
  mutating func admit(_ sequence: UInt64) -> Standing {
    if sequence > highest {
      let ahead = sequence - highest
      seen = ahead < 64 ? seen << ahead | 1 : 1
      highest = sequence
      return .fresh
    }
    let behind = highest - sequence
    if behind >= 64 { return .stale }
    let bit = UInt64(1) << behind
    if seen & bit != 0 { return .replayed }
    seen |= bit
    return .fresh
  }
}
