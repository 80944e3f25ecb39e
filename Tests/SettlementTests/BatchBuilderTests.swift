// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

@testable import Settlement

extension BatchBuilder {
  fileprivate mutating func take(_ bytes: [UInt8], _ sink: inout SettlementSink) -> Bool {
    let held = buffer(bytes)
    return add(record: held.bytes.view, to: &sink)
  }
}

private func fresh(commandsMax: UInt32 = 10, span: UInt64 = 1000) -> BatchBuilder {
  BatchBuilder(
    identity: identity, rule: BatchRule(commandsMax: commandsMax, spanNanosecondsMax: span),
    previous: nil, stateBefore: Bytes32(word0: 99))
}

@Suite struct BatchRuleTests {
  @Test func `either limit makes a batch due, exactly at it`() {
    let rule = BatchRule(commandsMax: 10, spanNanosecondsMax: 100)
    #expect(!rule.isDue(commands: 9, firstTime: 50, lastTime: 149))
    #expect(rule.isDue(commands: 10, firstTime: 50, lastTime: 50))
    #expect(rule.isDue(commands: 0, firstTime: 50, lastTime: 150))
  }

  @Test func `a record's commands are what its header says`() {
    func count(_ kind: RecordKind, _ body: [UInt8]) -> UInt64 {
      let held = buffer(record(index: 1, time: 1, kind: kind, body: body))
      return BatchRule.commands(in: held.bytes.view)
    }
    #expect(count(.commands, commandsBody(count: 16)) == 16)
    #expect(count(.commands, commandsBody(count: 0)) == 1)
    #expect(count(.commands, []) == 1)
    #expect(count(.commands, [UInt8](repeating: 1, count: 200)) == 1)
    #expect(count(.logon, commandsBody(count: 16)) == 0)
    #expect(count(.tick, []) == 0)
  }
}

@Suite struct BatchBuilderTests {
  @Test func `a batch is due at the first boundary past a limit, not before`() {
    var builder = fresh()
    var sink = SettlementSink(bytes: 128 << 10)
    func add(_ builder: inout BatchBuilder, _ index: UInt64, _ time: UInt64, _ commands: UInt8) {
      let body = commandsBody(count: commands)
      check(
        builder.take(record(index: index, time: time, kind: .commands, body: body), &sink))
    }
    add(&builder, 0, 5, 9)
    check(!builder.endOfLogGroup())
    add(&builder, 1, 5, 1)
    let inside = builder.isDue
    #expect(!inside)
    add(&builder, 2, 5, 30)
    check(builder.endOfLogGroup())
    check(builder.close(stateAfter: Bytes32(word0: 1), to: &sink))
    let header = builder.waiting
    #expect(header.batch == 1 && header.firstIndex == 0 && header.lastIndex == 2)
    #expect(header.recordCount == 3 && header.matchCount == 0)
    #expect(header.previous == Bytes32() && header.stateBefore == Bytes32(word0: 99))
    #expect(header.matchesRoot == MerkleHash.empty)
    // By time: 1,000 after the batch's own first record.
    add(&builder, 3, 500, 1)
    check(!builder.endOfLogGroup())
    add(&builder, 4, 1499, 1)
    check(!builder.endOfLogGroup())
    check(builder.take(record(index: 5, time: 1500, kind: .tick, body: []), &sink))
    check(builder.endOfLogGroup())
    let second = builder.canClose
    #expect(!second, "one at a time")
    check(builder.sign(Bytes64(), to: &sink))
    check(builder.close(stateAfter: Bytes32(word0: 2), to: &sink))
    let next = builder.waiting
    #expect(next.batch == 2 && next.firstIndex == 3 && next.lastIndex == 5)
    #expect(next.previous == header.chainHash && next.stateBefore == Bytes32(word0: 1))
    #expect(next.firstTime == 500 && next.lastTime == 1500)
  }

  @Test func `a sink without room changes nothing and the call is made again`() {
    var builder = fresh(commandsMax: 1000, span: 1 << 40)
    var sink = SettlementSink(bytes: 128 << 10)
    let slot = ByteBuffer(count: SettlementSink.chunkBytesMax)
    var index: UInt64 = 0
    var random = Random(seed: 3)
    var refused = false
    while !refused {
      let bytes = record(index: index, time: 1, kind: .commands, body: random.bytes(900))
      refused = !builder.take(bytes, &sink)
      if refused {
        #expect(builder.nextIndex == index)
        while sink.next(into: slot.bytes) > 0 {}
        check(builder.take(bytes, &sink))
      }
      index += 1
    }
    #expect(index > 100 && builder.recordCount == UInt32(index))
  }

  @Test(arguments: seeds(8))
  func `batches are a function of records, boundaries and limits`(seed: UInt64) throws {
    var random = Random(seed: seed)
    let log = FakeLog(random: &random, groups: 150)
    let rule = BatchRule(
      commandsMax: UInt32(1 + random.below(60)), spanNanosecondsMax: UInt64(1 + random.below(4000)))

    // The model: split at boundaries by the rule's words, hash by definition.
    var expected: [BatchHeader] = []
    var batch: [(record: [UInt8], matches: [MatchRecord])] = []
    for (i, group) in log.groups.enumerated() {
      batch += group
      let heads = batch.map { held in withSlice(held.record[...]) { LogRecord(block: $0, at: 8) } }
      let commands = zip(heads, batch).reduce(0) { sum, pair in
        sum + (pair.0.kind == 2 ? Int(pair.1.record[64 + 64 + 8 + 6]) : 0)
      }
      let span = heads.last!.logTime - heads.first!.logTime
      guard
        commands >= Int(rule.commandsMax) || span >= rule.spanNanosecondsMax
          || i == log.groups.count - 1
      else { continue }
      let matches = batch.flatMap { $0.matches.map(encoded) }
      expected.append(
        BatchHeader(
          batch: UInt64(expected.count + 1), term: heads.last!.term,
          firstIndex: heads.first!.logIndex, lastIndex: heads.last!.logIndex,
          firstTime: heads.first!.logTime, lastTime: heads.last!.logTime,
          recordCount: UInt32(heads.count), matchCount: UInt32(matches.count),
          recordsRoot: Bytes32(naiveRoot(batch.map(\.record)[...], quickSha256)),
          matchesRoot: Bytes32(naiveRoot(matches[...], quickSha256)),
          stateBefore: expected.last?.stateAfter ?? Bytes32(word0: 99),
          stateAfter: fakeState(heads.last!.logIndex),
          previous: expected.last.map { unsigned($0) } ?? Bytes32()))
      let statement = Statement(batch: expected.last!, identity: identity)
      expected[expected.count - 1].signature = fakeSignature(statement)
      batch = []
    }

    // However slow the signer, the batches and the bytes of their files are the same.
    var contents: [[UInt8]] = []
    for patience in [1, 3, 50] {
      try withFolder { folder in
        var files = try SettlementFiles(folder: folder, identity: identity)
        var player = Player(rule: rule, seed: seed)
        player.patience = patience
        try player.play(log, files: &files)
        try files.close()
        #expect(player.headers == expected, "seed \(seed)")
        let read = try allBatches(folder)
        #expect(read.map(\.header) == expected, "seed \(seed)")
        #expect(read.flatMap { $0.records.map { Array($0.bytes) } } == log.records)
        #expect(read.flatMap { $0.matches.map(encoded) } == log.matches)
        contents.append(try SettlementFolder.paths(folder, .batches).flatMap(SettlementFolder.read))
      }
    }
    #expect(contents[0] == contents[1] && contents[1] == contents[2], "seed \(seed)")
  }

  private func unsigned(_ header: BatchHeader) -> Bytes32 {
    var header = header
    header.signature = Bytes64()
    return Bytes32(naiveSha256(encoded(header)))
  }

  @Test func `a gap, a stray match and a clock that goes back stop the program`() async {
    await #expect(processExitsWith: .failure) {
      var builder = fresh()
      var sink = SettlementSink(bytes: 128 << 10)
      print(builder.take(record(index: 1, time: 1, kind: .tick, body: []), &sink))
    }
    await #expect(processExitsWith: .failure) {
      var builder = fresh()
      var sink = SettlementSink(bytes: 128 << 10)
      print(builder.add(match: MatchRecord(logIndex: 0), to: &sink))
    }
    await #expect(processExitsWith: .failure) {
      var builder = fresh()
      var sink = SettlementSink(bytes: 128 << 10)
      print(builder.take(record(index: 0, time: 5, kind: .tick, body: []), &sink))
      print(builder.take(record(index: 1, time: 4, kind: .tick, body: []), &sink))
    }
    await #expect(processExitsWith: .failure) {
      var builder = fresh()
      var sink = SettlementSink(bytes: 128 << 10)
      print(builder.take(record(index: 0, time: 5, kind: .tick, body: []), &sink))
      print(builder.close(stateAfter: Bytes32(), to: &sink))
    }
  }
}
