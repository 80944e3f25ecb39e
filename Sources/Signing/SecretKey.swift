// SPDX-License-Identifier: Apache-2.0

internal import CSodium
public import Memory

/// An Ed25519 secret: a 32-byte seed and, derived from it once, its public key.
///
/// The two lie side by side in guarded, read-only memory and are wiped when the key goes away. A
/// caller never supplies a public key with a secret: signing under a wrong one would give the
/// secret away (RFC 8032's k would change and r would not).
///
/// It cannot be copied, so it can neither be interpolated nor printed nor put in an `Any`; it holds
/// only an address and gives out only the public key.
public struct SecretKey: ~Copyable, Sendable {
  /// Seed, then public key; the layout libsodium signs with.
  let memory: GuardedMemory

  /// The bytes of a seed.
  public static var seedBytes: Int { 32 }

  /// A fresh key from the kernel's generator. Start-up only.
  public static func random() throws(SecretMemoryError) -> SecretKey {
    try SecretKey(filling: { seed in unsafe ml_secret_random(seed.address, seed.count) })
  }

  /// The key of a given seed, for demos, tests and derivation elsewhere. The caller's copy of the
  /// seed stays the caller's to wipe. Start-up only.
  ///
  /// - Precondition: `seed.count == 32`.
  public init(seed: ByteView) throws(SecretMemoryError) {
    invariant(seed.count == 32, "a seed has 32 bytes")
    try self.init(filling: { destination in destination.copy(seed) })
  }

  /// Has `fill` write the seed where it is to stay, then derives the public key.
  init(filling fill: (MutableByteView) -> Void) throws(SecretMemoryError) {
    let pair = try GuardedMemory(count: 64)
    let scratch = try GuardedMemory(count: 32)
    fill(scratch.bytes)
    unsafe ml_curve_expand(pair.bytes.address, scratch.bytes.address)
    withExtendedLifetime(scratch) {}
    pair.setWritable(false)
    memory = pair
  }

  /// The 32 bytes of the public key. The view lasts as long as the key.
  public var publicKey: ByteView {
    @_noAllocation @_noLocks get { memory.bytes.view.slice(32, count: 32) }
  }

  /// Whether the secret is locked against swapping; false under a small RLIMIT_MEMLOCK.
  public var isLocked: Bool { memory.isLocked }
}
