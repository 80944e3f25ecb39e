// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Verifying
internal import WireFormat

/// What is refused before any arithmetic of the curve, and before anything is hashed.
extension VerifyBench {
  /// Times one kind of refusal.
  static func refusals(
    _ work: VerifyCase.Work, _ row: inout KernelRow, _ verifier: inout Verifier, rounds: Int,
    count: Int, libsodium: (Int) -> Double
  ) {
    switch work {
    case .refused:
      let bad = RefusedSignatures(together: row.together)
      for _ in 0..<rounds {
        row.theirs.append(libsodium(max(8, count / 256)))
        row.ours.append(bad.microseconds(&verifier, count, &row.wrong))
      }
      if verifier.slowDecisions != 0 { row.wrong += 1 }
    case .unknownKey:
      let keys = KeyTable(keysMax: row.keys)
      for _ in 0..<rounds {
        row.theirs.append(libsodium(max(8, count / 256)))
        row.ours.append(unknownKeys(keys, count, &row.wrong))
      }
    default:
      let bad = CutDatagrams()
      for _ in 0..<rounds {
        row.theirs.append(libsodium(max(8, count / 256)))
        row.ours.append(bad.microseconds(count, &row.wrong))
      }
    }
  }

  /// Ids that nobody registered, inside the table and outside.
  private static func unknownKeys(
    _ keys: borrowing KeyTable, _ count: Int, _ wrong: inout Int
  ) -> Double {
    var at = 0
    var found = 0
    let start = threadNanoseconds()
    for _ in 0..<count {
      at = (at + 7_919) % (2 * keys.keysMax)
      if keys.key(UInt32(at)) != nil { found += 1 }
    }
    let spent = threadNanoseconds() - start
    wrong += found
    return Double(spent) / 1_000 / Double(count)
  }
}

/// Signatures that fail a check of bytes: S = L, R's y = p, R the identity.
private struct RefusedSignatures: ~Copyable {
  private static let kinds = 3
  private let bytes = ByteBuffer(count: RefusedSignatures.kinds * 64)
  private let rest = ByteBuffer(count: 132)
  private let requests: Slab<VerifyRequest>
  private let verdicts: Slab<Verdict>
  private static let expected: [Verdict] = [
    .scalarNotCanonical, .commitmentNotCanonical, .commitmentSmallOrder,
  ]

  init(together: Int) {
    let order: [UInt64] = [0x5812_631a_5cf5_d3ed, 0x14de_f9de_a2f7_9cd6, 0, 1 << 60]
    let prime: [UInt64] = [.max - 18, .max, .max, .max >> 1]
    for k in 0..<4 {
      bytes.bytes.store(order[k], at: 32 + 8 * k)
      bytes.bytes.store(prime[k], at: 64 + 8 * k)
    }
    bytes.bytes[0] = 3
    bytes.bytes[128] = 1
    rest.bytes[0] = 3
    requests = Slab(count: together)
    verdicts = Slab(count: together)
    for i in 0..<together {
      requests[i] = VerifyRequest(
        publicKey: rest.bytes.view.slice(0, count: 32),
        signature: bytes.bytes.view.slice(i % Self.kinds * 64, count: 64),
        message: rest.bytes.view.slice(32, count: 100))
    }
  }

  func microseconds(_ verifier: inout Verifier, _ count: Int, _ wrong: inout Int) -> Double {
    let together = requests.count
    let bursts = max(1, count / together)
    let start = threadNanoseconds()
    for _ in 0..<bursts {
      verifier.verify(requests: requests, count: together, verdicts: verdicts)
    }
    let spent = threadNanoseconds() - start
    for i in 0..<together where verdicts[i] != Self.expected[i % Self.kinds] { wrong += 1 }
    return Double(spent) / 1_000 / Double(bursts * together)
  }
}

/// Datagrams of a wrong length: cut in their head, a byte short, a byte long.
private struct CutDatagrams: ~Copyable {
  private let frame = ByteBuffer(count: Frame.bytesMax + 1)
  private let lengths: (Int, Int, Int)

  init() {
    var writer = CommandDatagramWriter(
      into: frame.bytes, session: 1, sequence: 1,
      header: CommandHeader(key: 0, nonce: 1, validUntil: 1))
    writer.append(NewOrder(market: 0, price: 100, quantity: 1, clientOrder: 1))
    let bytes = writer.finish()
    lengths = (Frame.headBytes - 1, bytes - 1, bytes + 1)
  }

  func microseconds(_ count: Int, _ wrong: inout Int) -> Double {
    var taken = 0
    let start = threadNanoseconds()
    for i in 0..<count {
      let length = i % 3 == 0 ? lengths.0 : i % 3 == 1 ? lengths.1 : lengths.2
      do {
        taken += Int(
          try FrameHead(
            parsing: frame.bytes.view.slice(0, count: length), for: .venue
          ).bodyLength)
      } catch {}
    }
    let spent = threadNanoseconds() - start
    wrong += taken
    return Double(spent) / 1_000 / Double(count)
  }
}
