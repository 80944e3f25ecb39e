// SPDX-License-Identifier: Apache-2.0

package import Quantities

/// An order that is not in the books yet: it waits for a price, or for another order to be gone.
package struct ConditionalOrder: BitwiseCopyable {
  /// Where it stands in the queue that it is in: the lower came first. 0 for a free place.
  package var stamp: UInt64 = 0
  /// The stamp that it entered with.
  package var entered: UInt64 = 0
  /// What it enters the books with.
  package var price: Int64 = 0
  package var quantity: UInt64 = 0
  package var clientOrder: UInt64 = 0
  package var minimum: UInt64 = 0
  package var display: UInt64 = 0
  /// Log time in nanoseconds from which it neither waits nor trades any more; 0 for never.
  package var expiresAt: UInt64 = 0
  /// The price that it waits for, in ticks; of a trailing one where it is now.
  package var trigger: Int64 = 0
  /// How far behind the best price it trails: ticks, or millionths of that price.
  package var trail: UInt64 = 0
  /// The best price since it was armed, if it trails.
  package var extreme: Int64 = 0
  /// Client numbers of the order that is to be gone first, and of the one that it is one of two with.
  package var after: UInt64 = 0
  package var other: UInt64 = 0
  /// Lots that `after` traded so far.
  package var traded: UInt64 = 0
  package var account: UInt32 = 0
  package var market: UInt32 = 0
  package var key: UInt32 = 0
  /// Side, time in force, flags, self-trade prevention, source, when and trail as on the wire.
  package var side: UInt8 = 0
  package var timeInForce: UInt8 = 0
  package var flags: UInt8 = 0
  package var selfTrade: UInt8 = 0
  package var source: UInt8 = 0
  package var when: UInt8 = 0
  package var trailKind: UInt8 = 0
  package var phase: UInt8 = 0
  /// Why it is to be closed, as on the wire.
  package var reason: UInt8 = 0
  /// Its neighbours in the queue that it is in, by place; of a free place the next free one.
  var next: UInt32 = 0
  var previous: UInt32 = 0
  /// Its neighbours among its account's, and among the trailing ones of its market.
  var accountNext: UInt32 = 0
  var accountPrevious: UInt32 = 0
  var trailNext: UInt32 = 0
  var trailPrevious: UInt32 = 0

  @_noAllocation @_noLocks
  package init() {}

  /// Waits until another order is gone.
  package static var dormant: UInt8 { @_noAllocation @_noLocks get { 0 } }
  /// Waits for its price.
  package static var armed: UInt8 { @_noAllocation @_noLocks get { 1 } }
  /// Waits for nothing any more: it is gone but for the telling.
  package static var closing: UInt8 { @_noAllocation @_noLocks get { 2 } }

  /// Whether it triggers at its price or above; if not, at or below.
  package var isAbove: Bool { @_noAllocation @_noLocks get { when == 1 } }

  /// Whether its trigger follows the price.
  package var trails: Bool { @_noAllocation @_noLocks get { trailKind != 0 } }

  /// What it is called while it waits, with its place: no order in the books has such a number.
  @_noAllocation @_noLocks
  package func number(_ place: UInt32) -> OrderID {
    OrderID(
      slot: ConditionalOrders.numberMark | place, generation: UInt32(truncatingIfNeeded: entered))
  }

  /// Where a trailing order's trigger is when the best price was `extreme`.
  @_noAllocation @_noLocks
  package func trigger(behind extreme: Int64) -> Int64 {
    var distance = Int64(trail)
    if trailKind == 2 {
      distance = Int64(extreme.magnitude &* trail / 1_000_000)
      if distance == 0 { distance = 1 }
    }
    return isAbove ? extreme &+ distance : extreme &- distance
  }
}
