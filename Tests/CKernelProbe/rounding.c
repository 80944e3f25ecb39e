// SPDX-License-Identifier: Apache-2.0
#include "include/ml_kernel_probe.h"

#include <string.h>
#if __x86_64__
#include <immintrin.h>
#endif

int ml_probe_rounding(const ml_kernel *kernel, const ml_verify_request *requests, size_t count,
                      const uint8_t *expected) {
  int faults = 0;
#if __x86_64__
  uint8_t verdicts[64];
  _Alignas(ML_TABLE_ALIGNMENT) static uint8_t table[ML_TABLE_8K_BYTES], other[ML_TABLE_8K_BYTES];
  unsigned before = _mm_getcsr();
  if (count > sizeof verdicts) return -1;
  kernel->build(other, ML_TIER_8K, requests[0].key);
  for (unsigned mode = 0; mode < 4; mode++) {
    for (unsigned flush = 0; flush < 2; flush++) {
      // Every exception masked and none raised; then those that a caller may have raised before.
      for (unsigned raised = 0; raised < 2; raised++) {
        unsigned state = 0x1f80 | mode << 13 | (flush ? 0x8040 : 0) | (raised ? 0x21 : 0);
        _mm_setcsr(state);
        kernel->verify(requests, count, verdicts);
        faults += _mm_getcsr() != state;
        int fault = kernel->build(table, ML_TIER_8K, requests[0].key);
        faults += _mm_getcsr() != state;
        _mm_setcsr(before);
        faults += memcmp(verdicts, expected, count) != 0;
        faults += fault != ML_KEY_GOOD || memcmp(table, other, sizeof table) != 0;
      }
    }
  }
#endif
  return faults;
}
