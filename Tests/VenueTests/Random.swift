// SPDX-License-Identifier: Apache-2.0

/// SplitMix64: a stream decided by its seed alone.
struct Random: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  /// A number of `0..<count`.
  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  /// True once in `many` times.
  mutating func once(in many: Int) -> Bool { below(many) == 0 }

  mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }
}
