// SPDX-License-Identifier: Apache-2.0
// The kernel for AVX-512 with IFMA.
#define ML_FORM_IFMA 1
#define ML_FIELD_DOUBLE 0
#define ML_KERNEL ml_kernel_ifma
#define ML_KERNEL_NAME "ifma"
#include "../Vector/begin.h"

#if __x86_64__
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512ifma,bmi,bmi2"))), apply_to = function)
#include "../Ed25519/formulas.h"
#pragma clang attribute pop
#endif
