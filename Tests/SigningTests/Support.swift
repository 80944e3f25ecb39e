// SPDX-License-Identifier: Apache-2.0

import CSodium
import Foundation
import Memory
import Signing
import Testing

/// Bytes from the hexadecimal digits of a vector.
func bytes(_ hex: String) -> [UInt8] {
  let digits = hex.utf8.map { $0 < 0x3a ? $0 - 0x30 : ($0 | 0x20) - 0x57 }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// Bytes with an address, as views ask for. Never freed, so that a view made in the middle of an
/// expression stays good; tests make a few thousand of them.
struct Bytes {
  let mutable: MutableByteView

  init(_ bytes: [UInt8]) {
    let base = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 16)
    mutable = MutableByteView(base, count: bytes.count)
    for (i, byte) in bytes.enumerated() { mutable[i] = byte }
  }
  init(hex: String) { self.init(bytes(hex)) }
  init(_ text: String) { self.init(Array(text.utf8)) }
  init(count: Int) { self.init([UInt8](repeating: 0, count: count)) }

  var view: ByteView { mutable.view }
  var array: [UInt8] { view.array }
}

extension ByteView {
  var array: [UInt8] { (0..<count).map { self[$0] } }
}

/// A small seeded generator, so that a failing case can be run again alone.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
  }
}

/// The seeds to run: `MATCHLOCK_SEED` alone when it is set, otherwise the first `count`.
func seeds(_ count: UInt64) -> [UInt64] {
  if let one = ProcessInfo.processInfo.environment["MATCHLOCK_SEED"].flatMap({ UInt64($0) }) {
    return [one]
  }
  return Array(0..<count)
}

/// What a program printed and how it ended, or nil when there is no such program.
func output(_ program: String, _ arguments: [String], input: String = "") throws
  -> (text: String, status: Int32)?
{
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let out = Pipe()
  let source = Pipe()
  process.standardOutput = out
  process.standardError = out
  process.standardInput = source
  try process.run()
  source.fileHandleForWriting.write(Data(input.utf8))
  try source.fileHandleForWriting.close()
  let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return process.terminationStatus == 127 ? nil : (text, process.terminationStatus)
}

/// RFC 8032, section 7.1: seed, public key, message, signature.
struct SigningVector: Sendable {
  let seed, key, message, signature: String
}

let signingVectors = [
  SigningVector(
    seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    message: "",
    signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
      + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
  SigningVector(
    seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    message: "72",
    signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
  SigningVector(
    seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    message: "af82",
    signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
  SigningVector(
    seed: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
    key: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
    message: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
      + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    signature: "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
      + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
]
