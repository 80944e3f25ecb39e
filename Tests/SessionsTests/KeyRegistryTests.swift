// SPDX-License-Identifier: Apache-2.0

import Memory
import Quantities
import Sessions
import Testing

/// A registry in a class, because `#expect` does not take what cannot be copied.
private final class Keys {
  private let keys = KeyRegistry(keysMax: 4)

  func register(_ key: UInt32, _ notBefore: UInt64 = 0, _ notAfter: UInt64 = .max) -> KeyRefusal? {
    keys.register(
      KeyID(key), account: AccountID(1), scope: KeyScope.trade, notBefore: notBefore,
      notAfter: notAfter, publicKey: Bytes32(word0: UInt64(key) + 1))
  }
  func revoke(_ key: UInt32) -> KeyRefusal? { keys.revoke(KeyID(key)) }
  func refusal(_ key: UInt32, at now: UInt64) -> KeyRefusal? { keys.refusal(KeyID(key), at: now) }
  func record(_ key: UInt32) -> KeyRecord { keys.keys[key] }
}

@Suite struct KeyRegistryTests {
  private let keys = Keys()

  @Test func `a number names one key for ever`() {
    #expect(keys.register(2) == nil && keys.register(2) == .taken)
    #expect(keys.revoke(2) == nil && keys.register(2) == .taken)
    #expect(keys.record(2).publicKey == Bytes32(word0: 3))
    #expect(keys.register(4) == .outOfRange && keys.register(.max) == .outOfRange)
  }

  @Test func `a key is valid from its first nanosecond through its last`() {
    #expect(keys.register(1, 10, 20) == nil)
    #expect(keys.refusal(1, at: 9) == .notYetValid)
    #expect(keys.refusal(1, at: 10) == nil && keys.refusal(1, at: 20) == nil)
    #expect(keys.refusal(1, at: 21) == .expired)
    #expect(keys.register(2, 20, 10) == nil, "a key that is never valid may be registered")
    #expect(keys.refusal(2, at: 15) == .notYetValid)
    #expect(keys.refusal(2, at: 20) == .expired)
  }

  @Test func `a revoked key is revoked whatever the time`() {
    #expect(keys.register(1, 10, 20) == nil)
    #expect(keys.revoke(1) == nil && keys.revoke(1) == nil)
    for now in [0, 15, 30] as [UInt64] {
      #expect(keys.refusal(1, at: now) == .revoked)
    }
  }

  @Test func `a number without a key is unknown`() {
    #expect(keys.refusal(3, at: 0) == .unknown)
    #expect(keys.refusal(.max, at: 0) == .unknown)
    #expect(keys.revoke(3) == .unknown && keys.revoke(4) == .outOfRange)
  }
}
