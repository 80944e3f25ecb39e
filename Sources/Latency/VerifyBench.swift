// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import Memory
public import Verifying
internal import WireFormat

/// One thing that `matchlock bench verify` times.
public struct VerifyCase: Sendable, Equatable {
  public enum Work: Sendable {
    case honest, forged, cold, register
    /// Refused by a byte check; for a key that nobody registered; for the datagram's length.
    case refused, unknownKey, wrongLength
    var isRefusal: Bool { self == .refused || self == .unknownKey || self == .wrongLength }
  }

  public let name: String
  public let work: Work
  /// Signatures judged together.
  public let together: Int
  /// The table of a key; nil for none.
  public let tier: KeyTableTier?
  public let keys: Int
  public let messageBytes: Int

  /// The signed bytes of a datagram that holds one new order.
  public static let orderBytes: Int = {
    let frame = ByteBuffer(count: Frame.bytesMax)
    var writer = CommandDatagramWriter(
      into: frame.bytes, session: 1, sequence: 1,
      header: CommandHeader(key: 0, nonce: 1, validUntil: 1))
    writer.append(NewOrder(market: 0, price: 100, quantity: 1, clientOrder: 1))
    _ = writer.finish()
    return Preimage.prefixBytes + writer.signed.count
  }()

  /// All cases, for at most `keysMax` keys.
  public static func all(keysMax: Int) -> [VerifyCase] {
    let thousand = min(1_024, keysMax)
    func verify(
      _ name: String, _ n: Int, _ tier: KeyTableTier?, keys: Int, _ work: Work = .honest,
      bytes: Int = 100
    ) -> VerifyCase {
      VerifyCase(
        name: name, work: work, together: n, tier: tier, keys: keys, messageBytes: bytes)
    }
    return [1, 2, 4, 8].map { verify("verify-\($0)-64k", $0, .kilobytes64, keys: thousand) }
      + [1, 8].map { verify("verify-\($0)-512k", $0, .kilobytes512, keys: thousand) }
      + [1, 8].map { verify("verify-\($0)-8k", $0, .kilobytes8, keys: min(100_000, keysMax)) }
      + [
        verify("forged-8-64k", 8, .kilobytes64, keys: thousand, .forged),
        verify("cold-1", 1, nil, keys: thousand, .cold),
        verify("cold-8", 8, nil, keys: thousand, .cold),
        verify("order-1-64k", 1, .kilobytes64, keys: thousand, bytes: orderBytes),
        verify("order-8-64k", 8, .kilobytes64, keys: thousand, bytes: orderBytes),
        verify("register-64k", 1, .kilobytes64, keys: thousand, .register),
        verify("refused-1", 1, nil, keys: thousand, .refused),
        verify("refused-8", 8, nil, keys: thousand, .refused),
        verify("unknown-key", 1, nil, keys: min(100_000, keysMax), .unknownKey),
        verify("wrong-length", 1, nil, keys: thousand, .wrongLength),
      ]
  }
}

/// Times verification, interleaved with libsodium's in each round.
public enum VerifyBench {
  /// - Parameters:
  ///   - rounds: of each case; the rows hold one figure of each.
  ///   - signatures: about as many are timed by us in a round, and a sixteenth by libsodium.
  public static func run(
    _ cases: [VerifyCase], backEnds: [Verifier.BackEnd], rounds: Int, signatures: Int,
    progress: (String) -> Void
  ) throws(VerifierError) -> [KernelRow] {
    var rows: [KernelRow] = []
    for bytes in Set(cases.map(\.messageBytes)).sorted() {
      let wanted = cases.filter { $0.messageBytes == bytes }
      progress("making \(wanted.map(\.keys).max()!) keys, and signatures over \(bytes) bytes")
      let signed = SignedMessages(count: wanted.map(\.keys).max()!, bytes: bytes)
      for backEnd in backEnds {
        for verifyCase in wanted {
          progress("\(verifyCase.name) by \(backEnd.name)")
          rows.append(
            try run(verifyCase, signed, backEnd, rounds: rounds, signatures: signatures))
        }
      }
    }
    return rows
  }

  private static func run(
    _ verifyCase: VerifyCase, _ signed: borrowing SignedMessages, _ backEnd: Verifier.BackEnd,
    rounds: Int, signatures: Int
  ) throws(VerifierError) -> KernelRow {
    var row = KernelRow(
      name: verifyCase.name, kernel: backEnd.name, together: verifyCase.together,
      keys: verifyCase.keys, messageBytes: verifyCase.messageBytes)
    var verifier = try Verifier(backEnd: backEnd)
    if verifyCase.work.isRefusal {
      var at = 0
      refusals(verifyCase.work, &row, &verifier, rounds: rounds, count: 16 * signatures) {
        signed.libsodium($0, keys: verifyCase.keys, &at)
      }
      return row
    }
    let tables = signed.tables(verifyCase, backEnd)
    let requests = Slab<VerifyRequest>(count: verifyCase.together)
    let verdicts = Slab<Verdict>(count: verifyCase.together)
    var at = 0
    let expected: Verdict = verifyCase.work == .forged ? .equationFails : .valid
    for _ in 0..<rounds {
      row.theirs.append(signed.libsodium(max(8, signatures / 16), keys: verifyCase.keys, &at))
      if verifyCase.work == .register {
        row.ours.append(signed.register(max(8, signatures / 64), verifyCase, backEnd, &row.wrong))
        continue
      }
      let bursts = max(1, signatures / verifyCase.together)
      let start = threadNanoseconds()
      for _ in 0..<bursts {
        for i in 0..<verifyCase.together {
          // A step that is prime to any number of keys visits them all, in no order that a
          // prefetcher knows.
          at = (at + 7_919) % verifyCase.keys
          requests[i] = signed.request(
            at, forged: verifyCase.work == .forged, tables.reference(UInt32(at)))
        }
        verifier.verify(requests: requests, count: verifyCase.together, verdicts: verdicts)
        for i in 0..<verifyCase.together where verdicts[i] != expected { row.wrong += 1 }
      }
      let spent = threadNanoseconds() - start
      row.ours.append(Double(spent) / 1_000 / Double(bursts * verifyCase.together))
    }
    return row
  }
}

/// Keys, a message each, a signature, and one that is not.
private struct SignedMessages: ~Copyable {
  private let bytes: ByteBuffer
  private let count: Int
  private let messageBytes: Int
  private var stride: Int { 32 + 64 + 64 + messageBytes }

  init(count: Int, bytes messageBytes: Int) {
    self.count = count
    self.messageBytes = messageBytes
    bytes = ByteBuffer(count: count * (160 + messageBytes))
    let pair = ByteBuffer(count: 64)
    let seed = ByteBuffer(count: 32)
    var state = 0x9e37_79b9_7f4a_7c15 as UInt64
    for i in 0..<count {
      let all = bytes.bytes.slice(i * (160 + messageBytes), count: 160 + messageBytes)
      for k in 0..<4 { seed.bytes.store(Self.next(&state), at: 8 * k) }
      for k in 0..<messageBytes {
        all[160 + k] = UInt8(truncatingIfNeeded: Self.next(&state) >> 32)
      }
      let pairAddress = unsafe pair.bytes.address.assumingMemoryBound(to: UInt8.self)
      let allAddress = unsafe all.address.assumingMemoryBound(to: UInt8.self)
      unsafe ml_curve_expand(
        pairAddress, UnsafePointer(seed.bytes.address.assumingMemoryBound(to: UInt8.self)))
      unsafe ml_curve_sign(allAddress + 32, allAddress + 160, messageBytes, pairAddress)
      all.copy(pair.bytes.view.slice(32, count: 32))
      all.copy(all.view.slice(32, count: 64), at: 96)
      all[96 + 33] ^= 1
    }
  }

  /// The next of a sequence that is the same in every run.
  private static func next(_ state: inout UInt64) -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  private func part(_ i: Int, _ offset: Int, _ length: Int) -> ByteView {
    bytes.bytes.view.slice(i * stride + offset, count: length)
  }

  func request(_ i: Int, forged: Bool, _ table: KeyTableReference) -> VerifyRequest {
    VerifyRequest(
      publicKey: part(i, 0, 32), signature: part(i, forged ? 96 : 32, 64),
      message: part(i, 160, messageBytes), table: table)
  }

  /// The tables of a case's keys.
  func tables(_ verifyCase: VerifyCase, _ backEnd: Verifier.BackEnd) -> KeyTablesReader {
    let tier = verifyCase.tier ?? .kilobytes8
    let builds = verifyCase.tier != nil && verifyCase.work != .register
    let tables = KeyTables(
      keysMax: verifyCase.keys, tier: tier, bytesMax: builds ? 2 * verifyCase.keys * tier.bytes : 0,
      hugePages: true, backEnd: backEnd)
    if builds { for i in 0..<verifyCase.keys { tables.build(id: UInt32(i), key: part(i, 0, 32)) } }
    return tables.reader()
  }

  /// Microseconds that libsodium's verification takes.
  func libsodium(_ times: Int, keys: Int, _ at: inout Int) -> Double {
    var good = true
    let start = threadNanoseconds()
    for _ in 0..<times {
      at = (at + 7_919) % keys
      let signature = unsafe part(at, 32, 64).address
      let message = unsafe part(at, 160, messageBytes).address
      let key = unsafe part(at, 0, 32).address
      let verdict = unsafe ml_curve_verify_exact(
        signature.assumingMemoryBound(to: UInt8.self), message.assumingMemoryBound(to: UInt8.self),
        messageBytes, key.assumingMemoryBound(to: UInt8.self))
      good = good && verdict == 1
    }
    let spent = threadNanoseconds() - start
    invariant(good, "libsodium verifies what it signed")
    return Double(spent) / 1_000 / Double(times)
  }

  /// Microseconds that a key's check and table take, in memory that was touched before.
  func register(
    _ times: Int, _ verifyCase: VerifyCase, _ backEnd: Verifier.BackEnd, _ wrong: inout Int
  ) -> Double {
    let tier = verifyCase.tier ?? .kilobytes64
    let tables = KeyTables(
      keysMax: times, tier: tier, bytesMax: 2 * times * tier.bytes, backEnd: backEnd)
    tables.touch()
    let start = threadNanoseconds()
    for i in 0..<times { tables.build(id: UInt32(i), key: part(i % verifyCase.keys, 0, 32)) }
    let spent = threadNanoseconds() - start
    if tables.built != times { wrong += 1 }
    return Double(spent) / 1_000 / Double(times)
  }
}
