// SPDX-License-Identifier: Apache-2.0

import Telemetry
import Testing
import Venue
import WireFormat

@testable import Tiles

/// Questions about state at the match tile, between the records of a small log.
@Suite struct MatchQueryTests {
  @Test func `an answer says the last record applied, and is handed on with it`() throws {
    let bench = try MatchBench()
    bench.apply(.genesis, bench.genesis.body)
    bench.logon(nonce: 1)
    for index in 2...6 as ClosedRange<UInt64> {
      bench.apply(.tick, [])
      bench.ask(.status, number: 1)
      bench.ask(.state, number: 0)
      let answers = bench.takeAnswers()
      #expect(answers.map(\.slot) == [index, index] && answers.map(\.told) == [index, index])
      #expect(answers.map(\.template) == [NonceStatus.templateID, OrdersPage.templateID])
    }
    #expect(bench.tile.counters.snapshot()[.queries] == 10)
  }

  @Test func `a poll answers one question, whatever waits, and none of a session that is not up`()
    throws
  {
    let bench = try MatchBench()
    bench.apply(.genesis, bench.genesis.body)
    bench.ask(.status, number: 1)
    bench.poll()
    bench.logon(nonce: 1)
    for _ in 0..<8 { bench.ask(.status, number: 1) }
    #expect(bench.takeAnswers(polls: 1).count == 1)
    // The lane to egress takes four: the others wait, none is lost.
    #expect(bench.takeAnswers(polls: 10).count == 4 && !bench.tile.isQuiet)
    #expect(bench.takeAnswers(polls: 10).count == 3 && bench.tile.isQuiet)
    #expect(bench.tile.counters.snapshot()[.queriesLate] == 1)
  }
}
