// SPDX-License-Identifier: Apache-2.0
// Ladders.swift, Ladders+Marks.swift, Ladders+Window.swift: a window of levels near each side's best,
// a tree of those elsewhere.
#pragma once

#include "records.hpp"
#include "sparse.hpp"

struct Ladders {
  static constexpr i64 none = INT64_MIN;
  static constexpr i64 window_ticks = 4096;
  static constexpr u32 window_shift = 12;

  struct Level {
    u32 head, tail;
    u64 lots;
  };
  struct alignas(64) LadderSide {
    i64 best, low, high;
    u64 summary;
    i64 price_min, price_max;
    u32 window, tree;
    bool is_listed;
    bool covers(i64 key) const { return key >= low && key < high; }
  };
  static_assert(sizeof(LadderSide) == 64);

  Slab<LadderSide> sides;
  Slab<Level> levels;
  Slab<u64> words;
  Sparse sparse;
  Slab<u32> free_windows;
  size_t free_window_count;
  u32 sparse_levels;

  Ladders(size_t markets, size_t orders_max, size_t windows)
      : sides(2 * markets),
        levels((windows + 1) * window_ticks + orders_max + 3),
        words((windows + 1) * window_ticks / 64),
        sparse(orders_max + 2),
        free_windows(windows),
        free_window_count(windows),
        sparse_levels(static_cast<u32>((windows + 1) * window_ticks)) {
    for (size_t i = 0; i < windows; i++) free_windows[i] = static_cast<u32>(windows - i);
  }

  void list(u32 market, i64 price_min, i64 price_max) {
    for (u32 side = 0; side < 2; side++)
      sides[2 * market + side] = LadderSide{none, 0, 0, 0, price_min, price_max, 0, 0, true};
  }

  static u32 side_index(u32 market, Side side) { return 2 * market + static_cast<u32>(side); }
  static Side opposite(Side side) { return side == Side::buy ? Side::sell : Side::buy; }
  static i64 flip(Side side, i64 price) { return side == Side::buy ? price : -price; }

  static u32 window_level(u32 window, i64 key) {
    return window << window_shift | static_cast<u32>(key & (window_ticks - 1));
  }
  u64 &word(u32 window, i64 key) { return words[window_level(window, key) >> 6]; }
  static u64 ring_bit(i64 key) { return static_cast<u64>(key & (window_ticks - 1)) >> 6; }

  u32 best_level(u32 index) { return held(index, sides[index].best); }
  u32 held(u32 index, i64 key) {
    const LadderSide &side = sides[index];
    if (__builtin_expect(side.covers(key), true)) return window_level(side.window, key);
    return sparse_levels + sparse.find(side.tree, key);
  }

  void append(u32 slot, const Order &order, Pool &pool) {
    u32 index = side_index(order.market, order.side);
    i64 key = flip(order.side, order.price);
    u32 at = sides[index].covers(key) ? window_level(sides[index].window, key) : place(index, key);
    Level level = levels[at];
    u32 tail = level.tail;
    Order &own = pool.slots[slot];
    own = order;
    own.previous = tail;
    own.next = 0;
    pool.slots[tail].next = slot;
    level.head = tail == 0 ? slot : level.head;
    level.tail = slot;
    level.lots += order.open;
    levels[at] = level;
    if (tail == 0) arrive(index, key);
  }

  void remove(const Order &order, Pool &pool) {
    u32 index = side_index(order.market, order.side);
    i64 key = flip(order.side, order.price);
    Level &level = levels[held(index, key)];
    pool.slots[order.next].previous = order.previous;
    pool.slots[order.previous].next = order.next;
    level.head = order.previous == 0 ? order.next : level.head;
    level.tail = order.next == 0 ? order.previous : level.tail;
    level.lots -= order.open;
    if (level.head == 0) leave(index, key);
  }

  // The best key below `key` that holds orders.
  i64 best_below(u32 index, i64 key) {
    const LadderSide &side = sides[index];
    i64 near = side.summary == 0 ? none : marked(side, key);
    if (side.tree == 0) return near;
    u32 leaf = sparse.highest_below(side.tree, key);
    if (leaf == 0) return near;
    i64 far = sparse.key(leaf);
    return far > near ? far : near;
  }

 private:
  static i64 highest(u64 word) { return 63 - __builtin_clzll(word); }

  i64 marked(const LadderSide &side, i64 key) {
    if (key <= side.low) return none;
    i64 last = (key < side.high ? key : side.high) - 1;
    u64 in_leaf = word(side.window, last) & UINT64_MAX >> (63 - (last & 63));
    if (in_leaf != 0) return (last & ~i64{63}) | highest(in_leaf);
    u64 turn = ring_bit(side.low);
    u64 turned = side.summary >> turn;
    if (turn != 0) turned |= side.summary << ((window_ticks >> 6) - turn);
    u64 below = turned & ((u64{1} << ((last - side.low) >> 6)) - 1);
    if (below == 0) return none;
    i64 first = side.low + (highest(below) << 6);
    return first | highest(word(side.window, first));
  }

  void mark(u32 index, i64 key) {
    word(sides[index].window, key) |= u64{1} << (key & 63);
    sides[index].summary |= u64{1} << ring_bit(key);
  }

  void unmark(u32 index, i64 key) {
    u64 &marks = word(sides[index].window, key);
    marks &= ~(u64{1} << (key & 63));
    if (marks == 0) sides[index].summary &= ~(u64{1} << ring_bit(key));
  }

  void arrive(u32 index, i64 key) {
    if (sides[index].covers(key)) mark(index, key);
    if (key > sides[index].best) {
      sides[index].best = key;
      if (!is_placed(sides[index])) follow(index);
    }
  }

  void leave(u32 index, i64 key) {
    if (sides[index].covers(key)) {
      unmark(index, key);
    } else {
      drop(index, key, sparse.find(sides[index].tree, key));
    }
    if (key == sides[index].best) {
      sides[index].best = best_below(index, key);
      if (!is_placed(sides[index])) follow(index);
    }
  }

  void drop(u32 index, i64 key, u32 leaf) {
    sparse.remove(sides[index].tree, key);
    levels[sparse_levels + leaf] = Level{0, 0, 0};
  }

  __attribute__((noinline)) u32 place(u32 index, i64 key) {
    if (sides[index].window == 0) {
      take_window(index, key);
      if (sides[index].covers(key)) return window_level(sides[index].window, key);
    }
    u32 leaf = sparse.find(sides[index].tree, key);
    return sparse_levels + (leaf == 0 ? sparse.insert(sides[index].tree, key) : leaf);
  }

  static bool is_placed(const LadderSide &side) {
    return side.best < side.high - (window_ticks >> 4) && side.best >= side.high - (window_ticks >> 1)
           && side.high - side.low == window_ticks;
  }

  __attribute__((noinline)) void follow(u32 index) {
    const LadderSide side = sides[index];
    if (side.best == none) {
      give_window(index);
    } else if (side.window == 0) {
      take_window(index, side.best);
    } else if (side.summary == 0) {
      cover(index, side.best);
    } else if (side.best >= side.high + window_ticks) {
      give_lowest(index);
    } else if (side.best < side.low - window_ticks) {
      give_highest(index);
    } else if (side.best >= side.high - (window_ticks >> 4)) {
      if (side.high - side.low == window_ticks) give_lowest(index);
      take_above(index);
    } else {
      if (side.high - side.low == window_ticks) give_highest(index);
      take_below(index);
    }
  }

  void take_window(u32 index, i64 key) {
    if (free_window_count == 0) return;
    sides[index].window = free_windows[--free_window_count];
    cover(index, key);
  }

  void give_window(u32 index) {
    LadderSide &side = sides[index];
    if (side.window == 0) return;
    free_windows[free_window_count++] = side.window;
    side.window = 0;
    side.low = side.high = 0;
  }

  void cover(u32 index, i64 key) {
    LadderSide &side = sides[index];
    i64 leaf = key & ~i64{63};
    if (side.tree == 0) {
      side.high = leaf + (window_ticks >> 3) + 64;
      side.low = side.high - window_ticks;
    } else {
      side.low = side.high = leaf;
      take_above(index);
    }
  }

  void take_above(u32 index) {
    i64 first = sides[index].high;
    sides[index].high = first + 64;
    admit(index, first);
  }
  void take_below(u32 index) {
    i64 first = sides[index].low - 64;
    sides[index].low = first;
    admit(index, first);
  }
  void give_lowest(u32 index) {
    i64 first = sides[index].low;
    expel(index, first);
    sides[index].low = first + 64;
  }
  void give_highest(u32 index) {
    i64 first = sides[index].high - 64;
    expel(index, first);
    sides[index].high = first;
  }

  void admit(u32 index, i64 first) {
    while (sides[index].tree != 0) {
      u32 leaf = sparse.highest_below(sides[index].tree, first + 64);
      if (leaf == 0 || sparse.key(leaf) < first) return;
      i64 key = sparse.key(leaf);
      levels[window_level(sides[index].window, key)] = levels[sparse_levels + leaf];
      mark(index, key);
      drop(index, key, leaf);
    }
  }

  void expel(u32 index, i64 first) {
    u32 window = sides[index].window;
    while (word(window, first) != 0) {
      i64 key = first | __builtin_ctzll(word(window, first));
      u32 from = window_level(window, key);
      u32 leaf = sparse.insert(sides[index].tree, key);
      levels[sparse_levels + leaf] = levels[from];
      levels[from] = Level{0, 0, 0};
      unmark(index, key);
    }
  }
};
