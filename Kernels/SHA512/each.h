// SPDX-License-Identifier: Apache-2.0
// SHA-512 of any message in each lane, secret ones too (lanes.h has the shape of challenges): a lane whose message has ended waits
// for the others and keeps its hash. Lengths decide what is done, contents never.
#pragma once

// The bytes of `head`, at most 128, and then those of `tail`.
typedef struct {
  const uint8_t *head, *tail;
  size_t head_bytes, tail_bytes;
} sha512_any;

ML_INLINE size_t sha512_blocks(const sha512_any *m) {
  return (m->head_bytes + m->tail_bytes + 17 + 127) / 128;
}

// Block `index` of a padded message; zeros behind its last.
ML_INLINE void sha512_take(uint64_t block[16], const sha512_any *m, size_t index) {
  size_t total = m->head_bytes + m->tail_bytes, from = 128 * index, filled = 0;
  uint8_t *out = (uint8_t *)block;
  if (from < m->head_bytes) {
    filled = m->head_bytes - from;
    memcpy(out, m->head + from, filled);
  }
  if (from + filled < total) {
    size_t at = from + filled - m->head_bytes, room = 128 - filled, left = total - from - filled;
    if (room > left) room = left;
    memcpy(out + filled, m->tail + at, room);
    filled += room;
  }
  if (filled == 128) return;
  memset(out + filled, 0, 128 - filled);
  if (from <= total) out[filled] = 0x80;
  if (index + 1 == sha512_blocks(m)) block[15] = __builtin_bswap64(8 * (uint64_t)total);
}

ML_INLINE v64 sha512_big0(v64 a) { return v64_xor3(v64_ror(a, 28), v64_ror(a, 34), v64_ror(a, 39)); }
ML_INLINE v64 sha512_big1(v64 e) { return v64_xor3(v64_ror(e, 14), v64_ror(e, 18), v64_ror(e, 41)); }
ML_INLINE v64 sha512_small0(v64 x) { return v64_xor3(v64_ror(x, 1), v64_ror(x, 8), v64_shr(x, 7)); }
ML_INLINE v64 sha512_small1(v64 x) { return v64_xor3(v64_ror(x, 19), v64_ror(x, 61), v64_shr(x, 6)); }

// s after a block, whose words are w; w is used up.
static __attribute__((noinline)) void sha512_each_block(v64 s[8], v64 w[16]) {
  v64 a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
#define SHA512_EACH(a, b, c, d, e, f, g, h, i)                                            \
  do {                                                                                     \
    v64 k = v64_add(v64_all(sha512_rounds[t + i]), w[i]);                                  \
    v64 u = v64_add(v64_add(h, k), v64_add(sha512_big1(e), v64_choose(e, f, g)));          \
    d = v64_add(d, u);                                                                     \
    h = v64_add(u, v64_add(sha512_big0(a), v64_majority(a, b, c)));                        \
  } while (0)
  for (int t = 0; t < 80; t += 16) {
    SHA512_EACH(a, b, c, d, e, f, g, h, 0);
    SHA512_EACH(h, a, b, c, d, e, f, g, 1);
    SHA512_EACH(g, h, a, b, c, d, e, f, 2);
    SHA512_EACH(f, g, h, a, b, c, d, e, 3);
    SHA512_EACH(e, f, g, h, a, b, c, d, 4);
    SHA512_EACH(d, e, f, g, h, a, b, c, 5);
    SHA512_EACH(c, d, e, f, g, h, a, b, 6);
    SHA512_EACH(b, c, d, e, f, g, h, a, 7);
    SHA512_EACH(a, b, c, d, e, f, g, h, 8);
    SHA512_EACH(h, a, b, c, d, e, f, g, 9);
    SHA512_EACH(g, h, a, b, c, d, e, f, 10);
    SHA512_EACH(f, g, h, a, b, c, d, e, 11);
    SHA512_EACH(e, f, g, h, a, b, c, d, 12);
    SHA512_EACH(d, e, f, g, h, a, b, c, 13);
    SHA512_EACH(c, d, e, f, g, h, a, b, 14);
    SHA512_EACH(b, c, d, e, f, g, h, a, 15);
    if (t == 64) break;
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      w[i] = v64_add(v64_add(w[i], w[(i + 9) % 16]),
                     v64_add(sha512_small0(w[(i + 1) % 16]), sha512_small1(w[(i + 14) % 16])));
    }
  }
#undef SHA512_EACH
  const v64 r[8] = {a, b, c, d, e, f, g, h};
  for (int i = 0; i < 8; i++) s[i] = v64_add(s[i], r[i]);
}

// The hashes of ML_LANES messages, word by word: the first byte of a hash lowest in its first word.
static __attribute__((noinline, unused)) void sha512_each(v64 hash[8],
                                                           const sha512_any m[ML_LANES]) {
  v64 s[8], before[8], w[16];
  _Alignas(64) uint64_t block[ML_LANES][16];
  size_t most = 0;
  for (int i = 0; i < ML_LANES; i++) {
    size_t blocks = sha512_blocks(&m[i]);
    if (blocks > most) most = blocks;
  }
  for (int i = 0; i < 8; i++) s[i] = v64_all(sha512_start[i]);
  for (size_t index = 0; index < most; index++) {
    unsigned live = 0;
    for (int i = 0; i < ML_LANES; i++) {
      sha512_take(block[i], &m[i], index);
      live |= (index < sha512_blocks(&m[i]) ? 1u : 0u) << i;
    }
    for (int part = 0; part < 16; part += ML_LANES) {
      for (int i = 0; i < ML_LANES; i++) w[part + i] = v64_load(block[i] + part);
      v64_transpose(w + part);
    }
    for (int i = 0; i < 16; i++) w[i] = v64_swap_bytes(w[i]);
    for (int i = 0; i < 8; i++) before[i] = s[i];
    sha512_each_block(s, w);
    for (int i = 0; i < 8; i++) s[i] = v64_select(vmask_of(live), s[i], before[i]);
  }
  for (int i = 0; i < 8; i++) hash[i] = v64_swap_bytes(s[i]);
}
