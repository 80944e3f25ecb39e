// SPDX-License-Identifier: Apache-2.0

internal import CDpdk
internal import Glibc

/// The Unix socket where the two sides of a memif meet.
enum MemifSocket {
  /// Refuses a path DPDK could not use, and clears away a socket file whose server is gone: DPDK
  /// would take it for one in use.
  static func check(_ role: MemifRole, _ path: String) throws(PortError) {
    try checkPath(path, field: "memif socket")
    let path = absolute(path)
    if path.utf8.count > 107 {
      throw .invalidValue(field: "memif socket", reason: "path longer than 107 bytes")
    }
    let folder = parent(path)
    if unsafe access(folder, W_OK | X_OK) != 0 { throw .socketFolder(path: folder) }
    guard role == .server, unsafe access(path, F_OK) == 0 else { return }
    if !isSocket(path) { throw .socketInUse(path: path) }
    if unsafe ml_dpdk_socket_answers(path) != 0 { throw .socketInUse(path: path) }
    unsafe unlink(path)
  }

  private static func isSocket(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }
}

/// The files of a capture port.
enum CaptureFiles {
  static func check(_ input: String?, _ output: String?) throws(PortError) {
    if input == nil && output == nil {
      throw .invalidValue(field: "capture files", reason: "neither an input nor an output is given")
    }
    if let input {
      try checkPath(input, field: "capture input")
      if unsafe access(input, R_OK) != 0 {
        throw .captureFile(path: input, reason: errorText(errno))
      }
    }
    if let output {
      try checkPath(output, field: "capture output")
      let folder = parent(absolute(output))
      if unsafe access(folder, W_OK | X_OK) != 0 {
        throw .captureFile(path: output, reason: errorText(errno))
      }
    }
  }
}

/// An interface of the kernel's.
enum KernelInterface {
  static func check(_ name: String) throws(PortError) {
    if name.isEmpty || name.utf8.count > 15 || name.contains(where: { ",/[]= ".contains($0) }) {
      throw .invalidValue(field: "interface", reason: "'\(name)' is not an interface's name")
    }
    if unsafe if_nametoindex(name) == 0 { throw .noInterface(name: name) }
    if ml_dpdk_packet_socket_permitted() != 0 { throw .notPermitted(interface: name) }
  }
}

/// Paths travel inside EAL's comma-separated device arguments.
private func checkPath(_ path: String, field: String) throws(PortError) {
  if path.isEmpty || path.contains(where: { ",[]=\"'\0\n".contains($0) }) {
    throw .invalidValue(
      field: field, reason: "'\(path)' is empty or holds one of , [ ] = quotes or line ends")
  }
}

/// `path` from the root. Memif takes its folder from nowhere else.
func absolute(_ path: String) -> String {
  if path.hasPrefix("/") { return path }
  guard let folder = unsafe getcwd(nil, 0) else { return path }
  defer { unsafe free(folder) }
  return unsafe "\(String(cString: folder))/\(path)"
}

private func parent(_ path: String) -> String {
  let end = path.lastIndex(of: "/") ?? path.startIndex
  return end == path.startIndex ? "/" : String(path[..<end])
}
