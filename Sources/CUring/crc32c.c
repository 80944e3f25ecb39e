// SPDX-License-Identifier: Apache-2.0
#include "ml_crc32c.h"

#include <string.h>

// Filled, with the choice of form, before main: no first call is slower and no thread races.
static uint32_t table[256];
static int has_sse42;

__attribute__((constructor)) static void start(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t value = byte;
    for (int bit = 0; bit < 8; bit++) value = (value >> 1) ^ (value & 1 ? 0x82f63b78u : 0);
    table[byte] = value;
  }
  __builtin_cpu_init();
  has_sse42 = __builtin_cpu_supports("sse4.2") != 0;
}

int ml_crc32c_has_sse42(void) { return has_sse42; }

uint32_t ml_crc32c_table(uint32_t before, const void *data, size_t bytes) {
  const uint8_t *at = data;
  uint32_t value = ~before;
  while (bytes-- > 0) value = (value >> 8) ^ table[(value ^ *at++) & 0xff];
  return ~value;
}

__attribute__((target("sse4.2"))) uint32_t ml_crc32c_sse42(
    uint32_t before, const void *data, size_t bytes) {
  const uint8_t *at = data;
  uint64_t value = (uint32_t)~before;
  for (; bytes >= 8; bytes -= 8, at += 8) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    value = __builtin_ia32_crc32di(value, word);
  }
  uint32_t last = (uint32_t)value;
  while (bytes-- > 0) last = __builtin_ia32_crc32qi(last, *at++);
  return ~last;
}

uint32_t ml_crc32c(uint32_t before, const void *data, size_t bytes) {
  return has_sse42 ? ml_crc32c_sse42(before, data, bytes) : ml_crc32c_table(before, data, bytes);
}
