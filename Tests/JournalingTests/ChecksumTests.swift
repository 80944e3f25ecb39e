// SPDX-License-Identifier: Apache-2.0

import CSodium
import CUring
import Memory
import Testing

@testable import Journaling

@Suite struct ChecksumTests {
  /// RFC 3720 B.4, and the check value of the catalogue of parametrised CRC algorithms.
  static let vectors: [([UInt8], UInt32)] = [
    ([UInt8](repeating: 0, count: 32), 0x8a91_36aa),
    ([UInt8](repeating: 0xff, count: 32), 0x62a8_ab43),
    ((0..<32).map { UInt8($0) }, 0x46dd_794e),
    ((0..<32).map { UInt8(31 - $0) }, 0x113f_db5c),
    (
      [
        0x01, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0,
        0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0,
      ], 0xd996_3a56
    ),
    (Array("123456789".utf8), 0xe306_9283),
  ]

  @Test(arguments: 0..<vectors.count)
  func `the known vectors come out, by table and by instruction`(_ at: Int) {
    let (bytes, expected) = Self.vectors[at]
    #expect(ml_crc32c(0, bytes, bytes.count) == expected)
    #expect(ml_crc32c_table(0, bytes, bytes.count) == expected)
    if ml_crc32c_has_sse42() == 1 { #expect(ml_crc32c_sse42(0, bytes, bytes.count) == expected) }
  }

  @Test func `table and instruction agree on every length, alignment and split`() {
    guard ml_crc32c_has_sse42() == 1 else { return print("no SSE4.2 here: the table stands alone") }
    var random = Random(1)
    let bytes = random.bytes(300)
    bytes.withUnsafeBytes { buffer in
      for from in 0..<16 {
        for count in 0..<(bytes.count - 16) {
          let start = buffer.baseAddress! + from
          let whole = ml_crc32c_table(0, start, count)
          #expect(ml_crc32c_sse42(0, start, count) == whole)
          let split = random.below(count + 1)
          let first = ml_crc32c(0, start, split)
          #expect(ml_crc32c(first, start + split, count - split) == whole)
        }
      }
    }
  }
}

@Suite struct HashTests {
  private func hex(_ count: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Void) -> String {
    var out = [UInt8](repeating: 0, count: count)
    out.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    return hexadecimal(out)
  }

  @Test func `libsodium starts as often as it is asked`() {
    for _ in 0..<5 { #expect(ml_sodium_start() == 0) }
  }

  @Test func `BLAKE2b and SHA-256 give the published results`() {
    let abc = Array("abc".utf8)
    // FIPS 180-4 example; the others from Python's hashlib, another implementation.
    #expect(
      hex(32) { ml_hash_sha256($0, abc, 3) }
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hex(32) { ml_hash_blake2b($0, abc, 3) }
        == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")
    let key = (0..<32).map { UInt8($0) }
    #expect(
      hex(32) { ml_hash_blake2b_keyed($0, key, abc, 3) }
        == "d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f")
    #expect(hex(16) { ml_hash_mac16($0, key, abc, 3) } == "1a64be47e4729d951c302ee543f97cf3")
  }

  @Test func `a running hash equals the one-shot one, however it is fed`() {
    var random = Random(2)
    let key = random.bytes(32)
    let state = UnsafeMutableRawPointer.allocate(
      byteCount: Int(ML_HASH_BLAKE2B_STATE_BYTES), alignment: Int(ML_HASH_STATE_ALIGNMENT))
    defer { state.deallocate() }
    for count in [0, 1, 63, 64, 65, 127, 128, 129, 1000] {
      let bytes = random.bytes(count) + [0]
      func feed(_ update: (UnsafeRawPointer, Int) -> Void) {
        bytes.withUnsafeBytes { buffer in
          var at = 0
          while at < count {
            let part = min(1 + random.below(70), count - at)
            update(buffer.baseAddress! + at, part)
            at += part
          }
        }
      }
      ml_hash_blake2b_begin(state)
      feed { ml_hash_blake2b_update(state, $0, $1) }
      let plain = hex(32) { ml_hash_blake2b($0, bytes, count) }
      #expect(hex(32) { ml_hash_blake2b_peek(state, $0) } == plain)
      #expect(hex(32) { ml_hash_blake2b_end(state, $0) } == plain)
      ml_hash_blake2b_begin_keyed(state, key)
      feed { ml_hash_blake2b_update(state, $0, $1) }
      #expect(
        hex(32) { ml_hash_blake2b_end(state, $0) }
          == hex(32) { ml_hash_blake2b_keyed($0, key, bytes, count) })
      ml_hash_mac16_begin(state, key)
      feed { ml_hash_blake2b_update(state, $0, $1) }
      #expect(
        hex(16) { ml_hash_mac16_end(state, $0) }
          == hex(16) { ml_hash_mac16($0, key, bytes, count) })
      ml_hash_sha256_begin(state)
      feed { ml_hash_sha256_update(state, $0, $1) }
      #expect(
        hex(32) { ml_hash_sha256_end(state, $0) } == hex(32) { ml_hash_sha256($0, bytes, count) })
    }
  }

  @Test func `tags are equal only when all sixteen bytes are`() {
    var random = Random(3)
    let tag = random.bytes(16)
    #expect(ml_hash_equal16(tag, tag) == 1)
    for bit in 0..<128 {
      var other = tag
      other[bit / 8] ^= 1 << (bit % 8)
      #expect(ml_hash_equal16(tag, other) == 0)
    }
  }
}
