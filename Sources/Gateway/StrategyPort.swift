// SPDX-License-Identifier: Apache-2.0

internal import CStrategy
internal import Memory
internal import Telemetry
internal import WireFormat

/// A command that waits to be sent: which order of which strategy, and the request.
struct StrategyCommand: BitwiseCopyable {
  var instance: UInt64
  var strategy: UInt32
  var order: UInt32
  var generation: UInt32
  var request: mls_request
}

/// A command that waits for its result, in the place of its nonce.
struct StrategyPending: BitwiseCopyable {
  var nonce: UInt64
  var instance: UInt64
  var tag: UInt64
  /// The strategy's numbers, as they were sent.
  var number: UInt64
  var newNumber: UInt64
  var strategy: UInt32
  var order: UInt32
  var generation: UInt32
  /// The kind of the request; a cancel that nobody asked for is answered to nobody.
  var kind: UInt8
  var isOwn: Bool
}

/// Whose command a log record was, for its receipt.
struct StrategyReceiptPlace: BitwiseCopyable {
  var logIndex: UInt64
  var instance: UInt64
  var tag: UInt64
  var strategy: UInt32
}

/// Serves strategies: takes their requests, sends them on one session, tells them what comes.
///
///     strategy ─ socket or lanes ─▶ checks, budget ─▶ ordinary ─┐
///                                       └─▶ cancels ─▶ urgent ──┴▶ Gateway ─▶ venue
///     strategy ◀─ events ── outgoing ◀── orders of each strategy ◀── reports
///                              └── latest book only
///
/// One session carries all strategies, since the venue tells every session of an account of all its
/// orders: with one each, every fill would come as often as there are strategies. A number on the wire
/// is the strategy's instance (16 bits) and its own number, so that two can neither collide nor name
/// one another's orders; accounts that are to stay apart have a gateway each.
///
/// One thread polls it; nothing blocks. All tables are made by `init`; a connection allocates its
/// socket's buffer and the memory it shares, a request nothing.
public final class StrategyPort {
  public let options: StrategyOptions
  public internal(set) var counters = StrategyCounters()
  let gateway: Gateway
  /// The session's place in the gateway.
  let session: Int
  let strategies: [Strategy]
  private let say: (String) -> Void
  private var listener: StrategyListener?
  private var instanceNext: UInt64
  var urgent: StrategyRing<StrategyCommand>
  var ordinary: StrategyRing<StrategyCommand>
  let pending = Slab<StrategyPending>(count: MemberSession.waitingMax)
  var pendingCount = 0
  let receipts = Slab<StrategyReceiptPlace>(count: 4_096)
  var budget: StrategyBudget
  var books: StrategyBooks
  /// Whether requests are sent on: the session is up and nothing of an older one is open.
  var isReady = false
  /// Whether the orders of an older session are being cancelled.
  var isSweeping = false
  var logonAt: UInt64 = 0
  var logonTries = 0
  /// Whether a first session of this run gave up what an earlier run may have left behind.
  var hasGivenUp = false
  /// When the dead-man switch is set again; whether the venue refused it, so that it is said once.
  var deadManAt: UInt64 = 0
  var isDeadManRefused = false
  var cancelAgainAt: UInt64 = 0
  /// The last refusal of a logon, so that it is said once.
  var refusal: RejectCode?
  var resentSeen: UInt64 = 0
  private var upkeepAt: UInt64
  private var statusAt: UInt64 = 0
  /// No new connections, no new orders: everything is being cancelled.
  public internal(set) var isEnding = false

  /// - Parameters:
  ///   - session: the place in `gateway` of the one that carries all strategies.
  ///   - say: takes a line now and then: who came, who died, what was cancelled.
  /// - Throws: when the socket cannot be made.
  public init(
    gateway: Gateway, session: Int, options: StrategyOptions, say: @escaping (String) -> Void
  ) throws(GatewayError) {
    invariant((1...32).contains(options.strategiesMax), "strategiesMax is 1 to 32")
    invariant((1...4_096).contains(options.ordersMax), "ordersMax is 1 to 4,096")
    invariant(
      (1...MemberSession.waitingMax / 2).contains(options.inFlightMax), "inFlightMax is 1 to 512")
    self.gateway = gateway
    self.session = session
    self.options = options
    self.say = say
    strategies = (0..<options.strategiesMax).map { Strategy(place: $0, options: options) }
    // Each order has at most one cancel in it, so it is never full.
    urgent = StrategyRing(capacity: options.strategiesMax * options.ordersMax)
    ordinary = StrategyRing(capacity: options.queueMax)
    budget = StrategyBudget(rate: options.rate, burst: options.burst)
    books = try StrategyBooks(marketsMax: options.marketsMax)
    // Drawn, so that an order that an earlier run left behind is hardly taken for one of this run.
    instanceNext = .random(in: 1..<1 << 16)
    upkeepAt = gateway.clock.nanoseconds()
    listener = try StrategyListener(path: options.socketPath)
  }

  /// The strategies that are connected, and those whose orders are still being cancelled.
  public var connected: Int {
    strategies.reduce(0) { $0 + ($1.state == .serving ? 1 : 0) }
  }
  public var ending: Int { strategies.reduce(0) { $0 + ($1.state == .ending ? 1 : 0) } }
  /// Whether strategies' requests go to the venue.
  public var isServing: Bool { isReady }
  /// Orders that may be open, of all strategies.
  public var orderCount: Int { strategies.reduce(0) { $0 + $1.orders.count } }

  /// Does what there is to do; 0 when there was nothing.
  public func poll() -> Int {
    var work = gateway.poll { place, event in
      // Other sessions on the same port are not ours.
      if place == session { take(event) }
    }
    let now = gateway.clock.nanoseconds()
    if now - upkeepAt > 2_000_000 { upkeep(now) }
    for strategy in strategies where strategy.state == .serving || strategy.state == .greeting {
      work += takeRequests(strategy, now)
    }
    work += sendWaiting(now)
    work += books.refresh(gateway.feed.book, now, interval: options.bookNanoseconds)
    for strategy in strategies where strategy.state == .serving { deliver(strategy, now) }
    return work
  }

  /// Ends every strategy and cancels all orders: poll until `orderCount` is 0, or patience is.
  public func end() {
    if isEnding { return }
    isEnding = true
    listener = nil
    let now = gateway.clock.nanoseconds()
    for strategy in strategies where strategy.state == .serving || strategy.state == .greeting {
      end(strategy, code: Int(MLS_GATEWAY_ENDS), "the gateway ends", now)
    }
    // It belongs to the key and would outlive this run.
    if options.deadManNanoseconds != 0 { setDeadMan(0, now) }
  }

  func tell(_ line: String) { say(line) }

  private func upkeep(_ now: UInt64) {
    let wasAway = now - upkeepAt
    upkeepAt = now
    keepSession(now)
    accept(now)
    let isStatusDue = now - statusAt >= 1_000_000_000
    if isStatusDue { statusAt = now }
    for strategy in strategies {
      switch strategy.state {
      case .free: break
      case .greeting:
        if now - strategy.heardAt > 2_000_000_000 {
          counters.notGreeted += 1
          end(strategy, code: Int(MLS_NO_HELLO), "no hello", now)
        }
      case .serving:
        if isStatusDue { strategy.isStatusDue = true }
        watch(strategy, now, wasAway: wasAway)
      case .ending: finishEnding(strategy, now)
      }
    }
  }

  private func accept(_ now: UInt64) {
    // A few at a time: whoever connects in a loop is not to stop the others.
    for _ in 0..<4 {
      guard let socket = listener?.accept() else { return }
      counters.connections += 1
      guard let strategy = strategies.first(where: { $0.state == .free }) else {
        counters.turnedAway += 1
        var event = mls_event()
        event.kind = UInt8(MLS_ENDED)
        event.code = UInt8(MLS_STRATEGIES_FULL)
        _ = socket.send(event, nil, books.prices)
        continue
      }
      strategy.begin(
        socket, instance: takeInstance(),
        budget: StrategyBudget(rate: options.strategyRate, burst: options.strategyBurst), now: now)
    }
  }

  private func takeInstance() -> UInt64 {
    repeat {
      instanceNext = instanceNext % 0xffff + 1
    } while strategies.contains { $0.state != .free && $0.instance == instanceNext }
    return instanceNext
  }

  /// An event with what every event says.
  func event(_ kind: Int, _ strategy: Strategy, code: Int = 0, tag: UInt64 = 0) -> mls_event {
    var event = mls_event()
    event.kind = UInt8(kind)
    event.code = UInt8(code)
    event.tag = tag
    event.waiting = strategy.waiting
    event.budget = allowance(strategy, gateway.clock.nanoseconds())
    if isReady { event.flags |= UInt8(MLS_FLAG_SESSION_UP) }
    return event
  }
}
