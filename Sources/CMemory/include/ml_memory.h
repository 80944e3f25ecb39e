// SPDX-License-Identifier: Apache-2.0
// What Swift has no words for in memory.
#pragma once

// Asks the caches for the line at an address. It reads nothing and cannot fault, whatever the address is.
static inline __attribute__((always_inline)) __attribute__((swift_attr("@_noAllocation")))
__attribute__((swift_attr("@_noLocks"))) void
ml_memory_prefetch(const void *address)
{
  __builtin_prefetch(address, 0, 3);
}
