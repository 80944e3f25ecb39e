// SPDX-License-Identifier: Apache-2.0

public import Journaling
public import Lanes
internal import Memory
internal import PacketIO
internal import Quantities
public import Signing
public import Telemetry
internal import Venue
public import WireFormat

/// What sign counts.
public enum SignCounter: Int, CounterName {
  case logonsAnswered, logonsRefused, statementsSigned
  /// Logons whose ephemeral key contributes nothing.
  case agreementsRefused
  /// Signatures that did not verify after they were made: not released, asked for again.
  case faults
}

/// Answers logons and signs receipts and batches, through the `Signer`'s bursts.
///
///     match  ─▶ logons answered ─▶ [ agree ─▶ sign ] ─▶ keys to ingress, keys and reply to egress
///     settle ─▶ statements      ─▶ [         sign ] ─▶ signatures to settle
///
/// The venue's ephemeral keys come from a stream in user space, seeded once. Nothing is signed
/// before its log index is committed: settle only sends what is, logons wait here.
public struct SignTile: Tile, ~Copyable {
  private var logons: LaneConsumer<EventSlot>
  private var statements: LaneConsumer<SignatureSlot>
  private var signatures: LaneProducer<SignatureSlot>
  private var ingress: LaneProducer<SessionSlot>
  private var egress: LaneProducer<SessionSlot>
  private var signer: Signer
  private let keySlot: UInt8
  private let identity: Identity
  private let durability: UInt8
  private let committed: CommitReader
  private var random: RandomStream
  private var ephemeral: EphemeralKey
  /// One slot: the logon being answered.
  private var keys: SessionKeys
  private let completions = Slab<SignCompletion>(count: 8)
  private let preimage = ByteBuffer(count: Preimage.prefixBytes + 512)
  private let transcript = ByteBuffer(count: 32)
  /// The frame of the reply being signed, and what it is for.
  private let frame = ByteBuffer(count: 256)
  private var reply = LogonReply()
  private var pending = Pending.none
  private var pendingStatements = 0
  public var counters = CounterBlock<SignCounter>()

  private enum Pending { case none, asking, signing, signed, failed }
  /// The cookie of a logon reply; settle's cookies are numbers from 1.
  private static var logonCookie: UInt64 { @_noAllocation @_noLocks get { 0 } }

  public init(
    logons: consuming LaneConsumer<EventSlot>, statements: consuming LaneConsumer<SignatureSlot>,
    signatures: consuming LaneProducer<SignatureSlot>,
    ingress: consuming LaneProducer<SessionSlot>, egress: consuming LaneProducer<SessionSlot>,
    signer: consuming Signer, keySlot: UInt8, identity: Identity, durability: Durability,
    committed: consuming CommitReader, random: consuming RandomStream,
    ephemeral: consuming EphemeralKey, keys: consuming SessionKeys
  ) {
    invariant(keys.sessionsMax >= 1, "there is a slot for the logon being answered")
    self.random = random
    self.ephemeral = ephemeral
    self.keys = keys
    self.logons = logons
    self.statements = statements
    self.signatures = signatures
    self.ingress = ingress
    self.egress = egress
    self.signer = signer
    self.keySlot = keySlot
    self.identity = identity
    self.durability = durability.wire
    self.committed = committed
  }

  @_noAllocation @_noLocks
  public mutating func poll() -> Int {
    var work = takeLogon()
    work += takeStatements()
    work += takeCompletions()
    switch pending {
    case .signed: work += answer()
    case .failed: work += fail()
    case .none, .asking, .signing: break
    }
    return work
  }

  /// Whether nothing waits.
  public var isQuiet: Bool {
    mutating get {
      logons.readable() == 0 && statements.readable() == 0 && pendingStatements == 0
    }
  }

  /// Gives the signer back, for the seal.
  public consuming func halt() -> Signer { signer }

  // MARK: Statements

  @_noAllocation @_noLocks
  private mutating func takeStatements() -> Int {
    var done = 0
    // What is asked for must find room when it comes back.
    while done < statements.readable()
      && signatures.writable(pendingStatements + 1) > pendingStatements
    {
      let message = statements.payload(done).view.slice(0, count: Int(statements[done].length))
      if !signer.submit(cookie: statements[done].cookie, keySlot: keySlot, message: message) {
        break
      }
      pendingStatements += 1
      done += 1
    }
    statements.release(done)
    return done
  }

  @_noAllocation @_noLocks
  private mutating func takeCompletions() -> Int {
    let count = signer.poll(completions, max: completions.count)
    for i in 0..<count {
      let completion = completions[i]
      if completion.cookie == Self.logonCookie {
        if case .signed = completion.status {
          completion.signature.store(to: frame.bytes, at: Frame.signatureOffset)
          pending = .signed
        } else {
          counters.add(.faults)
          pending = .asking
        }
        continue
      }
      pendingStatements -= 1
      var slot = SignatureSlot(cookie: completion.cookie, length: 64, isSigned: false)
      if case .signed = completion.status {
        slot.isSigned = true
        completion.signature.store(to: signatures.payload(0))
        counters.add(.statementsSigned)
      } else {
        counters.add(.faults)
      }
      signatures[0] = slot
      signatures.publish()
    }
    if case .asking = pending, ask() { return count + 1 }
    return count
  }

  // MARK: Logons

  /// Begins to answer the next committed logon: draws the venue's half, derives the keys.
  @_noAllocation @_noLocks
  private mutating func takeLogon() -> Int {
    guard case .none = pending, logons.readable() > 0 else { return 0 }
    if !committed.isCommitted(logons[0].event.logIndex) { return 0 }
    let body = logons.payload(0).view.slice(LogonReply.messageBytes, count: LogonBody.bytes)
    reply = LogonReply(block: logons.payload(0).view, at: MessageHeader.bytes)
    reply.durability = durability
    if reply.code == 0 {
      ephemeral.renew(from: &random)
      reply.agreementKey = Bytes32(ephemeral.publicKey)
    }
    _ = FrameWriter.logonReply(into: frame.bytes, reply: reply)
    let length = writePreimage(body)
    hash(preimage.bytes.view.slice(0, count: length), into: transcript.bytes)
    if reply.code == 0 {
      let request = LogonBody(checked: body).request
      let peer = body.slice(LogonBody.bytes - 32, count: 32)
      invariant(Bytes32(peer) == request.agreementKey, "a request ends with its agreement key")
      do {
        try keys.agree(
          slot: 0, own: &ephemeral, peer: peer, transcriptHash: transcript.bytes.view,
          role: .venue)
      } catch {
        counters.add(.agreementsRefused)
        pending = .failed
        return 1
      }
    }
    pending = .asking
    return 1
  }

  @_noAllocation @_noLocks
  private func writePreimage(_ body: ByteView) -> Int {
    let message = frame.bytes.view.slice(
      Frame.headBytes + Frame.signatureBytes, count: LogonReply.messageBytes)
    return Preimage.writeReply(
      into: preimage.bytes, identity: identity, request: body, reply: message)
  }

  /// Asks for the reply's signature.
  @_noAllocation @_noLocks
  private mutating func ask() -> Bool {
    let length = Preimage.prefixBytes + LogonBody.bytes + LogonReply.messageBytes
    let message = preimage.bytes.view.slice(0, count: length)
    if !signer.submit(cookie: Self.logonCookie, keySlot: keySlot, message: message) { return false }
    pending = .signing
    return true
  }

  /// A session is up in the log and nobody can use it: ingress gets keys that nobody has, and lets
  /// silence end it at once.
  @_noAllocation @_noLocks
  private mutating func fail() -> Int {
    if ingress.writable() == 0 || egress.writable() == 0 { return 0 }
    var slot = SessionSlot(.failed, session: reply.session)
    slot.logIndex = logons[0].event.logIndex
    slot.heartbeatMilliseconds = 1
    random.fill(ingress.payload(0).slice(0, count: SessionKeys.exportBytes))
    ingress[0] = slot
    ingress.publish()
    egress[0] = slot
    egress.publish()
    logons.release()
    pending = .none
    return 1
  }

  /// Gives the keys to ingress, then keys and reply to egress: the member cannot speak before
  /// ingress knows it.
  @_noAllocation @_noLocks
  private mutating func answer() -> Int {
    if ingress.writable() == 0 || egress.writable() == 0 { return 0 }
    let body = logons.payload(0).view.slice(LogonReply.messageBytes, count: LogonBody.bytes)
    let isOpen = reply.code == 0
    var slot = SessionSlot(isOpen ? .opened : .refused, session: reply.session)
    slot.origin = logons[0].origin
    slot.logIndex = logons[0].event.logIndex
    slot.heartbeatMilliseconds = LogonBody(checked: body).request.heartbeatMilliseconds
    if isOpen {
      keys.export(slot: 0, into: ingress.payload(0))
      ingress[0] = slot
      ingress.publish()
      keys.export(slot: 0, into: egress.payload(0))
      keys.wipe(0)
      counters.add(.logonsAnswered)
    } else {
      counters.add(.logonsRefused)
    }
    let length = Frame.headBytes + LogonReplyBody.bytes
    slot.length = UInt16(length)
    egress.payload(0).copy(
      frame.bytes.view.slice(0, count: length), at: SessionKeys.exportBytes)
    egress[0] = slot
    egress.publish()
    logons.release()
    pending = .none
    return 1
  }
}
