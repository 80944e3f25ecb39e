// SPDX-License-Identifier: Apache-2.0
// The lane operations on intervals, one lane: every operation gives the least interval that holds all its
// results, and calls ml_interval_fault where a result could be one that the form does not hold exactly.
// With it the same formulas prove their own bounds (Tests/CKernelProbe).
//
// A v64 is an interval of integers: what its 64 bits mean, read as a signed number, after sums modulo 2^64.
// A vdouble is an interval of integers that are multiples of `unit`. Bits of doubles are used in two
// binades only, that of 2^52 (unit 1) and that of 2^103 (unit 2^51); products have their own operation.
#pragma once

enum { ML_LANES = 1 };

#define ML_INLINE static inline __attribute__((unused))

typedef __int128 wide;
typedef struct {
  wide low, high;
} v64;
typedef struct {
  int unused;
} vmask;

// Counts a fault, and says once what it was.
static void ml_interval_fault(const char *what);

#define ML_BINADE_52 ((wide)0x4330000000000000)
#define ML_BINADE_103 ((wide)0x4660000000000000)
ML_INLINE wide wide_power(int n) { return (wide)1 << n; }
ML_INLINE wide wide_least(wide a, wide b) { return a < b ? a : b; }
ML_INLINE wide wide_most(wide a, wide b) { return a > b ? a : b; }

// As a signed number of 64 bits. Sums lie within 2^62 of zero: far enough from where they would wrap that
// what was meant and what 64 bits hold are the same.
ML_INLINE v64 v64_signed(v64 a) {
  const wide turn = wide_power(64);
  wide turns = (a.low + wide_power(63)) >> 64;
  v64 r = {a.low - turns * turn, a.high - turns * turn};
  if (r.low < -wide_power(62) || r.high > wide_power(62)) ml_interval_fault("a column overflows");
  return r;
}
ML_INLINE v64 v64_natural(v64 a) {
  v64 r = v64_signed(a);
  if (r.low < 0) ml_interval_fault("an unsigned value is negative");
  return r;
}
ML_INLINE v64 v64_any(void) { return (v64){0, wide_power(62)}; }

ML_INLINE v64 v64_all(uint64_t x) { return (v64){(int64_t)x, (int64_t)x}; }
ML_INLINE v64 v64_add(v64 a, v64 b) { return (v64){a.low + b.low, a.high + b.high}; }
ML_INLINE v64 v64_sub(v64 a, v64 b) { return (v64){a.low - b.high, a.high - b.low}; }
// Masks are 2^n - 1.
ML_INLINE v64 v64_and(v64 a, v64 mask) {
  v64 s = v64_signed(a);
  if (mask.low != mask.high) return v64_any();
  if (s.low >= 0 && s.high <= mask.high) return s;
  return (v64){0, mask.high};
}
// Where words are put together, of which nothing is claimed.
ML_INLINE v64 v64_or(v64 a, v64 b) { return (void)a, (void)b, v64_any(); }
ML_INLINE v64 v64_shl(v64 a, unsigned n) {
  v64 s = v64_signed(a);
  return (v64){s.low * wide_power((int)n), s.high * wide_power((int)n)};
}
ML_INLINE v64 v64_shr(v64 a, unsigned n) {
  v64 s = v64_natural(a);
  return (v64){s.low >> n, s.high >> n};
}
ML_INLINE v64 v64_sar(v64 a, unsigned n) {
  v64 s = v64_signed(a);
  return (v64){s.low >> n, s.high >> n};
}
ML_INLINE v64 v64_limb52(v64 a) {
  v64 s = v64_natural(a);
  if (s.high >= wide_power(52)) ml_interval_fault("a factor has more than 52 bits");
  return s;
}
ML_INLINE v64 v64_madd52lo(v64 c, v64 a, v64 b) {
  a = v64_limb52(a), b = v64_limb52(b);
  return (v64){c.low, c.high + wide_least(a.high * b.high, wide_power(52) - 1)};
}
ML_INLINE v64 v64_madd52hi(v64 c, v64 a, v64 b) {
  a = v64_limb52(a), b = v64_limb52(b);
  return (v64){c.low + ((a.low * b.low) >> 52), c.high + ((a.high * b.high) >> 52)};
}
ML_INLINE vmask v64_equal(v64 a, v64 b) { return (void)a, (void)b, (vmask){0}; }
ML_INLINE vmask vmask_and(vmask a, vmask b) { return (void)b, a; }
ML_INLINE vmask vmask_or(vmask a, vmask b) { return (void)b, a; }
ML_INLINE vmask vmask_xor(vmask a, vmask b) { return (void)b, a; }
ML_INLINE v64 v64_permute(v64 a, v64 index) { return (void)index, a; }

#if ML_FIELD_DOUBLE
typedef struct {
  wide low, high, unit;
} vdouble;

ML_INLINE vdouble vdouble_checked(vdouble a) {
  wide most = wide_most(a.high < 0 ? -a.high : a.high, a.low < 0 ? -a.low : a.low);
  if (most > a.unit * wide_power(53)) ml_interval_fault("a double is not exact");
  return a;
}
ML_INLINE vdouble vdouble_all(double x) {
  wide value = (wide)x, unit = 1;
  while (value != 0 && value % (2 * unit) == 0 && unit < wide_power(51)) unit *= 2;
  return vdouble_checked((vdouble){value, value, unit});
}
ML_INLINE vdouble vdouble_add(vdouble a, vdouble b) {
  return vdouble_checked(
      (vdouble){a.low + b.low, a.high + b.high, wide_least(a.unit, b.unit)});
}
ML_INLINE vdouble vdouble_sub(vdouble a, vdouble b) {
  return vdouble_checked(
      (vdouble){a.low - b.high, a.high - b.low, wide_least(a.unit, b.unit)});
}
ML_INLINE vdouble vdouble_add_rounded(vdouble a, vdouble b) {
  wide unit = wide_power(51), low = a.low + b.low, high = a.high + b.high;
  if (low < wide_power(103) || high >= wide_power(104)) ml_interval_fault("rounded elsewhere");
  return (vdouble){(low >> 51) * unit, (high >> 51) * unit, unit};
}
// The binade's unit is 2^51, and rounding goes down because the sum is positive.
ML_INLINE vdouble vdouble_rest(vdouble a, vdouble rounded, vdouble b) {
  vdouble_checked(a), (void)rounded, (void)b;
  return (vdouble){0, wide_power(51) - 1, 1};
}
ML_INLINE v64 vdouble_bits(vdouble a) {
  if (a.unit == wide_power(51) && a.low >= wide_power(103) && a.high < wide_power(104)) {
    return (v64){ML_BINADE_103 + ((a.low - wide_power(103)) >> 51),
                 ML_BINADE_103 + ((a.high - wide_power(103)) >> 51)};
  }
  if (a.low < wide_power(52) || a.high >= wide_power(53)) ml_interval_fault("bits of which binade?");
  return (v64){ML_BINADE_52 + a.low - wide_power(52), ML_BINADE_52 + a.high - wide_power(52)};
}
ML_INLINE vdouble vdouble_of_bits(v64 a) {
  if (a.low < ML_BINADE_52 || a.high >= ML_BINADE_52 + wide_power(52)) {
    ml_interval_fault("no double of 2^52 to 2^53");
  }
  return (vdouble){a.low - ML_BINADE_52 + wide_power(52), a.high - ML_BINADE_52 + wide_power(52), 1};
}

// What fe_product does to its two columns, if the product is within 2^103 of zero: see field_double.h.
ML_INLINE void fe_product(v64 *low, v64 *high, vdouble a, vdouble b) {
  vdouble_checked(a), vdouble_checked(b);
  wide p[4] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
  wide least = p[0], most = p[0];
  for (int i = 1; i < 4; i++) least = wide_least(least, p[i]), most = wide_most(most, p[i]);
  if (least <= -wide_power(103) || most >= wide_power(103)) {
    ml_interval_fault("a product is beyond 2^103");
  }
  const wide split = (wide)0x4678000000000000;
  *high = v64_add(*high, (v64){split + (least >> 52), split + (most >> 52)});
  *low = v64_add(*low, (v64){ML_BINADE_52, ML_BINADE_52 + wide_power(52) - 1});
}
#endif
