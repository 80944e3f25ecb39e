// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import Testing
import WireFormat
import WireFuzz

@Suite struct WireFuzzTests {
  /// Correct inputs of every kind, to be damaged.
  private var corpus: [[UInt8]] {
    [
      Made.command(), Made.logon(), Made.logonReply(), Made.heartbeat(), Made.logout(),
      Made.report(), Made.busy(), Made.packet(), Made.body(Made.command()),
      Made.body(Made.report()),
      Made.body(Made.logon()), Made.record(.genesis, body: Made.genesisBody()),
      Made.record(.commands, body: Made.body(Made.command())), Made.record(.tick, body: []),
    ]
  }

  @Test func `everything correct is accepted by someone`() throws {
    for bytes in corpus { #expect(viewing(bytes) { WireFuzz.consume($0) } > 0) }
    // What `Tools/fuzz-wire` begins with.
    guard let folder = environment("MATCHLOCK_CORPUS") else { return }
    for (i, bytes) in corpus.enumerated() {
      let file = try #require(fopen("\(folder)/seed-\(i)", "w"))
      #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
      fclose(file)
    }
  }

  /// A million in a release build; a quarter of it in a debug build, which takes 30 µs each.
  private var rounds: Int {
    #if DEBUG
      let standard = 250_000
    #else
      let standard = 1_000_000
    #endif
    return environment("MATCHLOCK_FUZZ_ROUNDS").flatMap { Int($0) } ?? standard
  }

  @Test func `damaged datagrams never trap and what passes walks whole`() {
    let seed = seed(0x5EED)
    let rounds = rounds
    var g = Generator(seed: seed)
    let corpus = corpus
    let buffer = ByteBuffer(count: 2048)
    var accepted = 0
    print("WireFuzz: \(rounds) rounds, MATCHLOCK_SEED=\(seed)")
    for _ in 0..<rounds {
      let start = corpus[g.below(corpus.count)]
      start.withUnsafeBytes {
        buffer.bytes.copy(ByteView($0.baseAddress!, count: $0.count))
      }
      let count = damage(buffer.bytes, start.count, &g)
      accepted += WireFuzz.consume(buffer.bytes.view.slice(0, count: count)) > 0 ? 1 : 0
    }
    // Damage to a signature, a price or a tag is not a fault of form; a fuzz that nothing passes
    // would not reach the cursors.
    #expect(accepted > rounds / 10 && accepted < rounds * 9 / 10)
  }

  @Test func `noise never traps`() {
    let seed = seed(7)
    var g = Generator(seed: seed)
    let buffer = ByteBuffer(count: 1600)
    for _ in 0..<20_000 {
      let count = g.below(1600)
      for i in 0..<(count + 7) / 8 { buffer.bytes.store(g.nextUInt64(), at: min(i * 8, 1592)) }
      _ = WireFuzz.consume(buffer.bytes.view.slice(0, count: count))
    }
  }

  @Test func `every cut of everything correct is refused or walks whole`() {
    for bytes in corpus {
      for count in 0..<bytes.count {
        _ = viewing(Array(bytes[..<count])) { WireFuzz.consume($0) }
      }
    }
  }

  /// One to four changes: a bit, a byte, an interesting byte, a cut, a growth.
  private func damage(_ bytes: MutableByteView, _ length: Int, _ g: inout Generator) -> Int {
    var count = length
    for _ in 0...g.below(4) {
      let place = g.below(count)
      switch g.below(8) {
      case 0, 1: bytes[place] ^= 1 << UInt8(g.below(8))
      case 2, 3: bytes[place] = g.nextUInt8()
      case 4: bytes[place] = g.any([0, 1, 7, 8, 20, 21, 32, 64, 127, 128, 255])
      case 5: bytes.store(UInt16(g.below(2048)), at: min(place, count - 2))
      case 6: count = max(2, count - g.below(12))
      default:
        let grown = min(bytes.count, count + g.below(12))
        for i in count..<grown { bytes[i] = g.nextUInt8() }
        count = grown
      }
    }
    return count
  }
}
