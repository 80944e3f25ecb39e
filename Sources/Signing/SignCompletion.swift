// SPDX-License-Identifier: Apache-2.0

public import Memory

/// How a signing request ended. Zero is no answer, so that an unwritten slot is not taken for one.
@frozen
public enum SignStatus: UInt8, BitwiseCopyable, Sendable {
  /// Nothing was said yet.
  case pending = 0
  /// The signature was made, and verified with the key's own public key.
  case signed = 1
  /// What was made did not verify. No signature is given; the caller may submit again, here or to
  /// another back end, and should count it: hardware is failing or under attack.
  case fault = 2
  /// The key slot is empty or does not exist, or its key is not for such a message (`KeyPurposes`).
  case keyMissing = 3
  /// Nothing is left that could sign: the device is out of use and the host has no key. Asking again
  /// may succeed once the device is back.
  case unavailable = 4
  /// The request's deadline passed before it was signed; it must not be signed any more.
  case expired = 5
}

/// The answer to one signing request.
@frozen
public struct SignCompletion: BitwiseCopyable, Sendable {
  /// The caller's own mark on the request.
  public var cookie: UInt64
  /// The Ed25519 signature, R then S, when `status` is `signed`; otherwise all zero.
  public var signature: Bytes64
  /// How it ended.
  public var status: SignStatus

  /// Makes an answer.
  @inlinable
  @_noAllocation @_noLocks
  public init(cookie: UInt64, status: SignStatus, signature: Bytes64) {
    self.cookie = cookie
    self.status = status
    self.signature = signature
  }
}
