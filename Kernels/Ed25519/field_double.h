// SPDX-License-Identifier: Apache-2.0
// Elements of GF(2^255 - 19) in five signed limbs of 51 bits, each an integer held in a double, and
// multiplied by pairs of fused multiply-adds that split a product exactly.
//
//     tight   every limb within 2^50 + 2^14 of zero: what products and fe_tight give
//     loose   within 2^51 + 2^15: the sum or difference of two tight ones. Products take both.
//
// With C = 1.5 * 2^104 and |a b| < 2^103, rounded toward zero (down, the sum being positive):
//
//     high = fma(a, b, C)               C + 2^52 floor(a b / 2^52): its bits count in units of 2^52
//     low  = fma(a, b, C + 2^52 - high) 2^52 + (a b mod 2^52), exactly: its bits count units
//
// so the bits are summed as integers, and what the constants add is taken off when a column begins.
#pragma once

typedef vdouble limb;
typedef struct {
  limb l[5];
} fe;

#define ML_MASK51 0x7ffffffffffffu
#define ML_SPLIT 0x1.8p104
#define ML_SPLIT_BITS 0x4678000000000000u
#define ML_LARGE_BITS 0x4668000000000000u  // 1.5 * 2^103
#define ML_UNIT_BITS 0x4330000000000000u  // 2^52
// Added to an integer within 2^51 of zero this is the bits of a double: 1.5 * 2^52 plus it.
#define ML_SIGNED_BITS 0x4338000000000000u

ML_INLINE v64 limb_bits(limb a) { return vdouble_bits(a); }
ML_INLINE limb limb_of_bits(v64 a) { return vdouble_of_bits(a); }
// An integer of less than 52 bits.
ML_INLINE limb limb_of_integer(v64 a) {
  return vdouble_sub(vdouble_of_bits(v64_add(a, v64_all(ML_UNIT_BITS))), vdouble_all(0x1p52));
}
// The two's complement of a limb within 2^51 of zero.
ML_INLINE v64 limb_integer(limb a) {
  return v64_sub(vdouble_bits(vdouble_add(a, vdouble_all(0x1.8p52))), v64_all(ML_SIGNED_BITS));
}

ML_INLINE v64 times19(v64 c) { return v64_add(v64_add(c, v64_shl(c, 1)), v64_shl(c, 4)); }

// Carries once, every limb at the same time, from signed integers u = limb + 2^50, so that what is
// left in a limb lies about zero. What they carry is within 2^30 of zero.
ML_INLINE fe fe_carry_biased(const v64 u[5]) {
  v64 mask = v64_all(ML_MASK51), magic = v64_all(ML_UNIT_BITS + (1ull << 40));
  vdouble less = vdouble_all(0x1p52 + 0x1p50 + 0x1p40);
  fe x;
  v64 carry = times19(v64_sar(u[4], 51));
  for (int i = 0; i < 5; i++) {
    v64 bits = v64_add(v64_and(u[i], mask), v64_add(carry, magic));
    x.l[i] = vdouble_sub(vdouble_of_bits(bits), less);
    carry = v64_sar(u[i], 51);
  }
  return x;
}

ML_INLINE fe fe_add(fe a, fe b) {
  fe r;
  for (int i = 0; i < 5; i++) r.l[i] = vdouble_add(a.l[i], b.l[i]);
  return r;
}
ML_INLINE fe fe_sub(fe a, fe b) {
  fe r;
  for (int i = 0; i < 5; i++) r.l[i] = vdouble_sub(a.l[i], b.l[i]);
  return r;
}
ML_INLINE fe fe_neg(fe a) {
  fe r;
  for (int i = 0; i < 5; i++) r.l[i] = vdouble_sub(vdouble_all(0), a.l[i]);
  return r;
}

// Limbs within 2^52 of zero, made tight. Their nearest multiples of 2^51 are found by adding a number
// so large that nothing smaller is left, whose bits then count them.
ML_INLINE fe fe_tight(fe a) {
  fe x;
  v64 carry[5];
  for (int i = 0; i < 5; i++) {
    vdouble y = vdouble_add(a.l[i], vdouble_all(0x1p50));
    vdouble multiple = vdouble_add_rounded(y, vdouble_all(0x1.8p103));
    carry[i] = v64_sub(vdouble_bits(multiple), v64_all(ML_LARGE_BITS));
    x.l[i] = vdouble_rest(y, multiple, vdouble_all(0x1.8p103));
  }
  for (int i = 0; i < 5; i++) {
    v64 c = i == 0 ? times19(carry[4]) : carry[i - 1];
    vdouble d = vdouble_of_bits(v64_add(c, v64_all(ML_SIGNED_BITS)));
    x.l[i] = vdouble_add(x.l[i], vdouble_sub(d, vdouble_all(0x1.8p52 + 0x1p50)));
  }
  return x;
}

ML_INLINE fe fe_neg_entry(fe a) { return fe_neg(a); }

// -2a, loose; and 2c + a - b, tight.
ML_INLINE fe fe_minus_twice(fe a) {
  fe r;
  for (int i = 0; i < 5; i++) r.l[i] = vdouble_sub(vdouble_sub(vdouble_all(0), a.l[i]), a.l[i]);
  return r;
}
ML_INLINE fe fe_twice_plus_difference(fe c, fe a, fe b) {
  return fe_tight(fe_add(fe_add(c, c), fe_sub(a, b)));
}

#if !ML_FORM_INTERVALS  // which has one that knows what this does, and under which bounds
ML_INLINE void fe_product(v64 *low, v64 *high, limb a, limb b) {
  vdouble h = vdouble_fma(a, b, vdouble_all(ML_SPLIT));
  vdouble l = vdouble_fma(a, b, vdouble_sub(vdouble_all(ML_SPLIT + 0x1p52), h));
  *high = v64_add(*high, vdouble_bits(h));
  *low = v64_add(*low, vdouble_bits(l));
}
#endif

ML_INLINE fe fe_fold(const v64 low[9], const v64 high[9]) {
  v64 t[10], u[5];
  t[0] = low[0];
  for (int k = 1; k < 9; k++) t[k] = v64_add(low[k], v64_shl(high[k - 1], 1));
  t[9] = v64_shl(high[8], 1);
  for (int k = 0; k < 5; k++) u[k] = v64_add(t[k], times19(t[k + 5]));
  return fe_carry_biased(u);
}

// What `products` products add to a column beside their values, taken off.
ML_INLINE void fe_begin(v64 low[9], v64 high[9], int products, int k) {
  low[k] = v64_all((k < 5 ? 1ull << 50 : 0) - (uint64_t)products * ML_UNIT_BITS);
  high[k] = v64_all(0 - (uint64_t)products * ML_SPLIT_BITS);
}

ML_PRODUCT fe fe_mul(fe a, fe b) {
  v64 low[9], high[9];
  for (int k = 0; k < 9; k++) fe_begin(low, high, k < 5 ? k + 1 : 9 - k, k);
  for (int i = 0; i < 5; i++) {
    for (int j = 0; j < 5; j++) fe_product(&low[i + j], &high[i + j], a.l[i], b.l[j]);
  }
  return fe_fold(low, high);
}

// Of a tight element. What is counted once and meant twice is doubled with what it brought along.
ML_INLINE fe fe_square(fe a) {
  v64 low[9], high[9];
  for (int k = 0; k < 9; k++) {
    uint64_t across = (uint64_t)((k < 5 ? k + 1 : 9 - k) / 2), alone = k % 2 == 0 ? 1 : 0;
    uint64_t bias = k < 5 && !alone ? 1ull << 49 : 0;
    low[k] = v64_all(bias - across * ML_UNIT_BITS);
    high[k] = v64_all(0 - across * ML_SPLIT_BITS);
  }
  for (int i = 0; i < 5; i++) {
    for (int j = i + 1; j < 5; j++) fe_product(&low[i + j], &high[i + j], a.l[i], a.l[j]);
  }
  for (int k = 1; k < 8; k++) {
    low[k] = v64_shl(low[k], 1);
    high[k] = v64_shl(high[k], 1);
  }
  for (int i = 0; i < 5; i++) {
    uint64_t bias = i < 3 ? 1ull << 50 : 0;
    low[2 * i] = v64_add(low[2 * i], v64_all(bias - ML_UNIT_BITS));
    high[2 * i] = v64_sub(high[2 * i], v64_all(ML_SPLIT_BITS));
    fe_product(&low[2 * i], &high[2 * i], a.l[i], a.l[i]);
  }
  return fe_fold(low, high);
}

// The limbs as unsigned integers below 2^54 whose sum is the element: 4p is added.
ML_INLINE void fe_unsigned(v64 r[5], fe a) {
  for (int i = 0; i < 5; i++) {
    r[i] = v64_add(limb_integer(a.l[i]), v64_all(i == 0 ? 0x1fffffffffffb4u : 0x1ffffffffffffcu));
  }
}
