// SPDX-License-Identifier: Apache-2.0
// DPDK behind opaque handles. rte_mbuf is cache-aligned and so invisible to Swift: what crosses is
// a table of frames, filled by one call per burst. These functions move bursts and report; every
// decision (what to refuse, when to retry, what to say) is PacketIO's.
//
// Results are counts, 0, or a negative errno. Functions marked ML_HOT may be called from proved
// code: they neither allocate nor lock for the ring, memif and NIC drivers. The pcap driver writes
// through stdio and af_packet enters the kernel; both are for tests and for machines without a NIC.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ml_hot.h"

// The most frames one burst moves.
#define ML_DPDK_BURST_MAX 32

// One frame of a burst. `ip` and `l4` are what the NIC found of the checksums.
typedef struct ml_dpdk_frame {
  uint8_t *data;
  uint32_t length;    // bytes of the frame's first segment, or bytes to send
  uint16_t segments;  // received: how many buffers the frame is spread over
  uint8_t ip;
  uint8_t l4;
} ml_dpdk_frame;

enum { ML_DPDK_CHECK_UNKNOWN = 0, ML_DPDK_CHECK_GOOD = 1, ML_DPDK_CHECK_BAD = 2 };

typedef struct ml_dpdk_port ml_dpdk_port;
typedef struct ml_dpdk_pool ml_dpdk_pool;
typedef struct ml_dpdk_wire ml_dpdk_wire;

typedef struct ml_dpdk_statistics {
  uint64_t received, sent, receive_missed, receive_errors, send_errors, no_buffer;
} ml_dpdk_statistics;

typedef struct ml_dpdk_information {
  int numa_node;           // -1 when the device has none
  uint8_t mac[6];
  uint16_t rx_descriptors, tx_descriptors;  // as granted
  int checks_ip, checks_udp;                // whether receive checksum offload is on
} ml_dpdk_information;

// Start-up. argv must be valid EAL arguments: they are copied and kept. The calling thread's
// affinity is restored; nothing reaches standard output or error.
int ml_dpdk_start(int argc, const char *const *argv);

// Gives the calling thread an lcore id, and so a private cache of buffers. 0 or a negative errno.
int ml_dpdk_register_thread(void);
void ml_dpdk_unregister_thread(void);

// What DPDK has logged since ml_dpdk_log_clear, the newest 8 KiB: lines, each headed by one digit,
// its level (4 error, 5 warning, 6 notice). Returns the bytes written, without a terminator.
void ml_dpdk_log_clear(void);
size_t ml_dpdk_log_read(char *into, size_t capacity);

// Devices, by EAL's syntax ("net_memif_a,role=server,…" or a PCI address).
int ml_dpdk_probe(const char *arguments);
int ml_dpdk_remove(const char *bus, const char *name);

// A pool of `count` packet buffers on a NUMA node (-1: any).
int ml_dpdk_pool_create(const char *name, unsigned count, int numa_node, ml_dpdk_pool **pool);
unsigned ml_dpdk_pool_in_use(const ml_dpdk_pool *pool);
void ml_dpdk_pool_free(ml_dpdk_pool *pool);

// Devices made of rings: two, what one sends the other receives, or one, which receives what it
// sends. They are called net_ring_<name>a and b. To be freed when its ports are closed.
int ml_dpdk_wire_create(const char *name, unsigned slots, int numa_node, unsigned ports,
                        ml_dpdk_wire **wire);
void ml_dpdk_wire_free(ml_dpdk_wire *wire);

// The NUMA node of a probed device, -1 for any, or a negative errno below -1.
int ml_dpdk_device_node(const char *name);

// Configures the probed device `name` with one queue each way. `slots` is asked for, see
// ml_dpdk_information. `reconnects` tells that start may fail now and be tried again (memif).
int ml_dpdk_port_open(const char *name, unsigned slots, ml_dpdk_pool *pool, int reconnects,
                      ml_dpdk_port **port, ml_dpdk_information *information);
int ml_dpdk_port_start(ml_dpdk_port *port);
int ml_dpdk_port_is_started(const ml_dpdk_port *port);
int ml_dpdk_port_promiscuous(ml_dpdk_port *port);
int ml_dpdk_port_all_multicast(ml_dpdk_port *port);
// 1 up, 0 down, or a negative errno.
int ml_dpdk_port_link(ml_dpdk_port *port);
// Stops and starts a port whose peer went away, waiting for bursts under way to end.
int ml_dpdk_port_restart(ml_dpdk_port *port);
int ml_dpdk_port_statistics(const ml_dpdk_port *port, ml_dpdk_statistics *statistics);
// Gives every buffer back and closes the device.
void ml_dpdk_port_close(ml_dpdk_port *port);

// Claims a name, of at most 100 bytes, for this process until it ends. 0, -EADDRINUSE when another
// process of the network namespace has it, or another negative errno.
int ml_dpdk_claim(const char *name);

// 1 when the named kernel interface is up and has a carrier, 0 when not, or a negative errno.
int ml_dpdk_interface_running(const char *name);
// The cores the calling thread may use, as "0,1,5". Returns the characters written, without a
// terminator, or a negative errno.
int ml_dpdk_cores(char *into, size_t capacity);
// 0 when this process may open a packet socket, or a negative errno.
int ml_dpdk_packet_socket_permitted(void);
// Whether something listens on the memif socket at `path`: 1 yes, 0 no, or a negative errno. May
// wait for a second.
int ml_dpdk_socket_answers(const char *path);

// The receive side: one thread at a time. Frames stay valid until released.
ML_HOT int ml_dpdk_receive(ml_dpdk_port *port, ml_dpdk_frame *frames);
ML_HOT void ml_dpdk_release(ml_dpdk_port *port);

// The send side: one thread at a time, which may be another. Reserve tops up the frames in hand to
// `count` and fills in `data`; transmit takes the first `count` of them with their `length`s, hands
// them to the driver, frees what it refuses, and returns how many it took.
ML_HOT int ml_dpdk_reserve(ml_dpdk_port *port, ml_dpdk_frame *frames, unsigned count);
ML_HOT int ml_dpdk_transmit(ml_dpdk_port *port, const ml_dpdk_frame *frames, unsigned count);
