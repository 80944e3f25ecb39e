// SPDX-License-Identifier: Apache-2.0
#include "ml_strategy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "matchlock_strategy.h"

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

static int fill_address(struct sockaddr_un *address, const char *path) {
  size_t length = strlen(path);
  if (length == 0 || length >= sizeof address->sun_path) return -ENAMETOOLONG;
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  memcpy(address->sun_path, path, length + 1);
  return 0;
}

// Whether somebody listens there.
static int is_served(const struct sockaddr_un *address) {
  int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return 0;
  int result = connect(fd, (const struct sockaddr *)address, sizeof *address);
  int is_served = result == 0 || errno == EAGAIN || errno == EPROTOTYPE;
  close(fd);
  return is_served;
}

int ml_strategy_listen(const char *path) {
  struct sockaddr_un address;
  int result = fill_address(&address, path);
  if (result < 0) return result;
  struct stat status;
  if (lstat(path, &status) == 0) {
    // Only ever a socket is removed, and only a dead one.
    if (!S_ISSOCK(status.st_mode) || is_served(&address)) return -EADDRINUSE;
    if (unlink(path) < 0) return -errno;
  }
  int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -errno;
  // The mode is set before anyone can connect: that takes `listen`.
  if (bind(fd, (const struct sockaddr *)&address, sizeof address) < 0 || chmod(path, 0600) < 0 ||
      listen(fd, 64) < 0) {
    result = -errno;
    close(fd);
    return result;
  }
  return fd;
}

int ml_strategy_accept(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  return fd < 0 ? -errno : fd;
}

int64_t ml_strategy_receive(int fd, void *bytes, size_t bytesMax) {
  struct iovec part = {bytes, bytesMax};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  ssize_t length = recvmsg(fd, &message, MSG_DONTWAIT);
  if (length < 0) return errno == EWOULDBLOCK || errno == EINTR ? -EAGAIN : -errno;
  return message.msg_flags & MSG_TRUNC ? -EMSGSIZE : length;
}

int ml_strategy_send(
    int fd, const void *bytes, size_t byteCount, const int *descriptors, int descriptorCount) {
  struct iovec part = {(void *)bytes, byteCount};
  union {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(2 * sizeof(int))];
  } control = {0};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (descriptorCount > 0) {
    if (descriptorCount > 2) return -EINVAL;
    size_t size = (size_t)descriptorCount * sizeof(int);
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(size);
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(size);
    memcpy(CMSG_DATA(head), descriptors, size);
  }
  ssize_t length = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (length >= 0) return 0;
  // ENOBUFS: the kernel has no memory for the packet now.
  return errno == EWOULDBLOCK || errno == EINTR || errno == ENOBUFS ? -EAGAIN : -errno;
}

int ml_strategy_memory(size_t bytes, int isReadOnly, void **address) {
  int fd = memfd_create("matchlock-strategy", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return -errno;
  // Without these seals the other side could cut the memory off and every access here would trap.
  int seals = F_SEAL_SHRINK | F_SEAL_GROW;
  void *mapped = MAP_FAILED;
  if (ftruncate(fd, (off_t)bytes) == 0) {
    mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
  }
  if (isReadOnly) seals |= F_SEAL_FUTURE_WRITE;
  if (mapped == MAP_FAILED || fcntl(fd, F_ADD_SEALS, seals | F_SEAL_SEAL) < 0) {
    int result = -errno;
    if (mapped != MAP_FAILED) munmap(mapped, bytes);
    close(fd);
    return result;
  }
  *address = mapped;
  return fd;
}

void ml_strategy_unmap(void *address, size_t bytes) { munmap(address, bytes); }

void ml_strategy_close(int fd) { close(fd); }

void ml_strategy_remove(const char *path) { unlink(path); }

int ml_strategy_peer(int fd) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0 ? 0 : peer.pid;
}

static void put(void *at, size_t offset, uint64_t value) {
  __atomic_store_n((uint64_t *)((char *)at + offset), value, __ATOMIC_RELAXED);
}

void ml_strategy_write_prices(
    void *at, int64_t bid, uint64_t bidQuantity, int64_t ask, uint64_t askQuantity, uint64_t logIndex,
    uint64_t flags) {
  uint64_t sequence = mls_load_relaxed(at, MLS_PRICES_SEQUENCE);
  put(at, MLS_PRICES_SEQUENCE, sequence + 1);
  // The odd sequence is seen before anything below; pairs with the reader's fence.
  __atomic_thread_fence(__ATOMIC_RELEASE);
  put(at, MLS_PRICES_BID, (uint64_t)bid);
  put(at, MLS_PRICES_BID_QUANTITY, bidQuantity);
  put(at, MLS_PRICES_ASK, (uint64_t)ask);
  put(at, MLS_PRICES_ASK_QUANTITY, askQuantity);
  put(at, MLS_PRICES_LOG_INDEX, logIndex);
  put(at, MLS_PRICES_FLAGS, flags);
  mls_store(at, MLS_PRICES_SEQUENCE, sequence + 2);
}
