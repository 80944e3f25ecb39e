// SPDX-License-Identifier: Apache-2.0

public import Memory
public import WireFormat

/// When a batch closes: at the first log-group boundary at which either limit is met.
///
/// With the records, the boundaries and these limits everyone finds the same batches.
@frozen
public struct BatchRule: BitwiseCopyable, Hashable, Sendable {
  /// Commands that make a batch due (genesis `batchCommandsMax`).
  public var commandsMax: UInt32
  /// Nanoseconds of log time, from the batch's first record to its last, that make it due (genesis
  /// `batchSpanMax`).
  public var spanNanosecondsMax: UInt64

  /// - Precondition: both are at least 1.
  public init(commandsMax: UInt32, spanNanosecondsMax: UInt64) {
    precondition(commandsMax >= 1 && spanNanosecondsMax >= 1, "a batch has a limit")
    self.commandsMax = commandsMax
    self.spanNanosecondsMax = spanNanosecondsMax
  }

  /// Whether a batch of `commands` whose records' times are these closes at a boundary.
  @_noAllocation @_noLocks
  public func isDue(commands: UInt64, firstTime: UInt64, lastTime: UInt64) -> Bool {
    if commands >= UInt64(commandsMax) { return true }
    return lastTime >= firstTime && lastTime &- firstTime >= spanNanosecondsMax
  }

  /// The commands of a record: the count of its CommandHeader, which follows the LogRecord message
  /// (64 bytes) and the signature (64); 1 when there is none there or it says 0. Records of other
  /// kinds have none.
  @_noAllocation @_noLocks
  public static func commands(in record: ByteView) -> UInt64 {
    let offset = LogRecord.messageBytes &+ 64
    if LogRecord(block: record, at: MessageHeader.bytes).kind != 2 { return 0 }
    if record.count < offset &+ CommandHeader.messageBytes { return 1 }
    if MessageHeader(record, at: offset).templateID != CommandHeader.templateID { return 1 }
    let count = CommandHeader(block: record, at: offset &+ MessageHeader.bytes).count
    return count == 0 ? 1 : UInt64(count)
  }
}

/// Builds settlement batches from committed records, in log order.
///
///     record, its matches, record, … ─▶ add ─▶ entries to the sink, leaves to two accumulators
///     end of a log group ─▶ due? ─▶ close(stateAfter) ─▶ [ waiting ] ─ sign ─▶ header in the file
///                                       │
///                                       └─ the next batch begins: before = after, previous = hash
///
/// A batch is a run of consecutive records; it begins where the last one ended. What it is does not
/// depend on when its signature comes, so the next one fills meanwhile; a second is not closed
/// before the first was signed: the answer is to stall.
///
/// One owner, one thread. Nothing allocates after `init`.
public struct BatchBuilder: ~Copyable {
  /// Whose batches they are.
  public let identity: Identity
  public let rule: BatchRule
  /// The batch that fills: number, range, counts, `stateBefore` and `previous` are kept in it.
  private var header: BatchHeader
  private var commands: UInt64 = 0
  private var records = MerkleAccumulator()
  private var matches = MerkleAccumulator()
  private var atBoundary = true
  /// The closed batch, until it is signed.
  private var closed = BatchHeader()
  /// A closed batch waits for its signature.
  public private(set) var isWaiting = false

  /// Start-up only.
  ///
  /// - Parameters:
  ///   - previous: the last batch there is; nil before the first, which begins at index 0.
  ///   - stateBefore: the state root where the batch begins; `previous.stateAfter` when there is
  ///     a previous one.
  public init(
    identity: Identity, rule: BatchRule, previous: BatchHeader?, stateBefore: Bytes32
  ) {
    self.identity = identity
    self.rule = rule
    header = BatchHeader(batch: 1, stateBefore: stateBefore)
    if let previous {
      invariant(previous.stateAfter == stateBefore, "a batch begins in the state the last one left")
      header.batch = previous.batch + 1
      header.firstIndex = previous.lastIndex + 1
      header.term = previous.term
      header.lastTime = previous.lastTime
      header.previous = previous.chainHash
    }
  }

  /// The index of the next record it takes.
  public var nextIndex: UInt64 {
    @_noAllocation @_noLocks get { header.firstIndex &+ UInt64(header.recordCount) }
  }

  /// Records of the batch that fills.
  public var recordCount: UInt32 {
    @_noAllocation @_noLocks get { header.recordCount }
  }

  /// Takes the next committed record: the LogRecord message and its body.
  ///
  /// - Returns: false when `sink` has no room: nothing changed; take chunks and call again.
  /// - Precondition: its index is `nextIndex`; its time is not before the last record's.
  @_noAllocation @_noLocks
  public mutating func add(record: ByteView, to sink: inout SettlementSink) -> Bool {
    add(record: record, leaf: MerkleHash.leaf(record), to: &sink)
  }

  /// The same, with the record's leaf hash made already: the receipts need it too.
  ///
  /// - Precondition: `leaf` is `MerkleHash.leaf(record)`.
  @_noAllocation @_noLocks
  public mutating func add(
    record: ByteView, leaf: Bytes32, to sink: inout SettlementSink
  ) -> Bool {
    let entry = LogRecord(block: record, at: MessageHeader.bytes)
    invariant(entry.logIndex == nextIndex, "records come in log order, none left out")
    invariant(
      record.count == LogRecord.messageBytes &+ Int(entry.bodyLength),
      "a record is its message and its body")
    invariant(entry.logTime >= header.lastTime, "log time does not go back")
    invariant(header.recordCount != .max, "records are counted in 32 bits")
    if !sink.fits(BatchFormat.lengthBytes &+ record.count) { return false }
    put(record, to: &sink)
    records.add(hash: leaf)
    commands &+= BatchRule.commands(in: record)
    if header.recordCount == 0 { header.firstTime = entry.logTime }
    header.term = entry.term
    header.lastIndex = entry.logIndex
    header.lastTime = entry.logTime
    header.recordCount &+= 1
    atBoundary = false
    return true
  }

  /// Takes a match that the record last added made, in the order in which they were made.
  ///
  /// - Returns: false when `sink` has no room: nothing changed; take chunks and call again.
  /// - Precondition: `match.logIndex` is that record's.
  @_noAllocation @_noLocks
  public mutating func add(match: MatchRecord, to sink: inout SettlementSink) -> Bool {
    invariant(
      header.recordCount > 0 && match.logIndex == header.lastIndex,
      "a match follows the record that made it")
    invariant(header.matchCount != .max, "matches are counted in 32 bits")
    if !sink.fits(BatchFormat.lengthBytes &+ MatchRecord.messageBytes) { return false }
    let room = sink.scratch
    let message = room.slice(64, count: match.encode(message: room, at: 64)).view
    put(message, to: &sink)
    matches.add(message)
    header.matchCount &+= 1
    return true
  }

  /// Says that the records so far end a log group. Returns whether the batch must close here.
  @_noAllocation @_noLocks
  public mutating func endOfLogGroup() -> Bool {
    atBoundary = true
    return isDue
  }

  /// Whether the batch must close before the next record: at a boundary, with a limit met.
  public var isDue: Bool {
    @_noAllocation @_noLocks get {
      if !atBoundary || header.recordCount == 0 { return false }
      return rule.isDue(
        commands: commands, firstTime: header.firstTime, lastTime: header.lastTime)
    }
  }

  /// Whether `close` may be called: at a boundary, with a record, none waiting. A clean stop closes
  /// what is there though it is not due.
  public var canClose: Bool {
    @_noAllocation @_noLocks get { atBoundary && header.recordCount > 0 && !isWaiting }
  }

  /// Closes the batch; `statement` is then what to sign. The next begins.
  ///
  /// - Parameter stateAfter: the state root after the last record.
  /// - Returns: false when `sink` has no room: nothing changed; take chunks and call again.
  /// - Precondition: `canClose`.
  @_noAllocation @_noLocks
  public mutating func close(stateAfter: Bytes32, to sink: inout SettlementSink) -> Bool {
    invariant(canClose, "a batch closes at a boundary, one at a time")
    let length = BatchFormat.lengthBytes &+ BatchHeader.messageBytes
    if !sink.fits(length) { return false }
    closed = header
    closed.recordsRoot = records.root()
    closed.matchesRoot = matches.root()
    closed.stateAfter = stateAfter
    isWaiting = true

    let room = sink.scratch
    room.store(UInt32(BatchHeader.messageBytes), at: 0)
    closed.encode(message: room, at: BatchFormat.lengthBytes)
    sink.begin(.batchHeader, length: length, number: closed.batch)
    sink.put(room.slice(0, count: length).view)

    records.reset()
    matches.reset()
    commands = 0
    header = BatchHeader(
      batch: closed.batch &+ 1, term: closed.term, firstIndex: closed.lastIndex &+ 1,
      lastTime: closed.lastTime, stateBefore: stateAfter, previous: closed.chainHash)
    return true
  }

  /// The closed batch, its signature zero.
  ///
  /// - Precondition: `isWaiting`.
  public var waiting: BatchHeader {
    @_noAllocation @_noLocks get {
      invariant(isWaiting, "a batch waits after it was closed")
      return closed
    }
  }

  /// What the waiting batch's signature covers.
  ///
  /// - Precondition: `isWaiting`.
  public var statement: Statement {
    @_noAllocation @_noLocks get { Statement(batch: waiting, identity: identity) }
  }

  /// Puts the signature to the waiting batch; the next may close.
  ///
  /// - Returns: false when `sink` has no room: nothing changed; take chunks and call again.
  /// - Precondition: `isWaiting`.
  @_noAllocation @_noLocks
  public mutating func sign(_ signature: Bytes64, to sink: inout SettlementSink) -> Bool {
    invariant(isWaiting, "a closed batch is signed once")
    if !sink.fits(64) { return false }
    let room = sink.scratch
    signature.store(to: room)
    sink.begin(.batchSignature, length: 64, number: closed.batch)
    sink.put(room.slice(0, count: 64).view)
    closed.signature = signature
    isWaiting = false
    return true
  }

  /// The last signed batch's header, whole; its `batch` is 0 before there is one.
  public var signed: BatchHeader {
    @_noAllocation @_noLocks get { isWaiting ? BatchHeader() : closed }
  }

  /// Puts one entry of the batch that fills: length (4), message.
  @_noAllocation @_noLocks
  private func put(_ message: ByteView, to sink: inout SettlementSink) {
    let prefix = sink.scratch.slice(0, count: BatchFormat.lengthBytes)
    prefix.store(UInt32(message.count), at: 0)
    sink.put(batch: header.batch, prefix: prefix.view, bytes: message)
  }
}
