// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Quantities

/// How far a taker came.
struct TakerProgress: BitwiseCopyable {
  /// The lots it has left.
  var open: UInt64
  /// Why it stopped although it could have gone on; `none` if it could not.
  var stop: RemovalReason
  /// Lots it lost instead of trading with its owner's.
  var decremented: UInt64

  @inline(__always)
  @_noAllocation @_noLocks
  init(open: UInt64) {
    self.open = open
    stop = .none
    decremented = 0
  }
}

/// Orders of one owner, and how they are kept from trading with each other.
extension OrderBooks {
  /// Puts an account into a group of accounts with one owner; 0 takes it out of any.
  ///
  /// - Precondition: the account is below `accountsMax`, the group below 2^31.
  @_noAllocation @_noLocks
  public func setOwner(_ account: AccountID, group: UInt32) {
    invariant(group < 1 << 31, "groups of accounts are numbered below 2^31")
    owners[account.value] = group == 0 ? account.value : 1 &<< 31 | group
  }

  /// The group of accounts that an account is in; 0 for none.
  @_noAllocation @_noLocks
  public func ownerGroup(_ account: AccountID) -> UInt32 {
    owners[account.value] &>> 31 == 0 ? 0 : owners[account.value] & (1 &<< 31 &- 1)
  }

  /// Does what the taker wants done with a maker of its owner's; returns how far the taker is then.
  @inline(never)
  @_noAllocation @_noLocks
  mutating func prevent(
    _ selfTrade: SelfTrade, _ maker: UInt32, _ progress: TakerProgress,
    into events: inout BookEvents
  ) -> TakerProgress {
    var progress = progress
    switch selfTrade {
    case .allowed: break
    case .cancelTaker: progress.stop = .selfTrade
    case .cancelMaker: _ = cancel(maker, .selfTrade, into: &events)
    case .cancelBoth:
      _ = cancel(maker, .selfTrade, into: &events)
      progress.stop = .selfTrade
    case .decrement:
      let open = pool.slots[maker].open
      let lots = min(progress.open, open)
      progress.open &-= lots
      progress.decremented &+= lots
      let special = pool.slots[maker].special
      let hidden = special == 0 ? 0 : specials.places[special].hidden
      if lots == open && hidden == 0 {
        _ = cancel(maker, .selfTrade, into: &events)
      } else {
        reduce(maker, by: lots, .selfTrade, into: &events)
        if lots == open { _ = refill(maker, into: &events) }
      }
    }
    return progress
  }

  /// Takes lots that show off a resting order, which keeps its place and some lots, hidden or not.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func reduce(
    _ slot: UInt32, by lots: UInt64, _ reason: RemovalReason, into events: inout BookEvents
  ) {
    let open = pool.slots[slot].open
    ladders.reduce(slot, by: lots, in: pool)
    if lots > 0 { sumReduced(slot, pool.slots[slot], from: open, to: open &- lots) }
    events.append(
      BookEvent(
        .amended, record(slot, pool.slots[slot]), lots: Quantity(lots: lots),
        open: Quantity(lots: open &- lots), reason: reason))
  }
}
