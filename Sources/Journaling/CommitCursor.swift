// SPDX-License-Identifier: Apache-2.0

public import Lanes

/// How far the log is committed, published by the journal and by nothing else.
struct CommitCursor: ~Copyable {
  private let count: SharedCount

  init(end: UInt64) { count = SharedCount(end) }

  /// Lets every reader see that all below `end` is committed, and all that was written before.
  @_noAllocation @_noLocks
  func publish(_ end: UInt64) { count.publish(end) }

  func reader() -> CommitReader { CommitReader(count.reader()) }
}

/// One tile's sight of the commit cursor. As many as needed can be made; each may be moved to
/// another thread, and all of them stay good after the journal is gone.
@frozen
public struct CommitReader: ~Copyable, Sendable {
  @usableFromInline let count: CountReader

  init(_ count: consuming CountReader) { self.count = count }

  /// One past the last committed log index: 0 before the genesis record is committed.
  @inlinable
  @_noAllocation @_noLocks
  public func end() -> UInt64 { count.value() }

  /// Whether the record at `index` is committed.
  @inlinable
  @_noAllocation @_noLocks
  public func isCommitted(_ index: UInt64) -> Bool { index < end() }
}
