// SPDX-License-Identifier: Apache-2.0

package import Memory

/// What an order has beside its `Order`, if it has more than most: half a cache line.
package struct SpecialOrder: BitwiseCopyable {
  /// Lots behind the displayed ones.
  package var hidden: UInt64
  /// Lots that a refill displays; 0 when all are displayed.
  package var display: UInt64
  /// The log time from which it does not trade any more, in nanoseconds; 0 for never.
  package var expiresAt: UInt64
  /// Its order's slot; of a free place the next free one.
  package var slot: UInt32
  /// Fills half a cache line.
  var spare: UInt32

  @inline(__always)
  @_noAllocation @_noLocks
  init(slot: UInt32, hidden: UInt64, display: UInt64, expiresAt: UInt64) {
    self.hidden = hidden
    self.display = display
    self.expiresAt = expiresAt
    self.slot = slot
    spare = 0
  }
}

/// The cold part of the few orders that have one: fixed places from 1, the one given back last taken
/// first, with none given back the lowest never taken. An order names its place (`Order.special`),
/// so one without costs nothing.
package struct SpecialOrders: ~Copyable {
  package let places: Slab<SpecialOrder>
  private var free: UInt32 = 0
  private var fresh: UInt32 = 1
  /// Places not taken.
  package private(set) var freeCount: Int

  package init(specialOrdersMax: Int) {
    invariant(MemoryLayout<SpecialOrder>.stride == 32, "two special orders fill a cache line")
    places = Slab(count: specialOrdersMax + 1)
    freeCount = specialOrdersMax
  }

  /// - Precondition: there is a free place.
  @_noAllocation @_noLocks
  mutating func take(_ order: SpecialOrder) -> UInt32 {
    invariant(freeCount > 0, "there is a free place")
    freeCount &-= 1
    var place = free
    if place == 0 {
      place = fresh
      fresh &+= 1
    } else {
      free = places[place].slot
    }
    places[place] = order
    return place
  }

  @_noAllocation @_noLocks
  mutating func give(_ place: UInt32) {
    places[place] = SpecialOrder(slot: free, hidden: 0, display: 0, expiresAt: 0)
    free = place
    freeCount &+= 1
  }
}
