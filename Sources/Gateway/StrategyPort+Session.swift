// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import CStrategy
internal import Telemetry
internal import WireFormat

/// The session that carries all strategies: kept, and had again when it is lost.
///
///     down ── logon ──▶ up ── orders of before cancelled, each seen to leave ──▶ ready
///       ▲                └──────────── ended, or silent ─────────────┐           │
///       └────────────────────────────────────────────────────────────┴───────────┘
///
/// While the session was down, fills may have been missed and nobody was told, so what was open then is
/// cancelled before anything new goes out: from `ready` on the tables are right again.
extension StrategyPort {
  func keepSession(_ now: UInt64) {
    let member = gateway.sessions[session]
    let resent = member.counters.resent + member.counters.busyResent
    // What is sent again spends the venue's patience too.
    budget.charge(resent - resentSeen, now)
    resentSeen = resent
    if member.state == .up {
      cancelAgain(now)
      if options.deadManNanoseconds != 0 && !isEnding && hasGivenUp && now >= deadManAt {
        setDeadMan(options.deadManNanoseconds, now)
      }
    }
    switch member.state {
    case .up:
      let silence = 3 * UInt64(options.sessionHeartbeatMilliseconds) * 1_000_000
      if now > member.heardAt && now - member.heardAt > silence {
        sessionIsLost(code: 1)
        logon(now)
      } else if isSweeping && orderCount == 0 {
        isSweeping = false
        sessionIsReady()
      }
    case .idle, .ended:
      // Logged out and nothing left to cancel: that is the end.
      if now >= logonAt && !(isEnding && orderCount == 0) { logon(now) }
    case .asking:
      if now < logonAt { return }
      logonTries += 1
      logonAt = now + 500_000_000
      // A logon is good for a while only; then another takes its place.
      if logonTries % 8 == 0 { logon(now) } else { gateway.repeatLogon(session) }
    }
  }

  private func logon(_ now: UInt64) {
    logonAt = now + 500_000_000
    gateway.logon(
      session, validUntil: ml_machine_realtime_nanoseconds() + 10_000_000_000,
      heartbeatMilliseconds: options.sessionHeartbeatMilliseconds,
      flags: hasGivenUp ? Self.cancelOnDisconnect : 0)
  }

  /// The logon's flag: when the session ends, the venue cancels the key's orders.
  private static var cancelOnDisconnect: UInt32 { 1 }

  /// Sets the venue's dead-man switch; 0 disarms it. Three times in its span, so that two may be lost.
  func setDeadMan(_ span: UInt64, _ now: UInt64) {
    let member = gateway.sessions[session]
    if member.state != .up || !hasRoom(member) { return }
    let isSent = send(nil, now, isUrgent: true) { $0.append(SetDeadMan(span: span)) }
    if !isSent { return }
    budget.charge(1, now)
    noteOwn()
    deadManAt = now + span / 3
  }

  /// Cancels that were refused, or wanted while the session was down, are tried again now and then.
  func cancelAgain(_ now: UInt64) {
    if now - cancelAgainAt < 50_000_000 { return }
    cancelAgainAt = now
    for strategy in strategies where strategy.orders.count > 0 {
      for place in 1...UInt32(strategy.orders.ordersMax) where strategy.orders.isUsed(place) {
        let order = strategy.orders[place]
        if order.wantsCancel && order.state == .open { queueCancel(strategy, place) }
      }
    }
  }

  func sessionIsUp() {
    logonTries = 0
    refusal = nil
    deadManAt = 0
    if !hasGivenUp {
      // A session that replaces one with the flag keeps its orders if it has the flag itself. Without
      // it the orders go that an earlier run left, of which nobody here knows.
      hasGivenUp = true
      return logon(gateway.clock.nanoseconds())
    }
    for strategy in strategies { wantAll(strategy) }
    if orderCount == 0 {
      sessionIsReady()
    } else {
      isSweeping = true
      tell("session up again; \(orderCount) orders of before are cancelled first")
    }
  }

  private func sessionIsReady() {
    isReady = true
    tell("session up: key \(gateway.sessions[session].key)")
    for strategy in strategies where strategy.state == .serving {
      strategy.tell(event(Int(MLS_SESSION_UP), strategy))
    }
  }

  func sessionIsRefused(_ code: RejectCode) {
    logonAt = gateway.clock.nanoseconds() + 1_000_000_000
    if refusal == code { return }
    refusal = code
    tell("the venue refuses the logon: \(code)")
  }

  /// - Parameter code: the venue's `SessionEnd`; 1, silence, is the gateway's own finding too.
  func sessionIsLost(code: Int) {
    isSweeping = false
    // Who logged on with the same key is not fought over it.
    if code == 2 { logonAt = gateway.clock.nanoseconds() + 5_000_000_000 }
    if !isReady { return }
    isReady = false
    // What was asked for is no loss.
    if isEnding && code == 0 { return }
    counters.sessionsLost += 1
    tell("session lost: \(SessionEnd(rawValue: UInt8(code)).map { "\($0)" } ?? "?")")
    dropOrdinary()
    for strategy in strategies where strategy.state == .serving {
      strategy.tell(event(Int(MLS_SESSION_DOWN), strategy, code: code))
    }
  }

  /// Nothing that was not sent is sent later: its strategy is told, and decides anew.
  private func dropOrdinary() {
    while !ordinary.isEmpty {
      let command = ordinary.at(0)
      ordinary.removeFirst()
      let strategy = strategies[Int(command.strategy)]
      guard strategy.instance == command.instance, strategy.state != .free,
        strategy.orders.holds(command.order, command.generation)
      else { continue }
      strategy.waiting -= min(strategy.waiting, 1)
      refuse(command.request, strategy, Int(MLS_SESSION_IS_DOWN))
      if Int(command.request.kind) == MLS_NEW {
        leave(strategy, command.order)
      } else {
        strategy.orders[command.order].state = .open
        if strategy.orders[command.order].wantsCancel { queueCancel(strategy, command.order) }
      }
    }
  }
}
