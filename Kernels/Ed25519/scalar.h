// SPDX-License-Identifier: Apache-2.0
// Scalars modulo L = 2^252 + c, c = 27742317777372353535851937790883648493, in words of 64 bits, one
// at a time.
#pragma once

static const uint64_t order_words[4] = {0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0,
                                        0x1000000000000000};

// r = a + b, and what is carried out.
ML_INLINE uint64_t words_add(uint64_t *r, const uint64_t *a, const uint64_t *b, int words) {
  unsigned __int128 sum = 0;
  for (int i = 0; i < words; i++) {
    sum += (unsigned __int128)a[i] + b[i];
    r[i] = (uint64_t)sum;
    sum >>= 64;
  }
  return (uint64_t)sum;
}
ML_INLINE uint64_t words_subtract(uint64_t *r, const uint64_t *a, const uint64_t *b, int words) {
  uint64_t borrow = 0;
  for (int i = 0; i < words; i++) {
    unsigned __int128 difference = (unsigned __int128)a[i] - b[i] - borrow;
    r[i] = (uint64_t)difference;
    borrow = (uint64_t)(difference >> 64) & 1;
  }
  return borrow;
}
// r = c a, for `words` of a; r has two more.
ML_INLINE void words_times_c(uint64_t *r, const uint64_t *a, int words) {
  for (int i = 0; i < words + 2; i++) r[i] = 0;
  for (int j = 0; j < 2; j++) {
    uint64_t carry = 0;
    for (int i = 0; i < words; i++) {
      unsigned __int128 t = (unsigned __int128)a[i] * order_words[j] + r[i + j] + carry;
      r[i + j] = (uint64_t)t;
      carry = (uint64_t)(t >> 64);
    }
    r[words + j] = carry;
  }
}

// A hash of 512 bits modulo L. 2^252 = -c, so what lies above bit 252 is taken off c times, thrice: 260,
// 133 and 6 bits are left above it. Variable in nothing, but used for what is public.
static __attribute__((unused)) void scalar_reduce(uint64_t r[4], const uint64_t hash[8]) {
  const uint64_t top = 0x0fffffffffffffff;
  uint64_t h1[5], y[7], h2[3], z[5], h3, last[3], l[4], carry[4] = {0};
  for (int i = 0; i < 5; i++) h1[i] = hash[3 + i] >> 60 | (i < 4 ? hash[4 + i] << 4 : 0);
  words_times_c(y, h1, 5);
  for (int i = 0; i < 3; i++) h2[i] = y[3 + i] >> 60 | y[4 + i] << 4;
  words_times_c(z, h2, 3);
  h3 = z[3] >> 60 | z[4] << 4;
  words_times_c(last, &h3, 1);

  // l1 + l3 + 2L - l2 - c h3, which lies between 0 and 5L; l1 and so on are below 2^252.
  memcpy(l, hash, 32);
  l[3] &= top;
  z[3] &= top;
  y[3] &= top;
  words_add(r, l, z, 4);
  words_add(r, r, order_words, 4);
  words_add(r, r, order_words, 4);
  words_subtract(r, r, y, 4);
  carry[0] = last[0], carry[1] = last[1], carry[2] = last[2];
  words_subtract(r, r, carry, 4);
  for (int i = 0; i < 4; i++) {
    uint64_t less[4], keep = ml_opaque(0 - words_subtract(less, r, order_words, 4));
    for (int k = 0; k < 4; k++) r[k] = (r[k] & keep) | (less[k] & ~keep);
  }
}

// k = SHA-512(R || A || M) mod L, over the bytes as received.
static __attribute__((unused)) void challenge_one(uint64_t k[4], const uint8_t *r,
                                                  const uint8_t *key, const uint8_t *message,
                                                  size_t bytes) {
  uint8_t head[64];
  uint64_t hash[8];
  memcpy(head, r, 32);
  memcpy(head + 32, key, 32);
  sha512_one(hash, head, 64, message, bytes);
  scalar_reduce(k, hash);
}
