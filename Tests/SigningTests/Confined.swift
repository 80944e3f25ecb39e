// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Work done on a thread that the kernel kills at its first system call (seccomp's strict mode), so
/// that it returns from `confined` only if it made none. It must not allocate either, since that
/// may enter the kernel. For exit tests: the process is spoilt afterwards.
final class Confined: @unchecked Sendable {
  private let work: () -> Void
  private let done = Atomic<Bool>(false)

  private init(_ work: @escaping () -> Void) { self.work = work }

  /// Whether `work` ran to its end without a system call, waiting five seconds for it.
  static func run(_ work: @escaping () -> Void) -> Bool {
    let confined = Confined(work)
    var thread = pthread_t()
    let box = Unmanaged.passRetained(confined).toOpaque()
    let started = pthread_create(
      &thread, nil,
      { raw in
        Unmanaged<Confined>.fromOpaque(raw!).takeUnretainedValue().enter()
        return nil
      }, box)
    precondition(started == 0)
    for _ in 0..<500 where !confined.done.load(ordering: .acquiring) { usleep(10_000) }
    return confined.done.load(ordering: .acquiring)
  }

  private func enter() {
    // Both are variadic in C, which Swift does not call; on x86-64 this is how they take integers.
    typealias Call = @convention(c) (Int, Int, Int, Int, Int) -> Int
    let prctl = unsafeBitCast(dlsym(nil, "prctl"), to: Call.self)
    let syscall = unsafeBitCast(dlsym(nil, "syscall"), to: Call.self)
    let strict = 1
    let setSeccomp = 22
    let exitThread = 60
    guard prctl(setSeccomp, strict, 0, 0, 0) == 0 else { return }
    work()
    done.store(true, ordering: .releasing)
    _ = syscall(exitThread, 0, 0, 0, 0)
  }
}
