// SPDX-License-Identifier: Apache-2.0
// The files of a journal: a directory of fixed-size segments, each made whole before it is used.
//
// Results: zero or more on success, a negative errno on failure. Everything may block, and belongs
// to start-up, a helper thread or a clean stop, save where it is marked ML_HOT.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ml_hot.h"

// How a segment is opened. None of them where durability is not asked for.
enum {
  // Every write reaches the medium before it completes (O_DSYNC).
  ML_FILE_SYNCHRONOUS = 1,
  // Writes bypass the page cache (O_DIRECT).
  ML_FILE_DIRECT = 2,
  // Whoever writes can flush by itself (ML_URING_FLUSH), and rather does where the disk has a
  // volatile cache that a single write cannot pass (no FUA). There an asynchronous O_DSYNC write is
  // finished by a kernel worker of the submitting core: behind a polling thread it waits for
  // milliseconds. The flush is the same call of the file system's in both cases.
  ML_FILE_FLUSHED = 4,
};

// Opens a directory, making the last part of the path if `make` is not zero. Returns a descriptor.
int ml_file_open_directory(const char *path, int make);

// Another descriptor for the same open file.
int ml_file_duplicate(int fd);

// Takes the one lock of a directory. Returns a descriptor that holds it until closed, or
// -EWOULDBLOCK when another holder has it. The kernel drops it when the process dies.
int ml_file_lock(int directory);

// Fills `numbers` with the segment numbers found, unsorted. Returns how many there are, which may
// exceed `numbersMax`.
int64_t ml_file_segments(int directory, uint64_t *numbers, size_t numbersMax);

// Makes segment `number`: `bytes` zeros, written and not merely reserved when `synchronous`, under
// another name until it is whole, then renamed and the directory flushed.
int ml_file_make_segment(int directory, uint64_t number, uint64_t bytes, int synchronous);

// Opens segment `number` to write with the given ML_FILE_* flags. Where direct I/O is refused,
// opens without it and clears the flag in *flags. Of SYNCHRONOUS and FLUSHED, if both are given,
// keeps the one that suits the disk. Returns a descriptor.
int ml_file_open_segment(int directory, uint64_t number, int *flags);

// Waits until no direct write to segment `number` is under way any more. One that a dead process
// left to the kernel outlives the lock of that process, and would land on what is written next.
int ml_file_settle(int directory, uint64_t number);

// Opens segment `number` to read, and puts its size in *bytes. Returns a descriptor.
int ml_file_open_reader(int directory, uint64_t number, uint64_t *bytes);

// Removes segment `number`, or the half-made one, and flushes the directory. That it is absent is
// not an error.
int ml_file_remove_segment(int directory, uint64_t number);
int ml_file_remove_unfinished(int directory);

// Reads exactly `bytes`; -ENODATA if the file ends before.
int ml_file_read(int fd, void *data, size_t bytes, uint64_t offset);
// Writes with one call, again only when interrupted. Returns the bytes written.
int64_t ml_file_write(int fd, const void *data, size_t bytes, uint64_t offset);
int ml_file_sync(int fd);
int ml_file_truncate(int fd, uint64_t bytes);
void ml_file_close(int fd);

// A 64-bit number nobody can guess.
ML_HOT uint64_t ml_file_random(void);

// The offset of the first byte that is not zero, or `bytes`.
ML_HOT size_t ml_file_nonzero(const void *data, size_t bytes);

// Wakes a helper thread: a counter that `wait` sleeps on while it is zero, and then clears.
int ml_file_make_event(void);
ML_HOT void ml_file_signal(int event);
void ml_file_wait(int event);
