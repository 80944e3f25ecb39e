// SPDX-License-Identifier: Apache-2.0
// What the shim's files share. Includes DPDK: never seen by Swift.
#pragma once

#include <rte_mempool.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "ml_dpdk.h"

// A gate in front of a port's data path.
//
// DPDK's memif unmaps the shared memory from its interrupt thread when a peer goes away, whether or
// not a burst is under way on it; and stopping any port swaps the burst functions under a caller's
// feet. Each side says when it is inside a burst; whoever wants the port still closes the gate and
// waits. Both store before they load, so one of them always sees the other.
typedef struct gate {
  _Atomic unsigned closed;  // how many want the port still
  _Alignas(64) _Atomic unsigned receiving;
  _Alignas(64) _Atomic unsigned transmitting;
} gate;

static inline bool gate_enter(gate *g, _Atomic unsigned *side) {
  atomic_store_explicit(side, 1, memory_order_seq_cst);
  if (__builtin_expect(atomic_load_explicit(&g->closed, memory_order_seq_cst) == 0, 1)) return true;
  atomic_store_explicit(side, 0, memory_order_release);
  return false;
}

static inline void gate_leave(_Atomic unsigned *side) {
  atomic_store_explicit(side, 0, memory_order_release);
}

void ml_dpdk_gate_close(gate *g);
void ml_dpdk_gate_open(gate *g);

// A gate for a port that shares memory with another process; NULL when all are taken. Gates are
// never freed, so that the interrupt thread may hold one while its port is closed.
gate *ml_dpdk_gate_take(void);
void ml_dpdk_gate_give(gate *g);

// Runs a function on the thread that runs memif's own handlers, and so never beside one: memif
// guards against no other thread stopping or closing its ports. Returns the function's result.
int ml_dpdk_on_interrupt_thread(int (*run)(void *), void *argument);

// Sends DPDK's log here instead of to standard error and the system log.
int ml_dpdk_log_open(void);
void ml_dpdk_log_text(int level, const char *text, size_t length);

// Called for each line of memif's log, on the thread that wrote it.
void ml_dpdk_memif_said(const char *line, size_t length);
