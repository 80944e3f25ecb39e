// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// An inner node of a tree of keys: where two groups of keys part, and the two.
package struct SparseNode: BitwiseCopyable {
  /// The keys without the bit: a node, or a leaf with `SparseKeys.leafMark`.
  package var lower: UInt32
  /// The keys with it. In a free node, the next free one.
  package var upper: UInt32
  /// The number of the highest bit in which the two groups differ.
  package var bit: UInt32
}

/// Ordered sets of keys, many in one pool: crit-bit trees.
///
/// A tree is named by its root, which its owner keeps: 0 when it is empty. A key lies in a *leaf*,
/// and a leaf's number is where its owner keeps what belongs to the key. Nothing is rebalanced, and
/// no order of coming and going makes a tree deeper than the bits that its keys can differ in:
/// prices within ±2^40 differ in 42.
///
///     100 ─┐bit 6        a walk asks one bit a node and compares the whole key at its end
///          ├─ 37 ─┐bit 0
///             36 ─┘
///
/// - Complexity: each operation is at most two walks from the root to a leaf. No allocation.
/// - Source: D. J. Bernstein, "Crit-bit trees" (2004); D. R. Morrison, "PATRICIA", J. ACM 15 (1968).
package struct SparseKeys: ~Copyable {
  /// The keys by leaf, biased so that unsigned order is theirs; in a free leaf, the next free one.
  let keys: Slab<UInt64>
  let nodes: Slab<SparseNode>
  private var freeLeaf: UInt32
  private var freeNode: UInt32
  /// The keys held, in all trees.
  package private(set) var count = 0

  /// Set in a reference to a leaf.
  @inlinable static var leafMark: UInt32 { @_noAllocation @_noLocks get { 0x8000_0000 } }

  /// - Parameter keysMax: the most keys held at once, over all trees; leaves are numbered from 1 to
  ///   it.
  package init(keysMax: Int) {
    keys = Slab(count: keysMax + 1)
    nodes = Slab(count: keysMax + 1)
    freeLeaf = 1
    freeNode = 1
    for i in 1...keysMax {
      keys[i] = i < keysMax ? UInt64(i + 1) : 0
      nodes[i].upper = i < keysMax ? UInt32(i + 1) : 0
    }
  }

  @inline(__always)
  @_noAllocation @_noLocks
  static func biased(_ key: Int64) -> UInt64 { UInt64(bitPattern: key) ^ 1 &<< 63 }

  /// The key in a leaf.
  @inline(__always)
  @_noAllocation @_noLocks
  package func key(_ leaf: UInt32) -> Int64 { Int64(bitPattern: keys[leaf] ^ 1 &<< 63) }

  @inline(__always)
  @_noAllocation @_noLocks
  private func isLeaf(_ reference: UInt32) -> Bool { reference & Self.leafMark != 0 }

  @inline(__always)
  @_noAllocation @_noLocks
  private func child(_ node: UInt32, _ key: UInt64) -> UInt32 {
    let inner = nodes[node]
    return key &>> UInt64(inner.bit) & 1 == 0 ? inner.lower : inner.upper
  }

  /// The leaf that a walk for `key` ends at: the key's, if the tree has it.
  @inline(__always)
  @_noAllocation @_noLocks
  private func closest(_ root: UInt32, _ key: UInt64) -> UInt32 {
    var at = root
    while !isLeaf(at) { at = child(at, key) }
    return at & ~Self.leafMark
  }

  /// The leaf of a key; 0 if the tree has no such key.
  @_noAllocation @_noLocks
  package func find(_ root: UInt32, _ key: Int64) -> UInt32 {
    if root == 0 { return 0 }
    let key = Self.biased(key)
    let leaf = closest(root, key)
    return keys[leaf] == key ? leaf : 0
  }

  /// Adds a key that the tree has not, and returns its leaf.
  @_noAllocation @_noLocks
  package mutating func insert(_ root: inout UInt32, _ key: Int64) -> UInt32 {
    let key = Self.biased(key)
    let leaf = freeLeaf
    invariant(leaf != 0, "there is a leaf for every key that the pool was made for")
    freeLeaf = UInt32(truncatingIfNeeded: keys[leaf])
    keys[leaf] = key
    count &+= 1
    if root == 0 {
      root = leaf | Self.leafMark
      return leaf
    }
    let difference = keys[closest(root, key)] ^ key
    invariant(difference != 0, "a key is added once")
    let bit = UInt32(truncatingIfNeeded: 63 &- difference.leadingZeroBitCount)
    let node = freeNode
    freeNode = nodes[node].upper
    // The new node goes above the first whose bit is lower, or above a leaf.
    var parent: UInt32 = 0
    var at = root
    while !isLeaf(at) && nodes[at].bit > bit {
      parent = at
      at = child(at, key)
    }
    let isUpper = key &>> UInt64(bit) & 1 == 1
    let own = leaf | Self.leafMark
    nodes[node] = SparseNode(lower: isUpper ? at : own, upper: isUpper ? own : at, bit: bit)
    replace(&root, parent, key, with: node)
    return leaf
  }

  /// Puts `reference` where a walk for `key` goes on from `parent`; at the root if that is 0.
  @inline(__always)
  @_noAllocation @_noLocks
  private func replace(
    _ root: inout UInt32, _ parent: UInt32, _ key: UInt64, with reference: UInt32
  ) {
    if parent == 0 {
      root = reference
      return
    }
    var inner = nodes[parent]
    if key &>> UInt64(inner.bit) & 1 == 0 {
      inner.lower = reference
    } else {
      inner.upper = reference
    }
    nodes[parent] = inner
  }

  /// Takes out a key that the tree has. Its leaf is free.
  @_noAllocation @_noLocks
  package mutating func remove(_ root: inout UInt32, _ key: Int64) {
    let key = Self.biased(key)
    var parent: UInt32 = 0
    var grandparent: UInt32 = 0
    var at = root
    while !isLeaf(at) {
      grandparent = parent
      parent = at
      at = child(at, key)
    }
    let leaf = at & ~Self.leafMark
    invariant(leaf != 0 && keys[leaf] == key, "a key that is taken out is in the tree")
    keys[leaf] = UInt64(freeLeaf)
    freeLeaf = leaf
    count &-= 1
    if parent == 0 {
      root = 0
      return
    }
    let inner = nodes[parent]
    let sibling = key &>> UInt64(inner.bit) & 1 == 0 ? inner.upper : inner.lower
    replace(&root, grandparent, key, with: sibling)
    nodes[parent].upper = freeNode
    freeNode = parent
  }

  /// The leaf of the highest key of a tree; 0 if it is empty.
  @_noAllocation @_noLocks
  package func highest(_ root: UInt32) -> UInt32 {
    if root == 0 { return 0 }
    var at = root
    while !isLeaf(at) { at = nodes[at].upper }
    return at & ~Self.leafMark
  }

  /// The leaf of the highest key below `key`; 0 if there is none.
  @_noAllocation @_noLocks
  package func highest(_ root: UInt32, below key: Int64) -> UInt32 {
    if root == 0 { return 0 }
    let key = Self.biased(key)
    let difference = keys[closest(root, key)] ^ key
    // Where the key would part from the tree; none, and the walk ends at its own leaf.
    let bit = difference == 0 ? -1 : 63 &- difference.leadingZeroBitCount
    var lower: UInt32 = 0
    var at = root
    while !isLeaf(at) && Int(nodes[at].bit) > bit {
      let inner = nodes[at]
      if key &>> UInt64(inner.bit) & 1 == 1 {
        lower = inner.lower
        at = inner.upper
      } else {
        at = inner.lower
      }
    }
    // All that is under `at` lies on one side of the key.
    if bit >= 0 && key &>> UInt64(bit) & 1 == 1 { return highest(at) }
    return highest(lower)
  }
}
