// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// A fixed number of writing ends, each used in place: the fan-out of a tile.
///
/// It is `@safe`: every access is inside what was added, and the ends are destroyed with the set.
@safe
@frozen
public struct LaneProducers<Slot: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<LaneProducer<Slot>>
  /// The number of ends added.
  public private(set) var count = 0
  /// The number of ends there is room for.
  public let capacity: Int

  /// Makes room for `capacity` ends. Start-up only.
  public init(capacity: Int) {
    invariant(capacity > 0, "a set has room for one end")
    unsafe base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit {
    unsafe base.deinitialize(count: count)
    unsafe base.deallocate()
  }

  /// Adds an end after the others. Start-up only.
  public mutating func append(_ end: consuming LaneProducer<Slot>) {
    invariant(count < capacity, "a set is made for its ends")
    unsafe (base + count).initialize(to: end)
    count += 1
  }

  /// The end at `index`, in place.
  ///
  /// - Precondition: `0 <= index < count`.
  @inlinable
  public subscript(_ index: Int) -> LaneProducer<Slot> {
    @inline(__always) unsafeAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      return unsafe UnsafePointer(base + index)
    }
    @inline(__always) nonmutating unsafeMutableAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      return unsafe base + index
    }
  }
}

/// A fixed number of reading ends, each used in place: the fan-in of a tile. See `LaneProducers`.
@safe
@frozen
public struct LaneConsumers<Slot: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<LaneConsumer<Slot>>
  /// The number of ends added.
  public private(set) var count = 0
  /// The number of ends there is room for.
  public let capacity: Int

  /// Makes room for `capacity` ends. Start-up only.
  public init(capacity: Int) {
    invariant(capacity > 0, "a set has room for one end")
    unsafe base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit {
    unsafe base.deinitialize(count: count)
    unsafe base.deallocate()
  }

  /// Adds an end after the others. Start-up only.
  public mutating func append(_ end: consuming LaneConsumer<Slot>) {
    invariant(count < capacity, "a set is made for its ends")
    unsafe (base + count).initialize(to: end)
    count += 1
  }

  /// The end at `index`, in place.
  ///
  /// - Precondition: `0 <= index < count`.
  @inlinable
  public subscript(_ index: Int) -> LaneConsumer<Slot> {
    @inline(__always) unsafeAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      return unsafe UnsafePointer(base + index)
    }
    @inline(__always) nonmutating unsafeMutableAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      return unsafe base + index
    }
  }
}
