// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry
import Testing

@testable import HistogramFiles

private let percents = [0, 1, 10, 25, 50, 75, 90, 99, 99.9, 99.99, 100]

private struct Read: Decodable {
  var tag: String?
  var start: Double?
  var count: UInt64
  var max: Double?
  var percentiles: [UInt64?]
}

/// Runs `Tools/read-histograms`; nil when the Python that runs it lacks what is asked for.
private func read(_ path: String, python: String, arguments: [String]) throws -> [Read]? {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments =
    [python, root.appending(path: "Tools/read-histograms").path] + arguments + [path]
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let bytes = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  if process.terminationStatus == 3 { return nil }
  #expect(process.terminationStatus == 0)
  return try bytes.split(separator: 0x0A).map { try JSONDecoder().decode(Read.self, from: $0) }
}

@Suite struct OutsideReaderTests {
  /// A log of every kind of interval, in a file, and what is in it.
  private func log() throws -> (path: String, histograms: [(tag: String?, HistogramCounts)]) {
    let histograms: [(tag: String?, HistogramCounts)] = try [
      ("verify", counts(inRange(10_000, seed: 21))), ("match", counts([])), (nil, counts([7])),
      ("commit", counts([0, Histogram.valueMax, 9_999_999_999])),
      ("egress", counts(inRange(100_000, seed: 22))),
      // A count of nine bytes.
      ("total", HistogramPayload.read(manyAt(2500))),
    ]
    let writer = HistogramLogWriter(startNanoseconds: 1_792_345_678_000_000_000)
    var text = writer.heading(comments: ["a test"])
    for (second, (tag, counts)) in histograms.enumerated() {
      text += try writer.lines(
        counts, tag: tag, atNanoseconds: UInt64(second) * 1_000_000_000,
        lengthNanoseconds: 1_000_000_000)
    }
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("matchlock-\(UUID().uuidString).hlog").path
    try Data(text.utf8).write(to: URL(filePath: path))
    return (path, histograms)
  }

  /// Beyond the range only our maximum is exact.
  private func inRange(_ count: Int, seed: UInt64) -> [UInt64] {
    values(count, seed: seed).map { min($0, Histogram.valueMax) }
  }

  private func manyAt(_ value: UInt64) -> [UInt8] {
    var histogram = Histogram()
    histogram.record(value, count: 1 << 60)
    return HistogramPayload.plain(HistogramCounts(histogram))
  }

  @Test func `a decoder that knows only the format reads the same percentiles`() throws {
    let (path, histograms) = try log()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let intervals = try #require(try read(path, python: "python3", arguments: []))
    #expect(intervals.count == histograms.count)
    for (index, ((tag, ours), theirs)) in zip(histograms, intervals).enumerated() {
      #expect(theirs.tag == tag && theirs.count == ours.count)
      #expect(theirs.start == Double(index))
      #expect(theirs.max == Double(ours.highest ?? 0) / 1e6, "the maximum is exact, in ms")
      if ours.count == 0 { continue }
      for (percent, value) in zip(percents, theirs.percentiles) {
        // It does not know the exact maximum.
        let expected = min(value ?? 0, ours.highest ?? 0)
        #expect(ours.percentile(percent) == expected, "\(tag ?? ""), \(percent) %")
      }
    }
  }

  /// `MATCHLOCK_PYTHON` names a Python that has it; `Tools/check --long histograms` makes one.
  @Test func `PyPI hdrhistogram reads the same percentiles`() throws {
    let (path, histograms) = try log()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let python = ProcessInfo.processInfo.environment["MATCHLOCK_PYTHON"] ?? "python3"
    guard let intervals = try read(path, python: python, arguments: ["--hdrh"]) else {
      return print(
        "note: PyPI hdrhistogram is absent: set MATCHLOCK_PYTHON to a Python that has it")
    }
    #expect(intervals.count == histograms.count)
    for ((tag, ours), theirs) in zip(histograms, intervals) {
      #expect(theirs.tag == tag && theirs.count == ours.count)
      if ours.count == 0 || ours.count == 1 << 60 { continue }
      for (percent, value) in zip(percents, theirs.percentiles) {
        // It rounds a rank to the nearest, we up: compared where both are one.
        let rank = percent * Double(ours.count) / 100
        if rank != rank.rounded() { continue }
        #expect(
          ours.percentile(percent) == min(value ?? 0, ours.highest ?? 0),
          "\(tag ?? ""), \(percent) %")
      }
    }
  }
}
