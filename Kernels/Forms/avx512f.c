// SPDX-License-Identifier: Apache-2.0
// The kernel for AVX-512 without IFMA.
#define ML_FORM_AVX512F 1
#define ML_FIELD_DOUBLE 1
#define ML_KERNEL ml_kernel_avx512f
#define ML_KERNEL_NAME "avx512f"
#include "../Vector/begin.h"

#if __x86_64__
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma,bmi,bmi2"))), apply_to = function)
#include "../Ed25519/formulas.h"
#pragma clang attribute pop
#endif
