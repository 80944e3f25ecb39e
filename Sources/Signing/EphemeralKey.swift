// SPDX-License-Identifier: Apache-2.0

internal import CSodium
public import Memory

/// An X25519 key pair for one logon, in guarded memory that is allocated once and used again.
///
///     empty ── renew ──▶ ready ── SessionKeys.agree, or wipe ──▶ empty
///
/// Agreeing uses the key up, so no two sessions ever share one. The venue needs one of these in
/// all (it renews and agrees within one logon); a gateway one for each logon it has under way.
public struct EphemeralKey: ~Copyable {
  /// Secret, then public key.
  private let memory: GuardedMemory
  /// Whether a key pair is there.
  public private(set) var isReady = false

  /// Allocates room for a key pair; there is none yet. Start-up only.
  public init() throws(SecretMemoryError) {
    memory = try GuardedMemory(count: 64)
  }

  /// Draws a new key pair over whatever was there.
  ///
  /// - Complexity: about 30 µs. No allocation, no lock, no system call.
  @_noAllocation @_noLocks
  public mutating func renew(from random: inout RandomStream) {
    random.fill(memory.bytes.slice(0, count: 32))
    unsafe ml_session_public(memory.bytes.address + 32, memory.bytes.address)
    isReady = true
  }

  /// The 32 bytes to send to the peer. The view lasts as long as this key's memory.
  ///
  /// - Precondition: `isReady`.
  public var publicKey: ByteView {
    @_noAllocation @_noLocks get {
      precondition(isReady, "a key pair was drawn and not used up")
      return memory.bytes.view.slice(32, count: 32)
    }
  }

  /// Forgets the key pair; no effect when there is none. Also happens when it goes away.
  @_noAllocation @_noLocks
  public mutating func wipe() {
    unsafe ml_secret_wipe(memory.bytes.address, 64)
    isReady = false
  }

  /// The 32 bytes of the secret.
  var secret: ByteView {
    @_noAllocation @_noLocks get { memory.bytes.view.slice(0, count: 32) }
  }
}
