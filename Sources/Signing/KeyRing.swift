// SPDX-License-Identifier: Apache-2.0

internal import CKernels
internal import CSodium
public import Memory

/// The secrets a software signer signs with, by key slot: one guarded allocation, read-only.
///
/// A slot is filled once. The slots have the meaning of the device's: one key, one purpose.
///
///     a slot    [ seed │ key ]  for libsodium    [ scalar │ prefix │ key ]  for the kernel
public struct KeyRing: ~Copyable {
  private let memory: GuardedMemory
  private let held: Slab<Bool>
  /// What signs with these keys; nil for libsodium.
  let kernel: SignKernel?
  /// What the signatures are verified with.
  let ownKeys: OwnKeys
  /// How many slots there are; slots are below this.
  public let slotsMax: Int

  /// Allocates empty slots. Start-up only.
  ///
  /// - Precondition: `slotsMax` is in 1...255.
  public init(slotsMax: Int = 16) throws(SecretMemoryError) {
    try self.init(slotsMax: slotsMax, kernel: SignKernel.inUse)
  }

  /// The same for a form of the kernel, ML_KERNEL_...; any other number is libsodium. For tests and
  /// measurements.
  package init(slotsMax: Int, form: Int) throws(SecretMemoryError) {
    try self.init(slotsMax: slotsMax, kernel: SignKernel(form: form))
  }

  private init(slotsMax: Int, kernel: SignKernel?) throws(SecretMemoryError) {
    invariant(slotsMax >= 1, "a key ring has at least one slot")
    invariant(slotsMax <= 255, "key slots have eight bits, and one is never filled")
    // What may fail first: what cannot be copied is set up whole or not at all.
    let memory = try GuardedMemory(count: slotsMax * KeyRing.slotBytes)
    let ownKeys = try OwnKeys(kernel, slotsMax: slotsMax)
    self.memory = memory
    self.ownKeys = ownKeys
    self.kernel = kernel
    self.slotsMax = slotsMax
    held = Slab(count: slotsMax)
  }

  private static var slotBytes: Int {
    @_noAllocation @_noLocks get { 160 }
  }
  private static var expandedAt: Int {
    @_noAllocation @_noLocks get { 64 }
  }

  /// Takes a key over; the caller's own memory of it is wiped on return. Start-up only.
  ///
  /// - Precondition: the slot exists and is empty; the kernel and libsodium make the same public key and the
  ///   same signature with this key, else the processor is faulty and the program stops.
  public mutating func install(_ key: consuming SecretKey, slot: UInt8) {
    invariant(Int(slot) < slotsMax, "the key slot exists")
    invariant(!held[Int(slot)], "a key slot is filled once")
    memory.setWritable(true)
    let place = Int(slot) * KeyRing.slotBytes
    memory.bytes.copy(key.memory.bytes.view, at: place)
    if let kernel {
      unsafe ml_kernel_expand(
        kernel.table,
        (memory.bytes.address + place + KeyRing.expandedAt)
          .assumingMemoryBound(to: UInt8.self),
        memory.bytes.view.slice(place, count: 32).address.assumingMemoryBound(to: UInt8.self))
    }
    memory.setWritable(false)
    held[Int(slot)] = true
    ownKeys.install(key.publicKey, slot: Int(slot))
    guard let kernel else { return }
    invariant(agrees(kernel, slot), "two implementations make the same key and signature")
  }

  /// Whether the kernel's public key and a signature of it are libsodium's.
  private func agrees(_ kernel: SignKernel, _ slot: UInt8) -> Bool {
    guard let pair = pair(slot), let expanded = expanded(slot) else { return false }
    let both = ByteBuffer(count: 128)
    let message = pair.slice(32, count: 32)
    unsafe ml_curve_sign(both.bytes.address, message.address, message.count, pair.address)
    var request = unsafe ml_sign_request()
    unsafe request.secret = expanded.address.assumingMemoryBound(to: UInt8.self)
    unsafe request.message = message.address.assumingMemoryBound(to: UInt8.self)
    unsafe request.message_bytes = message.count
    unsafe request.signature = (both.bytes.address + 64).assumingMemoryBound(to: UInt8.self)
    unsafe ml_kernel_sign(kernel.table, &request, 1)
    return both.bytes.view.slice(0, count: 64).equals(both.bytes.view.slice(64, count: 64))
      && expanded.slice(64, count: 32).equals(message)
  }

  /// The public key in `slot`, 32 bytes, or nil when the slot is empty or does not exist.
  @_noAllocation @_noLocks
  public func publicKey(_ slot: UInt8) -> ByteView? {
    if Int(slot) >= slotsMax || !held[Int(slot)] { return nil }
    return memory.bytes.view.slice(Int(slot) * KeyRing.slotBytes + 32, count: 32)
  }

  /// Seed and public key in `slot`, 64 bytes, or nil.
  @_noAllocation @_noLocks
  func pair(_ slot: UInt8) -> ByteView? {
    if Int(slot) >= slotsMax || !held[Int(slot)] { return nil }
    return memory.bytes.view.slice(Int(slot) * KeyRing.slotBytes, count: 64)
  }

  /// Scalar, prefix and public key in `slot`, 96 bytes, or nil; for the kernel.
  @_noAllocation @_noLocks
  func expanded(_ slot: UInt8) -> ByteView? {
    if Int(slot) >= slotsMax || !held[Int(slot)] { return nil }
    return memory.bytes.view.slice(
      Int(slot) * KeyRing.slotBytes + KeyRing.expandedAt, count: 96)
  }

  /// For tests: flips a bit of the public key that is hashed when signing. All it can bring about is a
  /// refusal.
  package func corruptSigningKey(_ slot: UInt8) {
    memory.setWritable(true)
    memory.bytes[Int(slot) * KeyRing.slotBytes + KeyRing.expandedAt + 64] ^= 1
    memory.bytes[Int(slot) * KeyRing.slotBytes + 32] ^= 1
    memory.setWritable(false)
  }

  /// Whether the secrets are locked against swapping.
  public var isLocked: Bool { memory.isLocked }
}
