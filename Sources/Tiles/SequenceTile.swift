// SPDX-License-Identifier: Apache-2.0

public import Lanes
internal import Memory
internal import PacketIO
public import Telemetry
public import WireFormat

/// What sequence counts.
public enum SequenceCounter: Int, CounterName {
  case commands, logons, sessionDowns, ticks, tombstones
  /// Datagrams of the urgent class among them; ordinary ones that had their turn before urgent ones.
  case urgent, ordinaryTurns
  /// Ticks among them that were for work that one record could not do.
  case ticksForWork
  /// Polls that found the journal's or match's lane full.
  case stalls
}

/// Where log time comes from.
public enum LogClock: Sendable, BitwiseCopyable {
  /// The host's clock, never back.
  case host
  /// A recorded flow's own stamps: a datagram's valid-until less the validity its sender gives to
  /// each. For repeatable runs only: a sender could set the venue's clock.
  case flow(validityNanoseconds: UInt64)
}

/// Takes the verify lanes in turn, so that arrival order within a class is what it was at ingress, and
/// makes the one order of events: each record has an index and a time, and goes to the journal and to
/// match.
///
///     verify 0 ─▶┐ urgent      first, but after `urgentRunMax` in a row an ordinary one
///     verify 1 ─▶┼────────▶┐
///     verify N ─▶┘         ├─▶ sequence ─▶ journal
///     verify 0 ─▶┐         │            └▶ match
///     verify 1 ─▶┼────────▶┘
///     verify N ─▶┘ ordinary
public struct SequenceTile: Tile, ~Copyable {
  private var urgent: ClassCollector
  private var ordinary: ClassCollector
  /// Urgent datagrams taken since the last ordinary one, while one waited.
  private var urgentRun = 0
  private var journal: LaneProducer<RecordSlot>
  private var match: LaneProducer<RecordSlot>
  private let logClock: LogClock
  private let tickSpanMax: UInt64
  private let signals: TileSignals
  private let clock: Clock
  private let scratch = ByteBuffer(count: LogRecordView.bytesMax)
  /// The next index, the last time, the term.
  public private(set) var indexNext: UInt64
  private var time: UInt64
  private let term: UInt64
  /// A record to begin with: genesis, or the restart of a log that goes on.
  private var opening: RecordKind?
  private let openingBody: ByteBuffer
  private let openingBytes: Int
  public var counters = CounterBlock<SequenceCounter>()

  /// - Parameters:
  ///   - urgent, ordinary: the two classes, each with a lane from each verify tile.
  ///   - opening: the first record, genesis with its body or a restart; its time is the clock's.
  ///   - indexNext, time, term: where the log stands.
  public init(
    urgent: consuming ClassCollector, ordinary: consuming ClassCollector,
    journal: consuming LaneProducer<RecordSlot>,
    match: consuming LaneProducer<RecordSlot>, opening: RecordKind, openingBody: [UInt8],
    indexNext: UInt64, time: UInt64, term: UInt64, logClock: LogClock, tickSpanMax: UInt64,
    signals: TileSignals, clock: Clock
  ) {
    self.urgent = urgent
    self.ordinary = ordinary
    self.journal = journal
    self.match = match
    self.opening = opening
    self.openingBody = ByteBuffer(count: max(1, openingBody.count))
    openingBytes = openingBody.count
    self.indexNext = indexNext
    self.time = time
    self.term = term
    self.logClock = logClock
    self.tickSpanMax = tickSpanMax
    self.signals = signals
    self.clock = clock
    for (i, byte) in openingBody.enumerated() { self.openingBody.bytes[i] = byte }
  }

  @_noAllocation @_noLocks
  public mutating func poll() -> Int {
    if opening != nil { return open() }
    var done = 0
    while done < Burst.slotsMax {
      let hasUrgent = urgent.isReadable()
      let hasOrdinary = ordinary.isReadable()
      if !hasUrgent && !hasOrdinary { break }
      // A tick and a record may both be due.
      if journal.writable(2) < 2 || match.writable(2) < 2 {
        counters.add(.stalls)
        break
      }
      if hasUrgent && !(hasOrdinary && urgentRun >= Self.urgentRunMax) {
        take(urgent.first, urgent.body)
        urgent.release()
        urgentRun = hasOrdinary ? urgentRun + 1 : 0
        counters.add(.urgent)
      } else {
        if hasUrgent { counters.add(.ordinaryTurns) }
        take(ordinary.first, ordinary.body)
        ordinary.release()
        urgentRun = 0
      }
      done += 1
    }
    if done > 0 {
      urgent.publish()
      ordinary.publish()
    }
    if case .host = logClock, done == 0, !signals.isDraining, journal.writable(1) > 0,
      match.writable(1) > 0
    {
      // Match has come to the end of the log and could go on: it need not wait for a member, or for
      // time to pass.
      let hasWork = signals.workLeftBefore == indexNext
      if hasWork { counters.add(.ticksForWork) }
      done += hasWork ? write(tickAt: max(time, hostTime())) : tick(hostTime())
    }
    return done
  }

  /// Urgent datagrams that go before an ordinary one that waits: cancels are fast under a flood of
  /// orders, and a flood of cancels does not stop orders.
  static var urgentRunMax: Int { @_noAllocation @_noLocks get { 4 } }

  /// Whether nothing waits.
  public var isQuiet: Bool {
    mutating get { opening == nil && !urgent.isReadable() && !ordinary.isReadable() }
  }

  /// Begins the log, or this term of it.
  @_noAllocation @_noLocks
  private mutating func open() -> Int {
    guard let kind = opening else { return 0 }
    if journal.writable() == 0 || match.writable() == 0 { return 0 }
    opening = nil
    if case .host = logClock { time = max(time, hostTime()) }
    let body = openingBody.bytes.view.slice(0, count: openingBytes)
    write(LogRecord(kind: kind.wire), body, DatagramSlot(kind: .tombstone, session: 0, number: 0))
    return 1
  }

  @_noAllocation @_noLocks
  private mutating func take(_ datagram: DatagramSlot, _ body: ByteView) {
    var slot = datagram
    slot.stamps.sequenced = clock.nanoseconds()
    switch slot.kind {
    case .tombstone: counters.add(.tombstones)
    case .commands:
      let valid = CommandBody(checked: body).header.validUntil
      advance(recordTime(valid))
      write(record(.commands, slot), body, slot)
      counters.add(.commands)
    case .logon:
      let valid = LogonBody(checked: body).request.validUntil
      advance(recordTime(valid))
      write(record(.logon, slot), body, slot)
      counters.add(.logons)
    case .sessionDown:
      if case .host = logClock { advance(hostTime()) }
      write(record(.sessionDown, slot), body, slot)
      counters.add(.sessionDowns)
    }
  }

  @_noAllocation @_noLocks
  private func record(_ kind: RecordKind, _ slot: DatagramSlot) -> LogRecord {
    LogRecord(
      session: slot.session, keyChecks: slot.keyChecks, kind: kind.wire, end: slot.end,
      digest: slot.digest)
  }

  @_noAllocation @_noLocks
  private func hostTime() -> UInt64 { clock.realtimeNanoseconds() }

  /// The time of a record whose datagram is valid until `validUntil`.
  @_noAllocation @_noLocks
  private func recordTime(_ validUntil: UInt64) -> UInt64 {
    switch logClock {
    case .host: return hostTime()
    case .flow(let validity): return validUntil > validity ? validUntil - validity : 0
    }
  }

  /// Writes a tick if log time has stood still for `tickSpanMax` at `now`.
  @_noAllocation @_noLocks
  private mutating func tick(_ now: UInt64) -> Int {
    if now < time || now - time < tickSpanMax { return 0 }
    return write(tickAt: now)
  }

  @_noAllocation @_noLocks
  private mutating func write(tickAt now: UInt64) -> Int {
    time = now
    write(
      LogRecord(kind: RecordKind.tick.wire), scratch.bytes.view.slice(0, count: 0),
      DatagramSlot(kind: .tombstone, session: 0, number: 0))
    counters.add(.ticks)
    return 1
  }

  /// Moves log time on to `now`, never back, for a record; a tick that is due comes before it.
  @_noAllocation @_noLocks
  private mutating func advance(_ now: UInt64) {
    _ = tick(now)
    time = max(time, now)
  }

  /// Gives the record its index, time and term, and hands its bytes to the journal and to match.
  @_noAllocation @_noLocks
  private mutating func write(_ record: LogRecord, _ body: ByteView, _ from: DatagramSlot) {
    var record = record
    record.logIndex = indexNext
    record.logTime = time
    record.term = term
    let length = LogRecordView.write(into: journal.payload(0), record: record, body: body)
    match.payload(0).copy(journal.payload(0).view.slice(0, count: length))
    var slot = RecordSlot(logIndex: indexNext, length: UInt32(length))
    slot.origin = from.origin
    slot.stamps = from.stamps
    journal[0] = slot
    match[0] = slot
    journal.publish()
    match.publish()
    indexNext &+= 1
  }
}
