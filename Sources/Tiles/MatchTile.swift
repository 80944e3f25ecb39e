// SPDX-License-Identifier: Apache-2.0

public import Journaling
public import Lanes
public import Memory
internal import PacketIO
public import Telemetry
public import Venue
internal import WireFormat

/// What match counts.
public enum MatchCounter: Int, CounterName {
  case records, accepted, rejected, repeated, trades, reports, marketData
  /// Polls that waited: for the commit cursor, or for a lane.
  case runAheadWaits, laneWaits
  /// Questions about state answered, and those of a session that had ended.
  case queries, queriesLate
  /// Pages of the public state handed out.
  case snapshotPages
}

/// The decision layer's tile: applies the log and hands out what follows, before it is committed by
/// at most `runAheadMax` records. It is the only writer of venue state.
///
///     sequence ─▶ apply ─┬▶ egress   reports, then market data
///                        ├▶ settle   record, state, trades
///                        ├▶ sign     logons answered
///                        ├▶ ingress  sessions closed
///                        └▶ verify×N keys registered, before anything is said of them
///     ingress ─▶ questions ─▶ egress     answers, read from the state between two records
public struct MatchTile: Tile, ~Copyable {
  private var input: LaneConsumer<RecordSlot>
  var egress: LaneProducer<EventSlot>
  private var settle: LaneProducer<SettleSlot>
  private var sign: LaneProducer<EventSlot>
  private var ingress: LaneProducer<SessionSlot>
  private let verify: LaneProducers<KeySlot>
  var queries: LaneConsumer<QuerySlot>
  var answers: LaneProducer<StateSlot>
  private let committed: CommitReader
  private let runAheadMax: UInt64
  private let signals: TileSignals
  let clock: Clock
  var snapshot: SnapshotPacer
  public var venue: Venue
  private var events: VenueEvents
  /// How far the events of the record at hand have been handed out, pass by pass.
  private var pass = Pass.idle
  private var next = 0
  private var stamps = Stamps()
  /// By reject code.
  public let rejects = Slab<UInt64>(count: 256)
  public var counters = CounterBlock<MatchCounter>()

  private enum Pass { case idle, record, keys, first, marketData, end }

  public init(
    input: consuming LaneConsumer<RecordSlot>, egress: consuming LaneProducer<EventSlot>,
    settle: consuming LaneProducer<SettleSlot>, sign: consuming LaneProducer<EventSlot>,
    ingress: consuming LaneProducer<SessionSlot>, verify: consuming LaneProducers<KeySlot>,
    queries: consuming LaneConsumer<QuerySlot>, answers: consuming LaneProducer<StateSlot>,
    committed: consuming CommitReader, runAheadMax: UInt64, signals: TileSignals,
    snapshot: consuming SnapshotPacer,
    venue: consuming Venue, clock: Clock
  ) {
    self.input = input
    self.egress = egress
    self.settle = settle
    self.sign = sign
    self.ingress = ingress
    self.verify = verify
    self.queries = queries
    self.answers = answers
    self.committed = committed
    self.runAheadMax = runAheadMax
    self.signals = signals
    self.snapshot = snapshot
    self.clock = clock
    events = VenueEvents(capacity: venue.eventsPerRecordMax)
    self.venue = venue
  }

  /// Whether nothing waits.
  public var isQuiet: Bool {
    mutating get {
      if case .idle = pass { return input.readable() == 0 && queries.readable() == 0 }
      return false
    }
  }

  /// Counts. It stands here because proved code sees an enum's raw values in its own file only.
  @_noAllocation @_noLocks
  mutating func tally(_ counter: MatchCounter) { counters.add(counter) }

  @_noAllocation @_noLocks
  public mutating func poll() -> Int {
    var work = 0
    if case .idle = pass { work += answerNext() + offerPage() }
    for _ in 0..<Burst.slotsMax {
      if case .idle = pass {
        if !applyNext() { return work }
      }
      work += 1
      if !handOut() {
        counters.add(.laneWaits)
        return work
      }
      input.release()
      pass = .idle
    }
    return work
  }

  /// Applies the next record, if there is one and it is not too far ahead of the disk.
  @_noAllocation @_noLocks
  private mutating func applyNext() -> Bool {
    if input.readable() == 0 { return false }
    if input[0].logIndex >= committed.end() &+ runAheadMax {
      counters.add(.runAheadWaits)
      return false
    }
    let record = input.payload(0).view.slice(0, count: Int(input[0].length))
    events.removeAll()
    venue.apply(record, into: &events)
    signals.leaveWork(before: venue.hasWork ? venue.indexNext : 0)
    stamps = input[0].stamps
    stamps.matched = clock.nanoseconds()
    counters.add(.records)
    pass = .record
    next = 0
    return true
  }

  /// Hands out the record and its events in passes; false when a lane is full, to go on later. Keys go
  /// to every verify tile before the report that they are registered, and private reports before the
  /// public messages of the same command.
  @_noAllocation @_noLocks
  private mutating func handOut() -> Bool {
    if case .record = pass {
      if settle.writable() == 0 { return false }
      let record = input.payload(0).view.slice(0, count: Int(input[0].length))
      settle.payload(0).copy(record)
      settle[0] = SettleSlot(.record, logIndex: input[0].logIndex, length: UInt32(record.count))
      settle.publish()
      pass = .keys
      next = 0
    }
    if case .keys = pass {
      while next < events.count {
        if case .keyRegistered = events.event(next).kind {
          if !toVerify(events.event(next), events.payload(next)) { return false }
        }
        next += 1
      }
      pass = .first
      next = 0
    }
    if case .first = pass {
      while next < events.count {
        if !handOut(events.event(next), events.payload(next)) { return false }
        next += 1
      }
      pass = .marketData
      next = 0
    }
    if case .marketData = pass {
      while next < events.count {
        if case .marketData = events.event(next).kind {
          if !toEgress(events.event(next), events.payload(next)) { return false }
          counters.add(.marketData)
        }
        next += 1
      }
      pass = .end
    }
    if settle.writable() == 0 { return false }
    settle[0] = SettleSlot(.endOfRecord, logIndex: input[0].logIndex, length: 0)
    settle.publish()
    return true
  }

  /// Hands one event, other than market data, to whoever wants it.
  @_noAllocation @_noLocks
  private mutating func handOut(_ event: VenueEvent, _ payload: ByteView) -> Bool {
    switch event.kind {
    case .report:
      if event.session != 0 && egress.writable() == 0 { return false }
      count(payload)
      return event.session == 0 || toEgress(event, payload)
    case .marketData, .snapshotPage, .keyRegistered: return true
    case .match:
      if !toSettle(event, payload) { return false }
      counters.add(.trades)
      return true
    case .stateSet, .stateRemoved: return toSettle(event, payload)
    case .logonAnswered:
      if sign.writable() == 0 { return false }
      sign[0] = EventSlot(event: event, origin: input[0].origin, stamps: stamps)
      sign.payload(0).copy(payload)
      sign.publish()
      return true
    case .logonRepeated: return toEgress(event, payload)
    case .sessionClosed:
      // Both or neither, so that a retry does not tell one of them twice.
      if ingress.writable() == 0 || egress.writable() == 0 { return false }
      ingress[0] = SessionSlot(.closed, session: event.session)
      ingress.publish()
      return toEgress(event, payload)
    }
  }

  /// All of them or none, so that a retry tells nobody twice.
  @_noAllocation @_noLocks
  private mutating func toVerify(_ event: VenueEvent, _ payload: ByteView) -> Bool {
    for i in 0..<verify.count where verify[i].writable() == 0 { return false }
    for i in 0..<verify.count {
      verify[i][0] = KeySlot(key: UInt32(truncatingIfNeeded: event.key))
      verify[i].payload(0).copy(payload)
      verify[i].publish()
    }
    return true
  }

  @_noAllocation @_noLocks
  private mutating func toEgress(_ event: VenueEvent, _ payload: ByteView) -> Bool {
    if egress.writable() == 0 { return false }
    egress[0] = EventSlot(event: event, origin: input[0].origin, stamps: stamps)
    egress.payload(0).copy(payload)
    egress.publish()
    return true
  }

  @_noAllocation @_noLocks
  private mutating func toSettle(_ event: VenueEvent, _ payload: ByteView) -> Bool {
    if settle.writable() == 0 { return false }
    settle.payload(0).copy(payload)
    settle[0] = SettleSlot(event)
    settle.publish()
    return true
  }

  /// Counts a report that is about to be handed out.
  @_noAllocation @_noLocks
  private mutating func count(_ payload: ByteView) {
    counters.add(.reports)
    if MessageHeader(payload).templateID != CommandResult.templateID { return }
    let result = CommandResult(block: payload, at: MessageHeader.bytes)
    if result.resent != 0 {
      counters.add(.repeated, UInt64(result.count))
    } else if result.code == 0 {
      counters.add(.accepted, UInt64(result.count))
    } else {
      counters.add(.rejected, UInt64(result.count))
      rejects[Int(result.code)] &+= UInt64(result.count)
    }
  }
}
