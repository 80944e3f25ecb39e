// SPDX-License-Identifier: Apache-2.0

public import Memory

/// A record of the state as proofs show it.
public struct StateRecord: Hashable, Sendable {
  public var key: UInt64
  public var bytes: [UInt8]

  public init(key: UInt64, bytes: [UInt8]) {
    self.key = key
    self.bytes = bytes
  }
}

/// Everything one bucket holds, and the way from there to a state root. Cold: it allocates.
///
/// A record is in the state when it is among `records` and `root` is the state root; a key is not in
/// the state when its bucket's proof lacks it, which is why a proof is of a bucket.
public struct StateProof: Hashable, Sendable {
  public var ruleVersion: UInt32
  public var section: StateSection
  public var bucket: UInt32
  /// The bucket's records by ascending key.
  public var records: [StateRecord]
  /// The sibling hashes from the bucket up to below the section's root.
  public var path: [Bytes32]
  /// The roots of the sections, in order. The proven section's is replaced by what the path
  /// gives.
  public var sectionRoots: [Bytes32]

  /// The state root this proof leads to, or nil when it is not of this shape or its records are out
  /// of order. Compare it with a state root you trust.
  public func root(shape: StateShape) -> Bytes32? {
    guard sectionRoots.count == StateSection.count, bucket < shape.buckets(section),
      path.count == shape.levels(section)
    else { return nil }
    for (record, following) in zip(records, records.dropFirst())
    where record.key >= following.key { return nil }

    var leaf = RunningHash()
    leaf.update(0 as UInt8)
    for record in records {
      guard record.bytes.count <= StateTree.recordBytesMax else { return nil }
      leaf.update(record.key)
      withSlice(record.bytes[...]) { view in
        // A length of two bytes, low first.
        leaf.update(UInt8(truncatingIfNeeded: view.count))
        leaf.update(UInt8(truncatingIfNeeded: view.count >> 8))
        leaf.update(view)
      }
    }
    var hash = leaf.finish()
    var index = bucket
    for sibling in path {
      hash = index & 1 == 0 ? MerkleHash.node(hash, sibling) : MerkleHash.node(sibling, hash)
      index >>= 1
    }
    var state = RunningHash()
    state.update(2 as UInt8)
    state.update(ruleVersion)
    for (i, root) in sectionRoots.enumerated() {
      state.update(i + 1 == section.number ? hash : root)
    }
    return state.finish()
  }
}
