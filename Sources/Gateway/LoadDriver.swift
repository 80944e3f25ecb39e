// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Glibc
internal import Memory
internal import OrderFlow
internal import PacketIO
internal import Quantities
internal import Telemetry
internal import WireFormat

/// Where valid-until, and with it a flow clock's log time, comes from.
public enum LoadTime: Sendable, Equatable {
  /// The host's clock.
  case live
  /// The flow's own stamps on a fixed epoch, never back: the venue's log then repeats to the byte.
  /// Nothing is sent twice.
  case flow
}

/// How a load is driven.
public struct LoadOptions: Sendable {
  public var time = LoadTime.live
  /// Ends the load after so long; nil to play a recorded flow to its end.
  public var seconds: Double?
  /// Commands per second, open loop; nil for as fast as the window allows.
  public var rate: Double?
  /// Commands that the venue refuses to take for longer are given up and their nonces burnt; nil for
  /// never.
  public var burnNanoseconds: UInt64?
  /// Commands that may wait for their results at once, below the appliance's lanes.
  public var windowMax = 256
  /// Ends the load after so many commands.
  public var commandsMax = UInt64.max
  /// In a golden run: leaves out the commands of this row, to see the comparison fail.
  public var leaveOutRow: UInt64?

  public init() {}
}

/// Drives a venue: opens it as its first operator, logs members on, plays a flow, logs out.
///
///     operator: accounts, cash, keys, markets ─▶ members log on ─▶ flow ─▶ all answered ─▶ logouts
///
/// One command a datagram, so that frames, commands and results count alike.
public final class LoadDriver {
  /// Nanoseconds a datagram is good for.
  public static let validityNanoseconds: UInt64 = 10_000_000_000
  /// How long an answer is waited for. Long: a busy machine or disk may hold everything up for seconds.
  private static let patienceNanoseconds: UInt64 = 60_000_000_000
  /// Log time 0 of a flow: 2023-11-14T22:13:20Z.
  public static let flowEpoch: UInt64 = 1_700_000_000_000_000_000

  private let gateway: Gateway
  private let options: LoadOptions
  private let plan: LoadPlan
  private let keys: LoadKeys
  private let venue: VenueIdentity
  /// Set from outside to end the load early.
  private let isInterrupted: () throws(GatewayError) -> Bool
  private let progress: (LoadProgress) -> Void
  private let summary = LoadSummary()
  private var members: [Int] = []
  private var flowTime: UInt64 = 0
  /// By member the client numbers of orders that were sent and not answered yet. A cancel is urgent
  /// and would pass its order; so it waits.
  private var unanswered: [Set<UInt64>] = []
  private var lastAnswer: CommandResult?
  private var startedAt: UInt64 = 0
  private var progressAt: UInt64 = 0

  /// - Parameter isInterrupted: asked all the time: true to send nothing more and come to an end; it
  ///   throws when there is nobody left to wait for.
  public init(
    gateway: Gateway, plan: LoadPlan, options: LoadOptions, keys: LoadKeys,
    venue: VenueIdentity, isInterrupted: @escaping () throws(GatewayError) -> Bool,
    progress: @escaping (LoadProgress) -> Void
  ) {
    self.gateway = gateway
    self.plan = plan
    self.options = options
    self.keys = keys
    self.venue = venue
    self.isInterrupted = isInterrupted
    self.progress = progress
    if options.time == .flow { gateway.resendNanoseconds = 0 }
    gateway.burnNanoseconds = options.burnNanoseconds ?? 0
  }

  /// Runs everything, to the last logout.
  ///
  /// - Throws: what the venue refused of the set-up, or that it does not answer.
  public func run() throws(GatewayError) -> LoadSummary {
    summary.flow = plan.name
    do throws(GatewayError) { try open() } catch {
      if !error.isInterruption { throw error }
      summary.isInterrupted = true
      try logOut(gateway.sessions.indices.filter { gateway.sessions[$0].state == .up })
      collect()
      return summary
    }
    summary.setUpCommands = summary.sent
    startedAt = gateway.clock.nanoseconds()
    progressAt = startedAt
    try play()
    try waitForAll()
    summary.flowNanoseconds = gateway.clock.nanoseconds() - startedAt
    summary.isInterrupted = try isInterrupted()
    try logOut(Array(gateway.sessions.indices))
    collect()
    return summary
  }

  // MARK: Opening

  private func open() throws(GatewayError) {
    try waitForLink()
    let head = try logOn(key: 0, role: .operator_, index: 0)
    try setUp(head)
    for member in 0..<(plan.makers + plan.takers) {
      members.append(try logOn(key: UInt32(member + 1), role: .member, index: UInt64(member)))
      unanswered.append([])
    }
  }

  private func waitForLink() throws(GatewayError) {
    for _ in 0..<200 {
      _ = gateway.poll { _, _ in }
      if gateway.linkIsUp() { return }
      if try isInterrupted() { throw .interrupted }
      usleep(50_000)
    }
    throw GatewayError("no link to the appliance in 10 s: is it running, on the same socket?")
  }

  private func seedOfLogons(_ role: DemoKeys.Role, _ index: UInt64) -> [UInt8]? {
    guard options.time == .flow, case .demo(let demo) = keys else { return nil }
    return demo.seed(.ephemeral, index * 2 + (role == .member ? 1 : 0))
  }

  private func logOn(
    key: UInt32, role: DemoKeys.Role, index: UInt64
  ) throws(GatewayError) -> Int {
    let session = try MemberSession(
      key: key, secret: try keys.secret(role, index), venue: venue,
      ephemeralSeed: seedOfLogons(role, index))
    let place = gateway.add(session)
    gateway.logon(
      place, validUntil: validUntil,
      heartbeatMilliseconds: options.time == .flow ? 0 : 1_000)
    summary.logons += 1
    let start = gateway.clock.nanoseconds()
    var askedAt = start
    while session.state != .up {
      pollAndCount()
      let now = gateway.clock.nanoseconds()
      if session.state == .idle {
        throw GatewayError(
          "the venue refused the logon of key \(key): \(session.logonCode ?? .keyUnknown)")
      }
      if try isInterrupted() { throw .interrupted }
      if now - start > Self.patienceNanoseconds {
        throw GatewayError("the venue does not answer the logon of key \(key)")
      }
      // A key that was just registered may not have reached verify: such a logon is dropped. In flow
      // time it is never sent again: one that was only slow would be in the log twice.
      if options.time == .live && now - askedAt > 1_000_000_000 {
        gateway.repeatLogon(place)
        summary.logons += 1
        askedAt = now
      }
    }
    return place
  }

  private func setUp(_ head: Int) throws(GatewayError) {
    for member in 0..<UInt32(plan.makers + plan.takers) {
      let number = member + 1
      try ask(head, "OpenAccount \(number)") { $0.append(OpenAccount(account: number)) }
      try ask(head, "AdjustCash \(number)") {
        $0.append(AdjustCash(account: number, amount: 1 << 50, reference: UInt64(number)))
      }
      let publicKey = try keys.publicKey(.member, UInt64(member))
      try ask(head, "RegisterKey \(number)") {
        $0.append(
          RegisterKey(
            key: number, account: number, scope: 1, group: .max, notAfter: .max,
            publicKey: publicKey))
      }
    }
    for (index, market) in plan.markets.enumerated() {
      var symbol = Array(market.symbol.utf8.prefix(16))
      symbol += [UInt8](repeating: 0, count: 16 - symbol.count)
      let command = ListMarket(
        market: UInt32(index), priceMin: market.priceMin, priceMax: market.priceMax,
        quantityMax: market.quantityMax, multiplier: 1, makerFee: -5, takerFee: 20,
        symbol: Bytes16(symbol))
      try ask(head, "ListMarket \(market.symbol)") { $0.append(command) }
    }
  }

  /// Sends one command and waits until it is accepted.
  private func ask(
    _ place: Int, _ what: String, _ fill: (inout CommandDatagramWriter) -> Void
  ) throws(GatewayError) {
    lastAnswer = nil
    guard
      gateway.command(
        place, group: 0, validUntil: validUntil, intendedAt: gateway.clock.nanoseconds(), fill)
    else { throw GatewayError("\(what) could not be sent") }
    summary.sent += 1
    let start = gateway.clock.nanoseconds()
    while lastAnswer == nil {
      pollAndCount()
      if try isInterrupted() { throw .interrupted }
      if gateway.clock.nanoseconds() - start > Self.patienceNanoseconds {
        throw GatewayError("\(what): the venue does not answer")
      }
    }
    if let answer = lastAnswer, answer.code != 0 {
      throw GatewayError("\(what): refused: \(answer.codeValue.map { "\($0)" } ?? "?")")
    }
  }

  // MARK: Playing

  private var validUntil: UInt64 {
    switch options.time {
    case .live: ml_machine_realtime_nanoseconds() + Self.validityNanoseconds
    case .flow: Self.flowEpoch + flowTime + Self.validityNanoseconds
    }
  }

  private func play() throws(GatewayError) {
    switch plan.source {
    case .seeded(var flow): try play { () throws(GatewayError) in flow.next() }
    case .recorded(let flow): try play { () throws(GatewayError) in try flow.next() }
    case .golden(let flow): try play(flow)
    }
  }

  /// Sends what `next` gives, as fast as the window or the rate allows.
  private func play(
    _ next: () throws(GatewayError) -> PlannedCommand?
  ) throws(GatewayError) {
    var pending: PlannedCommand?
    var count: UInt64 = 0
    let end = options.seconds.map { startedAt + UInt64($0 * 1e9) } ?? .max
    while try !isInterrupted() {
      pollAndCount()
      let now = gateway.clock.nanoseconds()
      if now >= end || count >= options.commandsMax { return }
      tellProgress(now)
      var burst = 0
      while burst < 16 && waitingCount < options.windowMax {
        if pending == nil { pending = try next() }
        guard let command = pending else { return }
        var intended = gateway.clock.nanoseconds()
        if let rate = options.rate {
          let due = startedAt + UInt64(Double(count) / rate * 1e9)
          if due > intended { break }
          intended = due
        }
        if !send(command, intendedAt: intended) { break }
        pending = nil
        count += 1
        burst += 1
        if count >= options.commandsMax { break }
      }
    }
  }

  private var waitingCount: Int {
    gateway.sessions.reduce(0) { $0 + $1.waitingCount }
  }

  private func send(_ command: PlannedCommand, intendedAt: UInt64) -> Bool {
    flowTime = max(flowTime, command.timeNanoseconds)
    let account = command.account
    let index =
      account.role == .maker ? Int(account.index) : plan.makers + Int(account.index)
    let isCancel = command.kind == .cancel
    if isCancel && options.time == .live && unanswered[index].contains(command.clientID) {
      return false
    }
    let isSent = gateway.command(
      members[index], group: 0, validUntil: validUntil, intendedAt: intendedAt, isUrgent: isCancel
    ) { writer in
      Self.write(command, to: &writer)
    }
    if !isSent { return false }
    summary.sent += 1
    switch command.kind {
    case .newLimit, .newIOC: unanswered[index].insert(command.clientID)
    case .reduceTo: unanswered[index].insert(command.clientID)
    case .replace: unanswered[index].insert(command.newClientID)
    case .cancel: break
    }
    return true
  }

  private static func write(_ c: PlannedCommand, to writer: inout CommandDatagramWriter) {
    switch c.kind {
    case .newLimit, .newIOC:
      writer.append(
        NewOrder(
          market: c.market, side: c.side.wire, timeInForce: c.kind == .newIOC ? 1 : 0,
          price: c.priceTicks, quantity: c.lots, clientOrder: c.clientID))
    case .cancel:
      writer.append(CancelOrder(market: c.market, clientOrder: c.clientID))
    case .reduceTo, .replace:
      writer.append(
        ReplaceOrder(
          market: c.market, clientOrder: c.clientID, newClientOrder: c.newClientID,
          price: c.priceTicks, quantity: c.lots))
    }
  }

  // MARK: Golden

  /// In lock step: each message's commands are answered and the feed has shown them before the
  /// books are compared.
  private func play(_ flow: GoldenFlow) throws(GatewayError) {
    try inStep(try flow.start())
    while try !isInterrupted() {
      let step = try flow.next { side, price in
        self.gateway.feed.book.lots(market: 0, side: side, price: price)
      }
      guard let step else { break }
      try inStep(options.leaveOutRow == step.row ? step.seedCommands : step.commands)
      summary.goldenRows += 1
      if let mismatch = flow.mismatch(gateway.feed.book.goldenLevels(market: 0, depth: flow.depth))
      {
        summary.goldenMismatch = mismatch
        break
      }
      tellProgress(gateway.clock.nanoseconds())
    }
    (summary.goldenSeeds, summary.goldenWithdrawals) = flow.counts
  }

  private func inStep(_ commands: [PlannedCommand]) throws(GatewayError) {
    for command in commands {
      while !send(command, intendedAt: gateway.clock.nanoseconds()) { pollAndCount() }
    }
    try waitForAll()
    // The public messages of a command follow its private reports.
    let start = gateway.clock.nanoseconds()
    while gateway.clock.nanoseconds() - start < Self.patienceNanoseconds {
      if gateway.feed.book.logIndexLast >= summary.logIndexOfFeed { return }
      pollAndCount()
      _ = try isInterrupted()
    }
    throw GatewayError("the feed has not shown log index \(summary.logIndexOfFeed) in a minute")
  }

  // MARK: Answers

  private func pollAndCount() {
    let taken = gateway.poll { place, event in self.count(place, event) }
    if taken == 0 { ml_machine_yield() }
  }

  private func count(_ place: Int, _ event: GatewayEvent) {
    switch event {
    case .result(let result, let intendedAt, let sentAt, let trailer):
      lastAnswer = result
      summary.count(result, trailer)
      noteAnswered(place, result.clientOrder)
      if startedAt != 0 {
        let now = gateway.clock.nanoseconds()
        summary.service.record(now - min(now, sentAt))
        summary.response.record(now - min(now, intendedAt))
      }
    case .lateResult: summary.repeated += 1
    case .fill: summary.fills += 1
    case .closed(let closed): summary.noteFeed(closed.logIndex)
    case .receipt: summary.receipts += 1
    case .up, .refused, .massCancelled, .busted, .repriced: break
    case .quoted, .quoteRefused, .protection: break
    case .resynced: summary.resyncs += 1
    case .busy: break
    case .unknown: noteAnswered(place, 0)
    case .notSequenced: noteAnswered(place, 0)
    case .ended(let reason):
      if reason != .logout { summary.sessionsLost += 1 }
    }
  }

  /// An order has its answer. A refused replacement is answered under the old number: when nothing
  /// waits any more, everything has its answer.
  private func noteAnswered(_ place: Int, _ clientOrder: UInt64) {
    guard let member = members.firstIndex(of: place) else { return }
    unanswered[member].remove(clientOrder)
    if gateway.sessions[place].waitingCount == 0 { unanswered[member].removeAll() }
  }

  private func waitForAll() throws(GatewayError) {
    let start = gateway.clock.nanoseconds()
    while waitingCount > 0 {
      pollAndCount()
      _ = try isInterrupted()
      let now = gateway.clock.nanoseconds()
      tellProgress(now)
      if now - start > Self.patienceNanoseconds {
        throw GatewayError("\(waitingCount) commands were not answered in a minute")
      }
    }
  }

  private func logOut(_ places: [Int]) throws(GatewayError) {
    for place in places {
      let session = gateway.sessions[place]
      // A session that is over sends nothing again: what is missing comes before it is left.
      let wantedAt = gateway.clock.nanoseconds()
      while session.state == .up && !session.isComplete
        && gateway.clock.nanoseconds() - wantedAt < 5_000_000_000
      {
        pollAndCount()
      }
      let start = gateway.clock.nanoseconds()
      var askedAt = start
      gateway.logout(place)
      summary.logouts += 1
      while session.state == .up {
        pollAndCount()
        _ = try isInterrupted()
        let now = gateway.clock.nanoseconds()
        if now - start > Self.patienceNanoseconds {
          throw GatewayError("the venue does not answer the logout of key \(session.key)")
        }
        if options.time == .live && now - askedAt > 1_000_000_000 {
          gateway.logout(place)
          summary.logouts += 1
          askedAt = now
        }
      }
    }
  }

  private func tellProgress(_ now: UInt64) {
    if now - progressAt < 1_000_000_000 || startedAt == 0 { return }
    progressAt = now
    progress(
      LoadProgress(
        seconds: Double(now - startedAt) / 1e9, sent: summary.sent,
        answered: summary.accepted + summary.rejected, fills: summary.fills))
  }

  private func collect() {
    for session in gateway.sessions {
      let counters = session.counters
      summary.resent += counters.resent + counters.busyResent + counters.burnt
      summary.busy += counters.busy
      summary.burnt += counters.burnt
      summary.notSequenced += counters.notSequenced
      summary.heartbeats += session.counters.heartbeats
      summary.unknown += session.counters.unknown
      summary.reportsMissed += session.counters.reportsMissed
      summary.reportsRecovered += session.counters.reportsRecovered
    }
    let book = (
      messages: gateway.feed.book.messages, compared: gateway.feed.book.checksumsCompared,
      different: gateway.feed.book.checksumsDifferent, passed: gateway.feed.book.checksumsPassed
    )
    summary.feedMessages = book.messages
    summary.checksumsCompared = book.compared
    summary.checksumsDifferent = book.different
    summary.checksumsPassed = book.passed
    summary.feed = gateway.feed.counters
    gateway.leaveGroups()
    summary.gateway = gateway.counters
    summary.portDropped = gateway.portCounters.dropped
  }
}

/// How far a load has come.
public struct LoadProgress: Sendable, CustomStringConvertible {
  public var description: String {
    let rate = Int(Double(answered) / max(seconds, 0.001))
    return "\(Int(seconds.rounded())) s: \(sent) sent, \(answered) answered (\(rate)/s), "
      + "\(fills) fill reports"
  }

  public var seconds: Double
  public var sent: UInt64
  public var answered: UInt64
  public var fills: UInt64
}
