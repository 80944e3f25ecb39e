// SPDX-License-Identifier: Apache-2.0
// A port: one receive queue and one transmit queue of one ethdev.
#include <errno.h>
#include <rte_dev.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_malloc.h>
#include <string.h>

#include "dpdk_internal.h"

// Receive and send sides may be two threads' and so share no cache line.
struct ml_dpdk_port {
  uint16_t id;
  bool started;
  gate *gate;  // memif only
  struct rte_mempool *pool;
  char name[RTE_ETH_NAME_MAX_LEN];
  char bus[16];
  _Alignas(64) struct rte_mbuf *received[ML_DPDK_BURST_MAX];
  unsigned received_count;
  _Alignas(64) struct rte_mbuf *reserved[ML_DPDK_BURST_MAX];
  unsigned reserved_count;
};

int ml_dpdk_probe(const char *arguments) { return rte_dev_probe(arguments); }

int ml_dpdk_remove(const char *bus, const char *name) { return rte_eal_hotplug_remove(bus, name); }

int ml_dpdk_device_node(const char *name) {
  uint16_t id;
  int status = rte_eth_dev_get_port_by_name(name, &id);
  if (status < 0) return status == -1 ? -ENODEV : status;
  int node = rte_eth_dev_socket_id(id);
  return node < 0 ? -1 : node;
}

static int configure(uint16_t id, unsigned slots, ml_dpdk_pool *pool,
                     ml_dpdk_information *information) {
  struct rte_eth_dev_info device;
  int status = rte_eth_dev_info_get(id, &device);
  if (status < 0) return status;
  uint64_t wanted = RTE_ETH_RX_OFFLOAD_IPV4_CKSUM | RTE_ETH_RX_OFFLOAD_UDP_CKSUM;
  struct rte_eth_conf settings = {0};
  settings.rxmode.offloads = wanted & device.rx_offload_capa;
  information->checks_ip = (settings.rxmode.offloads & RTE_ETH_RX_OFFLOAD_IPV4_CKSUM) != 0;
  information->checks_udp = (settings.rxmode.offloads & RTE_ETH_RX_OFFLOAD_UDP_CKSUM) != 0;
  status = rte_eth_dev_configure(id, 1, 1, &settings);
  if (status < 0) return status;
  uint16_t rx = (uint16_t)slots, tx = (uint16_t)slots;
  status = rte_eth_dev_adjust_nb_rx_tx_desc(id, &rx, &tx);
  if (status < 0) return status;
  information->rx_descriptors = rx;
  information->tx_descriptors = tx;
  int node = rte_eth_dev_socket_id(id);
  information->numa_node = node < 0 ? -1 : node;
  unsigned near = node < 0 ? (unsigned)SOCKET_ID_ANY : (unsigned)node;
  status = rte_eth_rx_queue_setup(id, 0, rx, near, NULL, (struct rte_mempool *)pool);
  if (status < 0) return status;
  status = rte_eth_tx_queue_setup(id, 0, tx, near, NULL);
  if (status < 0) return status;
  struct rte_ether_addr mac = {0};
  rte_eth_macaddr_get(id, &mac);
  memcpy(information->mac, mac.addr_bytes, sizeof information->mac);
  return 0;
}

int ml_dpdk_port_open(const char *name, unsigned slots, ml_dpdk_pool *pool, int reconnects,
                      ml_dpdk_port **port, ml_dpdk_information *information) {
  uint16_t id;
  int status = rte_eth_dev_get_port_by_name(name, &id);
  if (status < 0) return status == -1 ? -ENODEV : status;
  status = configure(id, slots, pool, information);
  if (status < 0) return status;
  ml_dpdk_port *made = rte_zmalloc("matchlock-port", sizeof *made, 64);
  if (made == NULL) return -ENOMEM;
  if (reconnects) {
    made->gate = ml_dpdk_gate_take();
    if (made->gate == NULL) {
      rte_free(made);
      return -ENOSPC;
    }
    // Closed until started: DPDK complains of a burst on a port that is not.
    ml_dpdk_gate_close(made->gate);
  }
  made->id = id;
  made->pool = (struct rte_mempool *)pool;
  snprintf(made->name, sizeof made->name, "%s", name);
  // A PCI address holds colons; a virtual device's name is ours and holds none.
  snprintf(made->bus, sizeof made->bus, "%s", strchr(name, ':') != NULL ? "pci" : "vdev");
  *port = made;
  return 0;
}

static int start(void *argument) {
  ml_dpdk_port *port = argument;
  if (port->started) return 0;
  int status = rte_eth_dev_start(port->id);
  if (status < 0) return status;
  port->started = true;
  if (port->gate != NULL) ml_dpdk_gate_open(port->gate);
  return 0;
}

static void stop(ml_dpdk_port *port) {
  if (!port->started) return;
  if (port->gate != NULL) ml_dpdk_gate_close(port->gate);
  rte_eth_dev_stop(port->id);
  port->started = false;
}

static int restart(void *argument) {
  stop(argument);
  return start(argument);
}

static int shut(void *argument) {
  ml_dpdk_port *port = argument;
  stop(port);
  return rte_eth_dev_close(port->id);
}

static int run(ml_dpdk_port *port, int (*action)(void *)) {
  return port->gate == NULL ? action(port) : ml_dpdk_on_interrupt_thread(action, port);
}

int ml_dpdk_port_start(ml_dpdk_port *port) { return run(port, start); }

int ml_dpdk_port_restart(ml_dpdk_port *port) { return run(port, restart); }

int ml_dpdk_port_is_started(const ml_dpdk_port *port) { return port->started; }

int ml_dpdk_port_promiscuous(ml_dpdk_port *port) { return rte_eth_promiscuous_enable(port->id); }

int ml_dpdk_port_all_multicast(ml_dpdk_port *port) { return rte_eth_allmulticast_enable(port->id); }

int ml_dpdk_port_link(ml_dpdk_port *port) {
  if (!port->started) return 0;
  struct rte_eth_link link = {0};
  int status = rte_eth_link_get_nowait(port->id, &link);
  return status < 0 ? status : link.link_status == RTE_ETH_LINK_UP;
}

int ml_dpdk_port_statistics(const ml_dpdk_port *port, ml_dpdk_statistics *statistics) {
  struct rte_eth_stats s = {0};
  int status = rte_eth_stats_get(port->id, &s);
  if (status < 0) return status;
  *statistics = (ml_dpdk_statistics){
      .received = s.ipackets, .sent = s.opackets, .receive_missed = s.imissed,
      .receive_errors = s.ierrors, .send_errors = s.oerrors, .no_buffer = s.rx_nombuf};
  return 0;
}

void ml_dpdk_port_close(ml_dpdk_port *port) {
  ml_dpdk_release(port);
  rte_pktmbuf_free_bulk(port->reserved, port->reserved_count);
  run(port, shut);
  ml_dpdk_remove(port->bus, port->name);
  if (port->gate != NULL) {
    ml_dpdk_gate_open(port->gate);
    ml_dpdk_gate_give(port->gate);
  }
  rte_free(port);
}

static uint8_t verdict(uint64_t flags, uint64_t bad, uint64_t good) {
  uint64_t found = flags & (bad | good);
  if (found == 0) return ML_DPDK_CHECK_UNKNOWN;
  // Both at once is DPDK's "integrity verified, though the field itself is not filled in".
  return found == bad ? ML_DPDK_CHECK_BAD : ML_DPDK_CHECK_GOOD;
}

static uint16_t take(ml_dpdk_port *port) {
  if (port->gate == NULL) return rte_eth_rx_burst(port->id, 0, port->received, ML_DPDK_BURST_MAX);
  if (!gate_enter(port->gate, &port->gate->receiving)) return 0;
  uint16_t count = rte_eth_rx_burst(port->id, 0, port->received, ML_DPDK_BURST_MAX);
  gate_leave(&port->gate->receiving);
  return count;
}

int ml_dpdk_receive(ml_dpdk_port *port, ml_dpdk_frame *frames) {
  if (port->received_count != 0) return -EBUSY;
  uint16_t count = take(port);
  port->received_count = count;
  for (uint16_t i = 0; i < count; i++) {
    const struct rte_mbuf *m = port->received[i];
    frames[i] = (ml_dpdk_frame){
        .data = rte_pktmbuf_mtod(m, uint8_t *),
        .length = rte_pktmbuf_data_len(m),
        .segments = m->nb_segs,
        .ip = verdict(m->ol_flags, RTE_MBUF_F_RX_IP_CKSUM_BAD, RTE_MBUF_F_RX_IP_CKSUM_GOOD),
        .l4 = verdict(m->ol_flags, RTE_MBUF_F_RX_L4_CKSUM_BAD, RTE_MBUF_F_RX_L4_CKSUM_GOOD)};
  }
  return count;
}

void ml_dpdk_release(ml_dpdk_port *port) {
  rte_pktmbuf_free_bulk(port->received, port->received_count);
  port->received_count = 0;
}

int ml_dpdk_reserve(ml_dpdk_port *port, ml_dpdk_frame *frames, unsigned count) {
  if (count > ML_DPDK_BURST_MAX) count = ML_DPDK_BURST_MAX;
  if (port->reserved_count < count &&
      rte_pktmbuf_alloc_bulk(port->pool, port->reserved + port->reserved_count,
                             count - port->reserved_count) == 0)
    port->reserved_count = count;
  // All or nothing is not wanted of the last few: take what there is.
  while (port->reserved_count < count) {
    struct rte_mbuf *m = rte_pktmbuf_alloc(port->pool);
    if (m == NULL) break;
    port->reserved[port->reserved_count++] = m;
  }
  unsigned granted = port->reserved_count < count ? port->reserved_count : count;
  for (unsigned i = 0; i < granted; i++)
    frames[i].data = rte_pktmbuf_mtod(port->reserved[i], uint8_t *);
  return (int)granted;
}

static uint16_t give(ml_dpdk_port *port, uint16_t count) {
  if (port->gate == NULL) return rte_eth_tx_burst(port->id, 0, port->reserved, count);
  if (!gate_enter(port->gate, &port->gate->transmitting)) return 0;
  uint16_t sent = rte_eth_tx_burst(port->id, 0, port->reserved, count);
  gate_leave(&port->gate->transmitting);
  return sent;
}

int ml_dpdk_transmit(ml_dpdk_port *port, const ml_dpdk_frame *frames, unsigned count) {
  if (count > port->reserved_count) return -EINVAL;
  for (unsigned i = 0; i < count; i++) {
    port->reserved[i]->data_len = (uint16_t)frames[i].length;
    port->reserved[i]->pkt_len = frames[i].length;
  }
  uint16_t sent = give(port, (uint16_t)count);
  rte_pktmbuf_free_bulk(port->reserved + sent, count - sent);
  port->reserved_count -= count;
  memmove(port->reserved, port->reserved + count, port->reserved_count * sizeof port->reserved[0]);
  return sent;
}
