// SPDX-License-Identifier: Apache-2.0

internal import CKernels

/// One form of the signature kernel, as the library of kernels lists it. Constant for the program's
/// life.
///
/// It is `@safe`: what is pointed to is constant data of the program.
@safe
struct KernelForm: BitwiseCopyable, @unchecked Sendable {
  let table: UnsafePointer<ml_kernel>

  /// The form in use by this process, or nil when it is libsodium.
  static var inUse: KernelForm? {
    @_noAllocation @_noLocks get {
      guard let table = unsafe ml_kernel_in_use() else { return nil }
      return unsafe KernelForm(table: table)
    }
  }
}

extension Verifier.BackEnd {
  /// What this process verifies with: the fastest kernel of the processor, or the one that
  /// `MATCHLOCK_KERNEL` names (`scalar`, `avx2`, `avx512f`, `ifma`, `libsodium`). Nil when it names
  /// none of these, or one that this processor has not.
  public static var chosen: Verifier.BackEnd? {
    var reference: Int32 = 0
    guard let table = unsafe ml_kernel_chosen(&reference) else {
      return reference != 0 ? .sodium : nil
    }
    return available.first { $0.form.map { unsafe $0.table == table } ?? false }
  }

  /// Every back end that this processor runs, libsodium first, the fastest last.
  public static var available: [Verifier.BackEnd] {
    allCases.filter(\.isAvailable)
  }

  /// Whether this processor runs it.
  public var isAvailable: Bool { self == .sodium || form != nil }

  /// The number of the kernel, ML_KERNEL_...; -1 for libsodium.
  package var formNumber: Int {
    switch self {
    case .sodium: -1
    case .scalar: ML_KERNEL_SCALAR
    case .avx2: ML_KERNEL_AVX2
    case .avx512f: ML_KERNEL_AVX512F
    case .ifma: ML_KERNEL_IFMA
    }
  }

  /// The kernel of this back end; nil for libsodium, and for a kernel that the processor has not.
  var form: KernelForm? {
    guard let table = unsafe ml_kernel_of(Int32(formNumber)) else { return nil }
    return unsafe KernelForm(table: table)
  }

  /// As `MATCHLOCK_KERNEL` names it.
  public var name: String {
    switch self {
    case .sodium: "libsodium"
    case .scalar: "scalar"
    case .avx2: "avx2"
    case .avx512f: "avx512f"
    case .ifma: "ifma"
    }
  }

  /// For the line at start.
  public var description: String {
    switch self {
    case .sodium: "libsodium, one signature at a time"
    case .scalar: "scalar kernel (no vector instructions that it knows, or asked for)"
    case .avx2: "AVX2 kernel, 4 lanes"
    case .avx512f: "AVX-512F kernel, 8 lanes"
    case .ifma: "AVX-512 IFMA kernel, 8 lanes"
    }
  }
}
