// SPDX-License-Identifier: Apache-2.0

import CMachine
import Glibc
import Memory
import Testing

@testable import Journaling

/// How long a commit takes, one record at a time: small by default, so that it never rots;
/// `MATCHLOCK_JOURNAL_COMMITS` sets the number for a reading worth quoting (with a release build).
@Suite(.serialized) struct JournalLatencyTests {
  @Test(arguments: JournalFileTests.ways)
  func `a commit completes, and its latency is printed`(_ way: (String, Bool)) throws {
    let commits = getenv("MATCHLOCK_JOURNAL_COMMITS").flatMap { Int(String(cString: $0)) } ?? 200
    let directory = TestDirectory(under: way.0)
    var options = JournalOptions(venue: testVenue)
    options.segmentBytes = 16 << 20
    options.forbidsRing = way.1
    var journal = try Journal.create(.directory(directory.path), options)
    let record = ByteBuffer(count: 256)
    var times: [UInt64] = []
    for index in 0..<UInt64(commits) {
      record.bytes.store(index, at: 0)
      let start = ml_machine_monotonic_nanoseconds()
      guard journal.append(record.bytes.view, index: index) else { break }
      var waits = 0
      while journal.takeCommittedGroup() == nil, case .open = journal.state {
        if journal.poll() == 0 { waits += 1 }
        if waits % 8 == 7 { sched_yield() }
      }
      times.append(ml_machine_monotonic_nanoseconds() - start)
    }
    #expect(times.count == commits)
    let hash = journal.logHash()
    times.sort()
    func at(_ part: Double) -> Double { Double(times[Int(Double(times.count - 1) * part)]) / 1000 }
    let how = "\(journal.mechanism), direct \(journal.directIO), flush \(journal.flushesBehind)"
    print(
      "\(way.0), \(how): \(commits) commits of one 256-byte record: "
        + "p50 \(at(0.5)) p99 \(at(0.99)) max \(at(1)) us; log \(hash.hexadecimal)")
    _ = try journal.stopCleanly()
  }
}
