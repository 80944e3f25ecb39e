// SPDX-License-Identifier: Apache-2.0

package import Memory
package import Quantities

/// One order, in one cache line.
///
///     0   open lots            8  price            16  client order id    24  sequence
///     32  next, previous in the level's queue      40  account, market    48  generation
///     52  side                 53  place of its name    54  quote group   56  key, special
///
/// A free slot has `open == 0` and `next` as its link in the free list.
package struct Order: BitwiseCopyable {
  package var open: UInt64
  package var price: Int64
  package var clientOrder: UInt64
  package var sequence: UInt64
  /// The order behind this one in its level, by slot; 0 for none.
  package var next: UInt32
  /// The order ahead of this one in its level.
  package var previous: UInt32
  package var account: UInt32
  package var market: UInt32
  package var generation: UInt32
  package var side: Side
  /// Where in the table of names its name is: its second bucket or its first, × 8, + the entry. Only of
  /// an order that may rest.
  package var nameEntry: UInt8
  /// The quote group that it is a quote of; 0 for none.
  package var quote: UInt16
  /// The key that entered it, or replaced it last.
  package var key: UInt32
  /// The place of its cold part; 0 for none.
  package var special: UInt32

  /// An order that is not in the books yet.
  @inline(__always)
  @_noAllocation @_noLocks
  init(_ order: NewOrder, sequence: UInt64, generation: UInt32) {
    open = order.quantity.lots
    price = order.price.ticks
    clientOrder = order.clientOrder
    self.sequence = sequence
    next = 0
    previous = 0
    account = order.account.value
    market = order.market.value
    self.generation = generation
    side = order.side
    nameEntry = 0
    quote = order.quote
    key = order.key.value
    special = 0
  }

  /// Becomes free, with `next` behind it.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func free(_ next: UInt32) {
    open = 0
    generation = generation == .max ? 1 : generation &+ 1
    self.next = next
  }

  /// What is to be said of it, in the slot numbered `slot`.
  @inline(__always)
  @_noAllocation @_noLocks
  func record(_ slot: UInt32) -> OrderRecord {
    var record = OrderRecord(
      order: OrderID(slot: slot, generation: generation), sequence: sequence,
      market: MarketID(market), account: AccountID(account), side: side,
      price: Price(ticks: price), open: Quantity(lots: open), clientOrder: clientOrder,
      key: KeyID(key))
    record.special = special
    return record
  }
}

/// Every order of every market: fixed slots, reused last in, first out, so that a busy book stays
/// in cache. Slot 0 is never used: as a link it means none, and zeroed memory is an empty list. Its
/// own links take the writes meant for a neighbour that is not there, so that taking an order out of
/// the middle or off an end of a list is the same straight line of code; they are never read.
///
/// A slot's generation moves on when the slot is freed, so an `OrderID` names its order and nothing
/// after it. It returns after 2^32 - 1 orders on one slot (a quarter of an hour at five million
/// orders a second, all on that slot); even then only the account whose order it now is can use it.
///
/// One slot more than `ordersMax` is kept for the order being entered: an immediate-or-cancel order
/// can therefore always be taken, however full the books.
package struct OrderPool: ~Copyable {
  package let slots: Slab<Order>
  /// The slot to be used next; 0 when there is none.
  package private(set) var free: UInt32
  /// The number of free slots, the spare one included.
  package private(set) var freeCount: Int
  /// The highest slot that ever held an order, 0 at first: beyond it there is nothing to look at.
  package private(set) var highest: UInt32 = 0

  package init(ordersMax: Int) {
    invariant(MemoryLayout<Order>.stride == 64, "an order fills one cache line")
    let usable = ordersMax + 1
    slots = Slab(count: usable + 1)
    free = 1
    freeCount = usable
    for slot in 1...usable {
      slots[slot].next = slot < usable ? UInt32(slot + 1) : 0
      slots[slot].generation = 1
    }
  }

  /// The slots that hold orders.
  package var liveCount: Int {
    @_noAllocation @_noLocks
    get { slots.count &- 1 &- freeCount }
  }

  /// Takes a free slot out. Its generation is already the new order's.
  @inline(__always)
  @_noAllocation @_noLocks
  package mutating func take() -> UInt32 {
    let slot = free
    invariant(slot != 0, "a free slot was seen before one was taken")
    free = slots[slot].next
    freeCount &-= 1
    if slot > highest { highest = slot }
    return slot
  }

  /// Puts a slot back and makes the ids of its order stale.
  @inline(__always)
  @_noAllocation @_noLocks
  package mutating func give(_ slot: UInt32) {
    slots[slot].free(free)
    free = slot
    freeCount &+= 1
  }

  @inline(__always)
  @_noAllocation @_noLocks
  package func id(_ slot: UInt32) -> OrderID {
    OrderID(slot: slot, generation: slots[slot].generation)
  }

  /// The slot of a live order, or 0 for a stale, forged or empty id.
  @inline(__always)
  @_noAllocation @_noLocks
  package func find(_ order: OrderID) -> UInt32 {
    let slot = order.slot
    if slot == 0 || Int(slot) >= slots.count { return 0 }
    // A free slot already bears its next order's generation: that id names no order yet.
    let holder = slots[slot]
    if holder.generation != order.generation || holder.open == 0 { return 0 }
    return slot
  }
}
