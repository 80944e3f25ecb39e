// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import Signing
public import Verifying

/// One thing that `matchlock bench sign` times.
public struct SignCase: Sendable, Equatable {
  public enum Work: Sendable {
    /// Signatures made by the kernel; libsodium makes them too.
    case sign
    /// Signatures that a `Signer` releases: queued, made, verified. libsodium does that in another one.
    case release
  }

  public let name: String
  public let work: Work
  /// Signatures asked for together.
  public let together: Int
  public let messageBytes: Int

  public static let all: [SignCase] =
    [("", 100), ("order-", VerifyCase.orderBytes)].flatMap { prefix, bytes in
      [("sign", Work.sign), ("release", .release)].flatMap { name, work in
        [1, 8].map { n in
          SignCase(name: "\(prefix)\(name)-\(n)", work: work, together: n, messageBytes: bytes)
        }
      }
    }
}

/// Times signing, interleaved with libsodium's in each round.
public enum SignBench {
  /// Keys that take turns, each with a message of its own.
  public static let keys = 64

  /// - Parameters:
  ///   - backEnds: kernels, not libsodium.
  ///   - rounds: of each case; the rows hold one figure of each.
  ///   - signatures: about as many are timed by us in a round, and a quarter by libsodium.
  /// - Throws: there is no memory for secrets.
  public static func run(
    _ cases: [SignCase], backEnds: [Verifier.BackEnd], rounds: Int, signatures: Int,
    progress: (String) -> Void
  ) throws -> [KernelRow] {
    var rows: [KernelRow] = []
    for backEnd in backEnds {
      for signCase in cases {
        progress("\(signCase.name) by \(backEnd.name)")
        var row = KernelRow(
          name: signCase.name, kernel: backEnd.name, together: signCase.together, keys: keys,
          messageBytes: signCase.messageBytes)
        switch signCase.work {
        case .sign: try sign(&row, backEnd, rounds: rounds, signatures: signatures)
        case .release: try release(&row, backEnd, rounds: rounds, signatures: signatures)
        }
        rows.append(row)
      }
    }
    return rows
  }

  /// The kernel and libsodium with the same keys; their signatures must be the same.
  private static func sign(
    _ row: inout KernelRow, _ backEnd: Verifier.BackEnd, rounds: Int, signatures: Int
  ) throws {
    let trial = SignTrial(keys: try ring(backEnd))
    let messages = Messages(bytes: row.messageBytes)
    let out = ByteBuffer(count: 64)
    let bursts = max(1, signatures / row.together)
    let single = max(8, signatures / 4)
    var at = 0
    for _ in 0..<rounds {
      var start = threadNanoseconds()
      for i in 0..<single {
        trial.signByLibsodium(
          keySlot: UInt8(i % keys), message: messages.view(i % keys), into: out.bytes)
      }
      row.theirs.append(microseconds(since: start, single))
      start = threadNanoseconds()
      for _ in 0..<bursts {
        for place in 0..<row.together {
          at = (at + 1) % keys
          trial.prepare(place, keySlot: UInt8(at), message: messages.view(at))
        }
        trial.sign(row.together)
      }
      row.ours.append(microseconds(since: start, bursts * row.together))
      for place in 0..<row.together {
        let slot = (at + 1 + keys - row.together + place) % keys
        trial.signByLibsodium(
          keySlot: UInt8(slot), message: messages.view(slot), into: out.bytes)
        if !trial.signature(place).equals(out.bytes.view) { row.wrong += 1 }
      }
    }
  }

  /// Two signers, one of the kernel and one of libsodium: whatever is released was verified.
  private static func release(
    _ row: inout KernelRow, _ backEnd: Verifier.BackEnd, rounds: Int, signatures: Int
  ) throws {
    var ours = Signer(software: try ring(backEnd))
    var theirs = Signer(software: try ring(.sodium))
    let messages = Messages(bytes: row.messageBytes)
    for _ in 0..<rounds {
      row.theirs.append(
        release(&theirs, messages, row.together, max(8, signatures / 16), &row.wrong))
      row.ours.append(release(&ours, messages, row.together, signatures, &row.wrong))
    }
  }

  private static func release(
    _ signer: inout Signer, _ messages: borrowing Messages, _ together: Int, _ signatures: Int,
    _ wrong: inout Int
  ) -> Double {
    let completions = Slab<SignCompletion>(count: together)
    let bursts = max(1, signatures / together)
    let start = threadNanoseconds()
    var at = 0
    for _ in 0..<bursts {
      for _ in 0..<together {
        at = (at + 1) % keys
        let isTaken = signer.submit(
          cookie: UInt64(at), keySlot: UInt8(at), message: messages.view(at))
        invariant(isTaken, "the queue has room for what is signed together")
      }
      invariant(
        signer.poll(completions, max: together) == together, "software signs when it is polled")
      for place in 0..<together where completions[place].status != .signed { wrong += 1 }
    }
    return microseconds(since: start, bursts * together)
  }

  private static func ring(_ backEnd: Verifier.BackEnd) throws -> KeyRing {
    var ring = try KeyRing(slotsMax: keys, form: backEnd.formNumber)
    let seed = ByteBuffer(count: 32)
    for slot in 0..<keys {
      seed.bytes.store(UInt64(slot), at: 0)
      ring.install(try SecretKey(seed: seed.bytes.view), slot: UInt8(slot))
    }
    return ring
  }

  private static func microseconds(since start: UInt64, _ signatures: Int) -> Double {
    Double(threadNanoseconds() - start) / 1_000 / Double(signatures)
  }
}

/// A message for each key.
private struct Messages: ~Copyable {
  private let buffer: ByteBuffer
  private let bytes: Int

  init(bytes: Int) {
    self.bytes = bytes
    buffer = ByteBuffer(count: SignBench.keys * bytes)
    for i in 0..<SignBench.keys * bytes {
      buffer.bytes[i] = UInt8(truncatingIfNeeded: i &* 0x9e37_79b1 >> 16)
    }
  }

  func view(_ i: Int) -> ByteView { buffer.bytes.view.slice(i * bytes, count: bytes) }
}
