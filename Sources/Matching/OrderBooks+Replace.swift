// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

/// What an order is to become.
@frozen
public struct Amendment: BitwiseCopyable, Sendable {
  public var price: Price
  /// The new open quantity, hidden lots included, not 0. What the order has traded does not count towards it.
  public var open: Quantity
  /// The order's new client order id; 0 keeps the old one.
  public var clientOrder: UInt64
  /// How it enters again, if it does: `postOnly`, and `slide` with it, or none.
  public var flags: OrderFlags
  /// What it does on meeting its owner's orders, if it enters again.
  public var selfTrade: SelfTrade
  /// The key that the order is to belong to from now on, whether it keeps its priority or not.
  public var key: KeyID
  /// Whether it rests without trading if it enters again; then without flags.
  public var collects: Bool

  @inlinable
  @_noAllocation @_noLocks
  public init(
    price: Price, open: Quantity, clientOrder: UInt64 = 0, flags: OrderFlags = .none,
    selfTrade: SelfTrade = .allowed, key: KeyID, collects: Bool = false
  ) {
    self.collects = collects
    self.price = price
    self.open = open
    self.clientOrder = clientOrder
    self.flags = flags
    self.selfTrade = selfTrade
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
  /// nothing. Anything else takes it out and enters it again, last in its queue, with a new
  /// entry number and the same id; it may then trade, exactly as a new good-till-cancelled order would. A
  /// refused replace leaves the order as it was.
  ///
  /// - Throws: `BookRefusal`, the first that applies: order, quantity, price, terms, `wouldTrade`, client order
  ///   id.
  /// - Precondition: `events` has room for `limits.eventsPerCommandMax` more.
  /// - Complexity: O(fills), at most `fillsPerCommandMax`.
  @_noAllocation @_noLocks
  public mutating func replace(
    _ order: OrderID, of account: AccountID, with amendment: Amendment,
    into events: inout BookEvents
  ) throws(BookRefusal) -> Replacement {
    let slot = try find(order, of: account)
    return try replace(slot, amendment, into: &events)
  }

  /// Changes the order that `account` calls `clientOrder`.
  ///
  /// Otherwise as `replace(_:of:with:into:)`.
  @_noAllocation @_noLocks
  public mutating func replace(
    clientOrder: UInt64, of account: AccountID, with amendment: Amendment,
    into events: inout BookEvents
  ) throws(BookRefusal) -> Replacement {
    let slot = try find(clientOrder, of: account)
    return try replace(slot, amendment, into: &events)
  }

  @_noAllocation @_noLocks
  mutating func replace(
    _ slot: UInt32, _ amendment: Amendment, into events: inout BookEvents
  ) throws(BookRefusal) -> Replacement {
    events.reserve(eventsPerCommandMax)
    let before = record(slot, pool.slots[slot])
    try check(amendment.open, amendment.price, before.market.value)
    if !amendment.flags.areNone && !mayReenter(amendment.flags) { throw .conflictingTerms }
    let isSamePrice = amendment.price.ticks == before.price.ticks
    let keepsPriority = isSamePrice && amendment.open.lots <= before.total.lots
    var price = amendment.price
    if !amendment.flags.areNone && !keepsPriority { price = try reentryPrice(before, amendment) }
    try rename(slot, before, amendment.clientOrder)
    if keepsPriority {
      pool.slots[slot].key = amendment.key.value
      shrink(slot, by: before.total.lots &- amendment.open.lots, into: &events)
      let entry = Entry(
        order: before.order, executed: .zero, open: amendment.open, reason: .none)
      return Replacement(before: before, keptPriority: true, entry: entry)
    }
    var order = pool.slots[slot]
    sumReduced(slot, order, from: order.open, to: 0)
    ladders.remove(slot, order, in: pool)
    chains.remove(slot, of: order.account)
    if order.quote != 0 { quotes.remove(slot, of: UInt32(order.quote)) }
    var event = BookEvent(.removed, before, lots: before.total, open: .zero, reason: .replaced)
    event.total = .zero
    events.append(event)
    var terms = RestingTerms(display: 0, expiresAt: 0)
    if order.special != 0 {
      let special = specials.places[order.special]
      terms = RestingTerms(display: special.display, expiresAt: special.expiresAt)
      specials.give(order.special)
      order.special = 0
    }
    order.open = amendment.open.lots
    order.price = price.ticks
    order.sequence = enter()
    order.key = amendment.key.value
    if amendment.collects {
      let entry = lay(slot, order, terms, into: &events)
      return Replacement(before: before, keptPriority: false, entry: entry)
    }
    let entry = settle(
      slot, order, terms, rests: true, selfTrade: amendment.selfTrade,
      isRepriced: price.ticks != amendment.price.ticks, into: &events)
    return Replacement(before: before, keptPriority: false, entry: entry)
  }

  /// Whether an order may enter again with these flags.
  @inline(never)
  @_noAllocation @_noLocks
  private func mayReenter(_ flags: OrderFlags) -> Bool {
    flags.areKnown && !flags.contains(.marketToLimit) && flags.goTogether(.goodTillCancelled)
  }

  /// Takes lots off an order in its place: the hidden ones first.
  @inline(__always)
  @_noAllocation @_noLocks
  private mutating func shrink(_ slot: UInt32, by lots: UInt64, into events: inout BookEvents) {
    let place = pool.slots[slot].special
    let hidden = place == 0 ? 0 : specials.places[place].hidden
    let unseen = min(hidden, lots)
    if unseen > 0 { specials.places[place].hidden = hidden &- unseen }
    let first = events.count
    reduce(slot, by: lots &- unseen, .none, into: &events)
    if unseen > 0 { events.note(first, lots: lots, showsNothing: unseen == lots) }
  }

  /// The price at which a post-only order enters again.
  @inline(never)
  @_noAllocation @_noLocks
  private func reentryPrice(
    _ before: OrderRecord, _ amendment: Amendment
  ) throws(BookRefusal) -> Price {
    let side = before.side.opposite
    let best = ladders.sides[ladders.sideIndex(before.market.value, side)].best
    if best < Ladders.flip(side, amendment.price.ticks) { return amendment.price }
    return try passivePrice(before.market.value, side, best, amendment.flags)
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
    // The old name goes first. That can only make more room, but the emptier bucket may be another now.
    removeName(slot, pool.slots[slot])
    place = names.find(hash, account: account, clientOrder: clientOrder, in: pool)
    pool.slots[slot].nameEntry = names.add(hash, slot, at: place.entry)
    pool.slots[slot].clientOrder = clientOrder
  }
}
