// SPDX-License-Identifier: Apache-2.0

internal import CKernels
public import Memory
internal import Synchronization

/// How large a key's table of multiples is: more memory, fewer multiplications.
@frozen
public enum KeyTableTier: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case kilobytes8 = 0
  case kilobytes64 = 1
  case kilobytes512 = 2

  /// Bytes of one table.
  public var bytes: Int {
    switch self {
    case .kilobytes8: Int(ML_TABLE_8K_BYTES)
    case .kilobytes64: Int(ML_TABLE_64K_BYTES)
    case .kilobytes512: Int(ML_TABLE_512K_BYTES)
    }
  }
}

/// Where a key's table lies and how large it is, or that it has none (yet).
@frozen
public struct KeyTableReference: BitwiseCopyable, Hashable, Sendable {
  /// The table's address, a multiple of 128, plus its tier plus one; zero for none.
  @usableFromInline let word: UInt

  @inlinable
  @_noAllocation @_noLocks
  init(word: UInt) { self.word = word }

  /// No table: the signature is verified by the cold path, to the same verdict.
  @inlinable public static var none: KeyTableReference {
    @_noAllocation @_noLocks get { KeyTableReference(word: 0) }
  }
}

/// What makes tables of multiples of public keys, and where they are: one writer, any number of
/// verify tiles that read.
///
///     builder thread ─ build(id, key) ─▶ [ table ][ table ] ...      one mapping, huge pages
///                            └ publish ─▶ [ word ][ word ][ 0 ] ...  one word an id
///     verify tiles ◀─ reference(id) ─────────┘
///
/// A verdict never depends on whether a table is there: a key without one is verified by the cold
/// path. So nothing waits for a table, and when the memory for them is used up, or the kernel is
/// libsodium, nothing fails.
///
/// It is `@safe`: words are atomic, a table is written before its word is published and never after,
/// and both live as long as the object and its readers.
@safe
public final class KeyTables: @unchecked Sendable {
  /// How tables are backed.
  public enum Pages: Sendable { case none, ordinary, transparent, huge }

  private let form: KernelForm?
  private let words: UnsafeMutablePointer<Atomic<UInt>>
  private let keysMax: Int
  private let memory: UnsafeMutableRawPointer?
  private let bytesMax: Int
  private let tier: KeyTableTier
  private var used = 0
  /// How tables are backed.
  public let pages: Pages
  /// How many tables were built, of any size. Builder thread.
  public private(set) var built = 0
  /// How many keys have none because the memory is used up. Builder thread.
  public private(set) var refused = 0

  /// Maps memory for tables. Start-up only.
  ///
  /// - Parameters:
  ///   - keysMax: ids are below this.
  ///   - tier: the size wanted; keys get the smallest size once half the memory is used.
  ///   - bytesMax: memory for tables; 0 for none.
  ///   - node: the memory node to prefer, or nil.
  ///   - hugePages: whether reserved huge pages are asked for first.
  ///   - backEnd: whose tables; libsodium has none.
  public init(
    keysMax: Int, tier: KeyTableTier, bytesMax: Int, node: Int? = nil, hugePages: Bool = false,
    backEnd: Verifier.BackEnd
  ) {
    invariant(keysMax > 0 && bytesMax >= 0, "tables are for some keys and of some bytes")
    form = backEnd.form
    self.keysMax = keysMax
    self.tier = tier
    unsafe words = .allocate(capacity: keysMax)
    for i in 0..<keysMax { unsafe (words + i).initialize(to: Atomic<UInt>(0)) }
    var kind: Int32 = 0
    if form != nil && bytesMax > 0 {
      unsafe memory = unsafe ml_pages_map(
        bytesMax, Int32(node ?? -1), hugePages ? 1 : 0, &kind)
    } else {
      unsafe memory = nil
    }
    self.bytesMax = unsafe memory == nil ? 0 : bytesMax
    pages =
      switch Int(kind) {
      case ML_PAGES_HUGE: .huge
      case ML_PAGES_TRANSPARENT: .transparent
      case ML_PAGES_ORDINARY: .ordinary
      default: .none
      }
    if let form { unsafe form.table.pointee.prepare() }
  }

  deinit {
    if let memory = unsafe memory { unsafe ml_pages_unmap(memory, bytesMax) }
    unsafe words.deinitialize(count: keysMax)
    unsafe words.deallocate()
  }

  /// Builds the table of a key that may be registered, and publishes it. One thread at a time, never
  /// a verify tile's. Nothing happens when it is there already, or there is no memory left.
  ///
  /// - Precondition: `id` is below `keysMax`; `key.count == 32`.
  /// - Complexity: some tens of microseconds to half a millisecond, by size.
  public func build(id: UInt32, key: ByteView) {
    precondition(key.count == 32 && Int(id) < keysMax, "a key has 32 bytes and an id of the venue")
    guard let form, let memory = unsafe memory else { return }
    if unsafe words[Int(id)].load(ordering: .relaxed) != 0 { return }
    let size = used + tier.bytes <= bytesMax / 2 || tier == .kilobytes8 ? tier : .kilobytes8
    if used + size.bytes > bytesMax {
      refused += 1
      return
    }
    let table = unsafe memory + used
    let fault = unsafe ml_kernel_build(
      form.table, table, UInt32(size.rawValue),
      key.address.assumingMemoryBound(to: UInt8.self))
    // A key that may not be registered has no table; its signatures get their verdict all the same.
    if fault != ML_KEY_GOOD { return }
    used += size.bytes
    built += 1
    let word = UInt(bitPattern: table) + UInt(size.rawValue) + 1
    // Pairs with the acquiring load in `KeyTablesReader.reference`.
    unsafe words[Int(id)].store(word, ordering: .releasing)
  }

  /// Touches all the memory, so that building does not wait for pages: for measurements.
  public func touch() {
    guard let memory = unsafe memory else { return }
    var at = 0
    while at < bytesMax {
      unsafe memory.storeBytes(of: 0, toByteOffset: at, as: UInt8.self)
      at += 4_096
    }
  }

  /// A sight of the tables for a verify tile. As many as needed can be made.
  public func reader() -> KeyTablesReader { KeyTablesReader(self) }

  fileprivate var sight: UnsafePointer<Atomic<UInt>> { unsafe UnsafePointer(words) }
  fileprivate var sightCount: Int { keysMax }
}

/// One verify tile's sight of `KeyTables`.
///
/// It is `@safe`: what it reads lives as long as it does.
@safe
public struct KeyTablesReader: ~Copyable, @unchecked Sendable {
  private let tables: KeyTables
  private let words: UnsafePointer<Atomic<UInt>>
  private let count: Int

  fileprivate init(_ tables: KeyTables) {
    self.tables = tables
    unsafe words = tables.sight
    count = tables.sightCount
  }

  /// The table of a key, or none.
  @_noAllocation @_noLocks
  public func reference(_ id: UInt32) -> KeyTableReference {
    if Int(id) >= count { return .none }
    // Pairs with the releasing store in `KeyTables.build`.
    return unsafe KeyTableReference(word: words[Int(id)].load(ordering: .acquiring))
  }
}
