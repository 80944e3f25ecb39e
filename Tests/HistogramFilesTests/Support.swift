// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry

@testable import HistogramFiles

/// A generator that repeats.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Values over all magnitudes, some beyond the range.
func values(_ count: Int, seed: UInt64) -> [UInt64] {
  var random = SplitMix(seed: seed)
  return (0..<count).map { _ in
    let bits = random.next() % 36
    return random.next() & ((1 << bits) - 1)
  }
}

func counts(_ values: [UInt64]) -> HistogramCounts {
  var histogram = Histogram()
  for value in values { histogram.record(value) }
  return HistogramCounts(histogram)
}

/// The values of the checked-in vectors: `vectors` makes them in Python with this formula.
func vectorValues(_ count: UInt64, _ factor: UInt64, _ modulus: UInt64) -> [UInt64] {
  (0..<count).map { ($0 * $0 * factor + $0 * 17) % modulus }
}

func vector(_ name: String) throws -> [UInt8] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent()
  return Array(try Data(contentsOf: folder.appending(path: "Vectors/\(name)")))
}
