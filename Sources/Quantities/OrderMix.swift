// SPDX-License-Identifier: Apache-2.0

/// What one open order adds to the checksum of its market's book.
///
/// The checksum of a book is the sum, modulo 2^64, of the words of its open orders: whoever builds the
/// same book from the public feed arrives at the same sum, in constant time a change, in any order. It
/// detects divergence. It proves nothing: whoever chooses orders can find two books of one sum.
///
///     f(z) = SplitMix64's finaliser:  z ^= z >> 30;  z ×= 0xBF58476D1CE4E5B9
///                                     z ^= z >> 27;  z ×= 0x94D049BB133111EB;  z ^= z >> 31
///     word = f(f(f(f(0x9E3779B97F4A7C15 ^ order) ^ entry number) ^ price) ^ (open lots × 2 + side))
///
/// all modulo 2^64, the price in two's complement, the side 0 for buy and 1 for sell.
///
/// - Source: the finaliser is that of Steele, Lea and Flood, "Fast splittable pseudorandom number
///   generators", OOPSLA 2014, with the constants of Java's SplittableRandom (Stafford's mix 13).
public enum OrderMix {
  /// The word of an order.
  ///
  /// - Parameters:
  ///   - order: its number, slot and generation.
  ///   - sequence: its entry number, which is its place in the queue of its price.
  ///   - open: below 2^63.
  @inlinable
  @_noAllocation @_noLocks
  public static func word(
    order: UInt64, sequence: UInt64, side: Side, price: Int64, open: UInt64
  ) -> UInt64 {
    var word = finish(0x9E37_79B9_7F4A_7C15 ^ order)
    word = finish(word ^ sequence)
    word = finish(word ^ UInt64(bitPattern: price))
    return finish(word ^ (open &<< 1 | UInt64(side.wire)))
  }

  /// SplitMix64's finaliser, f above.
  @inlinable
  @_noAllocation @_noLocks
  public static func mix(_ word: UInt64) -> UInt64 { finish(word) }

  @inlinable
  @_noAllocation @_noLocks @inline(__always)
  static func finish(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ z &>> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z &>> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z &>> 31
  }
}
