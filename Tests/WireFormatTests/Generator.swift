// SPDX-License-Identifier: Apache-2.0

import Memory
import WireFormat

/// SplitMix64, seeded, so that a failure can be run again.
struct Generator {
  var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func nextUInt64() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func nextUInt8() -> UInt8 { UInt8(truncatingIfNeeded: nextUInt64()) }
  mutating func nextUInt16() -> UInt16 { UInt16(truncatingIfNeeded: nextUInt64()) }
  mutating func nextUInt32() -> UInt32 { UInt32(truncatingIfNeeded: nextUInt64()) }
  mutating func nextInt32() -> Int32 { Int32(truncatingIfNeeded: nextUInt64()) }
  mutating func nextInt64() -> Int64 { Int64(bitPattern: nextUInt64()) }
  mutating func nextBytes16() -> Bytes16 { Bytes16(word0: nextUInt64(), word1: nextUInt64()) }
  mutating func nextBytes32() -> Bytes32 {
    Bytes32(word0: nextUInt64(), word1: nextUInt64(), word2: nextUInt64(), word3: nextUInt64())
  }
  mutating func nextBytes64() -> Bytes64 { Bytes64(low: nextBytes32(), high: nextBytes32()) }
  mutating func below(_ limit: Int) -> Int { Int(nextUInt64() % UInt64(limit)) }
  mutating func any(_ values: [UInt8]) -> UInt8 { values[below(values.count)] }
  /// One to sixteen capital letters, zero padded.
  mutating func symbol() -> Bytes16 {
    let length = below(16) + 1
    return Bytes16((0..<16).map { $0 < length ? UInt8(65 + below(26)) : 0 })
  }
}

/// A message whose fields can be drawn at random and listed by name. Conformances are generated.
protocol Sample: WireMessage {
  static func random(_ g: inout Generator) -> Self
  /// Name and JSON value of every field, in order.
  var fields: [(String, String)] { get }
}

/// An entry of a repeating group, likewise.
protocol Entry: Hashable, Sendable {
  static var blockBytes: Int { get }
  init(block bytes: ByteView, at offset: Int)
  func encode(block bytes: MutableByteView, at offset: Int)
  static func random(_ g: inout Generator) -> Self
  var fields: [(String, String)] { get }
}

func shownNumber(_ value: some BinaryInteger) -> String { "\(value)" }
func shownWords(_ value: Bytes16) -> String { "[\(value.word0),\(value.word1)]" }
func shownWords(_ value: Bytes32) -> String {
  "[\(value.word0),\(value.word1),\(value.word2),\(value.word3)]"
}
func shownWords(_ value: Bytes64) -> String {
  "[\(shownWords(value.low).dropFirst().dropLast()),\(shownWords(value.high).dropFirst().dropLast())]"
}
func shownSymbol(_ value: Bytes16) -> String {
  "\"" + String(decoding: value.array.filter { $0 != 0 }, as: UTF8.self) + "\""
}

/// Lends `bytes` as a view for the length of a call.
func viewing<Result>(_ bytes: [UInt8], _ body: (ByteView) throws -> Result) rethrows -> Result {
  try bytes.withUnsafeBytes { raw in
    // An empty array may have no address; a view of nothing needs one.
    guard let base = raw.baseAddress, raw.count > 0 else {
      var nothing: UInt64 = 0
      return try withUnsafeBytes(of: &nothing) { try body(ByteView($0.baseAddress!, count: 0)) }
    }
    return try body(ByteView(base, count: raw.count))
  }
}

/// What `write` wrote to a buffer of `capacity` bytes that held `0xEE` everywhere.
func written(_ capacity: Int = 2048, _ write: (MutableByteView) -> Int) -> [UInt8] {
  let buffer = ByteBuffer(count: capacity)
  for i in 0..<capacity { buffer.bytes[i] = 0xEE }
  let count = write(buffer.bytes)
  return array(buffer.bytes.view.slice(0, count: count))
}

func array(_ view: ByteView) -> [UInt8] { (0..<view.count).map { view[$0] } }

/// The bytes of hexadecimal text; blanks are skipped.
func bytes(hex text: String) -> [UInt8] {
  let digits = text.compactMap { $0.hexDigitValue }
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// A seed from the environment, so that one failure can be run alone, or the one given.
func seed(_ standard: UInt64) -> UInt64 {
  environment("MATCHLOCK_SEED").flatMap { UInt64($0) } ?? standard
}
