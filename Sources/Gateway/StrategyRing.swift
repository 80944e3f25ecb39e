// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// A bounded queue inside one thread: first in, first out, memory of `init`.
struct StrategyRing<Element: BitwiseCopyable>: ~Copyable {
  private let slots: Slab<Element>
  private var head = 0
  private(set) var count = 0

  /// - Precondition: `capacity` is at least 1.
  init(capacity: Int) { slots = Slab(count: capacity) }

  var room: Int { slots.count - count }
  var isEmpty: Bool { count == 0 }

  /// False, and nothing happens, when it is full.
  mutating func append(_ element: Element) -> Bool {
    if room == 0 { return false }
    slots[(head + count) % slots.count] = element
    count += 1
    return true
  }

  /// The n-th of those that wait.
  ///
  /// - Precondition: `n` is below `count`.
  func at(_ n: Int) -> Element {
    invariant(n >= 0 && n < count, "only what waits is read")
    return slots[(head + n) % slots.count]
  }

  /// - Precondition: so many wait.
  mutating func removeFirst(_ n: Int = 1) {
    invariant(n >= 0 && n <= count, "only what waits is removed")
    head = (head + n) % slots.count
    count -= n
  }

  mutating func removeAll() { removeFirst(count) }
}
