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
  RequestFrame.self,
  SealedFrame.self,
  LogonRequest.self,
  LogonReply.self,
  Heartbeat.self,
  Busy.self,
  ResendRequest.self,
  StatusRequest.self,
  StateRequest.self,
  CommandHeader.self,
  NewOrder.self,
  CancelOrder.self,
  ReplaceOrder.self,
  Noop.self,
  NewSpecialOrder.self,
  NewConditionalOrder.self,
  SetDeadMan.self,
  CancelAll.self,
  ListMarket.self,
  OpenAccount.self,
  AdjustCash.self,
  RegisterKey.self,
  RevokeKey.self,
  SetMarketState.self,
  SetReferencePrice.self,
  BustTrade.self,
  SetAuctionTerms.self,
  SetPriceLimits.self,
  MassQuote.self,
  SetProtection.self,
  ResetProtection.self,
  LogRecord.self,
  Genesis.self,
  MarketListed.self,
  OrderAdded.self,
  OrderExecuted.self,
  OrderReduced.self,
  OrderDeleted.self,
  BookChecksum.self,
  SnapshotMarkets.self,
  SnapshotOrders.self,
  MarketStatus.self,
  ReferencePrice.self,
  TradeBroken.self,
  AuctionIndication.self,
  AuctionResult.self,
  AuctionTrade.self,
  PriceLimits.self,
  LimitTripped.self,
  CommandResult.self,
  Fill.self,
  OrderClosed.self,
  SessionClosed.self,
  ReceiptReport.self,
  MassCancelled.self,
  TradeBusted.self,
  OrderRepriced.self,
  OrderTriggered.self,
  QuoteResult.self,
  QuoteRefused.self,
  ProtectionTriggered.self,
  QuoteGroupsPage.self,
  ReportsRetained.self,
  NonceStatus.self,
  OrdersPage.self,
  PositionsPage.self,
  ConditionalsPage.self,
  ReportTrailer.self,
  MatchRecord.self,
  ReceiptGroup.self,
  BatchHeader.self,
  BatchPart.self,
]

/// The entries of the messages that have a repeating group.
let everyEntry: [Template: (group: String, entry: any Entry.Type)] = [
  .resendRequest: ("padding", ResendRequestPadding.self),
  .statusRequest: ("padding", StatusRequestPadding.self),
  .stateRequest: ("padding", StateRequestPadding.self),
  .massQuote: ("quotes", MassQuoteQuotes.self),
  .genesis: ("operators", GenesisOperators.self),
  .snapshotMarkets: ("markets", SnapshotMarketsMarkets.self),
  .snapshotOrders: ("orders", SnapshotOrdersOrders.self),
  .receiptReport: ("path", ReceiptReportPath.self),
  .quoteGroupsPage: ("groups", QuoteGroupsPageGroups.self),
  .ordersPage: ("orders", OrdersPageOrders.self),
  .positionsPage: ("positions", PositionsPagePositions.self),
  .conditionalsPage: ("orders", ConditionalsPageOrders.self),
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
      ("session", shownNumber(session)),
      ("bodyLength", shownNumber(bodyLength)),
      ("reserved", shownNumber(reserved)),
      ("sequence", shownNumber(sequence)),
      ("tag", shownWords(tag)),
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
      ("session", shownNumber(session)),
      ("bodyLength", shownNumber(bodyLength)),
      ("reserved", shownNumber(reserved)),
      ("sequence", shownNumber(sequence)),
      ("tag", shownWords(tag)),
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
      ("session", shownNumber(session)),
      ("bodyLength", shownNumber(bodyLength)),
      ("reserved", shownNumber(reserved)),
      ("sequence", shownNumber(sequence)),
      ("tag", shownWords(tag)),
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
      ("session", shownNumber(session)),
      ("bodyLength", shownNumber(bodyLength)),
      ("reserved", shownNumber(reserved)),
      ("sequence", shownNumber(sequence)),
      ("tag", shownWords(tag)),
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
      ("session", shownNumber(session)),
      ("bodyLength", shownNumber(bodyLength)),
      ("reserved", shownNumber(reserved)),
      ("sequence", shownNumber(sequence)),
      ("tag", shownWords(tag)),
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
      ("session", shownNumber(session)),
      ("bodyLength", shownNumber(bodyLength)),
      ("reserved", shownNumber(reserved)),
      ("sequence", shownNumber(sequence)),
      ("tag", shownWords(tag)),
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
      ("session", shownNumber(session)),
      ("bodyLength", shownNumber(bodyLength)),
      ("reserved", shownNumber(reserved)),
      ("sequence", shownNumber(sequence)),
      ("tag", shownWords(tag)),
    ]
  }
}

extension RequestFrame: Sample {
  static func random(_ g: inout Generator) -> RequestFrame {
    RequestFrame(
      session: g.nextUInt32(),
      bodyLength: g.nextUInt16(),
      reserved: 0,
      sequence: g.nextUInt64(),
      tag: g.nextBytes16()
    )
  }
  var fields: [(String, String)] {
    [
      ("session", shownNumber(session)),
      ("bodyLength", shownNumber(bodyLength)),
      ("reserved", shownNumber(reserved)),
      ("sequence", shownNumber(sequence)),
      ("tag", shownWords(tag)),
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
      ("session", shownNumber(session)),
      ("bodyLength", shownNumber(bodyLength)),
      ("reserved", shownNumber(reserved)),
      ("sequence", shownNumber(sequence)),
      ("tag", shownWords(tag)),
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
      flags: g.nextUInt32(),
      reserved: 0,
      reserved3: 0,
      reserved4: 0,
      reserved5: 0,
      agreementKey: g.nextBytes32()
    )
  }
  var fields: [(String, String)] {
    [
      ("key", shownNumber(key)),
      ("heartbeatMilliseconds", shownNumber(heartbeatMilliseconds)),
      ("nonce", shownNumber(nonce)),
      ("validUntil", shownNumber(validUntil)),
      ("flags", shownNumber(flags)),
      ("reserved", shownNumber(reserved)),
      ("reserved3", shownNumber(reserved3)),
      ("reserved4", shownNumber(reserved4)),
      ("reserved5", shownNumber(reserved5)),
      ("agreementKey", shownWords(agreementKey)),
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
        30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 50, 51, 52, 53,
        60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 80, 82, 83, 84,
        85, 86, 87, 88, 89, 90, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108,
        109, 110, 111, 112,
      ]),
      durability: g.any([0, 1]),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("session", shownNumber(session)),
      ("key", shownNumber(key)),
      ("nonce", shownNumber(nonce)),
      ("term", shownNumber(term)),
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("nonceHighest", shownNumber(nonceHighest)),
      ("agreementKey", shownWords(agreementKey)),
      ("account", shownNumber(account)),
      ("code", shownNumber(code)),
      ("durability", shownNumber(durability)),
      ("reserved", shownNumber(reserved)),
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
      ("sequenceReceived", shownNumber(sequenceReceived)),
      ("committed", shownNumber(committed)),
      ("sent", shownNumber(sent)),
    ]
  }
}

extension Busy: Sample {
  static func random(_ g: inout Generator) -> Busy {
    Busy(
      nonce: g.nextUInt64(),
      echo: g.nextUInt64(),
      backlog: g.nextUInt32(),
      cause: g.any([0, 1]),
      urgent: g.nextUInt8(),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("nonce", shownNumber(nonce)),
      ("echo", shownNumber(echo)),
      ("backlog", shownNumber(backlog)),
      ("cause", shownNumber(cause)),
      ("urgent", shownNumber(urgent)),
      ("reserved", shownNumber(reserved)),
    ]
  }
}

extension ResendRequest: Sample {
  static func random(_ g: inout Generator) -> ResendRequest {
    ResendRequest(
      fromSequence: g.nextUInt64(),
      count: g.nextUInt32(),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("fromSequence", shownNumber(fromSequence)),
      ("count", shownNumber(count)),
      ("reserved", shownNumber(reserved)),
    ]
  }
}

extension StatusRequest: Sample {
  static func random(_ g: inout Generator) -> StatusRequest {
    StatusRequest(
      nonce: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("nonce", shownNumber(nonce))
    ]
  }
}

extension StateRequest: Sample {
  static func random(_ g: inout Generator) -> StateRequest {
    StateRequest(
      cursor: g.nextUInt64(),
      place: g.nextUInt64(),
      kind: g.any([0, 1, 2, 3]),
      reserved: 0,
      reserved2: 0,
      reserved3: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("cursor", shownNumber(cursor)),
      ("place", shownNumber(place)),
      ("kind", shownNumber(kind)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("reserved3", shownNumber(reserved3)),
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
      ("key", shownNumber(key)),
      ("group", shownNumber(group)),
      ("count", shownNumber(count)),
      ("reserved", shownNumber(reserved)),
      ("nonce", shownNumber(nonce)),
      ("validUntil", shownNumber(validUntil)),
      ("indexSeen", shownNumber(indexSeen)),
      ("indexLagMax", shownNumber(indexLagMax)),
      ("reserved2", shownNumber(reserved2)),
    ]
  }
}

extension NewOrder: Sample {
  static func random(_ g: inout Generator) -> NewOrder {
    NewOrder(
      market: g.nextUInt32(),
      side: g.any([0, 1]),
      timeInForce: g.any([0, 1, 2, 3, 4]),
      flags: g.nextUInt8(),
      selfTrade: g.any([0, 1, 2, 3, 4, 5]),
      price: g.nextInt64(),
      quantity: g.nextUInt64(),
      clientOrder: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("side", shownNumber(side)),
      ("timeInForce", shownNumber(timeInForce)),
      ("flags", shownNumber(flags)),
      ("selfTrade", shownNumber(selfTrade)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
      ("clientOrder", shownNumber(clientOrder)),
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
      ("market", shownNumber(market)),
      ("reserved", shownNumber(reserved)),
      ("order", shownNumber(order)),
      ("clientOrder", shownNumber(clientOrder)),
    ]
  }
}

extension ReplaceOrder: Sample {
  static func random(_ g: inout Generator) -> ReplaceOrder {
    ReplaceOrder(
      market: g.nextUInt32(),
      flags: g.nextUInt8(),
      selfTrade: g.any([0, 1, 2, 3, 4, 5]),
      reserved: 0,
      order: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      newClientOrder: g.nextUInt64(),
      price: g.nextInt64(),
      quantity: g.nextUInt64(),
      openSeen: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("flags", shownNumber(flags)),
      ("selfTrade", shownNumber(selfTrade)),
      ("reserved", shownNumber(reserved)),
      ("order", shownNumber(order)),
      ("clientOrder", shownNumber(clientOrder)),
      ("newClientOrder", shownNumber(newClientOrder)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
      ("openSeen", shownNumber(openSeen)),
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
      ("reserved", shownNumber(reserved))
    ]
  }
}

extension NewSpecialOrder: Sample {
  static func random(_ g: inout Generator) -> NewSpecialOrder {
    NewSpecialOrder(
      market: g.nextUInt32(),
      side: g.any([0, 1]),
      timeInForce: g.any([0, 1, 2, 3, 4]),
      flags: g.nextUInt8(),
      selfTrade: g.any([0, 1, 2, 3, 4, 5]),
      price: g.nextInt64(),
      quantity: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      minimumQuantity: g.nextUInt64(),
      displayQuantity: g.nextUInt64(),
      expiresAt: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("side", shownNumber(side)),
      ("timeInForce", shownNumber(timeInForce)),
      ("flags", shownNumber(flags)),
      ("selfTrade", shownNumber(selfTrade)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
      ("clientOrder", shownNumber(clientOrder)),
      ("minimumQuantity", shownNumber(minimumQuantity)),
      ("displayQuantity", shownNumber(displayQuantity)),
      ("expiresAt", shownNumber(expiresAt)),
    ]
  }
}

extension NewConditionalOrder: Sample {
  static func random(_ g: inout Generator) -> NewConditionalOrder {
    NewConditionalOrder(
      market: g.nextUInt32(),
      side: g.any([0, 1]),
      timeInForce: g.any([0, 1, 2, 3, 4]),
      flags: g.nextUInt8(),
      selfTrade: g.any([0, 1, 2, 3, 4, 5]),
      price: g.nextInt64(),
      quantity: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      minimumQuantity: g.nextUInt64(),
      displayQuantity: g.nextUInt64(),
      expiresAt: g.nextUInt64(),
      source: g.any([0, 1, 2, 3]),
      when: g.any([0, 1, 2]),
      trailKind: g.any([0, 1, 2]),
      reserved: 0,
      reserved2: 0,
      triggerPrice: g.nextInt64(),
      trail: g.nextUInt64(),
      after: g.nextUInt64(),
      other: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("side", shownNumber(side)),
      ("timeInForce", shownNumber(timeInForce)),
      ("flags", shownNumber(flags)),
      ("selfTrade", shownNumber(selfTrade)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
      ("clientOrder", shownNumber(clientOrder)),
      ("minimumQuantity", shownNumber(minimumQuantity)),
      ("displayQuantity", shownNumber(displayQuantity)),
      ("expiresAt", shownNumber(expiresAt)),
      ("source", shownNumber(source)),
      ("when", shownNumber(when)),
      ("trailKind", shownNumber(trailKind)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("triggerPrice", shownNumber(triggerPrice)),
      ("trail", shownNumber(trail)),
      ("after", shownNumber(after)),
      ("other", shownNumber(other)),
    ]
  }
}

extension SetDeadMan: Sample {
  static func random(_ g: inout Generator) -> SetDeadMan {
    SetDeadMan(
      span: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("span", shownNumber(span))
    ]
  }
}

extension CancelAll: Sample {
  static func random(_ g: inout Generator) -> CancelAll {
    CancelAll(
      market: g.nextUInt32(),
      scope: g.any([0, 1]),
      side: g.any([0, 1, 2]),
      owner: g.any([0, 1]),
      filters: g.nextUInt8(),
      tag: g.nextUInt16(),
      reserved: 0,
      reserved2: 0,
      priceMin: g.nextInt64(),
      priceMax: g.nextInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("scope", shownNumber(scope)),
      ("side", shownNumber(side)),
      ("owner", shownNumber(owner)),
      ("filters", shownNumber(filters)),
      ("tag", shownNumber(tag)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("priceMin", shownNumber(priceMin)),
      ("priceMax", shownNumber(priceMax)),
    ]
  }
}

extension ListMarket: Sample {
  static func random(_ g: inout Generator) -> ListMarket {
    ListMarket(
      market: g.nextUInt32(),
      group: g.nextUInt16(),
      selfTrade: g.any([0, 1, 2, 3, 4, 5]),
      options: g.nextUInt8(),
      priceMin: g.nextInt64(),
      priceMax: g.nextInt64(),
      quantityMax: g.nextUInt64(),
      multiplier: g.nextUInt64(),
      makerFee: g.nextInt32(),
      takerFee: g.nextInt32(),
      symbol: g.symbol(),
      dayEnd: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("group", shownNumber(group)),
      ("selfTrade", shownNumber(selfTrade)),
      ("options", shownNumber(options)),
      ("priceMin", shownNumber(priceMin)),
      ("priceMax", shownNumber(priceMax)),
      ("quantityMax", shownNumber(quantityMax)),
      ("multiplier", shownNumber(multiplier)),
      ("makerFee", shownNumber(makerFee)),
      ("takerFee", shownNumber(takerFee)),
      ("symbol", shownSymbol(symbol)),
      ("dayEnd", shownNumber(dayEnd)),
    ]
  }
}

extension OpenAccount: Sample {
  static func random(_ g: inout Generator) -> OpenAccount {
    OpenAccount(
      account: g.nextUInt32(),
      owner: g.nextUInt32()
    )
  }
  var fields: [(String, String)] {
    [
      ("account", shownNumber(account)),
      ("owner", shownNumber(owner)),
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
      ("account", shownNumber(account)),
      ("reserved", shownNumber(reserved)),
      ("amount", shownNumber(amount)),
      ("reference", shownNumber(reference)),
    ]
  }
}

extension RegisterKey: Sample {
  static func random(_ g: inout Generator) -> RegisterKey {
    RegisterKey(
      key: g.nextUInt32(),
      account: g.nextUInt32(),
      scope: g.nextUInt32(),
      group: g.nextUInt16(),
      reserved: 0,
      notBefore: g.nextUInt64(),
      notAfter: g.nextUInt64(),
      publicKey: g.nextBytes32()
    )
  }
  var fields: [(String, String)] {
    [
      ("key", shownNumber(key)),
      ("account", shownNumber(account)),
      ("scope", shownNumber(scope)),
      ("group", shownNumber(group)),
      ("reserved", shownNumber(reserved)),
      ("notBefore", shownNumber(notBefore)),
      ("notAfter", shownNumber(notAfter)),
      ("publicKey", shownWords(publicKey)),
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
      ("key", shownNumber(key)),
      ("reserved", shownNumber(reserved)),
    ]
  }
}

extension SetMarketState: Sample {
  static func random(_ g: inout Generator) -> SetMarketState {
    SetMarketState(
      market: g.nextUInt32(),
      state: g.any([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("state", shownNumber(state)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
    ]
  }
}

extension SetReferencePrice: Sample {
  static func random(_ g: inout Generator) -> SetReferencePrice {
    SetReferencePrice(
      market: g.nextUInt32(),
      source: g.any([0, 1]),
      reserved: 0,
      reserved2: 0,
      price: g.nextInt64(),
      sourceTime: g.nextUInt64(),
      sourceSequence: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("source", shownNumber(source)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("price", shownNumber(price)),
      ("sourceTime", shownNumber(sourceTime)),
      ("sourceSequence", shownNumber(sourceSequence)),
    ]
  }
}

extension BustTrade: Sample {
  static func random(_ g: inout Generator) -> BustTrade {
    BustTrade(
      match: g.nextUInt64(),
      price: g.nextInt64(),
      quantity: g.nextUInt64(),
      makerFee: g.nextInt64(),
      takerFee: g.nextInt64(),
      market: g.nextUInt32(),
      makerAccount: g.nextUInt32(),
      takerAccount: g.nextUInt32(),
      takerSide: g.any([0, 1]),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("match", shownNumber(match)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
      ("makerFee", shownNumber(makerFee)),
      ("takerFee", shownNumber(takerFee)),
      ("market", shownNumber(market)),
      ("makerAccount", shownNumber(makerAccount)),
      ("takerAccount", shownNumber(takerAccount)),
      ("takerSide", shownNumber(takerSide)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
    ]
  }
}

extension SetAuctionTerms: Sample {
  static func random(_ g: inout Generator) -> SetAuctionTerms {
    SetAuctionTerms(
      market: g.nextUInt32(),
      reserved: 0,
      openingSpan: g.nextUInt64(),
      volatilitySpan: g.nextUInt64(),
      closingSpan: g.nextUInt64(),
      randomSpan: g.nextUInt64(),
      batchSpan: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("reserved", shownNumber(reserved)),
      ("openingSpan", shownNumber(openingSpan)),
      ("volatilitySpan", shownNumber(volatilitySpan)),
      ("closingSpan", shownNumber(closingSpan)),
      ("randomSpan", shownNumber(randomSpan)),
      ("batchSpan", shownNumber(batchSpan)),
    ]
  }
}

extension SetPriceLimits: Sample {
  static func random(_ g: inout Generator) -> SetPriceLimits {
    SetPriceLimits(
      market: g.nextUInt32(),
      tripState: g.any([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
      reserved: 0,
      reserved2: 0,
      bandTicks: g.nextUInt64(),
      breakerTicks: g.nextUInt64(),
      velocityTicks: g.nextUInt64(),
      velocitySpan: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("tripState", shownNumber(tripState)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("bandTicks", shownNumber(bandTicks)),
      ("breakerTicks", shownNumber(breakerTicks)),
      ("velocityTicks", shownNumber(velocityTicks)),
      ("velocitySpan", shownNumber(velocitySpan)),
    ]
  }
}

extension MassQuote: Sample {
  static func random(_ g: inout Generator) -> MassQuote {
    MassQuote(
      clientOrder: g.nextUInt64(),
      quoteGroup: g.nextUInt16(),
      flags: g.nextUInt8(),
      selfTrade: g.any([0, 1, 2, 3, 4, 5]),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("clientOrder", shownNumber(clientOrder)),
      ("quoteGroup", shownNumber(quoteGroup)),
      ("flags", shownNumber(flags)),
      ("selfTrade", shownNumber(selfTrade)),
      ("reserved", shownNumber(reserved)),
    ]
  }
}

extension SetProtection: Sample {
  static func random(_ g: inout Generator) -> SetProtection {
    SetProtection(
      quoteGroup: g.nextUInt16(),
      flags: g.nextUInt8(),
      reserved: 0,
      reserved2: 0,
      span: g.nextUInt64(),
      quantityMax: g.nextUInt64(),
      tradesMax: g.nextUInt64(),
      deltaMax: g.nextUInt64(),
      vegaMax: g.nextUInt64(),
      frozenSpan: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("quoteGroup", shownNumber(quoteGroup)),
      ("flags", shownNumber(flags)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("span", shownNumber(span)),
      ("quantityMax", shownNumber(quantityMax)),
      ("tradesMax", shownNumber(tradesMax)),
      ("deltaMax", shownNumber(deltaMax)),
      ("vegaMax", shownNumber(vegaMax)),
      ("frozenSpan", shownNumber(frozenSpan)),
    ]
  }
}

extension ResetProtection: Sample {
  static func random(_ g: inout Generator) -> ResetProtection {
    ResetProtection(
      quoteGroup: g.nextUInt16(),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("quoteGroup", shownNumber(quoteGroup)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
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
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("term", shownNumber(term)),
      ("session", shownNumber(session)),
      ("keyChecks", shownNumber(keyChecks)),
      ("kind", shownNumber(kind)),
      ("end", shownNumber(end)),
      ("bodyLength", shownNumber(bodyLength)),
      ("reserved", shownNumber(reserved)),
      ("digest", shownWords(digest)),
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
      nonceWindow: g.nextUInt32(),
      fillsPerCommandMax: g.nextUInt32(),
      timersPerCommandMax: g.nextUInt32(),
      batchCommandsMax: g.nextUInt32(),
      batchSpanMax: g.nextUInt64(),
      tickSpanMax: g.nextUInt64(),
      validitySpanMax: g.nextUInt64(),
      positionLotsMax: g.nextUInt64(),
      specialOrdersMax: g.nextUInt32(),
      conditionalOrdersMax: g.nextUInt32(),
      quoteGroupsMax: g.nextUInt32(),
      cancelsPerRecordMax: g.nextUInt32(),
      bustsMax: g.nextUInt32(),
      approvalsMin: g.nextUInt32(),
      proposalsMax: g.nextUInt32(),
      proposalSpan: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("ruleVersion", shownNumber(ruleVersion)),
      ("network", shownNumber(network)),
      ("reserved", shownNumber(reserved)),
      ("commandsPerDatagramMax", shownNumber(commandsPerDatagramMax)),
      ("venue", shownWords(venue)),
      ("chain", shownWords(chain)),
      ("venueKey", shownWords(venueKey)),
      ("marketsMax", shownNumber(marketsMax)),
      ("accountsMax", shownNumber(accountsMax)),
      ("keysMax", shownNumber(keysMax)),
      ("sessionsMax", shownNumber(sessionsMax)),
      ("sessionsPerAccountMax", shownNumber(sessionsPerAccountMax)),
      ("ordersMax", shownNumber(ordersMax)),
      ("openOrdersPerAccountMax", shownNumber(openOrdersPerAccountMax)),
      ("nonceWindow", shownNumber(nonceWindow)),
      ("fillsPerCommandMax", shownNumber(fillsPerCommandMax)),
      ("timersPerCommandMax", shownNumber(timersPerCommandMax)),
      ("batchCommandsMax", shownNumber(batchCommandsMax)),
      ("batchSpanMax", shownNumber(batchSpanMax)),
      ("tickSpanMax", shownNumber(tickSpanMax)),
      ("validitySpanMax", shownNumber(validitySpanMax)),
      ("positionLotsMax", shownNumber(positionLotsMax)),
      ("specialOrdersMax", shownNumber(specialOrdersMax)),
      ("conditionalOrdersMax", shownNumber(conditionalOrdersMax)),
      ("quoteGroupsMax", shownNumber(quoteGroupsMax)),
      ("cancelsPerRecordMax", shownNumber(cancelsPerRecordMax)),
      ("bustsMax", shownNumber(bustsMax)),
      ("approvalsMin", shownNumber(approvalsMin)),
      ("proposalsMax", shownNumber(proposalsMax)),
      ("proposalSpan", shownNumber(proposalSpan)),
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
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("group", shownNumber(group)),
      ("reserved", shownNumber(reserved)),
      ("priceMin", shownNumber(priceMin)),
      ("priceMax", shownNumber(priceMax)),
      ("symbol", shownSymbol(symbol)),
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
      quantity: g.nextUInt64(),
      sequence: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("side", shownNumber(side)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("order", shownNumber(order)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
      ("sequence", shownNumber(sequence)),
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
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("reserved", shownNumber(reserved)),
      ("order", shownNumber(order)),
      ("quantity", shownNumber(quantity)),
      ("match", shownNumber(match)),
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
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("reserved", shownNumber(reserved)),
      ("order", shownNumber(order)),
      ("quantity", shownNumber(quantity)),
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
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("reserved", shownNumber(reserved)),
      ("order", shownNumber(order)),
    ]
  }
}

extension BookChecksum: Sample {
  static func random(_ g: inout Generator) -> BookChecksum {
    BookChecksum(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      orders: g.nextUInt32(),
      checksum: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("orders", shownNumber(orders)),
      ("checksum", shownNumber(checksum)),
    ]
  }
}

extension SnapshotMarkets: Sample {
  static func random(_ g: inout Generator) -> SnapshotMarkets {
    SnapshotMarkets(
      logIndex: g.nextUInt64(),
      feedSequence: g.nextUInt64(),
      cycle: g.nextUInt32(),
      first: g.nextUInt32(),
      end: g.nextUInt32(),
      total: g.nextUInt32()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("feedSequence", shownNumber(feedSequence)),
      ("cycle", shownNumber(cycle)),
      ("first", shownNumber(first)),
      ("end", shownNumber(end)),
      ("total", shownNumber(total)),
    ]
  }
}

extension SnapshotOrders: Sample {
  static func random(_ g: inout Generator) -> SnapshotOrders {
    SnapshotOrders(
      logIndex: g.nextUInt64(),
      feedSequence: g.nextUInt64(),
      cycle: g.nextUInt32(),
      first: g.nextUInt32(),
      end: g.nextUInt32(),
      total: g.nextUInt32()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("feedSequence", shownNumber(feedSequence)),
      ("cycle", shownNumber(cycle)),
      ("first", shownNumber(first)),
      ("end", shownNumber(end)),
      ("total", shownNumber(total)),
    ]
  }
}

extension MarketStatus: Sample {
  static func random(_ g: inout Generator) -> MarketStatus {
    MarketStatus(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      state: g.any([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("state", shownNumber(state)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
    ]
  }
}

extension ReferencePrice: Sample {
  static func random(_ g: inout Generator) -> ReferencePrice {
    ReferencePrice(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      source: g.any([0, 1]),
      reserved: 0,
      reserved2: 0,
      price: g.nextInt64(),
      sourceTime: g.nextUInt64(),
      sourceSequence: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("source", shownNumber(source)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("price", shownNumber(price)),
      ("sourceTime", shownNumber(sourceTime)),
      ("sourceSequence", shownNumber(sourceSequence)),
    ]
  }
}

extension TradeBroken: Sample {
  static func random(_ g: inout Generator) -> TradeBroken {
    TradeBroken(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      reserved: 0,
      match: g.nextUInt64(),
      price: g.nextInt64(),
      quantity: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("reserved", shownNumber(reserved)),
      ("match", shownNumber(match)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
    ]
  }
}

extension AuctionIndication: Sample {
  static func random(_ g: inout Generator) -> AuctionIndication {
    AuctionIndication(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      isComplete: g.nextUInt8(),
      reserved: 0,
      reserved2: 0,
      price: g.nextInt64(),
      quantity: g.nextUInt64(),
      imbalance: g.nextInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("isComplete", shownNumber(isComplete)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
      ("imbalance", shownNumber(imbalance)),
    ]
  }
}

extension AuctionResult: Sample {
  static func random(_ g: inout Generator) -> AuctionResult {
    AuctionResult(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      reserved: 0,
      price: g.nextInt64(),
      quantity: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("reserved", shownNumber(reserved)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
    ]
  }
}

extension AuctionTrade: Sample {
  static func random(_ g: inout Generator) -> AuctionTrade {
    AuctionTrade(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      reserved: 0,
      buyOrder: g.nextUInt64(),
      sellOrder: g.nextUInt64(),
      quantity: g.nextUInt64(),
      price: g.nextInt64(),
      match: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("reserved", shownNumber(reserved)),
      ("buyOrder", shownNumber(buyOrder)),
      ("sellOrder", shownNumber(sellOrder)),
      ("quantity", shownNumber(quantity)),
      ("price", shownNumber(price)),
      ("match", shownNumber(match)),
    ]
  }
}

extension PriceLimits: Sample {
  static func random(_ g: inout Generator) -> PriceLimits {
    PriceLimits(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      tripState: g.any([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
      reserved: 0,
      reserved2: 0,
      bandTicks: g.nextUInt64(),
      breakerTicks: g.nextUInt64(),
      velocityTicks: g.nextUInt64(),
      velocitySpan: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("tripState", shownNumber(tripState)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("bandTicks", shownNumber(bandTicks)),
      ("breakerTicks", shownNumber(breakerTicks)),
      ("velocityTicks", shownNumber(velocityTicks)),
      ("velocitySpan", shownNumber(velocitySpan)),
    ]
  }
}

extension LimitTripped: Sample {
  static func random(_ g: inout Generator) -> LimitTripped {
    LimitTripped(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      market: g.nextUInt32(),
      kind: g.any([0, 1]),
      reserved: 0,
      reserved2: 0,
      price: g.nextInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("market", shownNumber(market)),
      ("kind", shownNumber(kind)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("price", shownNumber(price)),
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
        30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 50, 51, 52, 53,
        60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 80, 82, 83, 84,
        85, 86, 87, 88, 89, 90, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108,
        109, 110, 111, 112,
      ]),
      resent: g.nextUInt8(),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", shownNumber(reportSequence)),
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("nonce", shownNumber(nonce)),
      ("order", shownNumber(order)),
      ("clientOrder", shownNumber(clientOrder)),
      ("openQuantity", shownNumber(openQuantity)),
      ("template", shownNumber(template)),
      ("ordinal", shownNumber(ordinal)),
      ("count", shownNumber(count)),
      ("code", shownNumber(code)),
      ("resent", shownNumber(resent)),
      ("reserved", shownNumber(reserved)),
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
      ("reportSequence", shownNumber(reportSequence)),
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("order", shownNumber(order)),
      ("clientOrder", shownNumber(clientOrder)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
      ("openQuantity", shownNumber(openQuantity)),
      ("match", shownNumber(match)),
      ("fee", shownNumber(fee)),
      ("market", shownNumber(market)),
      ("side", shownNumber(side)),
      ("liquidity", shownNumber(liquidity)),
      ("reserved", shownNumber(reserved)),
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
      openQuantity: g.nextUInt64(),
      market: g.nextUInt32(),
      reason: g.any([0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16]),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", shownNumber(reportSequence)),
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("order", shownNumber(order)),
      ("clientOrder", shownNumber(clientOrder)),
      ("quantity", shownNumber(quantity)),
      ("openQuantity", shownNumber(openQuantity)),
      ("market", shownNumber(market)),
      ("reason", shownNumber(reason)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
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
      ("reportSequence", shownNumber(reportSequence)),
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("end", shownNumber(end)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("reserved3", shownNumber(reserved3)),
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
      ("logIndex", shownNumber(logIndex)),
      ("group", shownNumber(group)),
      ("firstIndex", shownNumber(firstIndex)),
      ("lastIndex", shownNumber(lastIndex)),
      ("term", shownNumber(term)),
      ("signed", shownNumber(signed)),
      ("root", shownWords(root)),
      ("signature", shownWords(signature)),
    ]
  }
}

extension MassCancelled: Sample {
  static func random(_ g: inout Generator) -> MassCancelled {
    MassCancelled(
      reportSequence: g.nextUInt64(),
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      key: g.nextUInt32(),
      count: g.nextUInt32(),
      reason: g.any([0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16]),
      isComplete: g.nextUInt8(),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", shownNumber(reportSequence)),
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("key", shownNumber(key)),
      ("count", shownNumber(count)),
      ("reason", shownNumber(reason)),
      ("isComplete", shownNumber(isComplete)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
    ]
  }
}

extension TradeBusted: Sample {
  static func random(_ g: inout Generator) -> TradeBusted {
    TradeBusted(
      reportSequence: g.nextUInt64(),
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      match: g.nextUInt64(),
      price: g.nextInt64(),
      quantity: g.nextUInt64(),
      fee: g.nextInt64(),
      market: g.nextUInt32(),
      side: g.any([0, 1]),
      liquidity: g.any([0, 1]),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", shownNumber(reportSequence)),
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("match", shownNumber(match)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
      ("fee", shownNumber(fee)),
      ("market", shownNumber(market)),
      ("side", shownNumber(side)),
      ("liquidity", shownNumber(liquidity)),
      ("reserved", shownNumber(reserved)),
    ]
  }
}

extension OrderRepriced: Sample {
  static func random(_ g: inout Generator) -> OrderRepriced {
    OrderRepriced(
      reportSequence: g.nextUInt64(),
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      order: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      price: g.nextInt64(),
      openQuantity: g.nextUInt64(),
      market: g.nextUInt32(),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", shownNumber(reportSequence)),
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("order", shownNumber(order)),
      ("clientOrder", shownNumber(clientOrder)),
      ("price", shownNumber(price)),
      ("openQuantity", shownNumber(openQuantity)),
      ("market", shownNumber(market)),
      ("reserved", shownNumber(reserved)),
    ]
  }
}

extension OrderTriggered: Sample {
  static func random(_ g: inout Generator) -> OrderTriggered {
    OrderTriggered(
      reportSequence: g.nextUInt64(),
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      conditional: g.nextUInt64(),
      order: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      triggerPrice: g.nextInt64(),
      quantity: g.nextUInt64(),
      openQuantity: g.nextUInt64(),
      market: g.nextUInt32(),
      code: g.any([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 13, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
        30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 50, 51, 52, 53,
        60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 80, 82, 83, 84,
        85, 86, 87, 88, 89, 90, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108,
        109, 110, 111, 112,
      ]),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", shownNumber(reportSequence)),
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("conditional", shownNumber(conditional)),
      ("order", shownNumber(order)),
      ("clientOrder", shownNumber(clientOrder)),
      ("triggerPrice", shownNumber(triggerPrice)),
      ("quantity", shownNumber(quantity)),
      ("openQuantity", shownNumber(openQuantity)),
      ("market", shownNumber(market)),
      ("code", shownNumber(code)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
    ]
  }
}

extension QuoteResult: Sample {
  static func random(_ g: inout Generator) -> QuoteResult {
    QuoteResult(
      reportSequence: g.nextUInt64(),
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      quoteGroup: g.nextUInt16(),
      accepted: g.nextUInt8(),
      refused: g.nextUInt8(),
      reserved: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", shownNumber(reportSequence)),
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("clientOrder", shownNumber(clientOrder)),
      ("quoteGroup", shownNumber(quoteGroup)),
      ("accepted", shownNumber(accepted)),
      ("refused", shownNumber(refused)),
      ("reserved", shownNumber(reserved)),
    ]
  }
}

extension QuoteRefused: Sample {
  static func random(_ g: inout Generator) -> QuoteRefused {
    QuoteRefused(
      reportSequence: g.nextUInt64(),
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      market: g.nextUInt32(),
      quoteGroup: g.nextUInt16(),
      entry: g.nextUInt8(),
      side: g.any([0, 1]),
      code: g.any([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 13, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
        30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 50, 51, 52, 53,
        60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 80, 82, 83, 84,
        85, 86, 87, 88, 89, 90, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108,
        109, 110, 111, 112,
      ]),
      reserved: 0,
      reserved2: 0,
      reserved3: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", shownNumber(reportSequence)),
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("clientOrder", shownNumber(clientOrder)),
      ("market", shownNumber(market)),
      ("quoteGroup", shownNumber(quoteGroup)),
      ("entry", shownNumber(entry)),
      ("side", shownNumber(side)),
      ("code", shownNumber(code)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("reserved3", shownNumber(reserved3)),
    ]
  }
}

extension ProtectionTriggered: Sample {
  static func random(_ g: inout Generator) -> ProtectionTriggered {
    ProtectionTriggered(
      reportSequence: g.nextUInt64(),
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      frozenUntil: g.nextUInt64(),
      quoteGroup: g.nextUInt16(),
      limit: g.any([0, 1, 2, 3]),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("reportSequence", shownNumber(reportSequence)),
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("frozenUntil", shownNumber(frozenUntil)),
      ("quoteGroup", shownNumber(quoteGroup)),
      ("limit", shownNumber(limit)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
    ]
  }
}

extension QuoteGroupsPage: Sample {
  static func random(_ g: inout Generator) -> QuoteGroupsPage {
    QuoteGroupsPage(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      reportSequenceNext: g.nextUInt64(),
      asked: g.nextUInt64(),
      cursor: g.nextUInt64(),
      account: g.nextUInt32(),
      isLast: g.nextUInt8(),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("reportSequenceNext", shownNumber(reportSequenceNext)),
      ("asked", shownNumber(asked)),
      ("cursor", shownNumber(cursor)),
      ("account", shownNumber(account)),
      ("isLast", shownNumber(isLast)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
    ]
  }
}

extension ReportsRetained: Sample {
  static func random(_ g: inout Generator) -> ReportsRetained {
    ReportsRetained(
      asked: g.nextUInt64(),
      first: g.nextUInt64(),
      next: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("asked", shownNumber(asked)),
      ("first", shownNumber(first)),
      ("next", shownNumber(next)),
    ]
  }
}

extension NonceStatus: Sample {
  static func random(_ g: inout Generator) -> NonceStatus {
    NonceStatus(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      reportSequenceNext: g.nextUInt64(),
      nonce: g.nextUInt64(),
      floor: g.nextUInt64(),
      highest: g.nextUInt64(),
      firstIndex: g.nextUInt64(),
      standing: g.any([0, 1, 2]),
      code: g.any([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 13, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
        30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 50, 51, 52, 53,
        60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 80, 82, 83, 84,
        85, 86, 87, 88, 89, 90, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108,
        109, 110, 111, 112,
      ]),
      count: g.nextUInt8(),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("reportSequenceNext", shownNumber(reportSequenceNext)),
      ("nonce", shownNumber(nonce)),
      ("floor", shownNumber(floor)),
      ("highest", shownNumber(highest)),
      ("firstIndex", shownNumber(firstIndex)),
      ("standing", shownNumber(standing)),
      ("code", shownNumber(code)),
      ("count", shownNumber(count)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
    ]
  }
}

extension OrdersPage: Sample {
  static func random(_ g: inout Generator) -> OrdersPage {
    OrdersPage(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      reportSequenceNext: g.nextUInt64(),
      asked: g.nextUInt64(),
      cursor: g.nextUInt64(),
      place: g.nextUInt64(),
      nonceHighest: g.nextUInt64(),
      nonceFloor: g.nextUInt64(),
      cashLow: g.nextUInt64(),
      cashHigh: g.nextInt64(),
      account: g.nextUInt32(),
      openOrders: g.nextUInt32(),
      isLast: g.nextUInt8(),
      reserved: 0,
      reserved2: 0,
      reserved3: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("reportSequenceNext", shownNumber(reportSequenceNext)),
      ("asked", shownNumber(asked)),
      ("cursor", shownNumber(cursor)),
      ("place", shownNumber(place)),
      ("nonceHighest", shownNumber(nonceHighest)),
      ("nonceFloor", shownNumber(nonceFloor)),
      ("cashLow", shownNumber(cashLow)),
      ("cashHigh", shownNumber(cashHigh)),
      ("account", shownNumber(account)),
      ("openOrders", shownNumber(openOrders)),
      ("isLast", shownNumber(isLast)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("reserved3", shownNumber(reserved3)),
    ]
  }
}

extension PositionsPage: Sample {
  static func random(_ g: inout Generator) -> PositionsPage {
    PositionsPage(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      reportSequenceNext: g.nextUInt64(),
      asked: g.nextUInt64(),
      cursor: g.nextUInt64(),
      cashLow: g.nextUInt64(),
      cashHigh: g.nextInt64(),
      account: g.nextUInt32(),
      isLast: g.nextUInt8(),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("reportSequenceNext", shownNumber(reportSequenceNext)),
      ("asked", shownNumber(asked)),
      ("cursor", shownNumber(cursor)),
      ("cashLow", shownNumber(cashLow)),
      ("cashHigh", shownNumber(cashHigh)),
      ("account", shownNumber(account)),
      ("isLast", shownNumber(isLast)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
    ]
  }
}

extension ConditionalsPage: Sample {
  static func random(_ g: inout Generator) -> ConditionalsPage {
    ConditionalsPage(
      logIndex: g.nextUInt64(),
      logTime: g.nextUInt64(),
      reportSequenceNext: g.nextUInt64(),
      asked: g.nextUInt64(),
      cursor: g.nextUInt64(),
      account: g.nextUInt32(),
      isLast: g.nextUInt8(),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("logIndex", shownNumber(logIndex)),
      ("logTime", shownNumber(logTime)),
      ("reportSequenceNext", shownNumber(reportSequenceNext)),
      ("asked", shownNumber(asked)),
      ("cursor", shownNumber(cursor)),
      ("account", shownNumber(account)),
      ("isLast", shownNumber(isLast)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
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
      ("received", shownNumber(received)),
      ("verified", shownNumber(verified)),
      ("sequenced", shownNumber(sequenced)),
      ("matched", shownNumber(matched)),
      ("committed", shownNumber(committed)),
      ("sent", shownNumber(sent)),
      ("resent", shownNumber(resent)),
      ("durability", shownNumber(durability)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
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
      ("logIndex", shownNumber(logIndex)),
      ("match", shownNumber(match)),
      ("market", shownNumber(market)),
      ("makerAccount", shownNumber(makerAccount)),
      ("takerAccount", shownNumber(takerAccount)),
      ("takerSide", shownNumber(takerSide)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
      ("makerSequence", shownNumber(makerSequence)),
      ("takerSequence", shownNumber(takerSequence)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
      ("makerFee", shownNumber(makerFee)),
      ("takerFee", shownNumber(takerFee)),
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
      ("group", shownNumber(group)),
      ("term", shownNumber(term)),
      ("firstIndex", shownNumber(firstIndex)),
      ("lastIndex", shownNumber(lastIndex)),
      ("root", shownWords(root)),
      ("signature", shownWords(signature)),
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
      ("batch", shownNumber(batch)),
      ("term", shownNumber(term)),
      ("firstIndex", shownNumber(firstIndex)),
      ("lastIndex", shownNumber(lastIndex)),
      ("firstTime", shownNumber(firstTime)),
      ("lastTime", shownNumber(lastTime)),
      ("recordCount", shownNumber(recordCount)),
      ("matchCount", shownNumber(matchCount)),
      ("recordsRoot", shownWords(recordsRoot)),
      ("matchesRoot", shownWords(matchesRoot)),
      ("stateBefore", shownWords(stateBefore)),
      ("stateAfter", shownWords(stateAfter)),
      ("previous", shownWords(previous)),
      ("signature", shownWords(signature)),
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
      ("batch", shownNumber(batch)),
      ("offset", shownNumber(offset)),
      ("total", shownNumber(total)),
      ("bodyLength", shownNumber(bodyLength)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
    ]
  }
}

extension ResendRequestPadding: Entry {
  static func random(_ g: inout Generator) -> ResendRequestPadding {
    ResendRequestPadding(
      zero: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("zero", shownNumber(zero))
    ]
  }
}

extension StatusRequestPadding: Entry {
  static func random(_ g: inout Generator) -> StatusRequestPadding {
    StatusRequestPadding(
      zero: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("zero", shownNumber(zero))
    ]
  }
}

extension StateRequestPadding: Entry {
  static func random(_ g: inout Generator) -> StateRequestPadding {
    StateRequestPadding(
      zero: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("zero", shownNumber(zero))
    ]
  }
}

extension MassQuoteQuotes: Entry {
  static func random(_ g: inout Generator) -> MassQuoteQuotes {
    MassQuoteQuotes(
      market: g.nextUInt32(),
      weight: g.nextUInt32(),
      bidPrice: g.nextInt64(),
      bidQuantity: g.nextUInt64(),
      askPrice: g.nextInt64(),
      askQuantity: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("weight", shownNumber(weight)),
      ("bidPrice", shownNumber(bidPrice)),
      ("bidQuantity", shownNumber(bidQuantity)),
      ("askPrice", shownNumber(askPrice)),
      ("askQuantity", shownNumber(askQuantity)),
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
      ("key", shownNumber(key)),
      ("reserved", shownNumber(reserved)),
      ("publicKey", shownWords(publicKey)),
    ]
  }
}

extension SnapshotMarketsMarkets: Entry {
  static func random(_ g: inout Generator) -> SnapshotMarketsMarkets {
    SnapshotMarketsMarkets(
      market: g.nextUInt32(),
      group: g.nextUInt16(),
      state: g.any([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
      reserved: 0,
      priceMin: g.nextInt64(),
      priceMax: g.nextInt64(),
      symbol: g.symbol()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("group", shownNumber(group)),
      ("state", shownNumber(state)),
      ("reserved", shownNumber(reserved)),
      ("priceMin", shownNumber(priceMin)),
      ("priceMax", shownNumber(priceMax)),
      ("symbol", shownSymbol(symbol)),
    ]
  }
}

extension SnapshotOrdersOrders: Entry {
  static func random(_ g: inout Generator) -> SnapshotOrdersOrders {
    SnapshotOrdersOrders(
      order: g.nextUInt64(),
      sequence: g.nextUInt64(),
      price: g.nextInt64(),
      quantity: g.nextUInt64(),
      market: g.nextUInt32(),
      side: g.any([0, 1]),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("order", shownNumber(order)),
      ("sequence", shownNumber(sequence)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
      ("market", shownNumber(market)),
      ("side", shownNumber(side)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
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
      ("node", shownWords(node))
    ]
  }
}

extension QuoteGroupsPageGroups: Entry {
  static func random(_ g: inout Generator) -> QuoteGroupsPageGroups {
    QuoteGroupsPageGroups(
      quoteGroup: g.nextUInt16(),
      isFrozen: g.nextUInt8(),
      reserved: 0,
      openQuotes: g.nextUInt32(),
      frozenUntil: g.nextUInt64(),
      span: g.nextUInt64(),
      quantityMax: g.nextUInt64(),
      tradesMax: g.nextUInt64(),
      deltaMax: g.nextUInt64(),
      vegaMax: g.nextUInt64(),
      frozenSpan: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("quoteGroup", shownNumber(quoteGroup)),
      ("isFrozen", shownNumber(isFrozen)),
      ("reserved", shownNumber(reserved)),
      ("openQuotes", shownNumber(openQuotes)),
      ("frozenUntil", shownNumber(frozenUntil)),
      ("span", shownNumber(span)),
      ("quantityMax", shownNumber(quantityMax)),
      ("tradesMax", shownNumber(tradesMax)),
      ("deltaMax", shownNumber(deltaMax)),
      ("vegaMax", shownNumber(vegaMax)),
      ("frozenSpan", shownNumber(frozenSpan)),
    ]
  }
}

extension OrdersPageOrders: Entry {
  static func random(_ g: inout Generator) -> OrdersPageOrders {
    OrdersPageOrders(
      order: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      sequence: g.nextUInt64(),
      price: g.nextInt64(),
      open: g.nextUInt64(),
      market: g.nextUInt32(),
      side: g.any([0, 1]),
      reserved: 0,
      reserved2: 0
    )
  }
  var fields: [(String, String)] {
    [
      ("order", shownNumber(order)),
      ("clientOrder", shownNumber(clientOrder)),
      ("sequence", shownNumber(sequence)),
      ("price", shownNumber(price)),
      ("open", shownNumber(open)),
      ("market", shownNumber(market)),
      ("side", shownNumber(side)),
      ("reserved", shownNumber(reserved)),
      ("reserved2", shownNumber(reserved2)),
    ]
  }
}

extension PositionsPagePositions: Entry {
  static func random(_ g: inout Generator) -> PositionsPagePositions {
    PositionsPagePositions(
      market: g.nextUInt32(),
      reserved: 0,
      position: g.nextInt64(),
      openBuy: g.nextUInt64(),
      openSell: g.nextUInt64()
    )
  }
  var fields: [(String, String)] {
    [
      ("market", shownNumber(market)),
      ("reserved", shownNumber(reserved)),
      ("position", shownNumber(position)),
      ("openBuy", shownNumber(openBuy)),
      ("openSell", shownNumber(openSell)),
    ]
  }
}

extension ConditionalsPageOrders: Entry {
  static func random(_ g: inout Generator) -> ConditionalsPageOrders {
    ConditionalsPageOrders(
      order: g.nextUInt64(),
      clientOrder: g.nextUInt64(),
      price: g.nextInt64(),
      quantity: g.nextUInt64(),
      triggerPrice: g.nextInt64(),
      after: g.nextUInt64(),
      other: g.nextUInt64(),
      market: g.nextUInt32(),
      side: g.any([0, 1]),
      source: g.any([0, 1, 2, 3]),
      when: g.any([0, 1, 2]),
      phase: g.any([0, 1])
    )
  }
  var fields: [(String, String)] {
    [
      ("order", shownNumber(order)),
      ("clientOrder", shownNumber(clientOrder)),
      ("price", shownNumber(price)),
      ("quantity", shownNumber(quantity)),
      ("triggerPrice", shownNumber(triggerPrice)),
      ("after", shownNumber(after)),
      ("other", shownNumber(other)),
      ("market", shownNumber(market)),
      ("side", shownNumber(side)),
      ("source", shownNumber(source)),
      ("when", shownNumber(when)),
      ("phase", shownNumber(phase)),
    ]
  }
}
