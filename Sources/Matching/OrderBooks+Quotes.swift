// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Quantities

/// Orders that are quotes: each of a group that is taken out together when its caller says so.
///
///     group ──▶ chain of its quotes, oldest entry first
///           └─▶ over: none of them trades any more, though some still rest
extension OrderBooks {
  /// The number of quotes of a group that rest.
  ///
  /// - Precondition: the group is in 1...`quoteGroupsMax`.
  @_noAllocation @_noLocks
  public func openQuotes(of group: UInt16) -> Int { Int(quotes.chains[UInt32(group)].count) }

  /// Takes out the oldest quotes of a group, at most `countMax` of them.
  ///
  /// - Precondition: the group is in 1...`quoteGroupsMax`; `events` has room for `countMax` more;
  ///   `countMax` is not negative.
  /// - Complexity: O(`countMax`).
  @_noAllocation @_noLocks
  public mutating func cancelQuotes(
    of group: UInt16, countMax: Int, reason: RemovalReason, into events: inout BookEvents
  ) -> MassCancel {
    invariant(countMax >= 0, "a count is not negative")
    events.reserve(countMax)
    var cancelled = 0
    while true {
      let slot = quotes.chains[UInt32(group)].first
      if slot == 0 { return MassCancel(cancelled: cancelled, more: false) }
      if cancelled == countMax { return MassCancel(cancelled: cancelled, more: true) }
      _ = cancel(slot, reason, into: &events)
      cancelled &+= 1
    }
  }

  /// Says whether a group is over: then a quote of it that is met is taken out (`protection`) instead of
  /// trading, and counts as met. One that enters trades nevertheless.
  ///
  /// - Precondition: the group is in 1...`quoteGroupsMax`.
  @_noAllocation @_noLocks
  public func setQuotesOver(_ group: UInt16, _ isOver: Bool) {
    quotesOver[UInt32(group)] = isOver
  }

  /// Gives the takers to come a bound of their own on the makers that they meet, until the next call; none
  /// was met yet (`meetings`).
  ///
  /// - Precondition: it is not negative and at most `fillsPerCommandMax`.
  @_noAllocation @_noLocks
  public mutating func share(_ meetingsMax: Int) {
    invariant(meetingsMax >= 0, "a bound is not negative")
    invariant(meetingsMax <= limits.fillsPerCommandMax, "a share is of the whole")
    self.meetingsMax = meetingsMax
    meetings = 0
  }

  /// Whether a resting order trades no more: it came to its end, or is a quote of a group that is over.
  @inline(__always)
  @_noAllocation @_noLocks
  func isOver(_ order: Order) -> Bool {
    if order.special | UInt32(order.quote) == 0 { return false }
    return order.quote != 0 ? quotesOver[UInt32(order.quote)] : isExpired(order)
  }

  /// Takes out an order that `isOver`.
  @inline(never)
  @_noAllocation @_noLocks
  mutating func end(_ slot: UInt32, into events: inout BookEvents) {
    _ = cancel(slot, pool.slots[slot].quote == 0 ? .expired : .protection, into: &events)
  }

  /// Takes an order out of what few orders are in.
  @inline(never)
  @_noAllocation @_noLocks
  mutating func leave(_ slot: UInt32, _ order: Order) {
    if order.special != 0 { specials.give(order.special) }
    if order.quote != 0 { quotes.remove(slot, of: UInt32(order.quote)) }
  }
}
