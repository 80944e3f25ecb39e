// SPDX-License-Identifier: Apache-2.0

public import Memory

/// A seal: what a clean stop put at the end of the log.
public struct JournalSeal: Equatable, Sendable {
  /// Where its group lies.
  public let segment: UInt64
  public let offset: UInt64
  /// The group's number and term.
  public let group: UInt64
  public let term: UInt64
  /// One past the last log index.
  public let endIndex: UInt64
  /// The records in the whole log.
  public let recordCount: UInt64
  /// The hash over every record of the log, with its length.
  public let logHash: Bytes32
  /// When it was sealed, in nanoseconds of the caller's clock.
  public let timeNanoseconds: UInt64
  /// SHA-256 of the sealed content.
  public let digest: Bytes32
  /// The caller's 64-byte signature over `message`. Not verified here.
  public let signature: [UInt8]

  /// The 47 bytes that are signed.
  public var message: [UInt8] { sealMessage(digest) }
}

/// What a seal's signature has to cover.
public struct JournalSealRequest: Equatable, Sendable {
  /// SHA-256 of the sealed content.
  public let digest: Bytes32
  /// The 47 bytes to sign: a 15-byte tag and the digest.
  public var message: [UInt8] { sealMessage(digest) }
}

/// The 15-byte tag `MLK-SEAL-v1`, filled up with zeros, then the digest.
func sealMessage(_ digest: Bytes32) -> [UInt8] {
  let tag = Array("MLK-SEAL-v1".utf8)
  return tag + [UInt8](repeating: 0, count: 15 - tag.count) + digest.array
}

/// A place in a journal from which on nothing was found whole.
public struct JournalTail: Equatable, Sendable {
  public let segment: UInt64
  public let offset: UInt64
  /// What is wrong with the bytes there; nil if they are all zero.
  public let flaw: JournalFlaw?
}

/// How a journal ends.
public enum JournalEnding: Equatable, Sendable {
  /// With a seal, and nothing after it.
  case sealed(JournalSeal)
  /// After its last whole group, as a crash leaves it: zeros, or one torn write, follow.
  case unsealed(JournalTail)
}

/// What reading a journal to its end found.
public struct JournalSummary: Equatable, Sendable {
  public internal(set) var venue: Bytes16?
  /// The segments that are in use, and those that were only prepared.
  public internal(set) var segmentsUsed: UInt64 = 0
  public internal(set) var segmentsUnused: UInt64 = 0
  /// Groups, seals included, and records.
  public internal(set) var groupCount: UInt64 = 0
  public internal(set) var recordCount: UInt64 = 0
  /// One past the last log index.
  public internal(set) var endIndex: UInt64 = 0
  /// The term and hash of the last group; 0 and zeros if there is none.
  public internal(set) var term: UInt64 = 0
  public internal(set) var groupHash = Bytes32()
  /// The hash over every record, with its length.
  public internal(set) var logHash = Bytes32()
  /// Every seal, also those after which the journal was resumed.
  public internal(set) var seals: [JournalSeal] = []
  public internal(set) var ending = JournalEnding.unsealed(
    JournalTail(segment: 1, offset: 0, flaw: nil))
}
