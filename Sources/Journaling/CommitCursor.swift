// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Synchronization

/// The cell that holds the commit cursor, alone on its cache lines. Readers keep it alive.
@safe
@usableFromInline
final class CommitCell: @unchecked Sendable {
  let memory: UnsafeMutableRawPointer

  init(_ end: UInt64) {
    unsafe memory = .allocate(byteCount: 128, alignment: 128)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: 128)
    unsafe cursor.pointee.store(end, ordering: .releasing)
  }

  deinit { unsafe memory.deallocate() }

  var cursor: UnsafeMutablePointer<Atomic<UInt64>> {
    unsafe memory.assumingMemoryBound(to: Atomic<UInt64>.self)
  }
}

/// How far the log is committed, published by the journal and by nothing else.
@safe
struct CommitCursor: ~Copyable {
  private let cell: CommitCell
  private let cursor: UnsafeMutablePointer<Atomic<UInt64>>

  init(end: UInt64) {
    cell = CommitCell(end)
    unsafe cursor = cell.cursor
  }

  /// Lets every reader see that all below `end` is committed, and all that was written before.
  @_noAllocation @_noLocks
  func publish(_ end: UInt64) {
    // Pairs with the acquiring load in `CommitReader.end`.
    unsafe cursor.pointee.store(end, ordering: .releasing)
  }

  func reader() -> CommitReader { CommitReader(cell) }
}

/// One tile's sight of the commit cursor. As many as needed can be made; each may be moved to
/// another thread, and all of them stay good after the journal is gone.
///
/// It is `@safe`: the cell it reads lives as long as it does.
@safe
@frozen
public struct CommitReader: ~Copyable, @unchecked Sendable {
  @usableFromInline let cell: CommitCell
  @usableFromInline let cursor: UnsafePointer<Atomic<UInt64>>

  init(_ cell: CommitCell) {
    self.cell = cell
    unsafe cursor = UnsafePointer(cell.cursor)
  }

  /// One past the last committed log index: 0 before the genesis record is committed.
  @inlinable
  @_noAllocation @_noLocks
  public func end() -> UInt64 {
    // Pairs with the releasing store in `CommitCursor.publish`.
    unsafe cursor.pointee.load(ordering: .acquiring)
  }

  /// Whether the record at `index` is committed.
  @inlinable
  @_noAllocation @_noLocks
  public func isCommitted(_ index: UInt64) -> Bool { index < end() }
}
