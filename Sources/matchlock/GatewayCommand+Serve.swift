// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Configuration
internal import Gateway
internal import Memory
internal import Signing
internal import Telemetry

/// `matchlock gateway serve`: one session, and the strategies beside it.
extension GatewayCommand {
  /// How long orders are waited for when the gateway is to end.
  private static let patienceNanoseconds: UInt64 = 10_000_000_000

  static func serve(
    _ configuration: GatewayConfiguration, _ values: CommandLineValues
  ) throws -> Int32 {
    let seconds =
      values.isGiven("seconds") ? try values.number("seconds", in: 0.1...86_400) : nil
    for name in ["commands", "seed", "flow", "rate", "window", "burn-after"]
    where values.isGiven(name) {
      throw UsageError("--\(name) is of a load, not of serve; `--help` says more")
    }
    let interrupts = Interrupts.started()
    let gateway = try open(configuration)
    // So often that outcomes are known soon, and longer than a command is good for.
    gateway.resendNanoseconds = 50_000_000
    gateway.resendsMax = 8
    // Without a file to reserve nonces in, the clock is ahead of all used so far, as long as it is not
    // set back and no key signs a billion datagrams a second. With one, a clock set back does no harm.
    let clock = ml_machine_realtime_nanoseconds()
    let signer = try configuration.strategyKey.signer()
    guard let known = signer.publicKey(0) else {
      throw CommandFailure("[strategies] the signer does not have the key: provision it")
    }
    let reservation = try configuration.strategyKey.reservation(of: Bytes32(known))
    let session = try MemberSession(
      key: configuration.strategyKey.number, signer: signer, venue: configuration.venue,
      nonce: clock, reservation: reservation)
    let isQuiet = values.flag("json")
    let port = try StrategyPort(
      gateway: gateway, session: gateway.add(session), options: configuration.strategies
    ) { line in
      if !isQuiet { complain(line) }
    }
    complain("strategies: \(configuration.strategies.socketPath)")
    let start = gateway.clock.nanoseconds()
    let end = seconds.map { start + UInt64($0 * 1e9) } ?? .max
    while !interrupts.isRaised && gateway.clock.nanoseconds() < end {
      if port.poll() == 0 { ml_machine_yield() }
    }
    let isClean = stop(port, gateway, session)
    session.giveBackNonces()
    if let failure = session.failure { throw CommandFailure(failure) }
    print(isQuiet ? json(port.counters, session, isClean) : text(port.counters, session))
    return isClean ? 0 : 1
  }

  /// Cancels everything, then logs out; whether nothing is left behind.
  private static func stop(
    _ port: StrategyPort, _ gateway: Gateway, _ session: MemberSession
  ) -> Bool {
    port.end()
    let start = gateway.clock.nanoseconds()
    while port.orderCount > 0 {
      if port.poll() == 0 { ml_machine_yield() }
      if gateway.clock.nanoseconds() - start > patienceNanoseconds {
        complain("\(port.orderCount) orders may still be open: the venue does not answer")
        return false
      }
    }
    var askedAt: UInt64 = 0
    while session.state == .up {
      let now = gateway.clock.nanoseconds()
      if now - askedAt > 500_000_000 {
        gateway.logout(0)
        askedAt = now
      }
      if port.poll() == 0 { ml_machine_yield() }
      // Nothing is open: a venue that does not answer finds the session silent.
      if now - start > patienceNanoseconds { return true }
    }
    return true
  }

  private static func text(_ counters: StrategyCounters, _ session: MemberSession) -> String {
    """
    strategies      \(counters.connections) came: \(counters.closed) closed, \
    \(counters.silent) silent, \(counters.slow) slow, \(counters.broken) broken, \
    \(counters.notGreeted) without a hello, \(counters.turnedAway) turned away
    requests        \(counters.requests), refused: \(counters.throttled) throttled, \
    \(counters.malformed) malformed, \(counters.orderNumbers) of wrong or busy orders, \
    \(counters.ordersFull + counters.queueFull) of a full table, \
    \(counters.sessionDown) without a session
    datagrams       \(session.counters.datagrams), \(session.counters.resent) sent again, \(counters.busy) BUSY, \
    \(counters.outcomesUnknown) without an outcome
    orders          \(counters.ordersOfTheDead) cancelled after their strategy, \
    \(counters.closedUnseen) had left unseen
    sessions lost   \(counters.sessionsLost), reports missed \(session.counters.reportsMissed)
    """
  }

  private static func json(
    _ counters: StrategyCounters, _ session: MemberSession, _ isClean: Bool
  ) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.field("valid", isClean)
    json.field("reason", isClean ? "" : "orders may still be open")
    json.field("connections", counters.connections)
    json.field("closed", counters.closed)
    json.field("silent", counters.silent)
    json.field("slow", counters.slow)
    json.field("broken", counters.broken)
    json.field("not_greeted", counters.notGreeted)
    json.field("turned_away", counters.turnedAway)
    json.field("requests", counters.requests)
    json.field("malformed", counters.malformed)
    json.field("throttled", counters.throttled)
    json.field("orders_full", counters.ordersFull)
    json.field("order_numbers", counters.orderNumbers)
    json.field("queue_full", counters.queueFull)
    json.field("session_down", counters.sessionDown)
    json.field("datagrams", session.counters.datagrams)
    json.field("resent", session.counters.resent)
    json.field("busy", counters.busy)
    json.field("outcomes_unknown", counters.outcomesUnknown)
    json.field("orders_of_the_dead", counters.ordersOfTheDead)
    json.field("closed_unseen", counters.closedUnseen)
    json.field("reports_for_nobody", counters.reportsForNobody)
    json.field("sessions_lost", counters.sessionsLost)
    json.field("reports_missed", session.counters.reportsMissed)
    json.endObject()
    return json.finish()
  }
}
