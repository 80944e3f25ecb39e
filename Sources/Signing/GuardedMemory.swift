// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import Memory

/// Why memory for secrets could not be had.
public enum SecretMemoryError: UInt8, Error, CustomStringConvertible {
  /// libsodium did not initialise, or a known answer came out wrong.
  case libraryUnusable
  /// The kernel gave no memory.
  case exhausted

  public var description: String {
    switch self {
    case .libraryUnusable:
      "libsodium did not start or gave a wrong answer; check that libsodium23 is installed and "
        + "/dev/urandom readable, and do not run on this machine if they are"
    case .exhausted:
      "no memory for secrets; raise the address-space limit (ulimit -v) or free memory"
    }
  }
}

/// Memory for secrets: zeroed, between inaccessible pages, locked where the system lets it, left out
/// of core dumps, and wiped before it is given back.
///
///     [ no access ][ … canary │ secret ][ no access ]
///
/// It is `@safe` because the address leaves only as bounds-checked views, which must not outlive it.
@safe
struct GuardedMemory: ~Copyable, @unchecked Sendable {
  private let base: UnsafeMutableRawPointer
  let count: Int
  /// Whether the pages are locked, so that they never reach swap. False under a small
  /// RLIMIT_MEMLOCK, which a demo may live with and `doctor` reports.
  let isLocked: Bool

  /// Allocates `count` bytes. Start-up only: several system calls.
  init(count: Int) throws(SecretMemoryError) {
    invariant(count > 0, "a secret has at least one byte")
    if ml_curve_start() != 0 { throw .libraryUnusable }
    var locked: Int32 = 0
    guard let base = unsafe ml_secret_allocate(count, &locked) else { throw .exhausted }
    unsafe self.base = base
    self.count = count
    isLocked = locked != 0
  }

  deinit { unsafe ml_secret_free(base) }

  var bytes: MutableByteView {
    @_noAllocation @_noLocks get { unsafe MutableByteView(base, count: count) }
  }

  /// Makes stray writes fault, or allows writing again. A system call.
  func setWritable(_ writable: Bool) {
    invariant(unsafe ml_secret_protect(base, writable ? 1 : 0) == 0, "own pages can be protected")
  }
}
