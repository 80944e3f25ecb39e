// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

extension Venue {
  /// A verified logon: signature (64) | LogonRequest message.
  @_noAllocation @_noLocks
  mutating func applyLogon(_ header: LogRecord, _ body: ByteView, into events: inout VenueEvents) {
    let request = LogonRequest(block: body, at: 64 + MessageHeader.bytes)
    let key = KeyID(request.key)
    var session = SessionID(0)
    var code = RejectCode.keyUnknown
    if Int(key.value) < keys.keys.count && keys.keys[key.value].isRegistered {
      switch nonces.standing(key, request.nonce) {
      case .used(let rank):
        code = repeated(header, key, nonces.entry(key, rank))
        if code == .none {
          let session = keys.keys[key.value].session
          _ = events.append(
            VenueEvent(.logonRepeated, logIndex: header.logIndex, session: session.value))
          return
        }
      case .tooOld: code = .nonceTooOld
      case .fresh:
        code = open(header, request, key, &session, into: &events)
        let rank = remember(
          key, nonce: request.nonce, header, code: code, count: 0, into: &events)
        writeNonce(key, rank, header, into: &events)
      }
    }
    answer(header, body, request, session, code, into: &events)
  }

  /// Opens the session a fresh logon asks for; the key's old one ends.
  @_noAllocation @_noLocks
  private mutating func open(
    _ header: LogRecord, _ request: LogonRequest, _ key: KeyID, _ session: inout SessionID,
    into events: inout VenueEvents
  ) -> RejectCode {
    if let refusal = keys.refusal(key, at: now) { return Self.code(refusal) }
    if now > request.validUntil { return .expired }
    if request.validUntil - now > genesis.block.validitySpanMax { return .validUntilTooFar }
    if request.flags & ~SessionFlags.all != 0 { return .logonFlagsUnknown }
    // The promise that orders do not outlive their session goes over to a session that makes it too.
    let keepsOrders = request.flags & SessionFlags.cancelOnDisconnect != 0
    let old = keys.keys[key.value].session
    if old.value != 0 {
      close(old, .replaced, keepsOrders: keepsOrders, header, into: &events)
    }
    let account = keys.keys[key.value].account
    if let refusal = sessions.open(
      key, account, flags: request.flags, logIndex: header.logIndex, id: &session)
    {
      switch refusal {
      case .sessionsMax: return .sessionsMax
      case .accountSessionsMax: return .accountSessionsMax
      }
    }
    keys.keys[key.value].session = session
    changedSessions.note(UInt32(session.slot))
    writeKey(key, header, into: &events)
    return .none
  }

  /// How a logon with a used nonce is answered: `none` while the session it opened is up, whose
  /// reply then goes out again; the first refusal; or that its session is gone.
  @_noAllocation @_noLocks
  private func repeated(_ header: LogRecord, _ key: KeyID, _ entry: NonceEntry) -> RejectCode {
    if entry.digest != header.digest { return .nonceReused }
    if entry.code != 0 {
      guard let code = RejectCode(wire: entry.code) else {
        invariant(false, "a remembered refusal has a code")
        return .nonceReused
      }
      return code
    }
    let session = keys.keys[key.value].session
    if session.value == 0 { return .sessionMismatch }
    let isSame = sessions.slots[Int(session.slot)].openedIndex == entry.logIndex
    return isSame ? .none : .sessionMismatch
  }

  @_noAllocation @_noLocks
  private func answer(
    _ header: LogRecord, _ body: ByteView, _ request: LogonRequest, _ session: SessionID,
    _ code: RejectCode, into events: inout VenueEvents
  ) {
    var account: UInt32 = 0
    var highest: UInt64 = 0
    if code != .keyUnknown {
      account = keys.keys[request.key].account.value
      highest = nonces.highest(KeyID(request.key))
    }
    let reply = LogonReply(
      session: session.value, key: request.key, nonce: request.nonce, term: header.term,
      logIndex: header.logIndex, logTime: header.logTime, nonceHighest: highest, account: account,
      code: code.wire)
    let bytes = events.append(
      VenueEvent(
        .logonAnswered, logIndex: header.logIndex, length: LogonReply.messageBytes + body.count,
        session: session.value))
    reply.encode(message: bytes)
    bytes.copy(body, at: LogonReply.messageBytes)
  }

  /// Ends a session that is up: its owner is told, its key is free for another. If its logon asked
  /// for that, the key's open orders are cancelled.
  @_noAllocation @_noLocks
  mutating func close(
    _ session: SessionID, _ end: SessionEnd, keepsOrders: Bool = false, _ header: LogRecord,
    into events: inout VenueEvents
  ) {
    let key = sessions.slots[Int(session.slot)].key
    let flags = sessions.slots[Int(session.slot)].flags
    let message = SessionClosed(
      reportSequence: sessions.takeReportSequence(session), logIndex: header.logIndex,
      logTime: header.logTime, end: end.wire)
    let bytes = events.append(
      VenueEvent(
        .report, logIndex: header.logIndex, length: SessionClosed.messageBytes,
        session: session.value))
    message.encode(message: bytes)
    sessions.close(session)
    keys.keys[key.value].session = SessionID(0)
    changedSessions.note(UInt32(session.slot))
    writeKey(key, header, into: &events)
    _ = events.append(
      VenueEvent(.sessionClosed, logIndex: header.logIndex, session: session.value))
    if flags & SessionFlags.cancelOnDisconnect != 0 && !keepsOrders {
      cancelOrders(of: key, .sessionLost, header, into: &events)
    }
  }

  /// The appliance started again: no session survives it.
  @_noAllocation @_noLocks
  mutating func closeAll(_ header: LogRecord, into events: inout VenueEvents) {
    for slot in 0..<sessions.slots.count where sessions.slots[slot].isUp {
      let session = SessionID(
        slot: UInt16(truncatingIfNeeded: slot), generation: sessions.slots[slot].generation)
      close(session, .restart, header, into: &events)
    }
  }

  /// Enters a nonce with the datagram's refusal, if any, and returns its rank.
  @_noAllocation @_noLocks
  mutating func remember(
    _ key: KeyID, nonce: UInt64, _ header: LogRecord, code: RejectCode, count: UInt8,
    into events: inout VenueEvents
  ) -> Int {
    var ejected: UInt64 = 0
    let rank = nonces.enter(
      key, nonce: nonce, digest: header.digest, logIndex: header.logIndex, code: code.wire,
      count: count, ejected: &ejected)
    if ejected != 0 {
      _ = events.append(
        VenueEvent(
          .stateRemoved, logIndex: header.logIndex, section: StateSectionNumber.nonces,
          bucket: nonceBucket(key, ejected), key: ejected))
      writeKey(key, header, into: &events)
    }
    return rank
  }

  @_noAllocation @_noLocks
  func nonceBucket(_ key: KeyID, _ nonce: UInt64) -> UInt32 {
    key.value * UInt32(nonces.window) + UInt32(nonce % UInt64(nonces.window))
  }

  @_noAllocation @_noLocks
  static func code(_ refusal: KeyRefusal) -> RejectCode {
    switch refusal {
    case .outOfRange: .keyOutOfRange
    case .taken: .keyTaken
    case .unknown: .keyUnknown
    case .revoked: .keyRevoked
    case .notYetValid: .keyNotYetValid
    case .expired: .keyExpired
    }
  }
}
