// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A flag between threads that rises once.
final class InterruptFlag: Sendable {
  private let flag = Atomic<Bool>(false)
  func raise() { flag.store(true, ordering: .releasing) }
  var isRaised: Bool { flag.load(ordering: .acquiring) }
}
