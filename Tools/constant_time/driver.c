// SPDX-License-Identifier: Apache-2.0
// What check-constant-time runs: signing with secrets that valgrind takes to be undefined, and the times of
// two classes of keys.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <valgrind/memcheck.h>

#include "ml_kernels.h"

enum { KEYS = 8 };

static uint64_t state = 88172645463325252u;
static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}
static void fill(uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) bytes[i] = (uint8_t)(next() >> 32);
}

static int secrets(const ml_kernel *kernel) {
  static uint8_t seeds[KEYS][32], expanded[KEYS][ML_SECRET_BYTES], signatures[KEYS][64];
  static uint8_t message[1232];
  ml_sign_request requests[KEYS];
  fill(message, sizeof message);
  for (int i = 0; i < KEYS; i++) {
    fill(seeds[i], 32);
    VALGRIND_MAKE_MEM_UNDEFINED(seeds[i], 32);
    kernel->expand(expanded[i], seeds[i]);
    // A public key is public, and so is a signature once it is made; R is before that.
    // What is made of undefined secrets is undefined, or nothing was looked at.
    uint8_t undefined[64] = {0};
    if (RUNNING_ON_VALGRIND) {
      VALGRIND_GET_VBITS(expanded[i], undefined, 64);
      for (int k = 0; k < 64; k++) {
        if (undefined[k] == 0) return 2;
      }
    }
    VALGRIND_MAKE_MEM_DEFINED(expanded[i] + ML_SECRET_KEY, 32);
  }
  for (size_t count = 1; count <= KEYS; count++) {
    for (size_t bytes = 0; bytes <= sizeof message; bytes += 1 + bytes * 2) {
      for (size_t i = 0; i < count; i++) {
        size_t less = bytes > 40 * i ? bytes - 40 * i : bytes;
        requests[i] = (ml_sign_request){expanded[i], message, less, signatures[i]};
      }
      kernel->sign(requests, count);
    }
  }
  return 0;
}

// Nanoseconds of one signature with the key of a class, interleaved at random; medians are robust, means
// are what Welch's t compares, so the slowest tenth is left out of both classes alike.
static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
static void moments(double *values, int count, double *mean, double *variance) {
  qsort(values, (size_t)count, sizeof *values, by_value);
  count = count * 9 / 10;
  double sum = 0, squares = 0;
  for (int i = 0; i < count; i++) sum += values[i];
  *mean = sum / count;
  for (int i = 0; i < count; i++) squares += (values[i] - *mean) * (values[i] - *mean);
  *variance = squares / (count - 1) / count;
}
static int times(const ml_kernel *kernel) {
  enum { SAMPLES = 20000 };
  static double values[2][SAMPLES];
  static uint8_t fixed[ML_SECRET_BYTES], random[64][ML_SECRET_BYTES];
  uint8_t seed[32] = {0}, message[100] = {0}, signature[64];
  int counts[2] = {0, 0};
  kernel->expand(fixed, seed);
  for (int i = 0; i < 64; i++) {
    fill(seed, 32);
    kernel->expand(random[i], seed);
  }
  for (int n = 0; n < SAMPLES; n++) {
    int class = (int)(next() >> 40 & 1);
    // Both classes copy a key to one place, so that the cache tells them apart no more than it must.
    static uint8_t place[ML_SECRET_BYTES];
    memcpy(place, class ? random[next() >> 20 & 63] : fixed, sizeof place);
    ml_sign_request request = {place, message, sizeof message, signature};
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    kernel->sign(&request, 1);
    clock_gettime(CLOCK_MONOTONIC, &end);
    values[class][counts[class]++] =
        (double)(end.tv_sec - begin.tv_sec) * 1e9 + (double)(end.tv_nsec - begin.tv_nsec);
    message[0]++;
  }
  double mean[2], variance[2];
  for (int c = 0; c < 2; c++) moments(values[c], counts[c], &mean[c], &variance[c]);
  printf("timing: %s: one key %.0f ns, many keys %.0f ns, t = %.1f of %d samples (not judged)\n",
         kernel->name, mean[0], mean[1], (mean[1] - mean[0]) / sqrt(variance[0] + variance[1]),
         SAMPLES);
  return 0;
}

int main(int count, char **arguments) {
  if (count != 3) return 64;
  const ml_kernel *kernel = ml_kernel_of(atoi(arguments[2]));
  if (kernel == NULL) {
    printf("note: this processor lacks form %s of the kernel: not timed\n", arguments[2]);
    return 0;
  }
  kernel->prepare();
  return strcmp(arguments[1], "secrets") == 0 ? secrets(kernel) : times(kernel);
}
