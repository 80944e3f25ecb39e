// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// One thing that happened to an order, with all that a report, the public order-by-order feed or
/// a canonical order record needs to say about it.
///
/// | kind | public feed | `lots` | `open` after | taker fields |
/// |---|---|---|---|---|
/// | `rested` | add | what now rests, hidden or not | what shows of it | zero |
/// | `executed` | execute; gone if `open` is 0 | traded | what shows of the maker | the taker |
/// | `refilled` | add | 0 | what shows | zero |
/// | `amended` | reduce; nothing if `showsNothing` | taken off | what still shows | zero |
/// | `removed` | delete | taken off | 0 | zero |
/// | `remainderCancelled` | nothing: it never rested | taken off | 0, or what goes on | zero |
/// | `repriced` | nothing: `rested` follows | 0 | what is about to rest | zero |
/// | `crossing` | nothing: `crossed` follows | traded | what shows of the later order | zero |
/// | `crossed` | a trade of two resting orders | traded | what shows of the earlier one | the later one |
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
    /// What was left of a taker was cancelled before it could rest; or, by a self-trade that was
    /// prevented, some of it.
    case remainderCancelled = 4
    /// The order that comes to rest next has another price than its owner gave: it slid, or became
    /// a limit order.
    case repriced = 5
    /// A resting order all of whose displayed lots went displays more: last in its queue, with a new
    /// entry number.
    case refilled = 6
    /// Traded while resting, with an order that entered before it, at the price of an uncross.
    case crossing = 7
    /// Traded while resting, with the order of the event before, which entered after it.
    case crossed = 8
  }

  public var kind: Kind
  /// The side of `order`; a taker's is the opposite.
  public var side: Side
  /// Why it was removed or its remainder cancelled, or lost lots to a self-trade that was prevented;
  /// else `none`.
  public var reason: RemovalReason
  /// Whether what was amended shows to nobody but the owner.
  public var showsNothing: Bool
  public var market: MarketID
  /// The owner of `order`.
  public var account: AccountID
  /// The owner of the taker.
  public var takerAccount: AccountID
  /// The key that `order` belongs to.
  public var key: KeyID
  /// The place of the order's cold part; 0 for none.
  public var special: UInt32
  public var order: OrderID
  public var clientOrder: UInt64
  /// The order's entry number, which is its priority and its name in canonical records.
  public var sequence: UInt64
  /// The order's price, which is the price of its trades, but for those of an uncross.
  public var price: Price
  public var lots: Quantity
  public var open: Quantity
  /// `open` and what is hidden behind it.
  public var total: Quantity
  public var takerOrder: OrderID
  public var takerClientOrder: UInt64
  public var takerSequence: UInt64
  /// What the taker has left after this trade.
  public var takerOpen: Quantity

  /// Whether it changed what shows in a book, and so its sum.
  @inlinable public var changesBook: Bool {
    @_noAllocation @_noLocks
    get {
      switch kind {
      case .rested, .executed, .removed, .refilled, .crossing, .crossed: true
      case .amended: lots.lots > 0 && !showsNothing
      case .remainderCancelled, .repriced: false
      }
    }
  }

  /// An event about one order, of `record` as it was or is when the event speaks.
  @inlinable
  @_noAllocation @_noLocks
  public init(
    _ kind: Kind, _ record: OrderRecord, lots: Quantity, open: Quantity,
    reason: RemovalReason = .none
  ) {
    self.kind = kind
    self.reason = reason
    showsNothing = false
    side = record.side
    market = record.market
    account = record.account
    takerAccount = AccountID(0)
    key = record.key
    special = record.special
    order = record.order
    clientOrder = record.clientOrder
    sequence = record.sequence
    price = record.price
    self.lots = lots
    self.open = open
    total = Quantity(lots: open.lots &+ record.hidden.lots)
    takerOrder = .none
    takerClientOrder = 0
    takerSequence = 0
    takerOpen = .zero
  }
}

/// Why an order left the book untraded, or a taker's remainder never came to rest in it.
///
/// The books themselves give `replaced`, `immediateOrCancel`, `fillsMax` and `selfTrade`; a caller that
/// cancels says which of the others it is.
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
  /// The command met `fillsPerCommandMax` makers and could have gone on.
  case fillsMax = 8
  /// It would have traded with an order of its owner.
  case selfTrade = 9
  /// It came to its end.
  case expired = 10
  /// The order that it was one of two with was triggered.
  case linked = 11
  /// Its quote group's protection pulled it.
  case protection = 12

  /// Whether there is none.
  @inlinable public var isNone: Bool {
    @_noAllocation @_noLocks
    get {
      switch self {
      case .none: true
      default: false
      }
    }
  }
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
  /// The lots that show.
  public var open: Quantity
  public var clientOrder: UInt64
  /// The key that entered it, or replaced it last.
  public var key: KeyID
  /// The place of its cold part; 0 for none.
  public var special: UInt32 = 0
  /// The lots that do not show.
  public var hidden: Quantity = .zero

  /// All its lots.
  @inlinable public var total: Quantity {
    @_noAllocation @_noLocks get { Quantity(lots: open.lots &+ hidden.lots) }
  }

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
