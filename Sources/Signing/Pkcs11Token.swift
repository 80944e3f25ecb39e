// SPDX-License-Identifier: Apache-2.0

internal import CPkcs11
internal import CSodium
public import Memory

/// Why a token cannot be used: one line.
public struct Pkcs11Error: Error, CustomStringConvertible, Sendable {
  public let description: String
}

/// A token of a PKCS#11 module and the user's session with it.
///
/// The module is loaded into this process. Every call may block, so signing goes through a helper
/// thread (`Signer(token:)`); the rest is for the keys command. One thread at a time.
@safe
public struct Pkcs11Token: ~Copyable, @unchecked Sendable {
  private let token: OpaquePointer
  private let name: String

  /// Loads `module`, finds the token labelled `token`, logs in.
  ///
  /// - Throws: what the module or the dynamic linker said.
  public init(module: String, token label: String, pinFile: String) throws(Pkcs11Error) {
    let pin: KeyPassphrase
    do { pin = try KeyPassphrase(file: pinFile, bytesMin: 4) } catch {
      throw Pkcs11Error(description: "token \(label): \(error)")
    }
    var failure = ml_pkcs11_failure()
    let opened = unsafe pin.withBytes { text, count in
      unsafe ml_pkcs11_open(module, label, text, count, &failure)
    }
    guard let opened = unsafe opened else {
      throw Pkcs11Error(
        description:
          "token \(label): \(Self.text(failure)); check the module, the token's label and "
          + "the PIN")
    }
    unsafe token = opened
    name = label
  }

  deinit { unsafe ml_pkcs11_close(token) }

  private static func text(_ failure: ml_pkcs11_failure) -> String {
    var failure = failure
    return unsafe withUnsafeBytes(of: &failure.text) { raw in
      unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private func check(_ status: Int32, _ failure: ml_pkcs11_failure) throws(Pkcs11Error) {
    if status < 0 { throw Pkcs11Error(description: "token \(name): \(Self.text(failure))") }
  }

  /// The handle and public key of the Ed25519 key with this label.
  public func find(_ label: String) throws(Pkcs11Error) -> (handle: UInt64, publicKey: Bytes32) {
    var (handle, failure) = (UInt64(0), ml_pkcs11_failure())
    let bytes = ByteBuffer(count: 32)
    let status = unsafe ml_pkcs11_find(
      token, label, &handle, bytes.bytes.address.assumingMemoryBound(to: UInt8.self), &failure)
    try check(status, failure)
    return (handle, Bytes32(bytes.bytes.view))
  }

  /// Makes a key that never leaves the token.
  public func generate(_ label: String) throws(Pkcs11Error) {
    var failure = ml_pkcs11_failure()
    try check(unsafe ml_pkcs11_generate(token, label, &failure), failure)
  }

  /// Puts a key into the token, and has the token prove that it holds it: it signs, and the signature
  /// must verify with the key's own public key.
  public func provision(_ key: borrowing SecretKey, label: String) throws(Pkcs11Error) {
    var failure = ml_pkcs11_failure()
    let seed = unsafe key.memory.bytes.address.assumingMemoryBound(to: UInt8.self)
    try check(unsafe ml_pkcs11_import(token, label, seed, seed + 32, &failure), failure)
    let found = try find(label)
    let probe = ByteBuffer(count: 64)
    guard found.publicKey == Bytes32(key.publicKey),
      sign(found.handle, probe.bytes.view, publicKey: key.publicKey) != nil
    else {
      try destroy(label)
      throw Pkcs11Error(description: "token \(name): it does not sign with the key it was given")
    }
  }

  /// Destroys both halves of a key.
  public func destroy(_ label: String) throws(Pkcs11Error) {
    var failure = ml_pkcs11_failure()
    try check(unsafe ml_pkcs11_destroy(token, label, &failure), failure)
  }

  /// The labels of the Ed25519 keys.
  public func labels() throws(Pkcs11Error) -> [String] {
    var labels: [String] = []
    var bytes = [CChar](repeating: 0, count: 64)
    while true {
      var failure = ml_pkcs11_failure()
      let status = unsafe ml_pkcs11_label(token, Int32(labels.count), &bytes, &failure)
      try check(status, failure)
      if status == 0 { return labels }
      labels.append(String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self))
    }
  }

  /// A signature that verifies, or nil. Blocks.
  func sign(_ handle: UInt64, _ message: ByteView, publicKey: ByteView) -> Bytes64? {
    let out = ByteBuffer(count: 64)
    var failure = ml_pkcs11_failure()
    let status = unsafe ml_pkcs11_sign(
      token, handle, message.address.assumingMemoryBound(to: UInt8.self), message.count,
      out.bytes.address.assumingMemoryBound(to: UInt8.self), &failure)
    if status != 0 { return nil }
    let verifies = unsafe ml_curve_verify_exact(
      out.bytes.address.assumingMemoryBound(to: UInt8.self),
      message.address.assumingMemoryBound(to: UInt8.self), message.count,
      publicKey.address.assumingMemoryBound(to: UInt8.self))
    return verifies == 1 ? Bytes64(out.bytes.view) : nil
  }
}

/// Signs with a token's key, on a helper thread: one request at a time.
struct Pkcs11Engine: SigningEngine, ~Copyable {
  private let token: Pkcs11Token
  private let handle: UInt64
  private let publicKey = ByteBuffer(count: 32)
  private let message = ByteBuffer(count: Signer.messageBytesMax)
  private var cookie: UInt64 = 0
  private var keySlot: UInt8 = 0
  private var messageBytes = -1

  init(_ token: consuming Pkcs11Token, label: String) throws(Pkcs11Error) {
    let found = try token.find(label)
    handle = found.handle
    found.publicKey.store(to: publicKey.bytes)
    self.token = token
  }

  var publicKeys: [(slot: UInt8, key: Bytes32)] { [(0, Bytes32(publicKey.bytes.view))] }

  mutating func submit(cookie: UInt64, keySlot: UInt8, message: ByteView) -> Bool {
    if messageBytes >= 0 { return false }
    (self.cookie, self.keySlot, messageBytes) = (cookie, keySlot, message.count)
    self.message.bytes.copy(message)
    return true
  }

  mutating func poll(_ completions: borrowing Slab<SignCompletion>, max: Int) -> Int {
    if messageBytes < 0 || max == 0 { return 0 }
    var completion = SignCompletion(cookie: cookie, status: .keyMissing, signature: Bytes64())
    if keySlot == 0 {
      let signature = token.sign(
        handle, message.bytes.view.slice(0, count: messageBytes), publicKey: publicKey.bytes.view)
      completion.status = signature == nil ? .fault : .signed
      completion.signature = signature ?? Bytes64()
    }
    completions[0] = completion
    messageBytes = -1
    return 1
  }

  mutating func halt() {}
}
