// SPDX-License-Identifier: Apache-2.0
// Every formula on the widest intervals that it may be given. What each gives must lie in what the others
// take: then it is so for ever, by induction over the formulas of any computation.
#include "../../Kernels/Vector/begin.h"
#include "../../Kernels/Vector/vector.h"
#include "../../Kernels/Ed25519/field.h"
#include "../../Kernels/Ed25519/point.h"
#include "include/ml_kernel_probe.h"

static int faults;
static const char *first_fault;
static void ml_interval_fault(const char *what) {
  if (faults++ == 0) first_fault = what;
}
static void fault(const char *what) { ml_interval_fault(what); }

static limb limb_within(wide low, wide high) {
#if ML_FIELD_DOUBLE
  return (limb){low, high, 1};
#else
  return (limb){low, high};
#endif
}
static fe fe_within(wide low, wide high) {
  fe r;
  for (int i = 0; i < 5; i++) r.l[i] = limb_within(low, high);
  return r;
}

// As field_integer.h and field_double.h say.
#if ML_FIELD_DOUBLE
static fe tight(void) { return fe_within(-wide_power(50) - wide_power(14), wide_power(50) + wide_power(14)); }
static fe loose(void) { return fe_within(-wide_power(51) - wide_power(15), wide_power(51) + wide_power(15)); }
#else
static fe tight(void) { return fe_within(0, wide_power(51) + wide_power(14) - 1); }
static fe loose(void) { return tight(); }
#endif

static void expect_within(fe a, fe bound, const char *what) {
  for (int i = 0; i < 5; i++) {
    if (a.l[i].low < bound.l[i].low || a.l[i].high > bound.l[i].high) fault(what);
  }
}
static void expect_tight(fe a, const char *what) { expect_within(a, tight(), what); }
static void expect_loose(fe a, const char *what) { expect_within(a, loose(), what); }

static point tight_point(void) { return (point){tight(), tight(), tight(), tight()}; }
static void expect_point(point p, const char *what) {
  expect_tight(p.x, what), expect_tight(p.y, what), expect_tight(p.z, what);
  expect_tight(p.t, what);
}
static cached any_cached(void) { return (cached){loose(), loose(), tight(), tight()}; }
static void expect_cached(cached c, const char *what) {
  expect_loose(c.sum, what), expect_loose(c.difference, what);
  expect_tight(c.z, what), expect_tight(c.product, what);
}

static void field_formulas(void) {
  const uint64_t limbs[5] = {ML_MASK51, ML_MASK51, ML_MASK51, ML_MASK51, ML_MASK51};
  v64 w[4] = {v64_any(), v64_any(), v64_any(), v64_any()};
  expect_tight(fe_mul(loose(), loose()), "fe_mul");
  expect_tight(fe_square(tight()), "fe_square");
  expect_loose(fe_add(tight(), tight()), "fe_add");
  expect_loose(fe_sub(tight(), tight()), "fe_sub");
  expect_tight(fe_neg(tight()), "fe_neg");
  expect_loose(fe_minus_twice(tight()), "fe_minus_twice");
  expect_tight(fe_twice_plus_difference(tight(), tight(), tight()), "fe_twice_plus_difference");
  expect_tight(fe_tight(loose()), "fe_tight");
  expect_tight(fe_mul(fe_neg_entry(tight()), loose()), "fe_neg_entry");
  expect_tight(fe_of_words(w), "fe_of_words");
  expect_tight(fe_mul(fe_all(limbs), loose()), "a constant");
  fe_words(w, tight());
  fe_is_zero(fe_sub(tight(), tight()));
  fe_is_odd(tight());
  expect_tight(fe_select((vmask){0}, tight(), tight()), "fe_select");
  expect_tight(fe_invert(tight()), "fe_invert");
  expect_tight(fe_root_power(tight()), "fe_root_power");
}

static void point_formulas(void) {
  v64 w[4] = {v64_any(), v64_any(), v64_any(), v64_any()};
  point p;
  expect_point(point_identity(), "point_identity");
  niels n = niels_of_halves(tight(), tight());
  expect_tight(n.sum, "niels"), expect_tight(n.difference, "niels"), expect_tight(n.product, "niels");
  n = niels_signed((niels){tight(), tight(), tight()}, (vmask){0});
  expect_point(point_add_niels(tight_point(), n), "point_add_niels");
  expect_cached(point_cached(tight_point()), "point_cached");
  expect_cached(cached_negated(any_cached()), "cached_negated");
  expect_point(point_add_cached(tight_point(), any_cached()), "point_add_cached");
  expect_point(point_double(tight_point()), "point_double");
  expect_point(point_negated(tight_point()), "point_negated");
  point_decode(&p, w);
  expect_point(p, "point_decode");
  p = tight_point();
  point_is_small(&p);
}

// Mistakes that the bounds must show: each is one that was made or nearly made.
static void planted(int plant) {
  fe sum = loose();
  if (plant == 1) {
    // Four terms where two are allowed.
    for (int i = 0; i < 5; i++) {
      sum.l[i].low = 4 * loose().l[i].low;
      sum.l[i].high = 4 * loose().l[i].high;
    }
    fe_mul(sum, sum);
  }
  // 2 Z - C and 2 Z + C multiplied as they are: why tables hold halves.
  if (plant == 2) {
    for (int i = 0; i < 5; i++) {
      sum.l[i].low = 3 * tight().l[i].low;
      sum.l[i].high = 3 * tight().l[i].high;
    }
    fe_mul(sum, sum);
  }
  // A product of unlimited factors.
  if (plant == 3) fe_mul(fe_within(-wide_power(53), wide_power(53)), tight());
  // A result that is said to be tight and is not.
  if (plant == 4) {
    fe r = fe_mul(loose(), loose());
    r.l[0].high += wide_power(15);
    expect_tight(r, "planted");
  }
}

int ML_PROBE(int plant, const char **what) {
  faults = 0;
  first_fault = "";
  if (plant == 0) {
    field_formulas();
    point_formulas();
  } else {
    planted(plant);
  }
  *what = first_fault;
  return faults;
}
