// SPDX-License-Identifier: Apache-2.0
// Eight lanes of 64 bits in one zmm register: AVX-512 F, DQ, BW and VL. See vector.h for what each
// operation means.
#pragma once

enum { ML_LANES = 8 };

typedef __m512i v64;
typedef __mmask8 vmask;

#define ML_INLINE static inline __attribute__((always_inline, unused))

// A product of field elements, which is 200 instructions over nearly all registers: a function of its own,
// operands and result in zmm registers. Inlined, several of them are interleaved by the compiler, and an
// addition of points spills 320 times.
#define ML_PRODUCT static __attribute__((noinline, regcall, unused))

ML_INLINE v64 v64_all(uint64_t x) { return _mm512_set1_epi64((long long)x); }
ML_INLINE v64 v64_load(const uint64_t *p) { return _mm512_loadu_si512(p); }
ML_INLINE void v64_store(uint64_t *p, v64 a) { _mm512_storeu_si512(p, a); }

ML_INLINE v64 v64_add(v64 a, v64 b) { return _mm512_add_epi64(a, b); }
ML_INLINE v64 v64_sub(v64 a, v64 b) { return _mm512_sub_epi64(a, b); }
ML_INLINE v64 v64_and(v64 a, v64 b) { return _mm512_and_si512(a, b); }
ML_INLINE v64 v64_or(v64 a, v64 b) { return _mm512_or_si512(a, b); }
ML_INLINE v64 v64_xor(v64 a, v64 b) { return _mm512_xor_si512(a, b); }
ML_INLINE v64 v64_andnot(v64 a, v64 b) { return _mm512_andnot_si512(a, b); }
ML_INLINE v64 v64_xor3(v64 a, v64 b, v64 c) { return _mm512_ternarylogic_epi64(a, b, c, 0x96); }
ML_INLINE v64 v64_choose(v64 a, v64 b, v64 c) { return _mm512_ternarylogic_epi64(a, b, c, 0xca); }
ML_INLINE v64 v64_majority(v64 a, v64 b, v64 c) {
  return _mm512_ternarylogic_epi64(a, b, c, 0xe8);
}
ML_INLINE v64 v64_shl(v64 a, unsigned n) { return _mm512_slli_epi64(a, n); }
ML_INLINE v64 v64_shr(v64 a, unsigned n) { return _mm512_srli_epi64(a, n); }
ML_INLINE v64 v64_sar(v64 a, unsigned n) { return _mm512_srai_epi64(a, n); }
#define v64_ror(a, n) _mm512_ror_epi64(a, n)
ML_INLINE v64 v64_swap_bytes(v64 a) {
  return _mm512_shuffle_epi8(
      a, _mm512_set_epi64(0x08090a0b0c0d0e0f, 0x0001020304050607, 0x08090a0b0c0d0e0f,
                          0x0001020304050607, 0x08090a0b0c0d0e0f, 0x0001020304050607,
                          0x08090a0b0c0d0e0f, 0x0001020304050607));
}
ML_INLINE v64 v64_multiply32(v64 a, v64 b) { return _mm512_mul_epu32(a, b); }

ML_INLINE vmask v64_equal(v64 a, v64 b) { return _mm512_cmpeq_epi64_mask(a, b); }
ML_INLINE vmask v64_below(v64 a, v64 b) { return _mm512_cmplt_epu64_mask(a, b); }
ML_INLINE vmask vmask_all(void) { return 0xff; }
ML_INLINE vmask vmask_of(unsigned bits) { return (vmask)bits; }
ML_INLINE unsigned vmask_bits(vmask m) { return m; }
ML_INLINE vmask vmask_and(vmask a, vmask b) { return (vmask)(a & b); }
ML_INLINE vmask vmask_or(vmask a, vmask b) { return (vmask)(a | b); }
ML_INLINE vmask vmask_xor(vmask a, vmask b) { return (vmask)(a ^ b); }
ML_INLINE v64 v64_select(vmask m, v64 a, v64 b) { return _mm512_mask_blend_epi64(m, b, a); }

ML_INLINE v64 v64_permute(v64 a, v64 index) { return _mm512_permutexvar_epi64(index, a); }
ML_INLINE v64 v64_lookup8(const uint64_t table[8], v64 index) {
  return _mm512_permutexvar_epi64(index, _mm512_loadu_si512(table));
}

ML_INLINE void v64_transpose(v64 r[8]) {
  v64 a[8], b[8];
  for (int i = 0; i < 8; i += 2) {
    a[i] = _mm512_unpacklo_epi64(r[i], r[i + 1]);
    a[i + 1] = _mm512_unpackhi_epi64(r[i], r[i + 1]);
  }
  // a[2i + j]: columns j, j + 2, j + 4, j + 6 of rows 2i and 2i + 1.
  for (int j = 0; j < 2; j++) {
    b[j] = _mm512_shuffle_i64x2(a[j], a[j + 2], 0x88);
    b[j + 2] = _mm512_shuffle_i64x2(a[j], a[j + 2], 0xdd);
    b[j + 4] = _mm512_shuffle_i64x2(a[j + 4], a[j + 6], 0x88);
    b[j + 6] = _mm512_shuffle_i64x2(a[j + 4], a[j + 6], 0xdd);
  }
  for (int j = 0; j < 4; j++) {
    r[j] = _mm512_shuffle_i64x2(b[j], b[j + 4], 0x88);
    r[j + 4] = _mm512_shuffle_i64x2(b[j], b[j + 4], 0xdd);
  }
}

#if ML_FIELD_DOUBLE
typedef __m512d vdouble;
ML_INLINE vdouble vdouble_all(double x) { return _mm512_set1_pd(x); }
ML_INLINE vdouble vdouble_of_bits(v64 a) { return _mm512_castsi512_pd(a); }
ML_INLINE v64 vdouble_bits(vdouble a) { return _mm512_castpd_si512(a); }
// Exact wherever it is used: the rounding mode is named so that the caller's does not matter.
ML_INLINE vdouble vdouble_add(vdouble a, vdouble b) {
  return _mm512_add_round_pd(a, b, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}
ML_INLINE vdouble vdouble_sub(vdouble a, vdouble b) {
  return _mm512_sub_round_pd(a, b, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}
ML_INLINE vdouble vdouble_add_rounded(vdouble a, vdouble b) { return vdouble_add(a, b); }
ML_INLINE vdouble vdouble_rest(vdouble a, vdouble rounded, vdouble b) {
  return vdouble_sub(a, vdouble_sub(rounded, b));
}
ML_INLINE vdouble vdouble_fma(vdouble a, vdouble b, vdouble c) {
  return _mm512_fmadd_round_pd(a, b, c, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}
#endif

// Nothing to enter: embedded rounding, and no operation here looks at MXCSR otherwise.
typedef int vstate;
ML_INLINE vstate vstate_enter(void) { return 0; }
ML_INLINE void vstate_leave(vstate s) { (void)s; }
