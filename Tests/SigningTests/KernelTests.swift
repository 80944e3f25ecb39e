// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import Signing
import Testing

/// What a session and a signer own, made before the thread is confined.
private final class Rig: @unchecked Sendable {
  var signer: Signer
  var random: RandomStream
  var own: EphemeralKey
  var keys: SessionKeys
  let completions = Slab<SignCompletion>(count: 1)
  let bytes = Bytes([9] + [UInt8](repeating: 0, count: 31))
  var good = true

  init() throws {
    signer = try vectorSigner()
    random = try RandomStream()
    own = try EphemeralKey()
    keys = try SessionKeys(sessionsMax: 1)
  }

  func work() {
    let view = bytes.view
    for cookie in 0..<3 as Range<UInt64> {
      good = good && signer.submit(cookie: cookie, keySlot: 1, message: view)
      good = good && signer.poll(completions, max: 1) == 1
      good = good && completions[0 as Int].cookie == cookie
      own.renew(from: &random)
      do throws(AgreementError) {
        try keys.agree(slot: 0, own: &own, peer: view, transcriptHash: view, role: .venue)
      } catch {
        good = false
      }
      let tag = keys.tag16(slot: 0, direction: .venueToClient, header: view, body: view)
      good = good && !SessionMac.matches(tag, view.slice(0, count: 16))
    }
  }
}

@Suite struct KernelTests {
  @Test func `signing and sessions enter the kernel at start only`() async {
    await #expect(processExitsWith: .success) {
      let rig = try Rig()
      if !Confined.run({ rig.work() }) || !rig.good { exit(1) }
    }
  }

  @Test func `the confinement notices a system call`() async {
    await #expect(processExitsWith: .failure) {
      let rig = try Rig()
      if !Confined.run({ rig.random.reseed() }) { exit(1) }
    }
  }
}
