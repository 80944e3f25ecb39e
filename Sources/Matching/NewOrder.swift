// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// How long an order stays.
@frozen
public enum TimeInForce: UInt8, BitwiseCopyable, Sendable {
  /// Rests until it is filled or cancelled.
  case goodTillCancelled = 0
  /// Trades at once with what it can; the rest is cancelled.
  case immediateOrCancel = 1
  /// Trades at once and whole, or is refused.
  case fillOrKill = 2

  /// Whether what is left of an order rests.
  @inlinable public var rests: Bool {
    @_noAllocation @_noLocks
    get {
      switch self {
      case .goodTillCancelled: true
      case .immediateOrCancel, .fillOrKill: false
      }
    }
  }

  @inlinable public var isFillOrKill: Bool {
    @_noAllocation @_noLocks
    get {
      switch self {
      case .fillOrKill: true
      case .goodTillCancelled, .immediateOrCancel: false
      }
    }
  }
}

/// How an order enters, as bits.
@frozen
public struct OrderFlags: BitwiseCopyable, Equatable, Sendable {
  public var bits: UInt8

  @inlinable
  @_noAllocation @_noLocks
  public init(bits: UInt8) { self.bits = bits }

  /// A limit order that may trade at once and may rest.
  @inlinable public static var none: OrderFlags {
    @_noAllocation @_noLocks get { OrderFlags(bits: 0) }
  }
  /// It never takes: refused if it would trade at once.
  @inlinable public static var postOnly: OrderFlags {
    @_noAllocation @_noLocks get { OrderFlags(bits: 1) }
  }
  /// With `postOnly`: instead of being refused it gets the best price at which it does not trade.
  @inlinable public static var slide: OrderFlags {
    @_noAllocation @_noLocks get { OrderFlags(bits: 2) }
  }
  /// A market order: its price is the worst it accepts, its remainder never rests, and without
  /// anybody on the other side it is refused.
  @inlinable public static var market: OrderFlags {
    @_noAllocation @_noLocks get { OrderFlags(bits: 8) }
  }
  /// Trades at the best price of the other side and no other; what is left rests at that price. Its
  /// own price is the worst it accepts.
  @inlinable public static var marketToLimit: OrderFlags {
    @_noAllocation @_noLocks get { OrderFlags(bits: 16) }
  }

  @inlinable
  @_noAllocation @_noLocks
  public func contains(_ flags: OrderFlags) -> Bool { bits & flags.bits == flags.bits }

  @inlinable
  @_noAllocation @_noLocks
  public static func | (a: OrderFlags, b: OrderFlags) -> OrderFlags {
    OrderFlags(bits: a.bits | b.bits)
  }

  /// Whether no bit is set.
  @inlinable public var areNone: Bool {
    @_noAllocation @_noLocks get { bits == 0 }
  }

  /// Whether all bits mean something.
  @inlinable public var areKnown: Bool {
    @_noAllocation @_noLocks get { bits & ~27 == 0 }
  }

  /// Whether these and a time in force go together: what may not take must rest, a market order
  /// cannot, and a slide is one of a post-only order.
  @_noAllocation @_noLocks
  public func goTogether(_ timeInForce: TimeInForce) -> Bool {
    let rests = timeInForce.rests
    let kinds = contains(.postOnly) ? 1 : 0
    let takes = (contains(.market) ? 1 : 0) + (contains(.marketToLimit) ? 1 : 0)
    if kinds + takes > 1 { return false }
    if contains(.slide) && !contains(.postOnly) { return false }
    if contains(.market) { return !rests }
    return rests || kinds + takes == 0
  }
}

/// What happens when an order would trade with one of the same owner: an account, or the group of
/// accounts that it was put into. The order that enters decides.
@frozen
public enum SelfTrade: UInt8, BitwiseCopyable, Sendable {
  /// They trade.
  case allowed = 1
  /// What is left of the one that enters is cancelled: cancel newest.
  case cancelTaker = 2
  /// The one that rests is cancelled, and the other goes on: cancel oldest.
  case cancelMaker = 3
  /// Both are cancelled.
  case cancelBoth = 4
  /// Both lose the lots that they would have traded; the one with some left goes on.
  case decrement = 5

  /// Whether owners' orders trade with each other.
  @inlinable public var isAllowed: Bool {
    @_noAllocation @_noLocks
    get {
      switch self {
      case .allowed: true
      case .cancelTaker, .cancelMaker, .cancelBoth, .decrement: false
      }
    }
  }

  /// Whether the one that enters goes on with nothing lost.
  @inlinable public var sparesTaker: Bool {
    @_noAllocation @_noLocks
    get {
      switch self {
      case .allowed, .cancelMaker: true
      case .cancelTaker, .cancelBoth, .decrement: false
      }
    }
  }
}

/// An order as its owner asks for it.
@frozen
public struct NewOrder: BitwiseCopyable, Sendable {
  public var market: MarketID
  public var account: AccountID
  public var side: Side
  public var timeInForce: TimeInForce
  public var flags: OrderFlags
  public var selfTrade: SelfTrade
  public var price: Price
  public var quantity: Quantity
  /// The owner's name for it, not 0; free again when the order is gone.
  public var clientOrder: UInt64
  /// The owner's key that the order is to belong to.
  public var key: KeyID
  /// Refused unless so much trades at once; zero for any.
  public var minimum: Quantity = .zero
  /// What shows of it while it rests, at least a 64th; zero for all.
  public var display: Quantity = .zero
  /// Log time in nanoseconds from which it does not trade any more; 0 for never.
  public var expiresAt: UInt64 = 0
  /// The quote group that it is a quote of; 0 for none. A quote asks for nothing else special.
  public var quote: UInt16 = 0

  /// Whether it asks for more than most.
  @inlinable public var isSpecial: Bool {
    @_noAllocation @_noLocks get { minimum.lots | display.lots | expiresAt | UInt64(quote) != 0 }
  }

  /// Whether it is a limit order that asks for nothing more, whatever becomes of what is left of it.
  @inlinable public var isPlain: Bool {
    @_noAllocation @_noLocks
    get { flags.areNone && !timeInForce.isFillOrKill && !isSpecial }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: MarketID, account: AccountID, side: Side, price: Price, quantity: Quantity,
    clientOrder: UInt64, timeInForce: TimeInForce, flags: OrderFlags = .none,
    selfTrade: SelfTrade = .allowed, key: KeyID
  ) {
    self.market = market
    self.account = account
    self.side = side
    self.timeInForce = timeInForce
    self.flags = flags
    self.selfTrade = selfTrade
    self.price = price
    self.quantity = quantity
    self.clientOrder = clientOrder
    self.key = key
  }
}

/// What became of an order that entered.
@frozen
public struct Entry: BitwiseCopyable, Equatable, Sendable {
  /// Its id; live if it rests, already stale if not.
  public var order: OrderID
  /// The lots it traded at once.
  public var executed: Quantity
  /// The lots that rest, hidden or not.
  public var open: Quantity
  /// Why the remainder, if any, was cancelled; `none` if it rests or there is none.
  public var reason: RemovalReason

  @inlinable
  @_noAllocation @_noLocks
  public init(order: OrderID, executed: Quantity, open: Quantity, reason: RemovalReason) {
    self.order = order
    self.executed = executed
    self.open = open
    self.reason = reason
  }
}
