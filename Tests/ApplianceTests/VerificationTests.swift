// SPDX-License-Identifier: Apache-2.0

import Gateway
import Glibc
import Memory
import PacketIO
import Settlement
import Testing

@testable import Appliance

extension ApplianceRuns {
  @Suite(.serialized) struct VerificationTests {
    /// The files of a sealed run.
    struct Files {
      var journal: [[UInt8]]
      var batches: [[UInt8]]
      var receipts: [[UInt8]]

      init(_ folder: String) throws {
        journal = [try SettlementFolder.read(folder + "/journal-000001.mlj")]
        batches = try SettlementFolder.paths(folder, .batches).map { try SettlementFolder.read($0) }
        receipts = try SettlementFolder.paths(folder, .receipts).map {
          try SettlementFolder.read($0)
        }
      }

      func verify() throws(VerificationFailure) -> VerifiedLog {
        try LogVerification(.bytes(journal: journal, batches: batches, receipts: receipts)).run()
      }
    }

    /// A sealed run of at most 64 commands.
    private static func smallRun(_ commands: UInt64 = 20) throws -> LoadedVenue.Outcome {
      var venue = LoadedVenue()
      venue.topology = .soft2
      venue.verifyLanes = 1
      venue.commands = commands
      venue.batchCommandsMax = 16
      venue.isSmall = true
      venue.plan = { .seeded(11, markets: 1, restingPerMarket: 16, defectShare: 0.1) }
      return try venue.run()
    }

    @Test func `any flipped byte of journal, batch or receipt is found and placed`() throws {
      let seed = getenv("MATCHLOCK_SEED").flatMap { UInt64(String(cString: $0)) } ?? 20_260_101
      // Debug builds re-execute slowly: the whole campaign runs in release.
      #if DEBUG
        var flips = 100
      #else
        var flips = 10_000
      #endif
      if let text = getenv("MATCHLOCK_FLIPS") { flips = Int(String(cString: text)) ?? flips }
      let outcome = try Self.smallRun()
      let files = try Files(outcome.folder)
      let whole = try files.verify()
      #expect(whole.isSealed && whole.commands <= 64 && whole.batches >= 2)
      var random = SplitMix(state: seed)
      let sizes = [files.journal[0].count, files.batches[0].count, files.receipts[0].count]
      for _ in 0..<flips {
        // Journal padding would take most of the flips: each file gets its share.
        let file = random.below(3)
        let offset = random.below(sizes[file])
        let mask = UInt8(1 + random.below(255))
        var changed = files
        switch file {
        case 0: changed.journal[0][offset] ^= mask
        case 1: changed.batches[0][offset] ^= mask
        default: changed.receipts[0][offset] ^= mask
        }
        do {
          _ = try changed.verify()
          Issue.record("seed \(seed): file \(file), byte \(offset) ^ \(mask) was accepted")
        } catch {
          let place = /(segment|offset|index|batch|group|record|batches|receipts)[ -][0-9]+/
          #expect(
            error.description.contains(place),
            "file \(file), byte \(offset): \"\(error)\" says not where")
        }
      }
    }

    @Test func `a log without its seal holds as far as it goes`() throws {
      let outcome = try Self.smallRun()
      var files = try Files(outcome.folder)
      let whole = try files.verify()
      files.journal[0].removeLast(4_096)
      // A segment that was not sealed is as long as it was made: 1 MiB.
      files.journal[0] += [UInt8](repeating: 0, count: (1 << 20) - files.journal[0].count)
      let open = try files.verify()
      #expect(open.unsealedAfter == whole.records - 1 && open.stateRoot == whole.stateRoot)
      // A sealed log needs its batches and its receipts.
      files = try Files(outcome.folder)
      files.batches = []
      #expect(throws: VerificationFailure.self) { _ = try files.verify() }
      files = try Files(outcome.folder)
      files.receipts = []
      #expect(throws: VerificationFailure.self) { _ = try files.verify() }
    }

    @Test func `a log goes on after a clean stop and after a kill`() throws {
      // The files of one run, then a second over the same folder with the journal's seal cut off and
      // its last batch torn, as a kill leaves them.
      let outcome = try Self.smallRun()
      let settings = try LoadedVenue.settings(
        folder: outcome.folder, seed: 3, batchCommandsMax: 16, isSmall: true)
      for tearsBatch in [false, true] {
        if tearsBatch {
          let paths = try SettlementFolder.paths(outcome.folder, .batches)
          let bytes = try SettlementFolder.read(paths.last!)
          truncate(paths.last!, bytes.count - 100)
        }
        let venue = try TestVenue(settings)
        // The validators hear again of the last batch: they may have missed it.
        try venue.wait("the last batch") { !venue.validators.isEmpty }
        _ = try venue.appliance.stop()
      }
      let log = try LogVerification(.directory(outcome.folder)).run()
      #expect(log.isSealed && log.records > outcome.venue.records)
      #expect(log.recordsInBatches == log.records)
    }

    @Test func `a log does not go on with another genesis, and goes on with its own`() throws {
      let outcome = try Self.smallRun()
      let other = try LoadedVenue.settings(
        folder: outcome.folder, seed: 3, batchCommandsMax: 17, isSmall: true)
      #expect(Self.refusal(of: other)?.contains("another genesis") == true)
      let same = try LoadedVenue.settings(
        folder: outcome.folder, seed: 3, batchCommandsMax: 16, isSmall: true)
      let venue = try TestVenue(same)
      #expect(try venue.appliance.stop().notSealed == nil)
    }

    /// Why an appliance cannot be made, or nil; it is dropped unstarted.
    private static func refusal(of settings: ApplianceSettings) -> String? {
      do {
        let pair = Port.memoryPair()
        _ = try Appliance(settings, port: pair.first)
        return nil
      } catch { return "\(error)" }
    }

    @Test func `a start that failed before genesis leaves nothing in the way`() throws {
      let folder = try TestVenue.makeFolder()
      let settings = try LoadedVenue.settings(folder: folder, seed: 3, isSmall: true)
      // Made, with a segment prepared, and dropped before its threads started.
      #expect(Self.refusal(of: settings) == nil)
      let venue = try TestVenue(settings)
      #expect(try venue.appliance.stop().notSealed == nil)
      let log = try LogVerification(.directory(folder)).run()
      #expect(log.isSealed && log.records >= 1)
    }
  }
}

/// SplitMix64.
struct SplitMix {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
