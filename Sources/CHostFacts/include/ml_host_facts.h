// SPDX-License-Identifier: Apache-2.0
// What the audit of a host asks the kernel that no file tells: a network interface's driver, and how
// well the time of day is kept. Both need no privilege and change nothing. Cold.
#pragma once

#include <stdint.h>

typedef struct {
  // Zero-terminated; empty when the driver does not say.
  char driver[32];
  char version[32];
  char firmware[32];
  // Microseconds and frames that reception waits before it interrupts; -1 when not told.
  int64_t receive_microseconds;
  int64_t receive_frames;
  // 1, 0, or -1 when not told.
  int adaptive_receive;
  // Whether the port obeys, and sends, pause frames: 1, 0, or -1 when not told.
  int receive_pause;
  int transmit_pause;
} ml_host_driver;

// Asks an interface's driver. Returns 0, or a positive errno when it says nothing at all.
int ml_host_driver_of(const char *interface, ml_host_driver *driver);

typedef struct {
  // 1 when the kernel holds its time of day to be kept by something.
  int is_synchronised;
  // The offset still to be slewed, and the estimated and the largest error, in microseconds.
  int64_t offset_microseconds;
  int64_t error_estimate_microseconds;
  int64_t error_max_microseconds;
} ml_host_time;

// Asks how the time of day is kept. Returns 0 or a positive errno.
int ml_host_time_quality(ml_host_time *time);
