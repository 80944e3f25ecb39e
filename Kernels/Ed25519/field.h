// SPDX-License-Identifier: Apache-2.0
// GF(2^255 - 19), an element in each lane: what both arithmetics share. An `fe` is five limbs of 51
// bits (field_integer.h, field_double.h), its functions take tight and loose elements as said there.
#pragma once

#if ML_FIELD_DOUBLE
#include "field_double.h"
#else
#include "field_integer.h"
#endif

// The same element in every lane, from limbs below 2^51.
ML_INLINE fe fe_all(const uint64_t limbs[5]) {
  fe r;
  for (int i = 0; i < 5; i++) r.l[i] = limb_of_integer(v64_all(limbs[i]));
  return r;
}
ML_INLINE fe fe_small(uint64_t x) {
  const uint64_t limbs[5] = {x, 0, 0, 0, 0};
  return fe_all(limbs);
}

// m ? a : b, lane by lane; and lane i is a's lane index[i].
#if ML_FORM_INTERVALS
ML_INLINE fe fe_select(vmask m, fe a, fe b) {
  (void)m;
  for (int i = 0; i < 5; i++) {
    a.l[i].low = wide_least(a.l[i].low, b.l[i].low);
    a.l[i].high = wide_most(a.l[i].high, b.l[i].high);
  }
  return a;
}
ML_INLINE fe fe_permute(fe a, v64 index) { return (void)index, a; }
#else
ML_INLINE fe fe_select(vmask m, fe a, fe b) {
  fe r;
  for (int i = 0; i < 5; i++) {
    r.l[i] = limb_of_bits(v64_select(m, limb_bits(a.l[i]), limb_bits(b.l[i])));
  }
  return r;
}
ML_INLINE fe fe_permute(fe a, v64 index) {
  fe r;
  for (int i = 0; i < 5; i++) r.l[i] = limb_of_bits(v64_permute(limb_bits(a.l[i]), index));
  return r;
}
#endif

// Four little-endian words of 64 bits a lane, below 2^255 (the top bit is ignored), as an element.
ML_INLINE fe fe_of_words(const v64 w[4]) {
  v64 mask = v64_all(ML_MASK51);
  v64 r[5] = {
      v64_and(w[0], mask),
      v64_and(v64_or(v64_shr(w[0], 51), v64_shl(w[1], 13)), mask),
      v64_and(v64_or(v64_shr(w[1], 38), v64_shl(w[2], 26)), mask),
      v64_and(v64_or(v64_shr(w[2], 25), v64_shl(w[3], 39)), mask),
      v64_and(v64_shr(w[3], 12), mask),
  };
  fe x;
  for (int i = 0; i < 5; i++) x.l[i] = limb_of_integer(r[i]);
  return fe_tight(x);
}

// The one representative below p of a tight element, as four little-endian words a lane.
ML_INLINE void fe_words(v64 w[4], fe a) {
  v64 r[5], mask = v64_all(ML_MASK51);
  fe_unsigned(r, a);
  // Twice around: then limbs are below 2^51, but the lowest may exceed it by a little once more.
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < 4; i++) {
      r[i + 1] = v64_add(r[i + 1], v64_shr(r[i], 51));
      r[i] = v64_and(r[i], mask);
    }
    r[0] = v64_add(r[0], times19(v64_shr(r[4], 51)));
    r[4] = v64_and(r[4], mask);
  }
  // Below 2^255 + 2^13 now: p fits once if adding 19 carries out of the top.
  v64 q = v64_shr(v64_add(r[0], v64_all(19)), 51);
  for (int i = 1; i < 5; i++) q = v64_shr(v64_add(r[i], q), 51);
  r[0] = v64_add(r[0], times19(q));
  for (int i = 0; i < 4; i++) {
    r[i + 1] = v64_add(r[i + 1], v64_shr(r[i], 51));
    r[i] = v64_and(r[i], mask);
  }
  r[4] = v64_and(r[4], mask);
  w[0] = v64_or(r[0], v64_shl(r[1], 51));
  w[1] = v64_or(v64_shr(r[1], 13), v64_shl(r[2], 38));
  w[2] = v64_or(v64_shr(r[2], 26), v64_shl(r[3], 25));
  w[3] = v64_or(v64_shr(r[3], 39), v64_shl(r[4], 12));
}
