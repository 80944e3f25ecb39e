// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

/// What a mass cancel did.
@frozen
public struct MassCancel: BitwiseCopyable, Equatable, Sendable {
  /// The orders it cancelled.
  public var cancelled: Int
  /// Whether orders it was meant for are left: call again, later.
  public var more: Bool

  @inlinable
  @_noAllocation @_noLocks
  public init(cancelled: Int, more: Bool) {
    self.cancelled = cancelled
    self.more = more
  }
}

extension OrderBooks {
  /// Takes an order of `account` out of the book.
  ///
  /// - Returns: the order as it was.
  /// - Throws: `.unknownOrder`, also for another account's order.
  /// - Precondition: `events` has room for one more.
  /// - Complexity: O(1).
  @_noAllocation @_noLocks
  public mutating func cancel(
    _ order: OrderID, of account: AccountID, reason: RemovalReason = .cancelled,
    into events: inout BookEvents
  ) throws(BookRefusal) -> OrderRecord {
    let slot = try find(order, of: account)
    return cancel(slot, reason, into: &events)
  }

  /// Takes the order that `account` calls `clientOrder` out of the book.
  ///
  /// Otherwise as `cancel(_:of:reason:into:)`.
  @_noAllocation @_noLocks
  public mutating func cancel(
    clientOrder: UInt64, of account: AccountID, reason: RemovalReason = .cancelled,
    into events: inout BookEvents
  ) throws(BookRefusal) -> OrderRecord {
    let slot = try find(clientOrder, of: account)
    return cancel(slot, reason, into: &events)
  }

  /// Cancels the oldest orders of `account`, in one market or in all, at most `countMax` of them.
  ///
  /// For a mass cancel, a lost session, a dead-man timer: the caller comes back, in a later command,
  /// while `more` is true. An unknown account or market has no orders.
  ///
  /// - Precondition: `events` has room for `countMax` more; `countMax` is not negative.
  /// - Complexity: at most `countMax` cancels, and in one market at most
  ///   `openOrdersPerAccountMax` orders looked at, those of other markets included.
  @_noAllocation @_noLocks
  public mutating func cancelAll(
    of account: AccountID, in market: MarketID?, countMax: Int, reason: RemovalReason,
    into events: inout BookEvents
  ) -> MassCancel {
    invariant(countMax >= 0, "a count is not negative")
    events.reserve(countMax)
    if Int(account.value) >= limits.accountsMax { return MassCancel(cancelled: 0, more: false) }
    var cancelled = 0
    var slot = chains.chains[account.value].first
    while slot != 0 {
      let next = chains.links[slot].next
      if isIn(slot, market) {
        if cancelled == countMax { return MassCancel(cancelled: cancelled, more: true) }
        _ = cancel(slot, reason, into: &events)
        cancelled &+= 1
      }
      slot = next
    }
    return MassCancel(cancelled: cancelled, more: false)
  }

  /// Whether the order in `slot` is in `market`, or any market will do.
  @inline(__always)
  @_noAllocation @_noLocks
  func isIn(_ slot: UInt32, _ market: MarketID?) -> Bool {
    guard let market else { return true }
    return pool.slots[slot].market == market.value
  }

  @inline(__always)
  @_noAllocation @_noLocks
  mutating func cancel(
    _ slot: UInt32, _ reason: RemovalReason, into events: inout BookEvents
  ) -> OrderRecord {
    events.reserve(1)
    let order = pool.slots[slot]
    let record = order.record(slot)
    events.append(BookEvent(.removed, record, lots: record.open, open: .zero, reason: reason))
    sumReduced(slot, order, from: order.open, to: 0)
    takeOut(slot, order)
    return record
  }
}
