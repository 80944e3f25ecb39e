// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// 32 bytes of a key or a signature as four little-endian limbs, and the byte checks of the rule.
///
/// The inputs are public, so comparing may take a time that depends on them.
struct Encoding: BitwiseCopyable {
  let limb0, limb1, limb2, limb3: UInt64

  @_noAllocation @_noLocks
  init(_ bytes: ByteView) {
    limb0 = bytes.load(0, as: UInt64.self)
    limb1 = bytes.load(8, as: UInt64.self)
    limb2 = bytes.load(16, as: UInt64.self)
    limb3 = bytes.load(24, as: UInt64.self)
  }

  /// The y coordinate's top limb: a point is encoded as y with the sign of x in the top bit.
  private var yLimb3: UInt64 {
    @inline(__always) get { limb3 & 0x7fff_ffff_ffff_ffff }
  }

  @inline(__always)
  private func yIs(_ w0: UInt64, _ w1: UInt64, _ w2: UInt64, _ w3: UInt64) -> Bool {
    limb0 == w0 && limb1 == w1 && limb2 == w2 && yLimb3 == w3
  }

  /// Whether this is the one encoding of a point: y below p = 2^255 - 19, and no sign where x is 0
  /// (y = 1 or y = -1).
  ///
  /// - Source: RFC 8032, section 5.1.3.
  @_noAllocation @_noLocks
  func isCanonicalPoint() -> Bool {
    let top = 0x7fff_ffff_ffff_ffff as UInt64
    let yIsReduced = !(yLimb3 == top && limb2 == .max && limb1 == .max && limb0 >= .max - 18)
    let xIsZero = yIs(1, 0, 0, 0) || yIs(.max - 19, .max, .max, top)
    return yIsReduced && !(xIsZero && limb3 >> 63 == 1)
  }

  /// Whether a canonical encoding names one of the eight points P with [8]P = O.
  ///
  /// Their y are 1, -1, 0 and the two of order eight; four of the points differ by sign only.
  ///
  /// - Source: eprint 2020/1244, table 6; Solana SIMD-0376.
  @_noAllocation @_noLocks
  func isSmallOrder() -> Bool {
    let top = 0x7fff_ffff_ffff_ffff as UInt64
    return yIs(1, 0, 0, 0)
      || yIs(.max - 19, .max, .max, top)
      || yIs(0, 0, 0, 0)
      || yIs(
        0xb027_b2c2_8f95_e826, 0xf098_eff2_89f4_c345,
        0x3933_c6d3_05ac_dfd5, 0x05fc_536d_8802_38b1)
      || yIs(
        0x4fd8_4d3d_706a_17c7, 0x0f67_100d_760b_3cba,
        0xc6cc_392c_fa53_202a, 0x7a03_ac92_77fd_c74e)
  }

  /// Whether this is a scalar below L = 2^252 + 27742317777372353535851937790883648493.
  ///
  /// - Source: RFC 8032, section 5.1.7.
  @_noAllocation @_noLocks
  func isCanonicalScalar() -> Bool {
    if limb3 != 0x1000_0000_0000_0000 { return limb3 < 0x1000_0000_0000_0000 }
    if limb2 != 0 { return false }
    if limb1 != 0x14de_f9de_a2f7_9cd6 { return limb1 < 0x14de_f9de_a2f7_9cd6 }
    return limb0 < 0x5812_631a_5cf5_d3ed
  }
}
