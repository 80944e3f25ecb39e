// SPDX-License-Identifier: Apache-2.0
// Making signatures (RFC 8032, section 5.1.6), of several keys and messages together, a lane each, or of
// one alone with a run of windows in each lane.
//
// Everything here is the same for all secrets: no branch, no address and no instruction of variable time
// depends on one. Lengths of messages and how many there are is public. Tables are read by permuting all
// of a row (v64_lookup8) or by reading all of it: nothing is shared with table.h, whose reads are where
// the digits say, but the points in them.
//
// A nonce r is written in 64 digits that are odd, so that a row needs no zero and eight entries do:
//
//     r = sum (2 w - 15) 16^i = 2 W - (2^256 - 1) modulo L,   W of windows w:   W = (r + 2^256 - 1) / 2
//
// and the entry for w is w - 8 when w is 8 or more, else 7 - w negated.
#pragma once

enum { SIGN_ROWS = 64, SIGN_ENTRIES = 8, SIGN_STEPS = SIGN_ROWS / ML_LANES, ENTRY_LIMBS = 15 };

// The odd multiples 1 to 15 of 16^i B. Once for a lookup in all lanes at the same row, once with lane i
// at its own rows, those from i * SIGN_STEPS.
static _Alignas(64) uint64_t sign_rows[SIGN_ROWS][ENTRY_LIMBS][SIGN_ENTRIES];
static _Alignas(64) uint64_t sign_runs[SIGN_STEPS][SIGN_ENTRIES][ENTRY_LIMBS][ML_LANES];

// 2^256 - 1 modulo L.
static const uint64_t all_ones_reduced[4] = {0xd6ec31748d98951c, 0xc6ef5bf4737dcf70,
                                             0xfffffffffffffffe, 0x0fffffffffffffff};

// The windows of r, below L.
ML_INLINE void sign_windows(uint64_t w[4], const uint64_t r[4]) {
  uint64_t t[4], odd[4];
  words_add(t, r, all_ones_reduced, 4);
  for (int i = 0; i < 4; i++) odd[i] = order_words[i] & ml_opaque(0 - (t[0] & 1));
  words_add(t, t, odd, 4);
  for (int i = 0; i < 4; i++) w[i] = t[i] >> 1 | (i < 3 ? t[i + 1] << 63 : 0);
}

// s = k a + r modulo L, for k and r below L and any a below 2^256.
static __attribute__((noinline, unused)) void scalar_multiply_add(uint64_t s[4],
                                                                  const uint64_t k[4],
                                                                  const uint64_t a[4],
                                                                  const uint64_t r[4]) {
  uint64_t wide[8] = {0};
  for (int i = 0; i < 4; i++) {
    uint64_t carry = 0;
    for (int j = 0; j < 4; j++) {
      unsigned __int128 t = (unsigned __int128)k[i] * a[j] + wide[i + j] + carry;
      wide[i + j] = (uint64_t)t;
      carry = (uint64_t)(t >> 64);
    }
    wide[i + 4] = carry;
  }
  const uint64_t added[8] = {r[0], r[1], r[2], r[3]};
  words_add(wide, wide, added, 8);
  scalar_reduce(s, wide);
}

// Which entry, and in which lanes it is negated.
ML_INLINE v64 sign_index(v64 window, vmask *negated) {
  v64 seven = v64_all(7), high = v64_shr(window, 3);
  *negated = v64_equal(high, v64_all(0));
  return v64_and(v64_xor(window, v64_sub(high, v64_all(1))), seven);
}
ML_INLINE niels sign_entry(const v64 w[ENTRY_LIMBS], vmask negated) {
  niels n;
  fe sum, difference, product;
  for (int i = 0; i < 5; i++) {
    sum.l[i] = limb_of_bits(w[i]);
    difference.l[i] = limb_of_bits(w[5 + i]);
    product.l[i] = limb_of_bits(w[10 + i]);
  }
  n.sum = fe_select(negated, difference, sum);
  n.difference = fe_select(negated, sum, difference);
  n.product = fe_select(negated, fe_neg_entry(product), product);
  return n;
}

#if ML_PLANTED_LEAK
// Only for check-constant-time, which must find it: a load at an address that a secret decides.
ML_INLINE v64 sign_leak(int row, v64 index, v64 w) {
  uint64_t lanes[ML_LANES], at[ML_LANES];
  v64_store(lanes, w);
  v64_store(at, index);
  lanes[0] = sign_rows[row][0][at[0]];
  return v64_load(lanes);
}
#endif

// [r]B, a nonce's windows in each lane.
static __attribute__((noinline)) void sign_together(point *p, const v64 words[4]) {
  point q = point_identity();
  for (int row = 0; row < SIGN_ROWS; row++) {
    vmask negated;
    v64 index = sign_index(digit_at(words, row, 4), &negated), w[ENTRY_LIMBS];
    for (int k = 0; k < ENTRY_LIMBS; k++) w[k] = v64_lookup8(sign_rows[row][k], index);
#if ML_PLANTED_LEAK
    w[0] = sign_leak(row, index, w[0]);
#endif
    q = point_add_niels(q, sign_entry(w, negated));
  }
  *p = q;
}
// The same of one nonce, of which each lane has its run of windows; the sum in all lanes.
static __attribute__((noinline)) void sign_alone(point *p, const v64 words[4]) {
  point q = point_identity();
  for (int step = 0; step < SIGN_STEPS; step++) {
    vmask negated;
    v64 index = sign_index(digit_at(words, step, 4), &negated), w[ENTRY_LIMBS];
    for (int k = 0; k < ENTRY_LIMBS; k++) w[k] = v64_load(sign_runs[step][0][k]);
    for (int m = 1; m < SIGN_ENTRIES; m++) {
      vmask hit = v64_equal(index, v64_all((uint64_t)m));
      for (int k = 0; k < ENTRY_LIMBS; k++) {
        w[k] = v64_select(hit, v64_load(sign_runs[step][m][k]), w[k]);
      }
    }
#if ML_PLANTED_LEAK
    w[0] = sign_leak(step, index, w[0]);
#endif
    q = point_add_niels(q, sign_entry(w, negated));
  }
  *p = q;
  lanes_sum(p, ML_LANES);
}

// ---- An inversion whose time depends on nothing (one_invert's does on its operand, which is public) ----
//
// The same division steps, in the variant that begins between two of them (delta = 1/2), for which 590 bring any
// g below 2^256 to zero: ten batches of 59, whose matrices are scaled by 2^62 as one_apply divides. What a step
// does is chosen by masks. zeta is -(delta + 1/2).

ML_INLINE int64_t sign_steps(int64_t zeta, uint64_t f, uint64_t g, one_matrix *t) {
  uint64_t u = 8, v = 0, q = 0, r = 8;
  for (int i = 0; i < 59; i++) {
    uint64_t turn = ml_opaque((uint64_t)(zeta >> 63)), odd = ml_opaque(0 - (g & 1));
    // g odd: f is added, or taken off where it is g's turn; and then g comes in the place of f.
    g += ((f ^ turn) - turn) & odd;
    q += ((u ^ turn) - turn) & odd;
    r += ((v ^ turn) - turn) & odd;
    turn &= odd;
    zeta = (int64_t)((uint64_t)zeta ^ turn) - 1;
    f += g & turn;
    u += q & turn;
    v += r & turn;
    g >>= 1, u <<= 1, v <<= 1;
  }
  *t = (one_matrix){(int64_t)u, (int64_t)v, (int64_t)q, (int64_t)r};
  return zeta;
}
// Adds p to d where it is negative.
ML_INLINE void sign_add_p(one_signed *d) {
  int64_t negative = (int64_t)ml_opaque((uint64_t)(d->l[4] >> 63));
  d->l[0] -= 19 & negative;
  d->l[4] += 128 & negative;
  one_signed_carry(d);
}
// The inverse, and zero of zero; not of p, which no Z is.
static __attribute__((noinline)) one_fe sign_invert(one_fe a) {
  uint64_t w[4];
  one_words(w, a);
  one_signed d = {{0}}, e = {{1}}, f = {{-19, 0, 0, 0, 128}}, g = one_signed_of(w);
  int64_t zeta = -1;
  for (int batch = 0; batch < 10; batch++) {
    one_matrix t;
    uint64_t low_f = (uint64_t)f.l[0] + ((uint64_t)f.l[1] << 62);
    uint64_t low_g = (uint64_t)g.l[0] + ((uint64_t)g.l[1] << 62);
    zeta = sign_steps(zeta, low_f, low_g, &t);
    one_apply_modulo(&d, &e, &t);
    one_apply(&f, &g, &t);
  }
  // f is 1 or -1 now, and d between -2p and p.
  int64_t negative = (int64_t)ml_opaque((uint64_t)(f.l[4] >> 63));
  sign_add_p(&d);
  for (int i = 0; i < 5; i++) d.l[i] = (d.l[i] ^ negative) - negative;
  one_signed_carry(&d);
  sign_add_p(&d);
  return one_of_signed(&d);
}

// The inverses of the first `count` of z, which a point's Z, not zero, is; the lanes' encodings.
static __attribute__((noinline)) void sign_invert_together(uint64_t z[][4], int count) {
  one_fe product[ML_LANES], all = one_of_words(z[0]);
  for (int i = 1; i < count; i++) {
    product[i] = all;
    all = one_mul(all, one_of_words(z[i]));
  }
  all = sign_invert(all);
  for (int i = count - 1; i > 0; i--) {
    one_fe next = one_mul(all, one_of_words(z[i]));
    one_words(z[i], one_mul(all, product[i]));
    all = next;
  }
  one_words(z[0], all);
}
static __attribute__((noinline)) void sign_encode(v64 w[4], const point *p, int count) {
  v64 zw[4], x[4];
  uint64_t by_word[4][ML_LANES], z[ML_LANES][4];
  fe_words(zw, p->z);
  for (int k = 0; k < 4; k++) v64_store(by_word[k], zw[k]);
  for (int i = 0; i < ML_LANES; i++) {
    for (int k = 0; k < 4; k++) z[i][k] = by_word[k][i];
  }
  sign_invert_together(z, count);
  for (int i = 0; i < ML_LANES; i++) {
    for (int k = 0; k < 4; k++) by_word[k][i] = z[i][k];
  }
  for (int k = 0; k < 4; k++) zw[k] = v64_load(by_word[k]);
  fe inverse = fe_of_words(zw);
  fe_words(x, fe_mul(p->x, inverse));
  fe_words(w, fe_mul(p->y, inverse));
  w[3] = v64_or(w[3], v64_shl(x[0], 63));
}

// Encodings of [r]B for `count` nonces below L, each 32 bytes; count is 1 or at most ML_LANES.
static __attribute__((noinline)) void sign_commitments(uint64_t encoded[ML_LANES][4],
                                                       uint64_t nonce[ML_LANES][4], int count) {
  int share = count == 1 ? ML_LANES : 1, of[ML_LANES];
  uint64_t windows[ML_LANES][4];
  v64 words[4];
  point p;
  for (int i = 0; i < count; i++) sign_windows(windows[i], nonce[i]);
  for (int i = 0; i < ML_LANES; i++) of[i] = i < count ? i : 0;
  lane_windows(words, windows, of, share);
  if (share == 1) {
    sign_together(&p, words);
  } else {
    sign_alone(&p, words);
  }
  v64 w[4];
  sign_encode(w, &p, count);
  for (int k = 0; k < 4; k++) {
    uint64_t lanes[ML_LANES];
    v64_store(lanes, w[k]);
    for (int i = 0; i < count; i++) encoded[i][k] = lanes[i];
  }
}

// SHA-512 modulo L of `count` messages.
static __attribute__((noinline)) void sign_hash(uint64_t r[ML_LANES][4], sha512_any *m,
                                                int count) {
  uint64_t hash[ML_LANES][8];
  if (count == 1) {
    sha512_one(hash[0], m[0].head, m[0].head_bytes, m[0].tail, m[0].tail_bytes);
  } else {
    v64 words[8];
    for (int i = count; i < ML_LANES; i++) m[i] = m[0];
    sha512_each(words, m);
    for (int k = 0; k < 8; k++) {
      uint64_t lanes[ML_LANES];
      v64_store(lanes, words[k]);
      for (int i = 0; i < ML_LANES; i++) hash[i][k] = lanes[i];
    }
  }
  for (int i = 0; i < count; i++) scalar_reduce(r[i], hash[i]);
}

static __attribute__((noinline)) void sign_group(const ml_sign_request *request, int count) {
  uint64_t nonce[ML_LANES][4], k[ML_LANES][4], encoded[ML_LANES][4];
  uint8_t head[ML_LANES][64];
  sha512_any m[ML_LANES];
  for (int i = 0; i < count; i++) {
    m[i] = (sha512_any){request[i].secret + ML_SECRET_PREFIX, request[i].message, 32,
                            request[i].message_bytes};
  }
  sign_hash(nonce, m, count);
  sign_commitments(encoded, nonce, count);
  for (int i = 0; i < count; i++) {
    memcpy(head[i], encoded[i], 32);
    memcpy(head[i] + 32, request[i].secret + ML_SECRET_KEY, 32);
    m[i] = (sha512_any){head[i], request[i].message, 64, request[i].message_bytes};
  }
  sign_hash(k, m, count);
  for (int i = 0; i < count; i++) {
    uint64_t a[4], s[4];
    words_of_bytes(a, request[i].secret + ML_SECRET_SCALAR);
    scalar_multiply_add(s, k[i], a, nonce[i]);
    memcpy(request[i].signature, encoded[i], 32);
    memcpy(request[i].signature + 32, s, 32);
  }
}

// Up to this many are as quick one by one as all lanes together.
enum { ML_SIGN_ALONE_MAX = 2 };
static __attribute__((noinline)) void sign_inside(const ml_sign_request *requests, size_t count) {
  for (size_t n = 0; n < count;) {
    size_t left = count - n;
    int group = left >= ML_LANES ? ML_LANES : left <= ML_SIGN_ALONE_MAX ? 1 : (int)left;
    sign_group(requests + n, group);
    n += (size_t)group;
  }
}

static __attribute__((noinline)) void expand_inside(uint8_t *secret, const uint8_t *seed) {
  uint64_t hash[8], wide[8] = {0}, a[ML_LANES][4], encoded[ML_LANES][4];
  sha512_one(hash, seed, 32, seed, 0);
  hash[0] &= ~7ull;
  hash[3] = (hash[3] & 0x3fffffffffffffff) | 0x4000000000000000;
  memcpy(wide, hash, 32);
  scalar_reduce(a[0], wide);
  sign_commitments(encoded, a, 1);
  memcpy(secret + ML_SECRET_SCALAR, hash, 64);
  memcpy(secret + ML_SECRET_KEY, encoded[0], 32);
}

// What signing leaves behind it: less than this much of the stack below the caller (29 KB where eight
// doubles' formulas spill most, 13 KB elsewhere; a test looks), and registers.
enum { SIGN_STACK_BYTES = (ML_FIELD_DOUBLE ? 40 : 24) << 10 };
static __attribute__((noinline)) void sign_wipe(void) {
  uint8_t below[SIGN_STACK_BYTES];
  memset(below, 0, sizeof below);
  __asm__ volatile("" : : "r"(below) : "memory");
#if __x86_64__
#if ML_FORM_AVX512F || ML_FORM_IFMA
  __asm__ volatile(
      "vpxorq %%zmm16, %%zmm16, %%zmm16\n vpxorq %%zmm17, %%zmm17, %%zmm17\n"
      "vpxorq %%zmm18, %%zmm18, %%zmm18\n vpxorq %%zmm19, %%zmm19, %%zmm19\n"
      "vpxorq %%zmm20, %%zmm20, %%zmm20\n vpxorq %%zmm21, %%zmm21, %%zmm21\n"
      "vpxorq %%zmm22, %%zmm22, %%zmm22\n vpxorq %%zmm23, %%zmm23, %%zmm23\n"
      "vpxorq %%zmm24, %%zmm24, %%zmm24\n vpxorq %%zmm25, %%zmm25, %%zmm25\n"
      "vpxorq %%zmm26, %%zmm26, %%zmm26\n vpxorq %%zmm27, %%zmm27, %%zmm27\n"
      "vpxorq %%zmm28, %%zmm28, %%zmm28\n vpxorq %%zmm29, %%zmm29, %%zmm29\n"
      "vpxorq %%zmm30, %%zmm30, %%zmm30\n vpxorq %%zmm31, %%zmm31, %%zmm31\n"
      "kxorq %%k0, %%k0, %%k0\n kxorq %%k1, %%k1, %%k1\n kxorq %%k2, %%k2, %%k2\n"
      "kxorq %%k3, %%k3, %%k3\n kxorq %%k4, %%k4, %%k4\n kxorq %%k5, %%k5, %%k5\n"
      "kxorq %%k6, %%k6, %%k6\n kxorq %%k7, %%k7, %%k7\n"
      :
      :
      : "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25",
        "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31", "k1", "k2", "k3", "k4", "k5", "k6",
        "k7");
#endif
#if ML_FORM_PORTABLE
  __asm__ volatile(
      "pxor %%xmm0, %%xmm0\n pxor %%xmm1, %%xmm1\n"
      "pxor %%xmm2, %%xmm2\n pxor %%xmm3, %%xmm3\n"
      "pxor %%xmm4, %%xmm4\n pxor %%xmm5, %%xmm5\n"
      "pxor %%xmm6, %%xmm6\n pxor %%xmm7, %%xmm7\n"
      "pxor %%xmm8, %%xmm8\n pxor %%xmm9, %%xmm9\n"
      "pxor %%xmm10, %%xmm10\n pxor %%xmm11, %%xmm11\n"
      "pxor %%xmm12, %%xmm12\n pxor %%xmm13, %%xmm13\n"
      "pxor %%xmm14, %%xmm14\n pxor %%xmm15, %%xmm15\n"
      :
      :
      : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
        "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
#else
  __asm__ volatile("vzeroall"
                   :
                   :
                   : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                     "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
#endif
  // Those that a function may leave changed: the others are the caller's own again.
  __asm__ volatile(
      "xorl %%eax, %%eax\n xorl %%ecx, %%ecx\n xorl %%edx, %%edx\n xorl %%esi, %%esi\n"
      "xorl %%edi, %%edi\n xorl %%r8d, %%r8d\n xorl %%r9d, %%r9d\n xorl %%r10d, %%r10d\n"
      "xorl %%r11d, %%r11d\n"
      :
      :
      : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "cc");
#endif
}

static void export_sign(const ml_sign_request *requests, size_t count) {
  vstate s = vstate_enter();
  sign_inside(requests, count);
  sign_wipe();
  vstate_leave(s);
}
static void export_expand(uint8_t *secret, const uint8_t *seed) {
  vstate s = vstate_enter();
  expand_inside(secret, seed);
  sign_wipe();
  vstate_leave(s);
}

// ---- For tests -----------------------------------------------------------------------------

static __attribute__((noinline)) void hash_inside(uint8_t *hashes, const ml_hash_request *requests,
                                                  size_t count) {
  for (size_t n = 0; n < count; n += ML_LANES) {
    sha512_any m[ML_LANES];
    v64 hash[8];
    for (size_t i = 0; i < ML_LANES; i++) {
      const ml_hash_request *q = &requests[n + i < count ? n + i : n];
      m[i] = (sha512_any){q->head, q->tail, q->head_bytes, q->tail_bytes};
    }
    sha512_each(hash, m);
    for (int k = 0; k < 8; k++) {
      uint64_t lanes[ML_LANES];
      v64_store(lanes, hash[k]);
      for (size_t i = 0; i < ML_LANES && n + i < count; i++) {
        memcpy(hashes + 64 * (n + i) + 8 * (size_t)k, &lanes[i], 8);
      }
    }
  }
}
static void export_hash(uint8_t *hashes, const ml_hash_request *requests, size_t count) {
  vstate s = vstate_enter();
  hash_inside(hashes, requests, count);
  vstate_leave(s);
}
static void export_scalar(uint64_t *s, const uint64_t *k, const uint64_t *a, const uint64_t *r) {
  scalar_multiply_add(s, k, a, r);
}
static void export_invert(uint64_t *inverse, const uint64_t *a) {
  uint64_t w[4];
  one_words(w, sign_invert(one_of_words(a)));
  memcpy(inverse, w, 32);
}
static void export_reduce(uint64_t *r, const uint64_t *hash) { scalar_reduce(r, hash); }

static __attribute__((noinline)) void sign_prepare(void) {
  _Alignas(ML_TABLE_ALIGNMENT) uint64_t table[SIGN_ROWS][SIGN_ENTRIES][ENTRY_WORDS];
  point base;
  key_decode(&base, base_point);
  build_rows(&table[0][0][0], shape_of(ML_TIER_64K), 1, &base);
  for (int row = 0; row < SIGN_ROWS; row++) {
    for (int m = 0; m < SIGN_ENTRIES; m++) {
      for (int k = 0; k < ENTRY_LIMBS; k++) {
        sign_rows[row][k][m] = table[row][m][k];
        sign_runs[row % SIGN_STEPS][m][k][row / SIGN_STEPS] = table[row][m][k];
      }
    }
  }
}
