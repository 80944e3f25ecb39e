// SPDX-License-Identifier: Apache-2.0

internal import CSodium
public import Memory

/// Names the bytes of a datagram, so that a repeat is told from other bytes under one nonce.
public enum DatagramDigest {
  /// The first sixteen bytes of BLAKE2b-256 over signature and signed bytes.
  ///
  /// - Complexity: about 0.4 µs for 200 bytes. No allocation, no lock, no system call.
  @_noAllocation @_noLocks
  public static func of(_ body: ByteView) -> Bytes16 {
    var words = (0 as UInt64, 0 as UInt64, 0 as UInt64, 0 as UInt64)
    unsafe withUnsafeMutablePointer(to: &words) { pointer in
      unsafe ml_hash_blake2b(
        UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt8.self), body.address,
        body.count)
    }
    return Bytes16(word0: UInt64(littleEndian: words.0), word1: UInt64(littleEndian: words.1))
  }
}
