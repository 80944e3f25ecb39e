// SPDX-License-Identifier: Apache-2.0
//
// A log made up from a seed, and the settle tile's part played by a few lines.

import Foundation
import Memory
import WireFormat

@testable import Settlement

let identity = Identity(
  venue: Bytes16([UInt8]("test venue 00000".utf8)), chain: Bytes32([UInt8](100..<132)), network: 7)

/// Stands for the venue's signature: two keyed hashes of the statement.
func fakeSignature(_ statement: Statement) -> Bytes64 {
  let message = statement.array
  return Bytes64(quickSha256([1, 2, 3] + message) + quickSha256([4, 5, 6] + message))
}

func isFakeSigned(_ statement: Statement, _ signature: Bytes64) -> Bool {
  signature == fakeSignature(statement)
}

/// One record as the log holds it.
func record(
  index: UInt64, time: UInt64, term: UInt64 = 1, kind: RecordKind, session: UInt32 = 0,
  body: [UInt8]
) -> [UInt8] {
  let buffer = ByteBuffer(count: LogRecord.messageBytes)
  LogRecord(
    logIndex: index, logTime: time, term: term, session: session, kind: kind.rawValue,
    bodyLength: UInt16(body.count)
  ).encode(message: buffer.bytes)
  return buffer.bytes.view.array + body
}

/// The body of a commands record: signature, CommandHeader that says `count`, anything.
func commandsBody(count: UInt8, more: [UInt8] = []) -> [UInt8] {
  let buffer = ByteBuffer(count: 64 + CommandHeader.messageBytes)
  CommandHeader(key: 1, count: count, nonce: 9).encode(message: buffer.bytes, at: 64)
  return buffer.bytes.view.array + more
}

/// A log in groups of records, each with the matches it made.
struct FakeLog {
  var groups: [[(record: [UInt8], matches: [MatchRecord])]] = []

  init(
    random: inout Random, groups count: Int, recordsPerGroupMax: Int = 6, bodyMax: Int = 200,
    matchesMax: Int = 3
  ) {
    var index: UInt64 = 0
    var time: UInt64 = 1_000_000
    var term: UInt64 = 1
    for _ in 0..<count {
      if random.below(15) == 0 { term += 1 }
      groups.append(
        (0...random.below(recordsPerGroupMax)).map { _ in
          time += UInt64(random.below(100))
          let kind = [RecordKind.tick, .commands, .commands, .logon, .sessionDown][random.below(5)]
          let body =
            kind == .commands
            ? commandsBody(
              count: UInt8(1 + random.below(4)), more: random.bytes(random.below(bodyMax)))
            : kind == .tick ? [] : random.bytes(random.below(bodyMax))
          let bytes = record(
            index: index, time: time, term: term, kind: kind,
            session: UInt32(truncatingIfNeeded: random.next()), body: body)
          let matches = (0..<(kind == .commands ? random.below(matchesMax + 1) : 0)).map { _ in
            MatchRecord(
              logIndex: index, match: random.next(), market: 3, price: -5, quantity: random.next())
          }
          index += 1
          return (bytes, matches)
        })
    }
  }

  var records: [[UInt8]] { groups.flatMap { $0.map(\.record) } }
  var matches: [[UInt8]] { groups.flatMap { $0.flatMap { $0.matches.map(encoded) } } }
}

func encoded(_ match: MatchRecord) -> [UInt8] {
  let buffer = ByteBuffer(count: MatchRecord.messageBytes)
  match.encode(message: buffer.bytes)
  return buffer.bytes.view.array
}

func encoded(_ header: BatchHeader) -> [UInt8] {
  let buffer = ByteBuffer(count: BatchHeader.messageBytes)
  header.encode(message: buffer.bytes)
  return buffer.bytes.view.array
}

/// Any function of the index will do for the state after it.
func fakeState(_ index: UInt64) -> Bytes32 { Bytes32(word0: index &* 0x9E37_79B9, word3: 5) }

/// Plays the settle tile: feeds a log, signs some calls later, and hands chunks to `files`.
struct Player: ~Copyable {
  var builder: BatchBuilder
  var receipts: ReceiptGroupBuilder
  var sink = SettlementSink(bytes: 128 << 10)
  var headers: [BatchHeader] = []
  var groups: [ReceiptGroup] = []
  /// Path, leaf and its place for every receipt given out.
  var given: [(group: ReceiptGroup, leaf: ReceiptLeaf, path: [UInt8])] = []
  /// Every chunk, as it went to the files.
  var chunks: [[UInt8]] = []
  /// The signer is slow: of so many polls, one answers.
  var patience = 1
  var random: Random
  let slot = ByteBuffer(count: SettlementSink.chunkBytesMax)

  init(
    rule: BatchRule, previous: BatchHeader? = nil, nextGroup: UInt64 = 1, leavesMax: Int = 32,
    logGroupRecordsMax: Int = 8, seed: UInt64 = 1
  ) {
    builder = BatchBuilder(
      identity: identity, rule: rule, previous: previous,
      stateBefore: previous?.stateAfter ?? Bytes32(word0: 99))
    receipts = ReceiptGroupBuilder(
      identity: identity, leavesMax: leavesMax, logGroupRecordsMax: logGroupRecordsMax,
      nextGroup: nextGroup)
    random = Random(seed: seed)
  }

  mutating func play(
    _ log: FakeLog, from first: UInt64 = 0, files: inout SettlementFiles, stop: Bool = true
  ) throws {
    for group in log.groups {
      while !receipts.hasRoom { try sign(&files, always: true) }
      var any = false
      for (bytes, matches) in group {
        let held = buffer(bytes)
        let index = LogRecord(block: held.bytes.view, at: 8).logIndex
        if index < first { continue }
        any = true
        let leaf = MerkleHash.leaf(held.bytes.view)
        while !builder.add(record: held.bytes.view, leaf: leaf, to: &sink) { try drain(&files) }
        for match in matches {
          while !builder.add(match: match, to: &sink) { try drain(&files) }
        }
        receipts.add(record: held.bytes.view, leaf: leaf)
      }
      if !any { continue }
      receipts.endOfLogGroup()
      if builder.endOfLogGroup() { try close(&files) }
      try sign(&files, always: false)
    }
    if stop {
      while builder.isWaiting || receipts.isWaiting || receipts.canClose {
        try sign(&files, always: true)
      }
      if builder.recordCount > 0 { try close(&files) }
      while builder.isWaiting { try sign(&files, always: true) }
    }
    try drain(&files)
  }

  private mutating func close(_ files: inout SettlementFiles) throws {
    while builder.isWaiting { try sign(&files, always: true) }
    let state = fakeState(builder.nextIndex - 1)
    while !builder.close(stateAfter: state, to: &sink) { try drain(&files) }
  }

  private mutating func sign(_ files: inout SettlementFiles, always: Bool) throws {
    if !always && random.below(patience) != 0 { return }
    if builder.isWaiting {
      let signature = fakeSignature(builder.statement)
      while !builder.sign(signature, to: &sink) { try drain(&files) }
      headers.append(builder.signed)
    }
    if receipts.canClose { receipts.close() }
    if receipts.isWaiting {
      let group = receipts.sign(fakeSignature(receipts.statement))
      while !sink.add(receipt: group) { try drain(&files) }
      groups.append(group)
      let path = ByteBuffer(count: 32 * max(1, receipts.pathNodesMax))
      for i in 0..<receipts.waitingCount {
        let nodes = receipts.path(i, into: path.bytes)
        given.append(
          (group, receipts.leaf(i), path.bytes.view.slice(0, count: nodes * 32).array))
      }
      receipts.release()
    }
  }

  mutating func drain(_ files: inout SettlementFiles) throws {
    while true {
      let count = sink.next(into: slot.bytes)
      if count == 0 { return }
      chunks.append(slot.bytes.view.slice(0, count: count).array)
      files.take(slot.bytes.view.slice(0, count: count))
      try files.flush()
    }
  }
}

/// A folder of its own for one test, removed after it.
func withFolder<T>(_ body: (String) throws -> T) throws -> T {
  let folder = FileManager.default.temporaryDirectory.path + "/settlement-" + UUID().uuidString
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// Every batch of a folder's files, in order, checked across them.
func allBatches(_ folder: String) throws -> [SettledBatch] {
  var all: [SettledBatch] = []
  for path in try SettlementFolder.paths(folder, .batches) {
    var reader = try BatchReader(
      SettlementFolder.read(path), identity: identity, previous: all.last?.header,
      isSigned: isFakeSigned)
    do {
      while let batch = try reader.next() { all.append(batch) }
    } catch {
      if !error.isTornEnd { throw error }
    }
  }
  return all
}

func allGroups(_ folder: String) throws -> [ReceiptGroup] {
  var all: [ReceiptGroup] = []
  for path in try SettlementFolder.paths(folder, .receipts) {
    var reader = try ReceiptReader(
      SettlementFolder.read(path), identity: identity, previous: all.last, isSigned: isFakeSigned)
    while let group = try reader.next() { all.append(group) }
  }
  return all
}
