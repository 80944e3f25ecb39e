// SPDX-License-Identifier: Apache-2.0

public import Memory
internal import Quantities

/// What the books did, in the order they did it: appended by their operations, read and then
/// emptied by the caller.
///
/// Fixed in size. An operation needs room for its worst case before it starts (see
/// `BookLimits.eventsPerCommandMax`), so that it never has to stop half way.
@frozen
public struct BookEvents: ~Copyable {
  @usableFromInline let slots: Slab<BookEvent>
  /// The number of events held.
  public internal(set) var count = 0

  /// Allocates room for `capacity` events. Start-up only.
  ///
  /// - Precondition: `capacity > 0`.
  public init(capacity: Int) { slots = Slab(count: capacity) }

  /// The number of events there is room for in all.
  public var capacity: Int {
    @_noAllocation @_noLocks
    get { slots.count }
  }

  /// The event at `index`, oldest first.
  ///
  /// - Precondition: `0 <= index < count`.
  @inlinable
  public subscript(_ index: Int) -> BookEvent {
    @_noAllocation @_noLocks
    get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      return slots[index]
    }
  }

  /// Forgets all events.
  @_noAllocation @_noLocks
  public mutating func removeAll() { count = 0 }

  /// Stops the program unless `wanted` more events fit: the caller sized or emptied this wrongly.
  @inline(__always)
  @_noAllocation @_noLocks
  func reserve(_ wanted: Int) {
    invariant(slots.count &- count >= wanted, "the event buffer has room for the worst case")
  }

  /// Says of an event how many lots it is about in all, and whether it shows.
  @_noAllocation @_noLocks
  mutating func note(_ index: Int, lots: UInt64, showsNothing: Bool) {
    slots[index].lots = Quantity(lots: lots)
    slots[index].showsNothing = showsNothing
  }

  @inline(__always)
  @_noAllocation @_noLocks
  mutating func append(_ event: BookEvent) {
    slots[count] = event
    count &+= 1
  }
}
