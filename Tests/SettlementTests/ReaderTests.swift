// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import WireFormat

@testable import Settlement

/// The two files of a short log, two or three batches long.
private func smallFiles(seed: UInt64) throws -> (batches: [UInt8], receipts: [UInt8]) {
  try withFolder { folder in
    var random = Random(seed: seed)
    let log = FakeLog(random: &random, groups: 6, recordsPerGroupMax: 2, bodyMax: 20, matchesMax: 1)
    var files = try SettlementFiles(folder: folder, identity: identity)
    var player = Player(rule: BatchRule(commandsMax: 6, spanNanosecondsMax: 1 << 40), seed: seed)
    try player.play(log, files: &files)
    try files.close()
    return (
      try SettlementFolder.read(SettlementFolder.paths(folder, .batches)[0]),
      try SettlementFolder.read(SettlementFolder.paths(folder, .receipts)[0])
    )
  }
}

private func readBatches(
  _ bytes: [UInt8], previous: BatchHeader? = nil, as who: Identity = identity
) throws(SettlementReadError) -> [SettledBatch] {
  var reader = try BatchReader(bytes, identity: who, previous: previous, isSigned: isFakeSigned)
  var all: [SettledBatch] = []
  while let next = try reader.next() { all.append(next) }
  return all
}

private func readReceipts(_ bytes: [UInt8]) throws(SettlementReadError) -> [ReceiptGroup] {
  var reader = try ReceiptReader(bytes, identity: identity, isSigned: isFakeSigned)
  var all: [ReceiptGroup] = []
  while let next = try reader.next() { all.append(next) }
  return all
}

private func problem(_ bytes: [UInt8]) -> SettlementReadError? {
  do {
    _ = try readBatches(bytes)
    return nil
  } catch { return error }
}

@Suite struct ReaderTests {
  @Test func `any flipped bit of a batch file is caught`() throws {
    let whole = try smallFiles(seed: 4).batches
    let good = try readBatches(whole)
    #expect(good.count >= 2 && good.contains { !$0.matches.isEmpty })
    var bytes = whole
    for i in bytes.indices {
      // All bits where structure is dense, one that moves along elsewhere.
      let isDense =
        i < 112 || good.contains { $0.bytes.upperBound - 292 <= i && i < $0.bytes.upperBound }
      for bit in isDense ? Array(0..<8) : [i % 8, (i + 3) % 8] {
        bytes[i] ^= 1 << bit
        #expect(problem(bytes) != nil, "byte \(i) bit \(bit)")
        bytes[i] ^= 1 << bit
      }
    }
    #expect(problem(bytes) == nil)
  }

  @Test func `any flipped bit of a receipt file is caught`() throws {
    let whole = try smallFiles(seed: 4).receipts
    #expect(try readReceipts(whole).count >= 3)
    var bytes = whole
    for i in bytes.indices {
      for bit in 0..<8 {
        bytes[i] ^= 1 << bit
        #expect(throws: SettlementReadError.self, "byte \(i) bit \(bit)") {
          try readReceipts(bytes)
        }
        bytes[i] ^= 1 << bit
      }
    }
  }

  @Test func `a file cut anywhere but between batches is unfinished`() throws {
    let whole = try smallFiles(seed: 5)
    let ends = [112] + (try readBatches(whole.batches)).map(\.bytes.upperBound)
    for cut in 0..<whole.batches.count {
      let error = problem(Array(whole.batches[..<cut]))
      #expect(error == nil ? ends.contains(cut) : error!.isTornEnd, "cut \(cut)")
    }
    for cut in 0..<whole.receipts.count where cut < 112 || (cut - 112) % 136 != 0 {
      #expect(throws: SettlementReadError.self) { try readReceipts(Array(whole.receipts[..<cut])) }
    }
  }

  @Test func `errors say where and what`() throws {
    let whole = try smallFiles(seed: 4).batches
    let good = try readBatches(whole)
    let second = good[1]
    func at(_ offset: Int, _ mask: UInt8 = 1) -> SettlementReadError? {
      var bytes = whole
      bytes[offset] ^= mask
      return problem(bytes)
    }
    let start = second.bytes.lowerBound
    let head = second.bytes.upperBound - 292
    // A byte of the first record's digest, which only the root covers.
    #expect(at(start + 4 + 8 + 40)?.description == "batch 2, offset \(head): records root differs")
    #expect(at(start)?.problem == .entryLength)
    #expect(at(start + 4 + 2)?.problem == .entryTemplate)
    #expect(at(start + 4 + 8)?.problem == .recordIndex)
    #expect(at(start + 4 + 8 + 15, 0x80)?.problem == .recordTime)
    #expect(at(head + 12 + 0)?.problem == .number)
    #expect(at(head + 12 + 8)?.problem == .term)
    #expect(at(head + 12 + 16)?.problem == .range)
    #expect(at(head + 12 + 32)?.problem == .times)
    #expect(at(head + 12 + 48)?.problem == .recordCount)
    #expect(at(head + 12 + 52)?.problem == .matchCount)
    #expect(at(head + 12 + 56)?.problem == .recordsRoot)
    #expect(at(head + 12 + 88)?.problem == .matchesRoot)
    #expect(at(head + 12 + 120)?.problem == .stateBefore)
    #expect(at(head + 12 + 152)?.problem == .signature)
    #expect(at(head + 12 + 184)?.problem == .previous)
    #expect(at(head + 12 + 216)?.problem == .signature)
    #expect(at(0)?.problem == .magic)
    #expect(at(8)?.problem == .version)
    #expect(at(20)?.problem == .fileHeader)
    let match = good.compactMap { batch in
      batch.records.first { !$0.matches.isEmpty }.map { $0.bytes.endIndex }
    }[0]
    #expect(at(match + 4 + 8)?.problem == .matchIndex)
    #expect(at(match + 4 + 48)?.problem == .matchesRoot)
  }

  @Test func `another venue's file is refused`() throws {
    let whole = try smallFiles(seed: 4).batches
    var other = identity
    other.chain.word1 ^= 1
    #expect(throws: SettlementReadError.self) { try readBatches(whole, as: other) }
  }

  @Test func `records and matches cannot be left out, swapped, repeated or moved`() throws {
    let whole = try smallFiles(seed: 4).batches
    let good = try readBatches(whole)
    let batch = good[1]
    // The batch's entries, as byte ranges.
    var entries: [Range<Int>] = []
    var at = batch.bytes.lowerBound
    while at < batch.bytes.upperBound {
      let length = whole[at..<(at + 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
      entries.append(at..<(at + 4 + length))
      at += 4 + length
    }
    #expect(entries.count >= 4)
    func rebuilt(_ order: [Int]) -> [UInt8] {
      Array(whole[..<batch.bytes.lowerBound]) + order.flatMap { Array(whole[entries[$0]]) }
        + Array(whole[batch.bytes.upperBound...])
    }
    let all = Array(entries.indices)
    #expect(problem(rebuilt(all)) == nil)
    for i in all {
      #expect(problem(rebuilt(all.filter { $0 != i })) != nil)
      #expect(problem(rebuilt(Array(all[...i]) + [i] + Array(all[(i + 1)...]))) != nil)
      for j in all where j > i {
        var order = all
        order.swapAt(i, j)
        #expect(problem(rebuilt(order)) != nil, "\(i) and \(j)")
      }
    }
  }

  @Test func `a batch left out breaks the chain, across files too`() throws {
    let whole = try smallFiles(seed: 4).batches
    let good = try readBatches(whole)
    let without = Array(whole[..<good[0].bytes.lowerBound]) + whole[good[1].bytes.lowerBound...]
    #expect(problem(without) != nil)
    // A file that begins with batch 2 is taken on its signature, or checked against batch 1.
    let header = SettlementFileHeader(kind: .batches, identity: identity, first: 2).array
    let second = header + whole[good[1].bytes.lowerBound...]
    #expect(try readBatches(second).count == good.count - 1)
    #expect(try readBatches(second, previous: good[0].header).count == good.count - 1)
    var forged = good[0].header
    forged.matchesRoot.word0 ^= 1
    #expect(throws: SettlementReadError.self) { try readBatches(second, previous: forged) }
    forged = good[0].header
    forged.batch = 2
    #expect(throws: SettlementReadError.self) { try readBatches(second, previous: forged) }
  }

  @Test(arguments: seeds(30))
  func `random bytes are refused and stop nothing`(seed: UInt64) throws {
    var random = Random(seed: seed)
    let whole = try smallFiles(seed: 4)
    for _ in 0..<40 {
      // Rubbish behind a good header, and a good file with a stretch of rubbish.
      let rubbish = random.bytes(random.below(400) + 1)
      #expect(problem(Array(whole.batches[..<112]) + rubbish) != nil, "seed \(seed)")
      var bytes = whole.batches
      let start = random.below(bytes.count)
      for i in start..<min(bytes.count, start + rubbish.count) { bytes[i] = rubbish[i - start] }
      if bytes != whole.batches { #expect(problem(bytes) != nil, "seed \(seed)") }
      #expect(throws: SettlementReadError.self) {
        try readReceipts(Array(whole.receipts[..<112]) + rubbish)
      }
    }
  }
}
