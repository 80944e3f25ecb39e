// SPDX-License-Identifier: Apache-2.0

import Foundation
import Memory
import Signing
import Testing

/// SoftHSM2 as the token: Debian's package, in a folder of its own.
@Suite(.serialized) struct Pkcs11Tests {
  private static let module = "/usr/lib/softhsm/libsofthsm2.so"

  /// A fresh token with its PIN file, or nil and a note when SoftHSM2 is not installed.
  private func token(_ folder: borrowing TestFolder, _ label: String) throws -> (
    module: String, pin: String
  )? {
    guard FileManager.default.fileExists(atPath: Self.module) else {
      print("note: softhsm2 is absent: no PKCS#11 token was tried")
      return nil
    }
    // The module reads its configuration once a process: all tests share one folder.
    let shared =
      NSTemporaryDirectory() + "matchlock-softhsm-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: shared, withIntermediateDirectories: true)
    let configuration = shared + "/softhsm2.conf"
    try "directories.tokendir = \(shared)\nobjectstore.backend = file\nlog.level = ERROR\n".write(
      toFile: configuration, atomically: true, encoding: .utf8)
    setenv("SOFTHSM2_CONF", configuration, 1)
    let made = try output(
      "softhsm2-util",
      ["--init-token", "--free", "--label", label, "--pin", "1234", "--so-pin", "5678"])
    #expect(made?.status == 0, "\(made?.text ?? "no softhsm2-util")")
    return (Self.module, try folder.put("pin", Array("1234\n".utf8)))
  }

  @Test func `a token's signatures are those of software`() throws {
    let folder = try TestFolder()
    guard let (module, pin) = try token(folder, "sign") else { return }
    let opened = try Pkcs11Token(module: module, token: "sign", pinFile: pin)
    let vector = signingVectors[3]
    try opened.provision(try SecretKey(seed: Bytes(hex: vector.seed).view), label: "venue")
    let found = try opened.find("venue")
    #expect(found.publicKey.array == bytes(vector.key))
    #expect(refusal { try opened.provision(try SecretKey.random(), label: "venue") } != nil)
    var signer = try Signer(token: opened, label: "venue")
    let key = signer.publicKey(0)?.array
    #expect(key == bytes(vector.key))
    let none = signer.publicKey(1) == nil
    #expect(none)
    var software = try vectorSigner(queueDepth: 64, signaturesPerPollMax: 64)
    let completions = Slab<SignCompletion>(count: 64)
    var random = SplitMix(seed: 1)
    var messages = [bytes(vector.message)]
    for length in [0, 1, 47, 48, 1_232] { messages.append(random.bytes(length)) }
    var expected: [[UInt8]] = []
    for (i, message) in messages.enumerated() {
      _ = software.submit(cookie: UInt64(i), keySlot: 3, message: Bytes(message).view)
      _ = signer.submit(cookie: UInt64(i), keySlot: 0, message: Bytes(message).view)
    }
    for i in 0..<software.poll(completions, max: 64) {
      expected.append(completions[i].signature.array)
    }
    _ = signer.submit(cookie: 99, keySlot: 5, message: Bytes("x").view)
    var next = 0
    let deadline = Date(timeIntervalSinceNow: 30)
    while next < messages.count + 1 && Date() < deadline {
      for i in 0..<signer.poll(completions, max: 64) {
        if next == messages.count {
          #expect(completions[i].cookie == 99 && completions[i].status == .keyMissing)
        } else {
          #expect(completions[i].cookie == UInt64(next) && completions[i].status == .signed)
          #expect(completions[i].signature.array == expected[next])
        }
        next += 1
      }
    }
    let pending = signer.pending
    #expect(next == messages.count + 1 && pending == 0)
    #expect(expected[0] == bytes(vector.signature))
  }

  @Test func `keys are made, listed and destroyed in the token`() throws {
    let folder = try TestFolder()
    guard let (module, pin) = try token(folder, "manage") else { return }
    let opened = try Pkcs11Token(module: module, token: "manage", pinFile: pin)
    var labels = try opened.labels()
    #expect(labels == [])
    try opened.generate("one")
    try opened.generate("two")
    #expect(refusal { try opened.generate("two") } != nil)
    labels = try opened.labels()
    #expect(Set(labels) == ["one", "two"])
    let (one, two) = (try opened.find("one"), try opened.find("two"))
    #expect(one.publicKey != two.publicKey)
    try opened.destroy("one")
    labels = try opened.labels()
    #expect(labels == ["two"])
    #expect(refusal { _ = try opened.find("one") }?.contains("0 Ed25519 private keys") == true)
  }

  private func refusal(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch { return "\(error)" }
  }

  @Test func `what is wrong with a token is said`() throws {
    let folder = try TestFolder()
    guard let (module, pin) = try token(folder, "wrong") else { return }
    func refusal(_ module: String, _ token: String, _ pin: String) -> String {
      do throws(Pkcs11Error) {
        _ = try Pkcs11Token(module: module, token: token, pinFile: pin)
        return ""
      } catch { return error.description }
    }
    #expect(refusal(module, "absent", pin).contains("no token is labelled"))
    #expect(
      refusal(module, "wrong", try folder.put("bad", Array("4321\n".utf8))).contains(
        "PIN incorrect"))
    #expect(refusal("libno-such-module.so", "wrong", pin).contains("libno-such-module.so"))
    #expect(refusal("libm.so.6", "wrong", pin).contains("no PKCS#11 module"))
    #expect(refusal(module, "wrong", folder.path + "/none").contains("No such file"))
    #expect(refusal(module, "wrong", pin) == "")
  }
}
