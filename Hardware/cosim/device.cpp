// SPDX-License-Identifier: Apache-2.0
// The C interface of mlk1_cosim.h around the Verilated ml_device.
#include "mlk1_cosim.h"

#include <cstring>
#include <memory>
#include <new>

#include "Vml_device.h"
#include "registers.h"  // written by the build: where each register is

#define EXPORT extern "C" __attribute__((visibility("default")))

double sc_time_stamp() { return 0; }

struct mlk1_cosim {
  VerilatedContext context;
  Vml_device model;
  mlk1_dma_write write;
  void *write_context;
  uint64_t cycles = 0;
  uint64_t stall_state = 0;
  uint32_t stall_per_1024 = 0;
  bool flip_waits = false;
  uint64_t flip_bit = 0, flip_cycle = 0;

  mlk1_cosim(mlk1_dma_write w, void *c) : model(&context), write(w), write_context(c) {}

  bool ready() {
    if (stall_per_1024 == 0) return true;
    // xorshift64*
    stall_state ^= stall_state >> 12;
    stall_state ^= stall_state << 25;
    stall_state ^= stall_state >> 27;
    return ((stall_state * UINT64_C(0x2545F4914F6CDD1D)) >> 54) >= stall_per_1024;
  }

  // One clock. What the device offers is sampled before the edge, as the host side would.
  void tick() {
    if (flip_waits && cycles >= flip_cycle) {
      flip_waits = false;
      flip();
    }
    model.dma_ready_i = ready();
    model.clk_i = 0;
    model.eval();
    const bool valid = model.dma_valid_o && model.dma_ready_i;
    uint64_t address = 0;
    alignas(64) uint8_t line[64];
    if (valid) {
      address = model.dma_addr_o & ~UINT64_C(63);
      std::memcpy(line, model.dma_data_o.data(), sizeof line);
    }
    model.clk_i = 1;
    model.eval();
    if (model.rst_ni) cycles++;
    if (valid && write) write(write_context, address, line);
  }

  void reset() {
    model.rst_ni = 0;
    model.write_i = 0;
    for (int i = 0; i < 4; i++) tick();
    model.rst_ni = 1;
    cycles = 0;
  }

  void flip() {
    uint8_t mask;
    uint8_t *byte = mlk1_register_bit(model, flip_bit, &mask);
    *byte ^= mask;
    mlk1_settle(model);
  }
};

EXPORT uint32_t mlk1_cosim_abi(void) { return MLK1_COSIM_ABI; }

EXPORT mlk1_cosim *mlk1_cosim_new(mlk1_dma_write write, void *context) {
  mlk1_cosim *device = new (std::nothrow) mlk1_cosim(write, context);
  if (device == nullptr) return nullptr;
  device->model.clk_i = 0;
  device->model.rst_ni = 1;
  device->model.unpaired_i = 0;
  device->model.temp_i = 0;
  device->model.eval();
  device->reset();
  return device;
}

EXPORT void mlk1_cosim_free(mlk1_cosim *device) {
  if (device == nullptr) return;
  device->model.final();
  delete device;
}

EXPORT void mlk1_cosim_write64(mlk1_cosim *device, uint32_t bar, uint64_t offset, uint64_t value) {
  if ((bar != 0 && bar != 2) || offset > (bar == 0 ? UINT64_C(0xFFFF) : UINT64_C(0xFFFFF))) {
    device->tick();
    return;
  }
  device->model.write_i = 1;
  device->model.write_window_i = bar == 2;
  device->model.write_addr_i = (uint32_t)(offset & ~UINT64_C(7));
  device->model.write_data_i = value;
  device->tick();
  device->model.write_i = 0;
}

EXPORT uint64_t mlk1_cosim_read64(mlk1_cosim *device, uint32_t bar, uint64_t offset) {
  if (bar != 0 || offset > UINT64_C(0xFFFF)) {
    device->tick();
    device->tick();
    return ~UINT64_C(0);
  }
  device->model.read_addr_i = (uint16_t)(offset & ~UINT64_C(7));
  device->tick();
  const uint64_t value = device->model.read_data_o;
  device->tick();
  return value;
}

EXPORT uint64_t mlk1_cosim_step(mlk1_cosim *device, uint64_t cycles) {
  while (cycles-- > 0) device->tick();
  return device->cycles;
}

EXPORT void mlk1_cosim_set_stall_seed(mlk1_cosim *device, uint64_t seed, uint32_t per_1024) {
  device->stall_state = seed * 2 + 1;
  device->stall_per_1024 = per_1024;
}

EXPORT void mlk1_cosim_reset(mlk1_cosim *device) { device->reset(); }

EXPORT uint64_t mlk1_cosim_bits(mlk1_cosim *) { return mlk1_register_bits(); }

EXPORT int mlk1_cosim_inject(mlk1_cosim *device, uint64_t bit, uint64_t cycle) {
  if (bit >= mlk1_register_bits()) return -1;
  device->flip_waits = true;
  device->flip_bit = bit;
  device->flip_cycle = cycle;
  return 0;
}

EXPORT const char *mlk1_cosim_bit_name(mlk1_cosim *, uint64_t bit) {
  return mlk1_register_name(bit);
}

EXPORT int mlk1_cosim_bit(mlk1_cosim *device, uint64_t bit) {
  if (bit >= mlk1_register_bits()) return 0;
  uint8_t mask;
  return (*mlk1_register_bit(device->model, bit, &mask) & mask) != 0;
}

EXPORT void mlk1_cosim_set_unpaired(mlk1_cosim *device, int unpaired) {
  device->model.unpaired_i = unpaired != 0;
}
