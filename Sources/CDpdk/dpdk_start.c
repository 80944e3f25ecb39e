// SPDX-License-Identifier: Apache-2.0
// Starting DPDK quietly: its usage text, banners and fatal lines are caught, and the calling thread
// keeps the affinity it had.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_log.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dpdk_internal.h"

enum { ARGUMENTS_MAX = 64, CAPTURE_BYTES_MAX = 1 << 16 };

// One of the process's standard streams, held back while EAL may write to it.
typedef struct capture {
  int stream, saved, memory;
} capture;

static void capture_begin(capture *c, FILE *file, int stream) {
  fflush(file);
  c->stream = stream;
  c->saved = c->memory = -1;
  int memory = memfd_create("eal-output", MFD_CLOEXEC);
  if (memory < 0) return;
  c->saved = fcntl(stream, F_DUPFD_CLOEXEC, 3);
  if (c->saved < 0 || dup2(memory, stream) < 0) {
    if (c->saved >= 0) close(c->saved);
    c->saved = -1;
    close(memory);
    return;
  }
  c->memory = memory;
}

// Gives the stream back. What other threads wrote meanwhile is passed on; EAL's own lines and,
// after a failure, its usage text are not: they repeat what the log has.
static void capture_end(capture *c, FILE *file, bool failed) {
  if (c->memory < 0) return;
  fflush(file);
  dup2(c->saved, c->stream);
  close(c->saved);
  char *text = malloc(CAPTURE_BYTES_MAX + 1);
  ssize_t length = text == NULL ? 0 : pread(c->memory, text, CAPTURE_BYTES_MAX, 0);
  close(c->memory);
  if (length > 0) {
    text[length] = '\0';
    char *usage = failed ? strstr(text, "\nUsage: ") : NULL;
    if (usage != NULL) *usage = '\0';
    for (char *line = text; *line != '\0';) {
      char *end = strchr(line, '\n');
      size_t size = end == NULL ? strlen(line) : (size_t)(end - line) + 1;
      if (strncmp(line, "EAL:", 4) != 0 && write(c->stream, line, size) < 0) break;
      line += size;
    }
  }
  free(text);
}

int ml_dpdk_start(int argc, const char *const *argv) {
  // EAL keeps pointers into its arguments for as long as the process lives.
  static char *arguments[ARGUMENTS_MAX + 1];
  if (argc < 1 || argc > ARGUMENTS_MAX) return -E2BIG;
  int status = ml_dpdk_log_open();
  if (status < 0) return status;
  for (int i = 0; i < argc; i++) {
    arguments[i] = strdup(argv[i]);
    if (arguments[i] == NULL) return -ENOMEM;
  }
  cpu_set_t affinity;
  int known = pthread_getaffinity_np(pthread_self(), sizeof affinity, &affinity);
  capture output, errors;
  capture_begin(&output, stdout, STDOUT_FILENO);
  capture_begin(&errors, stderr, STDERR_FILENO);
  status = rte_eal_init(argc, arguments);
  int reason = rte_errno;
  capture_end(&errors, stderr, status < 0);
  capture_end(&output, stdout, status < 0);
  if (known == 0) pthread_setaffinity_np(pthread_self(), sizeof affinity, &affinity);
  if (status < 0) return reason > 0 ? -reason : -EINVAL;
  rte_log_set_level_pattern("pmd.net.memif*", RTE_LOG_DEBUG);
  return 0;
}

int ml_dpdk_register_thread(void) {
  if (rte_lcore_id() != LCORE_ID_ANY) return 0;
  return rte_thread_register() == 0 ? 0 : -(rte_errno > 0 ? rte_errno : ENOMEM);
}

void ml_dpdk_unregister_thread(void) {
  // Lcore 0 is the thread that started EAL; it cannot be given back.
  if (rte_lcore_id() != LCORE_ID_ANY && rte_lcore_id() != rte_get_main_lcore())
    rte_thread_unregister();
}
