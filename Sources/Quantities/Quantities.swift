// SPDX-License-Identifier: Apache-2.0

/// A price in whole ticks of its market. One tick's worth in money is the market's business.
@frozen
public struct Price: BitwiseCopyable, Comparable, Hashable, Sendable {
  /// The price in ticks.
  public var ticks: Int64
  @inlinable public init(ticks: Int64) { self.ticks = ticks }
  @inlinable public static func < (a: Price, b: Price) -> Bool { a.ticks < b.ticks }
}

/// A size in whole lots of its market.
@frozen
public struct Quantity: BitwiseCopyable, Comparable, Hashable, Sendable {
  /// The size in lots.
  public var lots: UInt64
  @inlinable public init(lots: UInt64) { self.lots = lots }
  @inlinable public static func < (a: Quantity, b: Quantity) -> Bool { a.lots < b.lots }
  /// No lots at all.
  @inlinable public static var zero: Quantity { Quantity(lots: 0) }
}

/// An exact amount of money, in the smallest unit the venue keeps. Wide enough that sums of
/// `price × lots × multiplier` over every account cannot overflow (each product is below 2^105).
@frozen
public struct Money: BitwiseCopyable, Comparable, Hashable, Sendable {
  /// The amount in units.
  public var units: Int128
  @inlinable public init(units: Int128) { self.units = units }
  @inlinable public static var zero: Money { Money(units: 0) }
  @inlinable public static func < (a: Money, b: Money) -> Bool { a.units < b.units }
  @inlinable public static func + (a: Money, b: Money) -> Money { Money(units: a.units + b.units) }
  @inlinable public static func - (a: Money, b: Money) -> Money { Money(units: a.units - b.units) }
  @inlinable public static func += (a: inout Money, b: Money) { a.units += b.units }
  @inlinable public static func -= (a: inout Money, b: Money) { a.units -= b.units }
}

/// The side of an order.
@frozen
public enum Side: UInt8, BitwiseCopyable, Sendable {
  case buy = 0
  case sell = 1

  /// The side it trades with.
  @inlinable public var opposite: Side {
    @_noAllocation @_noLocks get {
      switch self {
      case .buy: .sell
      case .sell: .buy
      }
    }
  }

  /// The side of a byte on the wire, or nil for one that means nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt8) {
    switch wire {
    case 0: self = .buy
    case 1: self = .sell
    default: return nil
    }
  }

  /// The byte on the wire.
  @inlinable public var wire: UInt8 {
    @_noAllocation @_noLocks get {
      switch self {
      case .buy: 0
      case .sell: 1
      }
    }
  }
}

/// The position of a record in the log. Genesis is 0.
@frozen
public struct LogIndex: BitwiseCopyable, Comparable, Hashable, Sendable {
  public var value: UInt64
  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: LogIndex, b: LogIndex) -> Bool { a.value == b.value }
  @inlinable public init(_ value: UInt64) { self.value = value }
  @inlinable public static func < (a: LogIndex, b: LogIndex) -> Bool { a.value < b.value }
}

/// Log time: nanoseconds since 1970-01-01T00:00:00Z, never decreasing along the log.
@frozen
public struct LogTime: BitwiseCopyable, Comparable, Hashable, Sendable {
  public var nanoseconds: UInt64
  @inlinable public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }
  @inlinable public static func < (a: LogTime, b: LogTime) -> Bool {
    a.nanoseconds < b.nanoseconds
  }
}

/// A market, by the number it was listed under; dense, below `marketsMax`.
@frozen
public struct MarketID: BitwiseCopyable, Hashable, Sendable {
  public var value: UInt32
  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: MarketID, b: MarketID) -> Bool { a.value == b.value }
  @inlinable public init(_ value: UInt32) { self.value = value }
}

/// An account, by the number it was opened under; dense, below `accountsMax`.
@frozen
public struct AccountID: BitwiseCopyable, Hashable, Sendable {
  public var value: UInt32
  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: AccountID, b: AccountID) -> Bool { a.value == b.value }
  @inlinable public init(_ value: UInt32) { self.value = value }
}

/// A signing key, by the number it was registered under. It names one public key for ever.
@frozen
public struct KeyID: BitwiseCopyable, Hashable, Sendable {
  public var value: UInt32
  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: KeyID, b: KeyID) -> Bool { a.value == b.value }
  @inlinable public init(_ value: UInt32) { self.value = value }
}

/// A session: slot in the low 16 bits, generation in the high 16; the generation wraps after
/// 65,535 logons on one slot and 0 is never a valid session.
@frozen
public struct SessionID: BitwiseCopyable, Hashable, Sendable {
  public var value: UInt32
  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: SessionID, b: SessionID) -> Bool { a.value == b.value }
  @inlinable public init(_ value: UInt32) { self.value = value }
  @inlinable public init(slot: UInt16, generation: UInt16) {
    value = UInt32(generation) << 16 | UInt32(slot)
  }
  @inlinable public var slot: UInt16 { UInt16(truncatingIfNeeded: value) }
  @inlinable public var generation: UInt16 { UInt16(truncatingIfNeeded: value >> 16) }

  /// Whether it got its slot after `other`, a session of the same slot, or 0 for none. Generations
  /// wrap: true for half of them.
  @inlinable
  @_noAllocation @_noLocks
  public func isAfter(_ other: UInt32) -> Bool {
    if other == 0 { return true }
    return Int16(bitPattern: generation &- UInt16(truncatingIfNeeded: other >> 16)) > 0
  }
}

/// An order as its owner and the public feed name it: pool slot in the low 32 bits, generation in
/// the high 32. A slot's generation counts its orders and wraps after 2^32 - 1; 0 is never valid.
@frozen
public struct OrderID: BitwiseCopyable, Hashable, Sendable {
  public var value: UInt64
  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: OrderID, b: OrderID) -> Bool { a.value == b.value }
  @inlinable public init(_ value: UInt64) { self.value = value }
  @inlinable public init(slot: UInt32, generation: UInt32) {
    value = UInt64(generation) << 32 | UInt64(slot)
  }
  @inlinable public var slot: UInt32 { UInt32(truncatingIfNeeded: value) }
  @inlinable public var generation: UInt32 { UInt32(truncatingIfNeeded: value >> 32) }
  /// No order.
  @inlinable public static var none: OrderID { OrderID(0) }
}
