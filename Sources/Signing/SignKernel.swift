// SPDX-License-Identifier: Apache-2.0

internal import CKernels
internal import CSodium
internal import Memory

/// One form of the signature kernel. Constant for the program's life.
///
/// It is `@safe`: what is pointed to is constant data of the program.
@safe
struct SignKernel: BitwiseCopyable, @unchecked Sendable {
  let table: UnsafePointer<ml_kernel>

  /// The form in use by this process (`MATCHLOCK_KERNEL`, or the fastest), or nil when it is libsodium.
  static var inUse: SignKernel? { unsafe ml_kernel_in_use().map { unsafe SignKernel(table: $0) } }

  /// A form by its number, made ready, or nil when this processor has it not.
  init?(form: Int) {
    guard form >= 0, let table = unsafe ml_kernel_of(Int32(form)) else { return nil }
    unsafe table.pointee.prepare()
    unsafe self.table = table
  }
  private init(table: UnsafePointer<ml_kernel>) { unsafe self.table = table }

  var name: String { unsafe String(cString: table.pointee.name) }
}

/// What signatures are verified with before they are released: a table for each slot's public key and a
/// copy of the key of its own. Were the copy beside the secret to rot, a signature made with it would
/// give the secret away; it does not verify with this one. Nothing here is secret.
///
/// It is `@safe`: every access is inside its memory, which lives as long as it does.
@safe
struct OwnKeys: ~Copyable, @unchecked Sendable {
  private let kernel: SignKernel?
  private let tables: UnsafeMutableRawPointer?
  private let keys: ByteBuffer
  private let slotsMax: Int

  /// Without a kernel there are no tables.
  init(_ kernel: SignKernel?, slotsMax: Int) throws(SecretMemoryError) {
    self.kernel = kernel
    if kernel != nil {
      var kind: Int32 = 0
      unsafe tables = ml_pages_map(slotsMax * Int(ML_TABLE_64K_BYTES), -1, 0, &kind)
      if unsafe tables == nil { throw .exhausted }
    } else {
      unsafe tables = nil
    }
    self.slotsMax = slotsMax
    keys = ByteBuffer(count: slotsMax * 32)
  }

  deinit {
    if let tables = unsafe tables {
      unsafe ml_pages_unmap(tables, slotsMax * Int(ML_TABLE_64K_BYTES))
    }
  }

  /// Takes a public key, which is one of ours and so a good one.
  func install(_ key: ByteView, slot: Int) {
    invariant(slot >= 0 && slot < slotsMax, "the key slot exists")
    keys.bytes.copy(key, at: slot * 32)
    guard let kernel, let tables = unsafe tables else { return }
    let fault = unsafe ml_kernel_build(
      kernel.table, tables + slot * Int(ML_TABLE_64K_BYTES), UInt32(ML_TIER_64K),
      keys.bytes.slice(slot * 32, count: 32).address.assumingMemoryBound(to: UInt8.self))
    invariant(Int(fault) == ML_KEY_GOOD, "a public key made from a seed is a good one")
  }

  @_noAllocation @_noLocks
  func key(_ slot: Int) -> ByteView { keys.bytes.view.slice(slot * 32, count: 32) }

  @_noAllocation @_noLocks
  func table(_ slot: Int) -> UnsafeRawPointer {
    precondition(slot >= 0 && slot < slotsMax)
    guard let tables = unsafe tables else { preconditionFailure("there is a kernel") }
    return unsafe UnsafeRawPointer(tables + slot &* 65_536)
  }
}

/// Signatures that are made together, and then verified together.
///
/// It is `@safe`: every access is inside its runs of `slots`, which live as long as it does; what the
/// requests point to is vouched for by whoever filled them.
@safe
struct SignBurst: ~Copyable, @unchecked Sendable {
  private let kernel: SignKernel?
  private let requests: UnsafeMutablePointer<ml_sign_request>
  private let checks: UnsafeMutablePointer<ml_verify_request>
  private let verdicts: UnsafeMutablePointer<UInt8>
  private let signatures: ByteBuffer

  /// Signatures made at once: the lanes of the widest form.
  static var slots: Int {
    @_noAllocation @_noLocks @inline(__always) get { 8 }
  }

  init(_ kernel: SignKernel?) {
    self.kernel = kernel
    unsafe requests = .allocate(capacity: SignBurst.slots)
    unsafe requests.initialize(repeating: ml_sign_request(), count: SignBurst.slots)
    unsafe checks = .allocate(capacity: SignBurst.slots)
    unsafe checks.initialize(repeating: ml_verify_request(), count: SignBurst.slots)
    unsafe verdicts = .allocate(capacity: SignBurst.slots)
    unsafe verdicts.initialize(repeating: 0, count: SignBurst.slots)
    signatures = ByteBuffer(count: SignBurst.slots * 64)
  }

  deinit {
    unsafe requests.deallocate()
    unsafe checks.deallocate()
    unsafe verdicts.deallocate()
  }

  /// Whether there is a kernel.
  var hasKernel: Bool {
    @_noAllocation @_noLocks get {
      guard case .some = kernel else { return false }
      return true
    }
  }

  /// The place of a signature, 64 bytes.
  @_noAllocation @_noLocks
  func signature(_ slot: Int) -> MutableByteView { signatures.bytes.slice(slot * 64, count: 64) }

  /// Prepares a signature by `secret`, as `ml_kernel_expand` makes it, over `message`.
  @_noAllocation @_noLocks
  func fill(
    _ slot: Int, secret: ByteView, message: ByteView, keys: borrowing OwnKeys, keySlot: Int
  ) {
    precondition(slot >= 0 && slot < SignBurst.slots)
    precondition(secret.count == 96)
    let bytes = unsafe message.address.assumingMemoryBound(to: UInt8.self)
    let place = unsafe signature(slot).address.assumingMemoryBound(to: UInt8.self)
    let request = unsafe requests + slot
    unsafe request.pointee.secret = secret.address.assumingMemoryBound(to: UInt8.self)
    unsafe request.pointee.message = bytes
    unsafe request.pointee.message_bytes = message.count
    unsafe request.pointee.signature = place
    let check = unsafe checks + slot
    unsafe check.pointee.key = keys.key(keySlot).address.assumingMemoryBound(to: UInt8.self)
    unsafe check.pointee.table = keys.table(keySlot)
    unsafe check.pointee.tier = UInt32(ML_TIER_64K)
    unsafe check.pointee.signature = UnsafePointer(place)
    unsafe check.pointee.message = bytes
    unsafe check.pointee.message_bytes = message.count
  }

  /// Makes the first `count` signatures.
  @_noAllocation @_noLocks
  func sign(_ count: Int) {
    precondition(count >= 0 && count <= SignBurst.slots)
    guard let kernel else { return }
    unsafe ml_kernel_sign(kernel.table, requests, count)
  }

  /// Judges them. What this says is `isGood` of each.
  @_noAllocation @_noLocks
  func verify(_ count: Int) {
    precondition(count >= 0 && count <= SignBurst.slots)
    unsafe ml_secret_wipe(verdicts, SignBurst.slots)
    guard let kernel else { return }
    _ = unsafe ml_kernel_verify(kernel.table, checks, count, verdicts)
  }
  @_noAllocation @_noLocks
  func isGood(_ slot: Int) -> Bool {
    precondition(slot >= 0 && slot < SignBurst.slots)
    return Int(unsafe verdicts[slot]) == ML_VERDICT_VALID
  }

  /// Forgets all of them, for one may be a fault.
  @_noAllocation @_noLocks
  func wipe() {
    unsafe ml_secret_wipe(signatures.bytes.address, SignBurst.slots * 64)
  }
}
