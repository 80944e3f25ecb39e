// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// The last messages of the feed, by their numbers: fixed slots, the n-th message in slot n modulo
/// their number.
///
///     first …… the last `capacity` messages …… next
///     slot: length (2) | message, at most `messageBytesMax` bytes
struct RetainedFeed: ~Copyable {
  private let slots: ByteBuffer
  private let mask: UInt64
  /// The number of the next message of the feed.
  private(set) var next: UInt64 = 1

  private static var slotBytes: Int { @_noAllocation @_noLocks get { 128 } }
  /// The longest message.
  static var messageBytesMax: Int { @_noAllocation @_noLocks get { 126 } }

  /// - Precondition: `capacity` is a power of two.
  init(capacity: Int) {
    invariant(
      capacity > 0 && capacity & (capacity - 1) == 0, "as many are retained as a power of two")
    slots = ByteBuffer(count: capacity * Self.slotBytes)
    mask = UInt64(capacity - 1)
  }

  /// The number of the oldest message that is still here; `next` when there is none.
  var first: UInt64 {
    @_noAllocation @_noLocks get { next > mask &+ 1 ? next &- mask &- 1 : 1 }
  }

  /// Keeps the next message, in the place of the oldest.
  @_noAllocation @_noLocks
  mutating func append(_ message: ByteView) {
    invariant(message.count <= Self.messageBytesMax, "a message of the feed fits its slot")
    let slot = slots.bytes.slice(Int(next & mask) &* Self.slotBytes, count: Self.slotBytes)
    slot.store(UInt16(message.count), at: 0)
    slot.copy(message, at: 2)
    next &+= 1
  }

  /// A message that is here.
  ///
  /// - Precondition: `first <= sequence < next`.
  @_noAllocation @_noLocks
  func message(_ sequence: UInt64) -> ByteView {
    invariant(sequence >= first && sequence < next, "a message is read while it is retained")
    let slot = slots.bytes.view.slice(
      Int(sequence & mask) &* Self.slotBytes, count: Self.slotBytes)
    return slot.slice(2, count: Int(slot.load(0, as: UInt16.self)))
  }
}
