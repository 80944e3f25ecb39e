// SPDX-License-Identifier: Apache-2.0
// SparseKeys.swift: crit-bit trees of keys, many in one pool.
#pragma once

#include "memory.hpp"

struct Sparse {
  struct Node {
    u32 lower, upper, bit;
  };
  static constexpr u32 leaf_mark = 0x80000000;

  Slab<u64> keys;
  Slab<Node> nodes;
  u32 free_leaf = 1, free_node = 1;

  explicit Sparse(size_t keys_max) : keys(keys_max + 1), nodes(keys_max + 1) {
    for (size_t i = 1; i <= keys_max; i++) {
      keys[i] = i < keys_max ? i + 1 : 0;
      nodes[i].upper = i < keys_max ? static_cast<u32>(i + 1) : 0;
    }
  }

  static u64 biased(i64 key) { return static_cast<u64>(key) ^ u64{1} << 63; }
  i64 key(u32 leaf) const { return static_cast<i64>(keys[leaf] ^ u64{1} << 63); }
  u32 child(u32 node, u64 key) const {
    const Node &inner = nodes[node];
    return (key >> inner.bit & 1) == 0 ? inner.lower : inner.upper;
  }
  u32 closest(u32 root, u64 key) const {
    u32 at = root;
    while (!(at & leaf_mark)) at = child(at, key);
    return at & ~leaf_mark;
  }

  u32 find(u32 root, i64 wanted) const {
    if (root == 0) return 0;
    u64 key = biased(wanted);
    u32 leaf = closest(root, key);
    return keys[leaf] == key ? leaf : 0;
  }

  u32 insert(u32 &root, i64 wanted) {
    u64 key = biased(wanted);
    u32 leaf = free_leaf;
    free_leaf = static_cast<u32>(keys[leaf]);
    keys[leaf] = key;
    if (root == 0) {
      root = leaf | leaf_mark;
      return leaf;
    }
    u64 difference = keys[closest(root, key)] ^ key;
    u32 bit = 63 - static_cast<u32>(__builtin_clzll(difference));
    u32 node = free_node;
    free_node = nodes[node].upper;
    u32 parent = 0, at = root;
    while (!(at & leaf_mark) && nodes[at].bit > bit) {
      parent = at;
      at = child(at, key);
    }
    u32 own = leaf | leaf_mark;
    bool is_upper = key >> bit & 1;
    nodes[node] = Node{is_upper ? at : own, is_upper ? own : at, bit};
    replace(root, parent, key, node);
    return leaf;
  }

  void replace(u32 &root, u32 parent, u64 key, u32 reference) {
    if (parent == 0) {
      root = reference;
      return;
    }
    Node &inner = nodes[parent];
    ((key >> inner.bit & 1) == 0 ? inner.lower : inner.upper) = reference;
  }

  void remove(u32 &root, i64 wanted) {
    u64 key = biased(wanted);
    u32 parent = 0, grandparent = 0, at = root;
    while (!(at & leaf_mark)) {
      grandparent = parent;
      parent = at;
      at = child(at, key);
    }
    u32 leaf = at & ~leaf_mark;
    keys[leaf] = free_leaf;
    free_leaf = leaf;
    if (parent == 0) {
      root = 0;
      return;
    }
    const Node inner = nodes[parent];
    replace(root, grandparent, key, (key >> inner.bit & 1) == 0 ? inner.upper : inner.lower);
    nodes[parent].upper = free_node;
    free_node = parent;
  }

  u32 highest(u32 root) const {
    if (root == 0) return 0;
    u32 at = root;
    while (!(at & leaf_mark)) at = nodes[at].upper;
    return at & ~leaf_mark;
  }

  u32 highest_below(u32 root, i64 wanted) const {
    if (root == 0) return 0;
    u64 key = biased(wanted), difference = keys[closest(root, key)] ^ key;
    int bit = difference == 0 ? -1 : 63 - __builtin_clzll(difference);
    u32 lower = 0, at = root;
    while (!(at & leaf_mark) && static_cast<int>(nodes[at].bit) > bit) {
      const Node &inner = nodes[at];
      if (key >> inner.bit & 1) {
        lower = inner.lower;
        at = inner.upper;
      } else {
        at = inner.lower;
      }
    }
    return bit >= 0 && (key >> bit & 1) ? highest(at) : highest(lower);
  }
};
