// SPDX-License-Identifier: Apache-2.0
// What must be included before a form turns its target on.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if __x86_64__
#include <immintrin.h>
#endif

#include "../include/ml_kernels.h"

// The same number, of which the optimiser knows nothing: else it sees that a mask is all ones or all zeros
// and makes a branch of it.
static inline __attribute__((always_inline, unused)) uint64_t ml_opaque(uint64_t x) {
  __asm__("" : "+r"(x));
  return x;
}
