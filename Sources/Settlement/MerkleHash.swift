// SPDX-License-Identifier: Apache-2.0

internal import CSodium
public import Memory

/// The hashes of RFC 6962 trees: SHA-256 with one byte before leaf and node, so that no node can
/// be shown as a leaf.
///
/// Nothing here allocates; any thread may call it.
///
/// - Source: RFC 6962, 2.1.
public enum MerkleHash {
  /// SHA-256(0x00 ‖ `data`): the hash of a leaf.
  @_noAllocation @_noLocks
  public static func leaf(_ data: ByteView) -> Bytes32 {
    prefixed(0, data)
  }

  /// SHA-256(0x01 ‖ `left` ‖ `right`): the hash of an inner node.
  @_noAllocation @_noLocks
  public static func node(_ left: Bytes32, _ right: Bytes32) -> Bytes32 {
    var left = left
    var right = right
    var digest = Bytes32()
    unsafe ml_sha256_prefixed_pair(&digest, 1, &left, 32, &right, 32)
    return digest
  }

  /// SHA-256 of nothing: the root of a tree without leaves.
  public static var empty: Bytes32 {
    @_noAllocation @_noLocks get {
      var hash = RunningHash()
      return hash.finish()
    }
  }

  /// SHA-256(`prefix` ‖ `data`).
  @_noAllocation @_noLocks
  static func prefixed(_ prefix: UInt8, _ data: ByteView) -> Bytes32 {
    var digest = Bytes32()
    unsafe ml_sha256_prefixed(&digest, prefix, data.address, data.count)
    return digest
  }
}

/// SHA-256 in steps, for what does not lie in one piece.
struct RunningHash: BitwiseCopyable {
  private var state = ml_sha256_state()

  @_noAllocation @_noLocks
  init() { unsafe ml_sha256_init(&state) }

  @_noAllocation @_noLocks
  mutating func update(_ bytes: ByteView) {
    unsafe ml_sha256_update(&state, bytes.address, bytes.count)
  }

  /// Adds one byte.
  @_noAllocation @_noLocks
  mutating func update(_ value: UInt8) {
    var value = value.littleEndian
    unsafe ml_sha256_update(&state, &value, 1)
  }

  /// Adds an integer, little-endian.
  @_noAllocation @_noLocks
  mutating func update(_ value: UInt32) {
    var value = value.littleEndian
    unsafe ml_sha256_update(&state, &value, 4)
  }

  /// Adds an integer, little-endian.
  @_noAllocation @_noLocks
  mutating func update(_ value: UInt64) {
    var value = value.littleEndian
    unsafe ml_sha256_update(&state, &value, 8)
  }

  @_noAllocation @_noLocks
  mutating func update(_ hash: Bytes32) {
    var hash = hash
    unsafe ml_sha256_update(&state, &hash, 32)
  }

  @_noAllocation @_noLocks
  mutating func update(_ name: Bytes16) {
    var name = name
    unsafe ml_sha256_update(&state, &name, 16)
  }

  /// The digest. The hash is spent after it.
  @_noAllocation @_noLocks
  mutating func finish() -> Bytes32 {
    var digest = Bytes32()
    unsafe ml_sha256_final(&state, &digest)
    return digest
  }
}

extension Bytes32 {
  /// Whether every byte is zero.
  var isZero: Bool {
    @_noAllocation @_noLocks get { word0 | word1 | word2 | word3 == 0 }
  }
}
