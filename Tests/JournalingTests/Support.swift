// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import Testing

@testable import Journaling

/// Splitmix64: small, seeded, the same everywhere.
struct Random {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) }
  }
}

/// The seeds of a property test: one from `MATCHLOCK_SEED` if it is set, else the first `count`.
func seeds(_ count: UInt64) -> [UInt64] {
  if let text = getenv("MATCHLOCK_SEED"), let seed = UInt64(String(cString: text)) {
    return [seed]
  }
  return Array(1...count)
}

let testVenue = Bytes16((0..<16).map { UInt8(0xa0 + $0) })
let testSignature = (0..<64).map { UInt8($0) }

/// Small segments of small groups.
func smallOptions() -> JournalOptions {
  var options = JournalOptions(venue: testVenue)
  options.groupBytesMax = 8192
  options.segmentBytes = 8192 * 4
  options.recordBytesMax = 600
  options.saltForTests = 0x1122_3344_5566_7788
  return options
}

extension [UInt8] {
  /// Calls `body` with a view of the bytes.
  func viewed<R>(_ body: (ByteView) -> R) -> R {
    withUnsafeBytes { body(ByteView($0.baseAddress!, count: $0.count)) }
  }
}

extension ByteView {
  var array: [UInt8] { (0..<count).map { self[$0] } }
}

extension Journal {
  /// Appends whatever its turn is.
  mutating func appendNext(_ record: [UInt8]) -> Bool {
    let index = appendedEnd
    return record.withUnsafeBytes {
      append(ByteView($0.baseAddress!, count: $0.count), index: index)
    }
  }

  /// Polls until everything is committed, and returns the groups that were. Gives up after a while.
  mutating func drain(pollsMax: Int = 200_000) -> [GroupCommit] {
    var groups: [GroupCommit] = []
    for _ in 0..<pollsMax {
      let work = poll()
      if let group = takeCommittedGroup() { groups.append(group) }
      if isIdle || state != .open { break }
      if work == 0 { usleep(10) }
    }
    return groups
  }

  /// Drains, seals, and lets go.
  consuming func stopCleanly(time: UInt64 = 1_700_000_000_123_456_789) throws -> JournalSeal {
    _ = drain()
    _ = try prepareSeal(timeNanoseconds: time)
    return try seal(signature: testSignature)
  }
}

/// Every record and the summary of what is on a disk.
func readBack(_ segments: [[UInt8]]) throws -> (records: [[UInt8]], summary: JournalSummary) {
  var reader = JournalReader(segments: segments)
  return try collect(&reader)
}

func readBack(directory: String) throws -> (records: [[UInt8]], summary: JournalSummary) {
  var reader = try JournalReader(directory: directory)
  return try collect(&reader)
}

private func collect(
  _ reader: inout JournalReader
) throws -> (records: [[UInt8]], summary: JournalSummary) {
  var records: [[UInt8]] = []
  var next = try reader.next()
  while let record = next {
    records.append(record.bytes.array)
    next = try reader.next()
  }
  return (records, reader.summary)
}

/// A fresh directory that is removed, with its files, at the end.
final class TestDirectory {
  let path: String

  init(under parent: String = "/tmp") {
    var template = Array("\(parent)/journal-test-XXXXXX".utf8CString)
    path = String(cString: mkdtemp(&template)!)
  }

  var files: [String] {
    guard let listing = opendir(path) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  deinit {
    for name in files { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
