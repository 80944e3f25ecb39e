// SPDX-License-Identifier: Apache-2.0

/// The parts of the state, in the order in which the state root takes their roots.
@frozen
public enum StateSection: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case venue = 1
  case markets = 2
  case accounts = 3
  case positions = 4
  case keys = 5
  case nonces = 6
  case sessions = 7
  case orders = 8
  case massCancels = 9
  case busts = 10
  case proposals = 11
  case specialOrders = 12
  case prices = 13
  case conditionalOrders = 14
  case auctionTerms = 20
  case auctions = 21
  case priceLimits = 22
  case quoteGroups = 23
  case quotes = 24
  case protectionSums = 25

  /// The number of sections.
  static var count: Int { @_noAllocation @_noLocks get { 20 } }

  /// Its place among the sections, from 1: raw values, which events name, have gaps.
  var number: Int {
    @_noAllocation @_noLocks get {
      switch self {
      case .venue: 1
      case .markets: 2
      case .accounts: 3
      case .positions: 4
      case .keys: 5
      case .nonces: 6
      case .sessions: 7
      case .orders: 8
      case .massCancels: 9
      case .busts: 10
      case .proposals: 11
      case .specialOrders: 12
      case .prices: 13
      case .conditionalOrders: 14
      case .auctionTerms: 15
      case .auctions: 16
      case .priceLimits: 17
      case .quoteGroups: 18
      case .quotes: 19
      case .protectionSums: 20
      }
    }
  }
}

/// Where a record lies in the state tree: its section, its bucket there and its key in the bucket.
@frozen
public struct StatePlace: BitwiseCopyable, Hashable, Sendable {
  public let section: StateSection
  /// Below the section's number of buckets.
  public let bucket: UInt32
  /// Unlike every other key of the section.
  public let key: UInt64

  @_noAllocation @_noLocks
  public init(section: StateSection, bucket: UInt32, key: UInt64) {
    self.section = section
    self.bucket = bucket
    self.key = key
  }
}

/// The limits of the genesis record that fix the state tree's shape. Each is at least 1, but for
/// `quoteGroupsMax`.
@frozen
public struct StateLimits: BitwiseCopyable, Hashable, Sendable {
  public var marketsMax: UInt32
  public var accountsMax: UInt32
  public var keysMax: UInt32
  public var nonceWindow: UInt32
  public var sessionsMax: UInt32
  public var ordersMax: UInt32
  public var bustsMax: UInt32
  public var proposalsMax: UInt32
  public var specialOrdersMax: UInt32
  public var conditionalOrdersMax: UInt32
  public var quoteGroupsMax: UInt32

  public init(
    marketsMax: UInt32, accountsMax: UInt32, keysMax: UInt32, nonceWindow: UInt32,
    sessionsMax: UInt32, ordersMax: UInt32, bustsMax: UInt32, proposalsMax: UInt32,
    specialOrdersMax: UInt32, conditionalOrdersMax: UInt32, quoteGroupsMax: UInt32 = 0
  ) {
    self.marketsMax = marketsMax
    self.accountsMax = accountsMax
    self.keysMax = keysMax
    self.nonceWindow = nonceWindow
    self.sessionsMax = sessionsMax
    self.ordersMax = ordersMax
    self.bustsMax = bustsMax
    self.proposalsMax = proposalsMax
    self.specialOrdersMax = specialOrdersMax
    self.conditionalOrdersMax = conditionalOrdersMax
    self.quoteGroupsMax = quoteGroupsMax
  }
}

/// The state tree's shape and the canonical place of every kind of record: a pure function of the
/// genesis limits.
///
/// A record's linear number (below) is taken modulo the section's buckets. A section has as many
/// buckets as its linear numbers, rounded up to a power of two, 2^21 at most; above that records
/// share buckets, which changes no answer and lengthens a leaf.
///
///     section     linear number                          key
///     venue       0                                      0
///     markets     market                                 market
///     accounts    account                                account
///     positions   account × marketsMax + market          account × 2^32 + market
///     keys        key                                    key
///     nonces      key × nonceWindow + nonce mod window   key × 2^32 + nonce mod nonceWindow
///     sessions    session slot                           session slot
///     orders      the order's sequence                   the order's sequence
///     massCancels key × 2, and 1 if by command; of a     as the linear number
///                 market keysMax × 2 + market
///     busts       how many were busted before            the trade's number
///     proposals   place × 2, and 1 for the message       as the linear number
///     special     place - 1                              place
///     orders
///     prices      market                                 market
///     conditional (place - 1) × 2, and 1 for how it      as the linear number
///     orders      stands
///     auction     market                                 market
///     terms
///     auctions    market                                 market
///     limits      market                                 market
///     quote       place - 1                              place
///     groups
///     quotes      the order's sequence                   the order's sequence
///     protection  (place - 1) × 8 + slice mod 8          as the linear number
///     sums
///
/// Orders are placed by the sequence number of their entry, never by their slot in a pool.
@frozen
public struct StateShape: BitwiseCopyable, Hashable, Sendable {
  public let limits: StateLimits

  /// No section has more buckets than this.
  @inlinable public static var bucketsMax: UInt32 {
    @_noAllocation @_noLocks get { 1 << 21 }
  }

  /// - Precondition: every limit is in 1...2^31.
  public init(_ limits: StateLimits) {
    for limit in [
      limits.marketsMax, limits.accountsMax, limits.keysMax, limits.nonceWindow,
      limits.sessionsMax, limits.ordersMax, limits.bustsMax, limits.proposalsMax,
      limits.specialOrdersMax, limits.conditionalOrdersMax,
    ] {
      precondition(limit >= 1 && limit <= 1 << 31, "every limit is in 1...2^31")
    }
    precondition(limits.quoteGroupsMax <= 1 << 16, "quote groups are at most 2^16")
    self.limits = limits
  }

  /// How many records of `section` the limits allow at once.
  @_noAllocation @_noLocks
  public func recordsMax(_ section: StateSection) -> UInt64 {
    switch section {
    case .venue: 1
    case .markets: UInt64(limits.marketsMax)
    case .accounts: UInt64(limits.accountsMax)
    case .positions: UInt64(limits.accountsMax) &* UInt64(limits.marketsMax)
    case .keys: UInt64(limits.keysMax)
    case .nonces: UInt64(limits.keysMax) &* UInt64(limits.nonceWindow)
    case .sessions: UInt64(limits.sessionsMax)
    case .orders: UInt64(limits.ordersMax)
    case .massCancels: UInt64(limits.keysMax) &* 2 &+ UInt64(limits.marketsMax)
    case .busts: UInt64(limits.bustsMax)
    case .proposals: UInt64(limits.proposalsMax) &* 2
    case .specialOrders: UInt64(limits.specialOrdersMax)
    case .prices: UInt64(limits.marketsMax)
    case .conditionalOrders: UInt64(limits.conditionalOrdersMax) &* 2
    case .auctionTerms, .auctions, .priceLimits: UInt64(limits.marketsMax)
    case .quoteGroups: UInt64(max(1, limits.quoteGroupsMax))
    case .quotes: UInt64(limits.ordersMax)
    case .protectionSums: UInt64(max(1, limits.quoteGroupsMax)) &* 8
    }
  }

  /// The buckets of `section`: a power of two, 2^21 at most.
  @_noAllocation @_noLocks
  public func buckets(_ section: StateSection) -> UInt32 {
    let records = recordsMax(section)
    if records >= UInt64(Self.bucketsMax) { return Self.bucketsMax }
    if records <= 1 { return 1 }
    return 1 << (32 &- UInt32(UInt32(records &- 1).leadingZeroBitCount))
  }

  /// The levels above the buckets of `section`: the base-two logarithm of their number.
  @_noAllocation @_noLocks
  public func levels(_ section: StateSection) -> Int {
    buckets(section).trailingZeroBitCount
  }

  /// The record of the venue's own counters.
  public var venue: StatePlace {
    @_noAllocation @_noLocks get { StatePlace(section: .venue, bucket: 0, key: 0) }
  }

  @_noAllocation @_noLocks
  public func market(_ market: UInt32) -> StatePlace {
    place(.markets, linear: UInt64(market), key: UInt64(market))
  }

  @_noAllocation @_noLocks
  public func account(_ account: UInt32) -> StatePlace {
    place(.accounts, linear: UInt64(account), key: UInt64(account))
  }

  @_noAllocation @_noLocks
  public func position(account: UInt32, market: UInt32) -> StatePlace {
    place(
      .positions, linear: UInt64(account) &* UInt64(limits.marketsMax) &+ UInt64(market),
      key: UInt64(account) << 32 | UInt64(market))
  }

  @_noAllocation @_noLocks
  public func key(_ key: UInt32) -> StatePlace {
    place(.keys, linear: UInt64(key), key: UInt64(key))
  }

  @_noAllocation @_noLocks
  public func nonce(key: UInt32, nonce: UInt64) -> StatePlace {
    let window = UInt64(limits.nonceWindow)
    let slot = nonce % window
    return place(
      .nonces, linear: UInt64(key) &* window &+ slot, key: UInt64(key) << 32 | slot)
  }

  @_noAllocation @_noLocks
  public func session(slot: UInt32) -> StatePlace {
    place(.sessions, linear: UInt64(slot), key: UInt64(slot))
  }

  @_noAllocation @_noLocks
  public func order(sequence: UInt64) -> StatePlace {
    place(.orders, linear: sequence, key: sequence)
  }

  /// A mass cancel that is not done: of a key, asked for by a command or not.
  @_noAllocation @_noLocks
  public func massCancel(key: UInt32, byCommand: Bool) -> StatePlace {
    let number = UInt64(key) &* 2 &+ (byCommand ? 1 : 0)
    return place(.massCancels, linear: number, key: number)
  }

  /// A command that waits for approval: who approved it, or its message.
  @_noAllocation @_noLocks
  public func proposal(_ proposal: UInt32, isMessage: Bool) -> StatePlace {
    let number = UInt64(proposal) &* 2 &+ (isMessage ? 1 : 0)
    return place(.proposals, linear: number, key: number)
  }

  /// What a special order has beside the others, by the place of that, from 1.
  @_noAllocation @_noLocks
  public func specialOrder(_ place: UInt32) -> StatePlace {
    self.place(.specialOrders, linear: UInt64(place) &- 1, key: UInt64(place))
  }

  /// The prices of a market's sources.
  @_noAllocation @_noLocks
  public func prices(_ market: UInt32) -> StatePlace {
    place(.prices, linear: UInt64(market), key: UInt64(market))
  }

  /// A conditional order, by its place, from 1: what it was sent as, or how it stands.
  @_noAllocation @_noLocks
  public func conditionalOrder(_ place: UInt32, isStanding: Bool) -> StatePlace {
    let number = (UInt64(place) &- 1) &* 2 &+ (isStanding ? 1 : 0)
    return self.place(.conditionalOrders, linear: number, key: number)
  }

  /// The terms of a market's auctions.
  @_noAllocation @_noLocks
  public func auctionTerms(_ market: UInt32) -> StatePlace {
    place(.auctionTerms, linear: UInt64(market), key: UInt64(market))
  }

  /// How far a market's auction is.
  @_noAllocation @_noLocks
  public func auction(_ market: UInt32) -> StatePlace {
    place(.auctions, linear: UInt64(market), key: UInt64(market))
  }

  /// The limits to a market's prices.
  @_noAllocation @_noLocks
  public func priceLimits(_ market: UInt32) -> StatePlace {
    place(.priceLimits, linear: UInt64(market), key: UInt64(market))
  }

  /// A trade that was busted, `number` others before it.
  @_noAllocation @_noLocks
  public func bust(number: UInt32, match: UInt64) -> StatePlace {
    place(.busts, linear: UInt64(number), key: match)
  }

  @_noAllocation @_noLocks
  private func place(_ section: StateSection, linear: UInt64, key: UInt64) -> StatePlace {
    let mask = UInt64(buckets(section) &- 1)
    return StatePlace(section: section, bucket: UInt32(linear & mask), key: key)
  }
}
