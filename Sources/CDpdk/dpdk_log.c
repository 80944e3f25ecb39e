// SPDX-License-Identifier: Apache-2.0
// DPDK's log, kept in memory so that a failure can say why in a sentence.
#include <pthread.h>
#include <rte_log.h>
#include <stdio.h>
#include <string.h>

#include "dpdk_internal.h"

enum { LOG_BYTES_MAX = 8192 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char kept[LOG_BYTES_MAX];
static size_t used;

// Keeps a line and, when there is no room, forgets the oldest ones.
static void keep(int level, const char *line, size_t length) {
  if (length == 0) return;
  if (length > LOG_BYTES_MAX / 4) length = LOG_BYTES_MAX / 4;
  while (used + length + 2 > LOG_BYTES_MAX) {
    char *end = memchr(kept, '\n', used);
    size_t first = end == NULL ? used : (size_t)(end - kept) + 1;
    used -= first;
    memmove(kept, kept + first, used);
  }
  kept[used++] = (char)('0' + (level >= 0 && level <= 8 ? level : 8));
  memcpy(kept + used, line, length);
  used += length;
  kept[used++] = '\n';
}

void ml_dpdk_log_text(int level, const char *text, size_t length) {
  pthread_mutex_lock(&lock);
  while (length > 0) {
    const char *end = memchr(text, '\n', length);
    size_t line = end == NULL ? length : (size_t)(end - text);
    keep(level, text, line);
    if (end == NULL) break;
    text += line + 1;
    length -= line + 1;
  }
  pthread_mutex_unlock(&lock);
}

static ssize_t log_write(void *cookie, const char *text, size_t length) {
  (void)cookie;
  int level = rte_log_cur_msg_loglevel();
  // Debug is on for memif only, for the sake of what it tells us in time; it is not kept.
  if (level < (int)RTE_LOG_DEBUG) ml_dpdk_log_text(level, text, length);
  ml_dpdk_memif_said(text, length);
  return (ssize_t)length;
}

int ml_dpdk_log_open(void) {
  static FILE *stream;
  if (stream != NULL) return 0;
  cookie_io_functions_t functions = {.write = log_write};
  stream = fopencookie(NULL, "w", functions);
  if (stream == NULL) return -ENOMEM;
  return rte_openlog_stream(stream);
}

void ml_dpdk_log_clear(void) {
  pthread_mutex_lock(&lock);
  used = 0;
  pthread_mutex_unlock(&lock);
}

size_t ml_dpdk_log_read(char *into, size_t capacity) {
  pthread_mutex_lock(&lock);
  size_t length = used < capacity ? used : capacity;
  memcpy(into, kept, length);
  pthread_mutex_unlock(&lock);
  return length;
}
