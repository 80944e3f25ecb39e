// SPDX-License-Identifier: Apache-2.0
// Judging signatures: the byte checks, [S]B - [k]A by tables, and the decision.
//
// Signatures judged together have one table tier. n of them take LANES, LANES / 2, ... 1 lanes each; the
// lanes of one signature take a run of its windows each and are summed at the end. A lane that is left
// over does a signature again and is not looked at.
#pragma once

// What is judged together.
typedef struct {
  const ml_verify_request *request[ML_LANES];
  size_t place[ML_LANES];  // of its verdict
  int count;
} verify_group;

// The rule's checks of R and S, ML_VERDICT_VALID when they pass.
ML_INLINE uint8_t signature_checks(const uint8_t *signature) {
  uint64_t w[4];
  words_of_bytes(w, signature + 32);
  if (!scalar_canonical(w)) return ML_VERDICT_SCALAR_NOT_CANONICAL;
  words_of_bytes(w, signature);
  if (!point_canonical(w)) return ML_VERDICT_COMMITMENT_NOT_CANONICAL;
  if (point_small_order(w)) return ML_VERDICT_COMMITMENT_SMALL_ORDER;
  return ML_VERDICT_VALID;
}

// 2^(width - 1) in every window, to make digits of windows.
ML_INLINE void add_halves(uint64_t r[4], const uint64_t k[4], int width) {
  uint64_t half = width == 4 ? 0x8888888888888888u : 0x8080808080808080u;
  const uint64_t halves[4] = {half, half, half, half};
  words_add(r, k, halves, 4);
}

// Each lane's run of windows of its signature's scalar, from scalars with halves added: 256 / share bits
// in one word or more.
ML_INLINE void lane_windows(v64 words[4], uint64_t scalars[][4], const int of[ML_LANES], int share) {
  uint64_t out[4][ML_LANES] = {{0}};
  int bits = 256 / share;
  for (int i = 0; i < ML_LANES; i++) {
    int from = i % share * bits;
    for (int k = 0; k < (bits + 63) / 64; k++) {
      uint64_t w = scalars[of[i]][from / 64 + k];
      out[k][i] = bits < 64 ? w >> (from % 64) & ((1ull << bits) - 1) : w;
    }
  }
  for (int k = 0; k < 4; k++) words[k] = v64_load(out[k]);
}

// Plans [k]A or -[k]A over tables of one tier, and adds it to p.
ML_INLINE void plan_scalar(table_plan *plan, const v64 words[4], table_shape shape, int share,
                           const uint64_t tables[ML_LANES], int negate) {
  int rows = shape.rows / share;
  uint64_t start[ML_LANES];
  for (int i = 0; i < ML_LANES; i++) {
    start[i] = tables[i] + (uint64_t)(i % share * rows * shape.entries) * 128;
  }
  v64 first = v64_load(start);
  for (int level = shape.ways - 1; level >= 0; level--) {
    v64 row = first;
    for (int r = 0; r < rows; r++) {
      plan_step(plan, digit_at(words, r * shape.ways + level, shape.width), shape.width, row,
                negate);
      row = v64_add(row, v64_all((uint64_t)shape.entries * 128));
    }
  }
}

// The inverses of `count` elements that are not zero (a zero makes all of them zero), by one inversion.
static __attribute__((noinline)) void invert_together(uint64_t z[][4], int count) {
  one_fe product[ML_LANES], all = one_of_words(z[0]);
  for (int i = 1; i < count; i++) {
    product[i] = all;
    all = one_mul(all, one_of_words(z[i]));
  }
  all = one_invert(all);
  for (int i = count - 1; i > 0; i--) {
    one_fe next = one_mul(all, one_of_words(z[i]));
    one_words(z[i], one_mul(all, product[i]));
    all = next;
  }
  one_words(z[0], all);
}

// The lanes' points as encodings. Lanes of one signature hold the same point: `share` of them.
static __attribute__((noinline)) void encode(v64 w[4], const point *p, int share) {
  v64 zw[4], x[4];
  uint64_t by_word[4][ML_LANES], z[ML_LANES][4];
  fe_words(zw, p->z);
  for (int k = 0; k < 4; k++) v64_store(by_word[k], zw[k]);
  int count = ML_LANES / share;
  for (int i = 0; i < count; i++) {
    for (int k = 0; k < 4; k++) z[i][k] = by_word[k][i * share];
  }
  invert_together(z, count);
  for (int i = 0; i < ML_LANES; i++) {
    for (int k = 0; k < 4; k++) by_word[k][i] = z[i / share][k];
  }
  for (int k = 0; k < 4; k++) zw[k] = v64_load(by_word[k]);
  fe inverse = fe_of_words(zw);
  fe_words(x, fe_mul(p->x, inverse));
  fe_words(w, fe_mul(p->y, inverse));
  w[3] = v64_or(w[3], v64_shl(x[0], 63));
}

// Decides for the lanes' points Q = [S]B - [k]A: accepts where Q's encoding is R; else where R decodes
// and [8](Q - R) is the identity. Returns how many needed that.
static __attribute__((noinline)) uint64_t decide(const verify_group *g, const point *q, int share,
                                                 vmask key_decodes, uint8_t *verdicts) {
  uint64_t r[4][ML_LANES];
  for (int i = 0; i < ML_LANES; i++) {
    int s = i / share < g->count ? i / share : 0;
    uint64_t w[4];
    words_of_bytes(w, g->request[s]->signature);
    for (int k = 0; k < 4; k++) r[k][i] = w[k];
  }
  v64 rw[4], w[4];
  for (int k = 0; k < 4; k++) rw[k] = v64_load(r[k]);
  encode(w, q, share);
  vmask same = v64_equal(w[0], rw[0]);
  for (int k = 1; k < 4; k++) same = vmask_and(same, v64_equal(w[k], rw[k]));
  unsigned keys = vmask_bits(key_decodes), accepted = vmask_bits(same) & keys;
  unsigned decodes = 0, holds = 0, wanted = 0;
  for (int s = 0; s < g->count; s++) wanted |= 1u << s * share;
  if ((accepted & wanted) != wanted) {
    point commitment, left = *q;
    decodes = vmask_bits(point_decode(&commitment, rw));
    cached c = point_cached(commitment);
    c = cached_negated(c);
    point_plus(&left, &c);
    holds = vmask_bits(point_is_small(&left));
  }
  uint64_t slow = 0;
  for (int s = 0; s < g->count; s++) {
    unsigned bit = 1u << s * share;
    uint8_t verdict = ML_VERDICT_VALID;
    if (!(accepted & bit)) {
      slow++;
      verdict = !(keys & bit)      ? ML_VERDICT_KEY_REFUSED
                : !(decodes & bit) ? ML_VERDICT_COMMITMENT_UNDECODABLE
                : !(holds & bit)   ? ML_VERDICT_EQUATION_FAILS
                                   : ML_VERDICT_VALID;
    }
    verdicts[g->place[s]] = verdict;
  }
  return slow;
}

// The challenges of a group, one for each signature: in lanes when that is shorter than one by one.
static __attribute__((noinline)) void challenges(uint64_t k[ML_LANES][4], const verify_group *g) {
  if (g->count > 2 && g->count > ML_LANES / 4) {
    sha512_message m[ML_LANES];
    uint64_t hash[8][ML_LANES];
    for (int i = 0; i < ML_LANES; i++) {
      const ml_verify_request *q = g->request[i < g->count ? i : 0];
      m[i] = (sha512_message){{q->signature, q->key}, q->message, q->message_bytes};
    }
    sha512_lanes(hash, m);
    for (int s = 0; s < g->count; s++) {
      uint64_t one[8];
      for (int i = 0; i < 8; i++) one[i] = hash[i][s];
      scalar_reduce(k[s], one);
    }
    return;
  }
  for (int s = 0; s < g->count; s++) {
    const ml_verify_request *q = g->request[s];
    challenge_one(k[s], q->signature, q->key, q->message, q->message_bytes);
  }
}

ML_INLINE int lanes_each(int count) {
  int share = ML_LANES;
  while (count * share > ML_LANES) share /= 2;
  return share;
}

// Judges a group whose keys have tables of one tier.
static __attribute__((noinline)) uint64_t verify_with_tables(const verify_group *g, uint32_t tier,
                                                             uint8_t *verdicts) {
  int share = lanes_each(g->count), of[ML_LANES];
  table_shape shape = shape_of(tier), base = shape_of(ML_TIER_512K);
  uint64_t k[ML_LANES][4], s[ML_LANES][4], tables[ML_LANES], bases[ML_LANES];
  challenges(k, g);
  for (int i = 0; i < g->count; i++) {
    add_halves(k[i], k[i], shape.width);
    words_of_bytes(s[i], g->request[i]->signature + 32);
    add_halves(s[i], s[i], 8);
  }
  for (int i = 0; i < ML_LANES; i++) {
    of[i] = i / share < g->count ? i / share : 0;
    tables[i] = (uint64_t)(uintptr_t)g->request[of[i]]->table;
    bases[i] = (uint64_t)(uintptr_t)base_table;
  }
  v64 kw[4], sw[4];
  lane_windows(kw, k, of, share);
  lane_windows(sw, s, of, share);
  table_plan plan;
  plan.steps = 0;
  plan_scalar(&plan, kw, shape, share, tables, 1);
  int of_key = plan.steps, level = of_key / shape.ways;
  plan_scalar(&plan, sw, base, share, bases, 0);

  point q = point_identity();
  for (int first = 0; first < of_key; first += level) {
    if (first > 0) point_doubles(&q, shape.width);
    table_sum(&q, &plan, first, first + level);
  }
  table_sum(&q, &plan, of_key, plan.steps);
  lanes_sum(&q, share);
  return decide(g, &q, share, vmask_all(), verdicts);
}
