// SPDX-License-Identifier: Apache-2.0

import Memory
import PacketIO
import Testing

@Suite struct InternetChecksumTests {
  /// RFC 1071 as it is written: big-endian words, one at a time, the carry wrapped at once.
  private static func naive(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for i in stride(from: 0, to: bytes.count, by: 2) {
      sum += UInt32(bytes[i]) << 8 | (i + 1 < bytes.count ? UInt32(bytes[i + 1]) : 0)
      sum = (sum & 0xffff) + (sum >> 16)
    }
    return ~UInt16(sum)
  }

  private static func ours(_ bytes: [UInt8]) -> UInt16 {
    withView(bytes) { view in
      var sum = InternetChecksum()
      sum.add(view)
      return sum.value
    }
  }

  @Test func `the example of RFC 1071 comes out as printed there`() {
    let bytes = hex("00 01 f2 03 f4 f5 f6 f7")
    #expect(Self.ours(bytes) == ~0xddf2)
  }

  @Test(arguments: propertySeeds)
  func `it agrees with a naive sum over any bytes and length`(seed: UInt64) {
    var random = Seeded(seed)
    for round in 0..<3000 {
      let count = round < 64 ? round : Int.random(in: 0...1514, using: &random)
      let kind = Int.random(in: 0..<4, using: &random)
      let bytes = (0..<count).map { _ -> UInt8 in
        switch kind {
        case 0: 0xff
        case 1: 0
        default: UInt8.random(in: 0...255, using: &random)
        }
      }
      #expect(Self.ours(bytes) == Self.naive(bytes), "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: propertySeeds)
  func `it may be summed in runs of even length and single words`(seed: UInt64) {
    var random = Seeded(seed)
    for _ in 0..<500 {
      let bytes = (0..<Int.random(in: 4...600, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let cut = Int.random(in: 1..<bytes.count / 2, using: &random) * 2
      let sum = withView(bytes) { view in
        var sum = InternetChecksum()
        sum.add(word: UInt16(view[0]) << 8 | UInt16(view[1]))
        sum.add(view.slice(2, count: cut - 2))
        sum.add(view.slice(cut, count: view.count - cut))
        return sum.value
      }
      #expect(sum == Self.naive(bytes), "seed \(seed)")
    }
  }
}
