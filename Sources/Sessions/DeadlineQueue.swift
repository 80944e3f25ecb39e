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
///     places[subject] ──▶ heap[place - 1]     0: the subject has no timer
///
/// A binary heap in static memory that knows where each subject's timer lies. A subject has one timer
/// at most, which is moved or taken back: however often a member sets its dead-man switch, there is
/// no more than one timer of it, and there is room for every subject.
public struct DeadlineQueue: ~Copyable {
  private let heap: Slab<Deadline>
  private let places: Slab<UInt32>
  /// The number of timers waiting.
  public private(set) var count = 0

  /// - Parameter capacity: subjects are numbered below this.
  public init(capacity: Int) {
    heap = Slab(count: capacity)
    places = Slab(count: capacity)
  }

  /// The timer that is due first, or nil when none waits.
  public var first: Deadline? {
    @_noAllocation @_noLocks get { count == 0 ? nil : heap[0 as Int] }
  }

  /// Sets a subject's timer, whether it has one or not.
  ///
  /// - Precondition: the subject is below the capacity.
  @_noAllocation @_noLocks
  public mutating func set(_ deadline: Deadline) {
    var at = Int(places[deadline.subject])
    if at == 0 {
      count += 1
      at = count
    }
    put(deadline, at - 1)
    settle(at - 1)
  }

  /// Takes a subject's timer back, if it has one.
  ///
  /// - Precondition: the subject is below the capacity.
  @_noAllocation @_noLocks
  public mutating func remove(_ subject: UInt32) {
    let at = Int(places[subject])
    if at == 0 { return }
    places[subject] = 0
    count -= 1
    if at - 1 == count { return }
    put(heap[count], at - 1)
    settle(at - 1)
  }

  /// Moves the timer at `place` up or down to where it belongs.
  @_noAllocation @_noLocks
  private func settle(_ place: Int) {
    var at = place
    while at > 0 && isBefore(at, (at - 1) >> 1) {
      swap(at, (at - 1) >> 1)
      at = (at - 1) >> 1
    }
    while true {
      var least = at
      let left = at * 2 + 1
      if left < count && isBefore(left, least) { least = left }
      if left + 1 < count && isBefore(left + 1, least) { least = left + 1 }
      if least == at { return }
      swap(at, least)
      at = least
    }
  }

  @_noAllocation @_noLocks
  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    heap[a].due < heap[b].due || (heap[a].due == heap[b].due && heap[a].subject < heap[b].subject)
  }

  @_noAllocation @_noLocks
  private func put(_ deadline: Deadline, _ at: Int) {
    heap[at] = deadline
    places[deadline.subject] = UInt32(at + 1)
  }

  @_noAllocation @_noLocks
  private func swap(_ a: Int, _ b: Int) {
    let held = heap[a]
    put(heap[b], a)
    put(held, b)
  }
}
