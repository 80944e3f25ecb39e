// SPDX-License-Identifier: Apache-2.0

public import Memory
public import Quantities

/// One session slot. The slot's generation outlives each session on it.
@frozen
public struct SessionRecord: BitwiseCopyable, Sendable {
  public var isUp: Bool
  /// Counts the logons on this slot; skips 0 when it wraps.
  public var generation: UInt16
  public var key: KeyID
  public var account: AccountID
  /// What its logon asked for; see `SessionFlags`.
  public var flags: UInt32
  /// The sequence of the next report, from 1.
  public var reportSequenceNext: UInt64
  /// The log index that opened it.
  public var openedIndex: UInt64
}

/// The bits of a logon's flags.
public enum SessionFlags {
  /// When the session ends, the key's open orders are cancelled.
  @inlinable public static var cancelOnDisconnect: UInt32 { @_noAllocation @_noLocks get { 1 } }
  /// Every bit that means something.
  @inlinable public static var all: UInt32 { @_noAllocation @_noLocks get { 1 } }
}

/// Why a session cannot open.
public enum SessionRefusal: UInt8, Error, Sendable {
  case sessionsMax, accountSessionsMax
}

/// The sessions, by slot, and those of each account.
///
/// A key has at most one session up; its next logon replaces it. An account hears its fills on every
/// session it has up, at most `perAccountMax`.
public struct SessionTable: ~Copyable {
  /// Sessions that may be up for one account.
  public let perAccountMax: Int
  /// The slots.
  public let slots: Slab<SessionRecord>
  private let ofAccount: Slab<UInt32>

  public init(sessionsMax: Int, accountsMax: Int, perAccountMax: Int) {
    invariant(sessionsMax > 0 && sessionsMax <= 65_536, "a slot number has sixteen bits")
    invariant(perAccountMax > 0, "an account may have a session")
    self.perAccountMax = perAccountMax
    slots = Slab(count: sessionsMax)
    ofAccount = Slab(count: accountsMax * perAccountMax)
  }

  /// Whether `session` is up.
  @_noAllocation @_noLocks
  public func isUp(_ session: SessionID) -> Bool {
    let slot = Int(session.slot)
    return slot < slots.count && slots[slot].isUp && slots[slot].generation == session.generation
  }

  /// Opens a session on the lowest free slot.
  @_noAllocation @_noLocks
  public func open(
    _ key: KeyID, _ account: AccountID, flags: UInt32 = 0, logIndex: UInt64, id: inout SessionID
  ) -> SessionRefusal? {
    var place = 0
    while place < perAccountMax && at(account, place) != 0 { place += 1 }
    if place == perAccountMax { return .accountSessionsMax }
    var slot = 0
    while slot < slots.count && slots[slot].isUp { slot += 1 }
    if slot == slots.count { return .sessionsMax }
    var generation = slots[slot].generation &+ 1
    if generation == 0 { generation = 1 }
    slots[slot] = SessionRecord(
      isUp: true, generation: generation, key: key, account: account, flags: flags,
      reportSequenceNext: 1, openedIndex: logIndex)
    id = SessionID(slot: UInt16(truncatingIfNeeded: slot), generation: generation)
    ofAccount[Int(account.value) * perAccountMax + place] = id.value
    return nil
  }

  /// Ends a session that is up.
  @_noAllocation @_noLocks
  public func close(_ session: SessionID) {
    invariant(isUp(session), "only a session that is up is closed")
    slots[Int(session.slot)].isUp = false
    let first = Int(slots[Int(session.slot)].account.value) * perAccountMax
    var place = 0
    while place < perAccountMax {
      if ofAccount[first + place] == session.value { ofAccount[first + place] = 0 }
      place += 1
    }
  }

  /// The session in the `place`-th of the account's places, or 0.
  @_noAllocation @_noLocks
  public func at(_ account: AccountID, _ place: Int) -> UInt32 {
    ofAccount[Int(account.value) * perAccountMax + place]
  }

  /// Takes the next report sequence of a session that is up.
  @_noAllocation @_noLocks
  public func takeReportSequence(_ session: SessionID) -> UInt64 {
    invariant(isUp(session), "only a session that is up gets reports")
    let sequence = slots[Int(session.slot)].reportSequenceNext
    slots[Int(session.slot)].reportSequenceNext = sequence &+ 1
    return sequence
  }
}
