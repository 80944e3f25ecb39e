// SPDX-License-Identifier: Apache-2.0

/// Sixteen bytes held as two little-endian words: a tag, a digest, a name.
@frozen
public struct Bytes16: BitwiseCopyable, Hashable, Sendable {
  public var word0: UInt64
  public var word1: UInt64

  /// Not constant-time: never for secrets or tags.
  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Bytes16, b: Bytes16) -> Bool {
    a.word0 == b.word0 && a.word1 == b.word1
  }

  @inlinable public init(word0: UInt64 = 0, word1: UInt64 = 0) {
    self.word0 = word0
    self.word1 = word1
  }

  /// Reads sixteen bytes at `offset`.
  @inlinable @inline(__always) public init(_ view: ByteView, at offset: Int = 0) {
    word0 = view.load(offset, as: UInt64.self)
    word1 = view.load(offset + 8, as: UInt64.self)
  }

  /// Writes the sixteen bytes at `offset`.
  @inlinable @inline(__always) public func store(to view: MutableByteView, at offset: Int = 0) {
    view.store(word0, at: offset)
    view.store(word1, at: offset + 8)
  }
}

/// Thirty-two bytes held as four little-endian words: a hash, a key.
@frozen
public struct Bytes32: BitwiseCopyable, Hashable, Sendable {
  public var word0: UInt64
  public var word1: UInt64
  public var word2: UInt64
  public var word3: UInt64

  /// Not constant-time: never for secrets or tags.
  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Bytes32, b: Bytes32) -> Bool {
    a.word0 == b.word0 && a.word1 == b.word1 && a.word2 == b.word2 && a.word3 == b.word3
  }

  @inlinable
  public init(word0: UInt64 = 0, word1: UInt64 = 0, word2: UInt64 = 0, word3: UInt64 = 0) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
    self.word3 = word3
  }

  /// Reads thirty-two bytes at `offset`.
  @inlinable @inline(__always) public init(_ view: ByteView, at offset: Int = 0) {
    word0 = view.load(offset, as: UInt64.self)
    word1 = view.load(offset + 8, as: UInt64.self)
    word2 = view.load(offset + 16, as: UInt64.self)
    word3 = view.load(offset + 24, as: UInt64.self)
  }

  /// Writes the thirty-two bytes at `offset`.
  @inlinable @inline(__always) public func store(to view: MutableByteView, at offset: Int = 0) {
    view.store(word0, at: offset)
    view.store(word1, at: offset + 8)
    view.store(word2, at: offset + 16)
    view.store(word3, at: offset + 24)
  }
}

/// Sixty-four bytes held as two halves: a signature.
@frozen
public struct Bytes64: BitwiseCopyable, Hashable, Sendable {
  public var low: Bytes32
  public var high: Bytes32

  /// Not constant-time: never for secrets or tags.
  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Bytes64, b: Bytes64) -> Bool {
    a.low == b.low && a.high == b.high
  }

  @inlinable public init(low: Bytes32 = Bytes32(), high: Bytes32 = Bytes32()) {
    self.low = low
    self.high = high
  }

  /// Reads sixty-four bytes at `offset`.
  @inlinable @inline(__always) public init(_ view: ByteView, at offset: Int = 0) {
    low = Bytes32(view, at: offset)
    high = Bytes32(view, at: offset + 32)
  }

  /// Writes the sixty-four bytes at `offset`.
  @inlinable @inline(__always) public func store(to view: MutableByteView, at offset: Int = 0) {
    low.store(to: view, at: offset)
    high.store(to: view, at: offset + 32)
  }
}

extension Bytes16 {
  /// The bytes in order, for printing and cold comparison.
  public var array: [UInt8] { littleEndianBytes([word0, word1]) }
  /// Takes sixteen bytes. - Precondition: exactly sixteen.
  public init(_ bytes: [UInt8]) {
    let w = words(bytes, count: 2)
    self.init(word0: w[0], word1: w[1])
  }
  /// The bytes in hexadecimal, in order.
  public var hexadecimal: String { Memory.hexadecimal(array) }
}

extension Bytes32 {
  /// The bytes in order, for printing and cold comparison.
  public var array: [UInt8] { littleEndianBytes([word0, word1, word2, word3]) }
  /// Takes thirty-two bytes. - Precondition: exactly thirty-two.
  public init(_ bytes: [UInt8]) {
    let w = words(bytes, count: 4)
    self.init(word0: w[0], word1: w[1], word2: w[2], word3: w[3])
  }
  /// The bytes in hexadecimal, in order.
  public var hexadecimal: String { Memory.hexadecimal(array) }
}

extension Bytes64 {
  /// The bytes in order, for printing and cold comparison.
  public var array: [UInt8] { low.array + high.array }
  /// Takes sixty-four bytes. - Precondition: exactly sixty-four.
  public init(_ bytes: [UInt8]) {
    invariant(bytes.count == 64, "sixty-four bytes")
    self.init(low: Bytes32(Array(bytes[0..<32])), high: Bytes32(Array(bytes[32..<64])))
  }
}

/// Lower-case hexadecimal of `bytes`, in order.
public func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}

private func littleEndianBytes(_ words: [UInt64]) -> [UInt8] {
  words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
}

private func words(_ bytes: [UInt8], count: Int) -> [UInt64] {
  invariant(bytes.count == count * 8, "a fixed number of bytes")
  return (0..<count).map { word in
    (0..<8).reduce(0 as UInt64) { $0 | UInt64(bytes[word * 8 + $1]) << (8 * $1) }
  }
}
