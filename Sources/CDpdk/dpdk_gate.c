// SPDX-License-Identifier: Apache-2.0
// Keeps the data path out of memory that memif is about to unmap. See `gate` in dpdk_internal.h.
#include <pthread.h>
#include <rte_log.h>
#include <sched.h>
#include <string.h>
#include <time.h>

#include "dpdk_internal.h"

enum { GATES_MAX = 32, WAIT_MILLISECONDS_MAX = 1000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static gate gates[GATES_MAX];
static bool taken[GATES_MAX];

static int64_t milliseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void ml_dpdk_gate_close(gate *g) {
  atomic_fetch_add_explicit(&g->closed, 1, memory_order_seq_cst);
  // A burst is microseconds; the bound only keeps a stuck driver from sticking us too.
  int64_t give_up = milliseconds() + WAIT_MILLISECONDS_MAX;
  while (atomic_load_explicit(&g->receiving, memory_order_seq_cst) != 0 ||
         atomic_load_explicit(&g->transmitting, memory_order_seq_cst) != 0) {
    if (milliseconds() > give_up) return;
    sched_yield();
  }
}

void ml_dpdk_gate_open(gate *g) {
  atomic_fetch_sub_explicit(&g->closed, 1, memory_order_seq_cst);
}

gate *ml_dpdk_gate_take(void) {
  gate *found = NULL;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < GATES_MAX && found == NULL; i++) {
    if (!taken[i]) {
      taken[i] = true;
      found = &gates[i];
    }
  }
  pthread_mutex_unlock(&lock);
  return found;
}

void ml_dpdk_gate_give(gate *g) {
  pthread_mutex_lock(&lock);
  taken[g - gates] = false;
  pthread_mutex_unlock(&lock);
}

static bool says(const char *line, size_t length, const char *what) {
  return memmem(line, length, what, strlen(what)) != NULL;
}

// The only notice memif gives before it unmaps is its log: "Invalid message size" when the peer's
// end of the control socket is gone and "Disconnect received" when it said goodbye, both written by
// the thread that goes on to unmap, which then writes one of the closing lines. Should a later
// DPDK word them otherwise, nothing is held and we are where DPDK left us.
void ml_dpdk_memif_said(const char *line, size_t length) {
  static _Thread_local bool holding;
  if (!says(line, length, "memif")) return;
  if (!holding && (says(line, length, "Invalid message size") ||
                   says(line, length, "Disconnect received"))) {
    holding = true;
    for (int i = 0; i < GATES_MAX; i++) ml_dpdk_gate_close(&gates[i]);
  } else if (holding && (says(line, length, "Disconnected, id") ||
                         says(line, length, "eth dev not allocated"))) {
    holding = false;
    for (int i = 0; i < GATES_MAX; i++) ml_dpdk_gate_open(&gates[i]);
  }
}
