// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// What may begin a log.
@Suite struct GenesisTests {
  private func block(_ change: (inout Genesis) -> Void) -> Genesis {
    var block = testGenesis().block
    change(&block)
    return block
  }

  private func operators(_ keys: [UInt32]) -> [GenesisOperators] {
    keys.map { GenesisOperators(key: $0, publicKey: publicKey($0)) }
  }

  /// What is wrong with a genesis, or nil.
  private func fault(_ block: Genesis, _ keys: [UInt32] = [0]) -> String? {
    do throws(GenesisError) {
      _ = try VenueGenesis(block: block, operators: operators(keys))
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `every limit has a range and the refusal names it`() {
    let faults: [(String, (inout Genesis) -> Void)] = [
      ("ruleVersion", { $0.ruleVersion += 1 }),
      ("reserved", { $0.reserved = 1 }),
      ("commandsPerDatagramMax", { $0.commandsPerDatagramMax = 17 }),
      ("marketsMax", { $0.marketsMax = 0 }),
      ("accountsMax", { $0.accountsMax = 1 }),
      (
        "accountsMax × marketsMax",
        {
          $0.accountsMax = 1 << 12
          $0.marketsMax = (1 << 9) + 1
        }
      ),
      ("keysMax", { $0.keysMax = 0 }),
      ("nonceWindow", { $0.nonceWindow = 0 }),
      (
        "keysMax × nonceWindow",
        {
          $0.keysMax = 1 << 11
          $0.nonceWindow = 1 << 11
        }
      ),
      ("sessionsMax", { $0.sessionsMax = 65_537 }),
      ("sessionsPerAccountMax", { $0.sessionsPerAccountMax = 17 }),
      ("ordersMax", { $0.ordersMax = (1 << 21) + 1 }),
      ("openOrdersPerAccountMax", { $0.openOrdersPerAccountMax = 0 }),
      ("fillsPerCommandMax", { $0.fillsPerCommandMax = 0 }),
      ("timersPerCommandMax", { $0.timersPerCommandMax = 0 }),
      ("batchCommandsMax", { $0.batchCommandsMax = 0 }),
      ("batchSpanMax", { $0.batchSpanMax = 0 }),
      ("tickSpanMax", { $0.tickSpanMax = .max }),
      ("validitySpanMax", { $0.validitySpanMax = 0 }),
      ("cancelsPerRecordMax", { $0.cancelsPerRecordMax = 15 }),
      ("cancelsPerRecordMax", { $0.cancelsPerRecordMax = 4_097 }),
      ("bustsMax", { $0.bustsMax = 0 }),
      ("specialOrdersMax", { $0.specialOrdersMax = 0 }),
      ("specialOrdersMax", { $0.specialOrdersMax = (1 << 21) + 1 }),
      ("conditionalOrdersMax", { $0.conditionalOrdersMax = 0 }),
      ("conditionalOrdersMax", { $0.conditionalOrdersMax = (1 << 20) + 1 }),
      ("quoteGroupsMax", { $0.quoteGroupsMax = 65_536 }),
      ("approvalsMin", { $0.approvalsMin = 0 }),
      ("approvalsMin", { $0.approvalsMin = 2 }),
      ("proposalsMax", { $0.proposalsMax = 0 }),
      ("proposalSpan", { $0.proposalSpan = 999_999 }),
      ("bustsMax", { $0.bustsMax = 65_537 }),
      ("positionLotsMax", { $0.positionLotsMax = (1 << 62) + 1 }),
    ]
    for (name, change) in faults {
      #expect(fault(block(change))?.hasPrefix("genesis: \(name)") == true, "\(name)")
    }
    #expect(fault(block { _ in }) == nil)
  }

  @Test func `operators are some, different, in range, and fit in a record`() {
    let block = block { $0.keysMax = 64 }
    #expect(fault(block, [])?.contains("operator keys 0") == true)
    #expect(fault(block, [3, 3])?.contains("one key number") == true)
    #expect(fault(block, [64])?.contains("not below keysMax") == true)
    let most = Array(0..<UInt32(VenueGenesis.operatorsMax))
    #expect(fault(block, most) == nil)
    #expect(fault(block, most + [63])?.contains("operator keys") == true)
    #expect(
      testGenesis(operators: most) { $0.keysMax = 64 }.body.count <= LogRecordView.bodyBytesMax)
  }

  @Test func `a body reads back as what wrote it, and every shorter or longer one is refused`()
    throws
  {
    let genesis = testGenesis(operators: [0, 3])
    let body = genesis.body
    let read = withView(body) { try? VenueGenesis(body: $0) }
    #expect(read?.block == genesis.block && read?.operators == genesis.operators)
    #expect(withView(body) { GenesisBody.check($0) } == nil, "it is a record's body")
    for count in 0..<body.count {
      #expect(withView(Array(body.prefix(count))) { try? VenueGenesis(body: $0) } == nil)
    }
    #expect(withView(body + [0]) { try? VenueGenesis(body: $0) } == nil)
    for place in 0..<8 {
      var wrong = body
      wrong[place] ^= 1
      #expect(withView(wrong) { try? VenueGenesis(body: $0) } == nil, "header byte \(place)")
    }
  }

  @Test func `operators begin with their scope, for ever`() {
    let genesis = testGenesis(operators: [2, 4])
    let engine = Engine(genesis)
    engine.apply(.genesis(genesis))
    for key in [2, 4] as [UInt32] {
      let bytes = engine.record(StateSectionNumber.keys, bucket: key, key: UInt64(key))!
      #expect(littleEndian(bytes, 1, 4) == 2 && littleEndian(bytes, 21, 8) == -1)
    }
    #expect(engine.records(StateSectionNumber.keys).count == 2)
    #expect(engine.cash(0) == 0 && engine.indexNext == 1)
  }
}
