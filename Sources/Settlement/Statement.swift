// SPDX-License-Identifier: Apache-2.0

public import Memory
public import WireFormat

/// The 47 bytes a signature of the venue covers: what for, and a digest of everything else.
///
///     0                                          15                                  47
///     ├── "MLK-RECEIPT-v1" or "MLK-BATCH-v1" ────┼──────────── digest ────────────────┤
///         zero padded to 15 bytes
///
///     digest = SHA-256(venue (16) ‖ chain (32) ‖ network (1) ‖ term (8) ‖ firstIndex (8)
///                      ‖ lastIndex (8) ‖ root (32)), integers little-endian
///
/// For a receipt group `root` is the RFC 6962 root over its records; for a batch it is the batch
/// header's hash (`BatchHeader.chainHash`). One size for all, so that a signing device needs no
/// parser and cannot be made to sign an order.
@frozen
public struct Statement: BitwiseCopyable, Hashable, Sendable {
  /// What is signed.
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    case receipt = 0
    case batch = 1
  }

  public let kind: Kind
  /// The last 32 of the bytes.
  public let digest: Bytes32

  /// The bytes of a statement.
  @inlinable public static var bytes: Int {
    @_noAllocation @_noLocks get { 47 }
  }

  @_noAllocation @_noLocks
  init(
    _ kind: Kind, identity: Identity, term: UInt64, firstIndex: UInt64,
    lastIndex: UInt64, root: Bytes32
  ) {
    var hash = RunningHash()
    hash.update(identity.venue)
    hash.update(identity.chain)
    hash.update(identity.network)
    hash.update(term)
    hash.update(firstIndex)
    hash.update(lastIndex)
    hash.update(root)
    self.kind = kind
    digest = hash.finish()
  }

  /// What the signature of a receipt group covers. Its `signature` field does not matter.
  @_noAllocation @_noLocks
  public init(receipt group: ReceiptGroup, identity: Identity) {
    self.init(
      .receipt, identity: identity, term: group.term, firstIndex: group.firstIndex,
      lastIndex: group.lastIndex, root: group.root)
  }

  /// What the signature of a batch covers. Its `signature` field does not matter.
  @_noAllocation @_noLocks
  public init(batch header: BatchHeader, identity: Identity) {
    self.init(
      .batch, identity: identity, term: header.term, firstIndex: header.firstIndex,
      lastIndex: header.lastIndex, root: header.chainHash)
  }

  /// Writes the 47 bytes at `offset`.
  ///
  /// - Precondition: they fit.
  @_noAllocation @_noLocks
  public func store(to bytes: MutableByteView, at offset: Int = 0) {
    // The tags as little-endian words; the second overlaps the digest by one byte, written after.
    switch kind {
    case .receipt:
      bytes.store(0x4543_4552_2D4B_4C4D as UInt64, at: offset)
      bytes.store(0x0000_3176_2D54_5049 as UInt64, at: offset &+ 8)
    case .batch:
      bytes.store(0x4354_4142_2D4B_4C4D as UInt64, at: offset)
      bytes.store(0x0000_0000_3176_2D48 as UInt64, at: offset &+ 8)
    }
    digest.store(to: bytes, at: offset &+ 15)
  }

  /// The 47 bytes, for cold code.
  public var array: [UInt8] {
    let buffer = ByteBuffer(count: Self.bytes)
    store(to: buffer.bytes)
    return (0..<Self.bytes).map { buffer.bytes[$0] }
  }
}

extension BatchHeader {
  /// SHA-256 of the whole message (SBE header and block) with the signature's 64 bytes zero: what
  /// the next header's `previous` names and what a batch's statement commits to. The signature is
  /// left out so that the chain can go on before it is there.
  public var chainHash: Bytes32 {
    @_noAllocation @_noLocks get {
      var hash = RunningHash()
      // The SBE header's four fields are one little-endian word.
      hash.update(
        UInt64(Self.blockBytes) | UInt64(Self.templateID) << 16
          | UInt64(MessageHeader.schema) << 32 | UInt64(MessageHeader.version) << 48)
      hash.update(batch)
      hash.update(term)
      hash.update(firstIndex)
      hash.update(lastIndex)
      hash.update(firstTime)
      hash.update(lastTime)
      hash.update(recordCount)
      hash.update(matchCount)
      hash.update(recordsRoot)
      hash.update(matchesRoot)
      hash.update(stateBefore)
      hash.update(stateAfter)
      hash.update(previous)
      hash.update(Bytes32())
      hash.update(Bytes32())
      return hash.finish()
    }
  }
}
