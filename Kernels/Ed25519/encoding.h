// SPDX-License-Identifier: Apache-2.0
// The rule's byte checks, on four little-endian words of an encoding. All of this is public.
#pragma once

#define ML_TOP 0x7fffffffffffffffu

ML_INLINE void words_of_bytes(uint64_t w[4], const uint8_t *bytes) { memcpy(w, bytes, 32); }

ML_INLINE int y_is(const uint64_t w[4], uint64_t w0, uint64_t w1, uint64_t w2, uint64_t w3) {
  return ((w[0] ^ w0) | (w[1] ^ w1) | (w[2] ^ w2) | ((w[3] & ML_TOP) ^ w3)) == 0;
}
// y below p, and no sign where x is zero (RFC 8032, section 5.1.3).
ML_INLINE int point_canonical(const uint64_t w[4]) {
  int reduced = (w[3] & ML_TOP) != ML_TOP || (w[2] & w[1]) != ~0ull || w[0] < ~0ull - 18;
  int x_zero = y_is(w, 1, 0, 0, 0) || y_is(w, ~0ull - 19, ~0ull, ~0ull, ML_TOP);
  return reduced && !(x_zero && w[3] >> 63);
}
// Whether a canonical encoding names one of the eight P with [8]P = O (eprint 2020/1244, table 6).
ML_INLINE int point_small_order(const uint64_t w[4]) {
  return y_is(w, 1, 0, 0, 0) || y_is(w, ~0ull - 19, ~0ull, ~0ull, ML_TOP) || y_is(w, 0, 0, 0, 0) ||
         y_is(w, 0xb027b2c28f95e826, 0xf098eff289f4c345, 0x3933c6d305acdfd5, 0x05fc536d880238b1) ||
         y_is(w, 0x4fd84d3d706a17c7, 0x0f67100d760b3cba, 0xc6cc392cfa53202a, 0x7a03ac9277fdc74e);
}
// Below L (RFC 8032, section 5.1.7).
ML_INLINE int scalar_canonical(const uint64_t w[4]) {
  if (w[3] != order_words[3]) return w[3] < order_words[3];
  if (w[2] != 0) return 0;
  if (w[1] != order_words[1]) return w[1] < order_words[1];
  return w[0] < order_words[0];
}
