// SPDX-License-Identifier: Apache-2.0
// Elements of GF(2^255 - 19) in five unsigned limbs of 51 bits, multiplied by 52-bit multiply-adds.
//
//     tight   every limb below 2^51 + 2^14: what every function here takes and gives
//
// A limb times a limb is 104 bits: the low 52 belong to their own column, the high 52 to the next one,
// doubled, because a column is 51 bits wide.
#pragma once

typedef v64 limb;
typedef struct {
  limb l[5];
} fe;

#define ML_MASK51 0x7ffffffffffffu

ML_INLINE limb limb_of_integer(v64 a) { return a; }
ML_INLINE v64 limb_integer(limb a) { return a; }
ML_INLINE v64 limb_bits(limb a) { return a; }
ML_INLINE limb limb_of_bits(v64 a) { return a; }

// 19 c for c below 2^52.
ML_INLINE v64 times19(v64 c) { return v64_add(v64_add(c, v64_shl(c, 1)), v64_shl(c, 4)); }

// Carries once, every limb at the same time: limbs below 2^62 become tight when what they carry is
// below 2^9.
ML_INLINE fe fe_carry_once(const v64 r[5]) {
  v64 mask = v64_all(ML_MASK51);
  fe x;
  v64 c4 = v64_shr(r[4], 51);
  x.l[0] = v64_madd52lo(v64_and(r[0], mask), c4, v64_all(19));
  for (int i = 1; i < 5; i++) x.l[i] = v64_add(v64_and(r[i], mask), v64_shr(r[i - 1], 51));
  return x;
}

ML_INLINE fe fe_add(fe a, fe b) {
  v64 r[5];
  for (int i = 0; i < 5; i++) r[i] = v64_add(a.l[i], b.l[i]);
  return fe_carry_once(r);
}

// 2p in limbs, so that no limb of a difference is negative.
ML_INLINE v64 twice_p(int i) { return v64_all(i == 0 ? 0xfffffffffffdau : 0xffffffffffffeu); }

ML_INLINE fe fe_sub(fe a, fe b) {
  v64 r[5];
  for (int i = 0; i < 5; i++) r[i] = v64_sub(v64_add(a.l[i], twice_p(i)), b.l[i]);
  return fe_carry_once(r);
}

ML_INLINE fe fe_neg(fe a) {
  v64 r[5];
  for (int i = 0; i < 5; i++) r[i] = v64_sub(twice_p(i), a.l[i]);
  return fe_carry_once(r);
}

// -2a, and 2c + a - b.
ML_INLINE fe fe_minus_twice(fe a) {
  v64 r[5];
  for (int i = 0; i < 5; i++) r[i] = v64_shl(v64_sub(twice_p(i), a.l[i]), 1);
  return fe_carry_once(r);
}
ML_INLINE fe fe_twice_plus_difference(fe c, fe a, fe b) {
  v64 r[5];
  for (int i = 0; i < 5; i++) {
    r[i] = v64_add(v64_add(v64_shl(c.l[i], 1), a.l[i]), v64_sub(twice_p(i), b.l[i]));
  }
  return fe_carry_once(r);
}

// The negative of a tight element, not tight but below 2^52: for a product and nothing else.
ML_INLINE fe fe_neg_entry(fe a) {
  fe r;
  for (int i = 0; i < 5; i++) r.l[i] = v64_sub(twice_p(i), a.l[i]);
  return r;
}

// What the double form must do before some products; here sums are tight already.
ML_INLINE fe fe_tight(fe a) { return a; }

// Columns 0 to 9 as low + 2 high of the column below, the upper five folded in by 2^255 = 19.
ML_INLINE fe fe_fold(const v64 low[9], const v64 high[9]) {
  v64 t[10], r[5];
  t[0] = low[0];
  for (int k = 1; k < 9; k++) t[k] = v64_add(low[k], v64_shl(high[k - 1], 1));
  t[9] = v64_shl(high[8], 1);
  for (int k = 0; k < 5; k++) r[k] = v64_add(t[k], times19(t[k + 5]));
  return fe_carry_once(r);
}

ML_PRODUCT fe fe_mul(fe a, fe b) {
  v64 low[9], high[9];
  for (int k = 0; k < 9; k++) low[k] = high[k] = v64_all(0);
  for (int i = 0; i < 5; i++) {
    for (int j = 0; j < 5; j++) {
      low[i + j] = v64_madd52lo(low[i + j], a.l[i], b.l[j]);
      high[i + j] = v64_madd52hi(high[i + j], a.l[i], b.l[j]);
    }
  }
  return fe_fold(low, high);
}

ML_INLINE fe fe_square(fe a) {
  v64 low[9], high[9];
  for (int k = 0; k < 9; k++) low[k] = high[k] = v64_all(0);
  for (int i = 0; i < 5; i++) {
    for (int j = i + 1; j < 5; j++) {
      low[i + j] = v64_madd52lo(low[i + j], a.l[i], a.l[j]);
      high[i + j] = v64_madd52hi(high[i + j], a.l[i], a.l[j]);
    }
  }
  for (int k = 1; k < 8; k++) {
    low[k] = v64_shl(low[k], 1);
    high[k] = v64_shl(high[k], 1);
  }
  for (int i = 0; i < 5; i++) {
    low[2 * i] = v64_madd52lo(low[2 * i], a.l[i], a.l[i]);
    high[2 * i] = v64_madd52hi(high[2 * i], a.l[i], a.l[i]);
  }
  return fe_fold(low, high);
}

// The limbs as unsigned integers below 2^53 whose sum is the element.
ML_INLINE void fe_unsigned(v64 r[5], fe a) {
  for (int i = 0; i < 5; i++) r[i] = a.l[i];
}
