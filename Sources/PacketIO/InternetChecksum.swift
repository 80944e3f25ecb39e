// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The Internet checksum: the one's complement sum of 16-bit words.
///
/// The sum does not care for byte order, only its result does. So bytes are added eight at a time
/// as they lie, in two 32-bit halves that cannot overflow 64 bits for any frame, and folded and
/// swapped once at the end.
///
/// - Source: RFC 1071, sections 1 and 2.
@frozen
public struct InternetChecksum: BitwiseCopyable, Sendable {
  @usableFromInline var sum: UInt64 = 0

  /// A sum of nothing.
  @inlinable
  @_noAllocation @_noLocks
  public init() {}

  /// Adds all of `bytes`, an odd last one padded with zero: only the last run added may be odd.
  ///
  /// - Complexity: O(n); nothing allocates.
  @inlinable
  @_noAllocation @_noLocks
  public mutating func add(_ bytes: ByteView) {
    let count = bytes.count
    var offset = 0
    while offset &+ 8 <= count {
      let word = bytes.load(offset, as: UInt64.self)
      sum &+= (word & 0xffff_ffff) &+ (word >> 32)
      offset &+= 8
    }
    if offset &+ 4 <= count {
      sum &+= UInt64(bytes.load(offset, as: UInt32.self))
      offset &+= 4
    }
    if offset &+ 2 <= count {
      sum &+= UInt64(bytes.load(offset, as: UInt16.self))
      offset &+= 2
    }
    if offset < count { sum &+= UInt64(bytes[offset]) }
  }

  /// Adds one 16-bit word of a header that is not in memory, given in host order.
  @inlinable
  @_noAllocation @_noLocks
  public mutating func add(word: UInt16) { sum &+= UInt64(word.byteSwapped) }

  /// The folded sum in host order, before the complement: 0xffff over a run that holds its own
  /// correct checksum.
  @inlinable public var folded: UInt16 {
    @_noAllocation @_noLocks get {
      var folded = (sum & 0xffff_ffff) &+ (sum >> 32)
      folded = (folded & 0xffff) &+ (folded >> 16)
      folded = (folded & 0xffff) &+ (folded >> 16)
      folded = (folded & 0xffff) &+ (folded >> 16)
      return UInt16(truncatingIfNeeded: folded).byteSwapped
    }
  }

  /// The checksum to put in a header, in host order.
  @inlinable public var value: UInt16 {
    @_noAllocation @_noLocks get { ~folded }
  }
}
