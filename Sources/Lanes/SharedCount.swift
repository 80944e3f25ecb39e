// SPDX-License-Identifier: Apache-2.0

internal import Memory
public import Synchronization

/// The cell that holds a count, alone on its cache lines. Writer and readers keep it alive.
@safe
@usableFromInline
final class CountCell: @unchecked Sendable {
  let memory: UnsafeMutableRawPointer

  init(_ value: UInt64) {
    unsafe memory = .allocate(byteCount: 128, alignment: 128)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: 128)
    unsafe count.pointee.store(value, ordering: .releasing)
  }

  deinit { unsafe memory.deallocate() }

  var count: UnsafeMutablePointer<Atomic<UInt64>> {
    unsafe memory.assumingMemoryBound(to: Atomic<UInt64>.self)
  }
}

/// A number that one tile publishes and others read: how far something has come.
///
/// It is `@safe`: the cell it writes lives as long as it does.
@safe
public struct SharedCount: ~Copyable, @unchecked Sendable {
  private let cell: CountCell
  private let count: UnsafeMutablePointer<Atomic<UInt64>>

  /// Start-up only.
  public init(_ value: UInt64 = 0) {
    cell = CountCell(value)
    unsafe count = cell.count
  }

  /// Lets every reader see `value`, and all that was written before.
  @_noAllocation @_noLocks
  public func publish(_ value: UInt64) {
    // Pairs with the acquiring load in `CountReader.value`.
    unsafe count.pointee.store(value, ordering: .releasing)
  }

  /// A sight of this count for another tile. As many as needed can be made.
  public func reader() -> CountReader { CountReader(cell) }
}

/// One tile's sight of a `SharedCount`. It may be moved to another thread and stays good after the
/// writer is gone.
///
/// It is `@safe`: the cell it reads lives as long as it does.
@safe
@frozen
public struct CountReader: ~Copyable, @unchecked Sendable {
  @usableFromInline let cell: CountCell
  @usableFromInline let count: UnsafePointer<Atomic<UInt64>>

  init(_ cell: CountCell) {
    self.cell = cell
    unsafe count = UnsafePointer(cell.count)
  }

  /// What was last published, and all that was written before it.
  @inlinable
  @_noAllocation @_noLocks
  public func value() -> UInt64 {
    // Pairs with the releasing store in `SharedCount.publish`.
    unsafe count.pointee.load(ordering: .acquiring)
  }
}
