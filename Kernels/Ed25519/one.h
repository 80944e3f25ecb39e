// SPDX-License-Identifier: Apache-2.0
// One element of GF(2^255 - 19) in ordinary registers, for the inversion that signatures share.
#pragma once

typedef struct {
  uint64_t l[5];
} one_fe;

ML_INLINE one_fe one_of_words(const uint64_t w[4]) {
  return (one_fe){{w[0] & 0x7ffffffffffff, (w[0] >> 51 | w[1] << 13) & 0x7ffffffffffff,
                   (w[1] >> 38 | w[2] << 26) & 0x7ffffffffffff,
                   (w[2] >> 25 | w[3] << 39) & 0x7ffffffffffff, (w[3] & ML_TOP) >> 12}};
}
ML_INLINE one_fe one_carry(const unsigned __int128 r[5]) {
  one_fe x;
  unsigned __int128 c = 0;
  for (int i = 0; i < 5; i++) {
    c += r[i];
    x.l[i] = (uint64_t)c & 0x7ffffffffffff;
    c >>= 51;
  }
  // What is carried out is below 2^62.
  unsigned __int128 low = x.l[0] + c * 19;
  x.l[0] = (uint64_t)low & 0x7ffffffffffff;
  x.l[1] += (uint64_t)(low >> 51);
  return x;
}
ML_INLINE one_fe one_mul(one_fe a, one_fe b) {
  unsigned __int128 r[5];
  for (int k = 0; k < 5; k++) {
    r[k] = 0;
    for (int i = 0; i < 5; i++) {
      uint64_t y = i <= k ? b.l[k - i] : 19 * b.l[5 + k - i];
      r[k] += (unsigned __int128)a.l[i] * y;
    }
  }
  return one_carry(r);
}
// Below 2^255, not reduced below p: what reads it reduces.
ML_INLINE void one_words(uint64_t w[4], one_fe a) {
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < 4; i++) {
      a.l[i + 1] += a.l[i] >> 51;
      a.l[i] &= 0x7ffffffffffff;
    }
    a.l[0] += 19 * (a.l[4] >> 51);
    a.l[4] &= 0x7ffffffffffff;
  }
  w[0] = a.l[0] | a.l[1] << 51;
  w[1] = a.l[1] >> 13 | a.l[2] << 38;
  w[2] = a.l[2] >> 26 | a.l[3] << 25;
  w[3] = a.l[3] >> 39 | a.l[4] << 12;
}

// ---- Inversion, in a time that depends on the element: for what is public ---------------------
//
// Division steps (Bernstein and Yang, eprint 2019/266), 62 at a time on the low words, each batch as a
// matrix that is then applied to the whole numbers. Numbers are five signed limbs of 62 bits; p is
// -19 + 128 * 2^248.

typedef struct {
  int64_t l[5];
} one_signed;
typedef struct {
  int64_t u, v, q, r;
} one_matrix;

#define ML_MASK62 0x3fffffffffffffffu

// The matrix of 62 division steps of f (odd) and g, of which the low 64 bits are given.
ML_INLINE int64_t one_steps(int64_t eta, uint64_t f, uint64_t g, one_matrix *t) {
  uint64_t u = 1, v = 0, q = 0, r = 1;
  int left = 62;
  for (;;) {
    int zeros = __builtin_ctzll(g | ~(uint64_t)0 << left);
    g >>= zeros, u <<= zeros, v <<= zeros;
    eta -= zeros, left -= zeros;
    if (left == 0) break;
    if (eta < 0) {
      uint64_t old = f;
      eta = -eta;
      f = g, g = 0 - old;
      old = u, u = q, q = 0 - old;
      old = v, v = r, r = 0 - old;
    }
    // So many more steps only add f; as many low bits of g are cleared at once, at most six, by the
    // multiple -g/f of f, f (f^2 - 2) being -1/f modulo 64.
    int64_t limit = eta + 1 < left ? eta + 1 : left;
    if (limit > 6) limit = 6;
    uint64_t w = (g * f * (f * f - 2)) & (((uint64_t)1 << limit) - 1);
    g += f * w, q += u * w, r += v * w;
  }
  *t = (one_matrix){(int64_t)u, (int64_t)v, (int64_t)q, (int64_t)r};
  return eta;
}

// (f, g) = t (f, g) / 2^62, exactly.
ML_INLINE void one_apply(one_signed *f, one_signed *g, const one_matrix *t) {
  __int128 cf = 0, cg = 0;
  for (int i = 0; i < 5; i++) {
    cf += (__int128)t->u * f->l[i] + (__int128)t->v * g->l[i];
    cg += (__int128)t->q * f->l[i] + (__int128)t->r * g->l[i];
    if (i > 0) {
      f->l[i - 1] = (int64_t)((uint64_t)cf & ML_MASK62);
      g->l[i - 1] = (int64_t)((uint64_t)cg & ML_MASK62);
    }
    cf >>= 62, cg >>= 62;
  }
  f->l[4] = (int64_t)cf, g->l[4] = (int64_t)cg;
}

// (d, e) = t (d, e) / 2^62 modulo p; both stay between -2p and p.
ML_INLINE void one_apply_modulo(one_signed *d, one_signed *e, const one_matrix *t) {
  const uint64_t inverse = 0x39435e50d79435e5;  // of p modulo 2^62
  int64_t sd = d->l[4] >> 63, se = e->l[4] >> 63;
  int64_t md = (t->u & sd) + (t->v & se), me = (t->q & sd) + (t->r & se);
  __int128 cd = (__int128)t->u * d->l[0] + (__int128)t->v * e->l[0];
  __int128 ce = (__int128)t->q * d->l[0] + (__int128)t->r * e->l[0];
  md -= (int64_t)((inverse * (uint64_t)cd + (uint64_t)md) & ML_MASK62);
  me -= (int64_t)((inverse * (uint64_t)ce + (uint64_t)me) & ML_MASK62);
  cd -= (__int128)19 * md, ce -= (__int128)19 * me;
  cd >>= 62, ce >>= 62;
  for (int i = 1; i < 5; i++) {
    cd += (__int128)t->u * d->l[i] + (__int128)t->v * e->l[i];
    ce += (__int128)t->q * d->l[i] + (__int128)t->r * e->l[i];
    if (i == 4) cd += (__int128)128 * md, ce += (__int128)128 * me;
    d->l[i - 1] = (int64_t)((uint64_t)cd & ML_MASK62);
    e->l[i - 1] = (int64_t)((uint64_t)ce & ML_MASK62);
    cd >>= 62, ce >>= 62;
  }
  d->l[4] = (int64_t)cd, e->l[4] = (int64_t)ce;
}

ML_INLINE void one_signed_carry(one_signed *d) {
  for (int i = 0; i < 4; i++) {
    d->l[i + 1] += d->l[i] >> 62;
    d->l[i] &= (int64_t)ML_MASK62;
  }
}

// Four words below 2^256, and what one number from 0 to below 2^255 is.
ML_INLINE one_signed one_signed_of(const uint64_t w[4]) {
  return (one_signed){{(int64_t)(w[0] & ML_MASK62), (int64_t)((w[0] >> 62 | w[1] << 2) & ML_MASK62),
                       (int64_t)((w[1] >> 60 | w[2] << 4) & ML_MASK62),
                       (int64_t)((w[2] >> 58 | w[3] << 6) & ML_MASK62), (int64_t)(w[3] >> 56)}};
}
ML_INLINE one_fe one_of_signed(const one_signed *d) {
  const uint64_t x[5] = {(uint64_t)d->l[0], (uint64_t)d->l[1], (uint64_t)d->l[2],
                         (uint64_t)d->l[3], (uint64_t)d->l[4]};
  const uint64_t w[4] = {x[0] | x[1] << 62, x[1] >> 2 | x[2] << 60, x[2] >> 4 | x[3] << 58,
                         x[3] >> 6 | x[4] << 56};
  return one_of_words(w);
}

// The inverse, and zero of zero.
static __attribute__((noinline)) one_fe one_invert(one_fe a) {
  uint64_t w[4];
  one_words(w, a);
  one_signed d = {{0}}, e = {{1}}, f = {{-19, 0, 0, 0, 128}}, g = one_signed_of(w);
  int64_t eta = -1;
  while ((g.l[0] | g.l[1] | g.l[2] | g.l[3] | g.l[4]) != 0) {
    one_matrix t;
    uint64_t low_f = (uint64_t)f.l[0] + ((uint64_t)f.l[1] << 62);
    uint64_t low_g = (uint64_t)g.l[0] + ((uint64_t)g.l[1] << 62);
    eta = one_steps(eta, low_f, low_g, &t);
    one_apply_modulo(&d, &e, &t);
    one_apply(&f, &g, &t);
  }
  // f is 1 or -1 now, unless a was zero: then d is zero.
  int64_t negative = f.l[4] >> 63;
  if (d.l[4] < 0) d.l[0] -= 19, d.l[4] += 128;
  for (int i = 0; i < 5; i++) d.l[i] = (d.l[i] ^ negative) - negative;
  one_signed_carry(&d);
  for (int i = 0; i < 2 && d.l[4] < 0; i++) {
    d.l[0] -= 19, d.l[4] += 128;
    one_signed_carry(&d);
  }
  return one_of_signed(&d);
}
