// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// SIGINT and SIGTERM, taken by waiting for them rather than by a handler.
enum Signals {
  /// Blocks both in this thread and in every thread started later. Call before any is started.
  static func block() {
    var set = signals
    _ = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Waits for one of them, at most `milliseconds`; whether one came.
  static func wait(milliseconds: Int) -> Bool {
    var set = signals
    var time = timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
    return unsafe sigtimedwait(&set, nil, &time) > 0
  }

  private static var signals: sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, SIGINT)
    unsafe sigaddset(&set, SIGTERM)
    return set
  }
}
