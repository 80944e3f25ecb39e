// SPDX-License-Identifier: Apache-2.0
// Packet buffers, and the pair of rings that joins two ports of one process.
#include <errno.h>
#include <rte_errno.h>
#include <rte_eth_ring.h>
#include <rte_mbuf.h>
#include <rte_ring.h>
#include <stdio.h>
#include <stdlib.h>

#include "dpdk_internal.h"

// Two bursts' worth: a registered thread then meets the shared part once in several bursts.
enum { POOL_CACHE = 2 * ML_DPDK_BURST_MAX };

static int fault(void) { return rte_errno > 0 ? -rte_errno : -ENOMEM; }

int ml_dpdk_pool_create(const char *name, unsigned count, int numa_node, ml_dpdk_pool **pool) {
  // The default room is what af_packet's queue set-up insists on; it holds any frame we send.
  struct rte_mempool *made = rte_pktmbuf_pool_create(name, count, POOL_CACHE, 0,
                                                     RTE_MBUF_DEFAULT_BUF_SIZE, numa_node);
  if (made == NULL) return fault();
  *pool = (ml_dpdk_pool *)made;
  return 0;
}

unsigned ml_dpdk_pool_in_use(const ml_dpdk_pool *pool) {
  return rte_mempool_in_use_count((const struct rte_mempool *)pool);
}

void ml_dpdk_pool_free(ml_dpdk_pool *pool) { rte_mempool_free((struct rte_mempool *)pool); }

struct ml_dpdk_wire {
  unsigned ports;
  struct rte_ring *rings[2];
};

static int make_ports(const char *name, int node, const ml_dpdk_wire *wire) {
  unsigned memory_node = node == SOCKET_ID_ANY ? 0 : (unsigned)node;
  for (unsigned i = 0; i < wire->ports; i++) {
    char port_name[RTE_RING_NAMESIZE];
    snprintf(port_name, sizeof port_name, "%s%c", name, (char)('a' + i));
    struct rte_ring *receive = wire->rings[i], *send = wire->rings[(i + 1) % wire->ports];
    if (rte_eth_from_rings(port_name, &receive, 1, &send, 1, memory_node) >= 0) continue;
    int status = fault();
    // The first device must not outlive the rings when the second could not be made.
    char first[RTE_RING_NAMESIZE + 16];
    snprintf(first, sizeof first, "net_ring_%sa", name);
    if (i == 1) ml_dpdk_remove("vdev", first);
    return status;
  }
  return 0;
}

int ml_dpdk_wire_create(const char *name, unsigned slots, int numa_node, unsigned ports,
                        ml_dpdk_wire **wire) {
  if (ports < 1 || ports > 2) return -EINVAL;
  ml_dpdk_wire *made = calloc(1, sizeof *made);
  if (made == NULL) return -ENOMEM;
  made->ports = ports;
  int node = numa_node < 0 ? SOCKET_ID_ANY : numa_node;
  int status = 0;
  for (unsigned i = 0; i < ports && status == 0; i++) {
    char ring_name[RTE_RING_NAMESIZE];
    snprintf(ring_name, sizeof ring_name, "%s%c", name, (char)('a' + i));
    // One thread sends and one receives on each port, so one of each on each ring.
    made->rings[i] = rte_ring_create(ring_name, slots, node, RING_F_SP_ENQ | RING_F_SC_DEQ);
    if (made->rings[i] == NULL) status = fault();
  }
  if (status == 0) status = make_ports(name, node, made);
  if (status < 0) {
    for (int i = 0; i < 2; i++) rte_ring_free(made->rings[i]);
    free(made);
    return status;
  }
  *wire = made;
  return 0;
}

void ml_dpdk_wire_free(ml_dpdk_wire *wire) {
  for (unsigned i = 0; i < wire->ports; i++) {
    void *frame;
    while (rte_ring_dequeue(wire->rings[i], &frame) == 0) rte_pktmbuf_free(frame);
    rte_ring_free(wire->rings[i]);
  }
  free(wire);
}
