// SPDX-License-Identifier: Apache-2.0

public import Memory
public import Synchronization

/// A bounded queue from one thread to one other thread: fixed slots, static memory, no locks.
///
///     cursors   byte 0     published   slots ever published   written by the producer only
///               byte 128   released    slots ever released    written by the consumer only
///     slots     capacity × stride, the n-th published slot at n mod capacity
///     payloads  capacity × payloadBytes, beside the slots: bytes that go with a slot
///
/// A lane is made whole and then taken apart: each end is owned by one tile. The memory is returned
/// when both ends are gone.
///
/// - Complexity: each operation is O(1); nothing allocates, locks or counts references after `init`.
@frozen
public struct Lane<Slot: BitwiseCopyable>: ~Copyable {
  /// The writing end.
  public let producer: LaneProducer<Slot>
  /// The reading end.
  public let consumer: LaneConsumer<Slot>

  /// Allocates a lane of `capacity` zeroed slots, each with `payloadBytes` bytes beside it.
  /// Start-up only.
  ///
  /// - Precondition: `capacity` is a power of two; `payloadBytes` is not negative.
  public init(capacity: Int, payloadBytes: Int = 0) {
    let storage = LaneStorage(
      slotBytes: MemoryLayout<Slot>.stride, capacity: capacity, payloadBytes: payloadBytes)
    producer = LaneProducer(storage)
    consumer = LaneConsumer(storage)
  }
}

/// The memory that both ends of a lane share. The ends hold it only to return it.
@safe
@usableFromInline
final class LaneStorage: @unchecked Sendable {
  @usableFromInline let memory: UnsafeMutableRawPointer
  let capacity: Int
  let payloadStride: Int
  let payloadOffset: Int
  static var cursorBytes: Int { 256 }

  init(slotBytes: Int, capacity: Int, payloadBytes: Int) {
    invariant(capacity > 0 && capacity & (capacity - 1) == 0, "a lane's capacity is a power of two")
    invariant(payloadBytes >= 0, "a payload's size is not negative")
    payloadStride = (payloadBytes + 63) & ~63
    payloadOffset = (Self.cursorBytes + slotBytes * capacity + 127) & ~127
    let bytes = payloadOffset + payloadStride * capacity
    unsafe memory = .allocate(byteCount: bytes, alignment: 128)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    self.capacity = capacity
  }

  deinit { unsafe memory.deallocate() }

  var published: UnsafeMutablePointer<Atomic<UInt64>> {
    unsafe memory.assumingMemoryBound(to: Atomic<UInt64>.self)
  }
  var released: UnsafeMutablePointer<Atomic<UInt64>> {
    unsafe (memory + 128).assumingMemoryBound(to: Atomic<UInt64>.self)
  }
  var payloads: UnsafeMutableRawPointer { unsafe memory + payloadOffset }
  func slots<Slot>(_: Slot.Type) -> UnsafeMutablePointer<Slot> {
    unsafe (memory + Self.cursorBytes).assumingMemoryBound(to: Slot.self)
  }
}

/// The writing end of a lane. Owned by one tile, used by one thread at a time.
///
/// It is `@safe`: every slot handed out lies in storage this end keeps alive, is checked against
/// the free count, and holds a trivial value.
@safe
@frozen
public struct LaneProducer<Slot: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  @usableFromInline let storage: LaneStorage
  @usableFromInline let slots: UnsafeMutablePointer<Slot>
  @usableFromInline let publishedCursor: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let releasedCursor: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let payloads: UnsafeMutableRawPointer
  @usableFromInline let payloadStride: Int
  @usableFromInline let mask: UInt64
  @usableFromInline var published: UInt64 = 0
  @usableFromInline var releasedCached: UInt64 = 0

  init(_ storage: LaneStorage) {
    self.storage = storage
    unsafe slots = storage.slots(Slot.self)
    unsafe publishedCursor = storage.published
    unsafe releasedCursor = storage.released
    unsafe payloads = storage.payloads
    payloadStride = storage.payloadStride
    mask = UInt64(storage.capacity - 1)
  }

  /// The number of slots in the lane.
  @inlinable public var capacity: Int { Int(mask) + 1 }

  /// The number of slots that may be filled now; at least `wanted` if the lane has that many free.
  ///
  /// Reads the consumer's cursor only when the cached value does not suffice (pairs with the
  /// releasing store in `LaneConsumer.release`).
  @inlinable
  @_noAllocation @_noLocks
  public mutating func writable(_ wanted: Int = 1) -> Int {
    var free = Int(mask &+ 1 &- (published &- releasedCached))
    if free < wanted {
      releasedCached = unsafe releasedCursor.pointee.load(ordering: .acquiring)
      free = Int(mask &+ 1 &- (published &- releasedCached))
    }
    return free
  }

  /// The slot `offset` places after the last published one, to be filled in place.
  ///
  /// - Precondition: `offset` is below the last `writable` result less what was published since.
  @inlinable
  public subscript(_ offset: Int) -> Slot {
    @inline(__always) unsafeAddress {
      precondition(UInt64(bitPattern: Int64(offset)) < mask &+ 1 &- (published &- releasedCached))
      return unsafe UnsafePointer(slots + Int((published &+ UInt64(offset)) & mask))
    }
    @inline(__always) unsafeMutableAddress {
      precondition(UInt64(bitPattern: Int64(offset)) < mask &+ 1 &- (published &- releasedCached))
      return unsafe slots + Int((published &+ UInt64(offset)) & mask)
    }
  }

  /// The bytes that go with the slot at `offset`, to be filled; they live as long as the lane and
  /// are the consumer's once published.
  ///
  /// - Precondition: as for the subscript.
  @inlinable
  @inline(__always)
  public func payload(_ offset: Int) -> MutableByteView {
    precondition(UInt64(bitPattern: Int64(offset)) < mask &+ 1 &- (published &- releasedCached))
    let index = Int((published &+ UInt64(offset)) & mask)
    return unsafe MutableByteView(payloads + index * payloadStride, count: payloadStride)
  }

  /// Hands the first `count` filled slots to the consumer, at once and in order.
  ///
  /// - Precondition: `count` slots are free.
  @inlinable
  @_noAllocation @_noLocks
  public mutating func publish(_ count: Int = 1) {
    precondition(
      UInt64(bitPattern: Int64(count)) <= mask &+ 1 &- (published &- releasedCached))
    published &+= UInt64(count)
    // Pairs with the acquiring load in `LaneConsumer.readable`.
    unsafe publishedCursor.pointee.store(published, ordering: .releasing)
  }
}

/// The reading end of a lane. Owned by one tile, used by one thread at a time.
///
/// `@safe` for the reasons given at `LaneProducer`.
@safe
@frozen
public struct LaneConsumer<Slot: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  @usableFromInline let storage: LaneStorage
  @usableFromInline let slots: UnsafeMutablePointer<Slot>
  @usableFromInline let publishedCursor: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let releasedCursor: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let payloads: UnsafeMutableRawPointer
  @usableFromInline let payloadStride: Int
  @usableFromInline let mask: UInt64
  @usableFromInline var released: UInt64 = 0
  @usableFromInline var publishedCached: UInt64 = 0

  init(_ storage: LaneStorage) {
    self.storage = storage
    unsafe slots = storage.slots(Slot.self)
    unsafe publishedCursor = storage.published
    unsafe releasedCursor = storage.released
    unsafe payloads = storage.payloads
    payloadStride = storage.payloadStride
    mask = UInt64(storage.capacity - 1)
  }

  /// The number of slots in the lane.
  @inlinable public var capacity: Int { Int(mask) + 1 }

  /// The number of slots that may be read now; re-reads the producer's cursor when fewer than
  /// `wanted` are known (pairs with the releasing store in `LaneProducer.publish`).
  @inlinable
  @_noAllocation @_noLocks
  public mutating func readable(_ wanted: Int = 1) -> Int {
    if Int(publishedCached &- released) < wanted {
      publishedCached = unsafe publishedCursor.pointee.load(ordering: .acquiring)
    }
    return Int(publishedCached &- released)
  }

  /// The `offset`-th unread slot, in place.
  ///
  /// - Precondition: `offset` is below the last `readable` result less what was released since.
  @inlinable
  public subscript(_ offset: Int) -> Slot {
    @inline(__always) unsafeAddress {
      precondition(UInt64(bitPattern: Int64(offset)) < publishedCached &- released)
      return unsafe UnsafePointer(slots + Int((released &+ UInt64(offset)) & mask))
    }
    @inline(__always) unsafeMutableAddress {
      precondition(UInt64(bitPattern: Int64(offset)) < publishedCached &- released)
      return unsafe slots + Int((released &+ UInt64(offset)) & mask)
    }
  }

  /// The bytes that go with the unread slot at `offset`; the producer's again once released.
  ///
  /// - Precondition: as for the subscript.
  @inlinable
  @inline(__always)
  public func payload(_ offset: Int) -> MutableByteView {
    precondition(UInt64(bitPattern: Int64(offset)) < publishedCached &- released)
    let index = Int((released &+ UInt64(offset)) & mask)
    return unsafe MutableByteView(payloads + index * payloadStride, count: payloadStride)
  }

  /// Gives the first `count` unread slots back to the producer.
  ///
  /// - Precondition: `count` slots are readable.
  @inlinable
  @_noAllocation @_noLocks
  public mutating func release(_ count: Int = 1) {
    precondition(UInt64(bitPattern: Int64(count)) <= publishedCached &- released)
    released &+= UInt64(count)
    // Pairs with the acquiring load in `LaneProducer.writable`.
    unsafe releasedCursor.pointee.store(released, ordering: .releasing)
  }
}
