// SPDX-License-Identifier: Apache-2.0

internal import Glibc
public import Memory
public import WireFormat

/// Why the end of the settlement files could not be found.
public enum SettlementResumeError: Error, Sendable, CustomStringConvertible {
  /// The folder or a file cannot be read.
  case unreadable(SettlementFileError)
  /// A file is damaged otherwise than a crash damages its end.
  case damaged(path: String, SettlementReadError)

  public var description: String {
    switch self {
    case .unreadable(let error): error.description
    case .damaged(let path, let error):
      "\(path): \(error); move it away and rebuild it from the journal"
    }
  }
}

/// A folder of settlement files. Cold, blocking.
public enum SettlementFolder {
  /// The last signed batch and receipt group in `folder`, nil where there is none: where a restart
  /// goes on. What a crash left unfinished after them is passed over; it is made again.
  ///
  /// - Parameter isSigned: whether the signature is the venue's over the statement's 47 bytes.
  public static func resume(
    _ folder: String, identity: Identity,
    isSigned: @escaping (Statement, Bytes64) -> Bool
  ) throws(SettlementResumeError) -> (batch: BatchHeader?, group: ReceiptGroup?) {
    var batch: BatchHeader?
    try backwards(folder, .batches) { (bytes) throws(SettlementReadError) in
      var reader = try BatchReader(bytes, identity: identity, isSigned: isSigned)
      while let next = try passingTornEnd({ () throws(SettlementReadError) in try reader.next() }) {
        batch = next.header
      }
      return batch != nil
    }
    var group: ReceiptGroup?
    try backwards(folder, .receipts) { (bytes) throws(SettlementReadError) in
      var reader = try ReceiptReader(bytes, identity: identity, isSigned: isSigned)
      while let next = try passingTornEnd({ () throws(SettlementReadError) in try reader.next() }) {
        group = next
      }
      return group != nil
    }
    return (batch, group)
  }

  /// The paths of the files of `kind`, in order.
  public static func paths(
    _ folder: String, _ kind: SettlementFileKind
  ) throws(SettlementFileError) -> [String] {
    try numbers(folder, kind).map { folder + "/" + kind.name($0) }
  }

  /// All of a file's bytes.
  public static func read(_ path: String) throws(SettlementFileError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw SettlementFile.failure("opening", path) }
    defer { _ = close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = unsafe Glibc.read(descriptor, &piece, piece.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += piece[..<count]
      } else if errno != EINTR {
        throw SettlementFile.failure("reading", path)
      }
    }
  }

  /// The number after the last file of `kind`.
  static func next(
    _ folder: String, _ kind: SettlementFileKind
  ) throws(SettlementFileError) -> Int {
    (try numbers(folder, kind).last ?? 0) + 1
  }

  private static func numbers(
    _ folder: String, _ kind: SettlementFileKind
  ) throws(SettlementFileError) -> [Int] {
    guard let stream = unsafe opendir(folder) else {
      throw .folder(path: folder, errno: errno)
    }
    defer { _ = unsafe closedir(stream) }
    var found: [Int] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let number = kind.number(name) { found.append(number) }
    }
    return found.sorted()
  }

  /// Shows files to `body`, last first, until it says it has found what it wants.
  private static func backwards(
    _ folder: String, _ kind: SettlementFileKind,
    _ body: ([UInt8]) throws(SettlementReadError) -> Bool
  ) throws(SettlementResumeError) {
    let all: [String]
    do { all = try paths(folder, kind) } catch { throw .unreadable(error) }
    for path in all.reversed() {
      let bytes: [UInt8]
      do { bytes = try read(path) } catch { throw .unreadable(error) }
      do throws(SettlementReadError) {
        if try body(bytes) { return }
      } catch {
        if !error.isTornEnd { throw .damaged(path: path, error) }
      }
    }
  }

  /// What `body` gives, or nil when a crash explains what it throws.
  private static func passingTornEnd<T>(
    _ body: () throws(SettlementReadError) -> T?
  ) throws(SettlementReadError) -> T? {
    do { return try body() } catch {
      if error.isTornEnd { return nil }
      throw error
    }
  }
}
