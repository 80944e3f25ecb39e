// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

/// Orders that show a part of themselves, and orders that end at a time.
extension OrderBooks {
  /// Tells the books the time: from `expiresAt` on an order does not trade any more.
  ///
  /// - Parameter now: log time in nanoseconds, not before the last.
  @_noAllocation @_noLocks
  public mutating func advance(to now: UInt64) { self.now = now }

  /// What the order at a special place has, or nil when the place is free.
  @_noAllocation @_noLocks
  public func special(_ place: UInt32) -> SpecialRecord? {
    let special = specials.places[place]
    let slot = special.slot
    if slot == 0 || Int(slot) >= pool.slots.count { return nil }
    if pool.slots[slot].open == 0 || pool.slots[slot].special != place { return nil }
    return SpecialRecord(
      order: pool.id(slot), hidden: Quantity(lots: special.hidden),
      display: Quantity(lots: special.display), expiresAt: special.expiresAt)
  }

  /// Takes the order at a special place out of the book, whosever it is.
  ///
  /// - Precondition: the place is taken; `events` has room for one more.
  @_noAllocation @_noLocks
  public mutating func cancel(
    special place: UInt32, reason: RemovalReason, into events: inout BookEvents
  ) {
    let slot = specials.places[place].slot
    invariant(pool.slots[slot].special == place, "the place is an order's")
    _ = cancel(slot, reason, into: &events)
  }

  /// Gives an order that is about to rest its cold part; returns the order with it.
  @inline(never)
  @_noAllocation @_noLocks
  mutating func specialised(_ slot: UInt32, _ order: Order, _ terms: RestingTerms) -> Order {
    var order = order
    let shown = terms.display == 0 ? order.open : min(order.open, terms.display)
    order.special = specials.take(
      SpecialOrder(
        slot: slot, hidden: order.open &- shown, display: terms.display,
        expiresAt: terms.expiresAt))
    order.open = shown
    return order
  }

  /// What an order in `slot` is to say of itself, its hidden lots included.
  @inline(__always)
  @_noAllocation @_noLocks
  func record(_ slot: UInt32, _ order: Order) -> OrderRecord {
    var record = order.record(slot)
    if order.special != 0 { record.hidden = Quantity(lots: specials.places[order.special].hidden) }
    return record
  }

  @inline(__always)
  @_noAllocation @_noLocks
  func isExpired(_ order: Order) -> Bool {
    if order.special == 0 { return false }
    let expiresAt = specials.places[order.special].expiresAt
    return expiresAt != 0 && expiresAt <= now
  }

  /// Displays more of an order all of whose displayed lots went: last in its queue, with a new entry
  /// number. False if nothing is hidden.
  @inline(never)
  @_noAllocation @_noLocks
  mutating func refill(_ slot: UInt32, into events: inout BookEvents) -> Bool {
    var order = pool.slots[slot]
    if order.special == 0 { return false }
    var special = specials.places[order.special]
    if special.hidden == 0 { return false }
    ladders.remove(slot, order, in: pool)
    chains.remove(slot, of: order.account)
    order.open = min(special.hidden, special.display)
    order.sequence = enter()
    special.hidden &-= order.open
    specials.places[order.special] = special
    ladders.append(slot, order, in: pool)
    chains.append(slot, of: order.account)
    sumRested(slot, order)
    events.append(
      BookEvent(
        .refilled, record(slot, order), lots: .zero, open: Quantity(lots: order.open)))
    return true
  }
}

/// What an order wants while it rests, beyond what every order has.
struct RestingTerms: BitwiseCopyable {
  var display: UInt64
  var expiresAt: UInt64

  @inline(__always)
  @_noAllocation @_noLocks
  init(display: UInt64, expiresAt: UInt64) {
    self.display = display
    self.expiresAt = expiresAt
  }

  @inline(__always)
  @_noAllocation @_noLocks
  func needsPlace(_ open: UInt64) -> Bool {
    expiresAt != 0 || (display != 0 && display < open)
  }
}

/// The cold part of a live order.
@frozen
public struct SpecialRecord: BitwiseCopyable, Equatable, Sendable {
  public var order: OrderID
  /// Lots behind the displayed ones.
  public var hidden: Quantity
  /// Lots that a refill displays; zero when all are displayed.
  public var display: Quantity
  /// Log time in nanoseconds from which it does not trade any more; 0 for never.
  public var expiresAt: UInt64

  @inlinable
  @_noAllocation @_noLocks
  public init(order: OrderID, hidden: Quantity, display: Quantity, expiresAt: UInt64) {
    self.order = order
    self.hidden = hidden
    self.display = display
    self.expiresAt = expiresAt
  }
}
