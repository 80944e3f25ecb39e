// SPDX-License-Identifier: Apache-2.0

import Memory
import Signing
import Testing

@Suite struct RandomStreamTests {
  private func draw(_ stream: inout RandomStream, _ count: Int) -> [UInt8] {
    let out = Bytes(count: count)
    stream.fill(out.mutable)
    return out.array
  }

  @Test func `draws are ChaCha20 under a state that replaces itself`() throws {
    var state = (0..<32).map { UInt8($0 * 7) }
    var stream = try RandomStream(seed: Bytes(state).view)
    for count in [32, 64, 1, 0, 33] {
      let keystream =
        ChaChaModel.block(key: state, counter: 0)
        + ChaChaModel.block(key: state, counter: 1)
      #expect(draw(&stream, count) == Array(keystream[32..<32 + count]))
      state = Array(keystream[..<32])
    }
  }

  @Test func `streams seeded by the kernel differ, and reseeding changes what follows`() throws {
    var first = try RandomStream()
    var second = try RandomStream()
    #expect(draw(&first, 64) != draw(&second, 64))
    let seed = Bytes(count: 32)
    var fixed = try RandomStream(seed: seed.view)
    var reseeded = try RandomStream(seed: seed.view)
    #expect(draw(&fixed, 64) == draw(&reseeded, 64))
    reseeded.reseed()
    #expect(draw(&fixed, 64) != draw(&reseeded, 64))
  }

  @Test func `a longer draw than allowed stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var stream = try RandomStream()
      stream.fill(Bytes(count: RandomStream.drawBytesMax + 1).mutable)
    }
  }
}

/// ChaCha20 from its definition (RFC 8439, section 2.3) with libsodium's nonce for this purpose.
private enum ChaChaModel {
  static func block(key: [UInt8], counter: UInt32) -> [UInt8] {
    let words = words(Array("expand 32-byte k".utf8)) + words(key) + [counter]
    let initial = words + self.words(Array("LibsodiumDRG".utf8))
    var state = initial
    for _ in 0..<10 {
      for (a, b, c, d) in [
        (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
        (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
      ] { quarterRound(&state, a, b, c, d) }
    }
    return zip(state, initial).flatMap { word, start in
      (0..<4).map { UInt8(truncatingIfNeeded: (word &+ start) >> (8 * UInt32($0))) }
    }
  }

  private static func quarterRound(_ s: inout [UInt32], _ a: Int, _ b: Int, _ c: Int, _ d: Int) {
    func step(_ x: Int, _ y: Int, _ z: Int, _ bits: UInt32) {
      s[x] = s[x] &+ s[y]
      s[z] ^= s[x]
      s[z] = s[z] << bits | s[z] >> (32 - bits)
    }
    step(a, b, d, 16)
    step(c, d, b, 12)
    step(a, b, d, 8)
    step(c, d, b, 7)
  }

  private static func words(_ bytes: [UInt8]) -> [UInt32] {
    stride(from: 0, to: bytes.count, by: 4).map { at in
      (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) }
    }
  }
}
