// SPDX-License-Identifier: Apache-2.0
// The kernel for AVX2 and FMA.
#define ML_FORM_AVX2 1
#define ML_FIELD_DOUBLE 1
#define ML_KERNEL ml_kernel_avx2
#define ML_KERNEL_NAME "avx2"
#include "../Vector/begin.h"

#if __x86_64__
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2"))), apply_to = function)
#include "../Ed25519/formulas.h"
#pragma clang attribute pop
#endif
