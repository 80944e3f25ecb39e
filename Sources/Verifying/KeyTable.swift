// SPDX-License-Identifier: Apache-2.0

public import Memory

/// Why a key was not entered in a `KeyTable`.
@frozen
public enum KeyTableError: UInt8, Error, BitwiseCopyable, Sendable, CustomStringConvertible {
  /// The id is not below `keysMax`.
  case idOutOfRange = 1
  /// The id names another key already, and does so for ever.
  case idTaken = 2
  /// The key itself is refused; `PublicKeyCheck.fault(of:)` says why.
  case keyRefused = 3

  public var description: String {
    switch self {
    case .idOutOfRange: "the key id is not below keysMax; raise keysMax in the configuration"
    case .idTaken: "the key id names another key for ever; register under a new id"
    case .keyRefused: "the key cannot be registered: not canonical, small order or with torsion"
    }
  }
}

/// The public keys registered so far, by key id: fixed in size, append-only.
///
/// An id names one key for ever, so a verdict that was right once stays right; revocation, scope
/// and validity are judged elsewhere, at the command's own index.
///
///     id      0        1        2                keysMax - 1
///     keys  [ 32 B ][ 32 B ][ zero ] ...        [ zero ]
///     held     1        1        0                 0
///
/// Owned by one thread, as each verify tile owns its own. Memory: 33 bytes a key.
public struct KeyTable: ~Copyable {
  private let keys: ByteBuffer
  private let held: Slab<UInt8>
  /// How many ids there are: the table knows ids below this.
  public let keysMax: Int
  /// How many keys are registered.
  public private(set) var count = 0

  /// Allocates an empty table. Start-up only.
  ///
  /// - Precondition: `keysMax` is positive and ids of that range fit 32 bits.
  public init(keysMax: Int) {
    invariant(keysMax > 0, "a key table holds at least one key")
    invariant(keysMax <= Int(UInt32.max), "key ids have 32 bits")
    self.keysMax = keysMax
    keys = ByteBuffer(count: keysMax * 32)
    held = Slab(count: keysMax)
  }

  /// Checks a key and enters it under `id`. Entering the same key again changes nothing.
  ///
  /// - Throws: `KeyTableError`; the table is as before.
  /// - Precondition: `key.count == 32`.
  /// - Complexity: about 0.1 ms for a new key. No allocation, no lock.
  @_noAllocation @_noLocks
  public mutating func register(id: UInt32, key: ByteView) throws(KeyTableError) {
    if try isHeld(id: id, key: key) { return }
    if case .some = PublicKeyCheck.fault(of: key) { throw .keyRefused }
    enter(id: id, key: key)
  }

  /// Enters a key whose check is already recorded in the committed log, without repeating it: a
  /// restart with a hundred thousand keys need not spend ten seconds on them.
  ///
  /// - Throws: `KeyTableError`, never `keyRefused`; the table is as before.
  /// - Precondition: `key.count == 32`.
  @_noAllocation @_noLocks
  public mutating func restore(id: UInt32, key: ByteView) throws(KeyTableError) {
    if try isHeld(id: id, key: key) { return }
    enter(id: id, key: key)
  }

  /// The key registered under `id`, or nil when there is none: an answer, not a mistake.
  ///
  /// The view lasts as long as the table, and its bytes never change.
  @_noAllocation @_noLocks
  public func key(_ id: UInt32) -> ByteView? {
    if Int(id) >= keysMax || held[id] == 0 { return nil }
    return keys.bytes.view.slice(Int(id) * 32, count: 32)
  }

  /// Whether `id` names this very key already; throws when it can never do so.
  @_noAllocation @_noLocks
  private func isHeld(id: UInt32, key: ByteView) throws(KeyTableError) -> Bool {
    precondition(key.count == 32, "a public key has 32 bytes")
    if Int(id) >= keysMax { throw .idOutOfRange }
    if held[id] == 0 { return false }
    if !keys.bytes.view.slice(Int(id) * 32, count: 32).equals(key) { throw .idTaken }
    return true
  }

  @_noAllocation @_noLocks
  private mutating func enter(id: UInt32, key: ByteView) {
    keys.bytes.copy(key, at: Int(id) * 32)
    held[id] = 1
    count += 1
  }
}
