// SPDX-License-Identifier: Apache-2.0
// Registering a key: whether it may be, and its table.
//
// The weights of the rows are one chain of doublings of A. Then each lane makes the multiples of one row
// at a time, and one inversion for each run of rows makes them affine. The finished table answers whether
// A is free of torsion: [L]A is a sum of its entries.
#pragma once

enum { RUN_MAX = 128 };  // entries a lane makes before an inversion

// The scalar L with halves added, its windows planned over one table in all lanes; whether [L]A = O.
static __attribute__((noinline)) int table_torsion_free(const void *table, uint32_t tier) {
  table_shape shape = shape_of(tier);
  uint64_t k[1][4], tables[ML_LANES];
  int of[ML_LANES];
  add_halves(k[0], order_words, shape.width);
  for (int i = 0; i < ML_LANES; i++) {
    of[i] = 0;
    tables[i] = (uint64_t)(uintptr_t)table;
  }
  v64 words[4];
  lane_windows(words, k, of, ML_LANES);
  table_plan plan;
  plan.steps = 0;
  plan_scalar(&plan, words, shape, ML_LANES, tables, 0);
  point q = point_identity();
  int level = plan.steps / shape.ways;
  for (int first = 0; first < plan.steps; first += level) {
    if (first > 0) point_doubles(&q, shape.width);
    table_sum(&q, &plan, first, first + level);
  }
  lanes_sum(&q, ML_LANES);
  return vmask_bits(vmask_and(fe_is_zero(q.x), fe_is_zero(fe_sub(q.y, q.z)))) & 1;
}

// Lane i of a point to lane 0 of words and back: 20 words a point.
ML_INLINE void point_store(uint64_t w[20][ML_LANES], point p) {
  for (int i = 0; i < 5; i++) {
    v64_store(w[i], limb_bits(p.x.l[i]));
    v64_store(w[5 + i], limb_bits(p.y.l[i]));
    v64_store(w[10 + i], limb_bits(p.z.l[i]));
    v64_store(w[15 + i], limb_bits(p.t.l[i]));
  }
}
ML_INLINE point point_load(uint64_t w[20][ML_LANES]) {
  point p;
  for (int i = 0; i < 5; i++) {
    p.x.l[i] = limb_of_bits(v64_load(w[i]));
    p.y.l[i] = limb_of_bits(v64_load(w[5 + i]));
    p.z.l[i] = limb_of_bits(v64_load(w[10 + i]));
    p.t.l[i] = limb_of_bits(v64_load(w[15 + i]));
  }
  return p;
}

// Writes ML_LANES entries of 15 words, one a lane.
ML_INLINE void entries_put(uint64_t *entry[ML_LANES], fe a, fe b, fe c) {
  v64 w[ENTRY_WORDS + 8];
  for (int i = 0; i < 5; i++) {
    w[i] = limb_bits(a.l[i]);
    w[5 + i] = limb_bits(b.l[i]);
    w[10 + i] = limb_bits(c.l[i]);
  }
  w[15] = v64_all(0);
  for (int part = 0; part < ENTRY_WORDS; part += ML_LANES) {
    v64_transpose(w + part);
    for (int i = 0; i < ML_LANES; i++) v64_store(entry[i] + part, w[part + i]);
  }
}
ML_INLINE void entries_get(fe *a, fe *b, fe *c, uint64_t *entry[ML_LANES]) {
  v64 w[ENTRY_WORDS + 8];
  for (int part = 0; part < ENTRY_WORDS; part += ML_LANES) {
    for (int i = 0; i < ML_LANES; i++) w[part + i] = v64_load(entry[i] + part);
    v64_transpose(w + part);
  }
  for (int i = 0; i < 5; i++) {
    a->l[i] = limb_of_bits(w[i]);
    b->l[i] = limb_of_bits(w[5 + i]);
    c->l[i] = limb_of_bits(w[10 + i]);
  }
}

// Makes `rounds * entries` entries a lane, lane i of round n being row n * ML_LANES + i, whose weights lie
// in `weight`: its multiples from one on, or with `odd` the odd ones. First X, Y, Z stand in the entries;
// then they are turned into what stays.
static __attribute__((noinline)) void build_run(uint64_t *table, int first_round, int rounds,
                                                int entries, int odd,
                                                uint64_t weight[][20][ML_LANES]) {
  fe product[RUN_MAX], all = fe_small(1);
  uint64_t *entry[ML_LANES];
  int n = 0;
  for (int round = first_round; round < first_round + rounds; round++) {
    point p = point_load(weight[round]);
    cached between = point_cached(p);
    if (odd) {
      point twice = p;
      point_plus(&twice, &between);
      between = point_cached(twice);
    }
    for (int m = 0; m < entries; m++) {
      if (m > 0) point_plus(&p, &between);
      for (int i = 0; i < ML_LANES; i++) {
        entry[i] = table + ((size_t)(round * ML_LANES + i) * (size_t)entries + (size_t)m) * 16;
      }
      entries_put(entry, p.x, p.y, p.z);
      product[n++] = all;
      all = fe_mul(all, p.z);
    }
  }
  fe half_inverse = fe_mul(fe_invert(all), fe_all(one_half));
  for (int round = first_round + rounds - 1; round >= first_round; round--) {
    for (int m = entries - 1; m >= 0; m--) {
      for (int i = 0; i < ML_LANES; i++) {
        entry[i] = table + ((size_t)(round * ML_LANES + i) * (size_t)entries + (size_t)m) * 16;
      }
      fe x, y, z;
      entries_get(&x, &y, &z, entry);
      fe inverse = fe_mul(half_inverse, product[--n]);
      half_inverse = fe_mul(half_inverse, z);
      x = fe_mul(x, inverse);
      y = fe_mul(y, inverse);
      niels n = niels_of_halves(x, y);
      entries_put(entry, n.sum, n.difference, n.product);
    }
  }
}

// The table of the point in every lane of p, or with `odd` one of the same shape for signing.
static __attribute__((noinline)) void build_rows(uint64_t *table, table_shape shape, int odd,
                                                 const point *p) {
  uint64_t weight[64 / ML_LANES][20][ML_LANES], w[20][ML_LANES];
  point q = *p;
  for (int row = 0; row < shape.rows; row++) {
    if (row > 0) point_doubles(&q, shape.width * shape.ways);
    point_store(w, q);
    for (int k = 0; k < 20; k++) weight[row / ML_LANES][k][row % ML_LANES] = w[k][0];
  }
  int rounds = shape.rows / ML_LANES, at_once = RUN_MAX / shape.entries;
  if (at_once > rounds) at_once = rounds;
  for (int round = 0; round < rounds; round += at_once) {
    build_run(table, round, at_once, shape.entries, odd, weight);
  }
}
static __attribute__((noinline)) void build_table(uint64_t *table, uint32_t tier, const point *p) {
  build_rows(table, shape_of(tier), 0, p);
}

// ML_KEY_GOOD or what the bytes and the curve say against a key; the point in every lane.
static __attribute__((noinline)) int key_decode(point *p, const uint8_t *key) {
  uint64_t w[4];
  words_of_bytes(w, key);
  if (!point_canonical(w)) return ML_KEY_NOT_CANONICAL;
  if (point_small_order(w)) return ML_KEY_SMALL_ORDER;
  v64 words[4];
  for (int k = 0; k < 4; k++) words[k] = v64_all(w[k]);
  if (!(vmask_bits(point_decode(p, words)) & 1)) return ML_KEY_UNDECODABLE;
  return ML_KEY_GOOD;
}

static __attribute__((noinline)) int build_inside(void *table, uint32_t tier, const uint8_t *key) {
  point p;
  int fault = key_decode(&p, key);
  if (fault != ML_KEY_GOOD) return fault;
  build_table(table, tier, &p);
  return table_torsion_free(table, tier) ? ML_KEY_GOOD : ML_KEY_NOT_TORSION_FREE;
}

static const uint8_t base_point[32] = {
    0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66};

static __attribute__((noinline)) void prepare_inside(void) {
  fe half = fe_all(one_half), zero = fe_small(0);
  v64 w[15];
  for (int i = 0; i < 5; i++) {
    w[i] = w[5 + i] = limb_bits(half.l[i]);
    w[10 + i] = limb_bits(zero.l[i]);
  }
  for (int k = 0; k < 15; k++) {
    uint64_t lanes[ML_LANES];
    v64_store(lanes, w[k]);
    identity_entry[k] = lanes[0];
  }
  build_inside(base_table, ML_TIER_512K, base_point);
}
