// SPDX-License-Identifier: Apache-2.0

internal import CSodium
public import Memory

/// The digest over every report body of a log, in order: what a live run sent and what a replay
/// makes must agree. BLAKE2b-256 over, for each: session (4), length (4), bytes.
public struct ReportsDigest: ~Copyable {
  private let state: ByteBuffer
  private let scratch = ByteBuffer(count: 32)

  public init() {
    state = ByteBuffer(
      count: Int(ML_HASH_BLAKE2B_STATE_BYTES),
      alignment: Int(ML_HASH_STATE_ALIGNMENT))
    unsafe ml_hash_blake2b_begin(state.bytes.address)
  }

  /// Adds the next report.
  @_noAllocation @_noLocks
  public mutating func add(session: UInt32, report: ByteView) {
    scratch.bytes.store(session, at: 0)
    scratch.bytes.store(UInt32(report.count), at: 4)
    unsafe ml_hash_blake2b_update(state.bytes.address, scratch.bytes.address, 8)
    unsafe ml_hash_blake2b_update(state.bytes.address, report.address, report.count)
  }

  /// The digest so far.
  public var value: Bytes32 {
    let out = ByteBuffer(count: 32)
    unsafe ml_hash_blake2b_peek(
      state.bytes.address, out.bytes.address.assumingMemoryBound(to: UInt8.self))
    return Bytes32(out.bytes.view)
  }
}

/// BLAKE2b-256 of `bytes` into the 32 bytes of `out`.
@_noAllocation @_noLocks
func hash(_ bytes: ByteView, into out: MutableByteView) {
  precondition(out.count >= 32)
  unsafe ml_hash_blake2b(
    out.address.assumingMemoryBound(to: UInt8.self), bytes.address, bytes.count)
}
