// SPDX-License-Identifier: Apache-2.0

import Quantities
import Testing
import Venue
import WireFormat

@testable import NaiveRules

/// A way to be refused.
struct RefusedCase: Sendable, CustomTestStringConvertible {
  var code: RejectCode
  var how: String
  /// Does it, and returns the code that answered.
  var run: @Sendable (Desk) -> RejectCode?
  var change: @Sendable (inout Genesis) -> Void = { _ in }

  var testDescription: String { "\(code): \(how)" }
}

/// Every refusal, each with a log that ends in it.
@Suite struct RejectCodeTests {
  @Test(arguments: RefusedCase.all)
  func `each refusal is answered with its code`(_ refused: RefusedCase) {
    // Two operators, for those that need both; the second key is then no member's.
    var block = testGenesis().block
    refused.change(&block)
    let isJoint = block.approvalsMin > 1
    let genesis = testGenesis(operators: isJoint ? [0, 1] : [0], refused.change)
    let desk = Desk(genesis, isOpen: !isJoint)
    #expect(refused.run(desk) == refused.code)
  }

  @Test func `every code that can be produced is produced`() {
    // A record's form is checked before `apply`, and all commands of the schema are known to this
    // rule version; an account holds 2^64 of the largest deposits.
    let laterOnly: Set<RejectCode> = [.templateRefused, .cashOverflow]
    let produced = Set(RefusedCase.all.map(\.code))
    #expect(produced.isDisjoint(with: laterOnly))
    #expect(produced.union(laterOnly).union([.none]) == Set(RejectCode.allCases))
  }
}

/// The last code of the results.
private func last(_ outputs: [Output]) -> RejectCode? { outputs.codes.last ?? nil }

extension Desk {
  /// What key 1 hears of one command sent in a session of its own.
  func trade(_ command: any CommandMessage, group: UInt16 = 0) -> RejectCode? {
    last(send(logon(1), 1, [command], group: group))
  }
  func operateOne(_ command: any CommandMessage, keyChecks: UInt32 = .max) -> RejectCode? {
    last(operate([command], keyChecks: keyChecks))
  }
  func logonCode(_ key: UInt32) -> RejectCode? { reply(logonOutputs(key))?.codeValue }
}

extension RefusedCase {
  static let all =
    keys + sessions + datagrams + orders + massCancels + fullBooks + operators + markets
    + conditionals + quoting

  private static let keys: [RefusedCase] = [
    RefusedCase(code: .keyUnknown, how: "a logon by a key never registered") { $0.logonCode(9) },
    RefusedCase(code: .keyUnknown, how: "a logon by a key out of range") { $0.logonCode(.max) },
    RefusedCase(code: .keyUnknown, how: "revoking a key never registered") {
      $0.operateOne(RevokeKey(key: 9))
    },
    RefusedCase(code: .keyRevoked, how: "a logon") {
      $0.operate([RevokeKey(key: 1)])
      return $0.logonCode(1)
    },
    RefusedCase(code: .keyRevoked, how: "a command after the one that revoked its key") {
      last($0.operate([RevokeKey(key: 0), OpenAccount(account: 5)]))
    },
    RefusedCase(code: .keyNotYetValid, how: "a logon") {
      $0.operate([$0.registration(9, account: 1, notBefore: $0.engine.time + 1)])
      return $0.logonCode(9)
    },
    RefusedCase(code: .keyExpired, how: "a logon") {
      $0.operate([$0.registration(9, account: 1, notAfter: $0.engine.time)])
      $0.engine.apply(.tick(1))
      return $0.logonCode(9)
    },
    RefusedCase(
      code: .keyExpired, how: "a command of a session whose timer waits its turn",
      run: {
        let end = $0.engine.time + 5
        $0.operate([
          $0.registration(8, account: 1, notAfter: end),
          $0.registration(9, account: 1, notAfter: end),
        ])
        $0.logon(8)
        let session = $0.logon(9)
        $0.engine.time += 6
        return last($0.send(session, 9, [Noop()]))
      }, change: { $0.timersPerCommandMax = 1 }),
    RefusedCase(code: .scopeMissing, how: "a member's listing") {
      $0.trade(ListMarket(market: 3, priceMin: 0, priceMax: 1, quantityMax: 1, multiplier: 1))
    },
    RefusedCase(code: .scopeMissing, how: "an operator's order") {
      $0.operateOne(limit(.buy, 1, 1, 1))
    },
  ]

  private static let sessions: [RefusedCase] = [
    RefusedCase(code: .sessionMismatch, how: "commands of another key") {
      last($0.send($0.logon(1), 2, [Noop()]))
    },
    RefusedCase(code: .sessionMismatch, how: "commands of a session that ended") {
      let session = $0.logon(1)
      $0.engine.apply(.down(session))
      return last($0.send(session, 1, [Noop()]))
    },
    RefusedCase(code: .sessionMismatch, how: "a logon again whose session is gone") {
      let entry = Entry.logon(key: 1, nonce: 50, validUntil: $0.validUntil)
      let session = $0.reply($0.engine.apply(entry))!.session
      $0.engine.apply(.down(session))
      return $0.reply($0.engine.apply(entry))?.codeValue
    },
    RefusedCase(
      code: .sessionsMax, how: "a logon", run: { $0.logonCode(1) },
      change: { $0.sessionsMax = 1 }),
    RefusedCase(
      code: .accountSessionsMax, how: "a second key of the account",
      run: {
        $0.logon(1)
        return $0.logonCode(5)
      }, change: { $0.sessionsPerAccountMax = 1 }),
  ]

  private static let datagrams: [RefusedCase] = [
    RefusedCase(code: .nonceReused, how: "other commands under a used nonce") {
      let session = $0.logon(1)
      var datagram = $0.datagram(1, [Noop()])
      $0.engine.apply(.commands(datagram, session: session))
      datagram.commands = [Noop(), Noop()]
      return last($0.engine.apply(.commands(datagram, session: session)))
    },
    RefusedCase(code: .nonceReused, how: "a logon under a used nonce") {
      $0.engine.apply(.logon(key: 1, nonce: 7, validUntil: $0.validUntil))
      let outputs = $0.engine.apply(.logon(key: 1, nonce: 7, validUntil: $0.validUntil + 1))
      return $0.reply(outputs)?.codeValue
    },
    RefusedCase(code: .nonceTooOld, how: "nonce 0") {
      var datagram = $0.datagram(1, [Noop()])
      datagram.nonce = 0
      return last($0.engine.apply(.commands(datagram, session: $0.logon(1))))
    },
    RefusedCase(code: .nonceTooOld, how: "a logon below a full window") {
      for _ in 0..<8 { $0.logon(1) }
      return $0.reply($0.engine.apply(.logon(key: 1, nonce: 1, validUntil: $0.validUntil)))?
        .codeValue
    },
    RefusedCase(code: .expired, how: "log time is past valid-until") {
      var datagram = $0.datagram(1, [Noop()])
      datagram.validUntil = $0.engine.time - 1
      return last($0.engine.apply(.commands(datagram, session: $0.logon(1))))
    },
    RefusedCase(code: .validUntilTooFar, how: "one nanosecond beyond the span") {
      var datagram = $0.datagram(1, [Noop()])
      datagram.validUntil = $0.engine.time + 60 * second + 1
      return last($0.engine.apply(.commands(datagram, session: $0.logon(1))))
    },
    RefusedCase(code: .lagExceeded, how: "one record more than it accepts") {
      let session = $0.logon(1)
      var datagram = $0.datagram(1, [Noop()])
      datagram.indexSeen = $0.engine.index - 3
      datagram.indexLagMax = 2
      return last($0.engine.apply(.commands(datagram, session: session)))
    },
    RefusedCase(code: .indexAhead, how: "it claims to have seen itself") {
      let session = $0.logon(1)
      var datagram = $0.datagram(1, [Noop()])
      datagram.indexSeen = $0.engine.index
      datagram.indexLagMax = 2
      return last($0.engine.apply(.commands(datagram, session: session)))
    },
    RefusedCase(code: .keyGroup, how: "a datagram of another group than the key's") { desk in
      desk.operate([desk.registration(9, account: 1, group: 1)])
      return last(desk.send(desk.logon(9), 9, [Noop()], group: 0))
    },
    RefusedCase(code: .wrongGroup, how: "an order") { $0.trade(limit(.buy, 1, 1, 1), group: 1) },
  ]

  private static let orders: [RefusedCase] = [
    RefusedCase(code: .unknownMarket, how: "an order") {
      $0.trade(limit(.buy, 1, 1, 1, market: 3))
    },
    RefusedCase(code: .unknownMarket, how: "a cancel out of range") {
      $0.trade(CancelOrder(market: .max, clientOrder: 1))
    },
    RefusedCase(code: .unknownOrder, how: "a cancel by no name") { $0.trade(CancelOrder()) },
    RefusedCase(code: .unknownOrder, how: "a replace") {
      $0.trade(ReplaceOrder(clientOrder: 3, price: 1, quantity: 1))
    },
    RefusedCase(code: .duplicateClientOrder, how: "an order") {
      last($0.send($0.logon(1), 1, [limit(.buy, 1, 1, 4), limit(.buy, 2, 1, 4)]))
    },
    RefusedCase(code: .zeroQuantity, how: "an order") { $0.trade(limit(.buy, 1, 0, 1)) },
    RefusedCase(code: .quantityAboveMax, how: "an order") { $0.trade(limit(.buy, 1, 51, 1)) },
    RefusedCase(code: .priceOutsideBand, how: "an order") { $0.trade(limit(.buy, 21, 1, 1)) },
    RefusedCase(code: .unknownSide, how: "an order") {
      $0.trade(NewOrder(side: 2, price: 1, quantity: 1, clientOrder: 1))
    },
    RefusedCase(code: .unknownTimeInForce, how: "an order") {
      $0.trade(NewOrder(timeInForce: 5, price: 1, quantity: 1, clientOrder: 1))
    },
    RefusedCase(code: .orderTermsConflict, how: "an end that is not given") {
      $0.trade(NewOrder(timeInForce: 4, price: 1, quantity: 1, clientOrder: 1))
    },
    RefusedCase(code: .expiryPassed, how: "an end that is now") {
      $0.trade(NewSpecialOrder(timeInForce: 4, price: 1, quantity: 1, clientOrder: 1, expiresAt: 1))
    },
    RefusedCase(code: .displayQuantity, how: "all of it") {
      $0.trade(NewSpecialOrder(price: 1, quantity: 2, clientOrder: 1, displayQuantity: 2))
    },
    RefusedCase(code: .minimumQuantity, how: "more than all of it") {
      $0.trade(NewSpecialOrder(price: 1, quantity: 2, clientOrder: 1, minimumQuantity: 3))
    },
    RefusedCase(code: .minimumNotMet, how: "in an empty book") {
      $0.trade(NewSpecialOrder(price: 1, quantity: 2, clientOrder: 1, minimumQuantity: 1))
    },
    RefusedCase(
      code: .specialOrdersMax, how: "one more",
      run: { desk in
        let orders = (1...2).map {
          NewSpecialOrder(price: 1, quantity: 2, clientOrder: $0, displayQuantity: 1)
        }
        return last(desk.send(desk.logon(1), 1, orders))
      }, change: { $0.specialOrdersMax = 1 }),
    RefusedCase(code: .unknownSelfTrade, how: "an order") {
      $0.trade(NewOrder(selfTrade: 6, price: 1, quantity: 1, clientOrder: 1))
    },
    RefusedCase(code: .unknownSelfTrade, how: "a replace") {
      last(
        $0.send(
          $0.logon(1), 1,
          [limit(.buy, 1, 1, 1), ReplaceOrder(selfTrade: 6, clientOrder: 1, price: 1, quantity: 1)])
      )
    },
    RefusedCase(code: .orderTermsConflict, how: "a post-only market order") {
      $0.trade(NewOrder(timeInForce: 1, flags: 9, price: 1, quantity: 1, clientOrder: 1))
    },
    RefusedCase(code: .orderTermsConflict, how: "post-only and fill-or-kill") {
      $0.trade(NewOrder(timeInForce: 2, flags: 1, price: 1, quantity: 1, clientOrder: 1))
    },
    RefusedCase(code: .orderTermsConflict, how: "a slide of nothing") {
      $0.trade(NewOrder(flags: 2, price: 1, quantity: 1, clientOrder: 1))
    },
    RefusedCase(code: .orderTermsConflict, how: "a market order that rests") {
      $0.trade(NewOrder(flags: 8, price: 1, quantity: 1, clientOrder: 1))
    },
    RefusedCase(code: .orderTermsConflict, how: "a bit that means nothing") {
      $0.trade(NewOrder(flags: 128, price: 1, quantity: 1, clientOrder: 1))
    },
    RefusedCase(code: .noOpposite, how: "a market order in an empty book") {
      $0.trade(NewOrder(timeInForce: 1, flags: 8, price: 1, quantity: 1, clientOrder: 1))
    },
    RefusedCase(code: .wouldTrade, how: "post-only") {
      last(
        $0.send(
          $0.logon(1), 1,
          [limit(.sell, 3, 1, 1), NewOrder(flags: 1, price: 3, quantity: 1, clientOrder: 2)]))
    },
    RefusedCase(code: .wouldNotFill, how: "fill-or-kill of more than there is") {
      last(
        $0.send(
          $0.logon(1), 1,
          [limit(.sell, 3, 1, 1), NewOrder(timeInForce: 2, price: 3, quantity: 2, clientOrder: 2)]))
    },
    RefusedCase(code: .zeroClientOrder, how: "an order") { $0.trade(limit(.buy, 1, 1, 0)) },
    RefusedCase(code: .positionMax, how: "open orders that could pass the limit") {
      let orders = (1...3).map { limit(.buy, 1, 50, $0) }
      return last($0.send($0.logon(1), 1, orders))
    },
  ]

  private static let conditionals: [RefusedCase] = [
    RefusedCase(code: .triggerPassed, how: "a stop below the last price") {
      last(
        $0.send(
          $0.logon(1), 1,
          [limit(.sell, 3, 1, 1), limit(.buy, 3, 1, 2), stop(.buy, at: 3, 5, 1, 3)]))
    },
    RefusedCase(code: .triggerPriceUnknown, how: "a trailing order without a price to trail") {
      var order = stop(.sell, at: 0, 1, 1, 1)
      (order.trailKind, order.trail) = (1, 2)
      return $0.trade(order)
    },
    RefusedCase(code: .conditionalTerms, how: "neither a price nor an order to wait for") {
      $0.trade(NewConditionalOrder(price: 1, quantity: 1, clientOrder: 1))
    },
    RefusedCase(code: .conditionalTerms, how: "a trigger price beyond all prices") {
      $0.trade(stop(.buy, at: (1 << 40) + 1, 1, 1, 1))
    },
    RefusedCase(code: .conditionalTerms, how: "itself for a partner") {
      var order = stop(.buy, at: 5, 5, 1, 1)
      order.other = 1
      return $0.trade(order)
    },
    RefusedCase(code: .linkUnknown, how: "a partner that is not there") {
      var order = stop(.buy, at: 5, 5, 1, 1)
      order.other = 2
      return $0.trade(order)
    },
    RefusedCase(code: .linkUnknown, how: "a fifth order linked to one") { desk in
      let linked = (2...6 as ClosedRange<UInt64>).map { number in
        var order = stop(.buy, at: 5, 5, 1, number)
        order.other = 1
        return order
      }
      return last(desk.send(desk.logon(1), 1, [limit(.buy, 1, 1, 1)] + linked))
    },
    RefusedCase(
      code: .conditionalOrdersMax, how: "a third of two",
      run: { desk in
        last(desk.send(desk.logon(1), 1, (1...3).map { stop(.buy, at: 5, 5, 1, $0) }))
      }, change: { $0.conditionalOrdersMax = 2 }),
    RefusedCase(
      code: .accountConditionalMax, how: "the sixty-fifth of an account",
      run: { desk in
        let session = desk.logon(1)
        for ten in 0..<6 as Range<UInt64> {
          desk.send(session, 1, (1...10).map { stop(.buy, at: 5, 5, 1, ten * 10 + $0) })
        }
        return last(desk.send(session, 1, (61...65).map { stop(.buy, at: 5, 5, 1, $0) }))
      }, change: { $0.conditionalOrdersMax = 100 }),
    RefusedCase(
      code: .trailingOrdersMax, how: "the sixty-fifth of a market",
      run: { desk in
        let (one, two) = (desk.logon(1), desk.logon(2))
        desk.send(one, 1, [limit(.sell, 3, 1, 1), limit(.buy, 3, 1, 2)])
        let trailing = (1...65 as ClosedRange<UInt64>).map { number in
          var order = stop(.sell, at: 0, 1, 1, number)
          (order.trailKind, order.trail) = (1, 9)
          return order
        }
        for ten in 0..<6 {
          desk.send(one, 1, Array(trailing[ten * 10..<ten * 10 + 10]))
        }
        return last(desk.send(two, 2, Array(trailing[60...])))
      }, change: { $0.conditionalOrdersMax = 100 }),
    RefusedCase(code: .orderWaits, how: "a replace") {
      last(
        $0.send(
          $0.logon(1), 1,
          [stop(.buy, at: 5, 5, 1, 1), ReplaceOrder(clientOrder: 1, price: 1, quantity: 1)]))
    },
  ]

  private static let massCancels: [RefusedCase] = [
    RefusedCase(code: .logonFlagsUnknown, how: "a flag that means nothing") {
      $0.reply($0.logonOutputs(1, flags: 2))?.codeValue
    },
    RefusedCase(code: .massCancelUnknown, how: "a scope") { $0.trade(CancelAll(scope: 2)) },
    RefusedCase(code: .massCancelUnknown, how: "a side") { $0.trade(CancelAll(side: 3)) },
    RefusedCase(code: .massCancelUnknown, how: "an owner") { $0.trade(CancelAll(owner: 2)) },
    RefusedCase(code: .massCancelUnknown, how: "a filter") { $0.trade(CancelAll(filters: 4)) },
    RefusedCase(code: .massCancelUnknown, how: "a tag that is not to be looked at") {
      $0.trade(CancelAll(tag: 1))
    },
    RefusedCase(code: .massCancelUnknown, how: "prices the wrong way round") {
      $0.trade(CancelAll(filters: 1, priceMin: 2, priceMax: 1))
    },
    RefusedCase(code: .massCancelUnknown, how: "prices of a group") {
      $0.trade(CancelAll(scope: 1, filters: 1, priceMin: 1, priceMax: 2))
    },
    RefusedCase(code: .massCancelUnknown, how: "a group and a market") {
      $0.trade(CancelAll(market: 1, scope: 1), group: 1)
    },
    RefusedCase(code: .unknownMarket, how: "a mass cancel") { $0.trade(CancelAll(market: 3)) },
    RefusedCase(code: .wrongGroup, how: "a mass cancel") { $0.trade(CancelAll(market: 1)) },
    RefusedCase(
      code: .massCancelPending, how: "sells, while more buys go than one record takes",
      run: { desk in
        let session = desk.logon(1)
        desk.send(session, 1, (1...16).map { limit(.buy, 1, 1, $0) })
        desk.send(session, 1, [limit(.buy, 1, 1, 17)])
        return last(desk.send(session, 1, [CancelAll(side: 0), CancelAll(side: 1)]))
      }, change: { $0.openOrdersPerAccountMax = 20 }),
    RefusedCase(code: .deadManSpan, how: "below a millisecond") {
      $0.trade(SetDeadMan(span: 999_999))
    },
    RefusedCase(code: .deadManSpan, how: "above a day") {
      $0.trade(SetDeadMan(span: 86_400 * second + 1))
    },
  ]

  private static let fullBooks: [RefusedCase] = [
    RefusedCase(code: .openOrdersMax, how: "the eleventh order of an account") {
      last($0.send($0.logon(1), 1, (1...11).map { limit(.buy, 1, 1, $0) }))
    },
    RefusedCase(
      code: .ordersMax, how: "the fourth order of a venue of three",
      run: { last($0.send($0.logon(1), 1, (1...4).map { limit(.buy, 1, 1, $0) })) },
      change: { $0.ordersMax = 3 }),
    RefusedCase(
      code: .clientTableFull, how: "a seventeenth name that hashes into two buckets",
      run: { desk in
        let names = crowdedNames(account: 1, count: 17, buckets: 8)
        let orders = names.map { limit(.buy, 1, 1, $0) }
        let session = desk.logon(1)
        desk.send(session, 1, Array(orders.prefix(16)))
        return last(desk.send(session, 1, [orders[16]]))
      }, change: { $0.openOrdersPerAccountMax = 30 }),
  ]

  private static let operators: [RefusedCase] = [
    RefusedCase(code: .accountTaken, how: "an account opened twice") {
      $0.operateOne(OpenAccount(account: 0))
    },
    RefusedCase(code: .unknownAccount, how: "cash for an account not open") {
      $0.operateOne(AdjustCash(account: 5, amount: 1))
    },
    RefusedCase(code: .unknownAccount, how: "a key for an account out of range") {
      $0.operateOne($0.registration(9, account: .max))
    },
    RefusedCase(code: .accountOutOfRange, how: "an account") {
      $0.operateOne(OpenAccount(account: 6))
    },
    RefusedCase(code: .keyTaken, how: "a key registered twice, even when revoked") {
      $0.operate([RevokeKey(key: 1)])
      return $0.operateOne($0.registration(1, account: 1))
    },
    RefusedCase(code: .keyOutOfRange, how: "a registration") {
      $0.operateOne($0.registration(14, account: 1))
    },
    RefusedCase(code: .keyOutOfRange, how: "a revocation") { $0.operateOne(RevokeKey(key: 14)) },
    RefusedCase(code: .keyNotRegistrable, how: "verify found the public key unfit") {
      $0.operateOne($0.registration(9, account: 1), keyChecks: ~1)
    },
    RefusedCase(code: .scopeUnknown, how: "no scope") {
      $0.operateOne($0.registration(9, account: 1, scope: 0))
    },
    RefusedCase(code: .scopeUnknown, how: "a bit that means nothing") {
      $0.operateOne($0.registration(9, account: 1, scope: 64))
    },
    RefusedCase(code: .delegationExceeded, how: "a delegate registers for another account") {
      desk in
      desk.operate([desk.registration(9, account: 1, scope: 9)])
      return last(desk.send(desk.logon(9), 9, [desk.registration(10, account: 2)]))
    },
    RefusedCase(code: .marketTaken, how: "a market listed twice") {
      $0.operateOne(ListMarket(market: 0, priceMax: 1, quantityMax: 1, multiplier: 1))
    },
    RefusedCase(code: .marketOutOfRange, how: "a listing") {
      $0.operateOne(ListMarket(market: 4, priceMax: 1, quantityMax: 1, multiplier: 1))
    },
    RefusedCase(code: .marketParameters, how: "a maker's rebate above the taker's fee") {
      $0.operateOne(
        ListMarket(
          market: 2, priceMax: 1, quantityMax: 1, multiplier: 1, makerFee: -11, takerFee: 10))
    },
  ]
}

extension RefusedCase {
  /// A bust of the first trade of a buy of 2 at 3 by key 1 from key 2, but for a change.
  private static func bust(
    _ code: RejectCode, _ how: String, _ change: @escaping @Sendable (inout BustTrade) -> Void
  ) -> RefusedCase {
    RefusedCase(code: code, how: "a bust with \(how)") { desk in
      var command = desk.tradeToBust()
      change(&command)
      return desk.operateOne(command)
    }
  }

  fileprivate static let markets: [RefusedCase] = [
    RefusedCase(
      code: .pendingApproval, how: "the first of two operators",
      run: { $0.operateOne(OpenAccount(account: 5)) }, change: { $0.approvalsMin = 2 }),
    RefusedCase(
      code: .proposalsMax, how: "a fourth command that waits",
      run: { desk in
        last(desk.operate((1...4).map { OpenAccount(account: $0) }))
      }, change: { $0.approvalsMin = 2 }),
    RefusedCase(code: .marketHalted, how: "an order") {
      $0.operate([SetMarketState(state: 1)])
      return $0.trade(limit(.buy, 1, 1, 1))
    },
    RefusedCase(code: .marketHalted, how: "a replace, when closed") {
      $0.operate([SetMarketState(state: 2)])
      return $0.trade(ReplaceOrder())
    },
    RefusedCase(code: .marketStateUnknown, how: "a state") {
      $0.operateOne(SetMarketState(state: 12))
    },
    RefusedCase(code: .marketPostOnly, how: "an order") {
      $0.operate([SetMarketState(state: 6)])
      return $0.trade(limit(.buy, 1, 1, 1))
    },
    RefusedCase(code: .marketCancelOnly, how: "an order") {
      $0.operate([SetMarketState(state: 8)])
      return $0.trade(limit(.buy, 1, 1, 1))
    },
    RefusedCase(code: .marketSettling, how: "a replace") {
      $0.operate([SetMarketState(state: 10)])
      return $0.trade(ReplaceOrder())
    },
    RefusedCase(code: .marketExpired, how: "an order") {
      $0.operate([SetMarketState(state: 11)])
      return $0.trade(limit(.buy, 1, 1, 1))
    },
    RefusedCase(code: .priceLimit, how: "a buy too far above the last price") { desk in
      desk.operate([SetPriceLimits(tripState: 1, bandTicks: 3)])
      _ = desk.tradeToBust()
      return desk.trade(limit(.buy, 7, 1, 9))
    },
    RefusedCase(code: .priceLimit, how: "a replace too far below the source's price") { desk in
      _ = desk.reference(SetReferencePrice(price: 5, sourceSequence: 1))
      desk.operate([SetPriceLimits(tripState: 1, bandTicks: 3)])
      let session = desk.logon(1)
      let replace = ReplaceOrder(clientOrder: 1, price: 1, quantity: 1)
      return last(desk.send(session, 1, [limit(.sell, 5, 1, 1), replace]))
    },
    RefusedCase(code: .limitsParameters, how: "a trip that opens") {
      $0.operateOne(SetPriceLimits(bandTicks: 3))
    },
    RefusedCase(code: .limitsParameters, how: "a velocity without a span") {
      $0.operateOne(SetPriceLimits(tripState: 1, velocityTicks: 3))
    },
    RefusedCase(code: .auctionTerms, how: "batches too close together") {
      $0.operateOne(SetAuctionTerms(batchSpan: 999_999))
    },
    RefusedCase(code: .auctionTerms, how: "a call above a day") {
      $0.operateOne(SetAuctionTerms(closingSpan: 86_400 * second + 1))
    },
    RefusedCase(code: .auctionUnderWay, how: "terms, in a call") {
      last($0.operate([SetMarketState(state: 4), SetAuctionTerms()]))
    },
    RefusedCase(code: .auctionUnderWay, how: "a state, while orders trade at one price") {
      $0.cross(6)
      return last($0.operate([SetMarketState(), SetMarketState(state: 6)]))
    },
    RefusedCase(code: .auctionOrder, how: "an order that does not rest") {
      $0.operate([SetMarketState(state: 3)])
      return $0.trade(limit(.buy, 1, 1, 1, .immediateOrCancel))
    },
    RefusedCase(code: .auctionOrder, how: "a post-only replace") {
      $0.operate([SetMarketState(state: 3)])
      return $0.trade(ReplaceOrder(flags: 1))
    },
    RefusedCase(code: .auctionUncrossing, how: "an order, while others trade at one price") {
      desk in
      desk.cross(6)
      return last(desk.send(desk.logon(5), 5, [SetMarketState(), limit(.buy, 1, 1, 99)]))
    },
    RefusedCase(code: .marketExpired, how: "another state") {
      $0.operate([SetMarketState(state: 11)])
      return $0.operateOne(SetMarketState())
    },
    RefusedCase(code: .scopeMissing, how: "a risk key opens") {
      $0.operate([$0.registration(9, account: 0, scope: 32), SetMarketState(state: 1)])
      return last($0.send($0.logon(9), 9, [SetMarketState()]))
    },
    RefusedCase(code: .referenceOutOfRange, how: "a price") {
      $0.reference(SetReferencePrice(price: -(1 << 40) - 1, sourceSequence: 1))
    },
    RefusedCase(code: .referenceOutOfOrder, how: "a sequence twice") {
      _ = $0.reference(SetReferencePrice(sourceSequence: 4))
      return $0.reference(SetReferencePrice(sourceSequence: 4))
    },
    RefusedCase(code: .referenceOutOfOrder, how: "a time that goes back") {
      _ = $0.reference(SetReferencePrice(sourceTime: 9, sourceSequence: 1))
      return $0.reference(SetReferencePrice(sourceTime: 8, sourceSequence: 2))
    },
    bust(.unknownMatch, "number 0") { $0.match = 0 },
    bust(.unknownMatch, "a number not given yet") { $0.match = 2 },
    bust(.unknownAccount, "an account not open") { $0.makerAccount = 5 },
    bust(.unknownSide, "a side of 2") { $0.takerSide = 2 },
    bust(.zeroQuantity, "no lots") { $0.quantity = 0 },
    bust(.quantityAboveMax, "more lots than an order's") { $0.quantity = 51 },
    bust(.priceOutsideBand, "a price outside the band") { $0.price = 21 },
    bust(.bustMismatch, "another maker's fee") { $0.makerFee += 1 },
    bust(.bustMismatch, "another taker's fee") { $0.takerFee += 1 },
    RefusedCase(code: .tradeBusted, how: "a bust again") {
      let command = $0.tradeToBust()
      return last($0.operate([command, command]))
    },
    RefusedCase(
      code: .bustsMax, how: "one bust more",
      run: { desk in
        let command = desk.tradeToBust()
        var other = desk.tradeToBust()
        other.match = 2
        return last(desk.operate([command, other]))
      }, change: { $0.bustsMax = 1 }),
  ]
}

extension RefusedCase {
  /// One quote of both sides.
  private static func sheet(
    _ bid: Int64 = 1, _ ask: Int64 = 2, _ change: (inout MassQuote) -> Void = { _ in }
  ) -> QuoteSheet {
    var head = MassQuote(clientOrder: 3, quoteGroup: 7)
    change(&head)
    return QuoteSheet(head, twoSided(bid, 1, ask, 1))
  }

  /// Sent by key 1 after its quote group was made.
  private static func quoted(
    _ code: RejectCode, _ how: String, _ commands: [any CommandMessage & Sendable]
  ) -> RefusedCase {
    RefusedCase(code: code, how: how) {
      let all: [any CommandMessage] = [SetProtection(quoteGroup: 7)] + commands
      let outputs = $0.send($0.logon(1), 1, all)
      return outputs.quoteRefusals.last ?? last(outputs)
    }
  }

  static let quoting: [RefusedCase] = [
    RefusedCase(code: .clientNumberReserved, how: "an order by a quote's name") {
      $0.trade(limit(.buy, 1, 1, QuoteName.least))
    },
    RefusedCase(code: .clientNumberReserved, how: "a conditional order by a quote's name") {
      $0.trade(stop(.buy, at: 1, 1, 1, .max))
    },
    quoted(
      .clientNumberReserved, "a new name like a quote's",
      [limit(.buy, 1, 1, 1), ReplaceOrder(clientOrder: 1, newClientOrder: .max, quantity: 1)]),
    quoted(
      .orderIsQuote, "a replace of a quote",
      [
        sheet(),
        ReplaceOrder(
          clientOrder: QuoteName(quoteGroup: 7, market: 0, side: 1).value, price: 2, quantity: 1),
      ]),
    RefusedCase(code: .unknownQuoteGroup, how: "a quote before its group") { $0.trade(sheet()) },
    quoted(.unknownQuoteGroup, "a reset of no group", [ResetProtection(quoteGroup: 6)]),
    quoted(.unknownQuoteGroup, "no group taken away", [SetProtection(quoteGroup: 6, flags: 1)]),
    quoted(.quoteTerms, "flags that mean nothing", [sheet { $0.flags = 2 }]),
    quoted(.quoteTerms, "no quote", [QuoteSheet(MassQuote(quoteGroup: 7))]),
    quoted(
      .quoteTerms, "too heavy a weight",
      [QuoteSheet(MassQuote(quoteGroup: 7), twoSided(1, 1, 2, 1, weight: (1 << 20) + 1))]),
    quoted(.unknownSelfTrade, "a rule of 6", [sheet { $0.selfTrade = 6 }]),
    quoted(.quoteCrossed, "a bid that is its ask", [sheet(2, 2)]),
    quoted(.priceOutsideBand, "an ask beyond the band", [sheet(1, 21)]),
    quoted(
      .quoteGroupFrozen, "a quote after the trip",
      [
        SetProtection(quoteGroup: 7, span: second, tradesMax: 1), sheet(), limit(.buy, 2, 1, 1),
        sheet(),
      ]),
    quoted(
      .protectionTerms, "a limit without a span", [SetProtection(quoteGroup: 7, tradesMax: 1)]),
    quoted(
      .protectionTerms, "a span without a limit", [SetProtection(quoteGroup: 7, span: second)]),
    quoted(
      .protectionTerms, "a short span",
      [SetProtection(quoteGroup: 7, span: 999_999, tradesMax: 1)]),
    quoted(.protectionTerms, "flags of 2", [SetProtection(quoteGroup: 7, flags: 2)]),
    quoted(
      .protectionTerms, "a long freeze",
      [SetProtection(quoteGroup: 7, frozenSpan: 86_400 * second + 1)]),
    quoted(
      .protectionTerms, "taken away with a limit",
      [SetProtection(quoteGroup: 7, flags: 1, deltaMax: 1)]),
    quoted(
      .quotesOpen, "taken away with quotes", [sheet(), SetProtection(quoteGroup: 7, flags: 1)]),
    RefusedCase(
      code: .quoteGroupsMax, how: "one group more than the venue has",
      run: { last($0.send($0.logon(1), 1, [0, 1].map { SetProtection(quoteGroup: $0) })) },
      change: { $0.quoteGroupsMax = 1 }),
    RefusedCase(
      code: .accountQuoteGroupsMax, how: "a seventeenth group",
      run: { desk in
        let session = desk.logon(1)
        desk.send(session, 1, (0..<16).map { SetProtection(quoteGroup: $0) })
        return last(desk.send(session, 1, [SetProtection(quoteGroup: 16)]))
      }, change: { $0.quoteGroupsMax = 20 }),
  ]
}

extension Desk {
  /// Collects so many buys and as many sells that reach them.
  func cross(_ count: UInt64) {
    operate([SetMarketState(state: 3)])
    send(logon(1), 1, (1...count).map { limit(.buy, 5, 1, $0) })
    send(logon(2), 2, (1...count).map { limit(.sell, 3, 1, $0) })
  }

  /// Trades two lots at 3, bought by key 1 from key 2, and returns their bust.
  func tradeToBust() -> BustTrade {
    send(logon(2), 2, [limit(.sell, 3, 2, 1)])
    let match = send(logon(1), 1, [limit(.buy, 3, 2, 1)]).matches[0]
    return BustTrade(
      match: match.match, price: match.price, quantity: match.quantity, makerFee: match.makerFee,
      takerFee: match.takerFee, market: match.market, makerAccount: match.makerAccount,
      takerAccount: match.takerAccount, takerSide: match.takerSide)
  }

  /// What an oracle hears of a reference price.
  func reference(_ command: SetReferencePrice) -> RejectCode? {
    operate([registration(9, account: 0, scope: 16)])
    return last(send(logon(9), 9, [command]))
  }
}

/// Client numbers of one account that all have their places in buckets 0 and 1 of the table of
/// names: its hash is fixed and public.
func crowdedNames(account: UInt32, count: Int, buckets: UInt64) -> [UInt64] {
  var names: [UInt64] = []
  var name: UInt64 = 1
  while names.count < count {
    var hash = name &+ UInt64(account) &* 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ hash >> 30) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
    hash ^= hash >> 31
    let one = hash % buckets
    let other = (hash >> 36) % buckets == one ? one ^ 1 : (hash >> 36) % buckets
    if one < 2 && other < 2 { names.append(name) }
    name += 1
  }
  return names
}
