// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Memory

/// Why settlement files could not be written. What was taken is kept: put right what is wrong and
/// call `flush` again.
public enum SettlementFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No space, or no quota.
  case full(path: String)
  /// The folder is not there or not ours.
  case folder(path: String, errno: Int32)
  /// A file of that name appeared beside us: two writers in one folder.
  case exists(path: String)
  /// The device or file system failed.
  case failed(operation: String, path: String, errno: Int32)

  public var description: String {
    switch self {
    case .full(let path):
      "no space to write \(path): free some, writing goes on where it stopped"
    case .folder(let path, let code):
      "cannot use folder \(path) (\(reason(code))): create it, writable for this user"
    case .exists(let path):
      "\(path) is there already: files are never overwritten; stop the other writer"
    case .failed(let operation, let path, let code):
      "\(operation) of \(path) failed (\(reason(code))): check the device; the journal has it all"
    }
  }

  private func reason(_ code: Int32) -> String {
    if let text = unsafe strerror(code) { return unsafe String(cString: text) }
    return "errno \(code)"
  }
}

/// One open settlement file. Blocks. The descriptor is the holder's to close.
struct SettlementFile {
  let descriptor: Int32
  let path: String
  /// Its bytes: where the next ones go.
  private(set) var length: Int

  /// Makes a file, which must not exist, and writes its header.
  ///
  /// - Throws: what the file system says; then there is no file.
  init(path: String, header: SettlementFileHeader) throws(SettlementFileError) {
    descriptor = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o640)
    self.path = path
    length = 0
    if descriptor < 0 { throw Self.failure("creation", path) }
    do throws(SettlementFileError) {
      let bytes = header.array
      var done = 0
      try append(bytes[...], &done)
      try Self.synchroniseFolder(of: path)
    } catch {
      // It holds nothing yet; the next try takes the same name.
      _ = close(descriptor)
      _ = unsafe unlink(path)
      throw error
    }
  }

  /// Appends the bytes not yet `done`, and counts them there.
  mutating func append(
    _ bytes: ArraySlice<UInt8>, _ done: inout Int
  ) throws(SettlementFileError) {
    let before = done
    let start = length - done
    defer { length += done - before }
    try write(bytes, &done, at: start)
  }

  /// Writes the bytes not yet `done` where they belong when the first goes to `offset`.
  func write(
    _ bytes: ArraySlice<UInt8>, _ done: inout Int, at offset: Int
  ) throws(SettlementFileError) {
    while done < bytes.count {
      let position = done
      let written = unsafe bytes.withUnsafeBytes { raw in
        unsafe pwrite(
          descriptor, raw.baseAddress! + position, raw.count - position, offset + position)
      }
      if written > 0 {
        done += written
      } else if written == 0 || errno != EINTR {
        throw Self.failure("writing", path)
      }
    }
  }

  func synchronise() throws(SettlementFileError) {
    if fsync(descriptor) != 0 { throw Self.failure("fsync", path) }
  }

  /// Makes the file's name durable.
  private static func synchroniseFolder(of path: String) throws(SettlementFileError) {
    let folder = String(path[..<path.lastIndex(of: "/")!])
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw failure("opening", folder) }
    defer { _ = close(descriptor) }
    if fsync(descriptor) != 0 { throw failure("fsync", folder) }
  }

  /// The error that `errno` says.
  static func failure(_ operation: String, _ path: String) -> SettlementFileError {
    let code = errno
    switch code {
    case ENOSPC, EDQUOT, EFBIG: return .full(path: path)
    case EEXIST: return .exists(path: path)
    case ENOENT, ENOTDIR, EACCES, EROFS: return .folder(path: path, errno: code)
    default: return .failed(operation: operation, path: path, errno: code)
    }
  }
}
