// SPDX-License-Identifier: Apache-2.0

internal import CEngineABI
internal import Memory

/// Reports that wait to be drained, oldest first: a ring of fixed size.
struct ReportQueue: ~Copyable {
  private let slots: Slab<mle_report>
  /// Where the oldest is, and how many there are.
  private var first = 0
  private(set) var count = 0

  init(capacity: Int) { slots = Slab(count: capacity) }

  /// The reports that there is room for now.
  var room: Int {
    @_noAllocation @_noLocks get { slots.count &- count }
  }

  @inline(__always)
  @_noAllocation @_noLocks
  private func place(_ number: Int) -> Int {
    let at = first &+ number
    return at >= slots.count ? at &- slots.count : at
  }

  /// - Precondition: there is room.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func append(_ report: mle_report) {
    invariant(count < slots.count, "room for the worst case was seen before the command")
    slots[place(count)] = report
    count &+= 1
  }

  /// - Precondition: there is one.
  @inline(__always)
  @_noAllocation @_noLocks
  mutating func removeFirst() -> mle_report {
    invariant(count > 0, "a report is taken out of a queue that has one")
    let report = slots[first]
    first = place(1)
    count &-= 1
    return report
  }
}
