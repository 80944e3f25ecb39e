// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import CUring
internal import Glibc
public import Memory

/// A group that has just been committed.
public struct GroupCommit: BitwiseCopyable, Equatable, Sendable {
  /// The group's number, from 1, without gaps.
  public let number: UInt64
  /// The log index of its first record.
  public let firstIndex: UInt64
  /// The log index of its last record.
  public let lastIndex: UInt64
  /// The group's hash, which covers every group before it.
  public let hash: Bytes32

  @_noAllocation @_noLocks
  init(number: UInt64, firstIndex: UInt64, lastIndex: UInt64, hash: Bytes32) {
    self.number = number
    self.firstIndex = firstIndex
    self.lastIndex = lastIndex
    self.hash = hash
  }
}

/// The write-ahead log, with group commit: two buffers, one filling while the other is written.
///
///     append ─▶ [ open group ]     [ group in flight ] ─▶ segment file
///                     │    poll, when nothing is in flight    ▲
///                     └───────────────────────────────────────┘
///     poll, at the completion ─▶ commit cursor ─▶ readers; takeCommittedGroup ─▶ settle
///
/// There is never more than one write in flight, so that after a crash at most the last group is
/// torn, and it was not acknowledged. `append`, `poll` and `takeCommittedGroup` belong to one
/// thread, the one that first polls; making and sealing may be done on another, before and after.
///
/// - Complexity: nothing allocates, locks or waits after `create` or `resume`; two groups of memory.
@safe
public struct Journal: ~Copyable, @unchecked Sendable {
  /// What is being written.
  enum Flight: BitwiseCopyable { case nothing, header, group }

  let device: UnsafeMutablePointer<JournalDevice>
  /// The directory and its lock; held to the end.
  let opened: OpenPlace
  let cursor: CommitCursor
  let options: JournalOptions
  /// Over every record appended so far; over the open group.
  let logState: RunningHash
  let groupState: RunningHash
  /// What was found at `resume`; an empty log after `create`.
  public let recovered: JournalSummary

  /// The term written to groups that are closed from now on. It never goes down.
  public var term: UInt64 {
    didSet { invariant(term >= oldValue, "terms never go down") }
  }
  /// Whether records are taken, and why not.
  public internal(set) var state = JournalState.open

  /// The segment that is written to, where its next group goes, and the one that replaces it while
  /// that one's header is in flight.
  var segment: SegmentHandle
  var segmentSalt: UInt64
  var segmentOffset: Int
  var incoming = SegmentHandle()
  var isPreparing = false

  /// The open group: which buffer, how far it is filled, what it holds.
  var openSide = 0
  var openBytes = JournalFormat.groupHeaderBytes
  var openRecords: UInt32 = 0
  var nextIndex: UInt64
  var nextGroup: UInt64
  var previousHash: Bytes32

  var flight = Flight.nothing
  var flightBytes = 0
  var flightCommit = GroupCommit(number: 0, firstIndex: 0, lastIndex: 0, hash: Bytes32())
  var committed: GroupCommit?
  var committedUpTo: UInt64
  var isBound = false
  var isSealing = false

  deinit {
    unsafe device.pointee.close()
    if segment.descriptor >= 0 { ml_file_close(segment.descriptor) }
    if incoming.descriptor >= 0 { ml_file_close(incoming.descriptor) }
    unsafe device.deinitialize(count: 1)
    unsafe device.deallocate()
  }

  // MARK: Recording

  /// Queues a record for the next group.
  ///
  /// - Parameters:
  ///   - record: 1 to `recordBytesMax` bytes; copied.
  ///   - index: the record's log index, which is `appendedEnd`: the caller counts too.
  /// - Returns: false if there is no room now, or the journal takes nothing any more (`state`);
  ///   nothing is kept then, and the same record may be offered again after the next `poll`.
  @_noAllocation @_noLocks
  public mutating func append(_ record: ByteView, index: UInt64) -> Bool {
    invariant(index == nextIndex, "records are appended in order, without gaps")
    invariant(
      record.count >= 1 && record.count <= options.recordBytesMax,
      "a record's size is within its bounds")
    guard case .open = state, !isSealing else { return false }
    let framed = JournalFormat.framedBytes(record.count)
    if openBytes + framed > options.groupBytesMax { return false }

    let frame = unsafe device.pointee.groupBuffer(openSide).slice(openBytes, count: framed)
    frame.store(UInt64(0), at: framed - 8)
    frame.store(UInt32(record.count), at: 0)
    frame.copy(record, at: JournalFormat.recordHeaderBytes)
    let length = frame.view.slice(0, count: 4)
    frame.store(checksum(record, after: checksum(length)), at: 4)
    logState.update(length)
    logState.update(record)
    groupState.update(frame.view)
    openBytes += framed
    openRecords += 1
    nextIndex += 1
    return true
  }

  /// Takes the completion of the write in flight, if it is there, and starts the next one, if there
  /// is something to write and nothing in flight.
  ///
  /// Does nothing while a committed group has not been taken, so that none is missed.
  ///
  /// - Returns: the number of things done: completions taken and writes started.
  @_noAllocation @_noLocks
  public mutating func poll() -> Int {
    guard case .open = state, committed == nil, !isSealing else { return 0 }
    if !isBound { bind() }
    var work = 0
    if isFlying {
      guard case .done(let result) = unsafe device.pointee.reap() else { return 0 }
      complete(result)
      work = 1
    }
    if openRecords > 0, case .open = state { work += launch() }
    return work
  }

  /// The group that was committed by the last `poll`, given once.
  @_noAllocation @_noLocks
  public mutating func takeCommittedGroup() -> GroupCommit? {
    let taken = committed
    committed = nil
    return taken
  }

  // MARK: What it knows

  /// One past the last committed log index; 0 before the genesis record is committed.
  public var committedEnd: UInt64 { @_noAllocation @_noLocks get { committedUpTo } }

  /// The last committed log index; nil before the genesis record is committed.
  public var committedIndex: UInt64? {
    @_noAllocation @_noLocks get { committedUpTo == 0 ? nil : committedUpTo - 1 }
  }

  /// One past the last appended log index: the index of the next record.
  public var appendedEnd: UInt64 { @_noAllocation @_noLocks get { nextIndex } }

  /// Whether everything appended is committed, taken, and no write is in flight.
  public var isIdle: Bool {
    @_noAllocation @_noLocks get { !isFlying && openRecords == 0 && committed == nil }
  }

  /// Whether a write is in flight.
  var isFlying: Bool {
    @_noAllocation @_noLocks
    get {
      if case .nothing = flight { return false }
      return true
    }
  }

  /// The hash over every record appended so far, with its length; the same for the same records
  /// however they were grouped.
  @_noAllocation @_noLocks
  public func logHash() -> Bytes32 { logState.peek() }

  /// How writes reach the kernel.
  public var mechanism: JournalMechanism { unsafe device.pointee.mechanism }

  /// Whether writes bypass the page cache. False where the file system refuses that, and without
  /// durability.
  public var directIO: Bool { segment.isDirect }

  /// Whether each write has a flush linked behind it, in place of O_DSYNC (`JournalFlush`).
  public var flushesBehind: Bool { segment.needsFlush }

  /// What "committed" means here.
  public var durability: JournalDurability { options.durability }

  /// Makes a reader of the commit cursor, for a tile that holds back what is not committed.
  public func makeCommitReader() -> CommitReader { cursor.reader() }
}
