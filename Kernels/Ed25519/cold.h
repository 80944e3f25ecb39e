// SPDX-License-Identifier: Apache-2.0
// Judging signatures of keys without a table: a signature a lane, A decoded and eight multiples of it made
// on the way.
#pragma once

enum { CACHED_WORDS = 24 };  // 20 used: the size is a multiple of the lanes

// Per lane the multiples 1 to 8 of a point, each lane's in one run.
typedef struct {
  _Alignas(64) uint64_t w[ML_LANES][9][CACHED_WORDS];
} multiples;

ML_INLINE void multiples_put(multiples *m, int index, const cached *c) {
  v64 w[CACHED_WORDS + 8];
  for (int i = 0; i < 5; i++) {
    w[i] = limb_bits(c->sum.l[i]);
    w[5 + i] = limb_bits(c->difference.l[i]);
    w[10 + i] = limb_bits(c->z.l[i]);
    w[15 + i] = limb_bits(c->product.l[i]);
    if (i < 4) w[20 + i] = v64_all(0);
  }
  for (int part = 0; part < CACHED_WORDS; part += ML_LANES) {
    v64_transpose(w + part);
    for (int i = 0; i < ML_LANES; i++) v64_store(&m->w[i][index][part], w[part + i]);
  }
}
ML_INLINE cached multiples_get(const multiples *m, v64 index, vmask negated) {
  uint64_t at[ML_LANES];
  v64 w[CACHED_WORDS + 8];
  v64_store(at, index);
  for (int part = 0; part < CACHED_WORDS; part += ML_LANES) {
    for (int i = 0; i < ML_LANES; i++) w[part + i] = v64_load(&m->w[i][at[i]][part]);
    v64_transpose(w + part);
  }
  cached c;
  for (int i = 0; i < 5; i++) {
    c.sum.l[i] = limb_of_bits(w[i]);
    c.difference.l[i] = limb_of_bits(w[5 + i]);
    c.z.l[i] = limb_of_bits(w[10 + i]);
    c.product.l[i] = limb_of_bits(w[15 + i]);
  }
  return cached_select(negated, cached_negated(c), c);
}

static __attribute__((noinline)) void multiples_make(multiples *m, const point *p) {
  fe zero = fe_small(0), one = fe_small(1);
  cached c = {one, one, one, zero}, first = point_cached(*p);
  multiples_put(m, 0, &c);
  multiples_put(m, 1, &first);
  point q = *p;
  for (int i = 2; i <= 8; i++) {
    point_plus(&q, &first);
    c = point_cached(q);
    multiples_put(m, i, &c);
  }
}

static __attribute__((noinline)) uint64_t verify_cold(const verify_group *g, uint8_t *verdicts) {
  uint64_t k[ML_LANES][4], s[ML_LANES][4], a[4][ML_LANES], bases[ML_LANES];
  int of[ML_LANES];
  challenges(k, g);
  for (int i = 0; i < g->count; i++) {
    add_halves(k[i], k[i], 4);
    words_of_bytes(s[i], g->request[i]->signature + 32);
    add_halves(s[i], s[i], 8);
  }
  for (int i = 0; i < ML_LANES; i++) {
    of[i] = i < g->count ? i : 0;
    uint64_t w[4];
    words_of_bytes(w, g->request[of[i]]->key);
    for (int j = 0; j < 4; j++) a[j][i] = w[j];
    bases[i] = (uint64_t)(uintptr_t)base_table;
  }
  v64 aw[4], kw[4], sw[4];
  for (int j = 0; j < 4; j++) aw[j] = v64_load(a[j]);
  lane_windows(kw, k, of, 1);
  lane_windows(sw, s, of, 1);

  point key, q = point_identity();
  vmask decodes = point_decode(&key, aw);
  // Where it does not, some point of the curve takes its place.
  key = point_select(decodes, key, q);
  multiples m;
  multiples_make(&m, &key);
  v64 half = v64_all(8);
  for (int place = 63; place >= 0; place--) {
    if (place < 63) point_doubles(&q, 4);
    v64 digit = digit_at(kw, place, 4);
    vmask below = v64_below(digit, half);
    v64 size = v64_select(below, v64_sub(half, digit), v64_sub(digit, half));
    cached c = multiples_get(&m, size, vmask_xor(below, vmask_all()));
    point_plus(&q, &c);
  }
  table_plan plan;
  plan.steps = 0;
  plan_scalar(&plan, sw, shape_of(ML_TIER_512K), 1, bases, 0);
  table_sum(&q, &plan, 0, plan.steps);
  return decide(g, &q, 1, decodes, verdicts);
}
