// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

@testable import Settlement

extension ReceiptGroupBuilder {
  fileprivate mutating func take(_ bytes: [UInt8]) {
    let held = buffer(bytes)
    add(record: held.bytes.view)
  }
}

private func fresh(leavesMax: Int = 8, logGroupRecordsMax: Int = 4) -> ReceiptGroupBuilder {
  ReceiptGroupBuilder(
    identity: identity, leavesMax: leavesMax, logGroupRecordsMax: logGroupRecordsMax)
}

@Suite struct ReceiptGroupBuilderTests {
  @Test func `a group closes at a boundary alone`() {
    var builder = fresh()
    let empty = builder.canClose
    #expect(!empty)
    builder.take(record(index: 4, time: 1, kind: .commands, body: [1]))
    let inside = builder.canClose
    #expect(!inside)
    builder.endOfLogGroup()
    let atEnd = builder.canClose
    #expect(atEnd)
    builder.take(record(index: 5, time: 1, kind: .tick, body: []))
    let insideAgain = builder.canClose
    #expect(!insideAgain)
  }

  @Test func `a run that owes no receipt is dropped at its boundary`() {
    var builder = fresh()
    for index in 0..<100 as Range<UInt64> {
      builder.take(record(index: index, time: 1, kind: .tick, body: []))
      builder.endOfLogGroup()
      #expect(builder.fillingCount == 0)
    }
    builder.take(record(index: 100, time: 1, kind: .tick, body: []))
    builder.take(record(index: 101, time: 1, kind: .logon, session: 77, body: [5]))
    builder.endOfLogGroup()
    let group = builder.close()
    #expect(group.group == 1 && group.firstIndex == 100 && group.lastIndex == 101)
    let leaves = [builder.leaf(0), builder.leaf(1)]
    #expect(leaves.map(\.isReceipted) == [false, true])
    #expect(leaves[1].session == 77 && leaves[1].logIndex == 101)
  }

  @Test func `backlog grows the group while the signer is busy, up to the limit`() {
    var builder = fresh()
    var index: UInt64 = 0
    func commands(_ builder: inout ReceiptGroupBuilder, _ count: Int) {
      for _ in 0..<count {
        builder.take(record(index: index, time: 1, kind: .commands, body: [UInt8(index)]))
        index += 1
      }
      builder.endOfLogGroup()
    }
    commands(&builder, 2)
    let first = builder.close()
    #expect(first.firstIndex == 0 && first.lastIndex == 1)
    commands(&builder, 1)
    commands(&builder, 3)
    let stillRoom = builder.hasRoom
    #expect(stillRoom)
    commands(&builder, 1)
    let full = builder.hasRoom
    #expect(!full)
    let busy = builder.canClose
    #expect(!busy)
    _ = builder.sign(Bytes64())
    builder.release()
    let second = builder.close()
    #expect(second.group == 2 && second.firstIndex == 2 && second.lastIndex == 6)
    let roomAgain = builder.hasRoom
    #expect(roomAgain && builder.fillingCount == 0 && builder.waitingCount == 5)
  }

  @Test func `a group across terms has the term of its last record`() {
    var builder = fresh()
    builder.take(record(index: 0, time: 1, term: 3, kind: .commands, body: []))
    builder.take(record(index: 1, time: 1, term: 4, kind: .restart, body: []))
    builder.endOfLogGroup()
    #expect(builder.close().term == 4)
  }

  @Test(arguments: seeds(10))
  func `every record under every group is proved by the group's range alone`(seed: UInt64) throws {
    var random = Random(seed: seed)
    let log = FakeLog(random: &random, groups: 120)
    try withFolder { folder in
      var files = try SettlementFiles(folder: folder, identity: identity)
      var player = Player(
        rule: BatchRule(commandsMax: 20, spanNanosecondsMax: 1000), seed: seed)
      player.patience = 4
      try player.play(log, files: &files)
      try files.close()

      let records = log.records
      var proved = Set<UInt64>()
      for (group, leaf, path) in player.given {
        #expect(isFakeSigned(Statement(receipt: group, identity: identity), group.signature))
        let held = buffer(records[Int(leaf.logIndex)])
        let holds = withSlice(path[...]) { path in
          MerkleTree.verifyInclusion(
            leaf: MerkleHash.leaf(held.bytes.view), position: leaf.logIndex - group.firstIndex,
            count: group.lastIndex - group.firstIndex + 1, path: path, root: group.root)
        }
        #expect(holds, "seed \(seed)")
        #expect(proved.insert(leaf.logIndex).inserted, "seed \(seed): two receipts for one record")
      }
      // Nobody who is owed a receipt went without.
      for bytes in records {
        let header = withSlice(bytes[...]) { LogRecord(block: $0, at: 8) }
        if header.kind == 2 || header.kind == 3 {
          #expect(proved.contains(header.logIndex), "seed \(seed)")
        }
      }
      for group in player.groups {
        let covered = records[Int(group.firstIndex)...Int(group.lastIndex)]
        #expect(group.root.array == naiveRoot(covered, quickSha256), "seed \(seed)")
        #expect(group.isRoot(of: covered.map { $0[...] }))
        #expect(!group.isRoot(of: covered.dropLast().map { $0[...] }))
        #expect(covered.count <= 32)
      }
      let groups = try allGroups(folder)
      #expect(groups == player.groups, "seed \(seed)")
    }
  }

  @Test func `a gap, a full group and a second close stop the program`() async {
    await #expect(processExitsWith: .failure) {
      var builder = fresh()
      builder.take(record(index: 0, time: 1, kind: .commands, body: []))
      builder.take(record(index: 2, time: 1, kind: .commands, body: []))
    }
    await #expect(processExitsWith: .failure) {
      var builder = fresh(leavesMax: 1, logGroupRecordsMax: 1)
      builder.take(record(index: 0, time: 1, kind: .commands, body: []))
      builder.take(record(index: 1, time: 1, kind: .commands, body: []))
    }
    await #expect(processExitsWith: .failure) {
      var builder = fresh()
      builder.take(record(index: 0, time: 1, kind: .commands, body: []))
      builder.endOfLogGroup()
      builder.close()
      builder.take(record(index: 1, time: 1, kind: .commands, body: []))
      builder.endOfLogGroup()
      builder.close()
    }
  }
}
