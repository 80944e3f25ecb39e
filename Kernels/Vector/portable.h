// SPDX-License-Identifier: Apache-2.0
// The lane operations in plain C, for any number of lanes: ML_PORTABLE_LANES. With one lane this is
// the scalar kernel; with eight the tests run every other form's arithmetic through it. See vector.h
// for what each operation means.
#pragma once

enum { ML_LANES = ML_PORTABLE_LANES };

typedef struct {
  uint64_t lane[ML_PORTABLE_LANES];
} v64;
typedef struct {
  unsigned bits;
} vmask;

#define ML_INLINE static inline __attribute__((always_inline, unused))
#define ML_EACH for (int i = 0; i < ML_LANES; i++)
#define ML_MAP(expression) \
  do {                     \
    v64 r;                 \
    ML_EACH r.lane[i] = (expression); \
    return r;              \
  } while (0)

ML_INLINE v64 v64_all(uint64_t x) { ML_MAP(x); }
ML_INLINE v64 v64_load(const uint64_t *p) { ML_MAP(p[i]); }
ML_INLINE void v64_store(uint64_t *p, v64 a) { ML_EACH p[i] = a.lane[i]; }

ML_INLINE v64 v64_add(v64 a, v64 b) { ML_MAP(a.lane[i] + b.lane[i]); }
ML_INLINE v64 v64_sub(v64 a, v64 b) { ML_MAP(a.lane[i] - b.lane[i]); }
ML_INLINE v64 v64_and(v64 a, v64 b) { ML_MAP(a.lane[i] & b.lane[i]); }
ML_INLINE v64 v64_or(v64 a, v64 b) { ML_MAP(a.lane[i] | b.lane[i]); }
ML_INLINE v64 v64_xor(v64 a, v64 b) { ML_MAP(a.lane[i] ^ b.lane[i]); }
ML_INLINE v64 v64_andnot(v64 a, v64 b) { ML_MAP(~a.lane[i] & b.lane[i]); }
ML_INLINE v64 v64_xor3(v64 a, v64 b, v64 c) { ML_MAP(a.lane[i] ^ b.lane[i] ^ c.lane[i]); }
ML_INLINE v64 v64_choose(v64 a, v64 b, v64 c) {
  ML_MAP(c.lane[i] ^ (a.lane[i] & (b.lane[i] ^ c.lane[i])));
}
ML_INLINE v64 v64_majority(v64 a, v64 b, v64 c) {
  ML_MAP((a.lane[i] & b.lane[i]) | (c.lane[i] & (a.lane[i] | b.lane[i])));
}
ML_INLINE v64 v64_shl(v64 a, unsigned n) { ML_MAP(a.lane[i] << n); }
ML_INLINE v64 v64_shr(v64 a, unsigned n) { ML_MAP(a.lane[i] >> n); }
ML_INLINE v64 v64_sar(v64 a, unsigned n) { ML_MAP((uint64_t)((int64_t)a.lane[i] >> n)); }
ML_INLINE v64 v64_ror(v64 a, unsigned n) { ML_MAP((a.lane[i] >> n) | (a.lane[i] << (64 - n))); }
ML_INLINE v64 v64_swap_bytes(v64 a) { ML_MAP(__builtin_bswap64(a.lane[i])); }
ML_INLINE v64 v64_multiply32(v64 a, v64 b) {
  ML_MAP((uint64_t)(uint32_t)a.lane[i] * (uint32_t)b.lane[i]);
}

#define ML_TEST(expression)                                   \
  do {                                                        \
    vmask m = {0};                                            \
    ML_EACH m.bits |= (unsigned)((expression) ? 1u : 0u) << i; \
    return m;                                                 \
  } while (0)
ML_INLINE vmask v64_equal(v64 a, v64 b) { ML_TEST(a.lane[i] == b.lane[i]); }
ML_INLINE vmask v64_below(v64 a, v64 b) { ML_TEST(a.lane[i] < b.lane[i]); }
ML_INLINE vmask vmask_all(void) { return (vmask){(1u << ML_LANES) - 1}; }
ML_INLINE vmask vmask_of(unsigned bits) { return (vmask){bits & ((1u << ML_LANES) - 1)}; }
ML_INLINE unsigned vmask_bits(vmask m) { return m.bits; }
ML_INLINE vmask vmask_and(vmask a, vmask b) { return (vmask){a.bits & b.bits}; }
ML_INLINE vmask vmask_or(vmask a, vmask b) { return (vmask){a.bits | b.bits}; }
ML_INLINE vmask vmask_xor(vmask a, vmask b) { return (vmask){a.bits ^ b.bits}; }
// Branch-free: the mask may be a secret's.
ML_INLINE v64 v64_select(vmask m, v64 a, v64 b) {
  ML_MAP(b.lane[i] ^ ((a.lane[i] ^ b.lane[i]) & ml_opaque(0 - (uint64_t)(m.bits >> i & 1))));
}

ML_INLINE v64 v64_permute(v64 a, v64 index) { ML_MAP(a.lane[index.lane[i] % ML_LANES]); }
// Reads all eight entries whatever the index.
ML_INLINE v64 v64_lookup8(const uint64_t table[8], v64 index) {
  v64 r = v64_all(0);
  for (uint64_t k = 0; k < 8; k++) {
    ML_EACH {
      uint64_t other = index.lane[i] ^ k;
      r.lane[i] |= table[k] & ml_opaque(((other | (0 - other)) >> 63) - 1);
    }
  }
  return r;
}
ML_INLINE void v64_transpose(v64 r[ML_PORTABLE_LANES]) {
  v64 t[ML_PORTABLE_LANES];
  for (int k = 0; k < ML_LANES; k++) ML_EACH t[k].lane[i] = r[i].lane[k];
  for (int k = 0; k < ML_LANES; k++) r[k] = t[k];
}

#if ML_FIELD_DOUBLE
// The operations of the double form, by integers: an oracle for tests, slow, no FPU state involved.
#include "portable_double.h"
#else
#define ML_MASK52 0xfffffffffffffu
ML_INLINE v64 v64_madd52lo(v64 c, v64 a, v64 b) {
  ML_MAP(c.lane[i] + (((a.lane[i] & ML_MASK52) * (b.lane[i] & ML_MASK52)) & ML_MASK52));
}
ML_INLINE v64 v64_madd52hi(v64 c, v64 a, v64 b) {
  ML_MAP(c.lane[i] + (uint64_t)(((unsigned __int128)(a.lane[i] & ML_MASK52) *
                                 (b.lane[i] & ML_MASK52)) >> 52));
}
#endif

typedef int vstate;
ML_INLINE vstate vstate_enter(void) { return 0; }
ML_INLINE void vstate_leave(vstate s) { (void)s; }
