// SPDX-License-Identifier: Apache-2.0
// The kernels' formulas compiled once more, for tests: over intervals, which prove the limb bounds, and
// over the portable lane operations in eight lanes, both arithmetics, on any processor.
#pragma once

#include "ml_kernels.h"

// Pushes intervals through every formula of a form and returns how many intermediates or results could
// lie outside what the form holds exactly or what the next formula takes. `plant` is 0, or the number of
// a mistake to make, 1 to ML_PROBE_PLANTS, which must be found. `what` gets the first fault's text.
enum { ML_PROBE_PLANTS = 4 };
int ml_probe_intervals_integer(int plant, const char **what);
int ml_probe_intervals_double(int plant, const char **what);

// Eight lanes in plain C: the arithmetic of the IFMA form, and that of the two double forms with rounding
// toward zero done by integers. The second is thousands of times slower than what it stands for.
extern const ml_kernel ml_kernel_portable_integer;
extern const ml_kernel ml_kernel_portable_double;
static inline const ml_kernel *ml_probe_portable(int doubles) {
  return doubles ? &ml_kernel_portable_double : &ml_kernel_portable_integer;
}

// Judges the requests and builds a table under every rounding mode of the caller, with and without
// flushing of denormals and raised exceptions; returns how often a verdict or a table was another or the
// caller's MXCSR did not come back to the bit. At most 64 requests, the first one's key registrable.
int ml_probe_rounding(const ml_kernel *kernel, const ml_verify_request *requests, size_t count,
                      const uint8_t *expected);

// `wrong` counts cases where a kernel and the scalar one, or the scalar one and libsodium, or an honest
// signature and the verdict, disagree, or where more needed the slow decision than were spoilt.
typedef struct {
  uint64_t cases, accepted, wrong;
} ml_probe_differential_result;

// At least `cases` signatures, honest, spoilt and mixed up, in bursts of one to eight with every size of
// table, by every kernel of this processor and by libsodium. Returns 0.
int ml_probe_differential(uint64_t cases, uint64_t seed, ml_probe_differential_result *result);
