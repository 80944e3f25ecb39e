// SPDX-License-Identifier: Apache-2.0

public import Lanes
internal import Memory

/// The classes of datagrams, as places in a set of lanes.
public enum DatagramClass {
  @inlinable public static var urgent: Int { @_noAllocation @_noLocks get { 0 } }
  @inlinable public static var ordinary: Int { @_noAllocation @_noLocks get { 1 } }
  @inlinable public static var count: Int { @_noAllocation @_noLocks get { 2 } }
}

/// One class of datagrams at ingress: its numbers, its lanes to verify, its high-water mark.
///
///     number n ─▶ lane n mod N ─▶ verify ─▶ sequence
///        │                                     │
///        └─ backlog = dealt less sequenced ◀───┘
///
/// The backlog is everything of the class that was dealt and has not become a record yet, wherever
/// it waits. At the mark nothing more is taken: the sender is told so before any signature is looked
/// at.
public struct ClassDealer: ~Copyable {
  private let lanes: LaneProducers<DatagramSlot>
  private let sequenced: CountReader
  /// Datagrams that may be on their way at once.
  public let backlogMax: UInt64
  /// The number of the next datagram.
  private var number: UInt64 = 0
  private var sequencedCached: UInt64 = 0

  /// - Parameters:
  ///   - lanes: one to each verify tile.
  ///   - sequenced: how many of this class sequence has taken.
  ///   - backlogMax: at least 1.
  public init(
    lanes: consuming LaneProducers<DatagramSlot>, sequenced: consuming CountReader,
    backlogMax: UInt64
  ) {
    invariant(backlogMax > 0, "a class lets something through")
    self.lanes = lanes
    self.sequenced = sequenced
    self.backlogMax = backlogMax
  }

  /// Datagrams dealt and not sequenced yet, as last looked up: never too few.
  var backlog: UInt64 { @_noAllocation @_noLocks get { number &- sequencedCached } }

  /// Whether one more may be dealt: below the mark, and its lane has a slot.
  @_noAllocation @_noLocks
  mutating func hasRoom() -> Bool {
    // Sequence's count is another core's cache line: it is read when the last look does not suffice.
    if backlog >= backlogMax {
      sequencedCached = sequenced.value()
      if backlog >= backlogMax { return false }
    }
    return lanes[lane].writable() > 0
  }

  /// Gives the next number to a datagram and hands it to its lane.
  ///
  /// - Precondition: `hasRoom()` said so.
  @_noAllocation @_noLocks
  mutating func deal(_ datagram: DatagramSlot, _ body: ByteView) {
    lanes[lane].payload(0).copy(body)
    var slot = datagram
    slot.length = UInt16(body.count)
    deal(slot)
  }

  /// Gives the next number to a datagram without a body.
  ///
  /// - Precondition: `hasRoom()` said so.
  @_noAllocation @_noLocks
  mutating func deal(_ datagram: DatagramSlot) {
    lanes[lane][0] = datagram
    lanes[lane][0].number = number
    lanes[lane].publish()
    number &+= 1
  }

  private var lane: Int { @_noAllocation @_noLocks get { Int(number % UInt64(lanes.count)) } }
}
