// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry
import Testing

@testable import HistogramFiles

private func withoutExact(_ counts: HistogramCounts) -> HistogramCounts {
  var copy = counts
  copy.exact = nil
  return copy
}

@Suite struct HistogramPayloadTests {
  @Test(arguments: 0..<40) func `what is written is read`(seed: UInt64) throws {
    let sizes = [0, 1, 2, 10, 1000, 30_000]
    let counts = counts(values(sizes[Int(seed) % sizes.count], seed: seed))
    let plain = HistogramPayload.plain(counts)
    let compressed = HistogramPayload.compressed(counts)
    #expect(try HistogramPayload.read(plain) == withoutExact(counts), "seed \(seed)")
    #expect(try HistogramPayload.read(compressed) == withoutExact(counts), "seed \(seed)")
    #expect(Base64.encoded(compressed).hasPrefix("HISTF"))
  }

  @Test func `the plain form, byte by byte`() {
    var histogram = Histogram()
    histogram.record(1, count: 3)
    histogram.record(4)
    histogram.record(200, count: 1 << 40)
    #expect(
      HistogramPayload.plain(HistogramCounts(histogram)) == [
        0x1c, 0x84, 0x93, 0x13, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 3,
        0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0x54, 0x0B, 0xE4, 0,
        0x3F, 0xF0, 0, 0, 0, 0, 0, 0,
        1, 6, 3, 2, 0x85, 3, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40,
      ])
  }

  @Test func `the largest counts take nine bytes, and come back`() throws {
    let large: [UInt64] = [1 << 55, (1 << 62) - 1, UInt64(Int64.max)]
    for count in large {
      var histogram = Histogram()
      histogram.record(2047, count: count)
      let plain = HistogramPayload.plain(HistogramCounts(histogram))
      #expect(plain.count == 40 + 2 + 9)
      #expect(try HistogramPayload.read(plain).counts[2047] == count)
    }
  }

  @Test(arguments: ["java.hlog", "pypi.hlog"])
  func `another implementation's log holds what it was given`(
    file: String
  ) throws {
    let bytes = try vector(file)
    let log = try HistogramLog(bytes)
    #expect(log.tags == (file == "java.hlog" ? ["verify", "commit", "total", ""] : [""]))
    let parameters: [(UInt64, UInt64, UInt64)] = [
      (20_000, 31, 80_000), (20_000, 977, 9_000_000_000), (1_000, 7, 1_500),
    ]
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst(3)
    for (index, (n, a, m)) in parameters.enumerated() {
      let ours = withoutExact(counts(vectorValues(n, a, m)))
      #expect(log.intervals[index].histogram == ours, "interval \(index)")
      // Compression is zlib's choice; below it, every byte is the format's, but that Java writes a
      // single empty slot as the number 0 and others, as we, as −1.
      if file == "java.hlog" { continue }
      let text = try #require(Array(lines)[index].split(separator: ",").last)
      let payload = try #require(Base64.decoded(text.utf8))
      #expect(try inflated(Data(payload[8...])) == HistogramPayload.plain(ours))
    }
    let other = log.intervals[3].histogram
    #expect(other.geometry == HistogramGeometry(lowest: 1, highest: 3_600_000_000, digits: 2))
    #expect(other.count == 5000)
  }

  @Test func `cut or damaged anywhere, a payload is refused or read, and nothing else`() throws {
    let counts = counts(values(300, seed: 9))
    for bytes in [HistogramPayload.plain(counts), HistogramPayload.compressed(counts)] {
      for length in 0..<bytes.count {
        #expect(throws: HistogramFileError.self) {
          try HistogramPayload.read(Array(bytes[..<length]))
        }
      }
      #expect(throws: HistogramFileError.self) { try HistogramPayload.read(bytes + [0]) }
      var random = SplitMix(seed: 11)
      var refused = 0
      for _ in 0..<4000 {
        var damaged = bytes
        for _ in 0...Int(random.next() % 3) {
          damaged[Int(random.next() % UInt64(damaged.count))] = UInt8(
            truncatingIfNeeded: random.next())
        }
        do { _ = try HistogramPayload.read(damaged) } catch { refused += 1 }
      }
      #expect(refused > 100)
    }
  }

  @Test func `a small stream that swells without end is refused`() {
    let zeros = [UInt8](repeating: 0, count: 40 << 20)
    let bomb = HistogramPayload.compressed(plain: zeros)
    #expect(bomb.count < 100_000)
    #expect(throws: HistogramFileError.payload("it is too large")) {
      try HistogramPayload.read(bomb)
    }
  }

  @Test(arguments: [
    [1, 2, 3], [UInt8](repeating: 0xFF, count: 60),
  ]) func `other bytes are refused`(bytes: [UInt8]) {
    #expect(throws: HistogramFileError.self) { try HistogramPayload.read(bytes) }
  }

  @Test func `more slots than there are, or sums that overflow, are refused`() {
    func payload(_ counts: [UInt8]) -> [UInt8] {
      var bytes = HistogramPayload.plain(HistogramTestCounts.empty)
      bytes[7] = UInt8(counts.count)
      return bytes + counts
    }
    #expect((try? HistogramPayload.read(payload([])))?.count == 0)
    // A run of 25,600 empty slots fits; a run of 25,601 does not, nor a count behind it.
    #expect((try? HistogramPayload.read(payload([0xFF, 0x8F, 0x03]))) != nil)
    let wrong: [[UInt8]] = [
      [0x81, 0x90, 0x03], [0xFF, 0x8F, 0x03, 2],
      [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2],
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x80],
    ]
    for counts in wrong {
      #expect(throws: HistogramFileError.self, "\(counts)") {
        try HistogramPayload.read(payload(counts))
      }
    }
  }
}

private enum HistogramTestCounts {
  static var empty: HistogramCounts {
    let histogram = Histogram()
    return HistogramCounts(histogram)
  }
}

/// Inflates a zlib stream with the system's Python, which is not our code.
private func inflated(_ stream: Data) throws -> [UInt8] {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [
    "python3", "-c",
    "import sys,zlib; sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read()))",
  ]
  let (input, output) = (Pipe(), Pipe())
  process.standardInput = input
  process.standardOutput = output
  try process.run()
  try input.fileHandleForWriting.write(contentsOf: stream)
  try input.fileHandleForWriting.close()
  let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
  process.waitUntilExit()
  return bytes
}
