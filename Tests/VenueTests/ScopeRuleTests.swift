// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// Which key may send what, and what a delegate may hand on.
@Suite struct ScopeRuleTests {
  /// One command of each kind, and the scopes that are enough for it, one bit each.
  static let table: [(name: String, command: any CommandMessage & Sendable, scopes: Set<UInt32>)] =
    [
      ("new", limit(.buy, 1, 1, 1), [1]), ("replace", ReplaceOrder(), [1]),
      ("mass quote", QuoteSheet(MassQuote()), [1]),
      ("set protection", SetProtection(flags: 2), [1]),
      ("reset protection", ResetProtection(), [1]),
      ("set dead-man", SetDeadMan(), [1]), ("cancel", CancelOrder(), [1, 4]),
      ("cancel all", CancelAll(), [1, 4]), ("noop", Noop(), [1, 2, 4, 8, 16, 32]),
      ("list", ListMarket(), [2]), ("open account", OpenAccount(), [2]),
      ("adjust cash", AdjustCash(), [2]), ("register key", RegisterKey(), [2, 8]),
      ("revoke key", RevokeKey(key: 13), [2, 8]), ("halt", SetMarketState(state: 1), [2, 32]),
      ("open", SetMarketState(), [2]), ("bust", BustTrade(), [2]),
      ("reference price", SetReferencePrice(sourceSequence: 1), [16]),
    ]

  @Test(arguments: [1, 2, 4, 8, 16, 32] as [UInt32])
  func `a key sends what its scope is for and nothing else`(_ scope: UInt32) {
    let desk = Desk()
    desk.operate([desk.registration(9, account: 1, scope: scope)])
    let session = desk.logon(9)
    for (name, command, scopes) in Self.table {
      let code = desk.send(session, 9, [command]).codes[0]
      #expect((code == .scopeMissing) == !scopes.contains(scope), "\(name): \(code!)")
    }
  }

  @Test func `a cancel-only key cancels its account's orders, whichever key entered them`() {
    let desk = Desk()
    desk.operate([desk.registration(9, account: 1, scope: 4)])
    desk.send(desk.logon(1), 1, (1...3).map { limit(.buy, 1, 1, $0) })
    let session = desk.logon(9)
    #expect(desk.send(session, 9, [CancelOrder(clientOrder: 2)]).codes == [RejectCode.none])
    desk.send(session, 9, [CancelAll()])
    #expect(desk.engine.orderCount == 2, "none of them is its own")
    desk.send(session, 9, [CancelAll(owner: 1)])
    #expect(desk.engine.orderCount == 0)
  }

  struct Registration: Sendable {
    var why: String
    var account: UInt32 = 1
    var scope: UInt32 = 1
    var group: UInt16 = 0
    var sooner: UInt64 = 0
    var isWithin = false
  }
  static let registrations: [Registration] = [
    Registration(why: "all that it has", scope: 5, isWithin: true),
    Registration(why: "less, for less long", sooner: 1, isWithin: true),
    Registration(why: "another account", account: 2),
    Registration(why: "the venue's account", account: 0),
    Registration(why: "any group", group: .max),
    Registration(why: "another group", group: 1),
    Registration(why: "operating", scope: 2),
    Registration(why: "operating beside trading", scope: 3),
    Registration(why: "delegating", scope: 9),
    Registration(why: "longer than itself", sooner: .max),
  ]

  @Test(arguments: registrations)
  func `a delegate hands on no more than it has`(_ it: Registration) {
    let desk = Desk()
    let end = desk.engine.time + 100 * second
    desk.operate([desk.registration(9, account: 1, scope: 13, group: 0, notAfter: end)])
    let command = desk.registration(
      10, account: it.account, scope: it.scope, group: it.group, notAfter: end &- it.sooner)
    let code = desk.send(desk.logon(9), 9, [command]).codes[0]
    #expect(code == (it.isWithin ? RejectCode.none : .delegationExceeded), "\(it.why)")
    #expect((desk.logon(10) != 0) == it.isWithin)
  }

  @Test func `a delegate without trading hands on none`() {
    let desk = Desk()
    desk.operate([desk.registration(9, account: 1, scope: 8)])
    let codes = desk.send(desk.logon(9), 9, [desk.registration(10, account: 1, scope: 1)]).codes
    #expect(codes == [.delegationExceeded])
  }

  @Test func `a delegate revokes its account's keys, but no operator's`() {
    let desk = Desk()
    desk.operate([
      desk.registration(9, account: 1, scope: 8), desk.registration(10, account: 1, scope: 9),
      desk.registration(11, account: 1, scope: 6),
    ])
    let commands = [1, 10, 2, 5, 11, 13, 14].map { RevokeKey(key: $0) }
    let codes = desk.send(desk.logon(9), 9, commands).codes
    let expected: [RejectCode?] = [
      RejectCode.none, RejectCode.none, .delegationExceeded, .delegationExceeded,
      .delegationExceeded, .keyUnknown, .keyOutOfRange,
    ]
    #expect(codes == expected)
    #expect(desk.logonCode(1) == .keyRevoked && desk.logon(11) != 0)
  }

  @Test func `a key of one group is refused in the others, whatever its command`() {
    let desk = Desk()
    desk.operate([desk.registration(9, account: 1, group: 1)])
    let session = desk.logon(9)
    #expect(desk.send(session, 9, [Noop()], group: 0).codes == [.keyGroup])
    let order = limit(.buy, 5, 1, 1, market: 1)
    #expect(desk.send(session, 9, [order], group: 1).codes == [RejectCode.none])
  }
}
