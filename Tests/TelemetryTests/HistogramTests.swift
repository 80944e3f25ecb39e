// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Telemetry

/// Values spread over all magnitudes, some of them beyond the range.
private func values(_ count: Int, _ random: inout SplitMix) -> [UInt64] {
  (0..<count).map { _ in
    let bits = random.next() % 36
    return random.next() & ((1 << bits) - 1)
  }
}

private let percents = [0, 0.001, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999, 100]

@Suite struct HistogramTests {
  @Test func `slots tile the range without gap or overlap, each within its precision`() {
    var next: UInt64 = 0
    for slot in 0..<Histogram.slotCount {
      let range = Histogram.values(ofSlot: slot)
      #expect(range.lowerBound == next)
      let width = range.upperBound - range.lowerBound + 1
      #expect(width == 1 || Double(width) / Double(range.lowerBound) <= 0.001)
      for value in [range.lowerBound, range.upperBound] where value <= Histogram.valueMax {
        #expect(Histogram.slot(of: value) == slot)
      }
      next = range.upperBound + 1
    }
    #expect(next > Histogram.valueMax)
  }

  /// The geometry as the reference writes it down, from its three parameters.
  @Test(arguments: 0..<4) func `the geometry is HdrHistogram's`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let m = Int(log2(2 * pow(10, Double(Histogram.significantDigits))).rounded(.up))
    let mask = (UInt64(1) << m) - 1
    for value in values(10_000, &random) where value <= Histogram.valueMax {
      let bucket = (64 - (value | mask).leadingZeroBitCount) - m
      let sub = Int(value >> bucket)
      #expect(
        Histogram.slot(of: value) == ((bucket + 1) << (m - 1)) + (sub - (1 << (m - 1))),
        "seed \(seed), value \(value)")
    }
  }

  @Test(arguments: 0..<30) func `percentiles agree with a sorted array`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let count = [1, 2, 3, 9, 10, 11, 100, 999, 1000, 5000][Int(seed % 10)]
    let recorded = values(count, &random)
    var histogram = Histogram()
    for value in recorded { histogram.record(value) }
    let sorted = recorded.sorted()
    #expect(histogram.count == UInt64(count))
    #expect(histogram.min == sorted.first && histogram.max == sorted.last)
    #expect(histogram.sum == sorted.reduce(UInt128(0)) { $0 + UInt128($1) })
    let beyond = sorted.count { $0 > Histogram.valueMax }
    #expect(histogram.countBeyondRange == UInt64(beyond))
    for percent in percents {
      // The nearest rank in whole numbers: thousandths of a percent.
      let thousandths = Int((percent * 1000).rounded())
      let rank = max(1, (thousandths * count + 99_999) / 100_000)
      let exact = sorted[rank - 1]
      guard let reported = histogram.percentile(percent) else {
        return #expect(Bool(false), "seed \(seed)")
      }
      let slot = Histogram.values(ofSlot: Histogram.slot(of: exact))
      let expected = rank == count ? exact : min(slot.upperBound, sorted[count - 1])
      #expect(reported == expected, "seed \(seed), \(percent) %")
      let hasEnough = count - rank >= 10
      #expect(histogram.reportable(percent) == (hasEnough ? reported : nil), "seed \(seed)")
    }
    let mean = Double(histogram.sum) / Double(count)
    #expect(histogram.mean == mean)
    let variance =
      sorted.reduce(0.0) {
        let clamped = Double(min($1, Histogram.valueMax))
        return $0 + (clamped - mean) * (clamped - mean)
      } / Double(count)
    if beyond == 0 {
      let deviation = histogram.standardDeviation ?? -1
      #expect(abs(deviation - variance.squareRoot()) <= 0.001 * (deviation + mean), "seed \(seed)")
    }
  }

  @Test(arguments: 0..<10) func `merging is recording everything in one`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var parts = Histogram()
    var whole = Histogram()
    for size in [0, 500, 1, 0, 77] {
      var part = Histogram()
      for value in values(size, &random) {
        part.record(value)
        whole.record(value)
      }
      parts.merge(part)
    }
    #expect(parts.count == whole.count && parts.sum == whole.sum)
    #expect(parts.min == whole.min && parts.max == whole.max)
    #expect(parts.countBeyondRange == whole.countBeyondRange)
    for slot in 0..<Histogram.slotCount {
      let (a, b) = (parts.count(inSlot: slot), whole.count(inSlot: slot))
      if a != b { return #expect(Bool(false), "seed \(seed), slot \(slot)") }
    }
  }

  @Test func `values beyond the range keep count, maximum and sum exact`() {
    var histogram = Histogram()
    histogram.record(Histogram.valueMax)
    #expect(histogram.countBeyondRange == 0)
    histogram.record(.max, count: 3)
    histogram.record(7, count: 0)
    #expect(histogram.count == 4 && histogram.countBeyondRange == 3)
    #expect(histogram.max == .max && histogram.min == Histogram.valueMax)
    #expect(histogram.sum == UInt128(UInt64.max) * 3 + UInt128(Histogram.valueMax))
    let last = Histogram.slot(of: .max)
    #expect(last == Histogram.slot(of: Histogram.valueMax))
    #expect(histogram.count(inSlot: last) == 4)
    #expect(histogram.percentile(100) == .max)
  }

  @Test func `the maximum is exact, not the top of its slot`() {
    var histogram = Histogram()
    histogram.record(9_999_999_999)
    #expect(histogram.percentile(100) == 9_999_999_999)
    #expect(histogram.percentile(50) == 9_999_999_999)
  }

  @Test func `nothing recorded, or everything forgotten, reports nothing`() {
    var histogram = Histogram()
    histogram.record(5, count: 100)
    histogram.reset()
    #expect(histogram.count == 0 && histogram.sum == 0 && histogram.countBeyondRange == 0)
    #expect(histogram.min == nil && histogram.max == nil && histogram.mean == nil)
    #expect(histogram.standardDeviation == nil)
    #expect(histogram.percentile(50) == nil && histogram.reportable(50) == nil)
    histogram.record(3)
    #expect(histogram.min == 3 && histogram.max == 3 && histogram.percentile(99) == 3)
  }

  @Test func `a percentile needs ten samples beyond it`() {
    var histogram = Histogram()
    histogram.record(1, count: 990)
    histogram.record(2, count: 9)
    #expect(histogram.reportable(99) == nil)
    histogram.record(2)
    #expect(histogram.reportable(99) == 1)
    #expect(histogram.reportable(99.1) == nil && histogram.percentile(99.1) == 2)
    #expect(histogram.reportable(100) == nil)
  }

  @Test func `a percentage that was computed does not move the rank up by its rounding error`() {
    var histogram = Histogram()
    for value in 1...UInt64(100) { histogram.record(value) }
    for percent in [7, 14, 28, 55, 56, 57] {
      let computed = Double(percent) / 100 * 100
      #expect(histogram.percentile(computed) == UInt64(percent), "\(computed)")
    }
    #expect(0.07 * 100 > 7, "one of them has such an error")
  }

  @Test func `a percentage outside 0 to 100 stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var histogram = Histogram()
      histogram.record(1)
      print(histogram.percentile(100.5) ?? 0)
    }
    await #expect(processExitsWith: .failure) { print(Histogram.values(ofSlot: 25 * 1024)) }
  }

  /// The same numbers from the Python port of HdrHistogram, when a Python that has it is at hand:
  /// `MATCHLOCK_PYTHON`, or `python3`.
  @Test func `PyPI hdrhistogram reports the same percentiles`() throws {
    var random = SplitMix(seed: 2024)
    // A round number of them, so that both ways to round a rank agree.
    let recorded = values(100_000, &random).map { min($0, Histogram.valueMax) }
    var histogram = Histogram()
    for value in recorded { histogram.record(value) }
    let script = """
      import sys
      try:
          from hdrh.histogram import HdrHistogram
      except ImportError:
          print("absent"); sys.exit(0)
      h = HdrHistogram(1, 10000000000, 3)
      for line in sys.stdin: h.record_value(int(line))
      for p in \(percents): print(h.get_value_at_percentile(p))
      print(h.counts_len)
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let python = ProcessInfo.processInfo.environment["MATCHLOCK_PYTHON"] ?? "python3"
    process.arguments = [python, "-c", script]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    signal(SIGPIPE, SIG_IGN)
    try? input.fileHandleForWriting.write(
      contentsOf: Data(recorded.map { "\($0)\n" }.joined().utf8))
    try? input.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n")
    if lines.first == "absent" || process.terminationStatus != 0 {
      return print("PyPI hdrhistogram is absent; set MATCHLOCK_PYTHON to a Python that has it")
    }
    for (percent, line) in zip(percents, lines) {
      // The port reports the top of the slot also for the maximum, and 0 % as the lowest slot.
      let theirs = min(UInt64(line) ?? .max, histogram.max ?? 0)
      #expect(histogram.percentile(percent) == theirs, "\(percent) %")
    }
    #expect(lines.last.map(String.init) == String(Histogram.slotCount))
  }
}
