// SPDX-License-Identifier: Apache-2.0
#include "ml_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define UNFINISHED "journal.unfinished"
#define ZEROS_BYTES (1u << 20)

static void segment_name(char *out, size_t bytes, uint64_t number) {
  snprintf(out, bytes, "journal-%06llu.mlj", (unsigned long long)number);
}

// Reads a segment's number from a file name; 0 if it is not exactly what segment_name makes.
static uint64_t segment_number(const char *name) {
  unsigned long long number = 0;
  char again[64];
  if (sscanf(name, "journal-%llu.mlj", &number) != 1) return 0;
  segment_name(again, sizeof again, number);
  return strcmp(again, name) == 0 ? number : 0;
}

int ml_file_open_directory(const char *path, int make) {
  bool made = make && mkdir(path, 0700) == 0;
  if (make && !made && errno != EEXIST) return -errno;
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return -errno;
  if (made) {
    // The entry in the parent must survive a power cut as well.
    int parent = openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent >= 0) {
      fsync(parent);
      close(parent);
    }
  }
  return fd;
}

int ml_file_duplicate(int fd) {
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  return copy >= 0 ? copy : -errno;
}

int ml_file_lock(int directory) {
  int fd = openat(directory, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return -errno;
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  int error = errno;
  close(fd);
  return -error;
}

int64_t ml_file_segments(int directory, uint64_t *numbers, size_t numbersMax) {
  int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return -errno;
  DIR *listing = fdopendir(fd);
  if (listing == NULL) {
    int error = errno;
    close(fd);
    return -error;
  }
  int64_t count = 0;
  for (;;) {
    errno = 0;
    struct dirent *entry = readdir(listing);
    if (entry == NULL) break;
    uint64_t number = segment_number(entry->d_name);
    if (number == 0) continue;
    if ((size_t)count < numbersMax) numbers[count] = number;
    count++;
  }
  int error = errno;
  closedir(listing);
  return error != 0 ? -error : count;
}

// Zeros are written, because a block that is only reserved costs a metadata commit at its first
// write; a megabyte at a time and pushed out at once, so that the flush at the end is short and the
// journal's own writes do not queue behind it.
static int write_zeros(int fd, uint64_t bytes) {
  char *zeros = calloc(1, ZEROS_BYTES);
  if (zeros == NULL) return -ENOMEM;
  int rc = 0;
  for (uint64_t at = 0; rc == 0 && at < bytes;) {
    size_t part = bytes - at < ZEROS_BYTES ? (size_t)(bytes - at) : ZEROS_BYTES;
    int64_t wrote = ml_file_write(fd, zeros, part, at);
    if (wrote < 0) rc = (int)wrote;
    if (wrote == 0) rc = -ENOSPC;
    if (rc == 0) sync_file_range(fd, (off_t)at, (off_t)wrote, SYNC_FILE_RANGE_WRITE);
    if (rc == 0) at += (uint64_t)wrote;
  }
  free(zeros);
  return rc;
}

static int fill_segment(int fd, uint64_t bytes, int synchronous) {
  if (!synchronous) return ftruncate(fd, (off_t)bytes) == 0 ? 0 : -errno;
  // Contiguous blocks, and no room found out now; a file system that cannot is no reason to stop.
  if (fallocate(fd, 0, 0, (off_t)bytes) != 0 && errno != EOPNOTSUPP && errno != ENOSYS)
    return -errno;
  int rc = write_zeros(fd, bytes);
  if (rc == 0 && fsync(fd) != 0) rc = -errno;
  // Direct writes would have to throw these pages out one by one.
  if (rc == 0) posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  return rc;
}

int ml_file_make_segment(int directory, uint64_t number, uint64_t bytes, int synchronous) {
  char name[64];
  segment_name(name, sizeof name, number);
  int fd = openat(directory, UNFINISHED, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return -errno;
  int rc = fill_segment(fd, bytes, synchronous);
  close(fd);
  if (rc == 0 && renameat(directory, UNFINISHED, directory, name) != 0) rc = -errno;
  if (rc == 0 && synchronous && fsync(directory) != 0) rc = -errno;
  if (rc != 0) unlinkat(directory, UNFINISHED, 0);
  return rc;
}

// Reads what the kernel says of the queue of the disk that `device` is, or is a partition of.
static bool queue_says(dev_t device, const char *attribute, const char *value) {
  static const char *const places[] = {"", "../"};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    char path[96];
    char text[32] = {0};
    snprintf(path, sizeof path, "/sys/dev/block/%u:%u/%squeue/%s", major(device), minor(device),
             places[i], attribute);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) continue;
    ssize_t got = read(fd, text, sizeof text - 1);
    close(fd);
    return got > 0 && strncmp(text, value, strlen(value)) == 0;
  }
  return false;
}

// Unknown disks and memory file systems count as having none.
static bool has_volatile_cache(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 && queue_says(status.st_dev, "write_cache", "write back") &&
         queue_says(status.st_dev, "fua", "0");
}

int ml_file_open_segment(int directory, uint64_t number, int *flags) {
  char name[64];
  segment_name(name, sizeof name, number);
  if ((*flags & ML_FILE_FLUSHED) != 0)
    *flags &= has_volatile_cache(directory) ? ~ML_FILE_SYNCHRONOUS : ~ML_FILE_FLUSHED;
  int mode = O_RDWR | O_CLOEXEC | (*flags & ML_FILE_SYNCHRONOUS ? O_DSYNC : 0);
  if (*flags & ML_FILE_DIRECT) {
    int fd = openat(directory, name, mode | O_DIRECT);
    if (fd >= 0) return fd;
    if (errno != EINVAL) return -errno;
    *flags &= ~ML_FILE_DIRECT;
  }
  int fd = openat(directory, name, mode);
  return fd >= 0 ? fd : -errno;
}

// Allocating what is allocated changes nothing, and file systems wait for direct I/O before it.
int ml_file_settle(int directory, uint64_t number) {
  int flags = 0;
  int fd = ml_file_open_segment(directory, number, &flags);
  if (fd < 0) return fd;
  struct stat status;
  int rc = fstat(fd, &status) == 0 ? 0 : -errno;
  if (rc == 0 && status.st_size > 0 && fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, status.st_size) != 0 &&
      errno != EOPNOTSUPP && errno != ENOSYS)
    rc = -errno;
  close(fd);
  return rc;
}

int ml_file_open_reader(int directory, uint64_t number, uint64_t *bytes) {
  char name[64];
  segment_name(name, sizeof name, number);
  int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -errno;
  struct stat status;
  if (fstat(fd, &status) != 0) {
    int error = errno;
    close(fd);
    return -error;
  }
  *bytes = (uint64_t)status.st_size;
  return fd;
}

static int remove_name(int directory, const char *name) {
  if (unlinkat(directory, name, 0) != 0) return errno == ENOENT ? 0 : -errno;
  return fsync(directory) == 0 ? 0 : -errno;
}

int ml_file_remove_segment(int directory, uint64_t number) {
  char name[64];
  segment_name(name, sizeof name, number);
  return remove_name(directory, name);
}

int ml_file_remove_unfinished(int directory) { return remove_name(directory, UNFINISHED); }

int ml_file_read(int fd, void *data, size_t bytes, uint64_t offset) {
  while (bytes > 0) {
    ssize_t got = pread(fd, data, bytes, (off_t)offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -errno;
    if (got == 0) return -ENODATA;
    data = (char *)data + got;
    bytes -= (size_t)got;
    offset += (uint64_t)got;
  }
  return 0;
}

int64_t ml_file_write(int fd, const void *data, size_t bytes, uint64_t offset) {
  for (;;) {
    ssize_t wrote = pwrite(fd, data, bytes, (off_t)offset);
    if (wrote >= 0) return wrote;
    if (errno != EINTR) return -errno;
  }
}

int ml_file_sync(int fd) { return fsync(fd) == 0 ? 0 : -errno; }

int ml_file_truncate(int fd, uint64_t bytes) {
  return ftruncate(fd, (off_t)bytes) == 0 ? 0 : -errno;
}

void ml_file_close(int fd) { close(fd); }

uint64_t ml_file_random(void) {
  uint64_t value = 0;
  // The call cannot fail for so few bytes once the kernel's source is up, and waits until it is.
  while (getrandom(&value, sizeof value, 0) != sizeof value) {
  }
  return value;
}

size_t ml_file_nonzero(const void *data, size_t bytes) {
  const uint8_t *base = data;
  size_t at = 0;
  for (; at + 64 <= bytes; at += 64) {
    uint64_t words[8];
    memcpy(words, base + at, sizeof words);
    if (words[0] | words[1] | words[2] | words[3] | words[4] | words[5] | words[6] | words[7])
      break;
  }
  while (at < bytes && base[at] == 0) at++;
  return at;
}

int ml_file_make_event(void) {
  int fd = eventfd(0, EFD_CLOEXEC);
  return fd >= 0 ? fd : -errno;
}

void ml_file_signal(int event) {
  uint64_t one = 1;
  // Fails only when the counter is about to overflow, and then the sleeper is awake anyway.
  ssize_t wrote = write(event, &one, sizeof one);
  (void)wrote;
}

void ml_file_wait(int event) {
  uint64_t count;
  while (read(event, &count, sizeof count) < 0 && errno == EINTR) {
  }
}
