// SPDX-License-Identifier: Apache-2.0

public import Lanes
public import Memory
public import Settlement
public import Telemetry
public import Venue
public import WireFormat

/// What settle counts.
public enum SettleCounter: Int, CounterName {
  case records, matches, stateChanges, logGroups, receiptGroups, batches
  /// Receipts handed to egress.
  case receipts
  /// Polls that waited: for a signature, or for room on the way to the files.
  case signatureWaits, fileWaits
}

/// Keeps the state root, gathers receipt groups and settlement batches, and has them signed; never
/// on the match tile, never ahead of the disk.
///
///     match   ─▶ records, state, trades ─▶┐
///     journal ─▶ log groups             ─▶┼─▶ trees ─▶ statements ─▶ sign
///     sign    ─▶ signatures             ─▶┘    └─▶ chunks ─▶ files;  receipts, batches ─▶ egress
///
/// A record is taken only when its log group is known to be durable, and both units end at log-group
/// boundaries. When a batch is due it closes before anything else is taken.
public struct SettleTile: Tile, ~Copyable {
  private var input: LaneConsumer<SettleSlot>
  private var groups: LaneConsumer<GroupSlot>
  private var statements: LaneProducer<SignatureSlot>
  private var signatures: LaneConsumer<SignatureSlot>
  private var files: LaneProducer<ChunkSlot>
  private var egress: LaneProducer<ChunkSlot>
  public var state: StateTree
  private var receipts: ReceiptGroupBuilder
  private var batches: BatchBuilder
  private var sink: SettlementSink
  /// The log group being taken: its last index; `nil` between groups.
  private var groupEnd: UInt64?
  /// Where the waiting receipt group's receipts stand on their way to egress.
  private var receiptNext = 0
  private var receiptGroup: ReceiptGroup?
  private var batchToSend: BatchHeader?
  /// The batch being signed was closed at the end of a run, before it was due.
  private var closedEarly = false
  private let path = ByteBuffer(count: 32 * 64)
  private let signals: TileSignals
  public var counters = CounterBlock<SettleCounter>()

  private static var receiptCookie: UInt64 { @_noAllocation @_noLocks get { 1 } }
  private static var batchCookie: UInt64 { @_noAllocation @_noLocks get { 2 } }

  /// - Parameters:
  ///   - input: from match; `groups`: from the journal.
  ///   - statements, signatures: to and from sign.
  ///   - files: chunks for the settlement files; `egress`: receipts and batch headers to be sent.
  ///   - state, receipts, batches, sink: as recovery left them.
  public init(
    input: consuming LaneConsumer<SettleSlot>, groups: consuming LaneConsumer<GroupSlot>,
    statements: consuming LaneProducer<SignatureSlot>,
    signatures: consuming LaneConsumer<SignatureSlot>,
    files: consuming LaneProducer<ChunkSlot>, egress: consuming LaneProducer<ChunkSlot>,
    state: consuming StateTree, receipts: consuming ReceiptGroupBuilder,
    batches: consuming BatchBuilder, sink: consuming SettlementSink,
    signals: TileSignals
  ) {
    self.input = input
    self.groups = groups
    self.statements = statements
    self.signatures = signatures
    self.files = files
    self.egress = egress
    self.state = state
    self.receipts = receipts
    // What a run before this one had signed last, its validators may not have seen.
    batchToSend = batches.signed.batch == 0 ? nil : batches.signed
    self.batches = batches
    self.sink = sink
    self.signals = signals
  }

  @_noAllocation @_noLocks
  public mutating func poll() -> Int {
    var work = takeSignatures()
    work += sendReceipts()
    work += closeUnits()
    work += takeRecords()
    work += writeChunks()
    return work
  }

  /// Whether nothing waits: no record, no signature, no chunk; once finishing, no open batch.
  public var isQuiet: Bool {
    mutating get {
      input.readable() == 0 && groups.readable() == 0 && groupEnd == nil && sink.isEmpty
        && !receipts.isWaiting && !batches.isWaiting && receipts.fillingCount == 0
        && batchToSend == nil && (!signals.isFinishing || batches.recordCount == 0)
    }
  }

  /// Lets the header of a batch that was closed early go to the validators, at the end of a run, when
  /// the settlement files are synchronised. The next start sends it again.
  public mutating func sendLastBatch() {
    if closedEarly { batchToSend = batches.signed }
    closedEarly = false
  }

  /// The last batch signed; its number is 0 before there is one.
  public var lastBatch: BatchHeader { batches.signed }

  // MARK: Records

  /// Takes the records of durable log groups, with what they changed.
  @_noAllocation @_noLocks
  private mutating func takeRecords() -> Int {
    var done = 0
    while done < Burst.slotsMax * 8 {
      if groupEnd == nil && !beginGroup() { return done }
      if input.readable() == 0 { return done }
      if !take(input[0], input.payload(0).view.slice(0, count: Int(input[0].length))) {
        counters.add(.fileWaits)
        return done
      }
      input.release()
      done += 1
    }
    return done
  }

  /// Learns of the next durable log group; false if there is none, or a unit must close first.
  @_noAllocation @_noLocks
  private mutating func beginGroup() -> Bool {
    if groups.readable() == 0 { return false }
    if batches.isDue || !receipts.hasRoom {
      counters.add(.signatureWaits)
      return false
    }
    groupEnd = groups[0].lastIndex
    groups.release()
    counters.add(.logGroups)
    return true
  }

  @_noAllocation @_noLocks
  private mutating func take(_ slot: SettleSlot, _ payload: ByteView) -> Bool {
    switch slot.kind {
    case .record:
      if !batches.add(record: payload, to: &sink) { return false }
      receipts.add(record: payload)
      counters.add(.records)
    case .event: return takeEvent(slot.event, payload)
    case .endOfRecord:
      guard let end = groupEnd, end == slot.logIndex else { return true }
      receipts.endOfLogGroup()
      _ = batches.endOfLogGroup()
      groupEnd = nil
    }
    return true
  }

  @_noAllocation @_noLocks
  private mutating func takeEvent(_ event: VenueEvent, _ payload: ByteView) -> Bool {
    switch event.kind {
    case .match:
      let match = MatchRecord(block: payload, at: MessageHeader.bytes)
      if !batches.add(match: match, to: &sink) { return false }
      counters.add(.matches)
    case .stateSet, .stateRemoved:
      state.apply(event, payload)
      counters.add(.stateChanges)
    case .report, .marketData, .logonAnswered, .logonRepeated, .sessionClosed, .keyRegistered,
      .snapshotPage:
      break
    }
    return true
  }

  // MARK: Units

  /// Closes what may close, and asks for its signature.
  @_noAllocation @_noLocks
  private mutating func closeUnits() -> Int {
    if groupEnd != nil { return 0 }
    var work = 0
    if receipts.canClose && statements.writable() > 0 {
      receipts.close()
      ask(receipts.statement, Self.receiptCookie)
      counters.add(.receiptGroups)
      work += 1
    }
    let isLast =
      signals.isFinishing && groups.readable() == 0 && input.readable() == 0
      && !batches.isDue
    let closes = batches.isDue || isLast
    if closes && batches.canClose && batches.recordCount > 0 && statements.writable() > 0 {
      if batches.close(stateAfter: state.root(), to: &sink) {
        ask(batches.statement, Self.batchCookie)
        closedEarly = isLast
        counters.add(.batches)
        work += 1
      }
    }
    return work
  }

  @_noAllocation @_noLocks
  private mutating func ask(_ statement: Settlement.Statement, _ cookie: UInt64) {
    statement.store(to: statements.payload(0))
    statements[0] = SignatureSlot(
      cookie: cookie, length: UInt32(Settlement.Statement.bytes), isSigned: false)
    statements.publish()
  }

  @_noAllocation @_noLocks
  private mutating func takeSignatures() -> Int {
    let count = signatures.readable()
    var done = 0
    while done < count {
      if !signatures[done].isSigned {
        // A faulted signature was not released: the same statement is asked for again.
        if statements.writable() == 0 { break }
        let isReceipt = signatures[done].cookie == Self.receiptCookie
        ask(isReceipt ? receipts.statement : batches.statement, signatures[done].cookie)
        done += 1
        continue
      }
      let signature = Bytes64(signatures.payload(done).view)
      if signatures[done].cookie == Self.receiptCookie {
        let group = receipts.sign(signature)
        receiptGroup = group
        receiptNext = 0
      } else {
        // The header before it has not left yet.
        if case .some = batchToSend { break }
        if !batches.sign(signature, to: &sink) { break }
        // A batch closed before it was due is not what the log alone would give: until it is surely
        // on the disk nobody may see it. See `sendLastBatch`.
        if !closedEarly { batchToSend = batches.signed }
      }
      done += 1
    }
    signatures.release(done)
    return done
  }

  /// Hands each member's receipt, with its path, and each signed batch header to egress.
  @_noAllocation @_noLocks
  private mutating func sendReceipts() -> Int {
    var work = 0
    if let batch = batchToSend, egress.writable() > 0 {
      egress[0] = ChunkSlot(length: UInt32(BatchHeader.messageBytes), session: 0)
      batch.encode(message: egress.payload(0))
      egress.publish()
      batchToSend = nil
      work += 1
    }
    guard let group = receiptGroup else { return work }
    while receiptNext < receipts.waitingCount {
      let leaf = receipts.leaf(receiptNext)
      if leaf.isReceipted && leaf.session != 0 {
        if egress.writable() == 0 { return work }
        send(leaf, group)
        work += 1
      }
      receiptNext += 1
    }
    if !sink.add(receipt: group) { return work }
    receipts.release()
    receiptGroup = nil
    return work + 1
  }

  @_noAllocation @_noLocks
  private mutating func send(_ leaf: ReceiptLeaf, _ group: ReceiptGroup) {
    let nodes = receipts.path(receiptNext, into: path.bytes)
    let report = ReceiptReport(
      logIndex: leaf.logIndex, group: group.group, firstIndex: group.firstIndex,
      lastIndex: group.lastIndex, term: group.term, root: group.root, signature: group.signature)
    let bytes = egress.payload(0)
    report.encode(message: bytes)
    let at = ReceiptReport.messageBytes
    bytes.store(UInt16(ReceiptReportPath.blockBytes), at: at)
    bytes.store(UInt16(nodes), at: at + 2)
    bytes.copy(path.bytes.view.slice(0, count: nodes * 32), at: at + 4)
    egress[0] = ChunkSlot(length: UInt32(at + 4 + nodes * 32), session: leaf.session)
    egress.publish()
    counters.add(.receipts)
  }

  @_noAllocation @_noLocks
  private mutating func writeChunks() -> Int {
    var done = 0
    while !sink.isEmpty && files.writable() > 0 && done < Burst.slotsMax {
      let length = sink.next(into: files.payload(0))
      files[0] = ChunkSlot(length: UInt32(length), session: 0)
      files.publish()
      done += 1
    }
    return done
  }
}

extension StateTree {
  /// Applies a state event of the decision layer.
  ///
  /// - Precondition: the tree was made to the limits of the venue's genesis, with room for all.
  @_noAllocation @_noLocks
  public mutating func apply(_ event: VenueEvent, _ payload: ByteView) {
    guard let section = StateSection(rawValue: event.section) else {
      invariant(false, "an event names a section")
      return
    }
    if case .stateSet = event.kind {
      let isSet = set(section, bucket: event.bucket, key: event.key, bytes: payload)
      invariant(isSet, "the tree has room for all that the limits allow")
    } else {
      remove(section, bucket: event.bucket, key: event.key)
    }
  }
}
