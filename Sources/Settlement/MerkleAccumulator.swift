// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The RFC 6962 root of leaves that stream by, in memory that does not grow with their number.
///
///     leaves so far: 7 = 4 + 2 + 1        peaks[2]  peaks[1]  peaks[0]
///                                          / \       / \         |
///                                        0 1 2 3     4 5         6
///
/// `peaks[k]` is the root of a full subtree of 2^k leaves and means something when bit k of `count`
/// is set, as in binary addition: a new leaf carries through the set bits below it. The root joins
/// the peaks from the smallest up, which is RFC 6962's split at the largest power of two.
///
/// One owner, one thread. Nothing allocates after `init`.
///
/// - Source: RFC 6962, 2.1.
public struct MerkleAccumulator: ~Copyable {
  private let peaks: Slab<Bytes32>
  /// Leaves added since the last `reset`.
  public private(set) var count: UInt64 = 0

  /// An empty tree. Start-up only: allocates 2 KiB.
  public init() { peaks = Slab(count: 64) }

  /// Forgets every leaf.
  @_noAllocation @_noLocks
  public mutating func reset() { count = 0 }

  /// Adds a leaf of `data`.
  @_noAllocation @_noLocks
  public mutating func add(_ data: ByteView) { add(hash: MerkleHash.leaf(data)) }

  /// Adds a leaf by its hash.
  ///
  /// - Complexity: one node hash on average, 63 at most.
  @_noAllocation @_noLocks
  public mutating func add(hash: Bytes32) {
    invariant(count != .max, "leaves are counted in 64 bits")
    var carry = hash
    var level = 0
    while count & (1 << UInt64(level)) != 0 {
      carry = MerkleHash.node(peaks[level], carry)
      level &+= 1
    }
    peaks[level] = carry
    count &+= 1
  }

  /// The root over the leaves so far; more may follow. SHA-256 of nothing when there are none.
  @_noAllocation @_noLocks
  public func root() -> Bytes32 {
    if count == 0 { return MerkleHash.empty }
    var level = count.trailingZeroBitCount
    var hash = peaks[level]
    level &+= 1
    while level < 64 {
      if count & (1 << UInt64(level)) != 0 { hash = MerkleHash.node(peaks[level], hash) }
      level &+= 1
    }
    return hash
  }
}
