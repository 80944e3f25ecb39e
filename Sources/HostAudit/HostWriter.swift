// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Writes values of the running kernel, under a root of its own.
struct HostWriter: Sendable {
  /// Writes one text into one file that is there; returns 0 or a positive errno.
  let write: @Sendable (_ path: String, _ text: String) -> Int32

  /// The files under `root`.
  init(root: String) {
    let prefix = root.hasSuffix("/") ? root : root + "/"
    write = { path, text in
      guard Self.mayBeWritten(path) else { return EINVAL }
      let descriptor = unsafe open(prefix + path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NONBLOCK)
      if descriptor < 0 { return errno }
      defer { _ = close(descriptor) }
      let bytes = Array((text + "\n").utf8)
      // The kernel takes a value in one write or not at all.
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      return count == bytes.count ? 0 : count < 0 ? errno : EIO
    }
  }

  /// A kernel that is made up.
  init(write: @escaping @Sendable (String, String) -> Int32) { self.write = write }

  /// Whether a path names a value of the kernel and nothing else: what a state file says is not
  /// taken on trust.
  static func mayBeWritten(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isClean = !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
    let folders = ["proc/sys/", "proc/irq/", "sys/"]
    return isClean && !path.utf8.contains(0) && folders.contains { path.hasPrefix($0) }
  }
}
