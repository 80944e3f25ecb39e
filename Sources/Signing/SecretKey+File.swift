// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import Glibc
internal import Memory

extension KeyFileError {
  static func text(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }

  /// Makes the name of a new or removed file durable.
  static func syncFolder(of path: String) throws(KeyFileError) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    let descriptor = unsafe open(folder ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw .system(path: folder ?? ".", errno: errno) }
    defer { close(descriptor) }
    // Some file systems do not synchronise folders, and say so.
    if fsync(descriptor) != 0 && errno != EINVAL { throw .system(path: path, errno: errno) }
  }
}

extension SecretKey {
  /// What a key file begins with. The whole file is this, 64 hexadecimal digits and a newline, so
  /// that a file of another kind is not taken for a key and a key is recognised where it lies.
  public static var fileTag: String { "MLK-ED25519-SEED-v1 " }

  private static var fileBytes: Int { fileTag.utf8.count + 65 }

  /// Reads a key file: a regular file of this user that nobody else may read or write.
  ///
  /// - Throws: `KeyFileError` with the remedy; nothing of the file stays in memory.
  public init(file path: String) throws(KeyFileError) {
    let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw .system(path: path, errno: errno) }
    defer { close(descriptor) }
    try SecretKey.checkPrivate(descriptor, path)

    do {
      // One byte more than a key file has, to notice a longer one.
      let text = try GuardedMemory(count: SecretKey.fileBytes + 1)
      let seed = try GuardedMemory(count: 32)
      guard unsafe read(descriptor, text.bytes.address, text.count) == SecretKey.fileBytes,
        SecretKey.parse(text.bytes.view, into: seed.bytes)
      else { throw KeyFileError.malformed(path: path) }
      try self.init(seed: seed.bytes.view)
      withExtendedLifetime(seed) {}
    } catch let error as SecretMemoryError {
      throw .memory(error)
    } catch let error as KeyFileError {
      throw error
    } catch {
      fatalError("no other error is thrown here")
    }
  }

  /// Writes the key to a new file of mode 0600 and makes it durable. Never overwrites.
  ///
  /// - Throws: `KeyFileError`; a file that could not be finished is removed.
  public func write(newFile path: String) throws(KeyFileError) {
    do {
      try Self.write(fileText(), count: SecretKey.fileBytes, newFile: path)
    } catch let error as KeyFileError {
      throw error
    } catch let error as SecretMemoryError {
      throw .memory(error)
    } catch {
      fatalError("no other error is thrown here")
    }
  }

  /// The contents of a key file.
  private func fileText() throws(SecretMemoryError) -> GuardedMemory {
    // One byte more than the file has: the digits end in a zero byte.
    let text = try GuardedMemory(count: SecretKey.fileBytes + 1)
    let tag = SecretKey.fileTag.utf8
    for (index, byte) in tag.enumerated() { text.bytes[index] = byte }
    let digits = unsafe text.bytes.slice(tag.count, count: 65).address
      .assumingMemoryBound(to: CChar.self)
    unsafe ml_secret_to_hex(digits, memory.bytes.address, 32)
    text.bytes[SecretKey.fileBytes - 1] = 0x0a
    return text
  }

  static func write(
    _ text: borrowing GuardedMemory, count: Int, newFile path: String
  ) throws(KeyFileError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if descriptor < 0 { throw .system(path: path, errno: errno) }
    defer { close(descriptor) }
    let written = unsafe Glibc.write(descriptor, text.bytes.address, count)
    if written != count || fsync(descriptor) != 0 {
      let number = written >= 0 && written < count ? ENOSPC : errno
      unsafe unlink(path)
      throw .system(path: path, errno: number)
    }
    try KeyFileError.syncFolder(of: path)
  }

  static func checkPrivate(_ descriptor: Int32, _ path: String) throws(KeyFileError) {
    var status = stat()
    if unsafe fstat(descriptor, &status) != 0 { throw .system(path: path, errno: errno) }
    if status.st_mode & S_IFMT != S_IFREG { throw .notAFile(path: path) }
    if status.st_mode & 0o177 != 0 { throw .exposed(path: path, mode: status.st_mode & 0o7777) }
    if status.st_uid != geteuid() { throw .foreign(path: path, owner: status.st_uid) }
  }

  private static func parse(_ text: ByteView, into seed: MutableByteView) -> Bool {
    let tag = fileTag.utf8
    for (index, byte) in tag.enumerated() where text[index] != byte { return false }
    if text[fileBytes - 1] != 0x0a { return false }
    let digits = unsafe text.slice(tag.count, count: 64).address
      .assumingMemoryBound(to: CChar.self)
    return unsafe ml_secret_from_hex(seed.address, 32, digits) == 0
  }
}

extension SecretKey {
  /// Overwrites a key file of either kind with random bytes, and removes it, durably. A disk that
  /// remaps blocks, a snapshot or a backup may keep what was there.
  ///
  /// - Throws: `KeyFileError`; what is no key file is left alone.
  public static func zeroize(file path: String) throws(KeyFileError) {
    let isSealed = SealedKey.isSealed(path)
    if !isSealed { _ = try SecretKey(file: path) }
    let count = isSealed ? SealedKey.fileBytes : fileBytes
    let descriptor = unsafe open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
    if descriptor < 0 { throw .system(path: path, errno: errno) }
    defer { close(descriptor) }
    try checkPrivate(descriptor, path)
    let noise = try KeyFileError.guarded(count)
    unsafe ml_secret_random(noise.bytes.address.assumingMemoryBound(to: UInt8.self), count)
    guard unsafe pwrite(descriptor, noise.bytes.address, count, 0) == count,
      fsync(descriptor) == 0, unsafe unlink(path) == 0
    else { throw .system(path: path, errno: errno) }
    try KeyFileError.syncFolder(of: path)
  }
}
