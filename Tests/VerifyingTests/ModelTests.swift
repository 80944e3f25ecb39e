// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import Verifying

/// The verifier against big-integer arithmetic that shares nothing with it.
@Suite struct ModelTests {
  @Test func `the model agrees with the published vectors`() {
    #expect(
      hexadecimal(Sha512Model.hash(Array("abc".utf8))).hasPrefix("ddaf35a193617abacc417349ae204131")
    )
    #expect((Point.base * Scalar.order) == .neutral)
    #expect(Point.torsion.filter { $0 * Integer256(4) != .neutral }.count == 4)
    for vector in embeddedVectors {
      let verifies = EdwardsModel.verifies(
        key: bytes(vector.key), signature: bytes(vector.r + vector.s),
        message: bytes(vector.message))
      #expect(verifies == vector.rule, "\(vector.name)")
      #expect(
        EdwardsModel.isRegistrable(bytes(vector.key)) == vector.registrable, "\(vector.name)")
    }
  }

  @Test func `crafted signatures are judged as the model judges them`() throws {
    var accepted = 0
    var refused = 0
    var acceptedSlowly = 0
    for seed in seeds(96) {
      var crafted = Crafted(seed: seed)
      crafted.spoil()
      let expected = EdwardsModel.verifies(
        key: crafted.key, signature: crafted.signature, message: crafted.message)
      let one = Case(key: crafted.key, signature: crafted.signature, message: crafted.message)
      var slowly = 0
      for backEnd in Verifier.BackEnd.available {
        var verifier = try Verifier(backEnd: backEnd)
        let verdict = verifier.verdict(of: one.request)
        #expect(
          (verdict == .valid) == expected,
          "MATCHLOCK_SEED=\(seed) \(crafted.what): \(verdict) by \(backEnd.name)")
        slowly += Int(verifier.slowDecisions)
      }
      #expect(slowly == 0 || slowly >= Verifier.BackEnd.available.count - 1)
      if expected { accepted += 1 } else { refused += 1 }
      if expected && slowly > 0 { acceptedSlowly += 1 }
    }
    print("model: \(accepted) accepted, \(acceptedSlowly) of them slowly, \(refused) refused")
    if seeds(96).count > 1 {
      #expect(accepted > 25 && refused > 25 && acceptedSlowly > 15)
    }
  }

  @Test func `keys are registrable exactly when the model finds them free of torsion`() {
    for seed in seeds(16) {
      var random = SplitMix(seed: seed)
      let point = Point.base * Scalar.reduce(random.bytes(32))
      for (multiple, torsion) in Point.torsion.enumerated() {
        let fault = keyFault((point + torsion).encoding)
        #expect(
          fault == (multiple == 0 ? nil : .notTorsionFree), "MATCHLOCK_SEED=\(seed), \(multiple)")
      }
      let anything = random.bytes(32)
      #expect(
        (keyFault(anything) == nil) == EdwardsModel.isRegistrable(anything),
        "MATCHLOCK_SEED=\(seed)")
    }
  }
}

/// A signature made with or without torsion, then spoilt in one of several ways or left alone.
private struct Crafted {
  var key: [UInt8]
  var signature: [UInt8]
  var message: [UInt8]
  var what = "as signed"
  private var random: SplitMix

  init(seed: UInt64) {
    random = SplitMix(seed: seed)
    message = random.bytes(Int(random.next() % 200))
    let keyTorsion = random.next() % 3 == 0 ? Int(random.next() % 8) : 0
    let nonceTorsion = Int(random.next() % 8)
    (key, signature) = EdwardsModel.sign(
      secret: Scalar.reduce(random.bytes(64)), nonce: Scalar.reduce(random.bytes(64)),
      keyTorsion: keyTorsion, nonceTorsion: nonceTorsion, message: message)
  }

  /// Half the time nothing; otherwise one change of each kind in turn.
  mutating func spoil() {
    switch random.next() % 14 {
    case 0:
      what = "bit of S flipped"
      signature[32 + Int(random.next() % 31)] ^= 1 << UInt8(random.next() % 8)
    case 1:
      what = "bit of R flipped"
      signature[Int(random.next() % 32)] ^= 1 << UInt8(random.next() % 8)
    case 2:
      what = "bit of A flipped"
      key[Int(random.next() % 32)] ^= 1 << UInt8(random.next() % 8)
    case 3:
      what = "message longer"
      message.append(0)
    case 4:
      what = "S plus L"
      let s = Integer256(signature[32...]) &+ Scalar.order
      signature.replaceSubrange(32..., with: s.bytes)
    case 5:
      what = "torsion added to R after the challenge"
      let r = Point(encoding: Array(signature[..<32]))! + Point.torsion[1]
      signature.replaceSubrange(..<32, with: r.encoding)
    case 6:
      what = "R negated"
      signature[31] ^= 0x80
    default:
      break
    }
  }
}
