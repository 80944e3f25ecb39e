// SPDX-License-Identifier: Apache-2.0

internal import Margining
internal import Memory
internal import Quantities
internal import Sessions
internal import WireFormat

/// Registering and revoking keys: operators any, delegates those of their own account.
extension Venue {
  @_noAllocation @_noLocks
  mutating func register(
    _ command: RegisterKey, _ context: CommandContext, _ record: LogRecord,
    into events: inout VenueEvents
  ) -> RejectCode {
    if !context.keyIsRegistrable { return .keyNotRegistrable }
    if command.scope == 0 || command.scope & ~KeyScope.all != 0 { return .scopeUnknown }
    if context.scope & KeyScope.operate == 0 && !isWithin(context, command) {
      return .delegationExceeded
    }
    if !ledger.isOpen(AccountID(command.account)) { return .unknownAccount }
    let id = KeyID(command.key)
    if let refusal = keys.register(
      id, account: AccountID(command.account), scope: command.scope, group: command.group,
      notBefore: command.notBefore, notAfter: command.notAfter, publicKey: command.publicKey)
    {
      return Self.code(refusal)
    }
    announce(id, record, into: &events)
    return .none
  }

  /// Whether a delegate may register this key: of its own account, with nothing that it has not itself
  /// and may hand on, for no longer and in no more groups.
  @_noAllocation @_noLocks
  func isWithin(_ context: CommandContext, _ command: RegisterKey) -> Bool {
    let key = keys.keys[context.key.value]
    if command.account != context.account.value { return false }
    if command.scope & ~(key.scope & KeyScope.delegable) != 0 { return false }
    if command.notAfter > key.notAfter { return false }
    return key.group == KeyRegistry.anyGroup || key.group == command.group
  }

  /// Sets the key's expiry timer and tells verify and the state of a new key.
  @_noAllocation @_noLocks
  mutating func announce(_ id: KeyID, _ record: LogRecord, into events: inout VenueEvents) {
    let due = keys.keys[id.value].notAfter
    if due != .max {
      deadlines.set(Deadline(due: due + 1, subject: timer(.expiry, id.value)))
    }
    let bytes = events.append(
      VenueEvent(
        .keyRegistered, logIndex: record.logIndex, length: 32, key: UInt64(id.value)))
    keys.keys[id.value].publicKey.store(to: bytes)
    writeKey(id, record, into: &events)
  }

  @_noAllocation @_noLocks
  mutating func revoke(
    _ command: RevokeKey, _ context: CommandContext, _ record: LogRecord,
    into events: inout VenueEvents
  ) -> RejectCode {
    let id = KeyID(command.key)
    if context.scope & KeyScope.operate == 0 && Int(id.value) < keys.keys.count
      && keys.keys[id.value].isRegistered && !isDelegatesToRevoke(context, id)
    {
      return .delegationExceeded
    }
    if let refusal = keys.revoke(id) { return Self.code(refusal) }
    let session = keys.keys[id.value].session
    if session.value != 0 {
      close(session, .revoked, record, into: &events)
    } else {
      writeKey(id, record, into: &events)
    }
    return .none
  }

  /// Whether a delegate may revoke this key: members' keys of its account, other delegates' too, and
  /// no others.
  @_noAllocation @_noLocks
  func isDelegatesToRevoke(_ context: CommandContext, _ id: KeyID) -> Bool {
    if Int(id.value) >= keys.keys.count || !keys.keys[id.value].isRegistered { return false }
    let members = KeyScope.delegable | KeyScope.delegate
    return keys.keys[id.value].account.value == context.account.value
      && keys.keys[id.value].scope & ~members == 0
  }
}
