// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// A timer: when it is due, in log time, and what it is about.
@frozen
public struct Deadline: BitwiseCopyable, Sendable {
  public var due: UInt64
  public var subject: UInt32

  @_noAllocation @_noLocks
  public init(due: UInt64, subject: UInt32) {
    self.due = due
    self.subject = subject
  }
}

/// Timers in the order they fall due; equal times in the order of their subjects, so that the order
/// is a function of the state and not of how it came about.
///
/// A binary heap in static memory. A timer is never taken back: when it fires, its owner looks
/// whether it still means anything.
public struct DeadlineQueue: ~Copyable {
  private let heap: Slab<Deadline>
  /// The number of timers waiting.
  public private(set) var count = 0

  public init(capacity: Int) { heap = Slab(count: capacity) }

  /// Adds a timer, or returns false when the queue is full.
  @_noAllocation @_noLocks
  public mutating func add(_ deadline: Deadline) -> Bool {
    if count == heap.count { return false }
    var at = count
    heap[at] = deadline
    count += 1
    while at > 0 {
      let parent = (at - 1) >> 1
      if !isBefore(at, parent) { break }
      swap(at, parent)
      at = parent
    }
    return true
  }

  /// Takes the first timer that is due at `now`, or nil.
  @_noAllocation @_noLocks
  public mutating func takeDue(_ now: UInt64) -> Deadline? {
    if count == 0 || heap[0 as Int].due > now { return nil }
    let first = heap[0 as Int]
    count -= 1
    heap[0 as Int] = heap[count]
    var at = 0
    while true {
      var least = at
      let left = at * 2 + 1
      if left < count && isBefore(left, least) { least = left }
      if left + 1 < count && isBefore(left + 1, least) { least = left + 1 }
      if least == at { return first }
      swap(at, least)
      at = least
    }
  }

  @_noAllocation @_noLocks
  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    heap[a].due < heap[b].due || (heap[a].due == heap[b].due && heap[a].subject < heap[b].subject)
  }

  @_noAllocation @_noLocks
  private func swap(_ a: Int, _ b: Int) {
    let held = heap[a]
    heap[a] = heap[b]
    heap[b] = held
  }
}
