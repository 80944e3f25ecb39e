// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import WireFormat

/// What a session does about reports that did not come.
///
///     a report or frame is missing ─ wait ─▶ ResendRequest ──▶ the reports, or
///            ▲                                                 ReportsRetained: nothing was lost
///            └──────── twice as long each time ◀───┘                 │ they are gone
///                                                                    ▼
///     the driver's event ◀─ merged with reports ◀─ pages ◀──── StateRequest
///
/// Everything that is asked is asked again until it is answered: a request changes nothing.
struct Recovery {
  /// When something is asked for again.
  struct Pace {
    /// 0 while there is nothing to ask.
    var dueAt: UInt64 = 0
    var tries: UInt8 = 0

    /// Whether it is time to ask. The first question waits a while, each next one twice as long as the
    /// one before, so many times.
    mutating func isDue(_ now: UInt64, wait: UInt64, doublingsMax: UInt8 = 9) -> Bool {
      if dueAt == 0 { dueAt = now + wait }
      if now < dueAt { return false }
      dueAt = now + wait << UInt64(min(tries + 1, doublingsMax))
      tries = min(tries + 1, 254)
      return true
    }

    /// Asks at once the next time: there was an answer.
    mutating func goOn() { (dueAt, tries) = (1, 0) }

    mutating func reset() { (dueAt, tries) = (0, 0) }
  }

  /// Frames of the venue that never came, as far as later ones tell: each may have held reports.
  var framesMissing: UInt64 = 0
  var gap = Pace()
  /// The sequence of the session's end, once it came: no report follows it, and nothing before it
  /// can be asked for any more.
  var endSequence: UInt64 = 0
  var merge: StateMerge?
  var page = Pace()
  /// Nonces whose status is asked for.
  var statuses: [(nonce: UInt64, pace: Pace)] = []
  /// Nonces whose datagrams were given up, for the gateway to tell of.
  var givenUp: [UInt64] = []
  /// Since when, and how often, the gateway has tried to log on again; 0 when it is not trying.
  var reconnect = Pace()
  var isReconnecting = false
  /// When the logon at hand was made.
  var logonAt: UInt64 = 0

  /// Begins a session. What was lost with the last one is found out from the state.
  mutating func begin() {
    framesMissing = 0
    endSequence = 0
    gap.reset()
    page.reset()
    if merge != nil || isReconnecting { merge = StateMerge(from: 1) }
    for i in statuses.indices { statuses[i].pace.reset() }
  }
}

extension MemberSession {
  /// Whether every report is there that the venue's frames told of.
  public var isComplete: Bool { !reports.isMissing && recovery.framesMissing == 0 }

  /// Writes the next request that is due; 0 when none is.
  func request(into bytes: MutableByteView, now: UInt64, wait: UInt64) -> Int {
    for i in recovery.statuses.indices {
      if recovery.statuses[i].pace.isDue(now, wait: wait) {
        counters.statusRequests += 1
        return write(
          StatusRequest(nonce: recovery.statuses[i].nonce), RequestBody.frameBytesMin + 7, bytes,
          now)
      }
    }
    if reports.isMissing || recovery.framesMissing > 0 {
      if recovery.gap.isDue(now, wait: wait) {
        let count = max(1, reports.missingCount())
        // As much as the missing reports may fill, so that one answer can hold them.
        let fill =
          ReportFrameWriter.overheadBytes + Int(count)
          * (Frame.lengthPrefixBytes + Template.sequencedReportBytesMax)
        counters.resendRequests += 1
        return write(
          ResendRequest(fromSequence: reports.next, count: UInt32(count)),
          min(max(fill + 7, RequestBody.frameBytesMin + 7), Frame.bytesMax), bytes, now)
      }
    } else {
      recovery.gap.reset()
    }
    if let request = recovery.merge?.request, recovery.page.isDue(now, wait: wait) {
      counters.stateRequests += 1
      return write(request, Frame.bytesMax, bytes, now)
    }
    return 0
  }

  private func write<Request: WireMessage>(
    _ request: Request, _ frameBytes: Int, _ bytes: MutableByteView, _ now: UInt64
  ) -> Int {
    sequence += 1
    let length = FrameWriter.request(
      into: bytes, session: session, sequence: sequence, request, frameBytes: frameBytes)
    tag(bytes, length, now)
    return length
  }

  /// Whether the session's end came, something before it did not, and it was waited and asked for.
  var isEndDue: Bool {
    recovery.endSequence != 0 && recovery.gap.tries > 1
  }

  /// Takes what the venue says of the reports it has; whether those that are missing are gone.
  func take(_ retained: ReportsRetained) -> Bool {
    // An answer to an older question: what it says may not hold any more.
    if retained.asked != reports.next { return false }
    if retained.next == reports.next {
      recovery.framesMissing = 0
      recovery.gap.reset()
    }
    return retained.first > reports.next
  }

  /// Asks for the status of a nonce that the venue does not remember, instead of taking the refusal
  /// for its outcome; false if nothing waits under that nonce.
  func askStatus(_ nonce: UInt64) -> Bool {
    guard let slot = slot(of: nonce) else { return false }
    if !waiting[slot].isAsking {
      waiting[slot].isAsking = true
      var pace = Recovery.Pace()
      pace.goOn()
      recovery.statuses.append((nonce, pace))
    }
    return true
  }

  /// Takes a nonce's status; whether it was asked for.
  func take(_ status: NonceStatus) -> Bool {
    guard let i = recovery.statuses.firstIndex(where: { $0.nonce == status.nonce }) else {
      return false
    }
    recovery.statuses.remove(at: i)
    if let slot = slot(of: status.nonce) { giveUp(slot) }
    return true
  }

  /// Waits for nothing any more: the session ended and there will be no other.
  func giveUpAll() {
    recovery.statuses.removeAll()
    for slot in 0..<waiting.count where waiting[slot].nonce != 0 {
      recovery.givenUp.append(waiting[slot].nonce)
      giveUp(slot)
    }
  }

  /// Nonces of which nothing was heard for so long that their outcome is unknown.
  func takeGivenUp(resendsMax: UInt8) -> [UInt64] {
    for entry in recovery.statuses where entry.pace.tries >= min(resendsMax, 253) {
      if let slot = slot(of: entry.nonce) { giveUp(slot) }
      recovery.givenUp.append(entry.nonce)
    }
    recovery.statuses.removeAll { $0.pace.tries >= min(resendsMax, 253) }
    let nonces = recovery.givenUp
    recovery.givenUp.removeAll()
    return nonces
  }

  /// The command that a result answers, if its datagram still waits.
  func command(_ result: CommandResult) -> MessageView? {
    guard let slot = slot(of: result.nonce) else { return nil }
    let count = Int(waiting[slot].bodyBytes)
    let body = bodies.bytes.view.slice(slot * CommandBody.bytesMax, count: count)
    var cursor = CommandBody(checked: body).commands
    while let command = cursor.next() {
      if command.ordinal == Int(result.ordinal) { return command }
    }
    return nil
  }

  /// Makes everything that waits due at once: a new session has heard none of it.
  func resendAll() {
    for slot in 0..<waiting.count where waiting[slot].nonce != 0 {
      waiting[slot].lastSentAt = 0
      waiting[slot].retryAt = 0
      waiting[slot].resends = 0
    }
    heldUntil = 0
  }
}
