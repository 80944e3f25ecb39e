// SPDX-License-Identifier: Apache-2.0
// The gateway's side of strategies: Unix sockets, passed descriptors, sealed memory. Nothing blocks.
//
// Results: zero or more on success, a negative errno on failure.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Listens at `path`, for this user only. A socket that nobody listens at any more is replaced; one that
// is in use gives -EADDRINUSE. Returns a descriptor.
int ml_strategy_listen(const char *path);

// Takes the next connection: a descriptor, or -EAGAIN.
int ml_strategy_accept(int listener);

// Takes one packet of at most `bytesMax` bytes: its length, 0 at the end of the connection, -EAGAIN,
// -EMSGSIZE for a longer one. Descriptors that came with it are dropped by the kernel.
int64_t ml_strategy_receive(int fd, void *bytes, size_t bytesMax);

// Sends one packet, with `descriptorCount` (at most 2) descriptors: 0, or -EAGAIN when it has no room.
int ml_strategy_send(
    int fd, const void *bytes, size_t byteCount, const int *descriptors, int descriptorCount);

// Makes `bytes` of zeroed memory to be shared, mapped at *address. Nobody can change its size. With
// `isReadOnly` nobody but this mapping can ever write it. Returns a descriptor to pass on.
int ml_strategy_memory(size_t bytes, int isReadOnly, void **address);

void ml_strategy_unmap(void *address, size_t bytes);
void ml_strategy_close(int fd);
void ml_strategy_remove(const char *path);

// The process at the other end when it connected, or 0.
int ml_strategy_peer(int fd);

// Writes one market's prices so that a reader never takes a mixture. `at` is the market's 128 bytes.
void ml_strategy_write_prices(
    void *at, int64_t bid, uint64_t bidQuantity, int64_t ask, uint64_t askQuantity, uint64_t logIndex,
    uint64_t flags);
