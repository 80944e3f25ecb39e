// SPDX-License-Identifier: Apache-2.0
// Four lanes of 64 bits in one ymm register: AVX2 and FMA. See vector.h for what each operation
// means. A mask is a vector of all ones and all zeros.
#pragma once

enum { ML_LANES = 4 };

typedef __m256i v64;
typedef __m256i vmask;

#define ML_INLINE static inline __attribute__((always_inline, unused))

ML_INLINE v64 v64_all(uint64_t x) { return _mm256_set1_epi64x((long long)x); }
ML_INLINE v64 v64_load(const uint64_t *p) { return _mm256_loadu_si256((const __m256i *)p); }
ML_INLINE void v64_store(uint64_t *p, v64 a) { _mm256_storeu_si256((__m256i *)p, a); }

ML_INLINE v64 v64_add(v64 a, v64 b) { return _mm256_add_epi64(a, b); }
ML_INLINE v64 v64_sub(v64 a, v64 b) { return _mm256_sub_epi64(a, b); }
ML_INLINE v64 v64_and(v64 a, v64 b) { return _mm256_and_si256(a, b); }
ML_INLINE v64 v64_or(v64 a, v64 b) { return _mm256_or_si256(a, b); }
ML_INLINE v64 v64_xor(v64 a, v64 b) { return _mm256_xor_si256(a, b); }
ML_INLINE v64 v64_andnot(v64 a, v64 b) { return _mm256_andnot_si256(a, b); }
ML_INLINE v64 v64_xor3(v64 a, v64 b, v64 c) { return v64_xor(v64_xor(a, b), c); }
ML_INLINE v64 v64_choose(v64 a, v64 b, v64 c) { return v64_xor(c, v64_and(a, v64_xor(b, c))); }
ML_INLINE v64 v64_majority(v64 a, v64 b, v64 c) {
  return v64_or(v64_and(a, b), v64_and(c, v64_or(a, b)));
}
ML_INLINE v64 v64_shl(v64 a, unsigned n) { return _mm256_slli_epi64(a, (int)n); }
ML_INLINE v64 v64_shr(v64 a, unsigned n) { return _mm256_srli_epi64(a, (int)n); }
// There is no arithmetic shift of 64 bits: the sign is moved out of the way and back.
ML_INLINE v64 v64_sar(v64 a, unsigned n) {
  v64 sign = v64_all(0x8000000000000000u >> n);
  return v64_sub(v64_xor(v64_shr(a, n), sign), sign);
}
#define v64_ror(a, n) v64_or(v64_shr(a, n), v64_shl(a, 64 - (n)))
ML_INLINE v64 v64_swap_bytes(v64 a) {
  return _mm256_shuffle_epi8(a, _mm256_set_epi64x(0x08090a0b0c0d0e0f, 0x0001020304050607,
                                                  0x08090a0b0c0d0e0f, 0x0001020304050607));
}
ML_INLINE v64 v64_multiply32(v64 a, v64 b) { return _mm256_mul_epu32(a, b); }

ML_INLINE vmask v64_equal(v64 a, v64 b) { return _mm256_cmpeq_epi64(a, b); }
ML_INLINE vmask v64_below(v64 a, v64 b) {
  v64 sign = v64_all(0x8000000000000000u);
  return _mm256_cmpgt_epi64(v64_xor(b, sign), v64_xor(a, sign));
}
ML_INLINE vmask vmask_all(void) { return _mm256_set1_epi64x(-1); }
ML_INLINE vmask vmask_of(unsigned bits) {
  v64 bit = _mm256_set_epi64x(8, 4, 2, 1);
  return v64_equal(v64_and(v64_all(bits), bit), bit);
}
ML_INLINE unsigned vmask_bits(vmask m) {
  return (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(m));
}
ML_INLINE vmask vmask_and(vmask a, vmask b) { return v64_and(a, b); }
ML_INLINE vmask vmask_or(vmask a, vmask b) { return v64_or(a, b); }
ML_INLINE vmask vmask_xor(vmask a, vmask b) { return v64_xor(a, b); }
ML_INLINE v64 v64_select(vmask m, v64 a, v64 b) { return _mm256_blendv_epi8(b, a, m); }

// vpermd moves halves: lane i of the index becomes 2i and 2i + 1.
ML_INLINE v64 v64_halves(v64 index) {
  v64 twice = v64_shl(index, 1);
  return v64_or(twice, v64_shl(v64_add(twice, v64_all(1)), 32));
}
ML_INLINE v64 v64_permute(v64 a, v64 index) {
  return _mm256_permutevar8x32_epi32(a, v64_halves(v64_and(index, v64_all(3))));
}
ML_INLINE v64 v64_lookup8(const uint64_t table[8], v64 index) {
  v64 halves = v64_halves(v64_and(index, v64_all(3)));
  v64 low = _mm256_permutevar8x32_epi32(v64_load(table), halves);
  v64 high = _mm256_permutevar8x32_epi32(v64_load(table + 4), halves);
  // Bit 2 of the index as the sign: blendv_pd looks at nothing else.
  return _mm256_castpd_si256(_mm256_blendv_pd(_mm256_castsi256_pd(low), _mm256_castsi256_pd(high),
                                              _mm256_castsi256_pd(v64_shl(index, 61))));
}

ML_INLINE void v64_transpose(v64 r[4]) {
  v64 a = _mm256_unpacklo_epi64(r[0], r[1]), b = _mm256_unpackhi_epi64(r[0], r[1]);
  v64 c = _mm256_unpacklo_epi64(r[2], r[3]), d = _mm256_unpackhi_epi64(r[2], r[3]);
  r[0] = _mm256_permute2x128_si256(a, c, 0x20);
  r[1] = _mm256_permute2x128_si256(b, d, 0x20);
  r[2] = _mm256_permute2x128_si256(a, c, 0x31);
  r[3] = _mm256_permute2x128_si256(b, d, 0x31);
}

typedef __m256d vdouble;
ML_INLINE vdouble vdouble_all(double x) { return _mm256_set1_pd(x); }
ML_INLINE vdouble vdouble_of_bits(v64 a) { return _mm256_castsi256_pd(a); }
ML_INLINE v64 vdouble_bits(vdouble a) { return _mm256_castpd_si256(a); }
// Rounding toward zero is the state between vstate_enter and vstate_leave. These three are opaque to
// the optimiser, which else computes on constants with the default rounding. They may not move out of
// the function they are in: what runs between enter and leave is one that is never inlined.
ML_INLINE vdouble vdouble_add(vdouble a, vdouble b) {
  vdouble r;
  __asm__("vaddpd %2, %1, %0" : "=x"(r) : "x"(a), "x"(b));
  return r;
}
ML_INLINE vdouble vdouble_sub(vdouble a, vdouble b) {
  vdouble r;
  __asm__("vsubpd %2, %1, %0" : "=x"(r) : "x"(a), "x"(b));
  return r;
}
ML_INLINE vdouble vdouble_add_rounded(vdouble a, vdouble b) { return vdouble_add(a, b); }
ML_INLINE vdouble vdouble_rest(vdouble a, vdouble rounded, vdouble b) {
  return vdouble_sub(a, vdouble_sub(rounded, b));
}
ML_INLINE vdouble vdouble_fma(vdouble a, vdouble b, vdouble c) {
  __asm__("vfmadd231pd %2, %1, %0" : "+x"(c) : "x"(a), "x"(b));
  return c;
}

// MXCSR as the caller had it; inside: toward zero, every exception masked, denormals kept.
typedef unsigned vstate;
ML_INLINE vstate vstate_enter(void) {
  vstate before = _mm_getcsr();
  _mm_setcsr(0x7f80);
  return before;
}
ML_INLINE void vstate_leave(vstate before) { _mm_setcsr(before); }
