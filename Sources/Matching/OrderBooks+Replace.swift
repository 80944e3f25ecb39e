// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

/// What an order is to become.
@frozen
public struct Amendment: BitwiseCopyable, Sendable {
  public var price: Price
  /// The new open quantity, not 0. What the order has traded does not count towards it.
  public var open: Quantity
  /// The order's new client order id; 0 keeps the old one.
  public var clientOrder: UInt64
  /// The key that the order is to belong to from now on, whether it keeps its priority or not.
  public var key: KeyID

  @inlinable
  @_noAllocation @_noLocks
  public init(price: Price, open: Quantity, clientOrder: UInt64 = 0, key: KeyID) {
    self.price = price
    self.open = open
    self.clientOrder = clientOrder
    self.key = key
  }
}

/// What a replace did.
@frozen
public struct Replacement: BitwiseCopyable, Equatable, Sendable {
  /// The order as it was.
  public var before: OrderRecord
  /// Whether it stayed where it was in its queue.
  public var keptPriority: Bool
  /// What became of it; the id is the old one.
  public var entry: Entry

  @inlinable
  @_noAllocation @_noLocks
  public init(before: OrderRecord, keptPriority: Bool, entry: Entry) {
    self.before = before
    self.keptPriority = keptPriority
    self.entry = entry
  }
}

extension OrderBooks {
  /// Changes a resting order of `account`, which then belongs to the key that asked.
  ///
  /// The same price with no more lots than it has open changes it in place: priority and entry
  /// number are kept, one `amended` event says so, even when only the client order id changes, or
  /// nothing. Anything else takes it out and enters it again, last in its queue, with `sequence`
  /// and the same id; it may then trade, exactly as a new good-till-cancelled order would. A
  /// refused replace leaves the order as it was.
  ///
  /// - Parameter sequence: the entry number if priority is lost, else not used up; above every one
  ///   given to an order before.
  /// - Throws: `BookRefusal`, the first that applies: order, quantity, price, client order id.
  /// - Precondition: `events` has room for `limits.eventsPerCommandMax` more.
  /// - Complexity: O(fills), at most `fillsPerCommandMax`.
  @_noAllocation @_noLocks
  public mutating func replace(
    _ order: OrderID, of account: AccountID, with amendment: Amendment, sequence: UInt64,
    into events: inout BookEvents
  ) throws(BookRefusal) -> Replacement {
    let slot = try find(order, of: account)
    return try replace(slot, amendment, sequence, into: &events)
  }

  /// Changes the order that `account` calls `clientOrder`.
  ///
  /// Otherwise as `replace(_:of:with:sequence:into:)`.
  @_noAllocation @_noLocks
  public mutating func replace(
    clientOrder: UInt64, of account: AccountID, with amendment: Amendment, sequence: UInt64,
    into events: inout BookEvents
  ) throws(BookRefusal) -> Replacement {
    let slot = try find(clientOrder, of: account)
    return try replace(slot, amendment, sequence, into: &events)
  }

  @_noAllocation @_noLocks
  mutating func replace(
    _ slot: UInt32, _ amendment: Amendment, _ sequence: UInt64, into events: inout BookEvents
  ) throws(BookRefusal) -> Replacement {
    events.reserve(limits.eventsPerCommandMax)
    let before = pool.slots[slot].record(slot)
    try check(amendment.open, amendment.price, before.market.value)
    try rename(slot, before, amendment.clientOrder)
    let isSamePrice = amendment.price.ticks == before.price.ticks
    if isSamePrice && amendment.open.lots <= before.open.lots {
      let lots = Quantity(lots: before.open.lots &- amendment.open.lots)
      ladders.reduce(slot, by: lots.lots, in: pool)
      if lots.lots > 0 {
        sumReduced(slot, pool.slots[slot], from: before.open.lots, to: amendment.open.lots)
      }
      pool.slots[slot].key = amendment.key.value
      events.append(
        BookEvent(.amended, pool.slots[slot].record(slot), lots: lots, open: amendment.open))
      let entry = Entry(
        order: before.order, executed: .zero, open: amendment.open, reason: .none)
      return Replacement(before: before, keptPriority: true, entry: entry)
    }
    enter(sequence)
    var order = pool.slots[slot]
    sumReduced(slot, order, from: order.open, to: 0)
    ladders.remove(slot, order, in: pool)
    chains.remove(slot, of: order.account)
    events.append(BookEvent(.removed, before, lots: before.open, open: .zero, reason: .replaced))
    order.open = amendment.open.lots
    order.price = amendment.price.ticks
    order.sequence = sequence
    order.key = amendment.key.value
    let entry = settle(slot, order, timeInForce: .goodTillCancelled, into: &events)
    return Replacement(before: before, keptPriority: false, entry: entry)
  }

  /// Gives a live order another name, unless it is 0 or the one it has.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func rename(
    _ slot: UInt32, _ before: OrderRecord, _ clientOrder: UInt64
  ) throws(BookRefusal) {
    if clientOrder == 0 || clientOrder == before.clientOrder { return }
    let account = before.account.value
    let hash = OrderNames.hash(account: account, clientOrder: clientOrder)
    var place = names.find(hash, account: account, clientOrder: clientOrder, in: pool)
    if place.slot != 0 { throw .duplicateClientOrder }
    if place.entry < 0 { throw .clientOrderCrowded }
    // The old name goes first: a slot is looked for by its number, so it is in the table once. That
    // can only make more room, but may move the entry that was found.
    removeName(slot, pool.slots[slot])
    place = names.find(hash, account: account, clientOrder: clientOrder, in: pool)
    names.add(hash, slot, at: place.entry)
    pool.slots[slot].clientOrder = clientOrder
  }
}
