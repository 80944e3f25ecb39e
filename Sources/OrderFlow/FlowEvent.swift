// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// One thing that a recorded feed says happened, in words common to all formats.
public struct FlowEvent: Hashable, Sendable {
  /// What happened. `order` below is the one named by `id`.
  public enum Kind: UInt8, CaseIterable, Sendable {
    /// A new order of `size` at `price`. It may cross the spread where the feed shows aggressors.
    case add
    /// `size` was taken off the order by its owner; the rest keeps its place.
    case reduce
    /// The order is now open for `size` at `price`; the feed does not say why (Bitstamp).
    case restate
    /// The order is gone. `size` is what it had left, so that 0 means filled, or
    /// `FlowEvent.noSize` where it is not told (ITCH).
    case delete
    /// An aggressor of the opposite side took `size` from the order, at `price` where it is told
    /// and at the order's own price where it is `FlowEvent.noPrice`.
    case executeVisible
    /// `size` of the order was filled outside the continuous book, for example in a cross.
    case executeAway
    /// A hidden order was filled; the visible book does not change.
    case executeHidden
    /// The order is gone and `newID` of `size` at `price` stands in its place, behind the others.
    case replace
    /// A trade against an order never displayed; the visible book does not change.
    case tradeNonDisplayed
    /// A halt, a resumption, or another change of state.
    case status
    /// Something with no meaning for a book; counted and nothing else.
    case other
  }

  /// The price of an event whose feed does not give one.
  public static let noPrice = Int64.min
  /// The size of an event whose feed does not give one.
  public static let noSize = UInt64.max
  /// The instrument of an event that concerns all of them.
  public static let everyInstrument = UInt32.max

  /// Nanoseconds since the flow's own epoch: 1970 for Bitstamp, midnight for LOBSTER and ITCH.
  public var timeNanoseconds: UInt64
  /// Index into the file's `symbols`.
  public var instrument: UInt32
  public var kind: Kind
  /// The side of the order that `id` names; nil where the feed does not give it.
  public var side: Side?
  /// In the file's ticks.
  public var price: Int64
  /// In the file's lots.
  public var size: UInt64
  /// The feed's reference of the order.
  public var id: UInt64
  /// The reference that takes the place of `id` in a replace, otherwise 0.
  public var newID: UInt64

  public init(
    timeNanoseconds: UInt64, instrument: UInt32, kind: Kind, side: Side? = nil,
    price: Int64 = FlowEvent.noPrice, size: UInt64 = 0, id: UInt64 = 0, newID: UInt64 = 0
  ) {
    self.timeNanoseconds = timeNanoseconds
    self.instrument = instrument
    self.kind = kind
    self.side = side
    self.price = price
    self.size = size
    self.id = id
    self.newID = newID
  }
}
