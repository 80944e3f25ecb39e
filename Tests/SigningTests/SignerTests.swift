// SPDX-License-Identifier: Apache-2.0

import CKernels
import CSodium
import Foundation
import Memory
import Signing
import Testing

/// A signer with the RFC 8032 keys in slots 0, 1, 2, 3.
func vectorSigner(queueDepth: Int = 8, signaturesPerPollMax: Int = 1, form: Int? = nil) throws
  -> Signer
{
  var ring =
    if let form { try KeyRing(slotsMax: 5, form: form) } else { try KeyRing(slotsMax: 5) }
  for (slot, vector) in signingVectors.enumerated() {
    ring.install(try SecretKey(seed: Bytes(hex: vector.seed).view), slot: UInt8(slot))
  }
  return Signer(
    software: ring, queueDepth: queueDepth, signaturesPerPollMax: signaturesPerPollMax)
}

@Suite struct SignerTests {
  @Test func `signatures are those of RFC 8032, in order, with their cookies`() throws {
    var signer = try vectorSigner(signaturesPerPollMax: 3)
    let completions = Slab<SignCompletion>(count: 8)
    for (slot, vector) in signingVectors.enumerated() {
      let queued = signer.submit(
        cookie: UInt64(slot) << 40, keySlot: UInt8(slot), message: Bytes(hex: vector.message).view)
      #expect(queued)
      #expect(signer.publicKey(UInt8(slot))?.array == bytes(vector.key))
    }
    var seen = 0
    while seen < signingVectors.count {
      let count = signer.poll(completions, max: 8)
      #expect(count == min(3, signingVectors.count - seen))
      for i in 0..<count {
        #expect(completions[i].cookie == UInt64(seen) << 40)
        #expect(completions[i].status == .signed)
        #expect(hexadecimal(completions[i].signature.array) == signingVectors[seen].signature)
        seen += 1
      }
    }
    let more = signer.poll(completions, max: 8)
    #expect(more == 0)
  }

  /// Every form that this processor has, and libsodium.
  static let forms = [-1] + (0..<4).filter { ml_kernel_of(Int32($0)) != nil }

  @Test(arguments: forms) func `every form signs alike, in bursts of any size`(_ form: Int) throws {
    var signer = try vectorSigner(queueDepth: 20, signaturesPerPollMax: 20, form: form)
    let completions = Slab<SignCompletion>(count: 20)
    for count in 1...20 {
      for cookie in 0..<count {
        // Slot 4 is empty: its requests stand between the others and have no signature.
        let slot = UInt8((cookie + count) % 5)
        let message = slot < 4 ? Bytes(hex: signingVectors[Int(slot)].message) : Bytes("x")
        let queued = signer.submit(
          cookie: UInt64(cookie), keySlot: slot, message: message.view)
        #expect(queued)
      }
      let made = signer.poll(completions, max: 20)
      #expect(made == count)
      for cookie in 0..<count {
        let slot = (cookie + count) % 5
        #expect(completions[cookie].cookie == UInt64(cookie))
        #expect(completions[cookie].status == (slot < 4 ? .signed : .keyMissing))
        let expected =
          slot < 4 ? signingVectors[slot].signature : String(repeating: "00", count: 64)
        #expect(hexadecimal(completions[cookie].signature.array) == expected, "\(count)")
      }
    }
  }

  /// A public key that rots in memory makes another challenge for the same nonce, and two such signatures
  /// give the secret away. The copy it is verified with is another one.
  @Test(arguments: forms) func `a rotten public key beside the secret releases nothing`(_ form: Int)
    throws
  {
    var signer = try vectorSigner(signaturesPerPollMax: 8, form: form)
    let completions = Slab<SignCompletion>(count: 8)
    let message = Bytes(hex: signingVectors[1].message).view
    signer.corruptSigningKey(1)
    for slot in [0, 1, 2] as [UInt8] {
      _ = signer.submit(cookie: UInt64(slot), keySlot: slot, message: message)
    }
    let count = signer.poll(completions, max: 8)
    #expect(count == 3)
    for n in 0..<3 { #expect(completions[n].status == (n == 1 ? .fault : .signed), "\(n)") }
  }

  @Test func `a full queue refuses and keeps what it holds, over many turns of the ring`() throws {
    var signer = try vectorSigner(queueDepth: 3)
    let completions = Slab<SignCompletion>(count: 1)
    let message = Bytes(hex: signingVectors[1].message).view
    var next: UInt64 = 0
    var answered: UInt64 = 0
    for _ in 0..<20 {
      while signer.submit(cookie: next, keySlot: 1, message: message) { next += 1 }
      #expect(signer.pending == 3)
      #expect(next == answered + 3)
      let count = signer.poll(completions, max: 1)
      #expect(count == 1 && completions[0 as Int].cookie == answered)
      #expect(hexadecimal(completions[0 as Int].signature.array) == signingVectors[1].signature)
      answered += 1
    }
    let none = signer.poll(completions, max: 0)
    #expect(none == 0 && signer.pending == 2)
  }

  @Test func `a message is copied when it is submitted`() throws {
    var signer = try vectorSigner()
    let completions = Slab<SignCompletion>(count: 1)
    let message = Bytes(hex: signingVectors[2].message)
    _ = signer.submit(cookie: 1, keySlot: 2, message: message.view)
    message.mutable.clear()
    _ = signer.poll(completions, max: 1)
    #expect(hexadecimal(completions[0 as Int].signature.array) == signingVectors[2].signature)
  }

  @Test func `an empty slot and one that does not exist answer without a signature`() throws {
    var signer = try vectorSigner(signaturesPerPollMax: 8)
    let completions = Slab<SignCompletion>(count: 8)
    for slot in [4, 5, 255] as [UInt8] {
      _ = signer.submit(cookie: UInt64(slot), keySlot: slot, message: Bytes("x").view)
      if signer.publicKey(slot) != nil { Issue.record("slot \(slot) has a key") }
    }
    let count = signer.poll(completions, max: 8)
    #expect(count == 3)
    for i in 0..<count {
      #expect(completions[i].status == .keyMissing)
      #expect(completions[i].signature.array == [UInt8](repeating: 0, count: 64))
    }
  }

  @Test func `no signature with any bit faulted is ever released`() throws {
    var signer = try vectorSigner()
    let completions = Slab<SignCompletion>(count: 1)
    let message = Bytes(hex: signingVectors[3].message).view
    for bit in 0..<512 {
      signer.injectFault(mask: 1 << UInt8(bit % 8), byte: bit / 8)
      _ = signer.submit(cookie: UInt64(bit), keySlot: 3, message: message)
      _ = signer.poll(completions, max: 1)
      #expect(completions[0 as Int].status == .fault, "bit \(bit)")
      #expect(completions[0 as Int].signature.array == [UInt8](repeating: 0, count: 64))
    }
    signer.injectFault(mask: 0, byte: 0)
    _ = signer.submit(cookie: 0, keySlot: 3, message: message)
    _ = signer.poll(completions, max: 1)
    #expect(completions[0 as Int].status == .signed)
    #expect(hexadecimal(completions[0 as Int].signature.array) == signingVectors[3].signature)
  }

  @Test func `messages of every length up to the longest are signed and verify`() throws {
    var signer = try vectorSigner()
    let completions = Slab<SignCompletion>(count: 1)
    var random = SplitMix(seed: 1)
    for count in [0, 1, 47, 48, 63, 64, 111, 112, 1231, Signer.messageBytesMax] {
      let message = Bytes(random.bytes(count))
      _ = signer.submit(cookie: 0, keySlot: 0, message: message.view)
      _ = signer.poll(completions, max: 1)
      let signature = Bytes(completions[0 as Int].signature.array)
      let verifies = ml_curve_verify_exact(
        signature.view.address.assumingMemoryBound(to: UInt8.self),
        message.view.address.assumingMemoryBound(to: UInt8.self), count,
        signer.publicKey(0)!.address.assumingMemoryBound(to: UInt8.self))
      #expect(verifies == 1 && completions[0 as Int].status == .signed, "\(count) bytes")
    }
  }

  @Test func `misuse stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var signer = try vectorSigner()
      _ = signer.submit(
        cookie: 0, keySlot: 0, message: Bytes(count: Signer.messageBytesMax + 1).view)
    }
    await #expect(processExitsWith: .failure) {
      var ring = try KeyRing(slotsMax: 2)
      ring.install(try SecretKey.random(), slot: 1)
      ring.install(try SecretKey.random(), slot: 1)
    }
    await #expect(processExitsWith: .failure) {
      var ring = try KeyRing(slotsMax: 2)
      ring.install(try SecretKey.random(), slot: 2)
    }
    await #expect(processExitsWith: .failure) {
      var signer = try vectorSigner()
      _ = signer.poll(Slab<SignCompletion>(count: 1), max: 2)
    }
  }

  @Test func `another implementation makes the same signatures`() throws {
    let probe = try output("/usr/bin/python3", ["-c", "import nacl.signing"])
    guard let probe, probe.status == 0 else {
      print("note: absent: python3 with nacl; signatures were compared with RFC 8032 only")
      return
    }
    var signer = try vectorSigner()
    let completions = Slab<SignCompletion>(count: 1)
    for seed in seeds(20) {
      var random = SplitMix(seed: seed)
      let message = random.bytes(Int(random.next() % 1200))
      _ = signer.submit(cookie: 0, keySlot: 2, message: Bytes(message).view)
      _ = signer.poll(completions, max: 1)
      let program = """
        import nacl.signing
        key = nacl.signing.SigningKey(bytes.fromhex("\(signingVectors[2].seed)"))
        print(key.sign(bytes.fromhex("\(hexadecimal(message))")).signature.hex())
        """
      let theirs = try #require(try output("/usr/bin/python3", ["-c", program])).text
      #expect(
        theirs == hexadecimal(completions[0 as Int].signature.array) + "\n",
        "MATCHLOCK_SEED=\(seed)")
    }
  }
}
