// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Memory
internal import WireFormat

/// What was lost on the way, found again: reports, outcomes, states, sessions.
extension Gateway {
  /// Brings the state of a session's account up to date from the venue: an event says when it is.
  public func resync(_ place: Int) {
    sessions[place].recovery.merge = StateMerge(from: sessions[place].reports.next)
    sessions[place].recovery.page.goOn()
  }

  /// Takes a report that has a sequence: delivers it, and those it held up, or holds it.
  func takeInOrder(
    _ report: MessageView, _ trailer: ReportTrailer, _ place: Int,
    _ handle: (Int, GatewayEvent) -> Void
  ) {
    let session = sessions[place]
    let sequence = report.block.load(0, as: UInt64.self)
    if report.template == .sessionClosed { session.recovery.endSequence = sequence }
    switch session.reports.offer(sequence, report.bytes, trailer) {
    case .repeated:
      session.counters.reportsRepeated += 1
      return
    case .held:
      session.counters.reportsHeld += 1
      if trailer.resent == 1 { session.counters.reportsRecovered += 1 }
      return
    case .beyond: return
    case .next:
      if trailer.resent == 1 { session.counters.reportsRecovered += 1 }
      deliver(report.template, report.block, trailer, place, handle)
      session.reports.advance()
    }
    if trailer.resent == 1 { session.recovery.gap.goOn() }
    deliverHeld(place, handle)
  }

  /// Delivers what is held from the next report on.
  func deliverHeld(_ place: Int, _ handle: (Int, GatewayEvent) -> Void) {
    let session = sessions[place]
    while let (message, trailer) = session.reports.heldNext() {
      guard let template = Template(wire: MessageHeader(message).templateID) else { return }
      let block = message.slice(MessageHeader.bytes, count: template.blockBytes)
      deliver(template, block, trailer, place, handle)
      session.reports.advance()
    }
    finishResync(place, handle)
  }

  /// Takes an answer, which has no sequence.
  func takeAnswer(_ report: MessageView, _ place: Int, _ handle: (Int, GatewayEvent) -> Void) {
    let session = sessions[place]
    switch report.template {
    case .reportsRetained:
      let retained = ReportsRetained(block: report.block)
      if session.take(retained) {
        session.recovery.merge = StateMerge(from: session.reports.next)
        session.recovery.page.goOn()
        session.recovery.gap.goOn()
        skip(to: retained.first, place, handle)
      } else {
        finishResync(place, handle)
      }
    case .nonceStatus:
      let status = NonceStatus(block: report.block)
      if session.take(status) { handle(place, .unknown(nonce: status.nonce, status: status)) }
    case .ordersPage:
      let entries = (0..<report.group.count).map { OrdersPageOrders(block: report.group[$0]) }
      if session.recovery.merge?.take(OrdersPage(block: report.block), entries) ?? false {
        session.recovery.page.goOn()
      }
    case .positionsPage:
      let entries = (0..<report.group.count).map { PositionsPagePositions(block: report.group[$0]) }
      if session.recovery.merge?.take(PositionsPage(block: report.block), entries) ?? false {
        session.recovery.page.goOn()
        finishResync(place, handle)
      }
    default: break
    }
  }

  /// Notes a result for the state that is being merged, while its command is still known.
  func noteForMerge(_ result: CommandResult, _ session: MemberSession) {
    if session.recovery.merge == nil { return }
    var (new, replace): (NewOrder?, ReplaceOrder?) = (nil, nil)
    if let command = session.command(result) {
      if command.template == .newOrder { new = NewOrder(block: command.block) }
      if command.template == .newSpecialOrder {
        let special = NewSpecialOrder(block: command.block)
        new = NewOrder(market: special.market, side: special.side, price: special.price)
      }
      if command.template == .replaceOrder { replace = ReplaceOrder(block: command.block) }
    }
    let isAccepted = result.code == 0 && result.resent == 0 && result.openQuantity > 0
    let isUnknown =
      ((result.template == NewOrder.templateID || result.template == NewSpecialOrder.templateID)
        && new == nil)
      || (result.template == ReplaceOrder.templateID && replace == nil)
    if isAccepted && isUnknown {
      // Nobody knows its price any more but the venue, which is asked from the start, for a state
      // that has this report in it.
      session.recovery.merge = StateMerge(from: session.reports.next + 1)
      session.recovery.page.goOn()
    } else {
      note(.result(result, new, replace), session)
    }
  }

  /// Notes a report for the state that is being merged; too many, and it begins anew.
  func note(_ report: StateMerge.Report, _ session: MemberSession) {
    let isNoted = session.recovery.merge?.note(report) ?? true
    if !isNoted {
      session.recovery.merge = StateMerge(from: session.reports.next + 1)
      session.recovery.page.reset()
    }
  }

  private func finishResync(_ place: Int, _ handle: (Int, GatewayEvent) -> Void) {
    let session = sessions[place]
    guard let state = session.recovery.merge?.finish(session.reports.next) else { return }
    session.recovery.merge = nil
    session.recovery.page.reset()
    session.counters.resyncs += 1
    handle(place, .resynced(state))
  }

  /// Asks for what is due in every session, and tells of what was given up.
  func recover(_ now: UInt64, _ handle: (Int, GatewayEvent) -> Void) {
    for (place, session) in sessions.enumerated() {
      if session.state == .up {
        while send(
          session,
          { session, bytes, now in
            session.request(into: bytes, now: now, wait: recoverNanoseconds)
          })
        {}
        if session.isEndDue { endNow(place, handle) }
      }
      for nonce in session.takeGivenUp(resendsMax: resendsMax) {
        handle(place, .unknown(nonce: nonce, status: nil))
      }
    }
  }

  /// The session is over at the venue: what is missing before its end cannot be had any more.
  private func endNow(_ place: Int, _ handle: (Int, GatewayEvent) -> Void) {
    let session = sessions[place]
    skip(to: session.recovery.endSequence, place, handle)
    deliverHeld(place, handle)
  }

  /// Gives up what is missing below `sequence`, and delivers what was held up by it.
  private func skip(to sequence: UInt64, _ place: Int, _ handle: (Int, GatewayEvent) -> Void) {
    let session = sessions[place]
    while session.reports.next < sequence {
      if session.reports.heldNext() == nil {
        session.counters.reportsMissed += 1
        session.reports.advance()
      } else {
        deliverHeld(place, handle)
      }
    }
    deliverHeld(place, handle)
  }

  // MARK: Sessions lost

  /// Notices sessions that are lost and, if it is to, logs them on again under the same key.
  func reconnect(_ now: UInt64, _ handle: (Int, GatewayEvent) -> Void) {
    for (place, session) in sessions.enumerated() {
      switch session.state {
      case .up:
        if reconnects && session.isLost(now) {
          session.end(.silence)
          handle(place, .ended(.silence))
        }
      case .ended:
        guard reconnects else { continue }
        guard session.isWorthReconnecting else {
          if session.waitingCount > 0 { session.giveUpAll() }
          continue
        }
        session.recovery.isReconnecting = true
        logOnAgain(place, now)
      case .asking:
        if session.recovery.isReconnecting { askAgain(place, now) }
      case .idle:
        guard session.recovery.isReconnecting else { continue }
        if session.mayTryAgain {
          logOnAgain(place, now)
        } else {
          session.recovery.isReconnecting = false
          session.giveUpAll()
        }
      }
    }
  }

  /// Logs on under a new nonce, if it is time to.
  private func logOnAgain(_ place: Int, _ now: UInt64) {
    if !sessions[place].recovery.reconnect.isDue(now, wait: reconnectNanoseconds, doublingsMax: 3) {
      return
    }
    sessions[place].recovery.logonAt = now
    sessions[place].counters.reconnects += 1
    logon(
      place, validUntil: ml_machine_realtime_nanoseconds() + Self.logonValidityNanoseconds,
      heartbeatMilliseconds: sessions[place].heartbeatMilliseconds)
  }

  /// Sends the logon again, the same bytes; once it has expired, another.
  private func askAgain(_ place: Int, _ now: UInt64) {
    let session = sessions[place]
    if now - session.recovery.logonAt > Self.logonValidityNanoseconds {
      session.recovery.reconnect.reset()
      session.state = .ended
      return
    }
    if session.recovery.reconnect.isDue(now, wait: reconnectNanoseconds, doublingsMax: 3) {
      repeatLogon(place)
    }
  }

  static var logonValidityNanoseconds: UInt64 { 20_000_000_000 }
}

extension MemberSession {
  /// Whether the venue said nothing for three heartbeats and a half. It says something every one.
  func isLost(_ now: UInt64) -> Bool {
    heartbeatMilliseconds != 0 && now > heardAt
      && now - heardAt > UInt64(heartbeatMilliseconds) * 3_500_000
  }

  /// Whether the session ended for no reason of its own.
  var isWorthReconnecting: Bool {
    if recovery.isReconnecting { return true }
    switch endReason {
    case .silence, .restart: return true
    default: return false
    }
  }

  /// Whether another logon may fare better than the one refused.
  var mayTryAgain: Bool {
    switch logonCode {
    case .expired, .validUntilTooFar, .nonceReused, .nonceTooOld, .sessionMismatch, .sessionsMax,
      .accountSessionsMax, .keyNotYetValid:
      true
    default: false
    }
  }
}
