// SPDX-License-Identifier: Apache-2.0

internal import CSodium
public import Memory

/// Session tags: keyed BLAKE2b-128 over a header and a body that lie apart.
///
/// - Source: RFC 7693, section 2.5 with a 32-byte key and nn = 16.
public enum SessionMac {
  /// The tag of `header` followed by `body`; where one ends and the other begins is not part of it.
  /// Compare it by `matches`, never by `==`.
  ///
  /// - Precondition: `key.count == 32`.
  /// - Complexity: about 0.3 µs for 100 bytes. No allocation, no lock; any thread.
  @_noAllocation @_noLocks
  public static func tag16(key: ByteView, header: ByteView, body: ByteView) -> Bytes16 {
    precondition(key.count == 32, "a session key has 32 bytes")
    let tag = unsafe ml_session_mac(
      key.address, header.address, header.count, body.address, body.count)
    return Bytes16(word0: tag.low, word1: tag.high)
  }

  /// Whether `bytes` are `tag`, in a time that does not depend on where they differ.
  ///
  /// - Precondition: `bytes.count == 16`.
  @inlinable
  @_noAllocation @_noLocks
  public static func matches(_ tag: Bytes16, _ bytes: ByteView) -> Bool {
    precondition(bytes.count == 16, "a tag has 16 bytes")
    let claimed = Bytes16(bytes)
    return (claimed.word0 ^ tag.word0) | (claimed.word1 ^ tag.word1) == 0
  }
}
