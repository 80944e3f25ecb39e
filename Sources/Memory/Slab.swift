// SPDX-License-Identifier: Apache-2.0

public import CMemory
internal import Glibc

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
  /// From 2 MiB on it asks the kernel for huge pages: a table that is read here and there then costs a
  /// walk of the page tables for one in 512 of the pages it would. Where they are not to be had
  /// (`transparent_hugepage` set to `never`, memory in pieces) nothing but time is lost.
  ///
  /// - Precondition: `count > 0`; `alignment` is a power of two.
  public init(count: Int, alignment: Int = 128) {
    invariant(count > 0, "a slab has at least one slot")
    invariant(alignment > 0 && alignment & (alignment - 1) == 0, "alignment is a power of two")
    let bytes = count * MemoryLayout<Element>.stride
    let raw = unsafe zeroedMemory(bytes, alignment: alignment)
    unsafe base = raw.bindMemory(to: Element.self, capacity: count)
    self.count = count
  }

  deinit { unsafe UnsafeMutableRawPointer(base).deallocate() }

  /// Asks the caches for the line in which the slot at `index` begins, so that it is there when it is
  /// wanted. It is no access: an index of no slot is of no consequence.
  @inlinable
  @inline(__always)
  @_noAllocation @_noLocks
  public func prefetch(_ index: UInt32) {
    unsafe ml_memory_prefetch(UnsafeRawPointer(base) + Int(index) &* MemoryLayout<Element>.stride)
  }

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

/// Zeroed memory, in huge pages if it is large and they are to be had.
private func zeroedMemory(_ bytes: Int, alignment: Int) -> UnsafeMutableRawPointer {
  let hugePage = 2 << 20
  let isLarge = bytes >= hugePage
  let raw = UnsafeMutableRawPointer.allocate(
    byteCount: bytes, alignment: isLarge && alignment < hugePage ? hugePage : alignment)
  // Before the first write, which is what makes a page. What it answers does not matter.
  if isLarge { _ = unsafe madvise(raw, bytes, MADV_HUGEPAGE) }
  unsafe memset(raw, 0, bytes)
  return unsafe raw
}
