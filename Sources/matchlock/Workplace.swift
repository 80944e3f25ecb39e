// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A folder for sockets and configuration, and one for the data: a temporary one unless it is to be
/// kept.
struct Workplace {
  let folder: String
  let data: String
  private let keepsData: Bool

  init(data: String?) throws {
    if let data, Self.holdsJournal(data) {
      throw CommandFailure("\(data) holds a run already: name another folder, or remove it")
    }
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/matchlock-demo-XXXXXX".utf8CString)
    guard let made = unsafe mkdtemp(&template) else {
      throw CommandFailure(
        "cannot make a folder in \(parent): \(unsafe String(cString: strerror(errno)))")
    }
    folder = unsafe String(cString: made)
    keepsData = data != nil
    self.data = data ?? folder + "/data"
  }

  private static func holdsJournal(_ folder: String) -> Bool {
    unsafe access("\(folder)/journal-000001.mlj", F_OK) == 0
  }

  func clean() {
    if !keepsData { Self.removeAll(data) }
    Self.removeAll(folder)
  }

  /// Removes a folder and the files in it.
  private static func removeAll(_ folder: String) {
    guard let directory = unsafe opendir(folder) else { return }
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { _ = unsafe unlink(folder + "/" + name) }
    }
    unsafe closedir(directory)
    _ = unsafe rmdir(folder)
  }
}
