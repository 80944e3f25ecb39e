// SPDX-License-Identifier: Apache-2.0

public import Memory
internal import Synchronization

/// One command of a load: when it was to go, when it went, when its answer came, and what the answer
/// says of the way between. Nanoseconds of the host's monotonic clock, 0 for never.
public struct LoadSample: BitwiseCopyable, Sendable {
  public enum State: UInt8, BitwiseCopyable, Sendable {
    case planned
    case sent
    /// Answered as it had to be, or refused as it may be.
    case answered, refused
    /// Not taken now.
    case busy
    /// Answered, but not as it had to be.
    case wrong
  }

  public var planned: UInt64 = 0
  /// When the generator began on it: signing, tagging and writing come between this and `sent`.
  public var begun: UInt64 = 0
  public var sent: UInt64 = 0
  public var answered: UInt64 = 0
  /// The venue's stamps, from the report's trailer.
  public var received: UInt64 = 0
  public var verified: UInt64 = 0
  public var sequenced: UInt64 = 0
  public var matched: UInt64 = 0
  public var committed: UInt64 = 0
  public var left: UInt64 = 0
  /// The kernel's clock beside `sent` and `answered`, when both readings were close together.
  public var kernelSent: UInt64 = 0
  public var kernelAnswered: UInt64 = 0
  public var state = State.planned
  /// What kind of command: the load's own numbering.
  public var kind: UInt8 = 0
  public var session: UInt16 = 0
  public var filled: UInt32 = 0

  public init() {}
}

/// What one trial is recorded in: made whole before it, written by the thread that sends and receives,
/// read meanwhile by the one that watches.
///
///     samples    one a command, in the order of their planned times
///     done       numbers of the commands that have their answer, in the order of their answers
///
/// A sample is whole once its number is below `doneCount` in `done`, and does not change after.
public final class LoadRecording: @unchecked Sendable {
  public let samples: Slab<LoadSample>
  public let count: Int
  private let done: Slab<UInt32>
  private let doneCount = Atomic<Int>(0)
  private let sentCount = Atomic<Int>(0)

  public init(count: Int) {
    self.count = count
    samples = Slab(count: max(1, count))
    done = Slab(count: max(1, count))
  }

  /// Says that a command has its answer. The sending thread.
  @inline(__always)
  func finish(_ index: Int) {
    let at = doneCount.load(ordering: .relaxed)
    done[at] = UInt32(truncatingIfNeeded: index)
    // Pairs with the acquiring load in `answered`.
    doneCount.store(at + 1, ordering: .releasing)
  }

  @inline(__always)
  func noteSent(_ count: Int) { sentCount.store(count, ordering: .relaxed) }

  /// How many have their answer. Any thread; those before are whole.
  public var answered: Int { doneCount.load(ordering: .acquiring) }
  /// How many were sent, about. Any thread.
  public var sent: Int { sentCount.load(ordering: .relaxed) }

  /// The command that was answered as the `place`-th.
  ///
  /// - Precondition: `place` is below `answered` as read before.
  public func answer(_ place: Int) -> Int { Int(done[place]) }
}
