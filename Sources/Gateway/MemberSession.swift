// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import CSodium
public import Memory
public import PacketIO
public import Signing
internal import Verifying
public import WireFormat

/// Who the venue is, as a member must know it beforehand.
public struct VenueIdentity: Sendable {
  public var identity: Identity
  public var publicKey: Bytes32
  public var address: Endpoint

  public init(identity: Identity, publicKey: Bytes32, address: Endpoint) {
    self.identity = identity
    self.publicKey = publicKey
    self.address = address
  }
}

/// A member's half of a session: one key, its logon, its frames' tags and sequences, and the
/// datagrams that wait for their results.
///
///     idle ── logon ──▶ asking ── reply, verified ──▶ up ── logout, or the venue ──▶ ended
///                 ▲        └───── refused (`logonCode`)    └─── the venue fell silent ──▲ │
///                 └───────────────── if the gateway reconnects ────────────────────────┘
///
/// A datagram waits under its nonce until its last result. One that is not answered in time is sent
/// again, the same signed bytes in a new frame, in this session or the next; after `resendsMax` its
/// outcome is unknown. The venue never applies the same bytes twice.
///
/// One thread. The secret is in locked memory; nothing here prints it.
public final class MemberSession {
  public enum State: Sendable { case idle, asking, up, ended }

  /// A datagram that waits for results.
  struct Waiting: BitwiseCopyable {
    var nonce: UInt64 = 0
    /// When it was to be sent.
    var intendedAt: UInt64 = 0
    /// When it first went out: what an answer's time counts from, however often it is sent again.
    var sentAt: UInt64 = 0
    /// When it last went out.
    var lastSentAt: UInt64 = 0
    var bodyBytes: UInt16 = 0
    /// Until when the venue may take it.
    var validUntil: UInt64 = 0
    /// The first 8 bytes of its signature: what a BUSY names it by.
    var echo: UInt64 = 0
    /// When the venue first said BUSY; 0 when it did not, or took it since. And when to try again.
    var busyAt: UInt64 = 0
    var retryAt: UInt64 = 0
    /// Copies that went out, and copies that were answered BUSY.
    var copies: UInt16 = 1
    var busies: UInt16 = 0
    /// Bit i: the i-th command's result is outstanding.
    var results: UInt32 = 0
    var resends: UInt8 = 0
    /// A no-op under the nonce took its place.
    var isBurnt = false
    /// The venue does not remember the nonce: its status is asked for.
    var isAsking = false
  }

  /// Datagrams that may wait at once: a power of two.
  public static let waitingMax = 1_024

  public let key: UInt32
  public let publicKey: Bytes32
  public internal(set) var state = State.idle
  public private(set) var logonCode: RejectCode?
  public private(set) var session: UInt32 = 0
  public private(set) var account: UInt32 = 0
  public private(set) var endReason: SessionEnd?
  /// Results outstanding.
  public internal(set) var waitingCount = 0
  /// Until when no new ordinary datagram should be sent: the venue said BUSY; 0 when it did not.
  var heldUntil: UInt64 = 0
  public internal(set) var counters = SessionCounters()
  let venue: VenueIdentity
  private var signer: Signer
  /// Where nonces are reserved on the disk; nil for a load or a trial.
  private let reservation: NonceReservation?
  /// Why the session takes nothing new: the disk gives no nonce, or the signer no signature.
  public private(set) var failure: String?
  private var random: RandomStream
  private var ephemeral: EphemeralKey
  private var keys: SessionKeys
  private var verifier: Verifier
  var sequence: UInt64 = 0
  /// The last datagram's; each has one of its own, counting up.
  public private(set) var nonce: UInt64
  private var window: UInt64 = 0
  private var highest: UInt64 = 0
  private var logonBytes = 0
  private(set) var heartbeatMilliseconds: UInt32 = 0
  var sentAt: UInt64 = 0
  private(set) var heardAt: UInt64 = 0
  /// Reports in their order, and what is done about missing ones.
  var reports = ReportOrder()
  var recovery = Recovery()
  private let completions = Slab<SignCompletion>(count: 1)
  private let logonFrame = ByteBuffer(count: 256)
  private let preimage = ByteBuffer(count: Preimage.bytesMax)
  private let scratch = ByteBuffer(count: 512)
  let waiting = Slab<Waiting>(count: waitingMax)
  let bodies = ByteBuffer(count: waitingMax * CommandBody.bytesMax)

  /// - Parameters:
  ///   - secret: the member's key.
  ///   - ephemeralSeed: makes the logons' agreement keys repeatable; nil in earnest.
  ///   - nonce: of the datagram before the first: at least the highest that the key has used.
  ///   - reservation: nonces reserved on the disk, used instead of `nonce`.
  public convenience init(
    key: UInt32, secret: consuming SecretKey, venue: VenueIdentity,
    ephemeralSeed: [UInt8]? = nil, nonce: UInt64 = 0, reservation: NonceReservation? = nil
  ) throws(GatewayError) {
    let signer: Signer
    do {
      var ring = try KeyRing(slotsMax: 1)
      ring.install(secret, slot: 0)
      signer = Signer(software: ring)
    } catch { throw GatewayError("key \(key): \(error)") }
    try self.init(
      key: key, signer: signer, venue: venue, ephemeralSeed: ephemeralSeed, nonce: nonce,
      reservation: reservation)
  }

  /// - Parameter signer: has the member's key in slot 0, whatever signs.
  public init(
    key: UInt32, signer: consuming Signer, venue: VenueIdentity, ephemeralSeed: [UInt8]? = nil,
    nonce: UInt64 = 0, reservation: NonceReservation? = nil
  ) throws(GatewayError) {
    guard let known = signer.publicKey(0) else {
      throw GatewayError("key \(key): the signer does not have it")
    }
    self.key = key
    self.nonce = reservation?.used ?? nonce
    self.reservation = reservation
    self.venue = venue
    publicKey = Bytes32(known)
    signer.restrict(0, to: .session)
    self.signer = signer
    do {
      let bytes = ByteBuffer(count: 32)
      if let ephemeralSeed {
        for (i, byte) in ephemeralSeed.enumerated() { bytes.bytes[i] = byte }
        random = try RandomStream(seed: bytes.bytes.view)
      } else {
        random = try RandomStream()
      }
      bytes.bytes.clear()
      ephemeral = try EphemeralKey()
      keys = try SessionKeys(sessionsMax: 1)
      verifier = try Verifier()
    } catch { throw GatewayError("key \(key): \(error)") }
  }

  // MARK: Sending

  /// Goes on to a nonce that nobody used, crashed runs included; false when the disk refuses.
  private func takeNonce() -> Bool {
    guard let reservation else {
      nonce += 1
      return true
    }
    do {
      nonce = try reservation.next(above: nonce)
      return true
    } catch {
      failure = "\(error)"
      state = .ended
      return false
    }
  }

  /// Gives back the nonces that were reserved and not used: an orderly end.
  public func giveBackNonces() {
    do { try reservation?.finish() } catch { failure = "\(error)" }
  }

  /// Writes a logon's frame into `bytes` and returns its length. Each asks under a new nonce.
  func logon(
    into bytes: MutableByteView, validUntil: UInt64, heartbeatMilliseconds: UInt32,
    flags: UInt32 = 0, now: UInt64
  ) -> Int {
    guard takeNonce() else { return 0 }
    ephemeral.renew(from: &random)
    self.heartbeatMilliseconds = heartbeatMilliseconds
    let request = LogonRequest(
      key: key, heartbeatMilliseconds: heartbeatMilliseconds, nonce: nonce,
      validUntil: validUntil, flags: flags, agreementKey: Bytes32(ephemeral.publicKey))
    logonBytes = FrameWriter.logon(into: logonFrame.bytes, request: request)
    let frame = logonFrame.bytes.view.slice(0, count: logonBytes)
    Frame.store(signature: sign(.logon, Frame.signed(frame)), in: logonFrame.bytes)
    if failure != nil { return 0 }
    state = .asking
    logonCode = nil
    return repeatLogon(into: bytes, now: now)
  }

  /// Writes the last logon's frame again: the same bytes, to which the venue gives the same reply.
  func repeatLogon(into bytes: MutableByteView, now: UInt64) -> Int {
    bytes.copy(logonFrame.bytes.view.slice(0, count: logonBytes))
    sentAt = now
    return logonBytes
  }

  /// Whether another datagram may wait for results.
  public var hasRoom: Bool {
    state == .up && waiting[Int(truncatingIfNeeded: nonce &+ 1) & (Self.waitingMax - 1)].nonce == 0
  }

  /// Writes one datagram of commands, signed and tagged, and returns its length.
  ///
  /// - Precondition: `hasRoom`.
  func command(
    into bytes: MutableByteView, group: UInt16, validUntil: UInt64, intendedAt: UInt64,
    now: UInt64, _ fill: (inout CommandDatagramWriter) -> Void
  ) -> Int {
    invariant(hasRoom, "a datagram is sent when there is room for its results")
    guard takeNonce() else { return 0 }
    sequence += 1
    var writer = CommandDatagramWriter(
      into: bytes, session: session, sequence: sequence,
      header: CommandHeader(key: key, group: group, nonce: nonce, validUntil: validUntil))
    fill(&writer)
    let length = writer.finish()
    Frame.store(signature: sign(.command, writer.signed), in: bytes)
    if failure != nil { return 0 }
    let slot = Int(truncatingIfNeeded: nonce) & (Self.waitingMax - 1)
    let body = bytes.view.slice(Frame.headBytes, count: length - Frame.headBytes)
    keep(body, slot)
    waiting[slot] = Waiting(
      nonce: nonce, intendedAt: intendedAt, sentAt: now, lastSentAt: now,
      bodyBytes: UInt16(body.count), validUntil: validUntil,
      echo: body.load(0, as: UInt64.self),
      results: writer.count >= 32 ? .max : 1 << UInt32(writer.count) - 1)
    waitingCount += 1
    counters.datagrams += 1
    tag(bytes, length, now)
    return length
  }

  /// Writes the oldest datagram that has waited longer than `timeout` again; 0 when there is none.
  /// Each time it waits twice as long, up to 32 times `timeout`: a venue that is slow is not helped by
  /// more.
  /// One that was sent `resendsMax` times more is given up: its outcome is unknown.
  ///
  /// One that was answered BUSY goes again when its pause is over, however often.
  func resend(into bytes: MutableByteView, now: UInt64, timeout: UInt64, resendsMax: UInt8) -> Int {
    for slot in 0..<waiting.count where waiting[slot].nonce != 0 && !waiting[slot].isAsking {
      if waiting[slot].retryAt != 0 {
        if now < waiting[slot].retryAt { continue }
        waiting[slot].retryAt = 0
        counters.busyResent += 1
        return sendAgain(slot, into: bytes, now: now)
      }
      let wait = timeout << UInt64(min(waiting[slot].resends, 5))
      if timeout == 0 || now - waiting[slot].lastSentAt < wait { continue }
      if waiting[slot].resends == resendsMax {
        recovery.givenUp.append(waiting[slot].nonce)
        giveUp(slot)
        continue
      }
      waiting[slot].resends += 1
      counters.resent += 1
      return sendAgain(slot, into: bytes, now: now)
    }
    return 0
  }

  func drop(_ slot: Int) {
    waiting[slot].nonce = 0
    waitingCount -= 1
  }

  private func sendAgain(_ slot: Int, into bytes: MutableByteView, now: UInt64) -> Int {
    waiting[slot].lastSentAt = now
    waiting[slot].copies &+= 1
    sequence += 1
    let count = Int(waiting[slot].bodyBytes)
    FrameHead(
      template: .commandFrame, session: session, bodyLength: UInt16(count), sequence: sequence
    ).encode(bytes)
    bytes.copy(
      bodies.bytes.view.slice(slot * CommandBody.bytesMax, count: count), at: Frame.headBytes)
    tag(bytes, Frame.headBytes + count, now)
    return Frame.headBytes + count
  }

  func heartbeat(into bytes: MutableByteView, now: UInt64) -> Int {
    sequence += 1
    let length = FrameWriter.heartbeat(
      into: bytes, session: session, sequence: sequence,
      Heartbeat(sequenceReceived: highest, committed: 0, sent: now))
    counters.heartbeats += 1
    tag(bytes, length, now)
    return length
  }

  /// Whether a heartbeat is due.
  func isQuiet(_ now: UInt64) -> Bool {
    // A request may have left since `now` was read.
    state == .up && heartbeatMilliseconds != 0 && now > sentAt
      && now - sentAt >= UInt64(heartbeatMilliseconds) * 1_000_000
  }

  func logout(into bytes: MutableByteView, now: UInt64) -> Int {
    sequence += 1
    let length = FrameWriter.logout(into: bytes, session: session, sequence: sequence)
    tag(bytes, length, now)
    return length
  }

  func nextSequence() -> UInt64 {
    sequence += 1
    return sequence
  }

  /// Keeps a signed body, to be sent again.
  func keep(_ body: ByteView, _ slot: Int) {
    bodies.bytes.slice(slot * CommandBody.bytesMax, count: body.count).copy(body)
  }

  func sign(_ tag: DomainTag, _ message: ByteView) -> Bytes64 {
    let length = Preimage.write(
      into: preimage.bytes, tag: tag, identity: venue.identity, message: message)
    let isTaken = signer.submit(
      cookie: 1, keySlot: 0, message: preimage.bytes.view.slice(0, count: length))
    invariant(isTaken, "one signature is asked for at a time")
    while signer.poll(completions, max: 1) == 0 { ml_machine_pause() }
    guard completions[0 as Int].status == .signed else {
      // Whoever asked sends nothing that is not signed.
      failure = "key \(key): the signer gives no signature"
      state = .ended
      return Bytes64()
    }
    completions[0 as Int].signature.store(to: scratch.bytes)
    return Bytes64(scratch.bytes.view)
  }

  func tag(_ bytes: MutableByteView, _ length: Int, _ now: UInt64) {
    let parts = Frame.tagged(bytes.view.slice(0, count: length))
    let tag = keys.tag16(
      slot: 0, direction: .clientToVenue, header: parts.before, body: parts.after)
    tag.store(to: bytes, at: Frame.tagOffset)
    sentAt = now
  }

  // MARK: Receiving

  /// Takes a logon reply; whether it was for this session.
  func take(reply head: FrameHead, _ payload: ByteView, now: UInt64) -> Bool {
    let body = head.body(of: payload)
    guard state == .asking, LogonReplyBody.check(body) == nil else { return false }
    let checked = LogonReplyBody(checked: body)
    let reply = checked.reply
    guard reply.key == key, reply.nonce == nonce else { return false }
    let request = logonFrame.bytes.view.slice(Frame.headBytes, count: LogonBody.bytes)
    let length = Preimage.writeReply(
      into: preimage.bytes, identity: venue.identity, request: request, reply: checked.signed)
    let transcript = preimage.bytes.view.slice(0, count: length)
    venue.publicKey.store(to: scratch.bytes)
    let verdict = verifier.verdict(
      of: VerifyRequest(
        publicKey: scratch.bytes.view.slice(0, count: 32), signature: body.slice(0, count: 64),
        message: transcript))
    guard verdict == .valid else {
      counters.repliesRefused += 1
      return true
    }
    logonCode = reply.codeValue
    guard reply.code == 0 else {
      state = .idle
      return true
    }
    agree(reply, transcript)
    guard state == .asking, isTagged(payload) else {
      counters.repliesRefused += 1
      return true
    }
    session = reply.session
    account = reply.account
    nonce = max(nonce, reply.nonceHighest)
    (sequence, highest, window) = (0, 0, 0)
    reports.begin()
    recovery.begin()
    endReason = nil
    heardAt = now
    state = .up
    return true
  }

  private func agree(_ reply: LogonReply, _ transcript: ByteView) {
    let hash = scratch.bytes.slice(64, count: 32)
    unsafe ml_hash_blake2b(
      hash.address.assumingMemoryBound(to: UInt8.self), transcript.address, transcript.count)
    reply.agreementKey.store(to: scratch.bytes, at: 96)
    do {
      try keys.agree(
        slot: 0, own: &ephemeral, peer: scratch.bytes.view.slice(96, count: 32),
        transcriptHash: hash.view, role: .client)
    } catch { state = .idle }
  }

  /// Checks tag and sequence of a frame of this session; its body, or nil when it is to be dropped.
  func open(_ head: FrameHead, _ payload: ByteView, now: UInt64) -> ByteView? {
    guard isTagged(payload) else {
      counters.tagsWrong += 1
      return nil
    }
    guard admit(head.sequence) else {
      counters.framesRepeated += 1
      return nil
    }
    heardAt = now
    let body = head.body(of: payload)
    guard Frame.check(body: body, of: head.template, commandsMax: 16) == nil else {
      counters.malformed += 1
      return nil
    }
    return body
  }

  private func isTagged(_ payload: ByteView) -> Bool {
    let parts = Frame.tagged(payload)
    return keys.verify(
      slot: 0, direction: .venueToClient, header: parts.before, body: parts.after,
      tag: payload.slice(Frame.tagOffset, count: 16))
  }

  private func admit(_ sequence: UInt64) -> Bool {
    if sequence > highest {
      recovery.framesMissing += sequence - highest - 1
      window = sequence - highest < 64 ? window << (sequence - highest) | 1 : 1
      highest = sequence
      return true
    }
    let behind = highest - sequence
    if behind >= 64 || window >> behind & 1 == 1 { return false }
    window |= UInt64(1) << behind
    recovery.framesMissing -= min(recovery.framesMissing, 1)
    return true
  }

  /// Matches a result with the datagram that waits for it; nil when none does, or when this command
  /// of it has had its result.
  func finish(_ result: CommandResult) -> Waiting? {
    guard let slot = slot(of: result.nonce) else { return nil }
    let found = waiting[slot]
    let bits = result.ordinal == 255 ? UInt32.max : 1 << UInt32(result.ordinal & 31)
    if found.results & bits == 0 { return nil }
    heldUntil = 0
    waiting[slot].results &= ~bits
    if waiting[slot].results == 0 { drop(slot) }
    return found
  }

  /// Where a nonce waits for results; nil when it does not.
  func slot(of nonce: UInt64) -> Int? {
    let slot = Int(truncatingIfNeeded: nonce) & (Self.waitingMax - 1)
    return nonce != 0 && waiting[slot].nonce == nonce ? slot : nil
  }

  /// Waits no more for the datagram in `slot`: its outcome is unknown.
  func giveUp(_ slot: Int) {
    drop(slot)
    counters.unknown += 1
  }

  func end(_ reason: SessionEnd?) {
    endReason = reason
    state = .ended
    keys.wipe(0)
  }
}

/// What a session counts.
public struct SessionCounters: Sendable {
  /// Command datagrams sent, resends not counted; sent again; given up.
  public var datagrams: UInt64 = 0
  public var resent: UInt64 = 0
  public var unknown: UInt64 = 0
  /// BUSY answers to what waited, and about nothing that did; datagrams sent again after one; never
  /// sequenced; nonces burnt.
  public var busy: UInt64 = 0
  public var busyStale: UInt64 = 0
  public var busyResent: UInt64 = 0
  public var notSequenced: UInt64 = 0
  public var burnt: UInt64 = 0
  public var heartbeats: UInt64 = 0
  /// Frames dropped by cause.
  public var tagsWrong: UInt64 = 0
  public var framesRepeated: UInt64 = 0
  public var malformed: UInt64 = 0
  public var repliesRefused: UInt64 = 0
  /// Reports that came a second time, and those that came after others that follow them.
  public var reportsRepeated: UInt64 = 0
  public var reportsHeld: UInt64 = 0
  /// Reports that came because they were asked for again.
  public var reportsRecovered: UInt64 = 0
  /// Reports that never came, by their sequence: the venue had them no more, or the session's end
  /// was faster.
  public var reportsMissed: UInt64 = 0
  /// Requests sent, by kind.
  public var resendRequests: UInt64 = 0
  public var statusRequests: UInt64 = 0
  public var stateRequests: UInt64 = 0
  /// States brought up to date from pages, and logons after a session was lost.
  public var resyncs: UInt64 = 0
  public var reconnects: UInt64 = 0

  public init() {}
}
