// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import Glibc
internal import Memory

/// Why a watermark refuses to go on.
public enum WatermarkError: Error, Equatable, CustomStringConvertible {
  case system(path: String, errno: Int32)
  /// Others may write it, it is not this user's, or it is no regular file.
  case exposed(path: String)
  /// Neither copy is whole.
  case damaged(path: String)
  /// It belongs to another key.
  case otherKey(path: String)
  /// Another process has it open.
  case taken(path: String)

  public var description: String {
    switch self {
    case .system(let path, let number):
      "\(path): \(KeyFileError.text(number)); nothing is signed without a watermark"
    case .exposed(let path):
      "\(path) must be a regular file of this user with mode 600: who can lower a watermark can have "
        + "two messages signed for one position"
    case .damaged(let path):
      "\(path) is damaged: find out the last position that was signed before replacing it"
    case .otherKey(let path): "\(path) is the watermark of another key; name one file a key"
    case .taken(let path): "\(path) is in use by another process; one signer a key"
    }
  }
}

/// The highest position of a key, on the disk before anything of it leaves.
///
///     copy k at 512 k (k = count mod 2):  magic (8) count (8) key (32) high (8) low (8)
///                                         digest (32), BLAKE2b-256 of these 96 bytes (32)
///
/// Two copies, written in turn: a crash in mid-write leaves the other one. The file is written in
/// place and never made shorter. One process at a time, by a lock that ends with it.
@safe
final class Watermark {
  struct Mark: Equatable {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var digest = Bytes32()
  }

  private static let magic: UInt64 = 0x314b_524d_2d4b_4c4d
  private static let markBytes = 128
  private static let copyBytes = 512
  private let path: String
  private let key: Bytes32
  private let descriptor: Int32
  private var count: UInt64 = 0
  private(set) var mark = Mark()
  /// Whether a write failed: what the disk has is then unknown, and nothing goes on.
  private var failure: WatermarkError?

  /// Opens or makes the file.
  init(path: String, key: Bytes32) throws(WatermarkError) {
    self.path = path
    self.key = key
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if descriptor < 0 { throw .system(path: path, errno: errno) }
    do {
      try check()
      try load()
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  private func check() throws(WatermarkError) {
    var status = stat()
    if unsafe fstat(descriptor, &status) != 0 { throw .system(path: path, errno: errno) }
    if status.st_mode & S_IFMT != S_IFREG || status.st_mode & 0o022 != 0
      || status.st_uid != geteuid()
    {
      throw .exposed(path: path)
    }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 { throw .taken(path: path) }
  }

  private func load() throws(WatermarkError) {
    let buffer = ByteBuffer(count: 2 * Self.copyBytes)
    let size = unsafe pread(descriptor, buffer.bytes.address, buffer.count, 0)
    if size < 0 { throw .system(path: path, errno: errno) }
    if size == 0 {
      try write(mark)
      do { try KeyFileError.syncFolder(of: path) } catch {
        throw .system(path: path, errno: errno)
      }
      return
    }
    var isFound = false
    for copy in 0..<2 {
      let bytes = buffer.bytes.view.slice(copy * Self.copyBytes, count: Self.markBytes)
      guard bytes.load(0, as: UInt64.self) == Self.magic,
        Self.digest(bytes.slice(0, count: 96)) == Bytes32(bytes, at: 96)
      else { continue }
      if Bytes32(bytes, at: 16) != key { throw .otherKey(path: path) }
      let count = bytes.load(8, as: UInt64.self)
      if isFound && count < self.count { continue }
      isFound = true
      self.count = count
      mark = Mark(
        high: bytes.load(48, as: UInt64.self), low: bytes.load(56, as: UInt64.self),
        digest: Bytes32(bytes, at: 64))
    }
    if !isFound { throw .damaged(path: path) }
  }

  /// Raises the mark, durably; it is the caller's who sees that it rises.
  func write(_ new: Mark) throws(WatermarkError) {
    if let failure { throw failure }
    let buffer = ByteBuffer(count: Self.markBytes)
    let bytes = buffer.bytes
    let next = count + 1
    bytes.store(Self.magic, at: 0)
    bytes.store(next, at: 8)
    key.store(to: bytes, at: 16)
    bytes.store(new.high, at: 48)
    bytes.store(new.low, at: 56)
    new.digest.store(to: bytes, at: 64)
    Self.digest(bytes.view.slice(0, count: 96)).store(to: bytes, at: 96)
    let offset = Int(next & 1) * Self.copyBytes
    let written = unsafe pwrite(descriptor, bytes.address, Self.markBytes, off_t(offset))
    if written != Self.markBytes || fdatasync(descriptor) != 0 {
      let error = WatermarkError.system(
        path: path, errno: written >= 0 && written < Self.markBytes ? ENOSPC : errno)
      failure = error
      throw error
    }
    count = next
    mark = new
  }

  static func digest(_ bytes: ByteView) -> Bytes32 {
    let out = ByteBuffer(count: 32)
    unsafe ml_hash_blake2b(
      out.bytes.address.assumingMemoryBound(to: UInt8.self), bytes.address, bytes.count)
    return Bytes32(out.bytes.view)
  }
}
