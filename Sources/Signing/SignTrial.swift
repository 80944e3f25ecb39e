// SPDX-License-Identifier: Apache-2.0

internal import CSodium
package import Memory

/// A key ring's signatures without the signer's queue, made and not released, and libsodium's beside
/// them: what `matchlock bench sign` times.
package struct SignTrial: ~Copyable {
  private let keys: KeyRing
  private let burst: SignBurst

  /// - Precondition: the keys are a kernel's, not libsodium's.
  package init(keys: consuming KeyRing) {
    burst = SignBurst(keys.kernel)
    self.keys = keys
    invariant(burst.hasKernel, "what is tried is a kernel")
  }

  /// Signatures made at once, at most.
  package static var togetherMax: Int { SignBurst.slots }

  /// Prepares the signature at `place`. `message` stays as it is until it is made.
  package func prepare(_ place: Int, keySlot: UInt8, message: ByteView) {
    guard let secret = keys.expanded(keySlot) else { preconditionFailure("the slot has a key") }
    burst.fill(
      place, secret: secret, message: message, keys: keys.ownKeys, keySlot: Int(keySlot))
  }

  /// Makes the first `count`.
  package func sign(_ count: Int) { burst.sign(count) }

  /// What was made, 64 bytes; the view lasts until the next is.
  package func signature(_ place: Int) -> ByteView { burst.signature(place).view }

  /// Writes libsodium's signature, 64 bytes.
  package func signByLibsodium(keySlot: UInt8, message: ByteView, into out: MutableByteView) {
    guard let pair = keys.pair(keySlot) else { preconditionFailure("the slot has a key") }
    precondition(out.count == 64, "a signature has 64 bytes")
    unsafe ml_curve_sign(out.address, message.address, message.count, pair.address)
  }
}
