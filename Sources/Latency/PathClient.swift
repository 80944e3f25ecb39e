// SPDX-License-Identifier: Apache-2.0

internal import CMachine
public import Gateway
internal import Glibc
internal import Memory
public import PacketIO
public import Telemetry
internal import WireFormat

/// How a load is signed.
public enum LoadSigning: String, CaseIterable, Sendable {
  /// Before it begins: the generator's own signatures are in no time.
  case ahead
  /// Each command when it is sent, as a member would.
  case live
}

/// What a thread does while nothing is due.
public enum LoadIdle: String, CaseIterable, Sendable {
  case yield, spin
}

/// The other end of an appliance's port: many sessions on one thread, which sends at planned times and
/// checks every answer.
///
///     planned ─▶ begun ─▶ sent ─▶ received … left ─▶ answered
///        late    send      in      the venue's    out
///
/// `openVenue`, then `run` as often as wanted, all on one thread. Nothing is sent again, nothing is put in
/// order: what is lost shows.
public final class PathClient {
  var port: Port
  let clock: Clock
  private let local: Endpoint
  private let filter: DatagramFilter
  let venue: VenueIdentity
  var members: [PathMember] = []
  /// The operator's session, while the venue is opened.
  private var desk: PathMember?
  var flow: PathFlow
  var counts = PathCounts()
  /// The trial under way.
  var trial: PathLoad?
  /// Of the last load measured: every command, in the order they were sent.
  public internal(set) var recording: LoadRecording?
  /// How long an answer is waited for, in nanoseconds, after the last command or answer.
  public var patienceNanoseconds: UInt64 = 5_000_000_000
  public var idle = LoadIdle.yield
  private let isInterrupted: () -> Bool
  private static let validityNanoseconds: UInt64 = 50_000_000_000

  /// - Parameters:
  ///   - sessions: of members, each of an account of its own.
  ///   - isInterrupted: asked while waiting: true ends a trial early.
  public init(
    port: consuming Port, local: Endpoint, venue: VenueIdentity, clock: Clock, sessions: Int,
    mix: PathMix, seed: UInt64, isInterrupted: @escaping () -> Bool
  ) {
    self.port = port
    self.local = local
    self.venue = venue
    self.clock = clock
    var any = local
    any.udpPort = 0
    filter = DatagramFilter(local: any)
    flow = PathFlow(sessions: sessions, mix: mix, seed: seed)
    self.isInterrupted = isInterrupted
  }

  var sessions: Int { flow.sessions }
  var wasInterrupted: Bool { isInterrupted() }

  // MARK: Opening

  /// Opens a venue as its operator: accounts, cash, keys, markets; logs the members on; fills the books.
  ///
  /// - Throws: what the venue refused, or that it does not answer.
  public func openVenue(_ keys: LoadKeys, markets: [PlannedMarket]? = nil) throws(BenchError) {
    try waitForLink()
    do throws(GatewayError) {
      desk = PathMember(
        try MemberSession(key: 0, secret: try keys.secret(.operator_, 0), venue: venue))
    } catch { throw BenchError("\(error)") }
    try logOn(desk!)
    try setUp(keys, markets ?? PathFlow.listed)
    for number in 0..<flow.sessions {
      do throws(GatewayError) {
        members.append(
          PathMember(
            try MemberSession(
              key: UInt32(number + 1), secret: try keys.secret(.member, UInt64(number)),
              venue: venue)))
      } catch { throw BenchError("\(error)") }
      try logOn(members[number])
    }
    // Not measured: a machine may be as busy as it likes.
    if markets == nil { try fillBooks(patienceNanoseconds: 60_000_000_000) }
  }

  private func waitForLink() throws(BenchError) {
    for _ in 0..<200 {
      _ = receive()
      if port.linkIsUp() { return }
      if isInterrupted() { throw BenchError("interrupted before the load began") }
      usleep(50_000)
    }
    throw BenchError("no link to the appliance in 10 s: is it running, on the same port?")
  }

  private func logOn(_ member: PathMember) throws(BenchError) {
    let session = member.session
    _ = sendDatagram { session.writeLogon(into: $0, validUntil: self.validUntil, now: $1) }
    var asked = clock.nanoseconds()
    let start = asked
    while session.state != .up {
      if receive() == 0 { ml_machine_yield() }
      let now = clock.nanoseconds()
      if session.state == .idle {
        throw BenchError(
          "the venue refused the logon of key \(session.key): \(session.logonCode ?? .keyUnknown)")
      }
      if isInterrupted() { throw BenchError("interrupted before the load began") }
      if now - start > 60_000_000_000 {
        throw BenchError(
          "the venue does not answer the logon of key \(session.key): check its identity and keys")
      }
      // A key that was just registered may not have reached verify: such a logon is dropped.
      if now - asked > 200_000_000 {
        _ = sendDatagram { session.writeLogonAgain(into: $0, now: $1) }
        asked = now
      }
    }
    member.begin()
  }

  private func setUp(_ keys: LoadKeys, _ markets: [PlannedMarket]) throws(BenchError) {
    for member in 0..<UInt32(flow.sessions) {
      let number = member + 1
      try ask("OpenAccount \(number)") { $0.append(OpenAccount(account: number)) }
      try ask("AdjustCash \(number)") {
        $0.append(AdjustCash(account: number, amount: 1 << 50, reference: UInt64(number)))
      }
      let publicKey: Bytes32
      do throws(GatewayError) { publicKey = try keys.publicKey(.member, UInt64(member)) } catch {
        throw BenchError("\(error)")
      }
      try ask("RegisterKey \(number)") {
        $0.append(
          RegisterKey(
            key: number, account: number, scope: 1, group: .max, notAfter: .max,
            publicKey: publicKey))
      }
    }
    for (index, market) in markets.enumerated() {
      var symbol = Array(market.symbol.utf8.prefix(16))
      symbol += [UInt8](repeating: 0, count: 16 - symbol.count)
      let command = ListMarket(
        market: UInt32(index), priceMin: market.priceMin, priceMax: market.priceMax,
        quantityMax: market.quantityMax, multiplier: 1, makerFee: -5, takerFee: 20,
        symbol: Bytes16(symbol))
      try ask("ListMarket \(market.symbol)") { $0.append(command) }
    }
  }

  /// Sends one command of the operator's and waits until it is accepted.
  private func ask(
    _ what: String, _ fill: (inout CommandDatagramWriter) -> Void
  ) throws(BenchError) {
    let desk = desk!
    desk.lastCode = nil
    desk.nonce += 1
    _ = sendDatagram { bytes, now in
      let length = desk.session.writeSigned(
        into: desk.body.bytes, frame: desk.room.bytes, nonce: desk.nonce,
        validUntil: self.validUntil, fill)
      return desk.session.writeFrame(
        around: desk.body.bytes.view.slice(0, count: length), into: bytes, now: now)
    }
    let start = clock.nanoseconds()
    while desk.lastCode == nil {
      if receive() == 0 { ml_machine_yield() }
      if isInterrupted() { throw BenchError("interrupted before the load began") }
      if clock.nanoseconds() - start > 60_000_000_000 {
        throw BenchError("\(what): the venue does not answer")
      }
    }
    if let code = desk.lastCode, code != 0 {
      throw BenchError(
        "\(what): refused: \(RejectCode(rawValue: code).map { "\($0)" } ?? "code \(code)"): a load "
          + "needs a venue of its own, with nothing in it yet")
    }
  }

  /// Rests what a load will cancel and take, a few at a time: before the first load, and after one that
  /// lost something. What is lost of it is entered again.
  func fillBooks(patienceNanoseconds: UInt64) throws(BenchError) {
    for _ in 0..<20 {
      let commands = flow.opening()
      if commands.isEmpty { return }
      let recording = LoadRecording(count: commands.count)
      let load = PathLoad(
        commands: commands, times: [], recording: recording, signing: .live, window: 64)
      prepare(load)
      let patience = self.patienceNanoseconds
      self.patienceNanoseconds = patienceNanoseconds
      defer { self.patienceNanoseconds = patience }
      try run(load)
      if wasInterrupted { throw BenchError("interrupted before the load began") }
      if counts.wrong > 0 {
        throw BenchError("the books could not be filled: \(counts.fault ?? "")")
      }
      flow.settle { recording.samples[$0].state == .answered }
    }
    if !flow.opening().isEmpty {
      throw BenchError("the books could not be filled: too many commands go without an answer")
    }
  }

  /// Before a load: what the one before lost is entered again.
  public func refill() throws(BenchError) { try fillBooks(patienceNanoseconds: 1_000_000_000) }

  /// Takes what still comes of a load that was given up.
  func drain() {
    let start = clock.nanoseconds()
    while clock.nanoseconds() - start < 200_000_000 { if receive() == 0 { ml_machine_yield() } }
  }

  var validUntil: UInt64 { ml_machine_realtime_nanoseconds() + Self.validityNanoseconds }

  /// Logs everybody out, without waiting for more than a moment.
  public func close() {
    for member in members + [desk].compactMap({ $0 }) where member.session.state == .up {
      _ = sendDatagram { member.session.writeLogout(into: $0, now: $1) }
    }
    for _ in 0..<100 where members.contains(where: { $0.session.state == .up }) {
      if receive() == 0 { usleep(500) }
    }
  }

  // MARK: Frames

  @discardableResult
  private func sendDatagram(_ write: (MutableByteView, UInt64) -> Int) -> Bool {
    if port.reserve(1) == 0 { return false }
    let frame = port.outgoing(0)
    let length = write(
      frame.slice(UDPDatagram.payloadOffset, count: UDPDatagram.payloadBytesMax),
      clock.nanoseconds())
    port.setLength(0, address(frame, length))
    return port.transmit(1) == 1
  }

  /// Puts the headers before a payload; the frame's bytes.
  func address(_ frame: MutableByteView, _ length: Int) -> Int {
    UDPDatagram.write(
      into: frame, source: local, destination: venue.address, payloadCount: length)
  }

  /// Takes what came; how many frames that was.
  func receive() -> Int {
    let count = port.receive()
    if count == 0 { return 0 }
    // One moment for all of a burst: they were there when it was taken.
    let moment = Moment(clock)
    for i in 0..<count {
      let frame = port.received(i)
      // The public feed and the validators' goes to groups.
      if frame.bytes[0] & 1 == 1 { continue }
      guard
        case .datagram(let datagram) = UDPDatagram.parse(
          frame.bytes, for: filter, checks: frame.checks)
      else {
        counts.frameFaults += 1
        continue
      }
      take(datagram.payload, moment)
    }
    port.releaseReceived()
    return count
  }

  private func take(_ payload: ByteView, _ moment: Moment) {
    guard let head = try? FrameHead(parsing: payload, for: .member) else {
      counts.frameFaults += 1
      return
    }
    if head.template == .logonReplyFrame {
      for member in members + [desk].compactMap({ $0 }) {
        if member.session.takeReply(head, payload, now: moment.now) { return }
      }
      return
    }
    guard let member = member(of: head.session) else {
      counts.strangers += 1
      return
    }
    guard let body = member.session.openFrame(head, payload, now: moment.now) else { return }
    switch head.template {
    case .reportFrame: takeReports(ReportBody(checked: body), member, moment)
    case .busyFrame: takeBusy(BusyBody(checked: body).busy, member, moment)
    default: break
    }
  }

  func isDesk(_ member: PathMember) -> Bool { member === desk }

  private func member(of session: UInt32) -> PathMember? {
    for member in members where member.session.session == session { return member }
    if let desk, desk.session.session == session { return desk }
    return nil
  }

  private func takeReports(_ body: ReportBody, _ member: PathMember, _ moment: Moment) {
    let trailer = body.trailer
    var cursor = body.reports
    while let report = cursor.next() {
      if report.template.hasReportSequence {
        member.note(report.block.load(0, as: UInt64.self))
      }
      switch report.template {
      case .commandResult: take(CommandResult(block: report.block), trailer, member, moment)
      case .fill: take(Fill(block: report.block), member)
      case .receiptReport: counts.receipts += 1
      case .sessionClosed: member.isClosed = true
      default: break
      }
    }
  }
}

/// A time, and the kernel's beside it when nothing came between the readings.
struct Moment {
  let now: UInt64
  let kernel: UInt64
  /// The most nanoseconds between two readings of the kernel's clock for them to count.
  static var widthMax: UInt64 { 300 }

  init(_ clock: Clock) {
    let before = ml_machine_monotonic_nanoseconds()
    now = clock.nanoseconds()
    let after = ml_machine_monotonic_nanoseconds()
    kernel = after - before < Self.widthMax ? before + (after - before) / 2 : 0
  }
}

/// A session, and where its commands are.
final class PathMember {
  let session: MemberSession
  let body = ByteBuffer(count: CommandBody.bytesMax)
  let room = ByteBuffer(count: Frame.bytesMax)
  /// Of the last command.
  var nonce: UInt64 = 0
  /// The nonce before the first of this trial, and the commands of the trial in its order.
  var nonceBase: UInt64 = 0
  var commands: [UInt32] = []
  var lastCode: UInt8?
  var isClosed = false
  private var reportNext: UInt64 = 0
  /// Reports of the session that never came, and that came out of order or twice.
  private(set) var reportsMissing: UInt64 = 0
  private(set) var reportsDisordered: UInt64 = 0

  init(_ session: MemberSession) { self.session = session }

  /// A session has begun.
  func begin() {
    nonce = session.nonce
    reportNext = 1
  }

  @inline(__always)
  func note(_ sequence: UInt64) {
    if sequence == reportNext {
      reportNext += 1
    } else if sequence > reportNext {
      reportsMissing += sequence - reportNext
      reportNext = sequence + 1
    } else {
      reportsDisordered += 1
    }
  }

  /// The command of this trial under a nonce.
  @inline(__always)
  func command(_ nonce: UInt64) -> Int? {
    if nonce <= nonceBase || nonce - nonceBase > UInt64(commands.count) { return nil }
    return Int(commands[Int(nonce - nonceBase) - 1])
  }
}

/// What a client counts beside the samples.
public struct PathCounts: Sendable {
  public var receipts: UInt64 = 0
  public var fills: UInt64 = 0
  /// Frames that are no datagram for us, or whose form is wrong; of sessions that are not ours.
  public var frameFaults: UInt64 = 0
  public var strangers: UInt64 = 0
  /// Answers to commands of an earlier trial, which had been given up; and to commands that had theirs.
  public var late: UInt64 = 0
  public var repeated: UInt64 = 0
  /// Cancels and replacements that were refused because they passed the order they name.
  public var overtook: UInt64 = 0
  public var busy: UInt64 = 0
  public var wrong: UInt64 = 0
  public var wrongFirst: String?
  /// Frames the port did not take.
  public var portRefused: UInt64 = 0
  public var portDropped: UInt64 = 0

  var fault: String? {
    if wrong > 0 { return "\(wrong) answers are wrong, the first: \(wrongFirst ?? "")" }
    if busy > 0 { return "\(busy) commands were answered BUSY" }
    return nil
  }
}

extension PathFlow {
  /// The markets that its commands name.
  static var listed: [PlannedMarket] {
    (0..<markets).map {
      PlannedMarket(symbol: "PATH\($0)", priceMin: 1, priceMax: bandMax, quantityMax: 1 << 20)
    }
  }
}
