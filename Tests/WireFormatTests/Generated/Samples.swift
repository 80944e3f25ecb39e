// SPDX-License-Identifier: Apache-2.0
// Written by Tools/generate-wire from Sources/WireFormat/matchlock.xml. Do not edit.

import Memory
import WireFormat

/// Every message of the schema, and for those with a group its entry.
let everySample: [any Sample.Type] = [
  LogonFrame.self,
  LogonReplyFrame.self,
  CommandFrame.self,
  ReportFrame.self,
  HeartbeatFrame.self,
  LogoutFrame.self,
  BusyFrame.self,
  ResendRequestFrame.self,
  SealedFrame.self,
  LogonRequest.self,
  LogonReply.self,
  Heartbeat.self,
  CommandHeader.self,
  NewOrder.self,
  CancelOrder.self,
  ReplaceOrder.self,
  Noop.self,
  ListMarket.self,
  OpenAccount.self,
  AdjustCash.self,
  RegisterKey.self,
  RevokeKey.self,
  LogRecord.self,
  Genesis.self,
  MarketListed.self,
  OrderAdded.self,
  OrderExecuted.self,
  OrderReduced.self,
  OrderDeleted.self,
  CommandResult.self,
  Fill.self,
  OrderClosed.self,
  SessionClosed.self,
  ReceiptReport.self,
  ReportTrailer.self,
  MatchRecord.self,
  ReceiptGroup.self,
  BatchHeader.self,
  BatchPart.self,
]

/// The entries of the messages that have a repeating group.
let everyEntry: [Template: (group: String, entry: any Entry.Type)] = [
  .genesis: ("operators", GenesisOperators.self),
  .receiptReport: ("path", ReceiptReportPath.self),
]

extension LogonFrame: Sample {
  static func random(_ g: inout Generator) -> LogonFrame {
    LogonFrame(
      session: g.nextUInt32(),
      bodyLength: g.nextUInt16(),
      reserved: 0,
      sequence: g.nextUInt64(),
      tag: g.nextBytes16()
    )
  }
  var fields: [(String, String)] {
    [
      ("session", number(session)),
      ("bodyLength", number(bodyLength)),
      ("reserved", number(reserved)),
      ("sequence", number(sequence)),
      ("tag", words(tag)),
    ]
  }
}

extension LogonReplyFrame: Sample {
  static func random(_ g: inout Generator) -> LogonReplyFrame {
    LogonReplyFrame(
      session: g.nextUInt32(),
      bodyLength: g.nextUInt16(),
      reserved: 0,
      sequence: g.nextUInt64(),
      tag: g.nextBytes16()
    )
  }
  var fields: [(String, String)] {
    [
      ("session", number(session)),
      ("bodyLength", number(bodyLength)),
      ("reserved", number(reserved)),
      ("sequence", number(sequence)),
      ("tag", words(tag)),
    ]
  }
}

extension CommandFrame: Sample {
  static func random(_ g: inout Generator) -> CommandFrame {
    CommandFrame(
      session: g.nextUInt32(),
      bodyLength: g.nextUInt16(),
      reserved: 0,
      sequence: g.nextUInt64(),
      tag: g.nextBytes16()
    )
  }
  var fields: [(String, String)] {
    [
      ("session", number(session)),
      ("bodyLength", number(bodyLength)),
      ("reserved", number(reserved)),
      ("sequence", number(sequence)),
      ("tag", words(tag)),
    ]
  }
}

extension ReportFrame: Sample {
  static func random(_ g: inout Generator) -> ReportFrame {
    ReportFrame(
      session: g.nextUInt32(),
      bodyLength: g.nextUInt16(),
      reserved: 0,
      sequence: g.nextUInt64(),
      tag: g.nextBytes16()
    )
  }
  var fields: [(String, String)] {
    [
      ("session", number(session)),
      ("bodyLength", number(bodyLength)),
      ("reserved", number(reserved)),
      ("sequence", number(sequence)),
      ("tag", words(tag)),
    ]
  }
}

extension HeartbeatFrame: Sample {
  static func random(_ g: inout Generator) -> HeartbeatFrame {
    HeartbeatFrame(
      session: g.nextUInt32(),
      bodyLength: g.nextUInt16(),
      reserved: 0,
      sequence: g.nextUInt64(),
      tag: g.nextBytes16()
    )
  }
  var fields: [(String, String)] {
    [
      ("session", number(session)),
      ("bodyLength", number(bodyLength)),
      ("reserved", number(reserved)),
      ("sequence", number(sequence)),
      ("tag", words(tag)),
    ]
  }
}

extension LogoutFrame: Sample {
  static func random(_ g: inout Generator) -> LogoutFrame {
    LogoutFrame(
      session: g.nextUInt32(),
      bodyLength: g.nextUInt16(),
      reserved: 0,
      sequence: g.nextUInt64(),
      tag: g.nextBytes16()
    )
  }
  var fields: [(String, String)] {
    [
      ("session", number(session)),
      ("bodyLength", number(bodyLength)),
      ("reserved", number(reserved)),
      ("sequence", number(sequence)),
      ("tag", words(tag)),
    ]
  }
}

extension BusyFrame: Sample {
  static func random(_ g: inout Generator) -> BusyFrame {
    BusyFrame(
      session: g.nextUInt32(),
      bodyLength: g.nextUInt16(),
      reserved: 0,
      sequence: g.nextUInt64(),
      tag: g.nextBytes16()
    )
  }
  var fields: [(String, String)] {
    [
      ("session", number(session)),
      ("bodyLength", number(bodyLength)),
      ("reserved", number(reserved)),
      ("sequence", number(sequence)),
      ("tag", words(tag)),
    ]
  }
}

extension ResendRequestFrame: Sample {
  static func random(_ g: inout Generator) -> ResendRequestFrame {
    ResendRequestFrame(
      session: g.nextUInt32(),
      bodyLength: g.nextUInt16(),
      reserved: 0,
      sequence: g.nextUInt64(),
      tag: g.nextBytes16()
    )
  }
  var fields: [(String, String)] {
    [
      ("session", number(session)),
      ("bodyLength", number(bodyLength)),
      ("reserved", number(reserved)),
      ("sequence", number(sequence)),
      ("tag", words(tag)),
    ]
  }
}

extension SealedFrame: Sample {
  static func random(_ g: inout Generator) -> SealedFrame {
    SealedFrame(
      session: g.nextUInt32(),
      bodyLength: g.nextUInt16(),
      reserved: 0,
      sequence: g.nextUInt64(),
      tag: g.nextBytes16()
    )
  }
  var fields: [(String, String)] {
    [
      ("session", number(session)),
      ("bodyLength", number(bodyLength)),
      ("reserved", number(reserved)),
      ("sequence", number(sequence)),
      ("tag", words(tag)),
    ]
  }
}

extension LogonRequest: Sample {
  static func random(_ g: inout Generator) -> LogonRequest {
    LogonRequest(
      key: g.nextUInt32(),
      heartbeatMilliseconds: g.nextUInt32(),
      nonce: g.nextUInt64(),
      validUntil: g.nextUInt64(),
      agreementKey: g.nextBytes32()
    )
  }
  var fields: [(String, String)] {
    [
      ("key", number(key)),
      ("heartbeatMilliseconds", number(heartbeatMilliseconds)),
      ("nonce", number(nonce)),
      ("validUntil", number(validUntil)),
      ("agreementKey", words(agreementKey)),
    ]
  }
}

extension LogonReply: Sample {
  static func random(_ g: inout Generator) -> LogonReply {
    LogonReply(
      session: g.nextUInt32(),
      key: g.nextUInt32(),
      nonce: g.nextUInt64(),
      term: g.nextUInt64(),
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      nonceHighest: g.nextUInt64(),
      agreementKey: g.nextBytes32(),
      account: g.nextUInt32(),
      code: g.any([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 13, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
        30, 31, 32, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53,
      ]),
      durability: g.any([0, 1]),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("session", number(session)),
      ("key", number(key)),
      ("nonce", number(nonce)),
      ("term", number(term)),
      ("logIndex", number(logIndex)),
      ("logTime", number(logTime)),
      ("nonceHighest", number(nonceHighest)),
      ("agreementKey", words(agreementKey)),
      ("account", number(account)),
      ("code", number(code)),
      ("durability", number(durability)),
      ("reserved", number(reserved)),
    ]
  }
}

extension Heartbeat: Sample {
  static func random(_ g: inout Generator) -> Heartbeat {
    Heartbeat(
      sequenceReceived: g.nextUInt64(),
      committed: g.nextUInt64(),
      sent: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("sequenceReceived", number(sequenceReceived)),
      ("committed", number(committed)),
      ("sent", number(sent)),
    ]
  }
}

extension CommandHeader: Sample {
  static func random(_ g: inout Generator) -> CommandHeader {
    CommandHeader(
      key: g.nextUInt32(),
      group: g.nextUInt16(),
      count: g.nextUInt8(),
      reserved: 0,
      nonce: g.nextUInt64(),
      validUntil: g.nextUInt64(),
      indexSeen: g.nextUInt64(),
      indexLagMax: g.nextUInt32(),
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("key", number(key)),
      ("group", number(group)),
      ("count", number(count)),
      ("reserved", number(reserved)),
      ("nonce", number(nonce)),
      ("validUntil", number(validUntil)),
      ("indexSeen", number(indexSeen)),
      ("indexLagMax", number(indexLagMax)),
      ("reserved2", number(reserved2)),
    ]
  }
}

extension NewOrder: Sample {
  static func random(_ g: inout Generator) -> NewOrder {
    NewOrder(
      market: g.nextUInt32(),
      side: g.any([0, 1]),
      timeInForce: g.any([0, 1]),
      reserved: 0,
      price: g.nextInt64(),
      quantity: g.nextUInt64(),
      clientOrder: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", number(market)),
      ("side", number(side)),
      ("timeInForce", number(timeInForce)),
      ("reserved", number(reserved)),
      ("price", number(price)),
      ("quantity", number(quantity)),
      ("clientOrder", number(clientOrder)),
    ]
  }
}

extension CancelOrder: Sample {
  static func random(_ g: inout Generator) -> CancelOrder {
    CancelOrder(
      market: g.nextUInt32(),
      reserved: 0,
      order: g.nextUInt64(),
      clientOrder: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", number(market)),
      ("reserved", number(reserved)),
      ("order", number(order)),
      ("clientOrder", number(clientOrder)),
    ]
  }
}

extension ReplaceOrder: Sample {
  static func random(_ g: inout Generator) -> ReplaceOrder {
    ReplaceOrder(
      market: g.nextUInt32(),
      reserved: 0,
      order: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      newClientOrder: g.nextUInt64(),
      price: g.nextInt64(),
      quantity: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", number(market)),
      ("reserved", number(reserved)),
      ("order", number(order)),
      ("clientOrder", number(clientOrder)),
      ("newClientOrder", number(newClientOrder)),
      ("price", number(price)),
      ("quantity", number(quantity)),
    ]
  }
}

extension Noop: Sample {
  static func random(_ g: inout Generator) -> Noop {
    Noop(
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reserved", number(reserved))
    ]
  }
}

extension ListMarket: Sample {
  static func random(_ g: inout Generator) -> ListMarket {
    ListMarket(
      market: g.nextUInt32(),
      group: g.nextUInt16(),
      reserved: 0,
      priceMin: g.nextInt64(),
      priceMax: g.nextInt64(),
      quantityMax: g.nextUInt64(),
      multiplier: g.nextUInt64(),
      makerFee: g.nextInt32(),
      takerFee: g.nextInt32(),
      symbol: g.symbol()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", number(market)),
      ("group", number(group)),
      ("reserved", number(reserved)),
      ("priceMin", number(priceMin)),
      ("priceMax", number(priceMax)),
      ("quantityMax", number(quantityMax)),
      ("multiplier", number(multiplier)),
      ("makerFee", number(makerFee)),
      ("takerFee", number(takerFee)),
      ("symbol", symbol(symbol)),
    ]
  }
}

extension OpenAccount: Sample {
  static func random(_ g: inout Generator) -> OpenAccount {
    OpenAccount(
      account: g.nextUInt32(),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("account", number(account)),
      ("reserved", number(reserved)),
    ]
  }
}

extension AdjustCash: Sample {
  static func random(_ g: inout Generator) -> AdjustCash {
    AdjustCash(
      account: g.nextUInt32(),
      reserved: 0,
      amount: g.nextInt64(),
      reference: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("account", number(account)),
      ("reserved", number(reserved)),
      ("amount", number(amount)),
      ("reference", number(reference)),
    ]
  }
}

extension RegisterKey: Sample {
  static func random(_ g: inout Generator) -> RegisterKey {
    RegisterKey(
      key: g.nextUInt32(),
      account: g.nextUInt32(),
      scope: g.nextUInt32(),
      reserved: 0,
      notBefore: g.nextUInt64(),
      notAfter: g.nextUInt64(),
      publicKey: g.nextBytes32()
    )
  }
  var fields: [(String, String)] {
    [
      ("key", number(key)),
      ("account", number(account)),
      ("scope", number(scope)),
      ("reserved", number(reserved)),
      ("notBefore", number(notBefore)),
      ("notAfter", number(notAfter)),
      ("publicKey", words(publicKey)),
    ]
  }
}

extension RevokeKey: Sample {
  static func random(_ g: inout Generator) -> RevokeKey {
    RevokeKey(
      key: g.nextUInt32(),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("key", number(key)),
      ("reserved", number(reserved)),
    ]
  }
}

extension LogRecord: Sample {
  static func random(_ g: inout Generator) -> LogRecord {
    LogRecord(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      term: g.nextUInt64(),
      session: g.nextUInt32(),
      keyChecks: g.nextUInt32(),
      kind: g.any([0, 1, 2, 3, 4, 5]),
      end: g.any([0, 1, 2, 3, 4, 5]),
      bodyLength: g.nextUInt16(),
      reserved: 0,
      digest: g.nextBytes16()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", number(logIndex)),
      ("logTime", number(logTime)),
      ("term", number(term)),
      ("session", number(session)),
      ("keyChecks", number(keyChecks)),
      ("kind", number(kind)),
      ("end", number(end)),
      ("bodyLength", number(bodyLength)),
      ("reserved", number(reserved)),
      ("digest", words(digest)),
    ]
  }
}

extension Genesis: Sample {
  static func random(_ g: inout Generator) -> Genesis {
    Genesis(
      ruleVersion: g.nextUInt32(),
      network: g.nextUInt8(),
      reserved: 0,
      commandsPerDatagramMax: g.nextUInt16(),
      venue: g.nextBytes16(),
      chain: g.nextBytes32(),
      venueKey: g.nextBytes32(),
      marketsMax: g.nextUInt32(),
      accountsMax: g.nextUInt32(),
      keysMax: g.nextUInt32(),
      sessionsMax: g.nextUInt32(),
      sessionsPerAccountMax: g.nextUInt32(),
      ordersMax: g.nextUInt32(),
      openOrdersPerAccountMax: g.nextUInt32(),
      ladderTicksMax: g.nextUInt32(),
      nonceWindow: g.nextUInt32(),
      fillsPerCommandMax: g.nextUInt32(),
      timersPerCommandMax: g.nextUInt32(),
      batchCommandsMax: g.nextUInt32(),
      batchSpanMax: g.nextUInt64(),
      tickSpanMax: g.nextUInt64(),
      validitySpanMax: g.nextUInt64(),
      positionLotsMax: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("ruleVersion", number(ruleVersion)),
      ("network", number(network)),
      ("reserved", number(reserved)),
      ("commandsPerDatagramMax", number(commandsPerDatagramMax)),
      ("venue", words(venue)),
      ("chain", words(chain)),
      ("venueKey", words(venueKey)),
      ("marketsMax", number(marketsMax)),
      ("accountsMax", number(accountsMax)),
      ("keysMax", number(keysMax)),
      ("sessionsMax", number(sessionsMax)),
      ("sessionsPerAccountMax", number(sessionsPerAccountMax)),
      ("ordersMax", number(ordersMax)),
      ("openOrdersPerAccountMax", number(openOrdersPerAccountMax)),
      ("ladderTicksMax", number(ladderTicksMax)),
      ("nonceWindow", number(nonceWindow)),
      ("fillsPerCommandMax", number(fillsPerCommandMax)),
      ("timersPerCommandMax", number(timersPerCommandMax)),
      ("batchCommandsMax", number(batchCommandsMax)),
      ("batchSpanMax", number(batchSpanMax)),
      ("tickSpanMax", number(tickSpanMax)),
      ("validitySpanMax", number(validitySpanMax)),
      ("positionLotsMax", number(positionLotsMax)),
    ]
  }
}

extension MarketListed: Sample {
  static func random(_ g: inout Generator) -> MarketListed {
    MarketListed(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      group: g.nextUInt16(),
      reserved: 0,
      priceMin: g.nextInt64(),
      priceMax: g.nextInt64(),
      symbol: g.symbol()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", number(logIndex)),
      ("logTime", number(logTime)),
      ("market", number(market)),
      ("group", number(group)),
      ("reserved", number(reserved)),
      ("priceMin", number(priceMin)),
      ("priceMax", number(priceMax)),
      ("symbol", symbol(symbol)),
    ]
  }
}

extension OrderAdded: Sample {
  static func random(_ g: inout Generator) -> OrderAdded {
    OrderAdded(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      side: g.any([0, 1]),
      reserved: 0,
      reserved2: 0,
      order: g.nextUInt64(),
      price: g.nextInt64(),
      quantity: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", number(logIndex)),
      ("logTime", number(logTime)),
      ("market", number(market)),
      ("side", number(side)),
      ("reserved", number(reserved)),
      ("reserved2", number(reserved2)),
      ("order", number(order)),
      ("price", number(price)),
      ("quantity", number(quantity)),
    ]
  }
}

extension OrderExecuted: Sample {
  static func random(_ g: inout Generator) -> OrderExecuted {
    OrderExecuted(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      reserved: 0,
      order: g.nextUInt64(),
      quantity: g.nextUInt64(),
      match: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", number(logIndex)),
      ("logTime", number(logTime)),
      ("market", number(market)),
      ("reserved", number(reserved)),
      ("order", number(order)),
      ("quantity", number(quantity)),
      ("match", number(match)),
    ]
  }
}

extension OrderReduced: Sample {
  static func random(_ g: inout Generator) -> OrderReduced {
    OrderReduced(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      reserved: 0,
      order: g.nextUInt64(),
      quantity: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", number(logIndex)),
      ("logTime", number(logTime)),
      ("market", number(market)),
      ("reserved", number(reserved)),
      ("order", number(order)),
      ("quantity", number(quantity)),
    ]
  }
}

extension OrderDeleted: Sample {
  static func random(_ g: inout Generator) -> OrderDeleted {
    OrderDeleted(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      reserved: 0,
      order: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", number(logIndex)),
      ("logTime", number(logTime)),
      ("market", number(market)),
      ("reserved", number(reserved)),
      ("order", number(order)),
    ]
  }
}

extension CommandResult: Sample {
  static func random(_ g: inout Generator) -> CommandResult {
    CommandResult(
      reportSequence: g.nextUInt64(),
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      nonce: g.nextUInt64(),
      order: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      openQuantity: g.nextUInt64(),
      template: g.nextUInt16(),
      ordinal: g.nextUInt8(),
      count: g.nextUInt8(),
      code: g.any([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 13, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
        30, 31, 32, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53,
      ]),
      resent: g.nextUInt8(),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", number(reportSequence)),
      ("logIndex", number(logIndex)),
      ("logTime", number(logTime)),
      ("nonce", number(nonce)),
      ("order", number(order)),
      ("clientOrder", number(clientOrder)),
      ("openQuantity", number(openQuantity)),
      ("template", number(template)),
      ("ordinal", number(ordinal)),
      ("count", number(count)),
      ("code", number(code)),
      ("resent", number(resent)),
      ("reserved", number(reserved)),
    ]
  }
}

extension Fill: Sample {
  static func random(_ g: inout Generator) -> Fill {
    Fill(
      reportSequence: g.nextUInt64(),
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      order: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      price: g.nextInt64(),
      quantity: g.nextUInt64(),
      openQuantity: g.nextUInt64(),
      match: g.nextUInt64(),
      fee: g.nextInt64(),
      market: g.nextUInt32(),
      side: g.any([0, 1]),
      liquidity: g.any([0, 1]),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", number(reportSequence)),
      ("logIndex", number(logIndex)),
      ("logTime", number(logTime)),
      ("order", number(order)),
      ("clientOrder", number(clientOrder)),
      ("price", number(price)),
      ("quantity", number(quantity)),
      ("openQuantity", number(openQuantity)),
      ("match", number(match)),
      ("fee", number(fee)),
      ("market", number(market)),
      ("side", number(side)),
      ("liquidity", number(liquidity)),
      ("reserved", number(reserved)),
    ]
  }
}

extension OrderClosed: Sample {
  static func random(_ g: inout Generator) -> OrderClosed {
    OrderClosed(
      reportSequence: g.nextUInt64(),
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      order: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      quantity: g.nextUInt64(),
      market: g.nextUInt32(),
      reason: g.any([0, 1, 2, 3, 4, 5, 6]),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", number(reportSequence)),
      ("logIndex", number(logIndex)),
      ("logTime", number(logTime)),
      ("order", number(order)),
      ("clientOrder", number(clientOrder)),
      ("quantity", number(quantity)),
      ("market", number(market)),
      ("reason", number(reason)),
      ("reserved", number(reserved)),
      ("reserved2", number(reserved2)),
    ]
  }
}

extension SessionClosed: Sample {
  static func random(_ g: inout Generator) -> SessionClosed {
    SessionClosed(
      reportSequence: g.nextUInt64(),
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      end: g.any([0, 1, 2, 3, 4, 5]),
      reserved: 0,
      reserved2: 0,
      reserved3: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", number(reportSequence)),
      ("logIndex", number(logIndex)),
      ("logTime", number(logTime)),
      ("end", number(end)),
      ("reserved", number(reserved)),
      ("reserved2", number(reserved2)),
      ("reserved3", number(reserved3)),
    ]
  }
}

extension ReceiptReport: Sample {
  static func random(_ g: inout Generator) -> ReceiptReport {
    ReceiptReport(
      logIndex: g.nextUInt64(),
      group: g.nextUInt64(),
      firstIndex: g.nextUInt64(),
      lastIndex: g.nextUInt64(),
      term: g.nextUInt64(),
      signed: g.nextUInt64(),
      root: g.nextBytes32(),
      signature: g.nextBytes64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", number(logIndex)),
      ("group", number(group)),
      ("firstIndex", number(firstIndex)),
      ("lastIndex", number(lastIndex)),
      ("term", number(term)),
      ("signed", number(signed)),
      ("root", words(root)),
      ("signature", words(signature)),
    ]
  }
}

extension ReportTrailer: Sample {
  static func random(_ g: inout Generator) -> ReportTrailer {
    ReportTrailer(
      received: g.nextUInt64(),
      verified: g.nextUInt64(),
      sequenced: g.nextUInt64(),
      matched: g.nextUInt64(),
      committed: g.nextUInt64(),
      sent: g.nextUInt64(),
      resent: g.nextUInt8(),
      durability: g.any([0, 1]),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("received", number(received)),
      ("verified", number(verified)),
      ("sequenced", number(sequenced)),
      ("matched", number(matched)),
      ("committed", number(committed)),
      ("sent", number(sent)),
      ("resent", number(resent)),
      ("durability", number(durability)),
      ("reserved", number(reserved)),
      ("reserved2", number(reserved2)),
    ]
  }
}

extension MatchRecord: Sample {
  static func random(_ g: inout Generator) -> MatchRecord {
    MatchRecord(
      logIndex: g.nextUInt64(),
      match: g.nextUInt64(),
      market: g.nextUInt32(),
      makerAccount: g.nextUInt32(),
      takerAccount: g.nextUInt32(),
      takerSide: g.any([0, 1]),
      reserved: 0,
      reserved2: 0,
      makerSequence: g.nextUInt64(),
      takerSequence: g.nextUInt64(),
      price: g.nextInt64(),
      quantity: g.nextUInt64(),
      makerFee: g.nextInt64(),
      takerFee: g.nextInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", number(logIndex)),
      ("match", number(match)),
      ("market", number(market)),
      ("makerAccount", number(makerAccount)),
      ("takerAccount", number(takerAccount)),
      ("takerSide", number(takerSide)),
      ("reserved", number(reserved)),
      ("reserved2", number(reserved2)),
      ("makerSequence", number(makerSequence)),
      ("takerSequence", number(takerSequence)),
      ("price", number(price)),
      ("quantity", number(quantity)),
      ("makerFee", number(makerFee)),
      ("takerFee", number(takerFee)),
    ]
  }
}

extension ReceiptGroup: Sample {
  static func random(_ g: inout Generator) -> ReceiptGroup {
    ReceiptGroup(
      group: g.nextUInt64(),
      term: g.nextUInt64(),
      firstIndex: g.nextUInt64(),
      lastIndex: g.nextUInt64(),
      root: g.nextBytes32(),
      signature: g.nextBytes64()
    )
  }
  var fields: [(String, String)] {
    [
      ("group", number(group)),
      ("term", number(term)),
      ("firstIndex", number(firstIndex)),
      ("lastIndex", number(lastIndex)),
      ("root", words(root)),
      ("signature", words(signature)),
    ]
  }
}

extension BatchHeader: Sample {
  static func random(_ g: inout Generator) -> BatchHeader {
    BatchHeader(
      batch: g.nextUInt64(),
      term: g.nextUInt64(),
      firstIndex: g.nextUInt64(),
      lastIndex: g.nextUInt64(),
      firstTime: g.nextUInt64(),
      lastTime: g.nextUInt64(),
      recordCount: g.nextUInt32(),
      matchCount: g.nextUInt32(),
      recordsRoot: g.nextBytes32(),
      matchesRoot: g.nextBytes32(),
      stateBefore: g.nextBytes32(),
      stateAfter: g.nextBytes32(),
      previous: g.nextBytes32(),
      signature: g.nextBytes64()
    )
  }
  var fields: [(String, String)] {
    [
      ("batch", number(batch)),
      ("term", number(term)),
      ("firstIndex", number(firstIndex)),
      ("lastIndex", number(lastIndex)),
      ("firstTime", number(firstTime)),
      ("lastTime", number(lastTime)),
      ("recordCount", number(recordCount)),
      ("matchCount", number(matchCount)),
      ("recordsRoot", words(recordsRoot)),
      ("matchesRoot", words(matchesRoot)),
      ("stateBefore", words(stateBefore)),
      ("stateAfter", words(stateAfter)),
      ("previous", words(previous)),
      ("signature", words(signature)),
    ]
  }
}

extension BatchPart: Sample {
  static func random(_ g: inout Generator) -> BatchPart {
    BatchPart(
      batch: g.nextUInt64(),
      offset: g.nextUInt64(),
      total: g.nextUInt64(),
      bodyLength: g.nextUInt16(),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("batch", number(batch)),
      ("offset", number(offset)),
      ("total", number(total)),
      ("bodyLength", number(bodyLength)),
      ("reserved", number(reserved)),
      ("reserved2", number(reserved2)),
    ]
  }
}

extension GenesisOperators: Entry {
  static func random(_ g: inout Generator) -> GenesisOperators {
    GenesisOperators(
      key: g.nextUInt32(),
      reserved: 0,
      publicKey: g.nextBytes32()
    )
  }
  var fields: [(String, String)] {
    [
      ("key", number(key)),
      ("reserved", number(reserved)),
      ("publicKey", words(publicKey)),
    ]
  }
}

extension ReceiptReportPath: Entry {
  static func random(_ g: inout Generator) -> ReceiptReportPath {
    ReceiptReportPath(
      node: g.nextBytes32()
    )
  }
  var fields: [(String, String)] {
    [
      ("node", words(node))
    ]
  }
}
