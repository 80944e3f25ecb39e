// SPDX-License-Identifier: Apache-2.0

import Foundation
import Memory
import Signing
import Testing

/// A folder that goes away, and files in it.
struct TestFolder: ~Copyable {
  let path = NSTemporaryDirectory() + "matchlock-signing-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  func put(_ name: String, _ bytes: [UInt8], mode: Int = 0o600) throws -> String {
    let file = path + "/" + name
    try? FileManager.default.removeItem(atPath: file)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return file
  }

  func bytes(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: file)))
  }
}

@Suite struct SealedKeyTests {
  private let cost = SealedKey.Cost(passes: 1, memoryKibibytes: 8 << 10)
  private let seed = signingVectors[0].seed

  /// What opening the file gives: nil, or the refusal, which never tells of the secret.
  private func refusal(_ path: String, _ passphrase: String) throws -> KeyFileError? {
    do throws(KeyFileError) {
      let word = try KeyPassphrase(passphrase)
      let key = try SealedKey(file: path).open(word, path: path)
      #expect(key.publicKey.array == bytes(signingVectors[0].key))
      return nil
    } catch {
      #expect(!"\(error)".contains(seed))
      return error
    }
  }

  private func sealed(_ folder: borrowing TestFolder, _ name: String = "key") throws -> String {
    let path = folder.path + "/" + name
    let key = try SecretKey(seed: Bytes(hex: seed).view)
    try key.seal(
      newFile: path, try KeyPassphrase("correct horse"), purposes: .venue, cost: cost)
    return path
  }

  @Test func `a sealed key opens under its passphrase and no other`() throws {
    let folder = try TestFolder()
    let path = try sealed(folder)
    #expect(try refusal(path, "correct horse") == nil)
    #expect(try refusal(path, "correct hors") == .passphrase(path: path))
    let head = try SealedKey(file: path)
    #expect(head.purposes == .venue)
    #expect(head.publicKey.array == bytes(signingVectors[0].key))
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test func `the secret is nowhere in the file, and no two files are alike`() throws {
    let folder = try TestFolder()
    let (first, second) = (
      try folder.bytes(try sealed(folder)), try folder.bytes(try sealed(folder, "again"))
    )
    let secret = bytes(seed)
    for start in 0...(first.count - 4) {
      #expect(Array(first[start..<start + 4]) != Array(secret[..<4]))
    }
    #expect(first[64...] != second[64...])
    #expect(first[..<64] == second[..<64])
  }

  @Test func `no bit of a sealed file can be changed`() throws {
    let folder = try TestFolder()
    let good = try folder.bytes(try sealed(folder))
    for bit in stride(from: 0, to: good.count * 8, by: 5) {
      var bad = good
      bad[bit / 8] ^= 1 << (bit % 8)
      // A cost that is allowed and larger is refused too, after working for it: not tried.
      if (20..<28).contains(bit / 8) { continue }
      let path = try folder.put("bad", bad)
      let error = try refusal(path, "correct horse")
      #expect(error == .passphrase(path: path) || error == .malformed(path: path), "bit \(bit)")
    }
  }

  @Test func `a hostile file costs nothing and says what is wrong`() throws {
    let folder = try TestFolder()
    let good = try folder.bytes(try sealed(folder))
    for (offset, value) in [
      (20, UInt32(0)), (20, 17), (20, .max), (24, 0), (24, 8_191), (24, 1 << 20 + 1), (24, .max),
    ] {
      var bad = good
      for i in 0..<4 { bad[offset + i] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(i))) }
      let path = try folder.put("bad", bad)
      guard case .cost = try refusal(path, "correct horse") else {
        Issue.record("\(offset) \(value) was not refused for its cost")
        continue
      }
    }
    for bad in [
      [], Array(good[..<151]), good + [0], Array("MLK-SEALED-KEY-1".utf8), Array(good.reversed()),
    ] {
      let path = try folder.put("bad", bad)
      #expect(try refusal(path, "correct horse") == .malformed(path: path))
    }
    for mode in [0o644, 0o640, 0o660, 0o601] {
      let path = try folder.put("open", good, mode: mode)
      #expect(try refusal(path, "correct horse") == .exposed(path: path, mode: UInt32(mode)))
    }
    let fifo = folder.path + "/fifo"
    #expect(mkfifo(fifo, 0o600) == 0)
    #expect(try refusal(fifo, "correct horse") == .notAFile(path: fifo))
  }

  @Test func `purposes are asked for when a key is loaded`() throws {
    let folder = try TestFolder()
    let path = folder.path + "/member"
    let word = try folder.put("word", Array("correct horse\n".utf8))
    let key = try SecretKey(seed: Bytes(hex: seed).view)
    try key.seal(newFile: path, try KeyPassphrase("correct horse"), purposes: .session, cost: cost)
    let loaded = try SecretKey.load(path, passphraseFile: word, wanted: .session)
    #expect(loaded.publicKey.array == key.publicKey.array)
    #expect(throws: KeyFileError.purpose(path: path, has: .session, wanted: .venue)) {
      _ = try SecretKey.load(path, passphraseFile: word, wanted: .venue)
    }
    #expect(throws: KeyFileError.sealed(path: path)) {
      _ = try SecretKey.load(path, passphraseFile: nil)
    }
    for bad in ["short\n", "two lines\nof words\n", ""] {
      let file = try folder.put("bad", Array(bad.utf8))
      #expect(throws: KeyFileError.passphraseForm(path: file)) { _ = try KeyPassphrase(file: file) }
    }
  }

  @Test func `zeroizing overwrites and removes, and touches nothing but keys`() throws {
    let folder = try TestFolder()
    let path = try sealed(folder)
    let other = folder.path + "/other-name"
    #expect(link(path, other) == 0)
    let before = try folder.bytes(other)
    try SecretKey.zeroize(file: path)
    #expect(!FileManager.default.fileExists(atPath: path))
    let after = try folder.bytes(other)
    #expect(after.count == before.count && zip(after, before).filter { $0 == $1 }.count < 20)
    let letter = try folder.put("letter", Array("dear".utf8))
    #expect(throws: KeyFileError.malformed(path: letter)) { try SecretKey.zeroize(file: letter) }
    #expect(try folder.bytes(letter) == Array("dear".utf8))
  }
}

@Suite struct KeyPurposesTests {
  private func padded(_ tag: String) -> Bytes {
    Bytes(Array(tag.utf8) + [UInt8](repeating: 0, count: 47 - tag.utf8.count))
  }

  @Test(arguments: [
    ("MLK-RECEIPT-v1", KeyPurposes.receipt), ("MLK-BATCH-v1", .batch), ("MLK-SEAL-v1", .batch),
    ("MATCHLOCK-COMMAND-1", .session), ("MATCHLOCK-LOGON-1", .session),
    ("MATCHLOCK-REPLY-1", .session), ("MATCHLOCK-REGISTER-1", .session),
    ("a vote of CometBFT", .consensus),
    ("MLK-RECEIPT-v2", .consensus), ("MLK-BATCH-v11", .consensus),
    ("MATCHLOCKCOMMAND-1", .consensus),
  ])
  func `a message is for one purpose`(_ tag: String, _ purpose: KeyPurposes) {
    for candidate in [KeyPurposes.receipt, .batch, .session, .consensus] {
      #expect(candidate.allows(padded(tag).view) == (candidate == purpose), "\(candidate.words)")
    }
  }

  @Test func `a signer refuses what its key is not for`() throws {
    var signer = try vectorSigner()
    signer.restrict(0, to: .session)
    let completions = Slab<SignCompletion>(count: 4)
    for (i, tag) in ["MLK-BATCH-v1", "MATCHLOCK-LOGON-1"].enumerated() {
      let isTaken = signer.submit(cookie: UInt64(i), keySlot: 0, message: padded(tag).view)
      #expect(isTaken)
    }
    var statuses: [SignStatus] = []
    while statuses.count < 2 {
      for i in 0..<signer.poll(completions, max: 4) { statuses.append(completions[i].status) }
    }
    #expect(statuses == [.keyMissing, .signed])
  }

  @Test func `words`() {
    #expect(KeyPurposes(words: "venue")?.words == "receipt,batch,session")
    #expect(KeyPurposes(words: "consensus") == .consensus)
    for bad in ["", "consensus,session", "orders", "receipt,", ","] {
      #expect(KeyPurposes(words: bad) == nil)
    }
  }
}
