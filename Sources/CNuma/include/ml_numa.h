// SPDX-License-Identifier: Apache-2.0
// Where memory and cores are: what the topology needs of libnuma, and nothing for the hot path.
//
// A machine without NUMA support in its kernel, or a container that forbids asking, is one node
// numbered 0. Calls that change something then succeed for node 0 and change nothing.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Whether the kernel answers questions about NUMA policy.
int ml_numa_available(void);

// One more than the highest node number; numbers below may be unused.
int ml_numa_nodes(void);

// Whether the node exists and may be used by this process.
int ml_numa_is_node(int node);

// The node of a core, or a negative errno.
int ml_numa_node_of_core(int core);

// The memory of a node in bytes, or a negative errno.
int64_t ml_numa_node_bytes(int node);

// The relative cost of reaching one node from another (10 is local), or 0 when unknown.
int ml_numa_distance(int from, int to);

// Where the calling thread's future pages come from: that node if it has room, that node or
// nothing, or the node it runs on. Each returns 0 or a positive errno.
int ml_numa_prefer(int node);
int ml_numa_bind(int node);
int ml_numa_local(void);

// Whole zeroed pages of at least `bytes` bytes on that node and no other, touched, to be freed with
// the same size. Returns NULL with a positive errno in `error`.
void *ml_numa_allocate(size_t bytes, int node, int *error);
void ml_numa_free(void *memory, size_t bytes);

// The node that holds the page at an address, touching it; or a negative errno.
int ml_numa_node_of_address(const void *address);
