// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import Testing

@testable import Journaling

@Suite struct JournalTests {
  @Test(arguments: seeds(12))
  func `what is appended is committed and read back, whatever the sizes`(_ seed: UInt64) throws {
    var random = Random(seed)
    var options = smallOptions()
    options.groupBytesMax = 4096 * (1 + random.below(3))
    options.segmentBytes = options.groupBytesMax + 4096 * (2 + random.below(6))
    let disk = FaultDisk(segmentBytes: options.segmentBytes, segmentsMax: 200)
    for write in 0..<60 where random.below(3) == 0 {
      disk.inject(.delay(polls: random.below(5)), atWrite: write)
    }
    disk.prepare(polls: random.below(20))
    var journal = try Journal.create(.memory(disk), options)
    let reader = journal.makeCommitReader()
    var written: [[UInt8]] = []
    var groups: [GroupCommit] = []
    while written.count < 400 {
      for _ in 0..<random.below(12) {
        let record = random.bytes(1 + random.below(options.recordBytesMax))
        if journal.appendNext(record) { written.append(record) }
      }
      _ = journal.poll()
      if let group = journal.takeCommittedGroup() { groups.append(group) }
      let end = journal.committedEnd
      #expect(reader.end() == end, "seed \(seed)")
    }
    groups += journal.drain()
    let seal = try journal.stopCleanly()
    #expect(reader.end() == UInt64(written.count))

    let (records, summary) = try readBack(disk.segments())
    #expect(records == written, "seed \(seed)")
    #expect(summary.ending == .sealed(seal), "seed \(seed)")
    #expect(summary.groupCount == UInt64(groups.count + 1), "seed \(seed)")
    #expect(summary.segmentsUsed > 3, "seed \(seed): the log has rolled over")
    var next: UInt64 = 0
    for (position, group) in groups.enumerated() {
      #expect(group.number == UInt64(position + 1) && group.firstIndex == next, "seed \(seed)")
      next = group.lastIndex + 1
    }
  }

  @Test func `the log's hash does not depend on how records were grouped`() throws {
    var hashes: Set<String> = []
    var groupHashes: Set<String> = []
    for every in [1, 3, 7, 50] {
      let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes, segmentsMax: 60)
      var journal = try Journal.create(.memory(disk), smallOptions())
      var random = Random(9)
      for i in 1...50 {
        let record = random.bytes(1 + random.below(100))
        let taken = journal.appendNext(record)
        #expect(taken)
        if i % every == 0 { _ = journal.drain() }
      }
      let last = journal.drain()
      hashes.insert(journal.logHash().hexadecimal)
      let seal = try journal.stopCleanly()
      hashes.insert(seal.logHash.hexadecimal)
      let summary = try readBack(disk.segments()).summary
      hashes.insert(summary.logHash.hexadecimal)
      groupHashes.insert(summary.groupHash.hexadecimal)
      _ = last
    }
    #expect(hashes.count == 1)
    #expect(groupHashes.count == 4)
  }

  @Test func `nothing is committed before its write has completed`() throws {
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    disk.inject(.hold, atWrite: 0)
    var journal = try Journal.create(.memory(disk), smallOptions())
    let reader = journal.makeCommitReader()
    let taken = journal.appendNext([1, 2, 3])
    #expect(taken)
    let submitted = journal.poll()
    #expect(submitted == 1 && disk.writes == 1)
    for _ in 0..<1000 {
      let work = journal.poll()
      #expect(work == 0)
      #expect(reader.end() == 0 && !reader.isCommitted(0))
    }
    // The second buffer fills meanwhile, and is not written.
    let queued = journal.appendNext([4])
    #expect(queued && disk.writes == 1)
    disk.release()
    let work = journal.poll()
    #expect(work == 2 && disk.writes == 2)
    let group = journal.takeCommittedGroup()
    #expect(group?.number == 1 && group?.lastIndex == 0)
    #expect(reader.isCommitted(0) && !reader.isCommitted(1))
  }

  @Test func `a full buffer refuses, keeps what it holds, and takes again after a poll`() throws {
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    disk.inject(.hold, atWrite: 0)
    var journal = try Journal.create(.memory(disk), smallOptions())
    let first = journal.appendNext([0])
    #expect(first)
    _ = journal.poll()
    var queued = 0
    let record = [UInt8](repeating: 7, count: 600)
    while journal.appendNext(record) { queued += 1 }
    #expect(queued == (8192 - 128) / 608)
    for _ in 0..<10 {
      _ = journal.poll()
      let refused = journal.appendNext(record)
      #expect(!refused)
    }
    disk.release()
    _ = journal.poll()
    let again = journal.appendNext(record)
    #expect(again)
    _ = journal.drain()
    let end = journal.committedEnd
    #expect(end == UInt64(queued + 2))
    _ = try journal.stopCleanly()
    let (records, _) = try readBack(disk.segments())
    #expect(records.count == queued + 2)
  }

  @Test func `a segment that is not ready holds records back and loses none`() throws {
    var options = smallOptions()
    options.segmentBytes = 8192 + 2 * 4096
    let disk = FaultDisk(segmentBytes: options.segmentBytes)
    var journal = try Journal.create(.memory(disk), options)
    _ = journal.appendNext([UInt8](repeating: 1, count: 500))
    _ = journal.drain()
    disk.prepare(polls: 50)
    // The second segment was asked for before; the third takes its time.
    for _ in 0..<2 {
      while journal.appendNext([UInt8](repeating: 2, count: 600)) {}
      for _ in 0..<3 {
        _ = journal.poll()
        _ = journal.takeCommittedGroup()
      }
    }
    let appended = journal.appendedEnd
    let stalled = journal.committedEnd
    #expect(stalled < appended)
    let groups = journal.drain()
    #expect(groups.last?.lastIndex == appended - 1)
    _ = try journal.stopCleanly()
    let (records, summary) = try readBack(disk.segments())
    #expect(records.count == Int(appended) && summary.segmentsUsed == 3)
  }

  @Test func `an untaken group stops the next one from passing it by`() throws {
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    var journal = try Journal.create(.memory(disk), smallOptions())
    for byte in 0..<3 as Range<UInt8> {
      _ = journal.appendNext([byte])
      for _ in 0..<5 { _ = journal.poll() }
    }
    let first = journal.takeCommittedGroup()
    #expect(first?.lastIndex == 0)
    let none = journal.takeCommittedGroup()
    #expect(none == nil)
    let groups = journal.drain()
    #expect(groups.map(\.firstIndex) == [1, 2] || groups.map(\.firstIndex) == [1])
    #expect(groups.last?.lastIndex == 2)
  }

  @Test func `without durability a group is committed when it is handed over`() throws {
    var options = smallOptions()
    options.durability = .none
    let disk = FaultDisk(segmentBytes: options.segmentBytes)
    disk.inject(.hold, atWrite: 0)
    var journal = try Journal.create(.memory(disk), options)
    _ = journal.appendNext([1])
    _ = journal.poll()
    let group = journal.takeCommittedGroup()
    #expect(group?.lastIndex == 0)
    let end = journal.committedEnd
    #expect(end == 1)
  }

  @Test func `terms are recorded with each group and never go down`() async throws {
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    var journal = try Journal.create(.memory(disk), smallOptions())
    _ = journal.appendNext([1])
    _ = journal.drain()
    journal.term = 4
    _ = journal.appendNext([2])
    _ = journal.drain()
    var reader = JournalReader(segments: disk.segments())
    let first = try reader.next()
    let second = try reader.next()
    #expect(first?.group.term == 1 && second?.group.term == 4)
    #expect(first?.endsGroup == true && second?.index == 1)
    let summary = try reader.finish()
    #expect(summary.term == 4)
    await #expect(processExitsWith: .failure) {
      let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
      var journal = try Journal.create(.memory(disk), smallOptions())
      journal.term = 0
    }
  }

  @Test func `what cannot happen stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
      var journal = try Journal.create(.memory(disk), smallOptions())
      _ = [UInt8](repeating: 0, count: 4).viewed { journal.append($0, index: 1) }
    }
    await #expect(processExitsWith: .failure) {
      let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
      var journal = try Journal.create(.memory(disk), smallOptions())
      _ = journal.appendNext([UInt8](repeating: 0, count: smallOptions().recordBytesMax + 1))
    }
    await #expect(processExitsWith: .failure) {
      let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
      let journal = try Journal.create(.memory(disk), smallOptions())
      _ = try journal.seal(signature: testSignature)
    }
  }

  @Test func `options that contradict themselves are refused in words`() {
    var wrong: [JournalOptions] = []
    for change in [
      { (o: inout JournalOptions) in o.groupBytesMax = 5000 },
      { $0.segmentBytes = 8192 + 4096 },
      { $0.recordBytesMax = 8192 - 128 - 7 },
      { $0.recordBytesMax = 0 },
      { $0.segmentBytes = 40_001 },
    ] {
      var options = smallOptions()
      change(&options)
      wrong.append(options)
    }
    for options in wrong {
      let disk = FaultDisk(segmentBytes: 1 << 16)
      #expect(throws: JournalError.self) {
        let journal = try Journal.create(.memory(disk), options)
        _ = consume journal
      }
    }
    var most = smallOptions()
    most.recordBytesMax = 8192 - 128 - 8
    #expect(most.fault == nil)
  }
}
