// SPDX-License-Identifier: Apache-2.0
// Tables of multiples of one point, and sums of entries of them.
//
// A scalar is windows of w bits, each a signed digit; a table has a row for every `ways`-th window and in
// it the multiples 1 to 2^(w - 1) of its weight, as niels entries of 128 bytes, two cache lines:
//
//     (y + x)/2   (y - x)/2   d x y   -      5, 5, 5 and 1 words
//
//     tier          w   ways   rows   additions   doublings   of one lane
//     ML_TIER_8K    4      8      8          64          28
//     ML_TIER_64K   4      1     64          64           0
//     ML_TIER_512K  8      1     32          32           0
//
// Digits need no carrying: with 2^(w - 1) added to every window at once, a window's w bits less
// 2^(w - 1) are its digit. Which entries are added is planned first, so that they can be prefetched.
#pragma once

typedef struct {
  int width, ways, rows, entries;  // entries of a row
} table_shape;
ML_INLINE table_shape shape_of(uint32_t tier) {
  if (tier == ML_TIER_8K) return (table_shape){4, 8, 8, 8};
  if (tier == ML_TIER_64K) return (table_shape){4, 1, 64, 8};
  return (table_shape){8, 1, 32, 128};
}

enum { ENTRY_WORDS = 16, STEPS_MAX = 96 };

static _Alignas(4096) uint64_t base_table[ML_TABLE_512K_BYTES / 8];
static _Alignas(128) uint64_t identity_entry[ENTRY_WORDS];

// What a digit of every lane adds: where the entries lie, and in which lanes they are negated.
typedef struct {
  uint64_t address[STEPS_MAX][ML_LANES];
  unsigned negated[STEPS_MAX];
  int steps;
} table_plan;

// The entries at ML_LANES addresses, negated where `negated` says so.
ML_INLINE niels table_fetch(const uint64_t address[ML_LANES], unsigned negated) {
  v64 w[ENTRY_WORDS + 8];
  for (int part = 0; part < ENTRY_WORDS; part += ML_LANES) {
    for (int i = 0; i < ML_LANES; i++) {
      w[part + i] = v64_load((const uint64_t *)(uintptr_t)address[i] + part);
    }
    v64_transpose(w + part);
  }
  niels n;
  for (int i = 0; i < 5; i++) {
    n.sum.l[i] = limb_of_bits(w[i]);
    n.difference.l[i] = limb_of_bits(w[5 + i]);
    n.product.l[i] = limb_of_bits(w[10 + i]);
  }
  return niels_signed(n, vmask_of(negated));
}

// Appends one step: digits of `width` bits, in every lane of its row at `row` (an address a lane).
// `negate` turns all signs.
ML_INLINE void plan_step(table_plan *plan, v64 digit, int width, v64 row, int negate) {
  v64 half = v64_all(1ull << (width - 1));
  vmask below = v64_below(digit, half), none = v64_equal(digit, half);
  v64 size = v64_select(below, v64_sub(half, digit), v64_sub(digit, half));
  v64 address = v64_add(row, v64_shl(v64_sub(size, v64_all(1)), 7));
  address = v64_select(none, v64_all((uint64_t)(uintptr_t)identity_entry), address);
  v64_store(plan->address[plan->steps], address);
  plan->negated[plan->steps] = vmask_bits(negate ? vmask_xor(below, vmask_all()) : below);
  plan->steps++;
}

// The digits of scalars: each lane has its share of windows in the low bits of `words` words.
ML_INLINE v64 digit_at(const v64 *words, int place, int width) {
  int bit = place * width;
  v64 w = words[bit / 64];
  if (bit % 64 != 0) w = v64_shr(w, (unsigned)(bit % 64));
  return v64_and(w, v64_all((1ull << width) - 1));
}

// Adds the steps from `first` to `end` of a plan to p.
static __attribute__((noinline)) void table_sum(point *p, const table_plan *plan, int first,
                                                int end) {
  point q = *p;
  for (int s = first; s < end; s++) {
    const uint64_t *ahead = plan->address[s + 2 < plan->steps ? s + 2 : s];
    for (int i = 0; i < ML_LANES; i++) {
      const char *line = (const char *)(uintptr_t)ahead[i];
      __builtin_prefetch(line);
      __builtin_prefetch(line + 64);
    }
    q = point_add_niels(q, table_fetch(plan->address[s], plan->negated[s]));
  }
  *p = q;
}

// The sum over the lanes that share a signature, in each of them: groups of `share` neighbours.
static __attribute__((noinline)) void lanes_sum(point *p, int share) {
  for (int far = share / 2; far > 0; far /= 2) {
    uint64_t other[ML_LANES];
    for (int i = 0; i < ML_LANES; i++) other[i] = (uint64_t)(i ^ far);
    point q = point_permute(*p, v64_load(other));
    cached c = point_cached(q);
    point_plus(p, &c);
  }
}
