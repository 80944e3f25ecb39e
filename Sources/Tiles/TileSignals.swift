// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Flags between the tiles and the control thread, which only ever rise, and one word that does not.
///
/// A copyable handle on memory that is never given back, so that proved code can use it without
/// counting references; there is one an appliance. It is `@safe` for that reason.
@safe
public struct TileSignals: Sendable {
  struct Flags: ~Copyable {
    let journalStopped = Atomic<Bool>(false)
    let draining = Atomic<Bool>(false)
    let finishing = Atomic<Bool>(false)
    let stopping = Atomic<Bool>(false)
    let workLeftBefore = Atomic<UInt64>(0)
  }

  nonisolated(unsafe) private let flags: UnsafeMutablePointer<Flags>

  public init() {
    unsafe flags = .allocate(capacity: 1)
    unsafe flags.initialize(to: Flags())
  }

  /// Whether the journal takes nothing more; its tile says why.
  public var isJournalStopped: Bool {
    @_noAllocation @_noLocks get {
      unsafe flags.pointee.journalStopped.load(ordering: .relaxed)
    }
  }

  /// Whether nothing more is to be taken from the port, and log time is to stand still.
  public var isDraining: Bool {
    @_noAllocation @_noLocks get { unsafe flags.pointee.draining.load(ordering: .relaxed) }
  }

  /// Whether settlement units are to close though they are not due.
  public var isFinishing: Bool {
    @_noAllocation @_noLocks get { unsafe flags.pointee.finishing.load(ordering: .relaxed) }
  }

  /// Whether the threads are to end.
  public var isStopping: Bool {
    @_noAllocation @_noLocks get { unsafe flags.pointee.stopping.load(ordering: .relaxed) }
  }

  /// The index of the record that match waits for with work left that it may not do in the last one;
  /// 0 for none.
  var workLeftBefore: UInt64 {
    @_noAllocation @_noLocks get { unsafe flags.pointee.workLeftBefore.load(ordering: .relaxed) }
  }

  @_noAllocation @_noLocks
  func leaveWork(before index: UInt64) {
    if workLeftBefore != index {
      unsafe flags.pointee.workLeftBefore.store(index, ordering: .relaxed)
    }
  }

  @_noAllocation @_noLocks
  func journalStopped() { unsafe flags.pointee.journalStopped.store(true, ordering: .relaxed) }

  public func drain() { unsafe flags.pointee.draining.store(true, ordering: .relaxed) }
  public func finish() { unsafe flags.pointee.finishing.store(true, ordering: .relaxed) }
  public func stop() { unsafe flags.pointee.stopping.store(true, ordering: .relaxed) }
}
