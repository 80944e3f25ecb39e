// SPDX-License-Identifier: Apache-2.0
// Counts, for each thread, the allocations, locks and reference counts made through the symbols that
// this target defines in front of the C library and the Swift runtime.
//
// Blind: retains made inside libswiftCore itself. Off under the sanitizers, which define the same
// symbols: then probe_is_active is 0.
#pragma once
#include <stdint.h>

struct probe_counts {
  uint64_t allocations;  // malloc and its kin, and free
  uint64_t locks;        // pthread mutexes and read-write locks
  uint64_t references;   // swift_retain, swift_release and their kin
};

int probe_is_active(void);

// The counts of the calling thread since it started, or since it last called probe_mark.
struct probe_counts probe_read(void);
void probe_mark(void);

// Takes out the hooks by which Swift Testing notes the backtrace of every error thrown in the
// process: they box the error and take a lock, on whichever thread throws. Programs have no hooks.
void probe_unhook_throws(void);
