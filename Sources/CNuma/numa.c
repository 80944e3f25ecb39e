// SPDX-License-Identifier: Apache-2.0
#include "ml_numa.h"

#include <errno.h>
#include <limits.h>
#include <numa.h>
#include <numaif.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// The widest node mask that is passed to the kernel.
#define NODES_MAX 1024
#define WORD_BITS (sizeof(unsigned long) * CHAR_BIT)

typedef struct {
  unsigned long words[NODES_MAX / WORD_BITS];
} node_mask;

static node_mask mask_of(int node) {
  node_mask mask = {0};
  mask.words[(size_t)node / WORD_BITS] = 1ul << ((size_t)node % WORD_BITS);
  return mask;
}

int ml_numa_available(void) { return numa_available() >= 0; }

int ml_numa_nodes(void) {
  if (!ml_numa_available()) return 1;
  int highest = numa_max_node();
  return highest < 0 ? 1 : highest >= NODES_MAX ? NODES_MAX : highest + 1;
}

int ml_numa_is_node(int node) {
  if (node < 0 || node >= ml_numa_nodes()) return 0;
  if (!ml_numa_available()) return 1;
  return numa_bitmask_isbitset(numa_all_nodes_ptr, (unsigned)node) != 0;
}

int ml_numa_node_of_core(int core) {
  if (core < 0) return -EINVAL;
  if (!ml_numa_available()) return core < sysconf(_SC_NPROCESSORS_CONF) ? 0 : -EINVAL;
  int node = numa_node_of_cpu(core);
  return node >= 0 ? node : -EINVAL;
}

int64_t ml_numa_node_bytes(int node) {
  if (!ml_numa_is_node(node)) return -EINVAL;
  if (!ml_numa_available()) {
    return (int64_t)sysconf(_SC_PHYS_PAGES) * (int64_t)sysconf(_SC_PAGESIZE);
  }
  long long bytes = numa_node_size64(node, NULL);
  return bytes >= 0 ? bytes : -ENOENT;
}

int ml_numa_distance(int from, int to) {
  if (!ml_numa_is_node(from) || !ml_numa_is_node(to)) return 0;
  if (!ml_numa_available()) return 10;
  return numa_distance(from, to);
}

static int set_policy(int mode, int node) {
  if (!ml_numa_is_node(node)) return EINVAL;
  if (!ml_numa_available()) return 0;
  node_mask mask = mask_of(node);
  // The kernel takes one bit fewer than it is told.
  return set_mempolicy(mode, mask.words, NODES_MAX + 1) == 0 ? 0 : errno;
}

int ml_numa_prefer(int node) { return set_policy(MPOL_PREFERRED, node); }
int ml_numa_bind(int node) { return set_policy(MPOL_BIND, node); }

int ml_numa_local(void) {
  if (!ml_numa_available()) return 0;
  return set_mempolicy(MPOL_DEFAULT, NULL, 0) == 0 ? 0 : errno;
}

void *ml_numa_allocate(size_t bytes, int node, int *error) {
  if (bytes == 0 || !ml_numa_is_node(node)) {
    *error = EINVAL;
    return NULL;
  }
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    *error = errno;
    return NULL;
  }
  if (ml_numa_available()) {
    node_mask mask = mask_of(node);
    if (mbind(memory, bytes, MPOL_BIND, mask.words, NODES_MAX + 1, 0) != 0) {
      *error = errno;
      munmap(memory, bytes);
      return NULL;
    }
  }
  // Touched now, so that the first packet does not wait for the kernel to find a page.
  memset(memory, 0, bytes);
  *error = 0;
  return memory;
}

void ml_numa_free(void *memory, size_t bytes) { munmap(memory, bytes); }

int ml_numa_node_of_address(const void *address) {
  if (address == NULL) return -EFAULT;
  if (!ml_numa_available()) return 0;
  int node = -1;
  // The cast drops const for a call that only asks.
  if (get_mempolicy(&node, NULL, 0, (void *)(uintptr_t)address, MPOL_F_NODE | MPOL_F_ADDR) != 0) {
    return -errno;
  }
  return node;
}
