// SPDX-License-Identifier: Apache-2.0
// Keeps the data path out of memory that memif is about to unmap. See `gate` in dpdk_internal.h.
#include <errno.h>
#include <pthread.h>
#include <rte_alarm.h>
#include <sched.h>
#include <semaphore.h>
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

static void open_all(void *unused) {
  (void)unused;
  for (int i = 0; i < GATES_MAX; i++) ml_dpdk_gate_open(&gates[i]);
}

// The only notice memif gives before it unmaps is its log: "Invalid message size" when the peer's
// end of the control socket is gone and "Disconnect received" when it said goodbye, both written on
// the interrupt thread, which goes on to unmap before it does anything else. So the gates are
// opened by the next thing it does, an alarm. Should a later DPDK word its lines otherwise, nothing
// is held and we are where DPDK left us.
void ml_dpdk_memif_said(const char *line, size_t length) {
  if (!says(line, length, "memif_msg_receive")) return;
  if (!says(line, length, "Invalid message size") && !says(line, length, "Disconnect received"))
    return;
  for (int i = 0; i < GATES_MAX; i++) ml_dpdk_gate_close(&gates[i]);
  if (rte_eal_alarm_set(1, open_all, NULL) != 0) open_all(NULL);
}

typedef struct errand {
  int (*run)(void *);
  void *argument;
  int result;
  sem_t done;
} errand;

static void run_errand(void *argument) {
  errand *e = argument;
  e->result = e->run(e->argument);
  sem_post(&e->done);
}

int ml_dpdk_on_interrupt_thread(int (*run)(void *), void *argument) {
  errand e = {.run = run, .argument = argument};
  if (sem_init(&e.done, 0, 0) != 0) return -errno;
  if (rte_eal_alarm_set(1, run_errand, &e) == 0) {
    while (sem_wait(&e.done) != 0) continue;
  } else {
    e.result = run(argument);
  }
  sem_destroy(&e.done);
  return e.result;
}
