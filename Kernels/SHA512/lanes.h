// SPDX-License-Identifier: Apache-2.0
// SHA-512 (FIPS 180-4) of ML_LANES messages at once, each of its own length.
#pragma once

// A message in two runs, one after the other: `head` of 64 bytes, and `tail`.
typedef struct {
  const uint8_t *head[2];  // 32 bytes each
  const uint8_t *tail;
  size_t tail_bytes;
} sha512_message;

#define SHA512_BIG0(x) v64_xor3(v64_ror(x, 28), v64_ror(x, 34), v64_ror(x, 39))
#define SHA512_BIG1(x) v64_xor3(v64_ror(x, 14), v64_ror(x, 18), v64_ror(x, 41))
#define SHA512_SMALL0(x) v64_xor3(v64_ror(x, 1), v64_ror(x, 8), v64_shr(x, 7))
#define SHA512_SMALL1(x) v64_xor3(v64_ror(x, 19), v64_ror(x, 61), v64_shr(x, 6))

// One block of every lane, 16 words each as they lie in memory.
static __attribute__((noinline, unused)) void sha512_lanes_block(
    v64 state[8], const uint8_t *const block[ML_LANES], vmask active) {
  v64 w[16 + ML_LANES], s[8];
  for (int part = 0; part < 16; part += ML_LANES) {
    for (int i = 0; i < ML_LANES; i++) {
      uint64_t words[ML_LANES];
      memcpy(words, block[i] + 8 * part, sizeof words);
      w[part + i] = v64_load(words);
    }
    v64_transpose(w + part);
  }
  for (int i = 0; i < 16; i++) w[i] = v64_swap_bytes(w[i]);
  for (int i = 0; i < 8; i++) s[i] = state[i];
  for (int round = 0; round < 80; round += 16) {
    for (int i = 0; i < 16; i++) {
      v64 t = v64_add(v64_add(s[7], SHA512_BIG1(s[4])),
                      v64_add(v64_choose(s[4], s[5], s[6]),
                              v64_add(v64_all(sha512_rounds[round + i]), w[i])));
      v64 u = v64_add(SHA512_BIG0(s[0]), v64_majority(s[0], s[1], s[2]));
      s[7] = s[6], s[6] = s[5], s[5] = s[4], s[4] = v64_add(s[3], t);
      s[3] = s[2], s[2] = s[1], s[1] = s[0], s[0] = v64_add(t, u);
      if (round < 64) {
        w[i] = v64_add(v64_add(w[i], w[(i + 9) & 15]),
                       v64_add(SHA512_SMALL0(w[(i + 1) & 15]), SHA512_SMALL1(w[(i + 14) & 15])));
      }
    }
  }
  for (int i = 0; i < 8; i++) {
    state[i] = v64_select(active, v64_add(state[i], s[i]), state[i]);
  }
}

// The hashes of ML_LANES messages: word k of lane i at hash[k][i], the first byte of the hash lowest in
// the first of them.
static __attribute__((noinline, unused)) void sha512_lanes(uint64_t hash[8][ML_LANES],
                                                           const sha512_message m[ML_LANES]) {
  uint8_t ends[ML_LANES][256], first[ML_LANES][128];
  size_t blocks[ML_LANES], most = 0;
  v64 state[8];
  for (int i = 0; i < 8; i++) state[i] = v64_all(sha512_start[i]);
  for (int i = 0; i < ML_LANES; i++) {
    // The end of the message: its last whole or part block, padding, its length in bits.
    size_t total = 64 + m[i].tail_bytes, whole = total / 128, rest = total % 128;
    size_t end = rest < 112 ? 128 : 256;
    blocks[i] = whole + end / 128;
    if (blocks[i] > most) most = blocks[i];
    memset(ends[i], 0, sizeof ends[i]);
    size_t inside = rest;
    if (whole == 0) {
      memcpy(ends[i], m[i].head[0], 32);
      memcpy(ends[i] + 32, m[i].head[1], 32);
      inside = m[i].tail_bytes;
    } else {
      memcpy(first[i], m[i].head[0], 32);
      memcpy(first[i] + 32, m[i].head[1], 32);
      memcpy(first[i] + 64, m[i].tail, 64);
    }
    if (inside > 0) memcpy(ends[i] + rest - inside, m[i].tail + m[i].tail_bytes - inside, inside);
    ends[i][rest] = 0x80;
    uint64_t bits = __builtin_bswap64(8 * (uint64_t)total);
    memcpy(ends[i] + end - 8, &bits, 8);
  }
  for (size_t b = 0; b < most; b++) {
    const uint8_t *block[ML_LANES];
    unsigned active = 0;
    for (int i = 0; i < ML_LANES; i++) {
      size_t whole = (64 + m[i].tail_bytes) / 128;
      if (b < blocks[i]) active |= 1u << i;
      if (b >= blocks[i]) block[i] = ends[i];
      else if (b >= whole) block[i] = ends[i] + 128 * (b - whole);
      else if (b == 0) block[i] = first[i];
      else block[i] = m[i].tail + 128 * b - 64;
    }
    sha512_lanes_block(state, block, vmask_of(active));
  }
  for (int i = 0; i < 8; i++) v64_store(hash[i], v64_swap_bytes(state[i]));
}
