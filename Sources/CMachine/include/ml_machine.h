// SPDX-License-Identifier: Apache-2.0
// What Swift cannot say about the machine: the time-stamp counter, pause, affinity, page locking.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ml_hot.h"

// The time-stamp counter, in cycles of its own constant rate; not serialised.
static inline __attribute__((always_inline)) ML_HOT uint64_t ml_machine_tsc(void) {
  return __builtin_ia32_rdtsc();
}

// The same, read when all before it is done and before anything after it begins: for timing a few
// instructions. It costs some twenty cycles.
static inline __attribute__((always_inline)) ML_HOT uint64_t ml_machine_tsc_fenced(void) {
  __builtin_ia32_lfence();
  uint64_t counter = __builtin_ia32_rdtsc();
  __builtin_ia32_lfence();
  return counter;
}

// A spin-wait hint.
static inline __attribute__((always_inline)) ML_HOT void ml_machine_pause(void) {
  __builtin_ia32_pause();
}

// Gives the core to another thread that wants it. A system call: for idle loops that share a core.
ML_HOT void ml_machine_yield(void);

// CLOCK_MONOTONIC_RAW and CLOCK_REALTIME in nanoseconds (vDSO; no system call on tested kernels).
ML_HOT uint64_t ml_machine_monotonic_nanoseconds(void);
ML_HOT uint64_t ml_machine_realtime_nanoseconds(void);

// Pins the calling thread to one core. Returns 0 or a positive errno.
int ml_machine_pin(int core);

// The core the calling thread runs on, or -1.
int ml_machine_core(void);

// The number of cores the process may run on.
int ml_machine_cores(void);

// Whether the process may run on this core: 1 or 0.
int ml_machine_may_use(int core);

// Sends a signal to one thread of this process, by its number. Returns 0 or a positive errno.
int ml_machine_signal_thread(int thread, int signal);

// Names the calling thread (at most 15 characters are kept).
void ml_machine_name_thread(const char *name);

// Whether a path lies on tmpfs: 1, 0, or -errno.
int ml_machine_is_tmpfs(const char *path);
