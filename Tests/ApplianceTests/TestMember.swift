// SPDX-License-Identifier: Apache-2.0

import CSodium
import Memory
import PacketIO
import Signing
import Verifying
import WireFormat

/// A member written for the tests alone, slow and plain: one key, one session, on a port that may
/// carry several of them. It shares the codecs with the appliance and nothing of the gateway.
final class TestMember {
  let key: UInt32
  let identity: Identity
  let publicKey: Bytes32
  private let local: Endpoint
  private let venue: Endpoint
  private let venueKey: Bytes32
  private var signer: Signer
  private var random: RandomStream
  private var ephemeral: EphemeralKey
  private var keys: SessionKeys
  private var verifier: Verifier
  private let completions = Slab<SignCompletion>(count: 1)
  private let scratch = ByteBuffer(count: 4_096)
  private let frame = ByteBuffer(count: 2_048)
  private(set) var logonFrame: [UInt8] = []
  private(set) var session: UInt32 = 0
  var sequence: UInt64 = 0
  var nonce: UInt64 = 0
  /// Everything the venue reported, in order of arrival.
  private(set) var results: [CommandResult] = []
  private(set) var fills: [Fill] = []
  private(set) var closed: [OrderClosed] = []
  private(set) var receipts = 0
  private(set) var sessionEnd: SessionEnd?
  private(set) var trailers: [ReportTrailer] = []
  /// What was not sequenced, and the bytes of each such answer.
  private(set) var busies: [Busy] = []
  private(set) var busyBytes: [Int] = []
  private(set) var logonCode: RejectCode?
  private(set) var tagFaults = 0
  /// Answers to requests, and the bytes of their frames.
  private(set) var answers: [(template: Template, frameBytes: Int)] = []
  /// Bytes of the frame sent last.
  private(set) var lastLength = 0
  /// The raw bodies of report messages, for comparison.
  private(set) var reportBytes: [[UInt8]] = []

  init(
    key: UInt32, seed: [UInt8], identity: Identity, local: Endpoint, venue: Endpoint,
    venueKey: Bytes32
  ) throws {
    self.key = key
    self.identity = identity
    self.local = local
    self.venue = venue
    self.venueKey = venueKey
    for i in 0..<32 { scratch.bytes[i] = seed[i] }
    let secret = try SecretKey(seed: scratch.bytes.view.slice(0, count: 32))
    publicKey = Bytes32(secret.publicKey)
    var ring = try KeyRing(slotsMax: 1)
    ring.install(secret, slot: 0)
    signer = Signer(software: ring)
    random = try RandomStream(seed: scratch.bytes.view.slice(0, count: 32))
    ephemeral = try EphemeralKey()
    keys = try SessionKeys(sessionsMax: 1)
    verifier = try Verifier()
  }

  var isUp: Bool { session != 0 && sessionEnd == nil }

  private func sign(_ tag: DomainTag, _ message: ByteView) -> Bytes64 {
    let length = Preimage.write(into: scratch.bytes, tag: tag, identity: identity, message: message)
    _ = signer.submit(
      cookie: 1, keySlot: 0, message: scratch.bytes.view.slice(0, count: length))
    while signer.poll(completions, max: 1) == 0 {}
    completions[0 as Int].signature.store(to: scratch.bytes)
    return Bytes64(scratch.bytes.view)
  }

  private func send(_ length: Int, _ port: inout Port) {
    lastLength = length
    while port.reserve(1) == 0 {}
    let out = port.outgoing(0)
    out.slice(UDPDatagram.payloadOffset, count: length).copy(
      frame.bytes.view.slice(0, count: length))
    let bytes = UDPDatagram.write(
      into: out, source: local, destination: venue, payloadCount: length)
    port.setLength(0, bytes)
    _ = port.transmit(1)
  }

  /// Sends bytes as they are.
  func sendRaw(_ payload: [UInt8], _ port: inout Port) {
    for (i, byte) in payload.enumerated() { frame.bytes[i] = byte }
    send(payload.count, &port)
  }

  // MARK: Sending

  func logon(validUntil: UInt64, heartbeatMilliseconds: UInt32 = 0, _ port: inout Port) {
    ephemeral.renew(from: &random)
    nonce += 1
    let request = LogonRequest(
      key: key, heartbeatMilliseconds: heartbeatMilliseconds, nonce: nonce,
      validUntil: validUntil, agreementKey: Bytes32(ephemeral.publicKey))
    let length = FrameWriter.logon(into: frame.bytes, request: request)
    let signature = sign(.logon, Frame.signed(frame.bytes.view.slice(0, count: length)))
    Frame.store(signature: signature, in: frame.bytes)
    logonFrame = (0..<length).map { frame.bytes[$0] }
    send(length, &port)
  }

  /// Lets the next logon be a new one.
  func forgetLogon() { logonFrame = [] }

  func resendLogon(_ port: inout Port) { sendRaw(logonFrame, &port) }

  /// Sends one datagram of commands; returns its signed body, for a repeat.
  @discardableResult
  func command(
    validUntil: UInt64, group: UInt16 = 0, nonce: UInt64? = nil, indexSeen: UInt64 = 0,
    indexLagMax: UInt32 = 0, corrupt: Bool = false, _ port: inout Port,
    _ fill: (inout CommandDatagramWriter) -> Void
  ) -> [UInt8] {
    let body = prepare(
      validUntil: validUntil, group: group, nonce: nonce, indexSeen: indexSeen,
      indexLagMax: indexLagMax, corrupt: corrupt, fill)
    resend(body, &port)
    return body
  }

  /// Forgets what was reported, for runs of millions.
  func forgetReports() {
    results.removeAll(keepingCapacity: true)
    fills.removeAll(keepingCapacity: true)
    closed.removeAll(keepingCapacity: true)
    trailers.removeAll(keepingCapacity: true)
    reportBytes.removeAll(keepingCapacity: true)
    busies.removeAll(keepingCapacity: true)
    busyBytes.removeAll(keepingCapacity: true)
  }

  /// Signs one datagram of commands, to be sent by `resend`; returns its signed body.
  ///
  /// - Parameter damage: changes what is signed, before it is.
  func prepare(
    validUntil: UInt64, group: UInt16 = 0, nonce: UInt64? = nil, indexSeen: UInt64 = 0,
    indexLagMax: UInt32 = 0, corrupt: Bool = false,
    damage: (MutableByteView) -> Void = { _ in },
    _ fill: (inout CommandDatagramWriter) -> Void
  ) -> [UInt8] {
    if nonce == nil { self.nonce += 1 }
    var writer = CommandDatagramWriter(
      into: frame.bytes, session: max(1, session), sequence: 1,
      header: CommandHeader(
        key: key, group: group, nonce: nonce ?? self.nonce, validUntil: validUntil,
        indexSeen: indexSeen, indexLagMax: indexLagMax))
    fill(&writer)
    let length = writer.finish()
    let signed = Frame.headBytes + Frame.signatureBytes
    damage(frame.bytes.slice(signed, count: length - signed))
    var signature = sign(.command, writer.signed)
    if corrupt { signature.high.word0 ^= 1 }
    Frame.store(signature: signature, in: frame.bytes)
    return (Frame.headBytes..<length).map { frame.bytes[$0] }
  }

  /// Sends a signed body again, in a new frame.
  func resend(_ body: [UInt8], _ port: inout Port) {
    sequence += 1
    FrameHead(
      template: .commandFrame, session: session, bodyLength: UInt16(body.count),
      sequence: sequence
    ).encode(frame.bytes)
    for (i, byte) in body.enumerated() { frame.bytes[Frame.headBytes + i] = byte }
    tag(Frame.headBytes + body.count)
    send(Frame.headBytes + body.count, &port)
  }

  /// Asks something, in a frame of `size` bytes or a few less.
  func request(_ request: some WireMessage, size: Int, _ port: inout Port) {
    sequence += 1
    let length = FrameWriter.request(
      into: frame.bytes, session: session, sequence: sequence, request, frameBytes: size)
    tag(length)
    send(length, &port)
  }

  func logout(_ port: inout Port) {
    sequence += 1
    let length = FrameWriter.logout(into: frame.bytes, session: session, sequence: sequence)
    tag(length)
    send(length, &port)
  }

  /// The frame made last, as it was sent.
  func lastFrame(_ count: Int) -> [UInt8] { (0..<count).map { frame.bytes[$0] } }

  private func tag(_ length: Int) {
    let parts = Frame.tagged(frame.bytes.view.slice(0, count: length))
    let tag = keys.tag16(
      slot: 0, direction: .clientToVenue, header: parts.before, body: parts.after)
    tag.store(to: frame.bytes, at: Frame.tagOffset)
  }

  // MARK: Receiving

  /// Takes a payload that came to this member; whether it was for it.
  func take(_ payload: ByteView) -> Bool {
    guard let head = try? FrameHead(parsing: payload, for: .member) else { return false }
    let body = head.body(of: payload)
    if head.template == .logonReplyFrame { return takeReply(head, body, payload) }
    guard head.session == session, session != 0 else { return false }
    if !isTagged(payload) {
      tagFaults += 1
      return true
    }
    if head.template == .busyFrame, Frame.check(body: body, of: .busyFrame, commandsMax: 16) == nil
    {
      busies.append(BusyBody(checked: body).busy)
      busyBytes.append(payload.count)
      return true
    }
    guard head.template == .reportFrame,
      Frame.check(body: body, of: .reportFrame, commandsMax: 16) == nil
    else { return true }
    let reports = ReportBody(checked: body)
    trailers.append(reports.trailer)
    var cursor = reports.reports
    var isAnswer = reports.trailer.resent == 1
    while let report = cursor.next() {
      take(report)
      if report.template.wire >= 105 { isAnswer = true }
      if isAnswer && report.ordinal == 0 { answers.append((report.template, payload.count)) }
    }
    return true
  }

  private func take(_ report: MessageView) {
    reportBytes.append((0..<report.bytes.count).map { report.bytes[$0] })
    switch report.template {
    case .commandResult: results.append(CommandResult(block: report.block))
    case .fill: fills.append(Fill(block: report.block))
    case .orderClosed: closed.append(OrderClosed(block: report.block))
    case .receiptReport: receipts += 1
    case .sessionClosed: sessionEnd = SessionClosed(block: report.block).endValue
    default: break
    }
  }

  private func isTagged(_ payload: ByteView) -> Bool {
    let parts = Frame.tagged(payload)
    return keys.verify(
      slot: 0, direction: .venueToClient, header: parts.before, body: parts.after,
      tag: payload.slice(Frame.tagOffset, count: 16))
  }

  private func takeReply(_ head: FrameHead, _ body: ByteView, _ payload: ByteView) -> Bool {
    guard LogonReplyBody.check(body) == nil else { return false }
    let reply = LogonReplyBody(checked: body).reply
    guard reply.key == key, reply.nonce == nonce else { return false }
    if session != 0 && session == reply.session { return true }
    let request = ByteBuffer(count: LogonBody.bytes)
    for i in 0..<LogonBody.bytes { request.bytes[i] = logonFrame[Frame.headBytes + i] }
    let length = Preimage.writeReply(
      into: scratch.bytes, identity: identity, request: request.bytes.view,
      reply: LogonReplyBody(checked: body).signed)
    let preimage = scratch.bytes.view.slice(0, count: length)
    let venueBytes = ByteBuffer(count: 64)
    venueKey.store(to: venueBytes.bytes)
    let verdict = verifier.verdict(
      of: VerifyRequest(
        publicKey: venueBytes.bytes.view.slice(0, count: 32), signature: body.slice(0, count: 64),
        message: preimage))
    guard verdict == .valid else { return false }
    logonCode = reply.codeValue
    guard reply.code == 0 else { return true }
    let hash = ByteBuffer(count: 32)
    ml_hash_blake2b(
      hash.bytes.address.assumingMemoryBound(to: UInt8.self), preimage.address, preimage.count)
    let peer = ByteBuffer(count: 32)
    reply.agreementKey.store(to: peer.bytes)
    guard
      (try? keys.agree(
        slot: 0, own: &ephemeral, peer: peer.bytes.view, transcriptHash: hash.bytes.view,
        role: .client)) != nil
    else { return false }
    if !isTagged(payload) {
      tagFaults += 1
      return true
    }
    session = reply.session
    sequence = 0
    sessionEnd = nil
    nonce = max(nonce, reply.nonceHighest)
    return true
  }
}
