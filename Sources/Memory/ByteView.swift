// SPDX-License-Identifier: Apache-2.0

/// A borrowed run of bytes: a pointer and a count, every access checked, little-endian loads.
///
/// Used on the hot path in place of `RawSpan`, because Swift 6.3 refuses local spans in
/// `@_noAllocation` code ("ending the lifetime of a value of type 'Span' can cause a
/// deallocation"). The price is that the compiler does not watch the lifetime: a view must not
/// outlive the slot, buffer or frame it was taken from. Making one is therefore `unsafe`; reading
/// one is bounds-checked and `@safe`.
@safe
@frozen
public struct ByteView: BitwiseCopyable, @unchecked Sendable {
  @usableFromInline let base: UnsafeRawPointer
  /// The number of bytes.
  public let count: Int

  /// Views `count` bytes at `base`, which must stay allocated and unchanged while the view is used.
  @unsafe
  @inlinable
  @_noAllocation @_noLocks
  public init(_ base: UnsafeRawPointer, count: Int) {
    precondition(count >= 0)
    unsafe self.base = base
    self.count = count
  }

  /// The address, for a call into C. Valid as long as what is viewed.
  @unsafe @inlinable public var address: UnsafeRawPointer {
    @inline(__always) get { unsafe base }
  }

  /// The byte at `index`.
  ///
  /// - Precondition: `0 <= index < count`.
  @inlinable public subscript(_ index: Int) -> UInt8 {
    @inline(__always) get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      return unsafe base.load(fromByteOffset: index, as: UInt8.self)
    }
  }

  /// Reads a little-endian integer at byte `offset`; no alignment is needed.
  ///
  /// - Precondition: the integer lies within the view.
  @inlinable
  @inline(__always)
  public func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T {
    precondition(offset >= 0 && offset <= count &- MemoryLayout<T>.size)
    return T(littleEndian: unsafe base.loadUnaligned(fromByteOffset: offset, as: T.self))
  }

  /// The `count` bytes from `offset`.
  ///
  /// - Precondition: they lie within the view.
  @inlinable
  @inline(__always)
  public func slice(_ offset: Int, count: Int) -> ByteView {
    precondition(offset >= 0 && count >= 0 && offset <= self.count &- count)
    return unsafe ByteView(base + offset, count: count)
  }

  /// Whether both views hold the same bytes. Not constant-time: never for secrets or tags.
  @inlinable
  @_noAllocation @_noLocks
  public func equals(_ other: ByteView) -> Bool {
    if count != other.count { return false }
    var i = 0
    while i < count {
      if self[i] != other[i] { return false }
      i &+= 1
    }
    return true
  }
}

/// A borrowed run of bytes that may be written. See `ByteView` for why it exists and what it asks.
@safe
@frozen
public struct MutableByteView: BitwiseCopyable, @unchecked Sendable {
  @usableFromInline let base: UnsafeMutableRawPointer
  /// The number of bytes.
  public let count: Int

  /// Views `count` bytes at `base`, which must stay allocated, and unshared, while the view is used.
  @unsafe
  @inlinable
  @_noAllocation @_noLocks
  public init(_ base: UnsafeMutableRawPointer, count: Int) {
    precondition(count >= 0)
    unsafe self.base = base
    self.count = count
  }

  /// The address, for a call into C. Valid as long as what is viewed.
  @unsafe @inlinable public var address: UnsafeMutableRawPointer {
    @inline(__always) get { unsafe base }
  }

  /// The same bytes, read only.
  @inlinable public var view: ByteView {
    @inline(__always) get { unsafe ByteView(UnsafeRawPointer(base), count: count) }
  }

  /// The byte at `index`.
  ///
  /// - Precondition: `0 <= index < count`.
  @inlinable public subscript(_ index: Int) -> UInt8 {
    @inline(__always) get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      return unsafe base.load(fromByteOffset: index, as: UInt8.self)
    }
    @inline(__always) nonmutating set {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      unsafe base.storeBytes(of: newValue, toByteOffset: index, as: UInt8.self)
    }
  }

  /// Reads a little-endian integer at byte `offset`.
  ///
  /// - Precondition: the integer lies within the view.
  @inlinable
  @inline(__always)
  public func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T {
    view.load(offset, as: type)
  }

  /// Writes `value` little-endian at byte `offset`.
  ///
  /// - Precondition: the integer lies within the view.
  @inlinable
  @inline(__always)
  public func store<T: FixedWidthInteger & BitwiseCopyable>(_ value: T, at offset: Int) {
    precondition(offset >= 0 && offset <= count &- MemoryLayout<T>.size)
    unsafe base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: T.self)
  }

  /// Copies all of `source` to byte `offset`. The two must not overlap.
  ///
  /// - Precondition: it fits.
  @inlinable
  @inline(__always)
  public func copy(_ source: ByteView, at offset: Int = 0) {
    precondition(offset >= 0 && offset <= count &- source.count)
    unsafe (base + offset).copyMemory(from: source.base, byteCount: source.count)
  }

  /// Sets every byte to zero. The compiler may elide it for dead memory: not for wiping secrets.
  @inlinable
  @inline(__always)
  public func clear() {
    _ = unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: count)
  }

  /// The `count` bytes from `offset`.
  ///
  /// - Precondition: they lie within the view.
  @inlinable
  @inline(__always)
  public func slice(_ offset: Int, count: Int) -> MutableByteView {
    precondition(offset >= 0 && count >= 0 && offset <= self.count &- count)
    return unsafe MutableByteView(base + offset, count: count)
  }
}

/// An owned, zeroed, aligned run of bytes, allocated once.
@safe
@frozen
public struct ByteBuffer: ~Copyable, @unchecked Sendable {
  @usableFromInline let base: UnsafeMutableRawPointer
  /// The number of bytes.
  public let count: Int

  /// Allocates `count` zeroed bytes aligned to `alignment`. Start-up only.
  ///
  /// - Precondition: `count > 0`; `alignment` is a power of two.
  public init(count: Int, alignment: Int = 128) {
    invariant(count > 0, "a buffer has at least one byte")
    invariant(alignment > 0 && alignment & (alignment - 1) == 0, "alignment is a power of two")
    unsafe base = .allocate(byteCount: count, alignment: alignment)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: count)
    self.count = count
  }

  deinit { unsafe base.deallocate() }

  /// All the bytes. The view must not outlive the buffer.
  @inlinable public var bytes: MutableByteView {
    @inline(__always) get { unsafe MutableByteView(base, count: count) }
  }
}
