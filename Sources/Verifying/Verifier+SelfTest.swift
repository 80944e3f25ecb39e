// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// Why a verifier could not be made.
public enum VerifierError: UInt8, Error, CustomStringConvertible {
  /// libsodium did not initialise, or a known answer came out wrong.
  case libraryUnusable
  /// `MATCHLOCK_KERNEL` names no kernel, or one that this processor has not.
  case kernelUnknown
  /// A known signature was judged wrongly.
  case selfTestFailed

  public var description: String {
    switch self {
    case .libraryUnusable:
      "libsodium did not start or gave a wrong answer; check that libsodium23 is installed and "
        + "/dev/urandom readable, and do not run on this machine if they are"
    case .kernelUnknown:
      "MATCHLOCK_KERNEL names no kernel of this processor; it may be one of "
        + Verifier.BackEnd.available.map(\.name).joined(separator: ", ")
        + ", or unset for the fastest"
    case .selfTestFailed:
      "a known signature was judged wrongly: faulty processor, memory or libsodium; "
        + "do not run on this machine"
    }
  }
}

extension Verifier {
  /// Judges known signatures, one for each way through the rule: libsodium accepts; only the
  /// cofactored equation accepts, because R carries a point of order eight; nothing accepts.
  mutating func selfTest() -> Bool {
    let bytes = ByteBuffer(count: 32 + 2 * 64 + 9)
    let key = bytes.bytes.slice(0, count: 32)
    let exact = bytes.bytes.slice(32, count: 64)
    let torsion = bytes.bytes.slice(96, count: 64)
    let message = bytes.bytes.slice(160, count: 9)
    fill(key, "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8")
    fill(
      exact.slice(0, count: 32), "acf59f116b156a6699f3a4c6eaba70f715ec548f5eb2c9eb2f6757b98bdc6777")
    fill(
      exact.slice(32, count: 32), "9acb3ea27226703939083e3fb1db81186917974fb9afa8f70a46218b7d214d0c"
    )
    fill(
      torsion.slice(0, count: 32),
      "4f5d97edffb1045ab3cc26ec119b19dd2c54fb40b65ffb2d7e0dde79c1c47687")
    fill(
      torsion.slice(32, count: 32),
      "f8b7f5b89895691b8442f0f9347c28387a3e3662f8dd8e0e3008dc7da9ddc904")
    fill(message, "6d617463686c6f636b")  // "matchlock"

    func judge(_ signature: MutableByteView) -> Verdict {
      verdict(
        of: VerifyRequest(
          publicKey: key.view, signature: signature.view, message: message.view))
    }
    if PublicKeyCheck.fault(of: key.view) != nil { return false }
    if judge(exact) != .valid || slowDecisions != 0 { return false }
    if judge(torsion) != .valid || slowDecisions != 1 { return false }
    message[8] ^= 1
    return judge(exact) == .equationFails && judge(torsion) == .equationFails
  }

  /// Writes hexadecimal digits as the bytes they spell.
  private func fill(_ bytes: MutableByteView, _ digits: String) {
    var index = 0
    for digit in digits.utf8 {
      let value = digit < 0x3a ? digit - 0x30 : digit - 0x57
      bytes[index / 2] = index % 2 == 0 ? value << 4 : bytes[index / 2] | value
      index += 1
    }
    invariant(index == 2 * bytes.count, "a known answer fills its field")
  }
}
