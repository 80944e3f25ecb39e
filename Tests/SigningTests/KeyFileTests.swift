// SPDX-License-Identifier: Apache-2.0

import Foundation
import Memory
import Signing
import Testing

@Suite struct KeyFileTests {
  private let folder = NSTemporaryDirectory() + "matchlock-keys-\(UUID().uuidString)"
  private var path: String { folder + "/key" }
  private let digits = signingVectors[0].seed

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Runs `body`, then removes the folder.
  private func cleaning(_ body: () throws -> Void) rethrows {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body()
  }

  private func put(_ text: String, mode: Int = 0o600) throws {
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  /// The refusal of the file there, and that it says nothing of the secret.
  private func refusal() -> KeyFileError? {
    do throws(KeyFileError) {
      _ = try SecretKey(file: path)
      return nil
    } catch {
      #expect(!"\(error)".contains(digits) && !String(reflecting: error).contains(digits))
      return error
    }
  }

  @Test func `a key written to a file is the key read from it`() throws {
    try cleaning {
      let key = try SecretKey(seed: Bytes(hex: digits).view)
      try key.write(newFile: path)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text == "MLK-ED25519-SEED-v1 \(digits)\n")
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(mode as? Int == 0o600)
      let again = try SecretKey(file: path)
      #expect(again.publicKey.array == key.publicKey.array)
    }
  }

  @Test func `writing never overwrites`() throws {
    try cleaning {
      let key = try SecretKey.random()
      try key.write(newFile: path)
      #expect(throws: KeyFileError.system(path: path, errno: EEXIST)) {
        try SecretKey.random().write(newFile: path)
      }
      #expect(try SecretKey(file: path).publicKey.array == key.publicKey.array)
    }
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o601, 0o700, 0o4600 | 0o040])
  func `a file others can reach is refused with the remedy`(_ mode: Int) throws {
    try cleaning {
      try put("MLK-ED25519-SEED-v1 \(digits)\n", mode: mode)
      let error = try #require(refusal())
      #expect(error == .exposed(path: path, mode: UInt32(mode)))
      #expect("\(error)".contains("chmod 600 \(path)"))
    }
  }

  @Test func `a private file may be read-only`() throws {
    try cleaning {
      try put("MLK-ED25519-SEED-v1 \(digits)\n", mode: 0o400)
      #expect(refusal() == nil)
    }
  }

  @Test func `what is not a key file is refused`() throws {
    try cleaning {
      for text in [
        "", "\(digits)\n", "MLK-ED25519-SEED-v1 \(digits)", "MLK-ED25519-SEED-v1 \(digits)\n\n",
        "MLK-ED25519-SEED-v2 \(digits)\n", "MLK-ED25519-SEED-v1 \(digits.dropLast())g\n",
        "MLK-ED25519-SEED-v1 \(digits.dropLast())\n\n", "MLK-ED25519-SEED-v1 \(digits) ",
        String(repeating: "x", count: 10_000),
      ] {
        try put(text)
        #expect(refusal() == .malformed(path: path), "\(text.prefix(30))")
      }
    }
  }

  @Test func `only a regular file of this user is read`() throws {
    try cleaning {
      #expect(refusal() == .system(path: path, errno: ENOENT))
      try put("MLK-ED25519-SEED-v1 \(digits)\n")
      let link = folder + "/link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
      #expect(throws: KeyFileError.system(path: link, errno: ELOOP)) {
        _ = try SecretKey(file: link)
      }
      #expect(throws: KeyFileError.notAFile(path: folder)) { _ = try SecretKey(file: folder) }
      if geteuid() == 0 {
        #expect(chown(path, 65534, 65534) == 0)
        #expect(refusal() == .foreign(path: path, owner: 65534))
      } else {
        print("note: absent: root; a file of another user was not tried")
      }
    }
  }
}
