// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import Glibc
internal import Memory

/// What a key file is sealed under, or the PIN of a token, in guarded memory.
public struct KeyPassphrase: ~Copyable {
  let memory: GuardedMemory
  let count: Int

  /// The fewest bytes of a passphrase; a token's PIN may have fewer.
  public static let bytesMin = 8
  public static let bytesMax = 1_024

  /// Reads the first line of a file of this user that nobody else may read.
  ///
  /// - Throws: `KeyFileError`.
  public init(file path: String, bytesMin: Int = Self.bytesMin) throws(KeyFileError) {
    let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw .system(path: path, errno: errno) }
    defer { close(descriptor) }
    try SecretKey.checkPrivate(descriptor, path)
    let memory = try KeyFileError.guarded(Self.bytesMax + 2)
    let count = unsafe read(descriptor, memory.bytes.address, Self.bytesMax + 2)
    if count < 0 { throw .system(path: path, errno: errno) }
    let line = Self.line(memory.bytes.view.slice(0, count: count))
    guard let line, line >= bytesMin, line <= Self.bytesMax else {
      throw .passphraseForm(path: path)
    }
    self.memory = memory
    self.count = line
  }

  /// A passphrase from elsewhere, for tests; the caller's copy stays the caller's to wipe.
  package init(_ text: String) throws(KeyFileError) {
    let bytes = Array(text.utf8)
    memory = try KeyFileError.guarded(max(bytes.count, 1))
    for (i, byte) in bytes.enumerated() { memory.bytes[i] = byte }
    count = bytes.count
  }

  /// How long the only line is; nil when more follows it.
  private static func line(_ bytes: ByteView) -> Int? {
    for i in 0..<bytes.count where bytes[i] == 0x0a { return i + 1 == bytes.count ? i : nil }
    return bytes.count
  }

  /// Gives the bytes to `body`, as C takes them.
  func withBytes<T>(_ body: (UnsafePointer<CChar>, Int) -> T) -> T {
    unsafe body(UnsafePointer(memory.bytes.address.assumingMemoryBound(to: CChar.self)), count)
  }
}

extension KeyFileError {
  static func guarded(_ count: Int) throws(KeyFileError) -> GuardedMemory {
    do { return try GuardedMemory(count: count) } catch { throw .memory(error) }
  }
}
