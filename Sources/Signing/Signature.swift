// SPDX-License-Identifier: Apache-2.0

public import Memory

/// A 64-byte Ed25519 signature, R then S, as a value that fits in a slot.
@frozen
public struct Signature: BitwiseCopyable, Sendable {
  @usableFromInline var w0, w1, w2, w3, w4, w5, w6, w7: UInt64

  /// The size in bytes.
  @inlinable
  public static var bytesCount: Int {
    @inline(__always) get { 64 }
  }

  /// Sixty-four zero bytes: no signature at all, and none that verifies.
  @inlinable
  @_noAllocation @_noLocks
  public init() {
    (w0, w1, w2, w3) = (0, 0, 0, 0)
    (w4, w5, w6, w7) = (0, 0, 0, 0)
  }

  /// Copies 64 bytes.
  ///
  /// - Precondition: `bytes.count >= 64`.
  @inlinable
  @_noAllocation @_noLocks
  public init(_ bytes: ByteView) {
    w0 = bytes.load(0, as: UInt64.self)
    w1 = bytes.load(8, as: UInt64.self)
    w2 = bytes.load(16, as: UInt64.self)
    w3 = bytes.load(24, as: UInt64.self)
    w4 = bytes.load(32, as: UInt64.self)
    w5 = bytes.load(40, as: UInt64.self)
    w6 = bytes.load(48, as: UInt64.self)
    w7 = bytes.load(56, as: UInt64.self)
  }

  /// Writes the 64 bytes at `offset`.
  ///
  /// - Precondition: they fit.
  @inlinable
  @_noAllocation @_noLocks
  public func store(to bytes: MutableByteView, at offset: Int = 0) {
    let out = bytes.slice(offset, count: 64)
    out.store(w0, at: 0)
    out.store(w1, at: 8)
    out.store(w2, at: 16)
    out.store(w3, at: 24)
    out.store(w4, at: 32)
    out.store(w5, at: 40)
    out.store(w6, at: 48)
    out.store(w7, at: 56)
  }
}
