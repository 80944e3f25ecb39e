// SPDX-License-Identifier: Apache-2.0

import CUring
import Memory
import Testing

@testable import Journaling

/// Journals whose every checksum and hash holds and which are wrong all the same: what only the
/// comparison of one part with another finds.
@Suite struct ForgedJournalTests {
  /// Two segments; the second holds one group, at block 1, and the seal, at block 2.
  private func journal() throws -> [[UInt8]] {
    var options = smallOptions()
    options.groupBytesMax = 4096
    options.segmentBytes = 4 * 4096
    options.term = 5
    let disk = FaultDisk(segmentBytes: options.segmentBytes)
    var journal = try Journal.create(.memory(disk), options)
    for byte in 0..<3 as Range<UInt8> {
      _ = journal.appendNext([byte, byte])
      _ = journal.drain()
    }
    _ = try journal.stopCleanly()
    return disk.segments()
  }

  /// What the reader says once `change` was made to the block, and the block made good again.
  private func flaw(
    _ segment: Int, _ block: Int, _ change: (MutableByteView) -> Void
  ) throws -> JournalFlaw? {
    var segments = try journal()
    let range = (block * 4096)..<((block + 1) * 4096)
    let buffer = ByteBuffer(count: 4096)
    Array(segments[segment][range]).viewed { buffer.bytes.copy($0) }
    change(buffer.bytes)
    if block == 0 {
      let sum = checksum(buffer.bytes.view.slice(0, count: SegmentField.checksum))
      buffer.bytes.store(sum, at: SegmentField.checksum)
    } else {
      let used = Int(buffer.bytes.load(GroupField.bytesUsed, as: UInt32.self))
      let hash = RunningHash()
      hash.update(Bytes32(buffer.bytes.view, at: GroupField.previousHash))
      hash.update(buffer.bytes.view.slice(128, count: max(128, min(used, 4096)) - 128))
      _ = GroupHeader.finish(buffer.bytes, hash)
    }
    segments[segment].replaceSubrange(range, with: buffer.bytes.view.array)
    do {
      _ = try readBack(segments)
    } catch JournalError.damaged(let damage) {
      let isPlaced = Int(damage.segment) == segment + 1 && Int(damage.offset) / 4096 == block
      // A file that ends too early is at fault where it ends.
      #expect(isPlaced || damage.what == .segmentShort)
      return damage.what
    }
    return nil
  }

  private func add(_ offset: Int) -> (MutableByteView) -> Void {
    { $0.store($0.load(offset, as: UInt64.self) &+ 1, at: offset) }
  }

  @Test func `a block that was made good without a change is taken`() throws {
    for block in 0...2 { #expect(try flaw(1, block) { _ in } == nil) }
  }

  @Test func `a segment must continue the one before it`() throws {
    #expect(try flaw(1, 0, add(SegmentField.number)) == .segmentNumber)
    #expect(try flaw(1, 0, add(SegmentField.venue)) == .segmentVenue)
    #expect(try flaw(1, 0, add(SegmentField.firstIndex)) == .segmentChain)
    #expect(try flaw(1, 0, add(SegmentField.firstGroup)) == .segmentChain)
    #expect(try flaw(1, 0, add(SegmentField.previousHash)) == .segmentChain)
    #expect(try flaw(1, 0, add(SegmentField.version)) == .segmentVersion)
    #expect(
      try flaw(1, 0) { $0.store(UInt32(5), at: SegmentField.groupBytesMax) } == .segmentFields)
    #expect(try flaw(1, 0, add(SegmentField.segmentBytes)) == .segmentFields)
    #expect(
      try flaw(0, 0) { $0.store(UInt64(20480), at: SegmentField.segmentBytes) } == .segmentShort)
  }

  @Test func `a group must continue the one before it`() throws {
    #expect(try flaw(1, 1, add(GroupField.number)) == .groupChain)
    #expect(try flaw(1, 1, add(GroupField.firstIndex)) == .groupChain)
    #expect(try flaw(1, 1, add(GroupField.previousHash)) == .groupChain)
    #expect(try flaw(1, 1) { $0.store(UInt64(4), at: GroupField.term) } == .groupTerm)
    #expect(try flaw(1, 1) { $0.store(UInt32(3), at: GroupField.kind) } == .groupFields)
    #expect(try flaw(1, 1) { $0.store(UInt32(1), at: GroupField.reserved) } == .groupFields)
    #expect(try flaw(1, 1) { $0.store(UInt32(1), at: GroupField.reservedLast) } == .groupFields)
    #expect(try flaw(1, 1) { $0.store(UInt32(4104), at: GroupField.bytesUsed) } == .groupFields)
    #expect(try flaw(1, 1) { $0.store(UInt32(0), at: GroupField.bytesUsed) } == .groupFields)
    #expect(try flaw(1, 1) { $0.store(UInt32(0), at: GroupField.recordCount) } == .groupFields)
    #expect(try flaw(1, 1) { $0.store(UInt32(2), at: GroupField.recordCount) } == .recordLength)
    #expect(try flaw(1, 1, add(GroupField.salt)) == .groupSalt)
  }

  @Test func `a record must hold by itself`() throws {
    #expect(try flaw(1, 1) { $0.store(UInt32(0), at: 128) } == .recordLength)
    #expect(try flaw(1, 1) { $0.store(UInt32(3), at: 128) } == .recordChecksum)
    #expect(try flaw(1, 1) { $0.store(UInt32(600), at: 128) } == .recordLength)
    #expect(try flaw(1, 1) { $0[136] ^= 1 } == .recordChecksum)
    #expect(try flaw(1, 1) { $0[139] = 1 } == .recordPadding)
    #expect(try flaw(1, 1) { $0[4095] = 1 } == .groupPadding)
  }

  @Test func `a seal must agree with the log`() throws {
    #expect(try flaw(1, 2, add(SealField.endIndex)) == .sealFields)
    #expect(try flaw(1, 2, add(SealField.recordCount)) == .sealFields)
    #expect(try flaw(1, 2, add(SealField.logHash)) == .sealFields)
    #expect(try flaw(1, 2) { $0.store(UInt32(256), at: GroupField.bytesUsed) } == .groupFields)
    // Time and signature are the signer's to judge: the digest changes with the one.
    #expect(try flaw(1, 2, add(SealField.time)) == nil)
    #expect(try flaw(1, 2, add(SealField.signature)) == nil)
  }

  @Test func `a torn tail reaches no further than one write`() throws {
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    var journal = try Journal.create(.memory(disk), smallOptions())
    _ = journal.appendNext([1])
    _ = journal.drain()
    var segments = disk.segments()
    let reach = 8192 + smallOptions().groupBytesMax
    segments[0][reach - 1] = 1
    let tail = JournalTail(segment: 1, offset: 8192, flaw: .groupMagic)
    #expect(try readBack(segments).summary.ending == .unsealed(tail))
    segments[0][reach - 1] = 0
    segments[0][reach] = 1
    let damage = JournalDamage(segment: 1, offset: 8192, what: .groupMagic)
    #expect(throws: JournalError.damaged(damage)) { try readBack(segments) }
  }

  @Test func `a journal resumed with other limits goes on in a segment that states them`() throws {
    let directory = TestDirectory()
    let place = JournalPlace.directory(directory.path)
    var options = smallOptions()
    var journal = try Journal.create(place, options)
    _ = journal.appendNext([1])
    _ = journal.drain()
    _ = consume journal
    options.groupBytesMax = 16384
    options.recordBytesMax = 12000
    options.segmentBytes = 16 * 4096
    var resumed = try Journal.resume(place, options)
    _ = resumed.appendNext([UInt8](repeating: 2, count: 12000))
    let seal = try resumed.stopCleanly()
    #expect(seal.segment == 2)
    let (records, summary) = try readBack(directory: directory.path)
    #expect(records.map(\.count) == [1, 12000] && summary.ending == .sealed(seal))
  }
}
