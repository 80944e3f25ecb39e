// SPDX-License-Identifier: Apache-2.0

/// A small deterministic generator: the same seed gives the same numbers on every machine.
///
/// Everything here is integer arithmetic or one of +, −, ×, ÷ and √, which IEEE 754 fixes to the
/// bit; logarithms and powers are avoided because libraries differ in their last digits.
/// - Source: xoshiro256** 1.0 and SplitMix64, Blackman and Vigna, public domain algorithms.
public struct SeededRandom: Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Spreads a seed over the state, so that seeds which differ in a bit have nothing in common.
  public init(seed: UInt64) {
    var mix = seed
    let words = (0..<4).map { _ in Self.splitMix(&mix) }
    self.init(state: (words[0], words[1], words[2], words[3]))
  }

  init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  static func splitMix(_ mix: inout UInt64) -> UInt64 {
    mix &+= 0x9E37_79B9_7F4A_7C15
    var z = mix
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 64 uniform bits.
  public mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = (product << 7 | product >> 57) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 << 45 | state.3 >> 19
    return result
  }

  /// A uniform number below `bound`.
  /// - Precondition: `bound` is not 0.
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "nothing lies below 0")
    // Lemire's method: the low half tells the few draws that would favour some numbers.
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// A uniform index below `count`.
  public mutating func index(_ count: Int) -> Int { Int(below(UInt64(count))) }

  /// A uniform number in 0 ..< 1, a multiple of 2^-53.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Whether something of this probability happens.
  public mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  /// An exponential variate of mean 1, by von Neumann's comparisons: a run of falling uniforms
  /// that starts at x stops after an even number of falls with probability e^-x.
  public mutating func exponential() -> Double {
    var whole = 0.0
    while true {
      let first = unit()
      var last = first
      var falls = 0
      while true {
        let draw = unit()
        if draw >= last { break }
        last = draw
        falls += 1
      }
      if falls % 2 == 0 { return whole + first }
      whole += 1
    }
  }
}

/// Draws an index with given weights.
struct WeightedTable: Sendable {
  // Running sums of the weights.
  private let sums: [Double]

  /// - Precondition: `weights` are not negative and have a positive sum.
  init(_ weights: [Double]) {
    var sum = 0.0
    sums = weights.map { weight in
      precondition(weight >= 0, "a weight is negative")
      sum += weight
      return sum
    }
    precondition(sum > 0, "no weight is positive")
  }

  func draw(_ random: inout SeededRandom) -> Int {
    let point = random.unit() * (sums.last ?? 0)
    var low = 0
    var high = sums.count - 1
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] <= point { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
