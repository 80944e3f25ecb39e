// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Why nothing could be tuned: one line, with the remedy.
public struct TuneFailure: Error, Equatable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}

/// One value that was changed, or was about to be.
struct TuneRecord: Equatable {
  let path: String
  let kind: Setting.Kind
  /// The file's text before.
  let original: String
  /// What was to be written.
  let wanted: String
  /// What the file said after the write; nil when the write is not known to have ended.
  var outcome: String?
}

/// The record of what was changed: a text file, and the lock that keeps two tunings apart.
///
///     matchlock-tune 1 5f1c4c1e-…                        the boot it belongs to
///     change <tab> path <tab> kind <tab> original <tab> wanted     on disk before the write
///     made <tab> path <tab> what the file said afterwards          after it
///     refused <tab> path                                           instead: nothing was changed
///
/// Fields are percent-encoded, so that a value may hold anything. A last line without its end was
/// being written when tune was killed; the write that it announces had not begun.
@safe
struct TuneState: ~Copyable {
  private let descriptor: Int32
  let path: String
  private(set) var records: [TuneRecord] = []
  /// Whether it was written in this boot; of another, all values are gone with that boot.
  private(set) var isOfThisBoot = true
  private let boot: String

  private static var bytesMax: Int { 4 << 20 }
  private static var heading: String { "matchlock-tune 1 " }

  /// Opens a state and locks it; makes an empty one when there is none and `creates` says so.
  ///
  /// - Returns: nil when there is none.
  static func open(
    _ path: String, boot: String, creates: Bool
  ) throws(TuneFailure) -> TuneState? {
    if creates {
      // One level: what is above is somebody else's to make.
      let parent = path.split(separator: "/").dropLast().joined(separator: "/")
      if !parent.isEmpty { _ = unsafe mkdir((path.hasPrefix("/") ? "/" : "") + parent, 0o755) }
    }
    let flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (creates ? O_CREAT : 0)
    let descriptor = unsafe Glibc.open(path, flags, 0o600)
    if descriptor < 0 {
      if errno == ENOENT && !creates { return nil }
      throw TuneFailure("\(path): \(reason(errno)): name another file with --state")
    }
    // From here on deinit closes it.
    var state = TuneState(descriptor: descriptor, path: path, boot: boot)
    try state.check()
    try state.read()
    return state
  }

  private init(descriptor: Int32, path: String, boot: String) {
    self.descriptor = descriptor
    self.path = path
    self.boot = boot
  }

  deinit { _ = close(descriptor) }

  /// What is in it decides what is written as root: only our own file will do.
  private func check() throws(TuneFailure) {
    var (ours, named) = (stat(), stat())
    let isRead = unsafe fstat(descriptor, &ours) == 0
    guard isRead, ours.st_mode & S_IFMT == S_IFREG, ours.st_uid == geteuid(),
      ours.st_mode & (S_IWGRP | S_IWOTH) == 0
    else {
      throw TuneFailure(
        "\(path): not a file that this user alone may write: remove it, or name another with --state"
      )
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw TuneFailure("\(path): another tune is at work: wait for it")
    }
    // It may have been replaced between opening and locking.
    let isNamed = unsafe lstat(path, &named) == 0
    guard isNamed, named.st_ino == ours.st_ino, named.st_dev == ours.st_dev else {
      throw TuneFailure("\(path): another tune is at work: try again")
    }
  }

  // MARK: Reading

  private mutating func read() throws(TuneFailure) {
    guard let bytes = contents() else {
      throw TuneFailure("\(path): \(reason(errno)): cannot be read")
    }
    let whole = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    if whole < bytes.count, ftruncate(descriptor, off_t(whole)) != 0 {
      throw TuneFailure("\(path): \(reason(errno)): cannot be written")
    }
    let text = String(decoding: bytes[..<whole], as: UTF8.self)
    let lines = text.split(separator: "\n")
    guard let first = lines.first else {
      try append(Self.heading + boot)
      return
    }
    guard first.hasPrefix(Self.heading) else {
      throw TuneFailure("\(path): not a state of tune: name another file with --state")
    }
    isOfThisBoot = first.dropFirst(Self.heading.count) == boot
    for (number, line) in lines.enumerated().dropFirst() {
      guard take(line) else {
        throw TuneFailure("\(path):\(number + 1): not understood: nothing was changed")
      }
    }
  }

  private mutating func take(_ line: Substring) -> Bool {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(Self.decoded)
    guard !fields.contains(nil) else { return false }
    let words = fields.compactMap { $0 }
    switch (words[0], words.count) {
    case ("change", 5):
      guard let kind = Setting.Kind(rawValue: words[2]), HostWriter.mayBeWritten(words[1]) else {
        return false
      }
      records.append(
        TuneRecord(path: words[1], kind: kind, original: words[3], wanted: words[4], outcome: nil))
      return true
    case ("made", 3):
      guard let last = records.indices.last, records[last].path == words[1] else { return false }
      records[last].outcome = words[2]
      return true
    case ("refused", 2):
      guard let last = records.last, last.path == words[1] else { return false }
      records.removeLast()
      return true
    default: return false
    }
  }

  private func contents() -> [UInt8]? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= Self.bytesMax {
      let offset = off_t(bytes.count)
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe pread(descriptor, $0.baseAddress, $0.count, offset)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return nil }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
    errno = EFBIG
    return nil
  }

  // MARK: Writing

  /// Says, durably, that a value is about to be changed.
  mutating func announce(_ record: TuneRecord) throws(TuneFailure) {
    try append(Self.line(record))
    records.append(record)
  }

  /// Says what came of the last change announced; nil when it was refused.
  mutating func conclude(_ outcome: String?) throws(TuneFailure) {
    guard let last = records.indices.last else { return }
    let path = Self.encoded(records[last].path)
    if let outcome {
      try append("made\t\(path)\t\(Self.encoded(outcome))")
      records[last].outcome = outcome
    } else {
      try append("refused\t\(path)")
      records.removeLast()
    }
  }

  /// Keeps these records alone; with none, removes the file.
  mutating func replace(_ remaining: [TuneRecord]) throws(TuneFailure) {
    if remaining.isEmpty {
      guard unsafe unlink(path) == 0 else {
        throw TuneFailure("\(path): \(reason(errno)): cannot be removed")
      }
      records = []
      return
    }
    var text = Self.heading + boot + "\n"
    for record in remaining {
      text += Self.line(record) + "\n"
      if let outcome = record.outcome {
        text += "made\t\(Self.encoded(record.path))\t\(Self.encoded(outcome))\n"
      }
    }
    let temporary = path + ".new"
    _ = unsafe unlink(temporary)
    let other = unsafe Glibc.open(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    let isWritten = other >= 0 && Self.write(text, to: other) && fsync(other) == 0
    let failed = errno
    if other >= 0 { _ = close(other) }
    guard isWritten, unsafe rename(temporary, path) == 0 else {
      throw TuneFailure("\(path): \(reason(isWritten ? errno : failed)): cannot be written")
    }
    records = remaining
  }

  /// Begins anew for this boot.
  mutating func restart() throws(TuneFailure) {
    guard ftruncate(descriptor, 0) == 0 else {
      throw TuneFailure("\(path): \(reason(errno)): cannot be written")
    }
    records = []
    isOfThisBoot = true
    try append(Self.heading + boot)
  }

  private func append(_ line: String) throws(TuneFailure) {
    guard Self.write(line + "\n", to: descriptor), fdatasync(descriptor) == 0 else {
      throw TuneFailure("\(path): \(reason(errno)): nothing more is changed")
    }
  }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    let bytes = Array(text.utf8)
    // A short write leaves a line without its end, which the next reading drops.
    return unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) == $0.count
    }
  }

  private static func line(_ record: TuneRecord) -> String {
    ["change", record.path, record.kind.rawValue, record.original, record.wanted]
      .map(encoded).joined(separator: "\t")
  }

  /// Percent-encoded where a line or field would end, or a terminal obey.
  static func encoded(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      if byte > 0x20 && byte < 0x7F && byte != 0x25 || byte == 0x20 {
        out.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16)
        out += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return out
  }

  static func decoded(_ field: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(field.utf8)[...]
    while let byte = rest.popFirst() {
      if byte != 0x25 {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The system's words for an errno.
func reason(_ number: Int32) -> String {
  guard let text = unsafe strerror(number) else { return "error \(number)" }
  return unsafe String(cString: text)
}
