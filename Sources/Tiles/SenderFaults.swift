// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Synchronization

/// How many signatures of each session were refused: verify tiles add, ingress reads and charges.
///
///     verify ×N ─ add ─▶ [ slot 0 ][ slot 1 ] ...  ◀─ count ─ ingress
///
/// A count goes up for as long as the process lives; ingress keeps what it has charged. A refusal that is
/// found after the session's end falls to the next session of the slot: at most what was under way.
///
/// A copyable handle on memory that is never given back, so that proved code can use it without counting
/// references; there is one an appliance. It is `@safe` for that reason, and because slots that do not exist
/// are neither written nor read.
@safe
public struct SenderFaults: Sendable {
  nonisolated(unsafe) private let counts: UnsafeMutablePointer<Atomic<UInt64>>
  private let sessionsMax: Int

  /// - Precondition: `sessionsMax` is positive.
  public init(sessionsMax: Int) {
    invariant(sessionsMax > 0, "faults are counted for some sessions")
    self.sessionsMax = sessionsMax
    unsafe counts = .allocate(capacity: sessionsMax)
    for i in 0..<sessionsMax { unsafe (counts + i).initialize(to: Atomic<UInt64>(0)) }
  }

  /// Any verify tile. Nothing depends on the order: the count is all that is told.
  @_noAllocation @_noLocks
  func add(slot: Int) {
    if slot < 0 || slot >= sessionsMax { return }
    unsafe counts[slot].wrappingAdd(1, ordering: .relaxed)
  }

  @_noAllocation @_noLocks
  func count(slot: Int) -> UInt64 {
    if slot < 0 || slot >= sessionsMax { return 0 }
    return unsafe counts[slot].load(ordering: .relaxed)
  }
}
