// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Bytes from the hexadecimal digits of a vector.
func bytes(_ hex: String) -> [UInt8] {
  let digits = hex.utf8.map { $0 < 0x3a ? $0 - 0x30 : ($0 | 0x20) - 0x57 }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
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

/// The shared folder of vectors: `MATCHLOCK_SHARED`, or `../shared` beside the repository.
func sharedFile(_ path: String) -> Data? {
  let root =
    ProcessInfo.processInfo.environment["MATCHLOCK_SHARED"].map { URL(fileURLWithPath: $0) }
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
  return try? Data(contentsOf: root.appendingPathComponent(path))
}
