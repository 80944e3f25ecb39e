// SPDX-License-Identifier: Apache-2.0

/// A fixed number of slots of trivial values, allocated once, aligned to `alignment` bytes, zeroed.
///
/// The only owner of raw memory in the decision layer. Every access is checked against `count`, in
/// release too; the storage never moves and never grows.
///
/// It is `@safe`: the base pointer never leaves, every access is inside it, and the element type
/// is trivial, so that zeroed memory is a value and nothing needs destroying. A type whose zero bit
/// pattern is not a valid value must not be stored.
@safe
@frozen
public struct Slab<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline internal let base: UnsafeMutablePointer<Element>
  /// The number of slots.
  public let count: Int

  /// Allocates `count` zeroed slots. Start-up only.
  ///
  /// - Precondition: `count > 0`; `alignment` is a power of two.
  public init(count: Int, alignment: Int = 128) {
    invariant(count > 0, "a slab has at least one slot")
    invariant(alignment > 0 && alignment & (alignment - 1) == 0, "alignment is a power of two")
    let bytes = count * MemoryLayout<Element>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: alignment)
    unsafe raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    unsafe base = raw.bindMemory(to: Element.self, capacity: count)
    self.count = count
  }

  deinit { unsafe UnsafeMutableRawPointer(base).deallocate() }

  /// The slot at `index`, read or changed in place.
  ///
  /// - Precondition: `0 <= index < count`.
  @inlinable
  public subscript(_ index: Int) -> Element {
    @inline(__always) unsafeAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      return unsafe UnsafePointer(base + index)
    }
    @inline(__always) nonmutating unsafeMutableAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      return unsafe base + index
    }
  }

  /// The slot at `index`, read or changed in place.
  @inlinable
  public subscript(_ index: UInt32) -> Element {
    @inline(__always) unsafeAddress {
      precondition(UInt(index) < UInt(bitPattern: count))
      return unsafe UnsafePointer(base + Int(index))
    }
    @inline(__always) nonmutating unsafeMutableAddress {
      precondition(UInt(index) < UInt(bitPattern: count))
      return unsafe base + Int(index)
    }
  }
}
