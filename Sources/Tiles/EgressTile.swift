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
  /// BUSY frames; and those whose session is not up here.
  case busyFrames, busyUndelivered
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
  /// Reports sent again and the frames they went in; answers that said what is retained instead.
  case reportsResent, resendFrames, retainedAnswers
  /// Answers about a nonce, orders or positions.
  case stateAnswers
  /// Answers that found their session over.
  case answersUndelivered
  /// Packets of line B, heartbeats of the feed (counted once for both lines), snapshot pages.
  case lineBFrames, feedHeartbeats, snapshotFrames
  /// Requests for messages missed, by their answer: messages, none yet or none that fits, gone for good;
  /// and the messages sent again.
  case feedRequestsAnswered, feedRequestsEmpty, feedRequestsGone, messagesAgain
}

/// Where what egress sends goes.
public struct EgressAddresses: Sendable {
  /// Ourselves.
  public var local: Endpoint
  /// The validators' group or host, for batches.
  public var validators: Endpoint

  public init(local: Endpoint, validators: Endpoint) {
    self.local = local
    self.validators = validators
  }
}

/// Sends what match, sign and settle let out, and nothing before its log index is committed.
///
///     match  ─▶ reports, market data ─▶┐  (held above the commit cursor), snapshot pages
///     sign   ─▶ logon replies, keys  ─▶┼─▶ port
///     settle ─▶ receipts, batches    ─▶┤
///     match  ─▶ answers about state  ─▶┤  (held likewise, and behind what came before them)
///     ingress ▶ reports to be resent ─▶┤  (they were let out before)
///     ingress ▶ BUSY, feed messages asked for, answers to neighbours ▶┘  (after all else)
///
/// Reports of one session and one record share a frame. The last reports of each session are kept,
/// to be sent again when it asks.
public struct EgressTile: Tile, ~Copyable {
  var transmitter: PortTransmitter
  var events: LaneConsumer<EventSlot>
  var sessionsIn: LaneConsumer<SessionSlot>
  var settlement: LaneConsumer<ChunkSlot>
  var answers: LaneConsumer<AnswerSlot>
  var neighbours: LaneConsumer<FrameSlot>
  var resends: LaneConsumer<ResendSlot>
  var states: LaneConsumer<StateSlot>
  let retained: RetainedReports
  let committed: CommitReader
  let addresses: EgressAddresses
  let sessions: Slab<EgressSession>
  /// By slot the last session that is over, or never got keys; 0 for none.
  let over: Slab<UInt32>
  /// The first record of this term, which ends the sessions of the terms before.
  let firstIndex: UInt64
  /// The logon reply of each session, to be sent again if asked for.
  let replies: ByteBuffer
  var keys: SessionKeys
  let durability: UInt8
  let clock: Clock
  var feed: EgressFeed
  let settlementFeed: MoldSession
  var settlementSequence: UInt64 = 1
  var sweep = 0
  var sweptAt: UInt64 = 0
  var reportsHash = ReportsDigest()
  /// Frames granted by the port, and filled: those it refused come first.
  var granted = 0
  var filled = 0
  /// Since when the port has refused frames; 0 when it has not.
  var refusedAt: UInt64 = 0
  /// The port refused for so long that frames are not held any more, until it takes one.
  var isPortStuck = false
  public var latencies = StageHistograms()
  public var counters = CounterBlock<EgressCounter>()

  static var replyBytesMax: Int { @_noAllocation @_noLocks get { 256 } }

  public init(
    transmitter: consuming PortTransmitter, events: consuming LaneConsumer<EventSlot>,
    sessionsIn: consuming LaneConsumer<SessionSlot>,
    settlement: consuming LaneConsumer<ChunkSlot>,
    answers: consuming LaneConsumer<AnswerSlot>,
    neighbours: consuming LaneConsumer<FrameSlot>, resends: consuming LaneConsumer<ResendSlot>,
    states: consuming LaneConsumer<StateSlot>, retainedReports: Int,
    committed: consuming CommitReader,
    addresses: EgressAddresses, keys: consuming SessionKeys, durability: Durability,
    feed: consuming EgressFeed,
    settlementFeed: MoldSession, firstIndex: UInt64, clock: Clock
  ) {
    sessions = Slab(count: keys.sessionsMax)
    over = Slab(count: keys.sessionsMax)
    retained = RetainedReports(sessionsMax: keys.sessionsMax, perSession: retainedReports)
    self.firstIndex = firstIndex
    replies = ByteBuffer(count: keys.sessionsMax * Self.replyBytesMax)
    self.keys = keys
    self.transmitter = transmitter
    self.events = events
    self.sessionsIn = sessionsIn
    self.settlement = settlement
    self.answers = answers
    self.neighbours = neighbours
    self.resends = resends
    self.states = states
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
        && answers.readable() == 0 && neighbours.readable() == 0 && resends.readable() == 0
        && states.readable() == 0 && transmitter.held == 0 && feed.isQuiet
    }
  }

  /// Counts. It stands here because proved code sees an enum's raw values in its own file only.
  @_noAllocation @_noLocks
  mutating func tally(_ counter: EgressCounter, _ count: UInt64 = 1) {
    counters.add(counter, count)
  }

  @_noAllocation @_noLocks
  public mutating func poll() -> Int {
    granted = 0
    filled = transmitter.held
    let now = clock.nanoseconds()
    if !offerHeld(now) { return 0 }
    var work = takeSessions(now)
    work += takeEvents()
    work += takeStates()
    work += takeSettlement()
    work += takeResends()
    work += takeAnswers()
    work += takeRequests()
    work += takeNeighbours()
    if now &- sweptAt > 1_000_000 {
      sweptAt = now
      sweepQuiet(now)
      sweepFeed(now)
    }
    if granted > 0 && filled > 0 { flush() }
    return work
  }

  /// How long frames wait for a port that refuses them, before they are dropped: long enough for a
  /// peer that lost its core, short beside a heartbeat.
  static var holdNanosecondsMax: UInt64 { @_noAllocation @_noLocks get { 250_000_000 } }

  /// Offers again what the port refused; false while it goes on refusing.
  @_noAllocation @_noLocks
  mutating func offerHeld(_ now: UInt64) -> Bool {
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
  mutating func flush() {
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
  mutating func openFrame() -> MutableByteView? {
    openWhole()?.slice(UDPDatagram.payloadOffset, count: UDPDatagram.payloadBytesMax)
  }

  /// The whole of a frame to be filled, or nil when the port grants none now.
  @_noAllocation @_noLocks
  mutating func openWhole() -> MutableByteView? {
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
  mutating func closeFrame(_ length: Int, to destination: Endpoint) {
    closeFrame(length, to: destination, from: addresses.local)
  }

  @_noAllocation @_noLocks
  mutating func closeFrame(_ length: Int, to destination: Endpoint, from source: Endpoint) {
    let bytes = UDPDatagram.write(
      into: transmitter.outgoing(filled), source: source, destination: destination,
      payloadCount: length)
    transmitter.setLength(filled, bytes)
    filled += 1
  }

  /// Tags a frame of the session in `slot` and completes it, for where the member is.
  @_noAllocation @_noLocks
  mutating func closeTagged(_ bytes: MutableByteView, _ length: Int, _ slot: Int) {
    closeTagged(bytes, length, slot, to: sessions[slot].peer)
  }

  /// Tags a frame of the session in `slot` and completes it, for `destination`.
  @_noAllocation @_noLocks
  mutating func closeTagged(
    _ bytes: MutableByteView, _ length: Int, _ slot: Int, to destination: Endpoint
  ) {
    let frame = bytes.slice(0, count: length)
    let parts = Frame.tagged(frame.view)
    let tag = keys.tag16(
      slot: slot, direction: .venueToClient, header: parts.before, body: parts.after)
    tag.store(to: frame, at: Frame.tagOffset)
    sessions[slot].sentAt = clock.nanoseconds()
    closeFrame(length, to: destination)
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

extension EgressTile {
  /// Copies slots of the stages' histograms to a board. No allocation, no lock; the tile's thread.
  @_noAllocation @_noLocks
  public func publishLatencies(to board: BoardWriter, from: Int, count: Int) {
    latencies.publish(to: board, from: from, count: count)
  }
}
