// SPDX-License-Identifier: Apache-2.0

internal import CUring
internal import Glibc

/// The right to write to a journal's directory: one holder on the machine at a time.
///
/// A lock of the kernel's (`flock` on the file `lock`), so that a dead process holds nothing.
public struct JournalLock: ~Copyable, Sendable {
  private let descriptor: Int32

  /// Takes the lock of the directory open as `directory`.
  ///
  /// - Throws: `locked` when another holder has it, `system` when the file cannot be opened.
  init(directory: Int32, path: String) throws(JournalError) {
    descriptor = ml_file_lock(directory)
    if descriptor == -EWOULDBLOCK { throw .locked(path: path) }
    if descriptor < 0 {
      throw .system(operation: "take the lock", path: path, code: -descriptor)
    }
  }

  deinit { if descriptor >= 0 { ml_file_close(descriptor) } }
}
