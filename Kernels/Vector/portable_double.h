// SPDX-License-Identifier: Apache-2.0
// Rounding toward zero by integers, for lanes whose values are integers below 2^106: all that the
// double forms compute with. An oracle for tests.
#pragma once

typedef struct {
  double lane[ML_PORTABLE_LANES];
} vdouble;

// The integer that a double is, exact; all here are.
ML_INLINE __int128 ml_integer(double x) {
  union {
    double value;
    uint64_t bits;
  } u = {x};
  int exponent = (int)(u.bits >> 52 & 0x7ff);
  if (exponent == 0) return 0;
  __int128 mantissa = (__int128)((u.bits & 0xfffffffffffffu) | 0x10000000000000u);
  int shift = exponent - 1075;
  __int128 magnitude = shift >= 0 ? mantissa << shift : mantissa >> -shift;
  return u.bits >> 63 ? -magnitude : magnitude;
}

// The double toward zero of an integer.
ML_INLINE double ml_toward_zero(__int128 x) {
  if (x == 0) return 0;
  unsigned __int128 magnitude = x < 0 ? -(unsigned __int128)x : (unsigned __int128)x;
  uint64_t high = (uint64_t)(magnitude >> 64), low = (uint64_t)magnitude;
  int bits = high != 0 ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll(low);
  uint64_t mantissa =
      bits > 53 ? (uint64_t)(magnitude >> (bits - 53)) : (uint64_t)magnitude << (53 - bits);
  union {
    uint64_t bits;
    double value;
  } u = {(mantissa & 0xfffffffffffffu) | (uint64_t)(bits + 1022) << 52 |
         (x < 0 ? 0x8000000000000000u : 0)};
  return u.value;
}

#define ML_MAP_DOUBLE(expression)     \
  do {                                \
    vdouble r;                        \
    ML_EACH r.lane[i] = (expression); \
    return r;                         \
  } while (0)
ML_INLINE vdouble vdouble_all(double x) { ML_MAP_DOUBLE(x); }
ML_INLINE vdouble vdouble_of_bits(v64 a) {
  vdouble r;
  memcpy(&r, &a, sizeof r);
  return r;
}
ML_INLINE v64 vdouble_bits(vdouble a) {
  v64 r;
  memcpy(&r, &a, sizeof r);
  return r;
}
// Out of line: inlined, a formula of these is more than a compiler likes.
static __attribute__((noinline, unused)) vdouble vdouble_add(vdouble a, vdouble b) {
  ML_MAP_DOUBLE(ml_toward_zero(ml_integer(a.lane[i]) + ml_integer(b.lane[i])));
}
static __attribute__((noinline, unused)) vdouble vdouble_sub(vdouble a, vdouble b) {
  ML_MAP_DOUBLE(ml_toward_zero(ml_integer(a.lane[i]) - ml_integer(b.lane[i])));
}
ML_INLINE vdouble vdouble_add_rounded(vdouble a, vdouble b) { return vdouble_add(a, b); }
ML_INLINE vdouble vdouble_rest(vdouble a, vdouble rounded, vdouble b) {
  return vdouble_sub(a, vdouble_sub(rounded, b));
}
static __attribute__((noinline, unused)) vdouble vdouble_fma(vdouble a, vdouble b, vdouble c) {
  ML_MAP_DOUBLE(
      ml_toward_zero(ml_integer(a.lane[i]) * ml_integer(b.lane[i]) + ml_integer(c.lane[i])));
}
