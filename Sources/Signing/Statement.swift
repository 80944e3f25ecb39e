// SPDX-License-Identifier: Apache-2.0

public import Memory

/// What the venue signs: 47 bytes, a 15-byte tag and a SHA-256 digest.
///
///      0               15                                47
///      | tag, zero-    | SHA-256 over venue, chain,      |
///      | padded        | network, term, indices, root    |
///
/// The tag says what the signature is for, so that none can be passed off as another kind. With at
/// most 47 bytes the verifier's hash of R ‖ A ‖ M takes one SHA-512 block.
@frozen
public enum Statement: UInt8, BitwiseCopyable, Sendable {
  /// The root of a receipt group: "MLK-RECEIPT-v1".
  case receipt = 1
  /// A settlement batch: "MLK-BATCH-v1".
  case batch = 2
  /// The journal's seal on a clean stop: "MLK-SEAL-v1".
  case seal = 3

  /// The size in bytes of every statement.
  @inlinable
  public static var bytesCount: Int {
    @inline(__always) get { 47 }
  }

  /// Writes the statement of this kind about `digest` to the start of `message`.
  ///
  /// - Precondition: `digest.count == 32`; `message` has at least 47 bytes.
  /// - Complexity: constant. No allocation, no lock; any thread.
  @_noAllocation @_noLocks
  public func write(digest: ByteView, into message: MutableByteView) {
    precondition(digest.count == 32, "a SHA-256 digest has 32 bytes")
    let out = message.slice(0, count: Statement.bytesCount)
    // The tag's characters, the first one lowest; the digest then overwrites the sixteenth.
    let first: UInt64
    let second: UInt64
    switch self {
    case .receipt: (first, second) = (0x4543_4552_2d4b_4c4d, 0x0000_3176_2d54_5049)
    case .batch: (first, second) = (0x4354_4142_2d4b_4c4d, 0x0000_0000_3176_2d48)
    case .seal: (first, second) = (0x4c41_4553_2d4b_4c4d, 0x0000_0000_0031_762d)
    }
    out.store(first, at: 0)
    out.store(second, at: 8)
    out.copy(digest, at: 15)
  }
}
