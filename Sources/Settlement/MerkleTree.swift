// SPDX-License-Identifier: Apache-2.0

public import Memory

/// An RFC 6962 tree over at most `leavesMax` leaves that keeps its nodes, for inclusion paths.
///
///     level 2            ┌──── r ────┐
///     level 1         ┌─ a ─┐        2       the last node of an odd level moves up unchanged,
///     level 0         0     1        2       which gives RFC 6962's unbalanced shape
///
/// One owner, one thread. Nothing allocates after `init`.
///
/// - Source: RFC 6962, 2.1 and 2.1.1; RFC 9162, 2.1.3.2 for verifying a path.
public struct MerkleTree: ~Copyable {
  /// The most leaves it holds.
  public let leavesMax: Int
  /// Leaves added since the last `reset`.
  public private(set) var count = 0
  private let nodes: Slab<Bytes32>
  /// Where each level starts in `nodes`.
  private let offsets: Slab<Int>

  /// The most nodes a path has in a tree of at most `leavesMax` leaves.
  @_noAllocation @_noLocks
  public static func pathNodesMax(leavesMax: Int) -> Int {
    leavesMax <= 1 ? 0 : Int.bitWidth &- (leavesMax &- 1).leadingZeroBitCount
  }

  /// Start-up only: allocates 64 bytes a leaf.
  ///
  /// - Precondition: `leavesMax` is in 1...2^24.
  public init(leavesMax: Int) {
    invariant(leavesMax >= 1 && leavesMax <= 1 << 24, "a tree has 1...2^24 leaves")
    self.leavesMax = leavesMax
    let levels = Self.pathNodesMax(leavesMax: leavesMax) + 1
    offsets = Slab(count: levels)
    // At most one node a level more than a perfect tree's.
    nodes = Slab(count: 2 * leavesMax + levels)
    var total = 0
    var width = leavesMax
    for level in 0..<levels {
      offsets[level] = total
      total += width
      width = (width + 1) / 2
    }
    invariant(total <= nodes.count, "the levels fit")
  }

  /// Forgets every leaf.
  @_noAllocation @_noLocks
  public mutating func reset() { count = 0 }

  /// Adds a leaf of `data` and returns its position, from 0.
  ///
  /// - Precondition: `count < leavesMax`.
  @_noAllocation @_noLocks
  @discardableResult
  public mutating func add(_ data: ByteView) -> Int { add(hash: MerkleHash.leaf(data)) }

  /// Adds a leaf by its hash and returns its position, from 0.
  ///
  /// - Precondition: `count < leavesMax`.
  @_noAllocation @_noLocks
  @discardableResult
  public mutating func add(hash: Bytes32) -> Int {
    invariant(count < leavesMax, "a full tree takes no leaf")
    let position = count
    nodes[position] = hash
    count &+= 1
    // Each node is made when its right child is complete.
    var level = 0
    var index = position
    while index & 1 == 1 {
      let left = offsets[level] &+ index &- 1
      let node = MerkleHash.node(nodes[left], nodes[left &+ 1])
      level &+= 1
      index >>= 1
      nodes[offsets[level] &+ index] = node
    }
    return position
  }

  /// The root over the leaves so far. More may follow; paths taken before then are for this root.
  ///
  /// Call it before `path`: it makes the nodes along the right edge.
  @_noAllocation @_noLocks
  public mutating func root() -> Bytes32 {
    if count == 0 { return MerkleHash.empty }
    var level = 0
    var width = count
    while width > 1 {
      let last = offsets[level] &+ width &- 1
      let parent = offsets[level &+ 1] &+ (width &- 1) / 2
      nodes[parent] =
        width & 1 == 1 ? nodes[last] : MerkleHash.node(nodes[last &- 1], nodes[last])
      width = (width &+ 1) / 2
      level &+= 1
    }
    return nodes[offsets[level]]
  }

  /// Writes the inclusion path of the leaf at `position` into `path`, from the leaf up, 32 bytes a
  /// node, and returns the number of nodes.
  ///
  /// - Precondition: `root()` was called since the last `add`; `position < count`; `path` has
  ///   `32 * pathNodesMax(leavesMax: count)` bytes.
  @_noAllocation @_noLocks
  public func path(_ position: Int, into path: MutableByteView) -> Int {
    invariant(position >= 0 && position < count, "a path is asked for a leaf that is there")
    var level = 0
    var width = count
    var index = position
    var made = 0
    while width > 1 {
      let sibling = index ^ 1
      if sibling < width {
        nodes[offsets[level] &+ sibling].store(to: path, at: made &* 32)
        made &+= 1
      }
      index >>= 1
      width = (width &+ 1) / 2
      level &+= 1
    }
    return made
  }

  /// Whether `path` leads from the leaf with hash `leaf` at `position` of `count` to `root`.
  ///
  /// A path of any other length than the right one is refused.
  @_noAllocation @_noLocks
  public static func verifyInclusion(
    leaf: Bytes32, position: UInt64, count: UInt64, path: ByteView, root: Bytes32
  ) -> Bool {
    if position >= count || path.count & 31 != 0 { return false }
    var index = position
    var last = count &- 1
    var hash = leaf
    var offset = 0
    while offset < path.count {
      if last == 0 { return false }
      let sibling = Bytes32(path, at: offset)
      if index & 1 == 1 || index == last {
        hash = MerkleHash.node(sibling, hash)
        while index & 1 == 0 {
          index >>= 1
          last >>= 1
        }
      } else {
        hash = MerkleHash.node(hash, sibling)
      }
      index >>= 1
      last >>= 1
      offset &+= 32
    }
    if last != 0 { return false }
    return hash == root
  }
}
