// SPDX-License-Identifier: Apache-2.0
// One io_uring with one write in flight. liburing stays out of this header: Swift cannot import it.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ml_hot.h"

typedef struct ml_uring ml_uring;

// How completions reach the caller, the best that the kernel takes.
enum {
  // SINGLE_ISSUER | DEFER_TASKRUN | TASKRUN_FLAG: only inside io_uring_enter(GETEVENTS).
  ML_URING_DEFERRED = 2,
  // COOP_TASKRUN | TASKRUN_FLAG: at any system call of the thread.
  ML_URING_COOPERATIVE = 1,
  ML_URING_PLAIN = 0,
};

// Makes a ring, disabled: it belongs to whichever thread enables it. Returns 0, or a negative errno
// with *out null (-ENOSYS, -EPERM: refused by kernel, sysctl or seccomp). Start-up only.
int ml_uring_create(ml_uring **out);

// Which of the ML_URING_* modes the ring is in.
int ml_uring_mode(const ml_uring *ring);

// Binds the ring to the calling thread, which alone may write and reap from then on.
// Returns 0 or a negative errno.
ML_HOT int ml_uring_enable(ml_uring *ring);

// Submits one write; if `flush` is not zero, a flush of the file (fdatasync) linked behind it, and
// both count as one. `data` stays untouched until the write is reaped.
// Returns 0 or a negative errno; after an error nothing is in flight.
ML_HOT int ml_uring_write(
    ml_uring *ring, int fd, const void *data, uint32_t bytes, uint64_t offset, int flush);

// Takes the completion. Returns 1 with *result the bytes written or a negative errno; 0 if the
// write is still in flight; a negative errno if the ring itself failed. Never waits.
ML_HOT int ml_uring_reap(ml_uring *ring, int32_t *result);

// Frees the ring. The kernel may go on reading the buffer of a write that was not reaped.
void ml_uring_destroy(ml_uring *ring);
