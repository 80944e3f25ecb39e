// SPDX-License-Identifier: Apache-2.0

internal import CKernels
internal import CSodium
public import Memory

/// Why a public key cannot be registered.
@frozen
public enum KeyFault: UInt8, Error, BitwiseCopyable, Sendable, CustomStringConvertible {
  /// y is not below p, or a sign is given where x is zero: a second name for another key.
  case notCanonical = 1
  /// One of the eight points of small order: anyone can sign for it.
  case smallOrder = 2
  /// No point of the curve has this encoding.
  case undecodable = 3
  /// The point has a component of small order ([L]A ≠ O), which no honest key generation gives.
  case notTorsionFree = 4

  public var description: String {
    switch self {
    case .notCanonical: "the key is not canonically encoded; send the 32 bytes of RFC 8032"
    case .smallOrder: "the key is a point of small order; generate another key"
    case .undecodable: "the key is no point of edwards25519; check the 32 bytes and their order"
    case .notTorsionFree: "the key has a small-order component; generate it as RFC 8032 says"
    }
  }
}

/// What a public key must be before an id is given to it.
///
/// With A free of torsion the only freedom left to a signer is torsion in R, which the cofactored
/// equation ignores.
public enum PublicKeyCheck {
  /// Why `key` cannot be registered, or nil when it can.
  ///
  /// - Parameter key: 32 bytes, A as encoded by RFC 8032.
  /// - Precondition: `key.count == 32`.
  /// - Complexity: 0.03 to 0.1 ms by kernel. No allocation, no lock; any thread.
  @_noAllocation @_noLocks
  public static func fault(of key: ByteView) -> KeyFault? {
    precondition(key.count == 32, "a public key has 32 bytes")
    guard let form = KernelForm.inUse else { return referenceFault(of: key) }
    return fault(of: key, form)
  }

  /// The same by one back end, for tests.
  ///
  /// - Precondition: `key.count == 32`; this processor runs the back end.
  public static func fault(of key: ByteView, by backEnd: Verifier.BackEnd) -> KeyFault? {
    guard let form = backEnd.form else { return referenceFault(of: key) }
    unsafe form.table.pointee.prepare()
    return fault(of: key, form)
  }

  @_noAllocation @_noLocks
  private static func fault(of key: ByteView, _ form: KernelForm) -> KeyFault? {
    precondition(key.count == 32, "a public key has 32 bytes")
    let address = unsafe key.address.assumingMemoryBound(to: UInt8.self)
    switch Int(unsafe ml_kernel_check(form.table, address)) {
    case ML_KEY_GOOD: return nil
    case ML_KEY_NOT_CANONICAL: return .notCanonical
    case ML_KEY_SMALL_ORDER: return .smallOrder
    case ML_KEY_NOT_TORSION_FREE: return .notTorsionFree
    default: return .undecodable
    }
  }

  /// The same, by libsodium's arithmetic: what the kernels are compared with.
  ///
  /// - Precondition: `key.count == 32`.
  @_noAllocation @_noLocks
  public static func referenceFault(of key: ByteView) -> KeyFault? {
    precondition(key.count == 32, "a public key has 32 bytes")
    let encoding = Encoding(key)
    if !encoding.isCanonicalPoint() { return .notCanonical }
    if encoding.isSmallOrder() { return .smallOrder }
    switch Int(unsafe ml_curve_torsion_free(key.address)) {
    case ML_CURVE_TORSION_FREE: return nil
    case ML_CURVE_TORSION: return .notTorsionFree
    default: return .undecodable
    }
  }
}
