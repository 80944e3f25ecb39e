// SPDX-License-Identifier: Apache-2.0

import Glibc
import Memory
import Testing

@testable import Journaling

@Suite struct JournalFaultTests {
  /// Commits some records, then meets `fault` at the next write; the journal and its disk.
  private func meet(_ fault: DiskFault) throws -> (JournalState, UInt64, FaultDisk) {
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    var journal = try Journal.create(.memory(disk), smallOptions())
    for byte in 0..<3 as Range<UInt8> {
      _ = journal.appendNext([byte])
      _ = journal.drain()
    }
    disk.inject(fault, atWrite: disk.writes)
    let reader = journal.makeCommitReader()
    _ = journal.appendNext([UInt8](repeating: 3, count: 500))
    for _ in 0..<50 {
      _ = journal.poll()
      let group = journal.takeCommittedGroup()
      #expect(group == nil)
    }
    let taken = journal.appendNext([9])
    #expect(!taken)
    let writes = disk.writes
    for _ in 0..<50 { _ = journal.poll() }
    #expect(disk.writes == writes)
    #expect(reader.end() == 3)
    #expect(throws: JournalError.self) { _ = try journal.prepareSeal(timeNanoseconds: 0) }
    return (journal.state, journal.committedEnd, disk)
  }

  @Test func `an I/O error stops the journal, which says where and what to do`() throws {
    let (state, end, disk) = try meet(.error(EIO))
    #expect(end == 3)
    let fault = JournalFault(act: .write, code: EIO, segment: 1, offset: 4096 * 4)
    #expect(state == .failed(fault))
    #expect(state.description.contains("device's health"))
    #expect(try readBack(disk.segments()).records == [[0], [1], [2]])
  }

  @Test func `a full disk fills the journal`() throws {
    let (state, _, _) = try meet(.error(ENOSPC))
    guard case .full(let fault) = state else {
      Issue.record("\(state)")
      return
    }
    #expect(fault.code == ENOSPC && fault.description.contains("free space"))
  }

  @Test func `a short write is no write, though all its bytes may be there`() throws {
    for bytes in [0, 512, 4095] {
      let (state, _, _) = try meet(.short(bytes: bytes))
      #expect(
        state == .failed(JournalFault(act: .shortWrite, code: 0, segment: 1, offset: 4096 * 4)))
    }
  }

  @Test func `a segment that cannot be prepared fills the journal when it is needed`() throws {
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    var journal = try Journal.create(.memory(disk), smallOptions())
    disk.prepare(polls: 0, error: ENOSPC)
    var committed = 0
    for _ in 0..<100 {
      guard journal.appendNext([UInt8](repeating: 1, count: 600)) else { break }
      committed += journal.drain().count
    }
    guard case .full(let fault) = journal.state else {
      Issue.record("\(journal.state)")
      return
    }
    #expect(fault.act == .prepareSegment && fault.segment == 2)
    #expect(committed > 3)
    let end = journal.committedEnd
    #expect(end == UInt64(committed))
    #expect(try readBack(disk.segments()).records.count == committed)
  }

  @Test func `a header that cannot be written stops the journal before the group`() throws {
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    var journal = try Journal.create(.memory(disk), smallOptions())
    disk.inject(.error(EIO), atWrite: 6)
    for _ in 0..<100 {
      guard journal.appendNext([UInt8](repeating: 1, count: 600)) else { break }
      _ = journal.drain()
    }
    #expect(
      journal.state == .failed(JournalFault(act: .write, code: EIO, segment: 2, offset: 0)))
    let end = journal.committedEnd
    #expect(end == 6)
  }

  @Test func `a bit that turned over on the way to the disk is found by reading`() throws {
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    var journal = try Journal.create(.memory(disk), smallOptions())
    disk.inject(.flip(byte: 150), atWrite: 1)
    for byte in 0..<3 as Range<UInt8> {
      _ = journal.appendNext([UInt8](repeating: byte, count: 100))
      _ = journal.drain()
    }
    let damage = JournalDamage(segment: 1, offset: 8192 + 128, what: .recordChecksum)
    #expect(throws: JournalError.damaged(damage)) { try readBack(disk.segments()) }
    _ = consume journal
    #expect(throws: JournalError.damaged(damage)) {
      _ = try Journal.resume(.memory(disk), smallOptions())
    }
  }

  @Test(arguments: seeds(20))
  func `what a torn write left is gone before anything follows it`(_ seed: UInt64) throws {
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    var journal = try Journal.create(.memory(disk), smallOptions())
    _ = journal.appendNext([1])
    _ = journal.drain()
    disk.inject(.hold, atWrite: disk.writes)
    while journal.appendNext([UInt8](repeating: 0xee, count: 600)) {}
    _ = journal.poll()
    _ = consume journal
    disk.crash(seed: seed)
    // The header's sector did not reach the disk, the last sectors of the second block did.
    var random = Random(seed)
    let state = disk.state
    state.pointee.file(0).slice(8192, count: 512).clear()
    let remnant = 8192 + 4096 + random.below(4000)
    state.pointee.file(0)[remnant] = 0xee

    var resumed = try Journal.resume(.memory(disk), smallOptions())
    #expect(disk.segments()[0][8192...].allSatisfy { $0 == 0 }, "seed \(seed)")
    _ = resumed.appendNext([2])
    let seal = try resumed.stopCleanly()
    let (records, summary) = try readBack(disk.segments())
    #expect(records == [[1], [2]] && summary.ending == .sealed(seal), "seed \(seed)")
  }

  @Test(arguments: seeds(60))
  func `a power cut at any write keeps all that was acknowledged`(_ seed: UInt64) throws {
    var random = Random(seed)
    let options = smallOptions()
    let disk = FaultDisk(segmentBytes: options.segmentBytes, segmentsMax: 100)
    var written: [[UInt8]] = []
    for round in 0..<6 {
      var recovered: [[UInt8]] = []
      var journal =
        round == 0
        ? try Journal.create(.memory(disk), options)
        : try Journal.resume(.memory(disk), options) { recovered.append($0.bytes.array) }
      if round > 0 {
        #expect(recovered == Array(written.prefix(recovered.count)), "seed \(seed)")
      }
      written = recovered
      disk.inject(.hold, atWrite: disk.writes + random.below(20))
      for _ in 0..<120 {
        let record = random.bytes(1 + random.below(600))
        if journal.appendNext(record) { written.append(record) }
        if random.below(3) == 0 { _ = journal.poll() }
        _ = journal.takeCommittedGroup()
      }
      let acknowledged = Int(journal.committedEnd)
      _ = consume journal
      disk.crash(seed: random.next())
      let found = try readBack(disk.segments()).records
      #expect(found.count >= acknowledged, "seed \(seed)")
      #expect(found == Array(written.prefix(found.count)), "seed \(seed)")
    }
    let last = try Journal.resume(.memory(disk), options)
    let seal = try last.stopCleanly()
    #expect(try readBack(disk.segments()).summary.ending == .sealed(seal), "seed \(seed)")
  }
}
