// SPDX-License-Identifier: Apache-2.0
#include "ml_uring.h"

#include <errno.h>
#include <liburing.h>
#include <stdbool.h>
#include <stdlib.h>

enum { IS_WRITE = 1, IS_FLUSH = 2 };

struct ml_uring {
  struct io_uring ring;
  int mode;
  // The kernel did not take what was offered (EAGAIN, EINTR): offered again at the next reap.
  bool unsubmitted;
  // Completions still to come of what is in flight, and what those that came amount to.
  int missing;
  int32_t result;
};

int ml_uring_create(ml_uring **out) {
  static const struct {
    unsigned flags;
    int mode;
  } tries[] = {
      {IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG,
       ML_URING_DEFERRED},
      {IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG, ML_URING_COOPERATIVE},
      {0, ML_URING_PLAIN},
  };
  *out = NULL;
  ml_uring *made = calloc(1, sizeof *made);
  if (made == NULL) return -ENOMEM;
  int rc = -EINVAL;
  for (size_t i = 0; rc == -EINVAL && i < sizeof tries / sizeof *tries; i++) {
    struct io_uring_params params = {.flags = tries[i].flags | IORING_SETUP_R_DISABLED};
    rc = io_uring_queue_init_params(4, &made->ring, &params);
    made->mode = tries[i].mode;
  }
  if (rc < 0) {
    free(made);
    return rc;
  }
  *out = made;
  return 0;
}

int ml_uring_mode(const ml_uring *ring) { return ring->mode; }

// io_uring_enable_rings is declared by liburing 2.3 and missing from its shared library.
int ml_uring_enable(ml_uring *ring) {
  return io_uring_register(
      (unsigned)ring->ring.ring_fd, IORING_REGISTER_ENABLE_RINGS, NULL, 0);
}

// GETEVENTS even here: a write that completes at once (tmpfs) is then seen by an
// io_uring_enter(GETEVENTS) too, like every other, and whoever traces the process sees one rule.
static int submit(ml_uring *ring) {
  int rc = io_uring_submit_and_get_events(&ring->ring);
  if (rc == -EAGAIN || rc == -EINTR || rc == -EBUSY) rc = 0;
  if (rc < 0) return rc;
  ring->unsubmitted = io_uring_sq_ready(&ring->ring) != 0;
  // A write taken without the flush that is linked to it: the link is lost, and with it the order.
  if (ring->missing == 2 && io_uring_sq_ready(&ring->ring) == 1) return -EIO;
  return 0;
}

int ml_uring_write(
    ml_uring *ring, int fd, const void *data, uint32_t bytes, uint64_t offset, int flush) {
  struct io_uring_sqe *sqe = io_uring_get_sqe(&ring->ring);
  if (sqe == NULL) return -EBUSY;
  io_uring_prep_write(sqe, fd, data, bytes, offset);
  io_uring_sqe_set_data64(sqe, IS_WRITE);
  ring->missing = 1;
  if (flush) {
    // Linked: begun when the write is whole, cancelled when it fails or falls short.
    io_uring_sqe_set_flags(sqe, IOSQE_IO_LINK);
    sqe = io_uring_get_sqe(&ring->ring);
    if (sqe == NULL) return -EBUSY;
    io_uring_prep_fsync(sqe, fd, IORING_FSYNC_DATASYNC);
    io_uring_sqe_set_data64(sqe, IS_FLUSH);
    ring->missing = 2;
  }
  return submit(ring);
}

// Takes completions off the ring; those of one write make one result: the write's own, unless the
// flush failed for a reason of its own.
static void collect(ml_uring *ring) {
  struct io_uring_cqe *cqe = NULL;
  while (ring->missing > 0 && io_uring_cq_ready(&ring->ring) > 0 &&
         io_uring_peek_cqe(&ring->ring, &cqe) == 0) {
    bool is_write = io_uring_cqe_get_data64(cqe) == IS_WRITE;
    if (is_write || (cqe->res < 0 && cqe->res != -ECANCELED)) ring->result = cqe->res;
    io_uring_cqe_seen(&ring->ring, cqe);
    ring->missing--;
  }
}

int ml_uring_reap(ml_uring *ring, int32_t *result) {
  if (ring->unsubmitted) {
    int rc = submit(ring);
    if (rc < 0) return rc;
  }
  collect(ring);
  if (ring->missing > 0) {
    // Enter the kernel only when it says that something waits there.
    unsigned flags = __atomic_load_n(ring->ring.sq.kflags, __ATOMIC_ACQUIRE);
    if ((flags & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW)) == 0) return 0;
    int rc = io_uring_get_events(&ring->ring);
    if (rc < 0 && rc != -EAGAIN && rc != -EINTR && rc != -EBUSY) return rc;
    collect(ring);
  }
  if (ring->missing > 0) return 0;
  *result = ring->result;
  return 1;
}

void ml_uring_destroy(ml_uring *ring) {
  if (ring == NULL) return;
  io_uring_queue_exit(&ring->ring);
  free(ring);
}
