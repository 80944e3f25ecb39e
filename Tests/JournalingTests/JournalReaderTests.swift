// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing

@testable import Journaling

@Suite struct JournalReaderTests {
  /// A sealed journal of two segments.
  private func sealedJournal() throws -> [[UInt8]] {
    var options = smallOptions()
    options.groupBytesMax = 4096
    options.segmentBytes = 5 * 4096
    let disk = FaultDisk(segmentBytes: options.segmentBytes)
    var journal = try Journal.create(.memory(disk), options)
    var random = Random(21)
    for i in 0..<30 {
      let taken = journal.appendNext(random.bytes(1 + random.below(60)))
      #expect(taken)
      if i % 7 == 6 { _ = journal.drain() }
    }
    _ = try journal.stopCleanly()
    return disk.segments()
  }

  /// Where each group, header and run of padding begins and ends in a segment.
  private func extents(_ segments: [[UInt8]]) throws -> [[(Int, Int)]] {
    var result = segments.map { _ in [(0, 4096)] }
    var reader = JournalReader(segments: segments)
    var next = try reader.next()
    while let record = next {
      let group = record.group
      let extent = (Int(group.offset), Int(group.offset) + group.bytes)
      let at = Int(group.segment) - 1
      if result[at].last! != extent { result[at].append(extent) }
      next = try reader.next()
    }
    for at in result.indices where result[at].last!.1 < segments[at].count {
      result[at].append((result[at].last!.1, segments[at].count))
    }
    return result
  }

  @Test func `every byte of a sealed journal, turned over, is found and placed`() throws {
    let segments = try sealedJournal()
    #expect(segments.count == 2)
    let extents = try extents(segments)
    var random = Random(22)
    var checked = 0
    var changed = segments
    for at in segments.indices {
      for position in segments[at].indices {
        let turned = UInt8(1 << random.below(8))
        changed[at][position] ^= turned
        checked += 1
        do throws(JournalError) {
          var reader = JournalReader(segments: changed)
          let summary = try reader.finish()
          Issue.record("segment \(at + 1) byte \(position): \(summary.ending)")
        } catch {
          guard case .damaged(let damage) = error else {
            Issue.record("\(error)")
            continue
          }
          let extent = extents[at].first { $0.0 <= position && position < $0.1 }!
          let isPlaced =
            Int(damage.segment) == at + 1 && Int(damage.offset) >= extent.0
            && Int(damage.offset) < extent.1 && Int(damage.offset) <= position
          if !isPlaced { Issue.record("segment \(at + 1) byte \(position): \(damage)") }
        }
        changed[at][position] ^= turned
      }
    }
    #expect(checked == 5 * 4096 + 4 * 4096)
  }

  @Test func `an unsealed journal torn at any block gives back its whole groups`() throws {
    // The state of the files after every write, as a crash just after it would leave them.
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    var journal = try Journal.create(.memory(disk), smallOptions())
    var random = Random(31)
    var written: [[UInt8]] = []
    for _ in 0..<30 {
      for _ in 0..<(1 + random.below(10)) {
        let record = random.bytes(1 + random.below(600))
        if journal.appendNext(record) { written.append(record) }
      }
      let before = disk.segments()
      let acknowledged = Int(journal.committedEnd)
      _ = journal.drain()
      let after = disk.segments()
      // A drain may write a header and a group: the header is whole before the group is begun.
      for at in after.indices {
        let old = at < before.count ? before[at] : [UInt8](repeating: 0, count: after[at].count)
        let changed = stride(from: 0, to: old.count, by: 4096).filter {
          old[$0..<($0 + 4096)] != after[at][$0..<($0 + 4096)]
        }
        for (count, block) in changed.enumerated() {
          var torn = after
          for later in changed[count...] {
            torn[at].replaceSubrange(later..<(later + 4096), with: old[later..<(later + 4096)])
          }
          // Half of the block where it was torn.
          torn[at].replaceSubrange(block..<(block + 2048), with: after[at][block..<(block + 2048)])
          if at + 1 < after.count && block < 4096 { continue }
          for later in (at + 1)..<max(at + 1, after.count) {
            torn[later] = [UInt8](repeating: 0, count: after[later].count)
          }
          let found = try readBack(torn).records
          #expect(found.count >= acknowledged)
          #expect(found == Array(written.prefix(found.count)))
        }
      }
    }
  }

  @Test func `a group lost in the middle is damage, not an end`() throws {
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    var journal = try Journal.create(.memory(disk), smallOptions())
    for byte in 0..<4 as Range<UInt8> {
      _ = journal.appendNext([byte])
      _ = journal.drain()
    }
    let whole = disk.segments()
    for lost in 1...3 {
      var segments = whole
      let at = lost * 4096
      segments[0].replaceSubrange(at..<(at + 4096), with: [UInt8](repeating: 0, count: 4096))
      #expect(throws: JournalError.self) { try readBack(segments) }
    }
    // The last one lost cannot be told from one that was never written.
    var segments = whole
    segments[0].replaceSubrange(16384..<20480, with: [UInt8](repeating: 0, count: 4096))
    #expect(try readBack(segments).records.count == 3)
  }

  @Test func `a record that looks like a group does not make a torn tail look like damage`() throws
  {
    let disk = FaultDisk(segmentBytes: smallOptions().segmentBytes)
    var options = smallOptions()
    options.recordBytesMax = 7000
    options.saltForTests = nil
    var journal = try Journal.create(.memory(disk), options)
    _ = journal.appendNext([1])
    _ = journal.drain()
    // A forged header, made for a segment whose salt the forger does not know, laid so that it
    // begins the second block of the group.
    let forged = ByteBuffer(count: 4096)
    var header = GroupHeader()
    header.number = 3
    header.firstIndex = 2
    header.recordCount = 1
    header.bytesUsed = 144
    header.store(forged.bytes)
    _ = GroupHeader.finish(forged.bytes, RunningHash())
    let record =
      [UInt8](repeating: 5, count: 4096 - 128 - 8) + forged.bytes.view.array.prefix(1024)
    _ = journal.appendNext(record)
    _ = journal.drain()
    var segments = disk.segments()
    // The group's first block did not reach the disk.
    segments[0].replaceSubrange(8192..<12288, with: [UInt8](repeating: 0, count: 4096))
    let (records, summary) = try readBack(segments)
    #expect(records == [[1]])
    #expect(
      summary.ending
        == .unsealed(JournalTail(segment: 1, offset: 8192, flaw: .groupMagic)))
  }

  @Test func `what no crash explains is damage`() throws {
    let whole = try sealedJournal()
    func flaw(_ change: (inout [[UInt8]]) -> Void) -> JournalFlaw? {
      var segments = whole
      change(&segments)
      do {
        _ = try readBack(segments)
      } catch JournalError.damaged(let damage) {
        return damage.what
      } catch {}
      return nil
    }
    #expect(flaw { _ in } == nil)
    #expect(flaw { $0.removeFirst() } == .segmentNumber)
    #expect(flaw { $0.swapAt(0, 1) } == .segmentNumber)
    #expect(flaw { $0[1].removeLast(4096) } == .segmentShort)
    #expect(flaw { $0[0].removeLast(4096) } != nil)
    #expect(flaw { $0[1].append(contentsOf: [UInt8](repeating: 0, count: 4096)) } == nil)
    #expect(flaw { $0[1].append(contentsOf: [0]) } == .segmentSize)
    #expect(flaw { $0[1].append(contentsOf: [UInt8](repeating: 1, count: 4096)) } == .tailNotZero)
    #expect(flaw { $0.append([UInt8](repeating: 0, count: 20480)) } == nil)
    #expect(flaw { $0.append([UInt8](repeating: 1, count: 20480)) } == .segmentMagic)
    #expect(flaw { $0.insert([UInt8](repeating: 0, count: 20480), at: 1) } == .segmentChain)
    let (_, summary) = try readBack([])
    #expect(summary.venue == nil && summary.recordCount == 0)
  }

  @Test(arguments: seeds(4))
  func `no bytes whatever stop the reader`(_ seed: UInt64) throws {
    let whole = try sealedJournal()
    var random = Random(seed)
    for _ in 0..<300 {
      var segments = whole
      for _ in 0..<(1 + random.below(20)) {
        let at = random.below(segments.count)
        let from = random.below(segments[at].count)
        let count = min(1 + random.below(200), segments[at].count - from)
        switch random.below(3) {
        case 0: segments[at].replaceSubrange(from..<(from + count), with: random.bytes(count))
        case 1: segments[at].removeLast(random.below(segments[at].count))
        default:
          // A header made good again, so that what lies behind the checksum is reached.
          repair(&segments[at], at: from & ~4095, random.next())
        }
      }
      #expect(throws: JournalError.self, "seed \(seed)") {
        let summary = try readBack(segments).summary
        if case .unsealed = summary.ending { throw JournalError.busy }
      }
    }
  }

  /// Spoils a field of the header at `at` and corrects its checksum.
  private func repair(_ segment: inout [UInt8], at block: Int, _ random: UInt64) {
    if block + 4096 > segment.count { return }
    let end = block == 0 ? SegmentField.checksum : GroupField.checksum
    segment[block + 8 + Int(random % UInt64(end - 8))] ^= UInt8(1 << (random >> 60 & 7))
    let sum = Array(segment[block..<(block + end)]).viewed { checksum($0) }
    for i in 0..<4 { segment[block + end + i] = UInt8(truncatingIfNeeded: sum >> (8 * UInt32(i))) }
  }
}
