// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// One thing that happened to an order, with all that a report, the public order-by-order feed or
/// a canonical order record needs to say about it.
///
/// | kind | public feed | `lots` | `open` after | taker fields |
/// |---|---|---|---|---|
/// | `rested` | add | what now rests | the same | zero |
/// | `executed` | execute; gone if `open` is 0 | traded | of the maker | the taker |
/// | `amended` | reduce by `lots`, nothing if 0 | taken off | what still rests | zero |
/// | `removed` | delete | taken off | 0 | zero |
/// | `remainderCancelled` | nothing: it never rested | taken off | 0 | zero |
///
/// An order replaced with loss of priority is `removed` (reason `replaced`, with its old price,
/// sequence and client order id), then trades as a taker, then `rested` or `remainderCancelled`
/// under the same `order` with its new ones.
@frozen
public struct BookEvent: BitwiseCopyable, Equatable, Sendable {
  @frozen
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    /// Joined the end of its level's queue.
    case rested = 0
    /// Traded while resting, at its own price.
    case executed = 1
    /// Changed in place, priority kept: fewer lots, or another client order id, or neither.
    case amended = 2
    /// Left the book untraded.
    case removed = 3
    /// What was left of a taker was cancelled before it could rest.
    case remainderCancelled = 4
  }

  public var kind: Kind
  /// The side of `order`; a taker's is the opposite.
  public var side: Side
  /// Why it was removed or its remainder cancelled; `none` for the other kinds.
  public var reason: RemovalReason
  public var market: MarketID
  /// The owner of `order`.
  public var account: AccountID
  /// The owner of the taker.
  public var takerAccount: AccountID
  /// The key that `order` belongs to.
  public var key: KeyID
  public var order: OrderID
  public var clientOrder: UInt64
  /// The order's entry number, which is its priority and its name in canonical records.
  public var sequence: UInt64
  /// The order's price, which is the price of its trades.
  public var price: Price
  public var lots: Quantity
  public var open: Quantity
  public var takerOrder: OrderID
  public var takerClientOrder: UInt64
  public var takerSequence: UInt64
  /// What the taker has left after this trade.
  public var takerOpen: Quantity

  /// An event about one order, of `record` as it was or is when the event speaks.
  @inlinable
  @_noAllocation @_noLocks
  public init(
    _ kind: Kind, _ record: OrderRecord, lots: Quantity, open: Quantity,
    reason: RemovalReason = .none
  ) {
    self.kind = kind
    self.reason = reason
    side = record.side
    market = record.market
    account = record.account
    takerAccount = AccountID(0)
    key = record.key
    order = record.order
    clientOrder = record.clientOrder
    sequence = record.sequence
    price = record.price
    self.lots = lots
    self.open = open
    takerOrder = .none
    takerClientOrder = 0
    takerSequence = 0
    takerOpen = .zero
  }
}

/// Why an order left the book untraded, or a taker's remainder never came to rest in it.
///
/// The books themselves give `replaced`, `immediateOrCancel` and `fillsMax`; a caller that cancels
/// says which of the others it is.
@frozen
public enum RemovalReason: UInt8, BitwiseCopyable, Sendable {
  case none = 0
  /// Cancelled by its owner.
  case cancelled = 1
  /// Cancelled by its owner with others.
  case massCancelled = 2
  /// The owner's session ended and it had asked for that.
  case sessionLost = 3
  /// The owner's dead-man timer ran out.
  case deadMan = 4
  /// Cancelled by the venue: an operator's command, a risk limit.
  case venue = 5
  /// Taken out to enter again as its replacement.
  case replaced = 6
  /// An immediate-or-cancel order had no more to trade with.
  case immediateOrCancel = 7
  /// The command traded with `fillsPerCommandMax` makers and could have gone on.
  case fillsMax = 8
}

/// A live order as canonical records, reports and feeds know it.
@frozen
public struct OrderRecord: BitwiseCopyable, Equatable, Sendable {
  public var order: OrderID
  public var sequence: UInt64
  public var market: MarketID
  public var account: AccountID
  public var side: Side
  public var price: Price
  public var open: Quantity
  public var clientOrder: UInt64
  /// The key that entered it, or replaced it last.
  public var key: KeyID

  @inlinable
  @_noAllocation @_noLocks
  public init(
    order: OrderID, sequence: UInt64, market: MarketID, account: AccountID, side: Side,
    price: Price, open: Quantity, clientOrder: UInt64, key: KeyID
  ) {
    self.order = order
    self.sequence = sequence
    self.market = market
    self.account = account
    self.side = side
    self.price = price
    self.open = open
    self.clientOrder = clientOrder
    self.key = key
  }
}
