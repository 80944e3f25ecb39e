// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// Commands of operators that need more than one of them.
@Suite struct ApprovalRuleTests {
  private let pending: RejectCode? = .pendingApproval
  private let done: RejectCode? = RejectCode.none

  /// A venue of three operators, two of whom have to agree, and a market listed by two.
  private final class Board {
    let desk: Desk
    var sessions: [UInt32: UInt32] = [:]

    init(_ change: (inout Genesis) -> Void = { _ in }) {
      desk = Desk(
        testGenesis(operators: [0, 1, 2]) {
          $0.approvalsMin = 2
          $0.sessionsPerAccountMax = 4
          change(&$0)
        }, isOpen: false)
      sessions = [0: desk.operatorSession, 1: desk.logon(1), 2: desk.logon(2)]
      for key in [0, 1] as [UInt32] {
        send(key, ListMarket(priceMin: -20, priceMax: 20, quantityMax: 50, multiplier: 1))
      }
    }

    @discardableResult
    func send(_ key: UInt32, _ command: any CommandMessage) -> RejectCode? {
      desk.send(sessions[key]!, key, [command]).codes[0]
    }

    var proposals: Int { desk.engine.records(StateSectionNumber.proposals).count / 2 }
  }

  @Test func `a command takes effect when so many keys have sent the same bytes`() {
    let board = Board()
    let command = OpenAccount(account: 4)
    #expect(board.send(0, command) == pending && board.proposals == 1)
    #expect(board.send(0, command) == pending, "the same key again is one key")
    #expect(board.send(1, OpenAccount(account: 5)) == pending, "other bytes are another command")
    #expect(board.proposals == 2 && board.desk.engine.cash(4) == nil)
    let bytes = board.desk.engine.record(StateSectionNumber.proposals, bucket: 1, key: 1)
    #expect(bytes == encoded(command))
    #expect(board.send(2, command) == done && board.desk.engine.cash(4) == 0)
    #expect(board.proposals == 1)
    #expect(board.send(1, command) == pending, "it begins anew")
  }

  @Test func `the command that takes effect may still be refused, and is done with`() {
    let board = Board()
    board.send(0, OpenAccount(account: 0))
    #expect(board.send(1, OpenAccount(account: 0)) == .accountTaken && board.proposals == 0)
  }

  @Test func `a revoked key's approval counts no more`() {
    let board = Board()
    board.send(1, OpenAccount(account: 4))
    for key in [0, 2] as [UInt32] { board.send(key, RevokeKey(key: 1)) }
    #expect(board.send(2, OpenAccount(account: 4)) == pending)
    #expect(board.send(0, OpenAccount(account: 4)) == done)
  }

  @Test func `a proposal lapses when its time is over`() {
    let board = Board()
    board.send(0, OpenAccount(account: 4))
    board.desk.engine.time += 10 * second - 1
    #expect(board.proposals == 1)
    board.desk.engine.apply(.tick(1))
    #expect(board.proposals == 0 && board.send(1, OpenAccount(account: 4)) == pending)
  }

  @Test func `a lapsed proposal whose timer has still to fire approves nothing`() {
    let board = Board { $0.timersPerCommandMax = 1 }
    for account in [4, 5] as [UInt32] { board.send(0, OpenAccount(account: account)) }
    board.desk.engine.time += 10 * second
    #expect(board.send(1, OpenAccount(account: 5)) == pending)
    #expect(board.proposals == 2, "the lapsed one and the new one")
    #expect(board.send(0, OpenAccount(account: 5)) == done)
  }

  @Test func `a full table refuses, and makes room again`() {
    let board = Board { $0.proposalsMax = 2 }
    for account in [3, 4] as [UInt32] { board.send(0, OpenAccount(account: account)) }
    #expect(board.send(0, OpenAccount(account: 5)) == .proposalsMax)
    #expect(board.send(1, OpenAccount(account: 3)) == done)
    #expect(board.send(0, OpenAccount(account: 5)) == pending)
  }

  @Test func `halting needs nobody else, opening and closing do`() {
    let board = Board()
    #expect(board.send(0, SetMarketState(state: 1)) == done)
    #expect(board.send(0, SetMarketState(state: 0)) == pending)
    #expect(board.send(1, SetMarketState(state: 0)) == done)
    #expect(board.send(0, SetMarketState(state: 2)) == pending)
    #expect(board.send(2, SetMarketState(state: 2)) == done)
    #expect(board.send(0, SetMarketState(state: 1)) == pending, "a closed one is not halted alone")
  }

  @Test func `a delegate in the venue's account is no way round the others`() {
    let board = Board()
    let both = board.desk.registration(5, account: 0, scope: 11)
    for key in [0, 1] as [UInt32] { board.send(key, both) }
    board.sessions[5] = board.desk.logon(5)
    #expect(board.send(5, board.desk.registration(6, account: 0, scope: 1)) == done)
    #expect(board.send(5, board.desk.registration(7, account: 0, scope: 2)) == pending)
    #expect(board.send(5, RevokeKey(key: 1)) == pending)
    #expect(board.send(5, RevokeKey(key: 6)) == done)
  }

  @Test func `a repeat is answered as the first time, whatever became of it`() {
    let board = Board()
    let datagram = board.desk.datagram(0, [OpenAccount(account: 4)])
    let entry = Entry.commands(datagram, session: board.sessions[0]!)
    #expect(board.desk.engine.apply(entry).codes == [pending])
    board.send(1, OpenAccount(account: 4))
    #expect(board.desk.engine.apply(entry).codes == [pending])
    #expect(board.proposals == 0)
  }
}
