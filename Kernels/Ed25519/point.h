// SPDX-License-Identifier: Apache-2.0
// The group of edwards25519, -x^2 + y^2 = 1 + d x^2 y^2, a point in each lane.
//
//     point     extended coordinates X : Y : Z : T, x = X/Z, y = Y/Z, T = XY/Z (eprint 2008/522)
//     niels     an affine point as a table holds it: (y + x)/2, (y - x)/2, d x y
//     cached    any point to be added: Y + X, Y - X, Z, 2d T
//
// -1 is a square and d is not, so these formulas are right for every pair of points: no input is an
// exception that somebody could look for. Halves in the table save a doubling of Z in every addition.
#pragma once

typedef struct {
  fe x, y, z, t;
} point;
typedef struct {
  fe sum, difference, product;
} niels;
typedef struct {
  fe sum, difference, z, product;
} cached;

static const uint64_t edwards_d[5] = {0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029,
                                      0x739c663a03cbb, 0x52036cee2b6ff};
static const uint64_t edwards_2d[5] = {0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052,
                                       0x6738cc7407977, 0x2406d9dc56dff};
static const uint64_t root_of_minus_one[5] = {0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60,
                                              0x78595a6804c9e, 0x2b8324804fc1d};
static const uint64_t one_half[5] = {0x7fffffffffff7, 0x7ffffffffffff, 0x7ffffffffffff,
                                     0x7ffffffffffff, 0x3ffffffffffff};
static const uint64_t edwards_4d[5] = {0x537284d65e2b2, 0x6a0a0ec55baf5, 0x79e89800700a4, 0x4e7198e80f2ee, 0x480db3b8adbff};

ML_INLINE point point_identity(void) {
  fe zero = fe_small(0), one = fe_small(1);
  return (point){zero, one, one, zero};
}

// The end of an addition: E, F, G, H to a point.
ML_INLINE point point_of(fe e, fe f, fe g, fe h) {
  return (point){fe_mul(e, f), fe_mul(g, h), fe_mul(f, g), fe_mul(e, h)};
}

ML_INLINE point point_add_niels(point p, niels q) {
  fe a = fe_mul(fe_sub(p.y, p.x), q.difference);
  fe b = fe_mul(fe_add(p.y, p.x), q.sum);
  fe c = fe_mul(p.t, q.product);
  return point_of(fe_sub(b, a), fe_sub(p.z, c), fe_add(p.z, c), fe_add(b, a));
}

// A table's entry, negated in some lanes.
ML_INLINE niels niels_signed(niels n, vmask negated) {
  return (niels){fe_select(negated, n.difference, n.sum), fe_select(negated, n.sum, n.difference),
                 fe_select(negated, fe_neg_entry(n.product), n.product)};
}
// A table's entry from x/2 and y/2.
ML_INLINE niels niels_of_halves(fe x, fe y) {
  return (niels){fe_tight(fe_add(y, x)), fe_tight(fe_sub(y, x)),
                 fe_mul(fe_mul(x, y), fe_all(edwards_4d))};
}

ML_INLINE point point_add_cached(point p, cached q) {
  fe a = fe_mul(fe_sub(p.y, p.x), q.difference);
  fe b = fe_mul(fe_add(p.y, p.x), q.sum);
  fe c = fe_mul(p.t, q.product);
  fe zz = fe_mul(p.z, q.z);
  fe d = fe_tight(fe_add(zz, zz));
  return point_of(fe_sub(b, a), fe_sub(d, c), fe_add(d, c), fe_add(b, a));
}

ML_INLINE cached point_cached(point p) {
  return (cached){fe_add(p.y, p.x), fe_sub(p.y, p.x), p.z, fe_mul(p.t, fe_all(edwards_2d))};
}
ML_INLINE cached cached_negated(cached q) {
  return (cached){q.difference, q.sum, q.z, fe_neg(q.product)};
}
ML_INLINE cached cached_select(vmask m, cached a, cached b) {
  return (cached){fe_select(m, a.sum, b.sum), fe_select(m, a.difference, b.difference),
                  fe_select(m, a.z, b.z), fe_select(m, a.product, b.product)};
}

ML_INLINE point point_double(point p) {
  fe a = fe_square(p.x), b = fe_square(p.y), zz = fe_square(p.z);
  fe e = fe_minus_twice(fe_mul(p.x, p.y));
  fe f = fe_twice_plus_difference(zz, a, b);
  return point_of(e, f, fe_sub(a, b), fe_add(a, b));
}

ML_INLINE point point_negated(point p) { return (point){fe_neg(p.x), p.y, p.z, fe_neg(p.t)}; }

ML_INLINE point point_permute(point p, v64 index) {
  return (point){fe_permute(p.x, index), fe_permute(p.y, index), fe_permute(p.z, index),
                 fe_permute(p.t, index)};
}
ML_INLINE point point_select(vmask m, point a, point b) {
  return (point){fe_select(m, a.x, b.x), fe_select(m, a.y, b.y), fe_select(m, a.z, b.z),
                 fe_select(m, a.t, b.t)};
}

// Out of line: they are called in loops of hundreds, and each is a few hundred instructions.
static __attribute__((noinline)) fe fe_squares(fe a, int times) {
  for (int i = 0; i < times; i++) a = fe_square(a);
  return a;
}
static __attribute__((noinline)) void point_doubles(point *p, int times) {
  point q = *p;
  for (int i = 0; i < times; i++) q = point_double(q);
  *p = q;
}
static __attribute__((noinline, unused)) void point_plus(point *p, const cached *q) {
  *p = point_add_cached(*p, *q);
}

// a^(2^250 - 1), and a^11 beside it: where powers to p - 2 and (p - 5)/8 begin.
static __attribute__((noinline)) fe fe_power_250(fe a, fe *power11) {
  fe a2 = fe_square(a);
  fe a9 = fe_mul(fe_squares(a2, 2), a);
  fe a11 = fe_mul(a9, a2);
  fe t5 = fe_mul(fe_square(a11), a9);
  fe t10 = fe_mul(fe_squares(t5, 5), t5);
  fe t20 = fe_mul(fe_squares(t10, 10), t10);
  fe t40 = fe_mul(fe_squares(t20, 20), t20);
  fe t50 = fe_mul(fe_squares(t40, 10), t10);
  fe t100 = fe_mul(fe_squares(t50, 50), t50);
  fe t200 = fe_mul(fe_squares(t100, 100), t100);
  *power11 = a11;
  return fe_mul(fe_squares(t200, 50), t50);
}
// a^(p - 2): the inverse, and zero of zero.
ML_INLINE fe fe_invert(fe a) {
  fe a11, t = fe_power_250(a, &a11);
  return fe_mul(fe_squares(t, 5), a11);
}
// a^((p - 5)/8).
ML_INLINE fe fe_root_power(fe a) {
  fe a11, t = fe_power_250(a, &a11);
  return fe_mul(fe_squares(t, 2), a);
}

// Whether a tight or loose element is zero, and the parity of its representative below p.
ML_INLINE vmask words_zero(const v64 w[4]) {
  return v64_equal(v64_or(v64_or(w[0], w[1]), v64_or(w[2], w[3])), v64_all(0));
}
ML_INLINE vmask fe_is_zero(fe a) {
  v64 w[4];
  fe_words(w, fe_tight(a));
  return words_zero(w);
}
ML_INLINE vmask fe_is_odd(fe a) {
  v64 w[4];
  fe_words(w, fe_tight(a));
  return v64_equal(v64_and(w[0], v64_all(1)), v64_all(1));
}

// The points whose encodings are w; the mask tells of which there is one. y is taken modulo p and x = 0
// keeps no sign: what must be canonical has been looked at as bytes before.
static __attribute__((noinline)) vmask point_decode(point *p, const v64 w[4]) {
  fe y = fe_of_words(w), yy = fe_square(y), one = fe_small(1);
  fe u = fe_tight(fe_sub(yy, one));
  fe v = fe_tight(fe_add(fe_mul(yy, fe_all(edwards_d)), one));
  fe v3 = fe_mul(fe_square(v), v);
  fe v7 = fe_mul(fe_square(v3), v);
  fe x = fe_mul(fe_mul(u, v3), fe_root_power(fe_mul(u, v7)));
  fe vxx = fe_mul(v, fe_square(x));
  vmask plain = fe_is_zero(fe_sub(vxx, u)), turned = fe_is_zero(fe_add(vxx, u));
  x = fe_select(plain, x, fe_mul(x, fe_all(root_of_minus_one)));
  vmask negative = v64_equal(v64_shr(w[3], 63), v64_all(1));
  x = fe_select(vmask_xor(fe_is_odd(x), negative), fe_tight(fe_neg(x)), x);
  *p = (point){x, y, one, fe_mul(x, y)};
  return vmask_or(plain, turned);
}

// Whether [8]P is the identity.
static __attribute__((noinline)) vmask point_is_small(const point *p) {
  point q = *p;
  point_doubles(&q, 3);
  return vmask_and(fe_is_zero(q.x), fe_is_zero(fe_sub(q.y, q.z)));
}
