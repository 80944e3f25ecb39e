// SPDX-License-Identifier: Apache-2.0

public import Lanes
internal import Memory

/// One class of datagrams at sequence: its lanes from verify, whose turn it is, how many were taken.
///
/// Ingress dealt number n to lane n mod N and each lane keeps its order, so taking the lanes in turn
/// is taking the numbers in order.
public struct ClassCollector: ~Copyable {
  private let lanes: LaneConsumers<DatagramSlot>
  private let sequenced: SharedCount
  /// The lane whose turn it is, and the number it must bring.
  private var turn = 0
  private var number: UInt64 = 0

  /// - Parameters:
  ///   - lanes: one from each verify tile.
  ///   - sequenced: where ingress reads how many were taken.
  public init(
    lanes: consuming LaneConsumers<DatagramSlot>, sequenced: consuming SharedCount
  ) {
    self.lanes = lanes
    self.sequenced = sequenced
  }

  /// Whether the next of the class is there.
  @_noAllocation @_noLocks
  mutating func isReadable() -> Bool { lanes[turn].readable() > 0 }

  /// The next of the class.
  ///
  /// - Precondition: `isReadable()` said so.
  var first: DatagramSlot {
    @_noAllocation @_noLocks get {
      let slot = lanes[turn][0]
      invariant(slot.number == number, "each lane brings every N-th number")
      return slot
    }
  }

  /// Its bytes.
  var body: ByteView {
    @_noAllocation @_noLocks get {
      lanes[turn].payload(0).view.slice(0, count: Int(lanes[turn][0].length))
    }
  }

  /// Goes on to the next.
  @_noAllocation @_noLocks
  mutating func release() {
    lanes[turn].release()
    turn = turn + 1 < lanes.count ? turn + 1 : 0
    number &+= 1
  }

  /// Tells ingress how many were taken.
  @_noAllocation @_noLocks
  func publish() { sequenced.publish(number) }
}
