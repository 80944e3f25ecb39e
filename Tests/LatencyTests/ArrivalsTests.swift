// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Latency

@Suite struct ArrivalsTests {
  static let second: UInt64 = 1_000_000_000

  @Test func `a constant rate is evenly spaced and keeps within its time`() throws {
    let times = try Arrivals(.constant, rate: 1_000, nanoseconds: Self.second).times()
    #expect(times.count == 1_000)
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == 1_000_000 })
  }

  @Test func `poisson gaps have the mean and the spread of independent senders, and repeat`() throws
  {
    let arrivals = Arrivals(.poisson, rate: 10_000, nanoseconds: 10 * Self.second, seed: 7)
    let times = try arrivals.times()
    #expect(try arrivals.times() == times)
    #expect(abs(times.count - 100_000) < 1_500)
    let gaps = zip(times, times.dropFirst()).map { Double($1 - $0) }
    let mean = gaps.reduce(0, +) / Double(gaps.count)
    let spread = (gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count))
      .squareRoot()
    // Of exponential gaps mean and standard deviation are one.
    #expect(abs(mean / 100_000 - 1) < 0.02 && abs(spread / mean - 1) < 0.02)
    #expect(
      try Arrivals(.poisson, rate: 10_000, nanoseconds: Self.second, seed: 8).times() != times)
  }

  @Test func `bursts come at one moment and make the rate`() throws {
    let times = try Arrivals(.bursts(size: 32), rate: 3_200, nanoseconds: Self.second).times()
    #expect(times.count == 3_200)
    #expect(Set(times).count == 100)
    #expect(times[31] == 0 && times[32] == 10_000_000)
  }

  @Test(arguments: [0.0, 500, 2_000])
  func `a ramp goes from one rate to the other`(from: Double) throws {
    let times = try Arrivals(.ramp(from: from), rate: 1_000, nanoseconds: 2 * Self.second).times()
    #expect(abs(times.count - Int(from + 1_000)) <= 1)
    let early = times.count { $0 < Self.second / 5 }
    let late = times.count { $0 >= Self.second * 9 / 5 }
    let step = (1_000 - from) / 10
    #expect(abs(Double(early) - (from + step / 2) / 5) < 5)
    #expect(abs(Double(late) - (1_000 - step / 2) / 5) < 5)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func `a recording is played k times as fast and to its end`() throws {
    let shape = Arrivals.Shape.recorded(name: "x", offsets: [0, 100, 50, 4_000], speed: 2)
    let times = try Arrivals(shape, rate: 0, nanoseconds: 1_900).times()
    // The third was recorded before the second: it goes with it.
    #expect(times == [0, 50, 50])
  }

  @Test(arguments: [(0.0, 1.0), (-5, 1), (.infinity, 1), (1, 0.5), (1e9, 10)])
  func `impossible rates are refused in a line`(rate: Double, seconds: Double) {
    let arrivals = Arrivals(.constant, rate: rate, nanoseconds: UInt64(seconds * 1e9))
    #expect(throws: BenchError.self) { try arrivals.times() }
  }
}
