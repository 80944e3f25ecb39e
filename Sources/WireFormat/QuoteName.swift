// SPDX-License-Identifier: Apache-2.0

/// The client number of a quote, which says what it is: one a side, market and quote group.
///
///     63      48 47      32 31            1   0
///     tag 65,535 quote group     market     side
///
/// No other order may have a number from `least` on.
@frozen
public struct QuoteName: BitwiseCopyable, Hashable, Sendable {
  /// The client number.
  public var value: UInt64

  /// The least client number that is a quote's.
  @inlinable public static var least: UInt64 {
    @_noAllocation @_noLocks get { 0xffff &<< 48 }
  }

  /// - Parameter side: as on the wire, 0 or 1.
  @inlinable
  @_noAllocation @_noLocks
  public init(quoteGroup: UInt16, market: UInt32, side: UInt8) {
    value =
      Self.least | UInt64(quoteGroup) &<< 32 | UInt64(market & 0x7fff_ffff) &<< 1
      | UInt64(side & 1)
  }

  /// The name of a client number, or nil for one that is no quote's.
  @inlinable
  @_noAllocation @_noLocks
  public init?(_ clientOrder: UInt64) {
    if clientOrder < Self.least { return nil }
    value = clientOrder
  }

  @inlinable public var quoteGroup: UInt16 {
    @_noAllocation @_noLocks get { UInt16(truncatingIfNeeded: value &>> 32) }
  }
  @inlinable public var market: UInt32 {
    @_noAllocation @_noLocks get { UInt32(truncatingIfNeeded: value) &>> 1 }
  }
  /// As on the wire.
  @inlinable public var side: UInt8 {
    @_noAllocation @_noLocks get { UInt8(truncatingIfNeeded: value & 1) }
  }
}
