// SPDX-License-Identifier: Apache-2.0

/// One stage of the path: its lanes in, its lanes out, its own counters, one thread at a time.
///
/// A tile is made with everything it will ever own. `poll` does a bounded amount of work, never
/// blocks, allocates or locks, and returns the amount done. After `halt` the tile does not exist.
public protocol Tile: ~Copyable {
  /// Does what there is to do, at most one burst.
  @_noAllocation @_noLocks
  mutating func poll() -> Int
}

/// Slots that a tile takes in one poll, so that tiles sharing a thread take turns.
public enum Burst {
  @inlinable public static var slotsMax: Int { @_noAllocation @_noLocks get { 32 } }
}
