// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import CUring
public import Memory

/// A 32-byte hash, as four little-endian words: a plain value, with no memory behind it.
@frozen
public struct JournalHash: BitwiseCopyable, Equatable, Sendable, CustomStringConvertible {
  @usableFromInline let words: (UInt64, UInt64, UInt64, UInt64)

  /// All zero: what stands for the hash before the first group.
  @inlinable
  @_noAllocation @_noLocks
  public init() { words = (0, 0, 0, 0) }

  /// The 32 bytes at `offset`.
  ///
  /// - Precondition: they lie within the view.
  @inlinable
  @_noAllocation @_noLocks
  public init(_ view: ByteView, at offset: Int = 0) {
    words = (
      view.load(offset, as: UInt64.self), view.load(offset + 8, as: UInt64.self),
      view.load(offset + 16, as: UInt64.self), view.load(offset + 24, as: UInt64.self)
    )
  }

  /// Writes the 32 bytes at `offset`.
  ///
  /// - Precondition: they lie within the view.
  @inlinable
  @_noAllocation @_noLocks
  public func store(_ view: MutableByteView, at offset: Int = 0) {
    view.store(words.0, at: offset)
    view.store(words.1, at: offset + 8)
    view.store(words.2, at: offset + 16)
    view.store(words.3, at: offset + 24)
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool {
    (a.words.0 ^ b.words.0) | (a.words.1 ^ b.words.1) | (a.words.2 ^ b.words.2)
      | (a.words.3 ^ b.words.3) == 0
  }

  /// The 32 bytes in order. Allocates.
  public var bytes: [UInt8] {
    [words.0, words.1, words.2, words.3].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
    }
  }

  /// The 64 lower-case hexadecimal digits.
  public var description: String { hexadecimal(bytes) }
}

/// Lower-case hexadecimal digits of `bytes`.
func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(
    decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

/// A BLAKE2b-256 that grows as bytes arrive, in memory of its own.
///
/// It is `@safe`: the state is as large and as aligned as the C side asks, and begun at `init`.
@safe
struct RunningHash: ~Copyable {
  private let state: ByteBuffer
  private let result: ByteBuffer

  /// Allocates a begun hash. Start-up only.
  init() {
    state = ByteBuffer(count: Int(ML_HASH_BLAKE2B_STATE_BYTES))
    result = ByteBuffer(count: Int(ML_HASH_BYTES))
    begin()
  }

  /// Forgets what was hashed.
  @_noAllocation @_noLocks
  func begin() { unsafe ml_hash_blake2b_begin(state.bytes.address) }

  @_noAllocation @_noLocks
  func update(_ bytes: ByteView) {
    unsafe ml_hash_blake2b_update(state.bytes.address, bytes.address, bytes.count)
  }

  @_noAllocation @_noLocks
  func update(_ hash: JournalHash) {
    hash.store(result.bytes)
    update(result.bytes.view)
  }

  /// Goes on from where `other` is.
  func copy(_ other: borrowing RunningHash) { state.bytes.copy(other.state.bytes.view) }

  /// The hash of what was given so far; more may follow.
  @_noAllocation @_noLocks
  func peek() -> JournalHash {
    unsafe ml_hash_blake2b_peek(state.bytes.address, result.bytes.address)
    return JournalHash(result.bytes.view)
  }
}

/// CRC32C of `bytes`, continuing `before`.
@_noAllocation @_noLocks
func checksum(_ bytes: ByteView, after before: UInt32 = 0) -> UInt32 {
  unsafe ml_crc32c(before, bytes.address, bytes.count)
}
