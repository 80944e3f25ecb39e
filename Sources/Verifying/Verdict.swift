// SPDX-License-Identifier: Apache-2.0

/// What verification says of one signature: valid, or the first check that failed, in this order.
///
/// Zero is no verdict, so that a slot nobody wrote is never taken for a valid one.
@frozen
public enum Verdict: UInt8, BitwiseCopyable, Sendable {
  /// No verdict was given yet.
  case unverified = 0
  /// The signature verifies under `cofactored_strict`.
  case valid = 1
  /// S is not below L: another encoding of a scalar that has one already.
  case scalarNotCanonical = 2
  /// R's y is not below p, or R carries a sign where x is zero.
  case commitmentNotCanonical = 3
  /// R is one of the eight points of small order.
  case commitmentSmallOrder = 4
  /// The public key is not canonical, of small order or no point; never so for a registered key.
  case keyRefused = 5
  /// R is no point of the curve.
  case commitmentUndecodable = 6
  /// The cofactored equation does not hold: not this key's signature over these bytes.
  case equationFails = 7
}
