// SPDX-License-Identifier: Apache-2.0

internal import CSodium
public import Memory

/// Random bytes without a system call: ChaCha20 under a state that replaces itself at every draw.
///
///     state ── ChaCha20 ──▶ [ next state (32) │ output (at most 64) ]
///
/// Seeded once from the kernel at start. Because the old state is overwritten before output leaves,
/// whoever reads the state later cannot compute what was drawn earlier. The reverse does not hold,
/// and a copy of the state draws the same bytes: do not fork, and reseed after a resumed
/// snapshot of the machine.
///
/// Owned by one thread.
public struct RandomStream: ~Copyable {
  private let state: GuardedMemory

  /// The most bytes one draw gives.
  public static var drawBytesMax: Int { Int(ML_RANDOM_BYTES_MAX) }

  /// A stream seeded from the kernel's generator. Start-up only.
  public init() throws(SecretMemoryError) {
    state = try GuardedMemory(count: 32)
    reseed()
  }

  /// A stream that always draws the same, for simulations and tests.
  ///
  /// - Precondition: `seed.count == 32`.
  public init(seed: ByteView) throws(SecretMemoryError) {
    invariant(seed.count == 32, "a random stream's seed has 32 bytes")
    state = try GuardedMemory(count: 32)
    state.bytes.copy(seed)
  }

  /// Mixes 32 fresh bytes of the kernel's into the state. A system call: not on the hot path.
  public mutating func reseed() {
    var fresh: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    unsafe withUnsafeMutableBytes(of: &fresh) { bytes in
      let address = bytes.baseAddress!
      unsafe ml_secret_random(address, 32)
      let view = unsafe ByteView(address, count: 32)
      for index in 0..<32 { state.bytes[index] ^= view[index] }
      unsafe ml_secret_wipe(address, 32)
    }
  }

  /// Fills `bytes`.
  ///
  /// - Precondition: at most `drawBytesMax` bytes.
  /// - Complexity: about 0.2 µs. No allocation, no lock, no system call.
  @_noAllocation @_noLocks
  public mutating func fill(_ bytes: MutableByteView) {
    precondition(bytes.count <= 64, "one draw gives a bounded number of bytes")
    unsafe ml_session_random(bytes.address, bytes.count, state.bytes.address)
  }
}
