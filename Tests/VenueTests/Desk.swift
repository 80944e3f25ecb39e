// SPDX-License-Identifier: Apache-2.0

import Quantities
import Venue
import WireFormat

@testable import NaiveRules

/// A venue that has opened: markets, accounts, keys and the ways to send it things.
///
/// | key | account | scope | | market | group | band | fees |
/// |---|---|---|---|---|---|---|---|
/// | 0 | 0 | operate | | 0 | 0 | -20...20 | maker -100, taker 300 ppm |
/// | 1...4 | 1...4 | trade | | 1 | 1 | 5...5 | none |
/// | 5 | 1 | both | | | | | |
final class Desk {
  let engine: Engine
  private(set) var operatorSession: UInt32 = 0
  private var oracleSession: UInt32 = 0
  private var nonces: [UInt32: UInt64] = [:]

  init(_ genesis: VenueGenesis = testGenesis(), isOpen: Bool = true) {
    engine = Engine(genesis)
    engine.apply(.genesis(genesis))
    operatorSession = logon(0)
    if isOpen { open() }
  }

  private func open() {
    operate([
      ListMarket(
        market: 0, group: 0, priceMin: -20, priceMax: 20, quantityMax: 50, multiplier: 1_000,
        makerFee: -100, takerFee: 300),
      ListMarket(
        market: 1, group: 1, priceMin: 5, priceMax: 5, quantityMax: 1_000, multiplier: 1),
    ])
    for account in 1...4 as ClosedRange<UInt32> {
      operate([
        OpenAccount(account: account), AdjustCash(account: account, amount: 1_000_000),
        registration(account, account: account, scope: 1),
      ])
    }
    operate([registration(5, account: 1, scope: 3)])
  }

  /// Tells an oracle's price, from a session of its own.
  @discardableResult
  func oracle(_ price: SetReferencePrice) -> [Output] {
    if oracleSession == 0 {
      operate([registration(6, account: 4, scope: 16)])
      oracleSession = logon(6)
    }
    return send(oracleSession, 6, [price])
  }

  func registration(
    _ key: UInt32, account: UInt32, scope: UInt32 = 1, group: UInt16 = .max,
    notBefore: UInt64 = 0, notAfter: UInt64 = .max
  ) -> RegisterKey {
    RegisterKey(
      key: key, account: account, scope: scope, group: group, notBefore: notBefore,
      notAfter: notAfter,
      publicKey: publicKey(key))
  }

  /// The key's next unused nonce.
  func nonce(_ key: UInt32) -> UInt64 {
    nonces[key, default: 100] += 1
    return nonces[key]!
  }

  var validUntil: UInt64 { engine.time + 10 * second }

  /// Logs on and returns the session, 0 if refused.
  @discardableResult
  func logon(_ key: UInt32, flags: UInt32 = 0) -> UInt32 {
    reply(logonOutputs(key, flags: flags))?.session ?? 0
  }

  func logonOutputs(_ key: UInt32, flags: UInt32 = 0) -> [Output] {
    engine.apply(.logon(key: key, nonce: nonce(key), validUntil: validUntil, flags: flags))
  }

  func reply(_ outputs: [Output]) -> LogonReply? {
    for case .logonAnswered(_, let reply, _) in outputs { return reply }
    return nil
  }

  func datagram(_ key: UInt32, _ commands: [any CommandMessage], group: UInt16 = 0) -> Datagram {
    Datagram(
      key: key, nonce: nonce(key), group: group, validUntil: validUntil, commands: commands)
  }

  @discardableResult
  func send(
    _ session: UInt32, _ key: UInt32, _ commands: [any CommandMessage], group: UInt16 = 0,
    keyChecks: UInt32 = .max
  ) -> [Output] {
    let datagram = datagram(key, commands, group: group)
    return engine.apply(.commands(datagram, session: session, keyChecks: keyChecks))
  }

  @discardableResult
  func operate(_ commands: [any CommandMessage], keyChecks: UInt32 = .max) -> [Output] {
    send(operatorSession, 0, commands, keyChecks: keyChecks)
  }
}

func limit(
  _ side: Side, _ price: Int64, _ quantity: UInt64, _ clientOrder: UInt64, market: UInt32 = 0,
  _ timeInForce: TimeInForce = .goodTillCancel
) -> NewOrder {
  NewOrder(
    market: market, side: side.wire, timeInForce: timeInForce.wire, price: price,
    quantity: quantity, clientOrder: clientOrder)
}

/// A stop order, triggered by trades: a buy at or above its trigger, a sell at or below.
func stop(
  _ side: Side, at trigger: Int64, _ price: Int64, _ quantity: UInt64, _ clientOrder: UInt64,
  source: TriggerSource = .last
) -> NewConditionalOrder {
  NewConditionalOrder(
    side: side.wire, timeInForce: 1, price: price, quantity: quantity, clientOrder: clientOrder,
    source: source.wire, when: side == .buy ? 1 : 2, triggerPrice: trigger)
}

extension [Output] {
  /// The results of commands, in order.
  var results: [CommandResult] {
    compactMap { if case .result(_, let result) = $0 { result } else { nil } }
  }
  /// The results' codes.
  var codes: [RejectCode?] { results.map(\.codeValue) }
  var fills: [(session: UInt32, fill: Fill)] {
    compactMap { if case .fill(let session, let fill) = $0 { (session, fill) } else { nil } }
  }
  var closures: [(session: UInt32, report: OrderClosed)] {
    compactMap { if case .orderClosed(let s, let report) = $0 { (s, report) } else { nil } }
  }
  var endings: [(session: UInt32, report: SessionClosed)] {
    compactMap { if case .sessionEnded(let s, let report) = $0 { (s, report) } else { nil } }
  }
  /// What is not a checksum of a book: those come in their own time.
  var withoutChecksums: [Output] {
    filter {
      if case .checksum = $0 { return false }
      return true
    }
  }

  var massCancels: [(session: UInt32, report: MassCancelled)] {
    compactMap { if case .massCancelled(let s, let report) = $0 { (s, report) } else { nil } }
  }
  var triggered: [OrderTriggered] {
    compactMap { if case .triggered(_, let report) = $0 { report } else { nil } }
  }
  var closed: [OrderClosed] { closures.map(\.report) }
  var added: [OrderAdded] {
    compactMap { if case .added(let message) = $0 { message } else { nil } }
  }
  var matches: [MatchRecord] {
    compactMap { if case .match(let match) = $0 { match } else { nil } }
  }
}
