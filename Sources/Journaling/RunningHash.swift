// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import CUring
internal import Memory

/// A BLAKE2b-256 that grows as bytes arrive, in memory of its own.
///
/// It is `@safe`: the state is as large and as aligned as the C side asks, and begun at `init`.
@safe
struct RunningHash: ~Copyable {
  private let state: ByteBuffer
  private let result: ByteBuffer

  /// Allocates a begun hash. Start-up only.
  init() {
    state = ByteBuffer(count: Int(ML_HASH_BLAKE2B_STATE_BYTES))
    result = ByteBuffer(count: Int(ML_HASH_BYTES))
    begin()
  }

  /// Forgets what was hashed.
  @_noAllocation @_noLocks
  func begin() { unsafe ml_hash_blake2b_begin(state.bytes.address) }

  @_noAllocation @_noLocks
  func update(_ bytes: ByteView) {
    unsafe ml_hash_blake2b_update(state.bytes.address, bytes.address, bytes.count)
  }

  @_noAllocation @_noLocks
  func update(_ hash: Bytes32) {
    hash.store(to: result.bytes)
    update(result.bytes.view)
  }

  /// Goes on from where `other` is.
  func copy(_ other: borrowing RunningHash) { state.bytes.copy(other.state.bytes.view) }

  /// The hash of what was given so far; more may follow.
  @_noAllocation @_noLocks
  func peek() -> Bytes32 {
    unsafe ml_hash_blake2b_peek(state.bytes.address, result.bytes.address)
    return Bytes32(result.bytes.view)
  }
}

/// CRC32C of `bytes`, continuing `before`.
@_noAllocation @_noLocks
func checksum(_ bytes: ByteView, after before: UInt32 = 0) -> UInt32 {
  unsafe ml_crc32c(before, bytes.address, bytes.count)
}
