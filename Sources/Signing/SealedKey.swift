// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import Glibc
public import Memory

/// A key file under a passphrase.
///
///     0    "MLK-SEALED-KEY-1"                     16
///     16   purposes, 1, 0, 0                       4   (1: Argon2id, version 1.3)
///     20   passes, KiB, 0                     3 × u32
///     32   public key                             32
///     64   salt of Argon2id                       16
///     80   nonce of XChaCha20-Poly1305            24
///     104  seed, hidden, and its tag              48
///
/// 152 bytes, integers little-endian. The tag covers the first 104 bytes too, so purpose, cost and
/// public key cannot be changed without the passphrase; and the public key is derived again from the
/// seed when it is opened. Reading the head (`SealedKey(file:)`) needs no passphrase.
///
/// - Source: RFC 9106 (Argon2id); draft-irtf-cfrg-xchacha, section 2.
public struct SealedKey: Sendable {
  public let purposes: KeyPurposes
  /// What it claims; certain once opened.
  public let publicKey: Bytes32
  public let passes: UInt32
  public let memoryKibibytes: UInt32
  private let bytes: [UInt8]

  public static let fileBytes = 152
  private static let boundBytes = 104
  private static let tag = Array("MLK-SEALED-KEY-1".utf8)

  /// What opening costs: passes over memory.
  public struct Cost: Sendable {
    public var passes: UInt32
    public var memoryKibibytes: UInt32

    /// About half a second and 256 MiB.
    public static let usual = Cost(passes: 3, memoryKibibytes: 256 << 10)

    public init(passes: UInt32, memoryKibibytes: UInt32) {
      self.passes = passes
      self.memoryKibibytes = memoryKibibytes
    }

    /// What a file may ask for: enough to protect, and not more than a start can afford.
    var isPossible: Bool {
      passes >= 1 && passes <= 16 && memoryKibibytes >= 8 << 10 && memoryKibibytes <= 1 << 20
    }
  }

  /// Reads a sealed key's file; a regular file of this user that nobody else may read or write.
  ///
  /// - Throws: `KeyFileError` with the remedy.
  public init(file path: String) throws(KeyFileError) {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw .system(path: path, errno: errno) }
    defer { close(descriptor) }
    try SecretKey.checkPrivate(descriptor, path)
    var bytes = [UInt8](repeating: 0, count: Self.fileBytes + 1)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    if count < 0 { throw .system(path: path, errno: errno) }
    guard count == Self.fileBytes, bytes.starts(with: Self.tag) else {
      throw .malformed(path: path)
    }
    try self.init(Array(bytes.prefix(count)), path)
  }

  private init(_ bytes: [UInt8], _ path: String) throws(KeyFileError) {
    func word(_ at: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) }
    }
    let purposes = KeyPurposes(rawValue: bytes[16])
    let cost = Cost(passes: word(20), memoryKibibytes: word(24))
    guard purposes.isPossible, bytes[17] == 1, bytes[18] == 0, bytes[19] == 0, word(28) == 0 else {
      throw .malformed(path: path)
    }
    guard cost.isPossible else {
      throw .cost(path: path, passes: cost.passes, kibibytes: cost.memoryKibibytes)
    }
    self.purposes = purposes
    publicKey = Bytes32(Array(bytes[32..<64]))
    passes = cost.passes
    memoryKibibytes = cost.memoryKibibytes
    self.bytes = bytes
  }

  /// Opens it.
  ///
  /// - Throws: `.passphrase` for another passphrase or a changed file, which cannot be told apart.
  /// - Complexity: what the file says; half a second as made here.
  public func open(_ passphrase: borrowing KeyPassphrase, path: String) throws(KeyFileError)
    -> SecretKey
  {
    var status: Int32 = 0
    let key = try Self.key { seed in
      status = unsafe bytes.withUnsafeBufferPointer { file in
        let base = file.baseAddress!
        return unsafe passphrase.withBytes { text, count in
          unsafe ml_unseal(
            seed.address.assumingMemoryBound(to: UInt8.self), base + Self.boundBytes, text,
            count, base + 64, base + 80, passes, memoryKibibytes, base, Self.boundBytes)
        }
      }
    }
    if status == Int32(ML_SEAL_NO_MEMORY) { throw .memory(.exhausted) }
    if status != 0 || Bytes32(key.publicKey) != publicKey { throw .passphrase(path: path) }
    return key
  }

  private static func key(
    _ fill: (MutableByteView) -> Void
  ) throws(KeyFileError) -> SecretKey {
    do { return try SecretKey(filling: fill) } catch { throw .memory(error) }
  }

  /// Whether a file begins as a sealed key does. False for what cannot be read.
  public static func isSealed(_ path: String) -> Bool {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { return false }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16)
    return unsafe read(descriptor, &bytes, 16) == 16 && bytes == tag
  }
}

extension SecretKey {
  /// Writes the key, sealed, to a new file of mode 0600, and makes file and name durable. Never
  /// overwrites.
  ///
  /// - Throws: `KeyFileError`; a file that could not be finished is removed.
  public func seal(
    newFile path: String, _ passphrase: borrowing KeyPassphrase, purposes: KeyPurposes,
    cost: SealedKey.Cost = .usual
  ) throws(KeyFileError) {
    invariant(purposes.isPossible, "a key has a purpose")
    invariant(cost.isPossible, "a sealed key's cost is one that is accepted when it is read")
    let file = try KeyFileError.guarded(SealedKey.fileBytes)
    let bytes = file.bytes
    for (i, byte) in "MLK-SEALED-KEY-1".utf8.enumerated() { bytes[i] = byte }
    bytes[16] = purposes.rawValue
    bytes[17] = 1
    bytes.store(cost.passes, at: 20)
    bytes.store(cost.memoryKibibytes, at: 24)
    bytes.copy(publicKey, at: 32)
    unsafe ml_secret_random(bytes.slice(64, count: 40).address, 40)
    let base = unsafe bytes.address.assumingMemoryBound(to: UInt8.self)
    let seed = unsafe memory.bytes.address.assumingMemoryBound(to: UInt8.self)
    let status = unsafe passphrase.withBytes { text, count in
      unsafe ml_seal(
        base + 104, seed, text, count, base + 64, base + 80, cost.passes, cost.memoryKibibytes,
        base, 104)
    }
    if status != 0 { throw .memory(.exhausted) }
    try Self.write(file, count: SealedKey.fileBytes, newFile: path)
  }

  /// Reads a key file of either kind.
  ///
  /// - Parameter passphrase: of a sealed one; asked for only when the file is sealed.
  /// - Throws: `KeyFileError`; `.sealed` when there is no passphrase.
  public static func load(
    _ path: String, passphraseFile: String?, wanted: KeyPurposes = []
  ) throws(KeyFileError) -> SecretKey {
    if !SealedKey.isSealed(path) { return try SecretKey(file: path) }
    let sealed = try SealedKey(file: path)
    guard sealed.purposes.isSuperset(of: wanted) else {
      throw .purpose(path: path, has: sealed.purposes, wanted: wanted)
    }
    guard let passphraseFile else { throw .sealed(path: path) }
    return try sealed.open(try KeyPassphrase(file: passphraseFile), path: path)
  }
}
