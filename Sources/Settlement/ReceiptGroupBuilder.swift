// SPDX-License-Identifier: Apache-2.0

public import Memory
public import WireFormat

/// A record under a receipt group, as the reports about it need it.
@frozen
public struct ReceiptLeaf: BitwiseCopyable, Hashable, Sendable {
  /// The record's place in the log.
  public var logIndex: UInt64
  /// The session that sent it; 0 when it came from none.
  public var session: UInt32
  /// Whether somebody is owed a receipt for it: commands and logons.
  public var isReceipted: Bool
}

/// Gathers committed records into groups that one signature each makes into receipts.
///
///     records ─▶ [ filling ] ── close, when the signer is free ─▶ [ waiting ] ── sign ─▶ paths
///                    ▲                                                │
///                    └──────────────── release ◀──────────────────────┘
///
/// A group is a run of consecutive log records and ends at a log-group boundary. While one group
/// waits for its signature the next fills, so a slow signer makes groups larger and queues nothing.
///
/// Every record of the run is a leaf, ticks too, so that a member needs no more than the group's
/// range to check a path: its leaf is number `logIndex - firstIndex` of `lastIndex - firstIndex + 1`.
/// Runs at whose end nobody is owed a receipt are dropped at the boundary: an idle venue signs
/// nothing.
///
/// When `hasRoom` is false the answer is to stall: take no record until `close` could be called.
///
/// One owner, one thread. Nothing allocates after `init`.
public struct ReceiptGroupBuilder: ~Copyable {
  struct Run: BitwiseCopyable {
    var first: UInt64 = 0
    var last: UInt64 = 0
    var term: UInt64 = 0
    var receipted = 0
  }

  /// Whose receipts they are.
  public let identity: Identity
  /// The most records of a log group, for which room is kept.
  public let logGroupRecordsMax: Int
  /// The number that the next group to close gets.
  public private(set) var nextGroup: UInt64

  private var filling: Half
  private var other: Half
  /// The last record of `filling` ends a log group, or `filling` is empty.
  private var atBoundary = true
  /// `other` holds a closed group that was not released.
  public private(set) var isWaiting = false
  private var group = ReceiptGroup()
  private var isSigned = false

  /// One group's records.
  struct Half: ~Copyable {
    var tree: MerkleTree
    let leaves: Slab<ReceiptLeaf>
    var run = Run()

    init(leavesMax: Int) {
      tree = MerkleTree(leavesMax: leavesMax)
      leaves = Slab(count: leavesMax)
    }

    @_noAllocation @_noLocks
    mutating func clear() {
      tree.reset()
      run = Run()
    }
  }

  /// Start-up only.
  ///
  /// - Parameters:
  ///   - leavesMax: the most records under one signature (`receiptLeavesMax`).
  ///   - logGroupRecordsMax: the most records between two boundaries; at most `leavesMax`.
  ///   - nextGroup: the first number to use: one more than the last group in the files.
  public init(
    identity: Identity, leavesMax: Int, logGroupRecordsMax: Int, nextGroup: UInt64 = 1
  ) {
    invariant(
      logGroupRecordsMax >= 1 && logGroupRecordsMax <= leavesMax,
      "a receipt group holds at least one log group")
    invariant(nextGroup >= 1, "groups count from 1")
    self.identity = identity
    self.logGroupRecordsMax = logGroupRecordsMax
    self.nextGroup = nextGroup
    filling = Half(leavesMax: leavesMax)
    other = Half(leavesMax: leavesMax)
  }

  /// Whether the next log group fits. Ask at each boundary; when false, stall until a `close`.
  public var hasRoom: Bool {
    @_noAllocation @_noLocks get {
      filling.tree.leavesMax &- filling.tree.count >= logGroupRecordsMax
    }
  }

  /// Records in the group that fills.
  public var fillingCount: Int {
    @_noAllocation @_noLocks get { filling.tree.count }
  }

  /// Takes the next committed record: the LogRecord message and its body.
  ///
  /// - Precondition: `hasRoom` was true at the last boundary; the record follows the one before.
  @_noAllocation @_noLocks
  public mutating func add(record: ByteView) {
    add(record: record, leaf: MerkleHash.leaf(record))
  }

  /// The same, with the record's leaf hash made already: the batch needs it too.
  ///
  /// - Precondition: `leaf` is `MerkleHash.leaf(record)`.
  @_noAllocation @_noLocks
  public mutating func add(record: ByteView, leaf: Bytes32) {
    let header = LogRecord(block: record, at: MessageHeader.bytes)
    let position = filling.tree.count
    if position == 0 {
      filling.run = Run(first: header.logIndex, last: header.logIndex, term: header.term)
    } else {
      invariant(
        header.logIndex == filling.run.last &+ 1, "records come in log order, none left out")
      filling.run.last = header.logIndex
      filling.run.term = header.term
    }
    invariant(position < filling.tree.leavesMax, "a log group is taken only when there is room")
    filling.tree.add(hash: leaf)
    let receipted = header.isReceipted
    filling.leaves[position] = ReceiptLeaf(
      logIndex: header.logIndex, session: header.session, isReceipted: receipted)
    if receipted { filling.run.receipted &+= 1 }
    atBoundary = false
  }

  /// Says that the records so far end a log group.
  @_noAllocation @_noLocks
  public mutating func endOfLogGroup() {
    atBoundary = true
    if filling.run.receipted == 0 { filling.clear() }
  }

  /// Whether `close` may be called: the filling group ends at a boundary, owes a receipt, and the
  /// one before was released.
  public var canClose: Bool {
    @_noAllocation @_noLocks get {
      if isWaiting || !atBoundary { return false }
      return filling.run.receipted > 0
    }
  }

  /// Closes the filling group; `statement` is then what to sign. Returns it, not yet signed.
  ///
  /// - Precondition: `canClose`.
  @_noAllocation @_noLocks
  @discardableResult
  public mutating func close() -> ReceiptGroup {
    invariant(canClose, "a receipt group closes at a boundary, one at a time")
    swap(&filling, &other)
    group = ReceiptGroup(
      group: nextGroup, term: other.run.term, firstIndex: other.run.first,
      lastIndex: other.run.last, root: other.tree.root())
    nextGroup &+= 1
    isWaiting = true
    isSigned = false
    filling.clear()
    return group
  }

  /// What the waiting group's signature covers.
  ///
  /// - Precondition: `isWaiting`.
  public var statement: Statement {
    @_noAllocation @_noLocks get {
      invariant(isWaiting, "a statement is of a closed group")
      return Statement(receipt: group, identity: identity)
    }
  }

  /// Puts the signature to the waiting group and returns it whole.
  ///
  /// - Precondition: `isWaiting`, and it was not signed before.
  @_noAllocation @_noLocks
  public mutating func sign(_ signature: Bytes64) -> ReceiptGroup {
    invariant(isWaiting && !isSigned, "a closed group is signed once")
    group.signature = signature
    isSigned = true
    return group
  }

  /// Records of the waiting group.
  public var waitingCount: Int {
    @_noAllocation @_noLocks get {
      if !isWaiting { return 0 }
      return other.tree.count
    }
  }

  /// The record at `position` of the waiting group.
  ///
  /// - Precondition: `position < waitingCount`.
  @_noAllocation @_noLocks
  public func leaf(_ position: Int) -> ReceiptLeaf {
    invariant(position >= 0 && position < waitingCount, "a leaf of the waiting group")
    return other.leaves[position]
  }

  /// The most nodes of a path, for sizing reports.
  public var pathNodesMax: Int {
    @_noAllocation @_noLocks get { MerkleTree.pathNodesMax(leavesMax: filling.tree.leavesMax) }
  }

  /// Writes the inclusion path of the record at `position` of the waiting group, from the leaf up,
  /// 32 bytes a node, and returns the number of nodes.
  ///
  /// - Precondition: `position < waitingCount`; `path` has `32 * pathNodesMax` bytes.
  @_noAllocation @_noLocks
  public func path(_ position: Int, into path: MutableByteView) -> Int {
    invariant(isWaiting, "paths are of the waiting group")
    return other.tree.path(position, into: path)
  }

  /// Gives the waiting group up, its paths taken. The next can close.
  ///
  /// - Precondition: it was signed.
  @_noAllocation @_noLocks
  public mutating func release() {
    invariant(isWaiting && isSigned, "a group is released after it was signed")
    isWaiting = false
  }
}

extension LogRecord {
  /// Whether somebody is owed a receipt for it: commands and logons.
  var isReceipted: Bool {
    @_noAllocation @_noLocks get { kind == 2 || kind == 3 }
  }
}
