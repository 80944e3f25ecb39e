// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Memory
public import PacketIO
public import Telemetry
public import WireFormat

/// Where the gateway stands on the network.
public struct GatewayAddresses: Sendable {
  public var local: Endpoint
  public var marketData: Endpoint
  public var validators: Endpoint
  /// The feed's line B and the snapshot pages, where there are such.
  public var marketDataB: Endpoint?
  public var snapshot: Endpoint?
  /// Where the venue takes requests for feed messages, nil never to ask; and our port for its answers.
  public var feedRequests: Endpoint?
  public var feedAnswerPort: UInt16 = 26_501
  /// Whether the network is told which groups we listen to: a switch that snoops needs it.
  public var joinsGroups = false

  public init(local: Endpoint, marketData: Endpoint, validators: Endpoint) {
    self.local = local
    self.marketData = marketData
    self.validators = validators
  }
}

/// What happened at the gateway, for whoever drives it. Views are good during the call.
public enum GatewayEvent {
  /// A result, and when its datagram was to be sent and was sent.
  case result(CommandResult, intendedAt: UInt64, sentAt: UInt64, trailer: ReportTrailer)
  /// A result for which nothing waited any more.
  case lateResult(CommandResult)
  case fill(Fill)
  case closed(OrderClosed)
  case repriced(OrderRepriced)
  case massCancelled(MassCancelled)
  /// A mass quote is done, one of its sides was refused, a quote group was frozen.
  case quoted(QuoteResult)
  case quoteRefused(QuoteRefused)
  case protection(ProtectionTriggered)
  case busted(TradeBusted)
  case receipt(ReceiptReport)
  case up
  case refused(RejectCode)
  case ended(SessionEnd?)
  /// The venue did not take a datagram now; it will be sent again.
  case busy(Busy)
  /// A datagram that was refused until its valid-until passed: it will never be applied.
  case notSequenced(nonce: UInt64)
  /// What the account has, after reports were lost for good, after a session was lost, or because it
  /// was asked for. All reports below its `reportSequenceNext` are in it.
  case resynced(AccountState)
  /// A datagram whose outcome cannot be had: the venue does not remember its nonce (`status` says
  /// so), or does not answer.
  case unknown(nonce: UInt64, status: NonceStatus?)
}

/// The member's end of the wire: one port, many sessions, the public feed.
///
///     port ─▶ frames of sessions ─▶ results, fills …    ◀─ command, logon, logout
///          ├▶ lines A and B, answers, snapshot pages ─▶ FeedReader ─▶ requests
///          └▶ settlement feed ─▶ batch headers
///
/// One thread polls it; nothing blocks.
public final class Gateway {
  public let clock: Clock
  public let addresses: GatewayAddresses
  public private(set) var sessions: [MemberSession] = []
  public var feed: FeedReader
  public private(set) var counters = GatewayCounters()
  private var port: Port
  private let filter: DatagramFilter
  /// How long a datagram waits before it is sent again, in nanoseconds; 0 for never.
  public var resendNanoseconds: UInt64 = 250_000_000
  public var resendsMax: UInt8 = 20
  /// A datagram that the venue refuses to take for longer than this, in nanoseconds, is given up and
  /// its nonce burnt; 0 for never: it is offered until its valid-until.
  public var burnNanoseconds: UInt64 = 0
  /// How long a burning no-op stays valid.
  private static let burnValidityNanoseconds: UInt64 = 10_000_000_000
  /// How long a missing report is waited for before it is asked for, in nanoseconds: frames overtake
  /// one another. Each next question waits twice as long.
  public var recoverNanoseconds: UInt64 = 2_000_000
  /// Whether sessions lost to silence or a restart are logged on again under the same key.
  public var reconnects = false
  /// How long a logon waits for its reply, in nanoseconds; each next one twice as long, up to eight
  /// times.
  public var reconnectNanoseconds: UInt64 = 250_000_000
  private var recoveredAt: UInt64 = 0
  private var upkeepAt: UInt64 = 0
  private var linkAt: UInt64 = 0
  private var joinedAt: UInt64?
  private var upkeeps = 0
  private var granted = 0

  public init(
    port: consuming Port, addresses: GatewayAddresses, feed: consuming FeedBook, clock: Clock
  ) {
    self.port = port
    self.addresses = addresses
    var options = FeedOptions()
    options.asks = addresses.feedRequests != nil
    options.hasSnapshots = addresses.snapshot != nil
    self.feed = FeedReader(book: feed, options: options)
    self.clock = clock
    var local = addresses.local
    local.udpPort = 0
    filter = DatagramFilter(local: local, takesMulticast: true)
  }

  /// Adds a session; returns its place.
  public func add(_ session: MemberSession) -> Int {
    sessions.append(session)
    return sessions.count - 1
  }

  public func linkIsUp() -> Bool { port.linkIsUp() }
  /// The frames sent, and refused by the driver.
  public var portCounters: SendCounters { port.transmitter.counters }

  // MARK: Sending

  /// Asks for a session. The answer comes as an event.
  ///
  /// - Parameter flags: of the logon: 1 has the key's orders cancelled when the session ends.
  public func logon(
    _ place: Int, validUntil: UInt64, heartbeatMilliseconds: UInt32, flags: UInt32 = 0
  ) {
    send(sessions[place]) { session, bytes, now in
      session.logon(
        into: bytes, validUntil: validUntil, heartbeatMilliseconds: heartbeatMilliseconds,
        flags: flags, now: now)
    }
  }

  public func repeatLogon(_ place: Int) {
    send(sessions[place]) { session, bytes, now in session.repeatLogon(into: bytes, now: now) }
  }

  /// Sends a datagram of commands; false when too many wait, the port grants no frame, or the venue
  /// said BUSY a moment ago and this is not urgent.
  ///
  /// - Parameter isUrgent: whether the commands are of the urgent class.
  /// - Parameter intendedAt: when it was to be sent, by `clock`: what latency is measured from.
  public func command(
    _ place: Int, group: UInt16, validUntil: UInt64, intendedAt: UInt64, isUrgent: Bool = false,
    _ fill: (inout CommandDatagramWriter) -> Void
  ) -> Bool {
    let session = sessions[place]
    if !session.hasRoom { return false }
    if !isUrgent && session.heldUntil != 0 && clock.nanoseconds() < session.heldUntil {
      return false
    }
    return send(session) { session, bytes, now in
      session.command(
        into: bytes, group: group, validUntil: validUntil, intendedAt: intendedAt, now: now, fill)
    }
  }

  public func logout(_ place: Int) {
    send(sessions[place]) { session, bytes, now in session.logout(into: bytes, now: now) }
  }

  @discardableResult
  func send(
    _ session: MemberSession, _ write: (MemberSession, MutableByteView, UInt64) -> Int
  ) -> Bool {
    sendDatagram(to: session.venue.address, from: addresses.local) {
      write(session, $0, clock.nanoseconds())
    }
  }

  /// Sends a datagram, unless nothing is written or the port grants no frame.
  @discardableResult
  private func sendDatagram(
    to destination: Endpoint, from source: Endpoint, _ write: (MutableByteView) -> Int
  ) -> Bool {
    sendFrame { frame in
      let length = write(
        frame.slice(UDPDatagram.payloadOffset, count: UDPDatagram.payloadBytesMax))
      if length == 0 { return 0 }
      return UDPDatagram.write(
        into: frame, source: source, destination: destination, payloadCount: length)
    }
  }

  /// Sends a whole frame, likewise.
  @discardableResult
  private func sendFrame(_ write: (MutableByteView) -> Int) -> Bool {
    if port.reserve(1) == 0 {
      counters.portFull += 1
      return false
    }
    let bytes = write(port.outgoing(0))
    if bytes == 0 { return false }
    port.setLength(0, bytes)
    if port.transmit(1) == 0 { counters.portFull += 1 }
    return true
  }

  // MARK: Receiving

  /// Takes what came, sends again what waited too long, keeps sessions alive. Returns the frames
  /// taken.
  public func poll(_ handle: (Int, GatewayEvent) -> Void) -> Int {
    let count = port.receive()
    let now = clock.nanoseconds()
    for i in 0..<count {
      let frame = port.received(i)
      switch UDPDatagram.parse(frame.bytes, for: filter, checks: frame.checks) {
      case .fault: counters.frameFaults += 1
      case .datagram(let datagram): take(datagram, now, handle)
      }
    }
    if count > 0 { port.releaseReceived() }
    if feed.hasGap { ask(now) }
    if now - recoveredAt > 500_000 {
      recoveredAt = now
      recover(now, handle)
    }
    if now - upkeepAt > 1_000_000 {
      upkeep(now, handle)
      reconnect(now, handle)
    }
    return count
  }

  private func take(
    _ datagram: UDPDatagram, _ now: UInt64, _ handle: (Int, GatewayEvent) -> Void
  ) {
    let to = datagram.destination
    if to.isSame(as: addresses.marketData) {
      counters.feedPackets += 1
      feed.take(packet: datagram.payload, line: .a, now: now)
    } else if to.isSame(as: addresses.marketDataB) {
      counters.feedPackets += 1
      feed.take(packet: datagram.payload, line: .b, now: now)
    } else if to.isSame(as: addresses.snapshot) {
      feed.take(page: datagram.payload)
    } else if to.isSame(as: addresses.validators) {
      counters.settlementPackets += 1
    } else if let venue = addresses.feedRequests, to.udpPort == addresses.feedAnswerPort {
      if datagram.source.isSame(as: venue) {
        feed.take(packet: datagram.payload, line: .answer, now: now)
      } else {
        counters.strangers += 1
      }
    } else {
      takeFrame(datagram.payload, now, handle)
    }
  }

  /// Asks the venue for what the feed lacks, when it is time to.
  private func ask(_ now: UInt64) {
    guard let venue = addresses.feedRequests, let wanted = feed.request(now: now) else { return }
    var source = addresses.local
    source.udpPort = addresses.feedAnswerPort
    sendDatagram(to: venue, from: source) { bytes in
      MoldRequest.write(
        into: bytes, session: wanted.session, sequence: wanted.sequence, count: wanted.count)
    }
    counters.feedRequests += 1
  }

  // MARK: Groups

  /// The groups that we listen to.
  private var groups: [IPv4Address] {
    let all = [
      addresses.marketData, addresses.marketDataB, addresses.snapshot, addresses.validators,
    ]
    return all.compactMap { $0?.ipv4 }.filter(\.isMulticast)
  }

  /// Tells the network which groups we listen to: at the start, then every ten seconds.
  private func joinGroups(_ now: UInt64) {
    if !addresses.joinsGroups { return }
    if let joinedAt, now - joinedAt < Self.joinNanoseconds { return }
    joinedAt = now
    for group in groups {
      sendFrame { GroupMembership.report(into: $0, of: group, from: addresses.local) }
    }
  }

  /// Tells the network that we listen to the groups no longer.
  public func leaveGroups() {
    if joinedAt == nil { return }
    joinedAt = nil
    for group in groups {
      sendFrame { GroupMembership.leave(into: $0, of: group, from: addresses.local) }
    }
  }

  /// Well below the two minutes in which a switch forgets (RFC 2236, section 8).
  private static let joinNanoseconds: UInt64 = 10_000_000_000

  private func takeFrame(
    _ payload: ByteView, _ now: UInt64, _ handle: (Int, GatewayEvent) -> Void
  ) {
    guard let head = try? FrameHead(parsing: payload, for: .member) else {
      counters.formFaults += 1
      return
    }
    if head.template == .logonReplyFrame {
      for (place, session) in sessions.enumerated() {
        if session.take(reply: head, payload, now: now) {
          if session.state == .up {
            if session.recovery.isReconnecting { session.resendAll() }
            session.recovery.isReconnecting = false
            session.recovery.reconnect.reset()
            handle(place, .up)
          } else if let code = session.logonCode, code != .none {
            handle(place, .refused(code))
          }
          return
        }
      }
      counters.repliesUnasked += 1
      return
    }
    guard
      let place = sessions.firstIndex(where: { $0.session == head.session && $0.state == .up })
    else {
      counters.sessionUnknown += 1
      return
    }
    guard let body = sessions[place].open(head, payload, now: now) else { return }
    if head.template == .busyFrame {
      let busy = BusyBody(checked: body).busy
      if sessions[place].take(busy: busy, now: now) { handle(place, .busy(busy)) }
      return
    }
    if head.template != .reportFrame { return }
    let reports = ReportBody(checked: body)
    let trailer = reports.trailer
    var cursor = reports.reports
    while let report = cursor.next() {
      counters.reports += 1
      if report.template.hasReportSequence {
        takeInOrder(report, trailer, place, handle)
      } else if report.template == .receiptReport {
        counters.receipts += 1
        handle(place, .receipt(ReceiptReport(block: report.block)))
      } else {
        takeAnswer(report, place, handle)
      }
    }
  }

  /// Delivers the next report of a session.
  func deliver(
    _ template: Template, _ block: ByteView, _ trailer: ReportTrailer, _ place: Int,
    _ handle: (Int, GatewayEvent) -> Void
  ) {
    let session = sessions[place]
    switch template {
    case .commandResult:
      let result = CommandResult(block: block)
      noteForMerge(result, session)
      if result.codeValue == .nonceTooOld && session.askStatus(result.nonce) { return }
      if let waited = session.finish(result) {
        handle(
          place,
          .result(
            result, intendedAt: waited.intendedAt, sentAt: waited.sentAt, trailer: trailer))
      } else {
        handle(place, .lateResult(result))
      }
    case .fill:
      let fill = Fill(block: block)
      note(.fill(fill), session)
      handle(place, .fill(fill))
    case .orderClosed:
      let closed = OrderClosed(block: block)
      note(.closed(closed), session)
      handle(place, .closed(closed))
    case .orderRepriced:
      let repriced = OrderRepriced(block: block)
      note(.repriced(repriced), session)
      handle(place, .repriced(repriced))
    case .massCancelled: handle(place, .massCancelled(MassCancelled(block: block)))
    case .quoteResult: handle(place, .quoted(QuoteResult(block: block)))
    case .quoteRefused: handle(place, .quoteRefused(QuoteRefused(block: block)))
    case .protectionTriggered: handle(place, .protection(ProtectionTriggered(block: block)))
    case .tradeBusted:
      let busted = TradeBusted(block: block)
      note(.busted(busted), session)
      handle(place, .busted(busted))
    case .sessionClosed:
      let closed = SessionClosed(block: block)
      session.end(closed.endValue)
      handle(place, .ended(closed.endValue))
    default: break
    }
  }

  private func upkeep(_ now: UInt64, _ handle: (Int, GatewayEvent) -> Void) {
    upkeepAt = now
    if now - linkAt > 100_000_000 {
      // For memif this is also what meets a peer that comes late or comes back.
      linkAt = now
      if port.linkIsUp() { joinGroups(now) }
      upkeeps += 1
      if upkeeps % 10 == 0 { clock.steer() }
    }
    for (place, session) in sessions.enumerated() where session.state == .up {
      if session.isQuiet(now) {
        send(session) { session, bytes, now in session.heartbeat(into: bytes, now: now) }
      }
      if session.waitingCount == 0 { continue }
      if session.counters.busy > 0 { giveUp(place, session, now, handle) }
      while send(
        session,
        { session, bytes, now in
          session.resend(
            into: bytes, now: now, timeout: resendNanoseconds, resendsMax: resendsMax)
        })
      {}
    }
  }

  /// What the venue refused for too long: burnt, if that is wanted; what it can never take any more.
  private func giveUp(
    _ place: Int, _ session: MemberSession, _ now: UInt64, _ handle: (Int, GatewayEvent) -> Void
  ) {
    let realtime = ml_machine_realtime_nanoseconds()
    while burnNanoseconds != 0 {
      let nonce = session.staleNonce(now, span: burnNanoseconds)
      if nonce == 0 { break }
      let isSent = send(session) { session, bytes, now in
        session.burn(
          nonce, into: bytes, validUntil: realtime + Self.burnValidityNanoseconds, now: now)
      }
      if !isSent { break }
    }
    while true {
      let nonce = session.takeNotSequenced(realtime)
      if nonce == 0 { break }
      handle(place, .notSequenced(nonce: nonce))
    }
  }
}

/// What the gateway counts beside its sessions.
public struct GatewayCounters: Sendable {
  public var reports: UInt64 = 0
  public var receipts: UInt64 = 0
  public var feedPackets: UInt64 = 0
  public var settlementPackets: UInt64 = 0
  /// Requests for feed messages, sent.
  public var feedRequests: UInt64 = 0
  /// Frames dropped by cause.
  public var frameFaults: UInt64 = 0
  public var formFaults: UInt64 = 0
  public var sessionUnknown: UInt64 = 0
  public var repliesUnasked: UInt64 = 0
  /// Datagrams to our port for answers that are not from the venue.
  public var strangers: UInt64 = 0
  /// Frames that the port would not take.
  public var portFull: UInt64 = 0

  public init() {}
}

extension Endpoint {
  /// Whether IPv4 address and port are another's: the Ethernet address is the network's affair.
  fileprivate func isSame(as other: Endpoint?) -> Bool {
    guard let other else { return false }
    return ipv4 == other.ipv4 && udpPort == other.udpPort
  }
}
