// SPDX-License-Identifier: Apache-2.0
// The two ways to a signing device (MLK1): the simulated one in a shared library, and a card through
// VFIO. Both give stores and loads of its BARs and memory that it may write.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ml_hot.h"

typedef struct {
  char text[200];
} ml_device_failure;

// CRC-32C of little-endian words: start with ~0, give every word, end by inverting.
ML_HOT uint32_t ml_device_crc(uint32_t crc, uint64_t word);

// A load that no later load passes: of a tag, before what it ends.
static inline __attribute__((always_inline)) ML_HOT uint64_t ml_device_load(const void *word) {
  return __atomic_load_n((const uint64_t *)word, __ATOMIC_ACQUIRE);
}

// All stores before it are seen before any after it, write-combining ones too.
static inline __attribute__((always_inline)) ML_HOT void ml_device_fence(void) {
  __builtin_ia32_sfence();
}

// ---- The simulated device: Hardware/cosim/mlk1_cosim.h, which says what each function does.

typedef void (*ml_cosim_dma)(void *context, uint64_t address, const void *line);
typedef struct {
  uint32_t (*abi)(void);
  void *(*create)(ml_cosim_dma write, void *context);
  void (*destroy)(void *device);
  void (*write64)(void *device, uint32_t bar, uint64_t offset, uint64_t value);
  uint64_t (*read64)(void *device, uint32_t bar, uint64_t offset);
  uint64_t (*step)(void *device, uint64_t cycles);
  void (*set_stall_seed)(void *device, uint64_t seed, uint32_t per_1024);
  void (*reset)(void *device);
} ml_cosim_functions;

typedef struct ml_cosim ml_cosim;

// Loads the library and makes a device that may write `memory_bytes` (a multiple of 4,096) of memory.
// Null and `failure` when there is no such library or it speaks another interface.
ml_cosim *ml_cosim_open(const char *library, size_t memory_bytes, ml_device_failure *failure);
// The same over functions in this process: a model.
ml_cosim *ml_cosim_open_functions(const ml_cosim_functions *functions, size_t memory_bytes,
                                  ml_device_failure *failure);
void ml_cosim_close(ml_cosim *cosim);
ML_HOT void ml_cosim_write(ml_cosim *cosim, uint32_t bar, uint64_t offset, uint64_t value);
ML_HOT uint64_t ml_cosim_read(ml_cosim *cosim, uint64_t offset);
ML_HOT uint64_t ml_cosim_step(ml_cosim *cosim, uint64_t cycles);
void ml_cosim_stall(ml_cosim *cosim, uint64_t seed, uint32_t per_1024);
void ml_cosim_reset(ml_cosim *cosim);
// What the device may write, and its address as the device knows it.
uint8_t *ml_cosim_memory(ml_cosim *cosim);
uint64_t ml_cosim_address(const ml_cosim *cosim);
// Writes that were not whole lines inside it. They reached nothing; any is a defect of the device.
uint64_t ml_cosim_strays(const ml_cosim *cosim);

// ---- A card through VFIO (Linux Documentation/driver-api/vfio.rst). It has never met one: it runs
// against a model of the calls and the BARs.

typedef struct {
  int (*open)(void *context, const char *path, int flags);
  int (*close)(void *context, int descriptor);
  int (*ioctl)(void *context, int descriptor, unsigned long request, void *argument);
  void *(*map)(void *context, int descriptor, size_t bytes, uint64_t offset);
  void (*unmap)(void *context, void *address, size_t bytes);
  long (*pread)(void *context, int descriptor, void *bytes, size_t count, uint64_t offset);
  long (*pwrite)(void *context, int descriptor, const void *bytes, size_t count, uint64_t offset);
  // The number of the device's IOMMU group, or -1.
  int (*group)(void *context, const char *address);
  // Null for the machine. A model hears of each access to a BAR: after a store, before a load.
  void (*access)(void *context, int is_store, uint32_t bar, uint64_t offset);
  void *context;
} ml_pcie_system;

typedef struct ml_pcie ml_pcie;

// Opens the device at a PCI address (0000:65:00.0), which is bound to vfio-pci; maps BAR0, BAR2 and
// `memory_bytes` for its writes. `system` null: this machine. Null and `failure` when something does
// not work.
ml_pcie *ml_pcie_open(const char *address, size_t memory_bytes, const ml_pcie_system *system,
                      ml_device_failure *failure);
void ml_pcie_close(ml_pcie *pcie);
ML_HOT void ml_pcie_write(ml_pcie *pcie, uint32_t bar, uint64_t offset, uint64_t value);
ML_HOT uint64_t ml_pcie_read(ml_pcie *pcie, uint64_t offset);
// For a model: it may let its time pass. Nothing on a machine.
ML_HOT void ml_pcie_poll(ml_pcie *pcie);
uint8_t *ml_pcie_memory(ml_pcie *pcie);
uint64_t ml_pcie_address(const ml_pcie *pcie);
