// SPDX-License-Identifier: Apache-2.0
#include "ml_machine.h"

#include <errno.h>
#include <linux/magic.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static uint64_t nanoseconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t ml_machine_monotonic_nanoseconds(void) { return nanoseconds(CLOCK_MONOTONIC_RAW); }
uint64_t ml_machine_realtime_nanoseconds(void) { return nanoseconds(CLOCK_REALTIME); }

void ml_machine_yield(void) { sched_yield(); }

int ml_machine_pin(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET((unsigned)core, &set);
  return pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

int ml_machine_core(void) { return sched_getcpu(); }

int ml_machine_cores(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return CPU_COUNT(&set);
}

int ml_machine_may_use(int core) {
  cpu_set_t set;
  if (core < 0 || core >= CPU_SETSIZE) return 0;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  return CPU_ISSET((unsigned)core, &set) ? 1 : 0;
}

void ml_machine_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

int ml_machine_is_tmpfs(const char *path) {
  struct statfs status;
  if (statfs(path, &status) != 0) return -errno;
  return status.f_type == TMPFS_MAGIC;
}

int ml_machine_signal_thread(int thread, int signal) {
  return syscall(SYS_tgkill, getpid(), thread, signal) == 0 ? 0 : errno;
}
