// SPDX-License-Identifier: Apache-2.0

import CKernels
import CSodium
import Glibc
import Testing

/// A key pair by libsodium, expanded by a form.
private struct Key {
  var pair = [UInt8](repeating: 0, count: 64)
  var secret = [UInt8](repeating: 0, count: Int(ML_SECRET_BYTES))
  var publicKey: [UInt8] { Array(pair[32...]) }

  init(_ kernel: ml_kernel, seed: [UInt8]) {
    ml_curve_expand(&pair, seed)
    kernel.expand(&secret, seed)
  }

  func signature(_ message: [UInt8]) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: 64)
    ml_curve_sign(&out, message, message.count, pair)
    return out
  }
}

/// What several arrays hold, at addresses that stay.
private final class Arena {
  private var all: [UnsafeMutablePointer<UInt8>] = []
  func keep(_ bytes: [UInt8]) -> UnsafeMutablePointer<UInt8> {
    let place = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    place.update(from: bytes, count: bytes.count)
    all.append(place)
    return place
  }
  deinit { for place in all { place.deallocate() } }
}

@Suite struct SignTests {
  static let forms = (0..<Int32(ML_KERNEL_COUNT)).filter { ml_kernel_of($0) != nil }

  static func kernel(_ form: Int32) -> ml_kernel {
    let kernel = ml_kernel_of(form)!.pointee
    kernel.prepare()
    return kernel
  }
  static func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: 0...255) } }

  @Test(arguments: forms) func `public keys are libsodium's`(_ form: Int32) {
    let kernel = SignTests.kernel(form)
    for n in 0..<64 {
      let seed = n == 0 ? [UInt8](repeating: 0, count: 32) : SignTests.random(32)
      let key = Key(kernel, seed: seed)
      #expect(Array(key.secret[64...]) == key.publicKey, "\(seed)")
    }
  }

  @Test(arguments: forms) func `signatures are libsodium's, however many are made together`(
    _ form: Int32
  ) {
    let kernel = SignTests.kernel(form)
    #expect(ml_curve_start() == 0)
    for count in 1...17 {
      for turn in 0..<3 {
        let arena = Arena()
        let keys = (0..<count).map { _ in Key(kernel, seed: SignTests.random(32)) }
        let messages = (0..<count).map { n in
          SignTests.random(turn == 0 ? 16 * n : .random(in: 0...1_232))
        }
        let out = (0..<count).map { _ in arena.keep([UInt8](repeating: 0, count: 64)) }
        let requests = (0..<count).map { n in
          ml_sign_request(
            secret: arena.keep(keys[n].secret), message: arena.keep(messages[n]),
            message_bytes: messages[n].count, signature: out[n])
        }
        kernel.sign(requests, count)
        for n in 0..<count {
          let made = Array(UnsafeBufferPointer(start: out[n], count: 64))
          #expect(made == keys[n].signature(messages[n]), "\(n) of \(count)")
        }
      }
    }
  }

  @Test(arguments: forms) func `the same key may be in several lanes`(_ form: Int32) {
    let kernel = SignTests.kernel(form)
    let arena = Arena()
    let key = Key(kernel, seed: SignTests.random(32))
    let out = (0..<8).map { _ in arena.keep([UInt8](repeating: 0, count: 64)) }
    let secret = arena.keep(key.secret)
    let requests = (0..<8).map { n in
      ml_sign_request(
        secret: secret, message: arena.keep([UInt8(n / 2)]), message_bytes: 1, signature: out[n])
    }
    kernel.sign(requests, 8)
    for n in 0..<8 {
      let made = Array(UnsafeBufferPointer(start: out[n], count: 64))
      #expect(made == key.signature([UInt8(n / 2)]))
    }
  }

  /// Signs on a thread whose stack is ours, and then looks for what must not be there.
  @Test(arguments: forms) func `no word of a secret is left on the stack`(_ form: Int32) {
    let kernel = SignTests.kernel(form)
    for count in [1, 8] {
      let arena = Arena()
      let keys = (0..<count).map { _ in Key(kernel, seed: SignTests.random(32)) }
      let message = SignTests.random(200)
      let out = (0..<count).map { _ in arena.keep([UInt8](repeating: 0, count: 64)) }
      let requests = (0..<count).map { n in
        ml_sign_request(
          secret: arena.keep(keys[n].secret), message: arena.keep(message),
          message_bytes: message.count, signature: out[n])
      }
      let stack = OwnStack()
      stack.run { kernel.sign(requests, count) }
      #expect(stack.usedBytes > 1_000, "the stack was this one")
      #expect(stack.usedBytes < 52 << 10)
      var secrets = Set<UInt64>()
      for key in keys {
        // Scalar and prefix, the nonce's hash, and the nonce.
        let nonce = nonceHash(key, message)
        secrets.formUnion(words(Array(key.secret[0..<64]) + nonce + reduced(kernel, nonce)))
      }
      #expect(!stack.holds(secrets), "\(count) at once")
      // And that it would be seen: the same stack with a secret on it.
      stack.plant(Array(keys[0].secret[8..<16]))
      #expect(stack.holds(words(Array(keys[0].secret[0..<64]))))
    }
  }

  private func words(_ bytes: [UInt8]) -> Set<UInt64> {
    Set(
      stride(from: 0, to: bytes.count, by: 8).flatMap { at in
        let word = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) }
        return [word, word.byteSwapped]
      }.filter { $0 > 1 << 32 })
  }
  private func nonceHash(_ key: Key, _ message: [UInt8]) -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: 64)
    ml_hash_sha512(&hash, Array(key.secret[32..<64]) + message, 32 + message.count)
    return hash
  }
  private func reduced(_ kernel: ml_kernel, _ hash: [UInt8]) -> [UInt8] {
    var words = [UInt64](repeating: 0, count: 4)
    hash.withUnsafeBytes {
      kernel.scalar_reduce(&words, $0.bindMemory(to: UInt64.self).baseAddress!)
    }
    return words.withUnsafeBytes { Array($0) }
  }
}

/// A thread's stack in memory that the test may read afterwards.
private final class OwnStack: @unchecked Sendable {
  static let bytes = 512 << 10
  private let base = UnsafeMutableRawPointer.allocate(byteCount: OwnStack.bytes, alignment: 4_096)
  private var work: (() -> Void)?
  private(set) var usedBytes = 0

  deinit { base.deallocate() }

  func run(_ work: () -> Void) {
    withoutActuallyEscaping(work) { escaping in
      self.work = escaping
      memset(base, 0xa5, OwnStack.bytes)
      let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
      defer { attributes.deallocate() }
      pthread_attr_init(attributes)
      precondition(pthread_attr_setstack(attributes, base, OwnStack.bytes) == 0)
      var thread = pthread_t()
      let started = pthread_create(
        &thread, attributes,
        { raw in
          Unmanaged<OwnStack>.fromOpaque(raw!).takeUnretainedValue().work!()
          return nil
        }, Unmanaged.passUnretained(self).toOpaque())
      precondition(started == 0)
      pthread_join(thread, nil)
      self.work = nil
    }
    var untouched = 0
    while untouched < OwnStack.bytes && base.load(fromByteOffset: untouched, as: UInt8.self) == 0xa5
    {
      untouched += 1
    }
    usedBytes = OwnStack.bytes - untouched
  }

  /// Whether one of the words is anywhere, at any alignment.
  func holds(_ words: Set<UInt64>) -> Bool {
    (OwnStack.bytes - usedBytes..<OwnStack.bytes - 8).contains {
      words.contains(base.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
    }
  }
  func plant(_ bytes: [UInt8]) {
    for (i, byte) in bytes.enumerated() {
      base.storeBytes(of: byte, toByteOffset: OwnStack.bytes - 2_003 + i, as: UInt8.self)
    }
  }
}
