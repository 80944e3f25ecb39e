// SPDX-License-Identifier: Apache-2.0
//
// The signing device in simulation: the RTL of Hardware/, made C++ by Verilator, behind these
// functions. Hardware/cosim/build makes libmlk1_cosim.so; load it with dlopen, look every name up,
// and refuse a library whose mlk1_cosim_abi() is another number.
//
// A device belongs to one thread at a time; two devices know nothing of each other. Time passes only
// inside write64, read64 and step. The same calls give the same device cycles, on any host.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MLK1_COSIM_ABI 1

typedef struct mlk1_cosim mlk1_cosim;

// The device writes host memory: one whole line of 64 bytes at `address`, a multiple of 64, as the
// driver gave it in CQ_BASE or HB_BASE plus an offset. Called inside step, write64 and read64. There
// is no read of host memory.
typedef void (*mlk1_dma_write)(void *context, uint64_t address, const void *line);

// The number of this interface: MLK1_COSIM_ABI.
uint32_t mlk1_cosim_abi(void);

// A device out of reset, its self-test not yet run (step until STATUS says READY). NULL when there is
// no memory. `context` is handed back in every write.
mlk1_cosim *mlk1_cosim_new(mlk1_dma_write write, void *context);
void mlk1_cosim_free(mlk1_cosim *device);

// A posted 8-byte store to BAR0 or BAR2, `offset` a multiple of 8. Takes one cycle; stores arrive in
// the order of the calls.
void mlk1_cosim_write64(mlk1_cosim *device, uint32_t bar, uint64_t offset, uint64_t value);

// An 8-byte load from BAR0, `offset` a multiple of 8. Takes two cycles. BAR2 and what is not there
// read as all ones.
uint64_t mlk1_cosim_read64(mlk1_cosim *device, uint32_t bar, uint64_t offset);

// Lets `cycles` pass. Returns the cycles since reset, which is what HEARTBEAT reads.
uint64_t mlk1_cosim_step(mlk1_cosim *device, uint64_t cycles);

// From now on the host side refuses the device's writes in about `per_1024` of 1,024 cycles, chosen by
// a generator started with `seed`. 0 of 1,024: never, as after new. The completion comes later then;
// the cycles of a signature stay what they are.
void mlk1_cosim_set_stall_seed(mlk1_cosim *device, uint64_t seed, uint32_t per_1024);

// Pulls the reset, for 4 cycles: keys, queues, counters and cycles since reset are gone.
void mlk1_cosim_reset(mlk1_cosim *device);

// --- for tests of the device itself, beyond what a host can do

// Register bits that can be flipped, memories included. Bits are numbered from 0.
uint64_t mlk1_cosim_bits(mlk1_cosim *device);

// Flips register bit `bit` when the cycles since reset reach `cycle` (now, when they have). One flip
// waits at a time. Returns 0, or -1 when there is no such bit.
int mlk1_cosim_inject(mlk1_cosim *device, uint64_t bit, uint64_t cycle);

// The name of the register that holds `bit`; valid as long as the library. NULL when there is none.
const char *mlk1_cosim_bit_name(mlk1_cosim *device, uint64_t bit);

// The bit as it is: 0 or 1. To look for what zeroize should have left nowhere.
int mlk1_cosim_bit(mlk1_cosim *device, uint64_t bit);

// One core signs alone and its result is released unchecked, while `unpaired` is not 0: the device
// that the fault campaign must find leaking. A board ties this pin low.
void mlk1_cosim_set_unpaired(mlk1_cosim *device, int unpaired);

#ifdef __cplusplus
}
#endif
