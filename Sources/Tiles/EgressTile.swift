// SPDX-License-Identifier: Apache-2.0

public import Journaling
public import Lanes
public import Memory
public import PacketIO
internal import Quantities
public import Signing
public import Telemetry
internal import Venue
public import WireFormat

/// What egress counts.
public enum EgressCounter: Int, CounterName {
  /// Frames handed to the port, by kind.
  case reportFrames, marketDataFrames, logonReplies, heartbeats, settlementFrames
  /// Answers to neighbours, as ingress wrote them.
  case neighbourFrames
  /// Receipts sent to members.
  case receipts
  /// Reports in those frames, and market data messages.
  case reports, marketDataMessages
  /// Reports that found no session to go to: it ended, or its logon reply has not left yet.
  case reportsUndelivered
  /// Polls that waited for the commit cursor.
  case commitWaits
  /// Polls that waited for a logon's answer, with something for its session at hand.
  case sessionWaits
  /// Bursts of which the port refused a part, to be offered again.
  case portWaits
}

/// Where what egress sends goes.
public struct EgressAddresses: Sendable {
  /// Ourselves.
  public var local: Endpoint
  /// The public feed's group or host.
  public var marketData: Endpoint
  /// The validators' group or host, for batches.
  public var validators: Endpoint

  public init(local: Endpoint, marketData: Endpoint, validators: Endpoint) {
    self.local = local
    self.marketData = marketData
    self.validators = validators
  }
}

/// Sends what match, sign and settle let out, and nothing before its log index is committed.
///
///     match  ─▶ reports, market data ─▶┐  (held above the commit cursor)
///     sign   ─▶ logon replies, keys  ─▶┼─▶ port
///     settle ─▶ receipts, batches    ─▶┤
///     ingress ▶ answers to neighbours ▶┘  (after all else; they say nothing of the log)
///
/// A report leaves once; keeping and resending them is for a later version. Reports of one session
/// and one record share a frame.
public struct EgressTile: Tile, ~Copyable {
  private var transmitter: PortTransmitter
  private var events: LaneConsumer<EventSlot>
  private var sessionsIn: LaneConsumer<SessionSlot>
  private var settlement: LaneConsumer<ChunkSlot>
  private var neighbours: LaneConsumer<FrameSlot>
  private let committed: CommitReader
  private let addresses: EgressAddresses
  private let sessions: Slab<EgressSession>
  /// By slot the last session that is over, or never got keys; 0 for none.
  private let over: Slab<UInt32>
  /// The first record of this term, which ends the sessions of the terms before.
  private let firstIndex: UInt64
  /// The logon reply of each session, to be sent again if asked for.
  private let replies: ByteBuffer
  private var keys: SessionKeys
  private let durability: UInt8
  private let clock: Clock
  private let feed: MoldSession
  private let settlementFeed: MoldSession
  private var feedSequence: UInt64 = 1
  private var settlementSequence: UInt64 = 1
  private var sweep = 0
  private var sweptAt: UInt64 = 0
  private var reportsHash = ReportsDigest()
  /// Frames granted by the port, and filled: those it refused come first.
  private var granted = 0
  private var filled = 0
  /// Since when the port has refused frames; 0 when it has not.
  private var refusedAt: UInt64 = 0
  /// The port refused for so long that frames are not held any more, until it takes one.
  private var isPortStuck = false
  public var latencies = StageHistograms()
  public var counters = CounterBlock<EgressCounter>()

  static var replyBytesMax: Int { @_noAllocation @_noLocks get { 256 } }

  public init(
    transmitter: consuming PortTransmitter, events: consuming LaneConsumer<EventSlot>,
    sessionsIn: consuming LaneConsumer<SessionSlot>,
    settlement: consuming LaneConsumer<ChunkSlot>,
    neighbours: consuming LaneConsumer<FrameSlot>, committed: consuming CommitReader,
    addresses: EgressAddresses, keys: consuming SessionKeys, durability: Durability,
    feed: MoldSession,
    settlementFeed: MoldSession, firstIndex: UInt64, clock: Clock
  ) {
    sessions = Slab(count: keys.sessionsMax)
    over = Slab(count: keys.sessionsMax)
    self.firstIndex = firstIndex
    replies = ByteBuffer(count: keys.sessionsMax * Self.replyBytesMax)
    self.keys = keys
    self.transmitter = transmitter
    self.events = events
    self.sessionsIn = sessionsIn
    self.settlement = settlement
    self.neighbours = neighbours
    self.committed = committed
    self.addresses = addresses
    self.durability = durability.wire
    self.feed = feed
    self.settlementFeed = settlementFeed
    self.clock = clock
  }

  /// The port's own counters.
  public var portCounters: SendCounters { transmitter.counters }
  /// The digest over every report body sent or not, in order: replay must arrive at the same.
  public var reportsDigest: Bytes32 { reportsHash.value }

  /// Whether nothing waits.
  public var isQuiet: Bool {
    mutating get {
      events.readable() == 0 && sessionsIn.readable() == 0 && settlement.readable() == 0
        && neighbours.readable() == 0 && transmitter.held == 0
    }
  }

  @_noAllocation @_noLocks
  public mutating func poll() -> Int {
    granted = 0
    filled = transmitter.held
    let now = clock.nanoseconds()
    if !offerHeld(now) { return 0 }
    var work = takeSessions(now)
    work += takeEvents()
    work += takeSettlement()
    work += takeNeighbours()
    if now &- sweptAt > 1_000_000 {
      sweptAt = now
      sweepQuiet(now)
    }
    if granted > 0 && filled > 0 { flush() }
    return work
  }

  /// How long frames wait for a port that refuses them, before they are dropped: long enough for a
  /// peer that lost its core, short beside a heartbeat.
  private static var holdNanosecondsMax: UInt64 { @_noAllocation @_noLocks get { 250_000_000 } }

  /// Offers again what the port refused; false while it goes on refusing.
  @_noAllocation @_noLocks
  private mutating func offerHeld(_ now: UInt64) -> Bool {
    if filled == 0 {
      refusedAt = 0
      return true
    }
    granted = transmitter.reserve(filled)
    if refusedAt == 0 { refusedAt = now }
    if now - refusedAt > Self.holdNanosecondsMax { isPortStuck = true }
    flush()
    return filled == 0
  }

  /// Offers what is filled; a port that is stuck drops what it does not take, and counts it.
  @_noAllocation @_noLocks
  private mutating func flush() {
    let sent = isPortStuck ? transmitter.transmit(filled) : transmitter.offer(filled)
    if sent > 0 {
      isPortStuck = false
      refusedAt = 0
    }
    granted = 0
    filled = transmitter.held
    if filled > 0 { counters.add(.portWaits) }
  }

  // MARK: Frames

  /// The payload part of a frame to be filled, or nil when the port grants none now.
  @_noAllocation @_noLocks
  private mutating func openFrame() -> MutableByteView? {
    openWhole()?.slice(UDPDatagram.payloadOffset, count: UDPDatagram.payloadBytesMax)
  }

  /// The whole of a frame to be filled, or nil when the port grants none now.
  @_noAllocation @_noLocks
  private mutating func openWhole() -> MutableByteView? {
    if granted > 0 && filled == granted { flush() }
    if granted == 0 {
      // What was refused just now goes first, at the next poll.
      if filled > 0 { return nil }
      granted = transmitter.reserve(Burst.slotsMax)
      if granted == 0 { return nil }
    }
    return transmitter.outgoing(filled)
  }

  /// Completes the open frame with `length` payload bytes for `destination`.
  @_noAllocation @_noLocks
  private mutating func closeFrame(_ length: Int, to destination: Endpoint) {
    let bytes = UDPDatagram.write(
      into: transmitter.outgoing(filled), source: addresses.local, destination: destination,
      payloadCount: length)
    transmitter.setLength(filled, bytes)
    filled += 1
  }

  /// Tags a frame of the session in `slot` and completes it.
  @_noAllocation @_noLocks
  private mutating func closeTagged(_ bytes: MutableByteView, _ length: Int, _ slot: Int) {
    let frame = bytes.slice(0, count: length)
    let parts = Frame.tagged(frame.view)
    let tag = keys.tag16(
      slot: slot, direction: .venueToClient, header: parts.before, body: parts.after)
    tag.store(to: frame, at: Frame.tagOffset)
    sessions[slot].sentAt = clock.nanoseconds()
    closeFrame(length, to: sessions[slot].peer)
  }

  // MARK: Sessions

  @_noAllocation @_noLocks
  private mutating func takeSessions(_ now: UInt64) -> Int {
    let count = min(sessionsIn.readable(), Burst.slotsMax)
    var done = 0
    while done < count {
      let slot = sessionsIn[done]
      // What the log let out before the logon goes first: reports of the slot's last session, and
      // its end.
      if events.readable() > 0 && events[0].event.logIndex < slot.logIndex { break }
      if case .failed = slot.kind {
        over[Int(SessionID(slot.session).slot)] = slot.session
        done += 1
        continue
      }
      guard let frame = openFrame() else { break }
      let secret = sessionsIn.payload(done).slice(0, count: SessionKeys.exportBytes)
      let reply = sessionsIn.payload(done).view.slice(
        SessionKeys.exportBytes, count: Int(slot.length))
      frame.copy(reply)
      if case .opened = slot.kind {
        let at = Int(SessionID(slot.session).slot)
        keys.install(slot: at, from: secret)
        sessions[at] = EgressSession(
          id: slot.session, peer: slot.origin,
          heartbeat: UInt64(slot.heartbeatMilliseconds) * 1_000_000, replyBytes: slot.length)
        closeTagged(frame, reply.count, at)
        // Kept with its tag: a repeated logon gets the same bytes.
        let kept = replies.bytes.slice(at * Self.replyBytesMax, count: Self.replyBytesMax)
        kept.copy(frame.view.slice(0, count: reply.count))
      } else {
        closeFrame(reply.count, to: slot.origin)
      }
      counters.add(.logonReplies)
      done += 1
    }
    sessionsIn.release(done)
    return done
  }

  /// Sends a heartbeat in a few sessions to which nothing was sent for an interval.
  @_noAllocation @_noLocks
  private mutating func sweepQuiet(_ now: UInt64) {
    for _ in 0..<min(16, sessions.count) {
      sweep = sweep + 1 < sessions.count ? sweep + 1 : 0
      if sessions[sweep].id == 0 || sessions[sweep].heartbeat == 0 { continue }
      if now < sessions[sweep].sentAt + sessions[sweep].heartbeat { continue }
      guard let frame = openFrame() else { return }
      sessions[sweep].sequence += 1
      let end = committed.end()
      let length = FrameWriter.heartbeat(
        into: frame, session: sessions[sweep].id, sequence: sessions[sweep].sequence,
        Heartbeat(
          sequenceReceived: 0, committed: end == 0 ? 0 : end - 1, sent: now))
      closeTagged(frame, length, sweep)
      counters.add(.heartbeats)
    }
  }

  // MARK: Reports and market data

  /// Whether a session that is not up yet will be: it was logged on in this term, after whichever
  /// had its slot, and the answer to its logon is still being signed. What the log lets out for it
  /// waits: an answer always comes, if only to say that there are no keys.
  @_noAllocation @_noLocks
  private func isToCome(_ session: UInt32, _ logIndex: UInt64) -> Bool {
    let slot = Int(SessionID(session).slot)
    return logIndex > firstIndex && SessionID(session).isAfter(sessions[slot].id)
      && SessionID(session).isAfter(over[slot])
  }

  @_noAllocation @_noLocks
  private mutating func takeEvents() -> Int {
    let count = min(events.readable(Burst.slotsMax), Burst.slotsMax * 2)
    let end = committed.end()
    let now = clock.nanoseconds()
    var done = 0
    while done < count {
      if events[done].event.logIndex >= end {
        counters.add(.commitWaits)
        break
      }
      let taken: Int
      switch events[done].event.kind {
      case .report: taken = sendReports(done, count, now)
      case .marketData: taken = sendMarketData(done, count, end)
      case .logonRepeated: taken = repeatReply(events[done].event.session, events[done].origin)
      case .sessionClosed:
        taken = closeSession(events[done].event.session, events[done].event.logIndex)
      case .match, .stateSet, .stateRemoved, .logonAnswered, .keyRegistered: taken = 1
      }
      if taken == 0 { break }
      done += taken
    }
    events.release(done)
    return done
  }

  /// Sends the reports from `first` that belong to one session and one record; returns how many
  /// events that took, 0 when the port grants no frame.
  @_noAllocation @_noLocks
  private mutating func sendReports(_ first: Int, _ end: Int, _ committedAt: UInt64) -> Int {
    let session = events[first].event.session
    let logIndex = events[first].event.logIndex
    let slot = Int(SessionID(session).slot)
    if sessions[slot].id != session {
      if isToCome(session, logIndex) {
        counters.add(.sessionWaits)
        return 0
      }
      hash(first)
      counters.add(.reportsUndelivered)
      return 1
    }
    guard let frame = openFrame() else { return 0 }
    sessions[slot].sequence += 1
    var writer = ReportFrameWriter(
      into: frame, session: session, sequence: sessions[slot].sequence)
    var next = first
    while next < end {
      let event = events[next].event
      guard case .report = event.kind, event.session == session, event.logIndex == logIndex else {
        break
      }
      if !writer.append(encoded: payload(next)) { break }
      hash(next)
      next += 1
    }
    counters.add(.reports, UInt64(next - first))
    counters.add(.reportFrames)
    let stamps = events[first].stamps
    let now = clock.nanoseconds()
    let trailer = ReportTrailer(
      received: stamps.received, verified: stamps.verified, sequenced: stamps.sequenced,
      matched: stamps.matched, committed: committedAt, sent: now, durability: durability)
    if MessageHeader(payload(first)).templateID == CommandResult.templateID {
      // Once a command: what else its record lets out, a fill of another member, is no answer.
      if stamps.received != 0 { latencies.record(stamps, committed: committedAt, sent: now) }
      // The command's tag was the session's, so the member is where it came from. The address of a
      // logon is only where its frame came from.
      let origin = events[first].origin
      if origin.udpPort != 0 { sessions[slot].peer = origin }
    }
    let length = writer.finish(trailer)
    closeTagged(frame, length, slot)
    return next - first
  }

  @_noAllocation @_noLocks
  private func payload(_ place: Int) -> ByteView {
    events.payload(place).view.slice(0, count: Int(events[place].event.length))
  }

  /// Adds a report to the digest: session, length, bytes.
  @_noAllocation @_noLocks
  private mutating func hash(_ place: Int) {
    reportsHash.add(session: events[place].event.session, report: payload(place))
  }

  /// Packs the committed market data from `first` into one packet.
  @_noAllocation @_noLocks
  private mutating func sendMarketData(_ first: Int, _ count: Int, _ end: UInt64) -> Int {
    guard let frame = openFrame() else { return 0 }
    var writer = MoldWriter(into: frame, session: feed, sequence: feedSequence)
    var next = first
    while next < count {
      let event = events[next].event
      guard case .marketData = event.kind, event.logIndex < end else { break }
      if !writer.append(encoded: payload(next)) { break }
      next += 1
    }
    feedSequence = writer.sequenceNext
    counters.add(.marketDataMessages, UInt64(next - first))
    counters.add(.marketDataFrames)
    closeFrame(writer.finish(), to: addresses.marketData)
    return next - first
  }

  @_noAllocation @_noLocks
  private mutating func repeatReply(_ session: UInt32, _ to: Endpoint) -> Int {
    let slot = Int(SessionID(session).slot)
    if sessions[slot].id != session { return 1 }
    guard let frame = openFrame() else { return 0 }
    let length = Int(sessions[slot].replyBytes)
    frame.copy(replies.bytes.view.slice(slot * Self.replyBytesMax, count: length))
    closeFrame(length, to: to)
    counters.add(.logonReplies)
    return 1
  }

  @_noAllocation @_noLocks
  private mutating func closeSession(_ session: UInt32, _ logIndex: UInt64) -> Int {
    let slot = Int(SessionID(session).slot)
    if sessions[slot].id == session {
      sessions[slot].id = 0
      keys.wipe(slot)
    } else if isToCome(session, logIndex) {
      counters.add(.sessionWaits)
      return 0
    }
    over[slot] = session
    return 1
  }

  // MARK: Settlement

  /// Sends receipts to their sessions, and signed batch headers to the validators in a MoldUDP64
  /// stream of their own.
  @_noAllocation @_noLocks
  private mutating func takeSettlement() -> Int {
    let count = min(settlement.readable(), Burst.slotsMax)
    var done = 0
    while done < count {
      let session = settlement[done].session
      let taken =
        session == 0 ? sendToValidators(done, count) : sendReceipts(done, count, session)
      if taken == 0 { break }
      done += taken
    }
    settlement.release(done)
    return done
  }

  @_noAllocation @_noLocks
  private func chunk(_ place: Int) -> ByteView {
    settlement.payload(place).view.slice(0, count: Int(settlement[place].length))
  }

  @_noAllocation @_noLocks
  private mutating func sendToValidators(_ first: Int, _ count: Int) -> Int {
    guard let frame = openFrame() else { return 0 }
    var writer = MoldWriter(into: frame, session: settlementFeed, sequence: settlementSequence)
    var next = first
    while next < count && settlement[next].session == 0 {
      if !writer.append(encoded: chunk(next)) { break }
      next += 1
    }
    invariant(next > first, "a batch header fits a packet")
    settlementSequence = writer.sequenceNext
    counters.add(.settlementFrames)
    closeFrame(writer.finish(), to: addresses.validators)
    return next - first
  }

  /// Sends the receipts of one session that stand together; their trailer holds no stamps.
  @_noAllocation @_noLocks
  private mutating func sendReceipts(_ first: Int, _ count: Int, _ session: UInt32) -> Int {
    let slot = Int(SessionID(session).slot)
    if sessions[slot].id != session {
      counters.add(.reportsUndelivered)
      return 1
    }
    guard let frame = openFrame() else { return 0 }
    sessions[slot].sequence += 1
    var writer = ReportFrameWriter(
      into: frame, session: session, sequence: sessions[slot].sequence)
    var next = first
    while next < count && settlement[next].session == session {
      if !writer.append(encoded: chunk(next)) { break }
      next += 1
    }
    invariant(next > first, "a receipt fits a frame")
    counters.add(.receipts, UInt64(next - first))
    let length = writer.finish(ReportTrailer(durability: durability))
    closeTagged(frame, length, slot)
    return next - first
  }

  // MARK: Neighbours

  /// Sends a few of the frames that ingress wrote, as they are.
  @_noAllocation @_noLocks
  private mutating func takeNeighbours() -> Int {
    let count = min(neighbours.readable(), 8)
    var done = 0
    while done < count {
      guard let frame = openWhole() else { break }
      let length = Int(neighbours[done].length)
      frame.copy(neighbours.payload(done).view.slice(0, count: length))
      transmitter.setLength(filled, length)
      filled += 1
      counters.add(.neighbourFrames)
      done += 1
    }
    neighbours.release(done)
    return done
  }
}

/// A session as egress knows it.
struct EgressSession: BitwiseCopyable {
  /// 0 when none is up on the slot.
  var id: UInt32
  var replyBytes: UInt16
  var peer: Endpoint
  /// Of the last frame sent.
  var sequence: UInt64 = 0
  var sentAt: UInt64 = 0
  /// Nanoseconds between heartbeats; 0 for none.
  var heartbeat: UInt64

  @_noAllocation @_noLocks
  init(id: UInt32, peer: Endpoint, heartbeat: UInt64, replyBytes: UInt16) {
    self.id = id
    self.replyBytes = replyBytes
    self.peer = peer
    self.heartbeat = heartbeat
  }
}
