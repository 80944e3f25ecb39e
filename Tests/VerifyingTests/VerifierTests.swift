// SPDX-License-Identifier: Apache-2.0

import Foundation
import Memory
import Testing
import Verifying

/// One request's bytes. Never freed, so that a request stays good; tests make a few thousand.
struct Case {
  let request: VerifyRequest

  init(key: [UInt8], signature: [UInt8], message: [UInt8]) {
    let all = key + signature + message
    let base = UnsafeMutableRawPointer.allocate(byteCount: all.count, alignment: 16)
    base.copyMemory(from: all, byteCount: all.count)
    let view = ByteView(base, count: all.count)
    request = VerifyRequest(
      publicKey: view.slice(0, count: 32), signature: view.slice(32, count: 64),
      message: view.slice(96, count: message.count))
  }
}

/// The verdict on one signature, which every back end gives.
func verdict(key: [UInt8], signature: [UInt8], message: [UInt8]) throws -> Verdict {
  var reference = try Verifier(backEnd: .sodium)
  let one = Case(key: key, signature: signature, message: message)
  let verdict = reference.verdict(of: one.request)
  for backEnd in Verifier.BackEnd.available {
    var verifier = try Verifier(backEnd: backEnd)
    #expect(verifier.verdict(of: one.request) == verdict, "\(backEnd.name)")
  }
  return verdict
}

func keyFault(_ key: [UInt8]) -> KeyFault? {
  let buffer = ByteBuffer(count: 32)
  for i in 0..<32 { buffer.bytes[i] = key[i] }
  let fault = PublicKeyCheck.referenceFault(of: buffer.bytes.view)
  #expect(PublicKeyCheck.fault(of: buffer.bytes.view) == fault)
  for backEnd in Verifier.BackEnd.available {
    #expect(PublicKeyCheck.fault(of: buffer.bytes.view, by: backEnd) == fault, "\(backEnd.name)")
  }
  return fault
}

@Suite struct VerifierTests {
  @Test(arguments: embeddedVectors)
  func `the rule gives the published verdict on every embedded vector`(
    _ vector: EmbeddedVector
  ) throws {
    let verdict = try verdict(
      key: bytes(vector.key), signature: bytes(vector.r + vector.s),
      message: bytes(vector.message))
    #expect((verdict == .valid) == vector.rule)
    #expect((keyFault(bytes(vector.key)) == nil) == vector.registrable)
  }

  @Test func `each refusal names the check that failed`() throws {
    let honest = embeddedVectors[1]
    let key = bytes(honest.key)
    let r = bytes(honest.r)
    let s = bytes(honest.s)
    let message = bytes(honest.message)
    func judge(key: [UInt8]? = nil, r changed: [UInt8]? = nil, s scalar: [UInt8]? = nil) throws
      -> Verdict
    {
      try verdict(
        key: key ?? bytes(honest.key), signature: (changed ?? r) + (scalar ?? s), message: message)
    }
    #expect(try judge() == .valid)
    #expect(try judge(s: (Integer256(s) &+ Scalar.order).bytes) == .scalarNotCanonical)
    #expect(try judge(s: Scalar.order.bytes) == .scalarNotCanonical)
    #expect(try judge(s: (Scalar.order &- Integer256(1)).bytes) == .equationFails)
    #expect(try judge(s: [UInt8](repeating: 0, count: 32)) == .equationFails)
    #expect(try judge(r: Field.p.bytes) == .commitmentNotCanonical)
    #expect(
      try judge(r: [1] + [UInt8](repeating: 0, count: 30) + [0x80]) == .commitmentNotCanonical)
    #expect(try judge(r: Point.torsion[1].encoding) == .commitmentSmallOrder)
    #expect(try judge(r: [2] + [UInt8](repeating: 0, count: 31)) == .commitmentUndecodable)
    #expect(try judge(key: Point.torsion[3].encoding) == .keyRefused)
    #expect(try judge(key: Field.p.bytes) == .keyRefused)
    #expect(try judge(key: [2] + [UInt8](repeating: 0, count: 31)) == .keyRefused)
    var flipped = key
    flipped[31] ^= 0x80
    #expect(try judge(key: flipped) == .equationFails)
  }

  @Test func `the bounds of the scalar and of y are exact`() throws {
    let key = bytes(embeddedVectors[1].key)
    for step in -3...3 {
      let s = Scalar.order &+ Integer256(3) &- Integer256(UInt128(3 - step))
      let verdict = try verdict(key: key, signature: key + s.bytes, message: [7])
      #expect(verdict == (step < 0 ? .equationFails : .scalarNotCanonical), "L + (\(step))")
    }
    // y = p - 1 is a point of order two; from p on y has another name, and 2^255 - 1 is the last.
    let s = Integer256(5).bytes
    for step in 0...19 {
      let y = Field.p &- Integer256(1) &+ Integer256(UInt128(step))
      let verdict = try verdict(key: key, signature: y.bytes + s, message: [7])
      #expect(verdict == (step == 0 ? .commitmentSmallOrder : .commitmentNotCanonical), "\(step)")
    }
    // The largest y below p - 1 of which there is a point is not refused for its encoding.
    let y = try #require(
      (2...40).map { Field.p &- Integer256($0) }.first { Point(encoding: $0.bytes) != nil })
    #expect(try verdict(key: key, signature: y.bytes + s, message: [7]) == .equationFails)
  }

  @Test func `all fourteen encodings of small order are refused as R and as A`() throws {
    let honest = embeddedVectors[1]
    let p = Field.p
    let one = Integer256(1)
    let sign = Integer256(0, 1 << 127)
    var encodings = Point.torsion.map { $0.encoding }
    encodings += [
      (one &+ sign).bytes, (p &- one &+ sign).bytes, p.bytes, (p &+ sign).bytes,
      (p &+ one).bytes, (p &+ one &+ sign).bytes,
    ]
    #expect(Set(encodings).count == 14)
    for encoding in encodings {
      let asR = try verdict(
        key: bytes(honest.key), signature: encoding + bytes(honest.s), message: [])
      #expect(asR == .commitmentSmallOrder || asR == .commitmentNotCanonical)
      let asA = try verdict(
        key: encoding, signature: bytes(honest.r + honest.s), message: [])
      #expect(asA == .keyRefused)
      let fault = keyFault(encoding)
      #expect(fault == .smallOrder || fault == .notCanonical)
    }
  }

  @Test(arguments: Verifier.BackEnd.available)
  func `honest signatures never need the slow decision and bad ones do`(
    _ backEnd: Verifier.BackEnd
  ) throws {
    var verifier = try Verifier(backEnd: backEnd)
    #expect(verifier.slowDecisions == 0)
    let requests = Slab<VerifyRequest>(count: 4)
    let verdicts = Slab<Verdict>(count: 4)
    let v = embeddedVectors[1]
    let good = Case(
      key: bytes(v.key), signature: bytes(v.r + v.s), message: bytes(v.message))
    let bad = Case(key: bytes(v.key), signature: bytes(v.r + v.s), message: [1, 2, 3])
    requests[0 as Int] = good.request
    requests[1 as Int] = bad.request
    requests[2 as Int] = good.request
    verifier.verify(requests: requests, count: 3, verdicts: verdicts)
    #expect(verdicts[0 as Int] == .valid)
    #expect(verdicts[1 as Int] == .equationFails)
    #expect(verdicts[2 as Int] == .valid)
    #expect(verdicts[3 as Int] == .unverified)
    #expect(verifier.slowDecisions == 1)
  }

  /// Their message lies where nobody may read: to hash it, the first step of any arithmetic, would end the
  /// process.
  @Test(arguments: Verifier.BackEnd.available)
  func `what fails a byte check is refused before its message is read`(
    _ backEnd: Verifier.BackEnd
  ) async {
    await #expect(processExitsWith: .success) { [number = backEnd.rawValue as UInt8] in
      let place = mmap(nil, 4_096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
      let unreadable = ByteView(place, count: 100)
      let v = embeddedVectors[1]
      let good = Case(key: bytes(v.key), signature: bytes(v.r + v.s), message: []).request
      let zero = [UInt8](repeating: 0, count: 32)
      let changes: [([UInt8], [UInt8], Verdict)] = [
        (bytes(v.r), [UInt8](repeating: 0xff, count: 32), .scalarNotCanonical),
        ([UInt8](repeating: 0xff, count: 32), bytes(v.s), .commitmentNotCanonical),
        (zero, bytes(v.s), .commitmentSmallOrder),
      ]
      var verifier = try Verifier(backEnd: Verifier.BackEnd(rawValue: number)!)
      for count in 1...9 {
        let requests = Slab<VerifyRequest>(count: count)
        let verdicts = Slab<Verdict>(count: count)
        for i in 0..<count {
          let (r, s, _) = changes[i % changes.count]
          requests[i] = VerifyRequest(
            publicKey: good.publicKey,
            signature: Case(key: bytes(v.key), signature: r + s, message: []).request.signature,
            message: unreadable)
        }
        verifier.verify(requests: requests, count: count, verdicts: verdicts)
        for i in 0..<count where verdicts[i] != changes[i % changes.count].2 { exit(1) }
      }
      if verifier.slowDecisions != 0 { exit(1) }
    }
    // And that it would be noticed.
    await #expect(processExitsWith: .failure) { [number = backEnd.rawValue as UInt8] in
      let place = mmap(nil, 4_096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
      let v = embeddedVectors[1]
      let good = Case(key: bytes(v.key), signature: bytes(v.r + v.s), message: []).request
      var verifier = try Verifier(backEnd: Verifier.BackEnd(rawValue: number)!)
      _ = verifier.verdict(
        of: VerifyRequest(
          publicKey: good.publicKey, signature: good.signature,
          message: ByteView(place, count: 100)))
    }
  }

  @Test func `an empty request and one of the wrong size stop the program`() async {
    await #expect(processExitsWith: .failure) {
      var verifier = try Verifier()
      let requests = Slab<VerifyRequest>(count: 1)
      let verdicts = Slab<Verdict>(count: 1)
      verifier.verify(requests: requests, count: 1, verdicts: verdicts)
    }
    await #expect(processExitsWith: .failure) {
      let bytes = ByteBuffer(count: 64)
      _ = VerifyRequest(
        publicKey: bytes.bytes.view, signature: bytes.bytes.view, message: bytes.bytes.view)
    }
    await #expect(processExitsWith: .failure) {
      var verifier = try Verifier()
      let requests = Slab<VerifyRequest>(count: 1)
      let verdicts = Slab<Verdict>(count: 1)
      verifier.verify(requests: requests, count: 2, verdicts: verdicts)
    }
  }
}
