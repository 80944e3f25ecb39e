// SPDX-License-Identifier: Apache-2.0
#include "ml_device.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COSIM_ABI = 1 };
// Where the device believes the memory to be: no address of this process, so that one that was never
// translated is noticed.
#define COSIM_ADDRESS UINT64_C(0x0000001d40000000)

struct ml_cosim {
  ml_cosim_functions call;
  void *device;
  uint8_t *memory;
  size_t bytes;
  uint64_t strays;
};

__attribute__((target("sse4.2"))) uint32_t ml_device_crc(uint32_t crc, uint64_t word) {
  return (uint32_t)__builtin_ia32_crc32di(crc, word);
}

static void *fail(ml_device_failure *failure, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(failure->text, sizeof failure->text, format, arguments);
  va_end(arguments);
  return NULL;
}

static void dma(void *context, uint64_t address, const void *line) {
  ml_cosim *cosim = context;
  const uint64_t offset = address - COSIM_ADDRESS;
  if (offset % 64 != 0 || offset >= cosim->bytes) {
    cosim->strays++;
    return;
  }
  memcpy(cosim->memory + offset, line, 64);
}

ml_cosim *ml_cosim_open_functions(const ml_cosim_functions *functions, size_t memory_bytes,
                                  ml_device_failure *failure) {
  if (functions->abi() != COSIM_ABI) {
    return fail(failure, "its interface is %u, %u is wanted: build it again", functions->abi(),
                COSIM_ABI);
  }
  ml_cosim *cosim = calloc(1, sizeof *cosim);
  if (cosim == NULL) return fail(failure, "no memory");
  cosim->call = *functions;
  cosim->bytes = memory_bytes;
  cosim->memory = aligned_alloc(4096, memory_bytes);
  if (cosim->memory != NULL) {
    memset(cosim->memory, 0, memory_bytes);
    cosim->device = functions->create(dma, cosim);
  }
  if (cosim->device == NULL) {
    free(cosim->memory);
    free(cosim);
    return fail(failure, "no memory for the device");
  }
  return cosim;
}

ml_cosim *ml_cosim_open(const char *library, size_t memory_bytes, ml_device_failure *failure) {
  // Stays loaded: a device may outlive whoever opened it.
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) return fail(failure, "%s", dlerror());
  ml_cosim_functions f;
  const struct {
    const char *name;
    void *place;
  } wanted[] = {
      {"mlk1_cosim_abi", &f.abi},         {"mlk1_cosim_new", &f.create},
      {"mlk1_cosim_free", &f.destroy},    {"mlk1_cosim_write64", &f.write64},
      {"mlk1_cosim_read64", &f.read64},   {"mlk1_cosim_step", &f.step},
      {"mlk1_cosim_reset", &f.reset},     {"mlk1_cosim_set_stall_seed", &f.set_stall_seed},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
    void *symbol = dlsym(handle, wanted[i].name);
    if (symbol == NULL) return fail(failure, "%.120s has no %s", library, wanted[i].name);
    memcpy(wanted[i].place, &symbol, sizeof symbol);
  }
  return ml_cosim_open_functions(&f, memory_bytes, failure);
}

void ml_cosim_close(ml_cosim *cosim) {
  if (cosim == NULL) return;
  cosim->call.destroy(cosim->device);
  free(cosim->memory);
  free(cosim);
}

void ml_cosim_write(ml_cosim *cosim, uint32_t bar, uint64_t offset, uint64_t value) {
  cosim->call.write64(cosim->device, bar, offset, value);
}
uint64_t ml_cosim_read(ml_cosim *cosim, uint64_t offset) {
  return cosim->call.read64(cosim->device, 0, offset);
}
uint64_t ml_cosim_step(ml_cosim *cosim, uint64_t cycles) {
  return cosim->call.step(cosim->device, cycles);
}
void ml_cosim_stall(ml_cosim *cosim, uint64_t seed, uint32_t per_1024) {
  cosim->call.set_stall_seed(cosim->device, seed, per_1024);
}
void ml_cosim_reset(ml_cosim *cosim) { cosim->call.reset(cosim->device); }
uint8_t *ml_cosim_memory(ml_cosim *cosim) { return cosim->memory; }
uint64_t ml_cosim_address(const ml_cosim *cosim) {
  (void)cosim;
  return COSIM_ADDRESS;
}
uint64_t ml_cosim_strays(const ml_cosim *cosim) { return cosim->strays; }
