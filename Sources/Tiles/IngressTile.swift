// SPDX-License-Identifier: Apache-2.0

public import Lanes
public import Memory
public import PacketIO
internal import Quantities
public import Signing
public import Telemetry
internal import WireFormat

/// What ingress counts beside the faults of frames and forms.
public enum IngressCounter: Int, CounterName {
  /// Frames taken from the port.
  case received
  /// Datagrams dealt to verify, by kind.
  case commands, logons, logouts
  case heartbeats
  /// Dropped: no session of that number is up.
  case sessionUnknown
  /// Dropped: the tag is not the session's.
  case tagWrong
  /// Dropped: the sequence was seen before, or is too far behind to tell.
  case sequenceReplayed, sequenceStale
  /// Commands of the urgent class among `commands`.
  case urgent
  /// Not taken: the session or the port's strangers sent more than they may.
  case sessionThrottled, logonsThrottled
  /// Refused signatures that were charged to the session that sent them.
  case signaturesCharged
  /// Not taken: the ordinary class, or the urgent one, is at its high-water mark.
  case backlog, urgentBacklog
  /// Of those two kinds, who was told; and who was not, because egress is behind.
  case busyAnswers, busyUnanswered
  /// Sessions ended for silence.
  case silences
  /// Answers to neighbours handed to egress: who has our address, are we there.
  case addressAnswers, echoAnswers
  /// Questions dropped: more than the port answers, or egress is behind.
  case neighboursThrottled, neighboursBacklog
  /// Requests of sessions passed on, by what they ask for: reports again, a nonce's status, a page of
  /// state.
  case resendRequests, statusRequests, stateRequests
  /// Requests of sessions dropped: more than the session may ask, or whoever answers is behind.
  case requestsThrottled, requestsBacklog
  /// Requests for messages of the feed that were passed on to egress.
  case feedRequests
  /// Requests for the feed dropped: from an address that is no subscriber's, not in form, more than the
  /// subscriber may ask, or egress is behind.
  case feedRequestsUnregistered, feedRequestsMalformed, feedRequestsThrottled, feedRequestsBacklog
}

/// What a session may send.
public struct AdmissionLimits: Sendable {
  /// Datagrams that a session may send per second, and at once.
  public var sessionRate: UInt64 = 1_000_000
  public var sessionBurst: UInt64 = 100_000
  /// Datagrams that a session may send the less for each of its signatures that verify refused.
  public var refusedSignatureCost: UInt64 = 100
  /// Logons per second that strangers may try on the port, and at once.
  public var logonRate: UInt64 = 100
  public var logonBurst: UInt64 = 200
  /// Questions of neighbours that the port answers per second, and at once: so many of ARP, and so
  /// many echo requests. A rate of 0 answers none.
  public var neighbourRate: UInt64 = 100
  public var neighbourBurst: UInt64 = 50
  /// Datagrams of each class that may be on their way from ingress to the log: the high-water marks.
  public var ordinaryBacklogMax: UInt64 = 1_024
  public var urgentBacklogMax: UInt64 = 512
  /// Whether there is an urgent class. Without it everything keeps one order, that of arrival: for
  /// repeatable runs.
  public var hasUrgentClass = true

  /// Requests (reports again, status, state) that a session may make per second, and at once.
  public var requestRate: UInt64 = 1_000
  public var requestBurst: UInt64 = 200

  public init() {}
}

/// Takes datagrams from the port, finds their session, checks tag, sequence and budget, and deals
/// them to verify in two classes, the n-th of a class to its lane n mod N.
///
///     port ─▶ headers ─▶ frame head ─▶ session ─▶ tag ─▶ sequence ─▶ budget ─▶ form ─▶ verify ×N
///                                        ▲
///          │  sign (opened), match (closed)       └▶ requests: egress (reports), match (state)
///          ├▶ ARP, echo for us ─▶ budget ─▶ the finished answer, to egress
///          └▶ feed request port ─▶ subscriber ─▶ form ─▶ budget ─▶ the request, to egress
///
/// *Urgent* are commands that only take away (`CommandBody.isUrgent`) and logons, without which nobody
/// can cancel; everything else is *ordinary*, the end of a session too: it must not pass the
/// session's own orders. A class at its high-water mark, or a session over its budget, is told so:
/// BUSY, before any signature is looked at, and only after the tag held. A signature that verify then
/// refuses costs the session that sent it many datagrams of its budget (`refusedSignatureCost`); a
/// stranger's, in a logon, came out of the port's budget for logons.
///
/// Everything malformed or unknown is dropped and counted by cause. What is answered here are
/// neighbours' questions, within a budget; nothing is learnt from them.
public struct IngressTile: Tile, ~Copyable {
  var receiver: PortReceiver
  let filter: DatagramFilter
  /// The same for every port of ours.
  let anyPort: DatagramFilter
  var opened: LaneConsumer<SessionSlot>
  var closed: LaneConsumer<SessionSlot>
  var ordinary: ClassDealer
  var urgent: ClassDealer
  var answers: LaneProducer<AnswerSlot>
  var neighbours: LaneProducer<FrameSlot>
  var resends: LaneProducer<ResendSlot>
  var queries: LaneProducer<QuerySlot>
  var requests: FeedRequestDesk
  let sessions: Slab<IngressSession>
  /// By slot the last session that ended; 0 for none.
  let over: Slab<UInt32>
  var keys: SessionKeys
  let limits: AdmissionLimits
  let commandsMax: Int
  let clock: Clock
  var strangers: TokenBucket
  var addressQuestions: TokenBucket
  var echoQuestions: TokenBucket
  var sweep = 0
  var sweptAt: UInt64 = 0
  /// Frames that are no datagram for us, by `FrameFault.number`.
  public let frameFaults = Slab<UInt64>(count: FrameFault.count)
  /// Datagrams that are no frame of ours, by `FormFault.number`.
  public let formFaults = Slab<UInt64>(count: FormFault.tableSlots)
  /// ARP and ICMP that is not answered, by `NeighbourFault.number`.
  public let neighbourFaults = Slab<UInt64>(count: NeighbourFault.count)
  public var counters = CounterBlock<IngressCounter>()
  let signals: TileSignals
  let faults: SenderFaults

  /// - Parameters:
  ///   - opened: from sign; `closed`: from match.
  ///   - ordinary, urgent: the two classes, each with a lane to each verify tile.
  ///   - answers: to egress: what sessions are answered without the log.
  ///   - requests: who may ask for feed messages again.
  ///   - neighbours: to egress; beside each slot `NeighbourRequest.frameBytesMax` bytes.
  ///   - resends: to egress; `queries`: to match.
  ///   - keys: an empty table with as many slots as genesis has sessions.
  ///   - commandsMax: commands in a datagram, as in genesis.
  ///   - faults: what the verify tiles refused.
  public init(
    receiver: consuming PortReceiver, filter: DatagramFilter,
    opened: consuming LaneConsumer<SessionSlot>, closed: consuming LaneConsumer<SessionSlot>,
    ordinary: consuming ClassDealer, urgent: consuming ClassDealer,
    answers: consuming LaneProducer<AnswerSlot>,
    neighbours: consuming LaneProducer<FrameSlot>,
    resends: consuming LaneProducer<ResendSlot>, queries: consuming LaneProducer<QuerySlot>,
    requests: consuming FeedRequestDesk,
    keys: consuming SessionKeys, commandsMax: Int,
    limits: AdmissionLimits, faults: SenderFaults, signals: TileSignals, clock: Clock
  ) {
    self.faults = faults
    sessions = Slab(count: keys.sessionsMax)
    over = Slab(count: keys.sessionsMax)
    self.keys = keys
    self.receiver = receiver
    self.filter = filter
    var anyPort = filter
    anyPort.local.udpPort = 0
    self.anyPort = anyPort
    self.opened = opened
    self.closed = closed
    self.ordinary = ordinary
    self.urgent = urgent
    self.answers = answers
    self.neighbours = neighbours
    self.resends = resends
    self.queries = queries
    self.requests = requests
    self.limits = limits
    self.signals = signals
    self.commandsMax = commandsMax
    self.clock = clock
    strangers = TokenBucket(rate: limits.logonRate, burst: limits.logonBurst)
    addressQuestions = TokenBucket(rate: limits.neighbourRate, burst: limits.neighbourBurst)
    echoQuestions = addressQuestions
  }

  /// Counts. It stands here because proved code sees an enum's raw values in its own file only.
  @_noAllocation @_noLocks
  mutating func tally(_ counter: IngressCounter, _ count: UInt64 = 1) {
    counters.add(counter, count)
  }

  /// The port's own counters.
  public var portCounters: ReceiveCounters { receiver.counters }

  @_noAllocation @_noLocks
  public mutating func poll() -> Int {
    let now = clock.nanoseconds()
    var work = takeSessions(now)
    if signals.isDraining { return work }
    let frames = takeFrames()
    work += frames
    // After a full burst more may be waiting, of sessions that seem silent.
    if frames < Port.burstMax && now &- sweptAt > 1_000_000 {
      sweptAt = now
      sweepSilent(now)
    }
    return work
  }

  // MARK: Frames

  @_noAllocation @_noLocks
  mutating func takeFrames() -> Int {
    let count = receiver.receive()
    if count == 0 { return 0 }
    // Read when they are here: a stamp of before would tell of an arrival that had not been yet.
    let now = clock.nanoseconds()
    for i in 0..<count {
      counters.add(.received)
      let frame = receiver.received(i)
      switch UDPDatagram.parse(frame.bytes, for: anyPort, checks: frame.checks) {
      case .fault(.notIPv4): takeStray(frame, .notIPv4, now)
      case .fault(.notUDP): takeStray(frame, .notUDP, now)
      case .fault(let fault): frameFaults[fault.number] &+= 1
      case .datagram(let datagram): sort(datagram, now)
      }
    }
    receiver.releaseReceived()
    return count
  }

  /// A datagram to the request port asks for messages of the feed; one to our own is a frame.
  @_noAllocation @_noLocks
  mutating func sort(_ datagram: UDPDatagram, _ now: UInt64) {
    let port = datagram.destination.udpPort
    if port == requests.port {
      switch requests.take(datagram, now) {
      case .accepted: counters.add(.feedRequests)
      case .unregistered: counters.add(.feedRequestsUnregistered)
      case .malformed: counters.add(.feedRequestsMalformed)
      case .throttled: counters.add(.feedRequestsThrottled)
      case .backlog: counters.add(.feedRequestsBacklog)
      }
    } else if port == filter.local.udpPort || filter.local.udpPort == 0 {
      take(datagram, now)
    } else {
      frameFaults[FrameFault.misdirectedPort.number] &+= 1
    }
  }

  @_noAllocation @_noLocks
  mutating func take(_ datagram: UDPDatagram, _ now: UInt64) {
    let head: FrameHead
    do {
      head = try FrameHead(parsing: datagram.payload, for: .venue)
    } catch {
      formFaults[error.number] &+= 1
      return
    }
    if case .logonFrame = head.template {
      takeLogon(datagram, head, now)
    } else {
      takeInSession(datagram, head, now)
    }
  }

  @_noAllocation @_noLocks
  mutating func takeLogon(_ datagram: UDPDatagram, _ head: FrameHead, _ now: UInt64) {
    if !strangers.take(now) {
      counters.add(.logonsThrottled)
      return
    }
    let body = head.body(of: datagram.payload)
    if let fault = LogonBody.check(body) {
      formFaults[fault.number] &+= 1
      return
    }
    let slot = slot(.logon, datagram, head, now)
    if limits.hasUrgentClass {
      if urgent.hasRoom() {
        urgent.deal(slot, body)
        counters.add(.logons)
      } else {
        counters.add(.urgentBacklog)
      }
    } else if ordinary.hasRoom() {
      ordinary.deal(slot, body)
      counters.add(.logons)
    } else {
      counters.add(.backlog)
    }
  }

  /// Whether a session of this number is up. Sign tells ingress of a session before egress answers its
  /// logon, so whoever speaks in it finds it: here, or in the lane, where it may have come to lie since
  /// this poll began.
  @_noAllocation @_noLocks
  private mutating func isUp(_ session: UInt32, _ now: UInt64) -> Bool {
    let slot = Int(SessionID(session).slot)
    if slot >= sessions.count { return false }
    if sessions[slot].id == session { return true }
    return takeSessions(now) > 0 && sessions[slot].id == session
  }

  @_noAllocation @_noLocks
  mutating func takeInSession(_ datagram: UDPDatagram, _ head: FrameHead, _ now: UInt64) {
    let slot = Int(SessionID(head.session).slot)
    if !isUp(head.session, now) {
      counters.add(.sessionUnknown)
      return
    }
    let parts = Frame.tagged(datagram.payload)
    let tag = datagram.payload.slice(Frame.tagOffset, count: 16)
    if !keys.verify(
      slot: slot, direction: .clientToVenue, header: parts.before, body: parts.after, tag: tag)
    {
      counters.add(.tagWrong)
      return
    }
    switch sessions[slot].window.admit(head.sequence) {
    case .fresh: break
    case .replayed:
      counters.add(.sequenceReplayed)
      return
    case .stale:
      counters.add(.sequenceStale)
      return
    }
    sessions[slot].heardAt = now
    let body = head.body(of: datagram.payload)
    if let fault = Frame.check(body: body, of: head.template, commandsMax: commandsMax) {
      formFaults[fault.number] &+= 1
      return
    }
    switch head.template {
    case .commandFrame:
      takeCommands(CommandBody(checked: body), datagram, head, now)
    case .requestFrame:
      takeRequest(datagram, RequestBody(checked: body), head.session, slot, now)
    case .logoutFrame:
      if sessions[slot].isEnding { return }
      if end(head.session, .logout, now) {
        sessions[slot].isEnding = true
        counters.add(.logouts)
      } else {
        counters.add(.backlog)
      }
    default: counters.add(.heartbeats)
    }
  }
}

/// A session as ingress knows it.
struct IngressSession: BitwiseCopyable {
  /// 0 when none is up on the slot.
  var id: UInt32 = 0
  /// An end was dealt and is on its way through the log.
  var isEnding = false
  var window = SequenceWindow()
  /// Silence that ends it, in nanoseconds; 0 for never.
  var silenceMax: UInt64 = 0
  var heardAt: UInt64 = 0
  var bucket: TokenBucket
  /// For requests, which cost no signature: apart, so that neither starves the other.
  var requests: TokenBucket
  /// Refused signatures of the slot, of this session and those before it, that are settled.
  var refused: UInt64

  @_noAllocation @_noLocks
  init(
    id: UInt32, silenceMax: UInt64, heardAt: UInt64, bucket: TokenBucket, requests: TokenBucket,
    refused: UInt64
  ) {
    self.refused = refused
    self.id = id
    self.silenceMax = silenceMax
    self.heardAt = heardAt
    self.bucket = bucket
    self.requests = requests
  }
}
