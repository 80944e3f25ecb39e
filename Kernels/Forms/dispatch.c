// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include "../Vector/begin.h"

extern const ml_kernel ml_kernel_scalar;
#if __x86_64__
extern const ml_kernel ml_kernel_avx2, ml_kernel_avx512f, ml_kernel_ifma;
#endif

// __builtin_cpu_supports asks the operating system's part too: whether it saves the registers.
const ml_kernel *ml_kernel_of(int form) {
#if __x86_64__
  __builtin_cpu_init();
  int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
             __builtin_cpu_supports("bmi2");
  int avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  if (form == ML_KERNEL_AVX2 && avx2) return &ml_kernel_avx2;
  if (form == ML_KERNEL_AVX512F && avx512) return &ml_kernel_avx512f;
  if (form == ML_KERNEL_IFMA && avx512 && __builtin_cpu_supports("avx512ifma")) {
    return &ml_kernel_ifma;
  }
#endif
  return form == ML_KERNEL_SCALAR ? &ml_kernel_scalar : NULL;
}

static const ml_kernel *find(int *reference) {
  const char *wanted = getenv("MATCHLOCK_KERNEL");
  *reference = wanted != NULL && strcmp(wanted, "libsodium") == 0;
  if (*reference) return NULL;
  for (int form = ML_KERNEL_COUNT - 1; form >= 0; form--) {
    const ml_kernel *kernel = ml_kernel_of(form);
    if (kernel == NULL) continue;
    if (wanted == NULL || wanted[0] == 0 || strcmp(wanted, kernel->name) == 0) {
      kernel->prepare();
      return kernel;
    }
  }
  return NULL;
}

// 0 before, 1 while somebody looks, 2 when found.
static int looked, is_reference;
static const ml_kernel *in_use;

const ml_kernel *ml_kernel_chosen(int *reference) {
  int before = 0;
  if (__atomic_compare_exchange_n(&looked, &before, 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
    in_use = find(&is_reference);
    __atomic_store_n(&looked, 2, __ATOMIC_RELEASE);
  }
  while (__atomic_load_n(&looked, __ATOMIC_ACQUIRE) != 2) {
  }
  *reference = is_reference;
  return in_use;
}

const ml_kernel *ml_kernel_in_use(void) {
  int reference;
  return ml_kernel_chosen(&reference);
}
