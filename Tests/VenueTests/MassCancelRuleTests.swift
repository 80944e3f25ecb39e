// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// Cancel on disconnect, dead-man switches, mass cancels: which orders go, when, and who hears.
@Suite struct MassCancelRuleTests {
  /// Forty orders may rest, of an account too; a record takes sixteen by mass cancels.
  private let crowded = testGenesis {
    $0.ordersMax = 60
    $0.openOrdersPerAccountMax = 50
    $0.positionLotsMax = 1_000
  }

  private func rest(_ desk: Desk, _ session: UInt32, _ key: UInt32, _ names: ClosedRange<UInt64>) {
    for first in stride(from: names.lowerBound, through: names.upperBound, by: 16) {
      let some = first...min(first + 15, names.upperBound)
      desk.send(session, key, some.map { limit(.buy, 1, 1, $0) })
    }
  }

  private func names(_ outputs: [Output]) -> [UInt64] {
    outputs.closures.map(\.report.clientOrder)
  }

  private func reasons(_ outputs: [Output]) -> Set<CloseReason?> {
    Set(outputs.closures.map(\.report.reasonValue))
  }

  // MARK: Sessions

  @Test func `a session that asked for it takes its key's orders along, and no others`() {
    let desk = Desk()
    let mine = desk.logon(1, flags: 1)
    let sibling = desk.logon(5)
    desk.send(mine, 1, [limit(.buy, 1, 1, 1), limit(.buy, 1, 1, 2), limit(.buy, 1, 1, 3)])
    desk.send(sibling, 5, [limit(.buy, 1, 1, 4)])
    // Replaced by the other key: it is that key's now; and the other way about.
    desk.send(sibling, 5, [ReplaceOrder(clientOrder: 2, price: 1, quantity: 1)])
    desk.send(mine, 1, [ReplaceOrder(clientOrder: 4, price: 2, quantity: 1)])
    let outputs = desk.engine.apply(.down(mine, .silence))
    #expect(names(outputs) == [1, 3, 4] && reasons(outputs) == [.sessionLost])
    #expect(outputs.closures.allSatisfy { $0.session == sibling })
    #expect(outputs.massCancels.map(\.session) == [sibling])
    #expect(outputs.massCancels.map(\.report.count) == [3])
    #expect(outputs.massCancels.map(\.report.isComplete) == [1])
    #expect(desk.engine.orderCount == 1)
    #expect(names(desk.engine.apply(.down(sibling, .logout))).isEmpty)
    #expect(desk.engine.orderCount == 1, "that one did not ask")
  }

  @Test func `whatever ends the session, its orders go`() {
    let ends: [(Desk, UInt32) -> [Output]] = [
      { $0.engine.apply(.down($1, .logout)) },
      { $0.engine.apply(.down($1, .silence)) },
      { desk, _ in desk.operate([RevokeKey(key: 6)]) },
      { desk, _ in desk.engine.apply(.restart) },
      { desk, _ in desk.engine.apply(.tick(3 * second)) },
    ]
    for end in ends {
      let desk = Desk()
      desk.operate([desk.registration(6, account: 1, notAfter: desk.engine.time + 2 * second)])
      let session = desk.logon(6, flags: 1)
      desk.send(session, 6, [limit(.buy, 1, 1, 1)])
      #expect(end(desk, session).endings.count > 0 && desk.engine.orderCount == 0)
    }
  }

  @Test func `a logon that asks again keeps the orders, one that does not gives them up`() {
    let desk = Desk()
    desk.send(desk.logon(1, flags: 1), 1, [limit(.buy, 1, 1, 1)])
    #expect(names(desk.logonOutputs(1, flags: 1)).isEmpty && desk.engine.orderCount == 1)
    let outputs = desk.logonOutputs(1)
    #expect(outputs.endings.count == 1 && desk.engine.orderCount == 0)
    desk.send(desk.reply(outputs)!.session, 1, [limit(.buy, 1, 1, 1)])
    desk.logon(1, flags: 1)
    #expect(desk.engine.orderCount == 1, "the session that ended had not asked")
  }

  @Test func `a refused logon leaves session and orders alone`() {
    let desk = Desk()
    let session = desk.logon(1, flags: 1)
    desk.send(session, 1, [limit(.buy, 1, 1, 1)])
    #expect(desk.reply(desk.logonOutputs(1, flags: 3))?.codeValue == .logonFlagsUnknown)
    #expect(desk.send(session, 1, [Noop()]).codes == [RejectCode.none])
    #expect(desk.engine.orderCount == 1)
  }

  // MARK: Dead-man switches

  @Test func `a dead-man switch cancels at its time, once`() {
    let desk = Desk()
    let session = desk.logon(1)
    let sibling = desk.logon(5)
    desk.send(sibling, 5, [limit(.buy, 1, 1, 9)])
    desk.send(session, 1, [limit(.buy, 1, 1, 1), SetDeadMan(span: second)])
    #expect(names(desk.engine.apply(.tick(second - 1))).isEmpty)
    let outputs = desk.engine.apply(.tick(1))
    #expect(names(outputs) == [1, 1] && reasons(outputs) == [.deadMan])
    #expect(outputs.massCancels.map(\.session) == [session, sibling])
    #expect(outputs.massCancels.allSatisfy { $0.report.key == 1 && $0.report.count == 1 })
    desk.send(session, 1, [limit(.buy, 1, 1, 2)])
    #expect(
      desk.engine.apply(.tick(5 * second)).withoutChecksums.isEmpty && desk.engine.orderCount == 2)
  }

  @Test func `a dead-man switch is set again, sooner or later, and disarmed`() {
    let desk = Desk()
    let session = desk.logon(1)
    desk.send(session, 1, [limit(.buy, 1, 1, 1), SetDeadMan(span: second)])
    desk.engine.time += second / 2
    desk.send(session, 1, [SetDeadMan(span: second)])
    #expect(desk.engine.apply(.tick(second - 1)).withoutChecksums.isEmpty)
    desk.send(session, 1, [SetDeadMan(span: 5 * second)])
    desk.send(session, 1, [SetDeadMan(span: 1_000_000)])
    #expect(names(desk.engine.apply(.tick(1_000_000))) == [1])
    desk.send(session, 1, [limit(.buy, 1, 1, 1), SetDeadMan(span: second)])
    desk.send(session, 1, [SetDeadMan(span: 0)])
    #expect(
      desk.engine.apply(.tick(2 * second)).withoutChecksums.isEmpty && desk.engine.orderCount == 1)
    desk.send(session, 1, [SetDeadMan(span: second)])
    #expect(desk.send(session, 1, [SetDeadMan(span: 1)]).codes == [.deadManSpan])
    #expect(names(desk.engine.apply(.tick(second))) == [1], "a refused one changes nothing")
  }

  @Test func `a dead-man switch outlives the session that set it`() {
    let desk = Desk()
    let session = desk.logon(1)
    desk.send(session, 1, [limit(.buy, 1, 1, 1), SetDeadMan(span: second)])
    desk.engine.apply(.down(session))
    #expect(desk.engine.orderCount == 1)
    desk.engine.apply(.tick(second))
    #expect(desk.engine.orderCount == 0)
  }

  // MARK: The command

  struct Meant: Sendable {
    var command: CancelAll
    var group: UInt16 = 0
    var gone: [UInt64]
  }
  static let meant: [Meant] = [
    Meant(command: CancelAll(), gone: [1]),
    Meant(command: CancelAll(side: 1), gone: [2]),
    Meant(command: CancelAll(side: 2), gone: [1, 2]),
    Meant(command: CancelAll(side: 2, owner: 1), gone: [1, 2, 3]),
    Meant(command: CancelAll(scope: 1, side: 2), gone: [1, 2]),
    Meant(command: CancelAll(scope: 1, side: 0, owner: 1), gone: [1, 3]),
    Meant(command: CancelAll(market: 1, side: 2), group: 1, gone: [4]),
    Meant(command: CancelAll(scope: 1, side: 2, owner: 1), group: 1, gone: [4]),
    Meant(command: CancelAll(scope: 1, side: 2), group: 7, gone: []),
  ]

  @Test(arguments: meant)
  func `a mass cancel is for the orders it names`(_ meant: Meant) {
    let desk = Desk()
    let session = desk.logon(1)
    let sibling = desk.logon(5)
    let other = desk.logon(2)
    desk.send(other, 2, [limit(.buy, -5, 1, 1)])
    desk.send(session, 1, [limit(.buy, 1, 1, 1), limit(.sell, 3, 1, 2)])
    desk.send(sibling, 5, [limit(.buy, 1, 1, 3)])
    desk.send(session, 1, [limit(.buy, 5, 1, 4, market: 1)], group: 1)
    let outputs = desk.send(session, 1, [meant.command], group: meant.group)
    #expect(outputs.codes == [RejectCode.none])
    let mine = outputs.closures.filter { $0.session == session }.map(\.report.clientOrder)
    #expect(mine == meant.gone)
    #expect(reasons(outputs).isSubset(of: [.massCancelled]))
    #expect(outputs.massCancels.map(\.session) == [session, sibling])
    #expect(outputs.massCancels.allSatisfy { $0.report.count == UInt32(meant.gone.count) })
    #expect(outputs.first == .result(session, outputs.results[0]), "the result comes first")
  }

  @Test func `what only takes away is urgent`() {
    func isUrgent(_ commands: [any CommandMessage]) -> Bool {
      withView(Datagram(key: 1, nonce: 1, validUntil: 1, commands: commands).body) {
        CommandBody(checked: $0).isUrgent
      }
    }
    #expect(isUrgent([CancelAll(), SetDeadMan(), CancelOrder(), Noop()]))
    #expect(!isUrgent([CancelAll(), limit(.buy, 1, 1, 1)]) && !isUrgent([SetMarketState()]))
  }

  // MARK: More than one record takes

  @Test func `a mass cancel goes on in the records to come and leaves later orders alone`() {
    let desk = Desk(crowded)
    let session = desk.logon(1)
    rest(desk, session, 1, 1...40)
    let outputs = desk.send(
      session, 1,
      [CancelAll(), limit(.buy, 1, 1, 41), ReplaceOrder(clientOrder: 40, price: 2, quantity: 1)])
    #expect(outputs.codes == [RejectCode.none, RejectCode.none, RejectCode.none])
    #expect(names(outputs) == Array(1...16))
    #expect(outputs.massCancels.map(\.report.count) == [16])
    #expect(outputs.massCancels.map(\.report.isComplete) == [0])
    let place = desk.engine.record(StateSectionNumber.massCancels, bucket: 3, key: 3)
    #expect(
      place.map { littleEndian($0, 8, 8) } == 41 && place.map { littleEndian($0, 16, 4) } == 16)
    let next = desk.send(session, 1, [limit(.buy, 1, 1, 1)])
    #expect(names(next) == Array(17...32), "before the record's own commands")
    #expect(next.codes == [RejectCode.none])
    let last = desk.engine.apply(.tick(0))
    #expect(names(last) == Array(33...39))
    #expect(last.massCancels.map(\.report.count) == [39])
    #expect(last.massCancels.map(\.report.isComplete) == [1])
    #expect(desk.engine.records(StateSectionNumber.massCancels).isEmpty)
    #expect(
      desk.engine.apply(.tick(second)).withoutChecksums.isEmpty && desk.engine.orderCount == 3)
  }

  @Test func `a mass cancel that covers the one under way takes it over`() {
    let desk = Desk(crowded)
    let session = desk.logon(1)
    rest(desk, session, 1, 1...30)
    desk.send(session, 1, [CancelAll(side: 0)])
    let outputs = desk.send(
      session, 1, [limit(.sell, 9, 1, 50), CancelAll(side: 1), CancelAll(scope: 1, side: 2)])
    #expect(names(outputs) == Array(17...30) + [50])
    #expect(
      outputs.codes == [RejectCode.none, RejectCode.none, RejectCode.none],
      "the first was done before them")
    rest(desk, session, 1, 1...49)
    desk.send(session, 1, [CancelAll(side: 2)])
    let narrow = desk.send(session, 1, [limit(.buy, 1, 1, 60), CancelAll(scope: 1, side: 0)])
    #expect(narrow.codes == [RejectCode.none, .massCancelPending], "sells would be left out")
    let whole = desk.send(session, 1, [CancelAll(scope: 1, side: 2, owner: 1)])
    #expect(names(whole) == Array(33...48))
    #expect(whole.massCancels.map(\.report.count) == [48, 48], "it counts on")
    let last = desk.engine.apply(.tick(0))
    #expect(names(last) == [49, 60] && last.massCancels.map(\.report.count) == [50])
  }

  @Test func `a restart with many sessions cancels so many a record, in the order they ended`() {
    let desk = Desk(crowded)
    let sessions = [desk.logon(1, flags: 1), desk.logon(2, flags: 1), desk.logon(3, flags: 1)]
    for (place, session) in sessions.enumerated() {
      rest(desk, session, UInt32(place + 1), 1...12)
    }
    for (step, left) in [20, 4, 0].enumerated() {
      if step == 0 { desk.engine.apply(.restart) } else { desk.engine.apply(.tick(0)) }
      #expect(desk.engine.orderCount == left)
      #expect(desk.engine.records(StateSectionNumber.massCancels).count == [2, 1, 0][step])
    }
  }

  @Test func `timers beyond the limit wait, mass cancels in the order they began`() {
    let desk = Desk(
      testGenesis {
        $0.timersPerCommandMax = 1
        $0.ordersMax = 60
        $0.openOrdersPerAccountMax = 50
      })
    let sessions = [desk.logon(1), desk.logon(2)]
    for (place, session) in sessions.enumerated() { rest(desk, session, UInt32(place + 1), 1...20) }
    desk.send(sessions[1], 2, [SetDeadMan(span: second)])
    desk.engine.time += 1
    desk.send(sessions[0], 1, [SetDeadMan(span: second)])
    desk.engine.time += second + 5
    // Switches were due before what they left over; that is of one time, so by place.
    for (key, count) in [(2 as UInt32, 16 as UInt32), (1, 16), (1, 20), (2, 20)] {
      let outputs = desk.engine.apply(.tick(0))
      #expect(outputs.massCancels.map(\.report.key) == [key])
      #expect(outputs.massCancels.map(\.report.count) == [count])
    }
    #expect(desk.engine.orderCount == 0)
  }

  @Test func `an end of a key's session and its dead-man switch are one mass cancel`() {
    let desk = Desk(crowded)
    let session = desk.logon(1, flags: 1)
    rest(desk, session, 1, 1...40)
    desk.send(session, 1, [SetDeadMan(span: second)])
    let sibling = desk.logon(5)
    #expect(names(desk.engine.apply(.tick(second))) == (1...16).flatMap { [$0, $0] })
    // What is left goes on first; then the session's end takes over, with nothing left to take.
    let outputs = desk.engine.apply(.down(session))
    let heard = outputs.massCancels.filter { $0.session == sibling }.map(\.report)
    #expect(heard.map(\.count) == [32, 32] && heard.map(\.isComplete) == [0, 0])
    #expect(heard.map(\.reasonValue) == [.deadMan, .sessionLost])
    let last = desk.engine.apply(.tick(0))
    #expect(names(last) == Array(33...40) && reasons(last) == [.sessionLost])
    #expect(last.massCancels.map(\.report.count) == [40] && desk.engine.orderCount == 0)
  }
}
