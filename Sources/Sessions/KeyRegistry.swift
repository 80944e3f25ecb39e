// SPDX-License-Identifier: Apache-2.0

public import Memory
public import Quantities

/// One signing key as the log knows it.
@frozen
public struct KeyRecord: BitwiseCopyable, Sendable {
  /// Whether the number names a key. It never becomes false again.
  public var isRegistered: Bool
  public var isRevoked: Bool
  /// What the key may send; see `KeyScope`.
  public var scope: UInt32
  /// The only market group its datagrams may be of, or `KeyRegistry.anyGroup`.
  public var group: UInt16
  /// Whose commands it signs.
  public var account: AccountID
  /// The session it has up, or 0.
  public var session: SessionID
  /// Log time in nanoseconds, both ends included.
  public var notBefore: UInt64
  public var notAfter: UInt64
  /// Whether the end of its validity is still to be looked at.
  public var isExpiryPending: Bool
  /// When its open orders are cancelled, in log time; 0 for never.
  public var deadManDue: UInt64
  public var publicKey: Bytes32
}

/// The bits of a key's scope.
public enum KeyScope {
  /// Everything about orders of its account.
  @inlinable public static var trade: UInt32 { @_noAllocation @_noLocks get { 1 } }
  /// Listings, accounts, cash, keys.
  @inlinable public static var operate: UInt32 { @_noAllocation @_noLocks get { 2 } }
  /// Cancels of its account's orders and nothing else.
  @inlinable public static var cancel: UInt32 { @_noAllocation @_noLocks get { 4 } }
  /// Registers and revokes keys of its own account.
  @inlinable public static var delegate: UInt32 { @_noAllocation @_noLocks get { 8 } }
  /// What a delegate may hand on, of what it has.
  @inlinable public static var delegable: UInt32 { @_noAllocation @_noLocks get { 1 | 4 } }
  /// Reference prices and nothing else.
  @inlinable public static var oracle: UInt32 { @_noAllocation @_noLocks get { 16 } }
  /// Halts markets and nothing else.
  @inlinable public static var risk: UInt32 { @_noAllocation @_noLocks get { 32 } }
  /// Every bit that means something.
  @inlinable public static var all: UInt32 { @_noAllocation @_noLocks get { 63 } }
}

/// Why a key may not be registered or used.
public enum KeyRefusal: UInt8, Error, Sendable {
  case outOfRange, taken, unknown, revoked, notYetValid, expired
}

/// The keys by number. A number names one public key for ever: it is revoked, never reused.
///
/// The checks on the curve are not made here: verify makes them and the log carries the answer.
public struct KeyRegistry: ~Copyable {
  /// The group of a key that may be used in all.
  @inlinable public static var anyGroup: UInt16 { @_noAllocation @_noLocks get { .max } }

  /// The keys; those not registered are zero.
  public let keys: Slab<KeyRecord>

  /// - Parameter keysMax: the number of keys ever registered, at least 1.
  public init(keysMax: Int) { keys = Slab(count: keysMax) }

  /// Enters a key that verify found fit for registration.
  @_noAllocation @_noLocks
  public func register(
    _ id: KeyID, account: AccountID, scope: UInt32, group: UInt16 = .max, notBefore: UInt64,
    notAfter: UInt64, publicKey: Bytes32
  ) -> KeyRefusal? {
    if Int(id.value) >= keys.count { return .outOfRange }
    if keys[id.value].isRegistered { return .taken }
    keys[id.value] = KeyRecord(
      isRegistered: true, isRevoked: false, scope: scope, group: group, account: account,
      session: SessionID(0),
      notBefore: notBefore, notAfter: notAfter, isExpiryPending: notAfter != .max, deadManDue: 0,
      publicKey: publicKey)
    return nil
  }

  /// Takes a key out of use, from this point of the log on. Revoking again changes nothing.
  @_noAllocation @_noLocks
  public func revoke(_ id: KeyID) -> KeyRefusal? {
    if Int(id.value) >= keys.count { return .outOfRange }
    if !keys[id.value].isRegistered { return .unknown }
    keys[id.value].isRevoked = true
    return nil
  }

  /// Whether the key may be used at log time `now`.
  @_noAllocation @_noLocks
  public func refusal(_ id: KeyID, at now: UInt64) -> KeyRefusal? {
    if Int(id.value) >= keys.count || !keys[id.value].isRegistered { return .unknown }
    if keys[id.value].isRevoked { return .revoked }
    if now < keys[id.value].notBefore { return .notYetValid }
    if now > keys[id.value].notAfter { return .expired }
    return nil
  }
}
