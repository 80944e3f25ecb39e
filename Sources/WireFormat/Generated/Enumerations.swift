// SPDX-License-Identifier: Apache-2.0
// Written by Tools/generate-wire from Sources/WireFormat/matchlock.xml. Do not edit.

/// The values of TimeInForce on the wire.
public enum TimeInForce: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Rests until filled or cancelled.
  case goodTillCancel = 0
  /// What does not trade at once is cancelled.
  case immediateOrCancel = 1
  /// Trades whole and at once, or is refused.
  case fillOrKill = 2
  /// Rests until the end of the market's day.
  case day = 3
  /// Rests until a time: of a NewSpecialOrder.
  case goodTillTime = 4

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .goodTillCancel
    case 1: self = .immediateOrCancel
    case 2: self = .fillOrKill
    case 3: self = .day
    case 4: self = .goodTillTime
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .goodTillCancel: 0
      case .immediateOrCancel: 1
      case .fillOrKill: 2
      case .day: 3
      case .goodTillTime: 4
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// What an order does that would trade with one of its owner's.
public enum SelfTrade: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// What the market's listing says.
  case marketDefault = 0
  /// They trade.
  case allowed = 1
  /// Cancel newest: what is left of the one that enters goes.
  case cancelTaker = 2
  /// Cancel oldest: the one that rests goes.
  case cancelMaker = 3
  case cancelBoth = 4
  /// Both lose what they would have traded.
  case decrement = 5

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .marketDefault
    case 1: self = .allowed
    case 2: self = .cancelTaker
    case 3: self = .cancelMaker
    case 4: self = .cancelBoth
    case 5: self = .decrement
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .marketDefault: 0
      case .allowed: 1
      case .cancelTaker: 2
      case .cancelMaker: 3
      case .cancelBoth: 4
      case .decrement: 5
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// The values of Liquidity on the wire.
public enum Liquidity: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case maker = 0
  case taker = 1

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .maker
    case 1: self = .taker
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .maker: 0
      case .taker: 1
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// The values of Durability on the wire.
public enum Durability: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Nothing is written before an answer leaves.
  case none = 0
  /// Written through to the device before an answer leaves.
  case disk = 1

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .none
    case 1: self = .disk
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .none: 0
      case .disk: 1
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// The values of RecordKind on the wire.
public enum RecordKind: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case genesis = 0
  /// Time passes.
  case tick = 1
  /// A verified command datagram.
  case commands = 2
  /// A verified logon.
  case logon = 3
  /// A session ended: logout, silence.
  case sessionDown = 4
  /// The appliance started again: every session ends.
  case restart = 5

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .genesis
    case 1: self = .tick
    case 2: self = .commands
    case 3: self = .logon
    case 4: self = .sessionDown
    case 5: self = .restart
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .genesis: 0
      case .tick: 1
      case .commands: 2
      case .logon: 3
      case .sessionDown: 4
      case .restart: 5
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// The values of SessionEnd on the wire.
public enum SessionEnd: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// The member asked.
  case logout = 0
  /// No datagram for three heartbeat intervals.
  case silence = 1
  /// The key logged on again.
  case replaced = 2
  /// The key was revoked.
  case revoked = 3
  /// The key's validity ended.
  case expired = 4
  /// The appliance started again.
  case restart = 5

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .logout
    case 1: self = .silence
    case 2: self = .replaced
    case 3: self = .revoked
    case 4: self = .expired
    case 5: self = .restart
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .logout: 0
      case .silence: 1
      case .replaced: 2
      case .revoked: 3
      case .expired: 4
      case .restart: 5
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// The values of BusyCause on the wire.
public enum BusyCause: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Its class has more on its way than its high-water mark.
  case backlog = 0
  /// The session sends more than it may.
  case throttled = 1

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .backlog
    case 1: self = .throttled
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .backlog: 0
      case .throttled: 1
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// The values of CloseReason on the wire.
public enum CloseReason: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// By its owner.
  case cancelled = 0
  /// Remainder of an IOC order.
  case immediateOrCancel = 1
  /// One command met fillsPerCommandMax makers.
  case fillsMax = 2
  /// By its owner, with others.
  case massCancelled = 3
  /// Its session ended and it was to go with it.
  case sessionLost = 4
  /// The dead-man timer ran out.
  case deadMan = 5
  /// By the venue.
  case venue = 6
  /// It would have traded with an order of its owner.
  case selfTrade = 7
  /// It came to its end.
  case expired = 8
  /// The order that it was one of two with, or that was to come first, made it void.
  case linked = 12
  /// Market-maker protection pulled it with the other quotes of its group.
  case protection = 16

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .cancelled
    case 1: self = .immediateOrCancel
    case 2: self = .fillsMax
    case 3: self = .massCancelled
    case 4: self = .sessionLost
    case 5: self = .deadMan
    case 6: self = .venue
    case 7: self = .selfTrade
    case 8: self = .expired
    case 12: self = .linked
    case 16: self = .protection
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .cancelled: 0
      case .immediateOrCancel: 1
      case .fillsMax: 2
      case .massCancelled: 3
      case .sessionLost: 4
      case .deadMan: 5
      case .venue: 6
      case .selfTrade: 7
      case .expired: 8
      case .linked: 12
      case .protection: 16
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// Where a mass cancel reaches.
public enum MassScope: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case market = 0
  /// Every market of the datagram's group.
  case group = 1

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .market
    case 1: self = .group
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .market: 0
      case .group: 1
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// The side of a mass cancel.
public enum MassSide: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case buy = 0
  case sell = 1
  case both = 2

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .buy
    case 1: self = .sell
    case 2: self = .both
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .buy: 0
      case .sell: 1
      case .both: 2
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// Whose orders a mass cancel is for.
public enum MassOwner: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Those that the key entered, or replaced last.
  case key = 0
  /// Those of every key of the account.
  case account = 1

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .key
    case 1: self = .account
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .key: 0
      case .account: 1
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// What a market takes.
public enum MarketState: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case open = 0
  /// Cancels only.
  case halted = 1
  /// Cancels only, and the venue cancels what rests.
  case closed = 2
  /// Orders collect and nothing trades; it ends by command.
  case preOpen = 3
  /// Orders collect until they trade at one price; then open.
  case openingAuction = 4
  /// Orders collect until they trade at one price; then open.
  case volatilityAuction = 5
  /// Orders that do not take, and cancels.
  case postOnly = 6
  /// Reserved: orders that make positions smaller, and cancels.
  case reduceOnly = 7
  /// Cancels only.
  case cancelOnly = 8
  /// Orders collect until they trade at one price; then settlement.
  case closingAuction = 9
  /// Cancels only, while the last price is made.
  case settlement = 10
  /// Cancels only, for ever, and the venue cancels what rests.
  case expired = 11

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .open
    case 1: self = .halted
    case 2: self = .closed
    case 3: self = .preOpen
    case 4: self = .openingAuction
    case 5: self = .volatilityAuction
    case 6: self = .postOnly
    case 7: self = .reduceOnly
    case 8: self = .cancelOnly
    case 9: self = .closingAuction
    case 10: self = .settlement
    case 11: self = .expired
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .open: 0
      case .halted: 1
      case .closed: 2
      case .preOpen: 3
      case .openingAuction: 4
      case .volatilityAuction: 5
      case .postOnly: 6
      case .reduceOnly: 7
      case .cancelOnly: 8
      case .closingAuction: 9
      case .settlement: 10
      case .expired: 11
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// Which limit moved a market's state.
public enum TripKind: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Prices of trades too far from each other in a span.
  case velocity = 0
  /// A trade too far from the reference price.
  case breaker = 1

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .velocity
    case 1: self = .breaker
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .velocity: 0
      case .breaker: 1
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// Which limit of a quote group was reached.
public enum ProtectionLimit: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Lots traded.
  case quantity = 0
  /// Number of trades.
  case trades = 1
  /// Lots bought less lots sold, either way.
  case delta = 2
  /// Lots traded, each times its quote's weight.
  case vega = 3

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .quantity
    case 1: self = .trades
    case 2: self = .delta
    case 3: self = .vega
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .quantity: 0
      case .trades: 1
      case .delta: 2
      case .vega: 3
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// The values of StateKind on the wire.
public enum StateKind: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Open orders, oldest entry first.
  case orders = 0
  /// Positions by market, those that are not zero.
  case positions = 1
  /// Conditional orders that wait, oldest entry first.
  case conditionals = 2
  /// Quote groups, with how market-maker protection stands.
  case quoteGroups = 3

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .orders
    case 1: self = .positions
    case 2: self = .conditionals
    case 3: self = .quoteGroups
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .orders: 0
      case .positions: 1
      case .conditionals: 2
      case .quoteGroups: 3
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// What an oracle's price is.
public enum ReferenceSource: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// What the underlying is worth elsewhere.
  case index = 0
  /// What positions are valued at.
  case mark = 1

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .index
    case 1: self = .mark
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .index: 0
      case .mark: 1
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// Whose price a conditional order waits for.
public enum TriggerSource: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// No price: it waits for another order only.
  case none = 0
  /// The market's trades.
  case last = 1
  /// The oracle's mark price.
  case mark = 2
  /// The oracle's index price.
  case index = 3

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .none
    case 1: self = .last
    case 2: self = .mark
    case 3: self = .index
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .none: 0
      case .last: 1
      case .mark: 2
      case .index: 3
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// The values of TriggerWhen on the wire.
public enum TriggerWhen: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case none = 0
  /// A buy stop, or a sell take-profit.
  case atOrAbove = 1
  /// A sell stop, or a buy take-profit.
  case atOrBelow = 2

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .none
    case 1: self = .atOrAbove
    case 2: self = .atOrBelow
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .none: 0
      case .atOrAbove: 1
      case .atOrBelow: 2
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// How a trailing trigger follows the best price since it was armed.
public enum TrailKind: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// The trigger price stays.
  case none = 0
  /// So many ticks behind.
  case ticks = 1
  /// So many millionths of that price behind.
  case partsPerMillion = 2

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .none
    case 1: self = .ticks
    case 2: self = .partsPerMillion
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .none: 0
      case .ticks: 1
      case .partsPerMillion: 2
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// What a conditional order waits for.
public enum WaitPhase: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// That another order is gone.
  case order = 0
  /// A price.
  case price = 1

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .order
    case 1: self = .price
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .order: 0
      case .price: 1
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// The values of NonceState on the wire.
public enum NonceState: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Not used, and may be.
  case fresh = 0
  /// Remembered: the same bytes are answered with the first results.
  case used = 1
  /// Used or not, it is not known any more and can never be used.
  case belowWindow = 2

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .fresh
    case 1: self = .used
    case 2: self = .belowWindow
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .fresh: 0
      case .used: 1
      case .belowWindow: 2
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}

/// The values of RejectCode on the wire.
public enum RejectCode: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Accepted.
  case none = 0
  /// The key was revoked: sign with another.
  case keyRevoked = 1
  /// Before the key's not-before.
  case keyNotYetValid = 2
  /// After the key's not-after.
  case keyExpired = 3
  /// The key may not send this command.
  case scopeMissing = 4
  /// This nonce was used with other bytes.
  case nonceReused = 5
  /// Below the window: outcome unknown, ask for status.
  case nonceTooOld = 6
  /// Log time is past valid-until.
  case expired = 7
  /// Valid-until is further ahead than validitySpanMax.
  case validUntilTooFar = 8
  /// More records passed since indexSeen than indexLagMax.
  case lagExceeded = 9
  /// IndexSeen is not yet in the log.
  case indexAhead = 10
  /// The market is not of the datagram's group.
  case wrongGroup = 11
  /// The session was opened by another key, or is gone.
  case sessionMismatch = 12
  /// A command this rule version does not know.
  case templateRefused = 14
  /// No such key at this index.
  case keyUnknown = 13
  /// Not listed.
  case unknownMarket = 20
  /// No open order of this account by that name.
  case unknownOrder = 21
  /// An open order of this account has that client number.
  case duplicateClientOrder = 22
  /// A size is at least one lot.
  case zeroQuantity = 23
  /// Above the market's quantityMax.
  case quantityAboveMax = 24
  /// Outside the market's priceMin...priceMax.
  case priceOutsideBand = 25
  /// The account has openOrdersPerAccountMax open orders.
  case openOrdersMax = 26
  /// The venue has ordersMax open orders.
  case ordersMax = 27
  /// Side is buy (0) or sell (1).
  case unknownSide = 28
  /// Time in force is GTC (0), IOC (1), FOK (2), day (3) or GTT (4).
  case unknownTimeInForce = 29
  /// A client number is not zero.
  case zeroClientOrder = 30
  /// The position could pass positionLotsMax.
  case positionMax = 31
  /// Too many client numbers hash alike: choose another.
  case clientTableFull = 32
  /// Flags that mean nothing, or exclude one another or the time in force.
  case orderTermsConflict = 33
  /// A market or market-to-limit order, and nobody on the other side.
  case noOpposite = 34
  /// Post-only, or a replace where replaces may not take, and it would trade.
  case wouldTrade = 35
  /// Fill-or-kill, and it would not fill at once.
  case wouldNotFill = 36
  /// Self-trade prevention is 0...5.
  case unknownSelfTrade = 37
  /// Not below the quantity, or less than a 64th of it.
  case displayQuantity = 38
  /// Above the quantity.
  case minimumQuantity = 39
  /// The account is already open.
  case accountTaken = 40
  /// Not open.
  case unknownAccount = 41
  /// Account numbers are below accountsMax.
  case accountOutOfRange = 42
  /// A key number names one key for ever.
  case keyTaken = 43
  /// Key numbers are below keysMax.
  case keyOutOfRange = 44
  /// Not canonical, small order or not torsion-free.
  case keyNotRegistrable = 45
  /// Already listed.
  case marketTaken = 46
  /// Market numbers are below marketsMax.
  case marketOutOfRange = 47
  /// Empty or too wide band, zero multiplier or fee out of range.
  case marketParameters = 48
  /// The amount leaves the range of an account.
  case cashOverflow = 50
  /// SessionsMax sessions are up.
  case sessionsMax = 51
  /// The account has sessionsPerAccountMax sessions up.
  case accountSessionsMax = 52
  /// Scope has bits that mean nothing, or none.
  case scopeUnknown = 53
  /// A logon's flags have bits that mean nothing.
  case logonFlagsUnknown = 60
  /// Scope, side or owner of a mass cancel or filters of a mass cancel mean nothing, or a group with a market or prices.
  case massCancelUnknown = 61
  /// Another mass cancel of the key is not done and this one does not cover it.
  case massCancelPending = 62
  /// A dead-man span is 0 or 1 ms to 24 h.
  case deadManSpan = 63
  /// The key is for another market group.
  case keyGroup = 64
  /// Another account's key, or more than the delegate has itself.
  case delegationExceeded = 65
  /// The market is halted or closed: only cancels.
  case marketHalted = 66
  /// No such state of a market, or none that it can be given.
  case marketStateUnknown = 67
  /// The source's sequence does not rise, or its time goes back.
  case referenceOutOfOrder = 68
  /// A price beyond 2^40 ticks.
  case referenceOutOfRange = 69
  /// No trade has this number yet.
  case unknownMatch = 70
  /// The trade is busted already.
  case tradeBusted = 71
  /// The venue has busted bustsMax trades.
  case bustsMax = 72
  /// No trade of this market had these fees at this price and size.
  case bustMismatch = 73
  /// No refusal: it takes effect when approvalsMin operators have sent the same bytes.
  case pendingApproval = 74
  /// ProposalsMax commands wait for approval.
  case proposalsMax = 75
  /// Less than the minimum would trade at once.
  case minimumNotMet = 76
  /// The order would end at or before log time.
  case expiryPassed = 77
  /// SpecialOrdersMax orders with hidden size or an end are open.
  case specialOrdersMax = 78
  /// The market takes post-only orders only.
  case marketPostOnly = 80
  /// The market takes cancels only.
  case marketCancelOnly = 82
  /// The market settles: only cancels.
  case marketSettling = 83
  /// The market expired: only cancels, and no other state any more.
  case marketExpired = 84
  /// A span above 24 h, or batches less than 1 ms apart.
  case auctionTerms = 85
  /// Orders collect or trade at one price: halt the market or wait.
  case auctionUnderWay = 86
  /// Where orders collect they rest: no IOC, FOK, flags or minimum.
  case auctionOrder = 87
  /// The market's orders trade at one price just now: only cancels.
  case auctionUncrossing = 88
  /// A buy further above the reference than the market's band, or a sell below.
  case priceLimit = 89
  /// Limits of a market that mean nothing, or are out of range.
  case limitsParameters = 90
  /// The price that it is to wait for is there already.
  case triggerPassed = 95
  /// A trailing order, and its source has no price yet.
  case triggerPriceUnknown = 96
  /// Trigger, trail or links that mean nothing, or exclude one another.
  case conditionalTerms = 97
  /// No open or waiting order of the account in this market by that client number, or linksMax others are linked to it.
  case linkUnknown = 98
  /// ConditionalOrdersMax orders wait.
  case conditionalOrdersMax = 99
  /// 64 conditional orders of the account wait.
  case accountConditionalMax = 100
  /// A conditional order that waits is not replaced: cancel it and send another.
  case orderWaits = 101
  /// 64 trailing orders of the market wait.
  case trailingOrdersMax = 102
  /// Client numbers with tag 65535 are those of quotes.
  case clientNumberReserved = 103
  /// The order is a quote: only a mass quote changes it.
  case orderIsQuote = 104
  /// The account has no such quote group: set its protection first.
  case unknownQuoteGroup = 105
  /// Market-maker protection froze the quote group: wait, or reset it.
  case quoteGroupFrozen = 106
  /// Flags or a vega weight of a mass quote that mean nothing, or no quote in it.
  case quoteTerms = 107
  /// A bid that is not below its ask.
  case quoteCrossed = 108
  /// Limits or spans of a quote group that mean nothing, or are out of range.
  case protectionTerms = 109
  /// The venue has quoteGroupsMax quote groups.
  case quoteGroupsMax = 110
  /// The account has 16 quote groups.
  case accountQuoteGroupsMax = 111
  /// The quote group has quotes, or they are still being pulled.
  case quotesOpen = 112

  /// The value of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .none
    case 1: self = .keyRevoked
    case 2: self = .keyNotYetValid
    case 3: self = .keyExpired
    case 4: self = .scopeMissing
    case 5: self = .nonceReused
    case 6: self = .nonceTooOld
    case 7: self = .expired
    case 8: self = .validUntilTooFar
    case 9: self = .lagExceeded
    case 10: self = .indexAhead
    case 11: self = .wrongGroup
    case 12: self = .sessionMismatch
    case 14: self = .templateRefused
    case 13: self = .keyUnknown
    case 20: self = .unknownMarket
    case 21: self = .unknownOrder
    case 22: self = .duplicateClientOrder
    case 23: self = .zeroQuantity
    case 24: self = .quantityAboveMax
    case 25: self = .priceOutsideBand
    case 26: self = .openOrdersMax
    case 27: self = .ordersMax
    case 28: self = .unknownSide
    case 29: self = .unknownTimeInForce
    case 30: self = .zeroClientOrder
    case 31: self = .positionMax
    case 32: self = .clientTableFull
    case 33: self = .orderTermsConflict
    case 34: self = .noOpposite
    case 35: self = .wouldTrade
    case 36: self = .wouldNotFill
    case 37: self = .unknownSelfTrade
    case 38: self = .displayQuantity
    case 39: self = .minimumQuantity
    case 40: self = .accountTaken
    case 41: self = .unknownAccount
    case 42: self = .accountOutOfRange
    case 43: self = .keyTaken
    case 44: self = .keyOutOfRange
    case 45: self = .keyNotRegistrable
    case 46: self = .marketTaken
    case 47: self = .marketOutOfRange
    case 48: self = .marketParameters
    case 50: self = .cashOverflow
    case 51: self = .sessionsMax
    case 52: self = .accountSessionsMax
    case 53: self = .scopeUnknown
    case 60: self = .logonFlagsUnknown
    case 61: self = .massCancelUnknown
    case 62: self = .massCancelPending
    case 63: self = .deadManSpan
    case 64: self = .keyGroup
    case 65: self = .delegationExceeded
    case 66: self = .marketHalted
    case 67: self = .marketStateUnknown
    case 68: self = .referenceOutOfOrder
    case 69: self = .referenceOutOfRange
    case 70: self = .unknownMatch
    case 71: self = .tradeBusted
    case 72: self = .bustsMax
    case 73: self = .bustMismatch
    case 74: self = .pendingApproval
    case 75: self = .proposalsMax
    case 76: self = .minimumNotMet
    case 77: self = .expiryPassed
    case 78: self = .specialOrdersMax
    case 80: self = .marketPostOnly
    case 82: self = .marketCancelOnly
    case 83: self = .marketSettling
    case 84: self = .marketExpired
    case 85: self = .auctionTerms
    case 86: self = .auctionUnderWay
    case 87: self = .auctionOrder
    case 88: self = .auctionUncrossing
    case 89: self = .priceLimit
    case 90: self = .limitsParameters
    case 95: self = .triggerPassed
    case 96: self = .triggerPriceUnknown
    case 97: self = .conditionalTerms
    case 98: self = .linkUnknown
    case 99: self = .conditionalOrdersMax
    case 100: self = .accountConditionalMax
    case 101: self = .orderWaits
    case 102: self = .trailingOrdersMax
    case 103: self = .clientNumberReserved
    case 104: self = .orderIsQuote
    case 105: self = .unknownQuoteGroup
    case 106: self = .quoteGroupFrozen
    case 107: self = .quoteTerms
    case 108: self = .quoteCrossed
    case 109: self = .protectionTerms
    case 110: self = .quoteGroupsMax
    case 111: self = .accountQuoteGroupsMax
    case 112: self = .quotesOpen
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .none: 0
      case .keyRevoked: 1
      case .keyNotYetValid: 2
      case .keyExpired: 3
      case .scopeMissing: 4
      case .nonceReused: 5
      case .nonceTooOld: 6
      case .expired: 7
      case .validUntilTooFar: 8
      case .lagExceeded: 9
      case .indexAhead: 10
      case .wrongGroup: 11
      case .sessionMismatch: 12
      case .templateRefused: 14
      case .keyUnknown: 13
      case .unknownMarket: 20
      case .unknownOrder: 21
      case .duplicateClientOrder: 22
      case .zeroQuantity: 23
      case .quantityAboveMax: 24
      case .priceOutsideBand: 25
      case .openOrdersMax: 26
      case .ordersMax: 27
      case .unknownSide: 28
      case .unknownTimeInForce: 29
      case .zeroClientOrder: 30
      case .positionMax: 31
      case .clientTableFull: 32
      case .orderTermsConflict: 33
      case .noOpposite: 34
      case .wouldTrade: 35
      case .wouldNotFill: 36
      case .unknownSelfTrade: 37
      case .displayQuantity: 38
      case .minimumQuantity: 39
      case .accountTaken: 40
      case .unknownAccount: 41
      case .accountOutOfRange: 42
      case .keyTaken: 43
      case .keyOutOfRange: 44
      case .keyNotRegistrable: 45
      case .marketTaken: 46
      case .marketOutOfRange: 47
      case .marketParameters: 48
      case .cashOverflow: 50
      case .sessionsMax: 51
      case .accountSessionsMax: 52
      case .scopeUnknown: 53
      case .logonFlagsUnknown: 60
      case .massCancelUnknown: 61
      case .massCancelPending: 62
      case .deadManSpan: 63
      case .keyGroup: 64
      case .delegationExceeded: 65
      case .marketHalted: 66
      case .marketStateUnknown: 67
      case .referenceOutOfOrder: 68
      case .referenceOutOfRange: 69
      case .unknownMatch: 70
      case .tradeBusted: 71
      case .bustsMax: 72
      case .bustMismatch: 73
      case .pendingApproval: 74
      case .proposalsMax: 75
      case .minimumNotMet: 76
      case .expiryPassed: 77
      case .specialOrdersMax: 78
      case .marketPostOnly: 80
      case .marketCancelOnly: 82
      case .marketSettling: 83
      case .marketExpired: 84
      case .auctionTerms: 85
      case .auctionUnderWay: 86
      case .auctionOrder: 87
      case .auctionUncrossing: 88
      case .priceLimit: 89
      case .limitsParameters: 90
      case .triggerPassed: 95
      case .triggerPriceUnknown: 96
      case .conditionalTerms: 97
      case .linkUnknown: 98
      case .conditionalOrdersMax: 99
      case .accountConditionalMax: 100
      case .orderWaits: 101
      case .trailingOrdersMax: 102
      case .clientNumberReserved: 103
      case .orderIsQuote: 104
      case .unknownQuoteGroup: 105
      case .quoteGroupFrozen: 106
      case .quoteTerms: 107
      case .quoteCrossed: 108
      case .protectionTerms: 109
      case .quoteGroupsMax: 110
      case .accountQuoteGroupsMax: 111
      case .quotesOpen: 112
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }
}
