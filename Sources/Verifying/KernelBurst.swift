// SPDX-License-Identifier: Apache-2.0

internal import CKernels
internal import Memory

/// A kernel and the requests it is handed at once, in the kernel's own form.
///
/// It is `@safe`: every access is inside its two runs of `slots`, which live as long as it does; what
/// the requests point to is vouched for by whoever made them.
@safe
struct KernelBurst: ~Copyable, @unchecked Sendable {
  /// Nil for libsodium: then nothing here is used.
  let form: KernelForm?
  private let requests: UnsafeMutablePointer<ml_verify_request>
  private let answers: UnsafeMutablePointer<UInt8>

  /// Signatures handed over at once.
  static var slots: Int {
    @_noAllocation @_noLocks @inline(__always) get { 64 }
  }

  init(_ form: KernelForm?) {
    self.form = form
    unsafe requests = .allocate(capacity: KernelBurst.slots)
    unsafe requests.initialize(repeating: ml_verify_request(), count: KernelBurst.slots)
    unsafe answers = .allocate(capacity: KernelBurst.slots)
    unsafe answers.initialize(repeating: 0, count: KernelBurst.slots)
    if let form { unsafe form.table.pointee.prepare() }
  }

  deinit {
    unsafe requests.deallocate()
    unsafe answers.deallocate()
  }

  /// Whether there is a kernel.
  var hasForm: Bool {
    @_noAllocation @_noLocks get {
      guard case .some = form else { return false }
      return true
    }
  }

  @_noAllocation @_noLocks
  func fill(_ slot: Int, _ request: VerifyRequest) {
    precondition(slot >= 0 && slot < KernelBurst.slots)
    let word = request.table.word
    let tier = word & 127
    let place = unsafe requests + slot
    unsafe place.pointee.key = request.publicKey.address.assumingMemoryBound(to: UInt8.self)
    unsafe place.pointee.signature = request.signature.address.assumingMemoryBound(to: UInt8.self)
    unsafe place.pointee.message = request.message.address.assumingMemoryBound(to: UInt8.self)
    unsafe place.pointee.message_bytes = request.message.count
    unsafe place.pointee.table = UnsafeRawPointer(bitPattern: word &- tier)
    unsafe place.pointee.tier = tier == 0 ? UInt32(ML_TIER_NONE) : UInt32(tier &- 1)
  }

  /// Judges the first `count`; returns how many needed the slow decision.
  @_noAllocation @_noLocks
  func judge(_ count: Int) -> UInt64 {
    precondition(count >= 0 && count <= KernelBurst.slots)
    guard let form else { return 0 }
    return unsafe ml_kernel_verify(form.table, requests, count, answers)
  }

  /// The same by ZIP-215 verbatim.
  @_noAllocation @_noLocks
  func judgeByZIP215(_ count: Int) -> UInt64 {
    precondition(count >= 0 && count <= KernelBurst.slots)
    guard let form else { return 0 }
    return unsafe ml_kernel_verify_zip215(form.table, requests, count, answers)
  }

  /// The kernels' numbers are the verdicts'.
  @_noAllocation @_noLocks
  func verdict(_ slot: Int) -> Verdict {
    precondition(slot >= 0 && slot < KernelBurst.slots)
    switch Int(unsafe answers[slot]) {
    case ML_VERDICT_VALID: return .valid
    case ML_VERDICT_SCALAR_NOT_CANONICAL: return .scalarNotCanonical
    case ML_VERDICT_COMMITMENT_NOT_CANONICAL: return .commitmentNotCanonical
    case ML_VERDICT_COMMITMENT_SMALL_ORDER: return .commitmentSmallOrder
    case ML_VERDICT_KEY_REFUSED: return .keyRefused
    case ML_VERDICT_COMMITMENT_UNDECODABLE: return .commitmentUndecodable
    case ML_VERDICT_EQUATION_FAILS: return .equationFails
    default: return .unverified
    }
  }
}
