// SPDX-License-Identifier: Apache-2.0

internal import CSodium
public import Memory

/// The secrets a software signer signs with, by key slot: one guarded allocation, read-only.
///
/// A slot is filled once. The slots have the meaning of the device's: one key, one purpose.
public struct KeyRing: ~Copyable {
  private let memory: GuardedMemory
  private let held: Slab<Bool>
  /// How many slots there are; slots are below this.
  public let slotsMax: Int

  /// Allocates empty slots. Start-up only.
  ///
  /// - Precondition: `slotsMax` is in 1...256.
  public init(slotsMax: Int = 16) throws(SecretMemoryError) {
    invariant(slotsMax >= 1, "a key ring has at least one slot")
    invariant(slotsMax <= 256, "key slots have eight bits")
    self.slotsMax = slotsMax
    held = Slab(count: slotsMax)
    memory = try GuardedMemory(count: slotsMax * 64)
  }

  /// Takes a key over; the caller's own memory of it is wiped on return. Start-up only.
  ///
  /// - Precondition: the slot exists and is empty.
  public mutating func install(_ key: consuming SecretKey, slot: UInt8) {
    invariant(Int(slot) < slotsMax, "the key slot exists")
    invariant(!held[Int(slot)], "a key slot is filled once")
    memory.setWritable(true)
    memory.bytes.copy(key.memory.bytes.view, at: Int(slot) * 64)
    memory.setWritable(false)
    held[Int(slot)] = true
  }

  /// The public key in `slot`, 32 bytes, or nil when the slot is empty or does not exist.
  @_noAllocation @_noLocks
  public func publicKey(_ slot: UInt8) -> ByteView? {
    if Int(slot) >= slotsMax || !held[Int(slot)] { return nil }
    return memory.bytes.view.slice(Int(slot) * 64 + 32, count: 32)
  }

  /// Seed and public key in `slot`, 64 bytes, or nil.
  @_noAllocation @_noLocks
  func pair(_ slot: UInt8) -> ByteView? {
    if Int(slot) >= slotsMax || !held[Int(slot)] { return nil }
    return memory.bytes.view.slice(Int(slot) * 64, count: 64)
  }

  /// Whether the secrets are locked against swapping.
  public var isLocked: Bool { memory.isLocked }
}
