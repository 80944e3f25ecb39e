// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// `eventsPerRecordMax` is more than any record can cause.
@Suite struct BoundsTests {
  private let genesis = testGenesis {
    $0.ordersMax = 200
    $0.openOrdersPerAccountMax = 100
    $0.positionLotsMax = 100_000
    $0.sessionsMax = 12
    $0.nonceWindow = 1
  }

  /// Two sessions for each of four accounts.
  private func crowd(_ desk: Desk, ending: UInt64, flags: UInt32 = 0) -> [UInt32] {
    var sessions: [UInt32] = []
    for account in 1...4 as ClosedRange<UInt32> {
      if account > 1 { desk.operate([desk.registration(4 + account, account: account)]) }
      sessions += [desk.logon(account, flags: flags), desk.logon(4 + account, flags: flags)]
    }
    // Two keys of the venue's own account whose sessions end as the datagram comes.
    desk.operate([
      desk.registration(9, account: 5 - 5, scope: 2, notAfter: ending),
      OpenAccount(account: 5),
      desk.registration(10, account: 5, notAfter: ending),
    ])
    sessions += [desk.logon(9), desk.logon(10)]
    return sessions
  }

  @Test func `the worst datagram stays within the bound`() {
    let desk = Desk(genesis)
    let ending = desk.engine.time + 1_000
    let sessions = crowd(desk, ending: ending)
    // Sixteen resting buys of one account, and for each four makers of three others.
    desk.send(sessions[0], 1, (1...16).map { limit(.buy, -20, 9, $0) })
    for round in 0..<7 {
      for account in 2...4 as ClosedRange<UInt32> {
        let names = UInt64(round * 4 + 1)...UInt64(round * 4 + 4)
        let session = sessions[Int(account - 1) * 2]
        desk.send(session, account, names.map { limit(.sell, 3, 1, $0) })
      }
    }
    desk.engine.time = ending + 1
    let replaces = (1...16).map { ReplaceOrder(clientOrder: $0, price: 3, quantity: 9) }
    let outputs = desk.send(sessions[0], 1, replaces)
    #expect(outputs.matches.count == 64 && outputs.closures.count == 32)
    #expect(outputs.fills.count == 256, "both sides on two sessions each")
    #expect(outputs.endings.count == 2, "and two timers fired")
    #expect(desk.engine.eventsMost <= desk.engine.eventsMax)
    #expect(desk.engine.eventsMost > 500)
  }

  @Test func `ending all sessions at once stays within the bound`() {
    let desk = Desk(genesis)
    let ending = desk.engine.time + 1_000
    let count = crowd(desk, ending: ending).count + 1
    desk.engine.time = ending + 1
    #expect(desk.engine.apply(.restart).endings.count == count)
    #expect(desk.engine.eventsMost <= desk.engine.eventsMax)
  }

  @Test func `ending all sessions, each with orders to cancel, stays within the bound`() {
    let desk = Desk(genesis)
    let ending = desk.engine.time + 1_000
    let sessions = crowd(desk, ending: ending, flags: 1)
    // Fewer than a record takes, or more, but never all of an account's while one of its sessions hears.
    for (place, session) in sessions.prefix(8).enumerated() {
      let key = UInt32(place / 2 + 1) + (place % 2 == 0 ? 0 : 4)
      desk.send(session, key, (1...9).map { limit(.buy, 1, 1, UInt64(place * 9 + $0)) })
      desk.send(session, key, [SetDeadMan(span: 1_000_000)])
    }
    desk.engine.time = ending + 1_000_000
    let outputs = desk.engine.apply(.restart)
    #expect(outputs.closures.count >= 9 && outputs.massCancels.count >= 4)
    #expect(desk.engine.records(StateSectionNumber.massCancels).count >= 6)
    #expect(desk.engine.eventsMost <= desk.engine.eventsMax)
  }

  @Test func `as many cancels as a record may take stay within the bound`() {
    // Everything else is small, so that only the part for mass cancels gives the room.
    let desk = Desk(
      testGenesis {
        $0.ordersMax = 700
        $0.openOrdersPerAccountMax = 700
        $0.positionLotsMax = 1_000
        $0.fillsPerCommandMax = 1
        $0.cancelsPerRecordMax = 600
      })
    let sessions = [desk.logon(1), desk.logon(5)]
    for first in stride(from: 1 as UInt64, to: 640, by: 16) {
      desk.send(sessions[0], 1, (first..<first + 16).map { limit(.buy, 1, 1, $0) })
    }
    let outputs = desk.send(sessions[1], 5, [CancelAll(owner: 1)])
    #expect(outputs.closures.count == 1_200 && desk.engine.orderCount == 40)
    #expect(desk.engine.eventsMost > 2_400 && desk.engine.eventsMost <= desk.engine.eventsMax)
  }

  @Test func `sixteen mass cancels on top of a timer's stay within the bound`() {
    let desk = Desk(genesis)
    let sessions = crowd(desk, ending: .max)
    for first in [1, 17, 33] {
      let names = UInt64(first)...UInt64(first + 15)
      desk.send(sessions[0], 1, names.map { limit(.buy, 1, 1, $0) })
    }
    desk.send(sessions[0], 1, [CancelAll(scope: 1, side: 2)])
    let commands = (1...16).map { _ in CancelAll(scope: 1, side: 2, owner: 1) }
    let outputs = desk.send(sessions[0], 1, commands)
    #expect(outputs.closures.count == 32 && outputs.massCancels.count == 34)
    #expect(desk.engine.eventsMost <= desk.engine.eventsMax)
  }

  @Test func `revoking sixteen keys stays within the bound`() {
    let desk = Desk(testGenesis { $0.sessionsMax = 12 })
    _ = crowd(desk, ending: desk.engine.time + 1_000)
    let outputs = desk.operate((1...15).map { RevokeKey(key: $0 % 11) } + [RevokeKey(key: 0)])
    #expect(outputs.endings.count == 11)
    #expect(desk.engine.eventsMost <= desk.engine.eventsMax)
  }

  @Test func `a crowded genesis stays within the bound`() {
    let operators = Array(0..<UInt32(VenueGenesis.operatorsMax))
    let genesis = testGenesis(operators: operators) {
      $0.keysMax = 64
      $0.commandsPerDatagramMax = 1
      $0.fillsPerCommandMax = 1
      $0.sessionsMax = 1
      $0.sessionsPerAccountMax = 1
    }
    let engine = Engine(genesis)
    #expect(engine.apply(.genesis(genesis)).count == operators.count)
    #expect(engine.eventsMost <= engine.eventsMax)
  }

  @Test func `records out of their place stop the program`() async {
    await #expect(processExitsWith: .failure) {
      let engine = Engine(testGenesis())
      engine.apply(.tick(1))
    }
    await #expect(processExitsWith: .failure) {
      let genesis = testGenesis()
      let engine = Engine(genesis)
      engine.apply(.genesis(genesis))
      engine.apply(.genesis(genesis))
    }
    await #expect(processExitsWith: .failure) {
      let desk = Desk()
      desk.engine.time -= 1
      desk.engine.apply(.tick(0))
    }
  }
}
