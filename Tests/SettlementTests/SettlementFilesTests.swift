// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Memory
import Testing
import WireFormat

@testable import Settlement

private let rule = BatchRule(commandsMax: 25, spanNanosecondsMax: 5000)

private func made(_ seed: UInt64, groups: Int = 200) -> FakeLog {
  var random = Random(seed: seed)
  return FakeLog(random: &random, groups: groups)
}

/// What a limit does to a process whose files may not grow beyond it: `EFBIG`, not a signal.
private func limitFiles(_ bytes: UInt) {
  signal(SIGXFSZ, SIG_IGN)
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  limit.rlim_cur = min(bytes, limit.rlim_max)
  setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
}

@Suite struct SettlementFilesTests {
  @Test func `names count from one and are told apart`() {
    #expect(SettlementFileKind.batches.name(1) == "batches-000001.mlb")
    #expect(SettlementFileKind.receipts.name(1_234_567) == "receipts-1234567.mlr")
    for kind in SettlementFileKind.allCases {
      for number in [1, 42, 999_999, 1_000_000] {
        #expect(kind.number(kind.name(number)) == number)
      }
    }
    for name in [
      "batches-00001.mlb", "batches-000000.mlb", "batches-0000001.mlb", "batches-00001x.mlb",
      "batches-000001.mlr", "receipts-000001.mlr", "batches-000001.mlb~", "batches-+00001.mlb",
    ] {
      #expect(SettlementFileKind.batches.number(name) == nil)
    }
  }

  @Test(arguments: seeds(4))
  func `files that are left at a batch's end hold the same batches`(seed: UInt64) throws {
    let log = made(seed)
    for patience in [1, 20] {
      try withFolder { folder in
        var files = try SettlementFiles(
          folder: folder, identity: identity, fileBytesMax: 10_000)
        var player = Player(rule: rule, seed: seed)
        player.patience = patience
        try player.play(log, files: &files)
        try files.close()
        let paths = try SettlementFolder.paths(folder, .batches)
        #expect(paths.count > 3)
        #expect(paths.first!.hasSuffix("batches-000001.mlb"))
        let read = try allBatches(folder)
        #expect(read.map(\.header) == player.headers, "seed \(seed)")
        #expect(read.flatMap { $0.records.map { Array($0.bytes) } } == log.records)
      }
    }
  }

  @Test(arguments: seeds(6))
  func `after a clean stop a second run goes on in new files`(seed: UInt64) throws {
    let log = made(seed)
    try withFolder { folder in
      var random = Random(seed: seed)
      var (batch, group): (BatchHeader?, ReceiptGroup?) = (nil, nil)
      var start = 0
      for run in 1...3 {
        let end = run == 3 ? log.groups.count : start + 1 + random.below(60)
        var part = log
        part.groups = Array(log.groups[start..<end])
        start = end
        var files = try SettlementFiles(folder: folder, identity: identity)
        var player = Player(
          rule: rule, previous: batch, nextGroup: (group?.group ?? 0) + 1, seed: seed)
        try player.play(part, files: &files)
        try files.close()
        (batch, group) = try SettlementFolder.resume(
          folder, identity: identity, isSigned: isFakeSigned)
        #expect(batch == player.headers.last)
        #expect(group == player.groups.last ?? group)
      }
      #expect(try SettlementFolder.paths(folder, .batches).count == 3)
      let read = try allBatches(folder)
      #expect(read.flatMap { $0.records.map { Array($0.bytes) } } == log.records, "seed \(seed)")
      _ = try allGroups(folder)
    }
  }

  @Test(arguments: seeds(12))
  func `after a crash anywhere the batches are made again, the same`(seed: UInt64) throws {
    let log = made(seed)
    var random = Random(seed: seed)
    var whole: [BatchHeader] = []
    try withFolder { folder in
      var files = try SettlementFiles(folder: folder, identity: identity)
      var player = Player(rule: rule, seed: seed)
      try player.play(log, files: &files)
      whole = player.headers
    }
    try withFolder { folder in
      // A first run whose file is cut anywhere, inside its header too.
      do {
        var files = try SettlementFiles(folder: folder, identity: identity)
        var player = Player(rule: rule, seed: seed)
        player.patience = 5
        try player.play(log, files: &files, stop: false)
      }
      let path = try SettlementFolder.paths(folder, .batches)[0]
      let bytes = try SettlementFolder.read(path)
      let cut = random.below(20) == 0 ? random.below(112) : random.below(bytes.count)
      #expect(truncate(path, cut) == 0)

      let (batch, _) = try SettlementFolder.resume(
        folder, identity: identity, isSigned: isFakeSigned)
      var files = try SettlementFiles(folder: folder, identity: identity)
      var player = Player(rule: rule, previous: batch, nextGroup: 1000, seed: seed)
      try player.play(log, from: batch.map { $0.lastIndex + 1 } ?? 0, files: &files)
      try files.close()

      var headers: [BatchHeader] = []
      for (i, path) in try SettlementFolder.paths(folder, .batches).enumerated() {
        let bytes = try SettlementFolder.read(path)
        do throws(SettlementReadError) {
          var reader = try BatchReader(
            bytes, identity: identity, previous: headers.last, isSigned: isFakeSigned)
          while let next = try reader.next() { headers.append(next.header) }
        } catch {
          #expect(i == 0 && error.isTornEnd, "seed \(seed): \(error)")
        }
      }
      #expect(headers == whole, "seed \(seed)")
    }
  }

  @Test func `a file that is there is never overwritten`() throws {
    try withFolder { folder in
      var files = try SettlementFiles(folder: folder, identity: identity)
      // Another writer comes between the look at the folder and the first bytes.
      let path = folder + "/batches-000001.mlb"
      #expect(FileManager.default.createFile(atPath: path, contents: Data([1, 2, 3])))
      var player = Player(rule: rule)
      #expect(throws: SettlementFileError.exists(path: path)) {
        try player.play(made(1), files: &files)
      }
      #expect(try SettlementFolder.read(path) == [1, 2, 3])
    }
  }

  @Test func `a missing folder is told with its remedy`() throws {
    do {
      _ = try SettlementFiles(folder: "/nowhere/at/all", identity: identity)
      Issue.record("it opened")
    } catch {
      #expect(error.description.contains("/nowhere/at/all") && error.description.contains("create"))
    }
  }

  @Test func `a full disk loses nothing and writing goes on where it stopped`() async {
    await #expect(processExitsWith: .success) {
      var chunks: [[UInt8]] = []
      let expected = try withFolder { folder in
        var files = try SettlementFiles(folder: folder, identity: identity, fileBytesMax: 30_000)
        var player = Player(rule: rule)
        player.patience = 3
        try player.play(made(9), files: &files)
        try files.close()
        chunks = player.chunks
        return try SettlementFolder.paths(folder, .batches).map(SettlementFolder.read)
      }
      try withFolder { folder in
        var files = try SettlementFiles(folder: folder, identity: identity, fileBytesMax: 30_000)
        var failures = 0
        var room: UInt = 50
        limitFiles(room)
        for chunk in chunks {
          let held = buffer(chunk)
          files.take(held.bytes.view)
          while !files.isFlushed {
            do throws(SettlementFileError) { try files.flush() } catch {
              guard case .full = error else { throw error }
              failures += 1
              room += 777
              limitFiles(room)
            }
          }
        }
        try files.close()
        let found = try SettlementFolder.paths(folder, .batches).map(SettlementFolder.read)
        precondition(failures > 5, "the disk was never full")
        precondition(found.count > 1 && found == expected, "bytes were lost")
      }
    }
  }

  @Test func `chunks hold whole commands however the ring wraps`() {
    var sink = SettlementSink(bytes: 128 << 10)
    let slot = ByteBuffer(count: 4096)
    var builder = BatchBuilder(
      identity: identity, rule: BatchRule(commandsMax: 1 << 30, spanNanosecondsMax: 1 << 60),
      previous: nil, stateBefore: Bytes32())
    var random = Random(seed: 5)
    var expected: [UInt8] = []
    var found: [UInt8] = []
    func drain(_ sink: inout SettlementSink) {
      while true {
        let count = sink.next(into: slot.bytes)
        if count == 0 { return }
        #expect(count <= 4096)
        var at = 0
        while at < count {
          #expect(slot.bytes[at] == 1 && slot.bytes[at + 1] == 0)
          let length = Int(slot.bytes.load(at + 2, as: UInt16.self))
          found += slot.bytes.view.slice(at + 16, count: length).array
          at += 16 + length
        }
        #expect(at == count)
      }
    }
    for index in 0..<300 as Range<UInt64> {
      // The longest record there is, among shorter ones.
      let length = index == 150 ? 65535 : random.below(9000)
      let bytes = record(index: index, time: 1, kind: .logon, body: random.bytes(length))
      let held = buffer(bytes)
      while !builder.add(record: held.bytes.view, to: &sink) { drain(&sink) }
      expected += Settlement.littleEndian(UInt32(bytes.count)) + bytes
      if random.below(4) == 0 { drain(&sink) }
    }
    drain(&sink)
    #expect(found == expected)
  }
}
