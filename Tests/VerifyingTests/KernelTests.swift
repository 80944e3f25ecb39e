// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import Testing
import Verifying

/// What a verifier owns, made before the thread is confined.
private final class Rig: @unchecked Sendable {
  var verifier: Verifier
  var keys = KeyTable(keysMax: 4)
  let requests = Slab<VerifyRequest>(count: 3)
  let verdicts = Slab<Verdict>(count: 3)
  var good = true

  init(_ backEnd: Verifier.BackEnd) throws {
    verifier = try Verifier(backEnd: backEnd)
    for (i, name) in ["RFC 8032 TEST 2", "torsion 1 in R", "speccheck 6"].enumerated() {
      let v = embeddedVectors.first { $0.name == name }!
      requests[i] =
        Case(key: bytes(v.key), signature: bytes(v.r + v.s), message: bytes(v.message)).request
    }
  }

  func work() {
    do throws(KeyTableError) {
      try keys.register(id: 3, key: requests[0 as Int].publicKey)
    } catch {
      good = false
    }
    if case .none = keys.key(3) { good = false }
    for _ in 0..<3 { verifier.verify(requests: requests, count: 3, verdicts: verdicts) }
  }
}

@Suite struct KernelTests {
  @Test func `verifying enters the kernel at start only`() async {
    await #expect(processExitsWith: .success) {
      for backEnd in Verifier.BackEnd.available {
        let rig = try Rig(backEnd)
        if !Confined.run({ rig.work() }) || !rig.good { exit(1) }
        let verdicts = (0..<3).map { rig.verdicts[$0] }
        if verdicts != [.valid, .valid, .scalarNotCanonical] { exit(1) }
      }
    }
  }

  @Test func `the confinement notices a system call`() async {
    await #expect(processExitsWith: .failure) {
      if !Confined.run({ usleep(1) }) { exit(1) }
    }
  }
}
