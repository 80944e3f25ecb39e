// SPDX-License-Identifier: Apache-2.0
#include "device_model.h"

#include <errno.h>
#include <linux/vfio.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "../../Hardware/cosim/mlk1_registers.h"

enum { QUEUES = 2, SLOTS = 256, SLOT = 256, BOOT_CYCLES = 3000, KEY_CYCLES = 1500, BASE_CYCLES = 1205 };

typedef struct {
  uint64_t cq_base, cq_log2, hb_base, hb_period, mask;
  uint32_t tail, used, next, consumed, beats;
  uint64_t hb_next;
  int enabled, flushing;
  uint8_t error, erased;
} queue;

typedef struct {
  ml_cosim_dma dma;
  void *context;
  uint64_t now, boot_at, key_done, seed[4], pubkey[4], accepted, completed, cycles_max, codes[16];
  uint8_t window[QUEUES][SLOTS * SLOT];
  uint8_t pair[MLK1_KEY_SLOTS][64];
  uint16_t valid, locked;
  uint8_t key_code, key_slot;
  queue q[QUEUES];
  // The request being signed.
  int busy_queue;
  uint64_t done_at, started_at;
  uint32_t stall, stall_state;
} model;

static uint64_t word(const uint8_t *at) {
  uint64_t w;
  memcpy(&w, at, 8);
  return w;
}

static void reset(model *m) {
  memset(m->q, 0, sizeof m->q);
  memset(m->pair, 0, sizeof m->pair);
  memset(m->window, 0, sizeof m->window);
  m->now = m->valid = m->locked = 0;
  m->accepted = m->completed = m->cycles_max = m->key_done = 0;
  m->boot_at = BOOT_CYCLES;
  m->busy_queue = -1;
}

static uint32_t abi(void) { return 1; }
static void *create(ml_cosim_dma dma, void *context) {
  model *m = calloc(1, sizeof *m);
  if (m == NULL || sodium_init() < 0) return NULL;
  m->dma = dma;
  m->context = context;
  reset(m);
  return m;
}
static void destroy(void *device) { free(device); }

static uint8_t state(const model *m) {
  return m->now < m->boot_at ? MLK1_STATE_SELFTEST : MLK1_STATE_READY;
}
static uint64_t status(const model *m) {
  return state(m) | (uint64_t)(m->busy_queue >= 0) << 8 | UINT64_C(1) << 16 | (uint64_t)m->valid << 32;
}

static void complete(model *m, queue *q, uint8_t code, const uint8_t *signature, uint64_t cookie,
                     uint32_t cycles) {
  uint64_t line[16] = {0};
  static const uint8_t zero[64];
  if (signature == NULL) signature = zero;
  const uint64_t phase = ~(q->next >> q->cq_log2) & 1;
  const uint64_t tag = q->next | phase << 47 | (uint64_t)code << 48 | UINT64_C(0xA5) << 56;
  memcpy(line, signature, 56);
  line[7] = tag;
  memcpy(line + 8, signature + 56, 8);
  line[9] = cookie;
  line[10] = m->now;
  line[11] = cycles | UINT64_C(1) << 32;
  uint32_t crc = ~0u;
  for (int i = 0; i < 8; i++) crc = ml_device_crc(crc, word(signature + 8 * i));
  crc = ~ml_device_crc(ml_device_crc(crc, cookie), tag);
  line[12] = crc;
  line[15] = tag;
  const uint64_t at = q->cq_base + (q->next & ((1u << q->cq_log2) - 1)) * 128;
  m->dma(m->context, at, line);
  m->dma(m->context, at + 64, line + 8);
  q->next++;
  m->completed++;
  m->codes[code & 15]++;
  if (code == MLK1_CODE_OK && cycles > m->cycles_max) m->cycles_max = cycles;
}

static void gather(const model *m, int n, const queue *q, uint8_t *bytes) {
  for (int i = 0; i < 5; i++) memcpy(bytes + i * SLOT, m->window[n] + (q->used + i) % SLOTS * SLOT, SLOT);
}

// A queue that stops stays stopped until it is flushed.
static void stop(model *m, queue *q, uint8_t code, uint64_t cookie) {
  complete(m, q, code, NULL, cookie, 0);
  q->error = code;
}

// Takes the next request, or answers it at once.
static void take(model *m, int n) {
  queue *q = &m->q[n];
  uint8_t bytes[5 * SLOT];
  if (q->tail - q->used > SLOTS) {
    stop(m, q, MLK1_CODE_OVERFLOW, 0);
    return;
  }
  gather(m, n, q, bytes);
  const uint64_t head = word(bytes), cookie = word(bytes + 8), deadline = word(bytes + 16);
  const uint32_t sequence = (uint32_t)head, length = head >> 48;
  const uint8_t opcode = head >> 32, key = head >> 40;
  m->accepted++;
  if (sequence != q->next) return stop(m, q, MLK1_CODE_BAD_SEQUENCE, cookie);
  if (length > 1232) return stop(m, q, MLK1_CODE_BAD_LENGTH, cookie);
  uint32_t crc = ~0u;
  for (uint32_t i = 0; i < 5 + (length + 7) / 8; i++) {
    uint64_t w = word(bytes + 8 * i);
    if (i == 3) w &= ~UINT64_C(0xffffffff);
    crc = ml_device_crc(crc, w);
  }
  if (~crc != (uint32_t)word(bytes + 24)) return stop(m, q, MLK1_CODE_BAD_CRC, cookie);
  uint8_t code = MLK1_CODE_OK;
  if (opcode != MLK1_OP_SIGN && opcode != MLK1_OP_LOOPBACK) code = MLK1_CODE_BAD_OPCODE;
  else if (opcode == MLK1_OP_SIGN) {
    if (key >= MLK1_KEY_SLOTS || !(q->mask >> key & 1)) code = MLK1_CODE_NOT_ALLOWED;
    else if (!(m->valid >> key & 1)) code = q->erased ? MLK1_CODE_ZEROIZED : MLK1_CODE_NO_KEY;
    else if (deadline != 0 && m->now > deadline) code = MLK1_CODE_EXPIRED;
    else if (q->erased) code = MLK1_CODE_ZEROIZED;
  }
  if (code != MLK1_CODE_OK || opcode == MLK1_OP_LOOPBACK) {
    q->used += 1 + (length > 216 ? (length - 216 + 255) / 256 : 0);
    complete(m, q, code, NULL, cookie, 0);
    return;
  }
  const uint32_t blocks = (32 + length + 17 + 127) / 128 + (64 + length + 17 + 127) / 128;
  m->busy_queue = n;
  m->started_at = m->now;
  m->done_at = m->now + BASE_CYCLES + 84 * (blocks - 2);
}

static void finish(model *m) {
  queue *q = &m->q[m->busy_queue];
  uint8_t bytes[5 * SLOT], signature[64];
  gather(m, m->busy_queue, q, bytes);
  m->busy_queue = -1;
  const uint64_t head = word(bytes);
  const uint32_t length = head >> 48;
  const uint8_t key = head >> 40;
  q->used += 1 + (length > 216 ? (length - 216 + 255) / 256 : 0);
  if (!(m->valid >> key & 1)) {
    complete(m, q, MLK1_CODE_ZEROIZED, NULL, word(bytes + 8), 0);
    return;
  }
  crypto_sign_detached(signature, NULL, bytes + 40, length, m->pair[key]);
  complete(m, q, MLK1_CODE_OK, signature, word(bytes + 8), (uint32_t)(m->done_at - m->started_at));
}

static void turn(model *m) {
  for (int n = 0; n < QUEUES; n++) {
    queue *q = &m->q[n];
    if (q->flushing > 0) {
      q->flushing--;
      continue;
    }
    if (q->enabled && q->hb_period != 0 && m->now >= q->hb_next) {
      uint64_t line[8] = {m->now, status(m), m->accepted, m->completed};
      q->beats++;
      line[7] = q->beats | (uint64_t)state(m) << 48 | UINT64_C(0xB6) << 56;
      m->dma(m->context, q->hb_base, line);
      q->hb_next = m->now + q->hb_period;
    }
  }
  if (m->stall != 0) {
    m->stall_state = m->stall_state * 1664525 + 1013904223;
    if ((m->stall_state >> 22) < m->stall) return;
  }
  if (m->now < m->boot_at) return;
  if (m->busy_queue >= 0) {
    if (m->now >= m->done_at) finish(m);
    return;
  }
  for (int n = 0; n < QUEUES && m->busy_queue < 0; n++) {
    queue *q = &m->q[n];
    if (!q->enabled || q->flushing || q->error || q->used == q->tail) continue;
    if (q->next - q->consumed >= 1u << q->cq_log2) continue;
    take(m, n);
  }
}

static uint64_t step(void *device, uint64_t cycles) {
  model *m = device;
  while (cycles > 0) {
    const uint64_t n = cycles < 16 ? cycles : 16;
    m->now += n;
    cycles -= n;
    turn(m);
  }
  return m->now;
}

static void command(model *m, uint64_t value) {
  const uint8_t what = value, slot = value >> 8;
  if (m->now < m->key_done) return;
  m->key_slot = slot;
  m->key_done = m->now + KEY_CYCLES;
  m->key_code = MLK1_CODE_OK;
  memset(m->pubkey, 0, sizeof m->pubkey);
  if (slot >= MLK1_KEY_SLOTS) m->key_code = MLK1_CODE_NO_KEY;
  else if ((what == MLK1_KEY_COMMAND_PROVISION || what == MLK1_KEY_COMMAND_ERASE) && m->locked >> slot & 1) {
    m->key_code = MLK1_CODE_LOCKED;
  } else if (what == MLK1_KEY_COMMAND_PROVISION) {
    uint8_t public_key[32];
    crypto_sign_seed_keypair(public_key, m->pair[slot], (const uint8_t *)m->seed);
    memset(m->seed, 0, sizeof m->seed);
    memcpy(m->pubkey, public_key, 32);
    m->valid |= 1u << slot;
  } else if (what == MLK1_KEY_COMMAND_PUBLIC_KEY) {
    if (m->valid >> slot & 1) memcpy(m->pubkey, m->pair[slot] + 32, 32);
    else m->key_code = MLK1_CODE_NO_KEY;
  } else if (what == MLK1_KEY_COMMAND_LOCK) {
    m->locked |= 1u << slot;
  } else if (what == MLK1_KEY_COMMAND_ERASE) {
    memset(m->pair[slot], 0, 64);
    m->valid &= ~(1u << slot);
  } else {
    m->key_code = MLK1_CODE_BAD_OPCODE;
  }
}

static void start(model *m, int n, uint64_t value) {
  queue *q = &m->q[n];
  q->enabled = value & 1;
  if (value & 2) {
    if (m->busy_queue == n) m->busy_queue = -1;
    q->next = q->used = q->tail = q->consumed = 0;
    q->error = q->erased = 0;
    q->flushing = 3;
    q->beats = 0;
  }
  q->hb_next = m->now + q->hb_period;
  if (q->cq_base % 4096 != 0 || q->cq_log2 < MLK1_CQ_LOG2_MIN || q->cq_log2 > MLK1_CQ_LOG2_MAX) {
    q->enabled = 0;
    q->error = MLK1_CODE_BAD_RING;
  }
}

static void write64(void *device, uint32_t bar, uint64_t offset, uint64_t value) {
  model *m = device;
  if (bar == 2) {
    if (offset < sizeof m->window) memcpy((uint8_t *)m->window + offset, &value, 8);
  } else if (offset >= MLK1_ADMIN_PAGE) {
    const uint64_t at = offset - MLK1_ADMIN_PAGE;
    if (at >= MLK1_ADMIN_KEY_DATA && at < MLK1_ADMIN_KEY_DATA + 32) m->seed[(at - MLK1_ADMIN_KEY_DATA) / 8] = value;
    else if (at == MLK1_ADMIN_KEY_CMD) command(m, value);
    else if (at == MLK1_ADMIN_ZEROIZE && value == MLK1_ZEROIZE_MAGIC) {
      memset(m->pair, 0, sizeof m->pair);
      m->valid = m->locked = 0;
      m->boot_at = m->now + BOOT_CYCLES;
      for (int n = 0; n < QUEUES; n++) m->q[n].erased = 1;
    } else if (at >= MLK1_ADMIN_KEY_MASK && at < MLK1_ADMIN_KEY_MASK + 8 * QUEUES) {
      m->q[(at - MLK1_ADMIN_KEY_MASK) / 8].mask = value;
    }
  } else if (offset >= MLK1_QUEUE_PAGE && offset < MLK1_QUEUE_PAGE + QUEUES * 0x1000) {
    const int n = (int)((offset - MLK1_QUEUE_PAGE) >> 12);
    queue *q = &m->q[n];
    switch (offset & 0xfff) {
      case MLK1_QUEUE_CQ_BASE: q->cq_base = value; break;
      case MLK1_QUEUE_CQ_LOG2: q->cq_log2 = value; break;
      case MLK1_QUEUE_HB_BASE: q->hb_base = value; break;
      case MLK1_QUEUE_HB_PERIOD: q->hb_period = value; break;
      case MLK1_QUEUE_CTRL: start(m, n, value); break;
      case MLK1_QUEUE_SQ_TAIL: q->tail = (uint32_t)value; break;
      case MLK1_QUEUE_CQ_HEAD: q->consumed = (uint32_t)value; break;
      default: break;
    }
  }
  step(m, 1);
}

static uint64_t read64(void *device, uint32_t bar, uint64_t offset) {
  model *m = device;
  step(m, 2);
  if (bar != 0) return ~UINT64_C(0);
  if (offset >= MLK1_ADMIN_PAGE) {
    const uint64_t at = offset - MLK1_ADMIN_PAGE;
    if (at == MLK1_ADMIN_KEY_STATUS) {
      return (m->now < m->key_done) | (uint64_t)m->key_code << 8 | (uint64_t)m->key_slot << 16;
    }
    if (at >= MLK1_ADMIN_PUBKEY && at < MLK1_ADMIN_PUBKEY + 32) return m->pubkey[(at - MLK1_ADMIN_PUBKEY) / 8];
    if (at == MLK1_ADMIN_SLOTS_VALID) return m->valid;
    if (at == MLK1_ADMIN_SLOTS_LOCKED) return m->locked;
    return 0;
  }
  if (offset >= MLK1_QUEUE_PAGE && offset < MLK1_QUEUE_PAGE + QUEUES * 0x1000) {
    const queue *q = &m->q[(offset - MLK1_QUEUE_PAGE) >> 12];
    if ((offset & 0xfff) == MLK1_QUEUE_QSTATUS) {
      return (q->enabled && !q->flushing) | (uint64_t)(q->flushing > 0) << 1 | (uint64_t)q->error << 8 |
             (uint64_t)q->next << 32;
    }
    if ((offset & 0xfff) == MLK1_QUEUE_KEY_MASK) return q->mask;
    return 0;
  }
  switch (offset) {
    case MLK1_GLOBAL_ID: return MLK1_MAGIC | MLK1_ABI_MAJOR << 32;
    case MLK1_GLOBAL_CAPS: return 1 | QUEUES << 8 | (uint64_t)MLK1_KEY_SLOTS << 16 | UINT64_C(8) << 24 | UINT64_C(1232) << 32 | UINT64_C(15) << 48;
    case MLK1_GLOBAL_STATUS: return status(m);
    case MLK1_GLOBAL_HEARTBEAT: return m->now;
    case MLK1_GLOBAL_CLK_HZ: return MLK1_CLK_TARGET_HZ;
    default: return 0;
  }
}

static void set_stall(void *device, uint64_t seed, uint32_t per_1024) {
  model *m = device;
  m->stall_state = (uint32_t)seed;
  m->stall = per_1024;
}
static void pull_reset(void *device) { reset(device); }

ml_cosim_functions ml_model_functions(void) {
  return (ml_cosim_functions){abi, create, destroy, write64, read64, step, set_stall, pull_reset};
}

// ---- The machine

enum { CONTAINER = 1000, GROUP, DEVICE, GROUP_NUMBER = 7, CONFIG_OFFSET = 0x700000 };

struct ml_model_machine {
  ml_pcie_system system;
  int fault, calls, held;
  uint64_t loads, refused;
  uint8_t *bar0, *bar2;
  uint16_t command;
  uint64_t iova, bytes;
  uint8_t *memory;
  int is_joined, is_typed;
  model *device;
};

static int failing(ml_model_machine *m) {
  errno = EIO;
  return ++m->calls == m->fault;
}

// The IOMMU and bus-master switch between the card and memory.
static void machine_dma(void *context, uint64_t address, const void *line) {
  ml_model_machine *m = context;
  if (!(m->command & 4) || m->memory == NULL || address < m->iova || address + 64 > m->iova + m->bytes) {
    m->refused++;
    return;
  }
  memcpy(m->memory + (address - m->iova), line, 64);
}

static int machine_open(void *c, const char *path, int flags) {
  ml_model_machine *m = c;
  (void)flags;
  if (failing(m)) return -1;
  m->held++;
  if (strcmp(path, "/dev/vfio/vfio") == 0) return CONTAINER;
  if (strcmp(path, "/dev/vfio/7") == 0) return GROUP;
  m->held--;
  errno = ENOENT;
  return -1;
}
static int machine_close(void *c, int fd) {
  ((ml_model_machine *)c)->held--;
  return fd >= CONTAINER && fd <= DEVICE ? 0 : -1;
}

static int machine_ioctl(void *c, int fd, unsigned long request, void *argument) {
  ml_model_machine *m = c;
  if (request == VFIO_IOMMU_UNMAP_DMA) {
    m->memory = NULL;
    m->held--;
    return 0;
  }
  if (failing(m)) return -1;
  if (fd == CONTAINER && request == VFIO_GET_API_VERSION) return VFIO_API_VERSION;
  if (fd == CONTAINER && request == VFIO_CHECK_EXTENSION) return argument == (void *)VFIO_TYPE1_IOMMU;
  if (fd == GROUP && request == VFIO_GROUP_GET_STATUS) {
    ((struct vfio_group_status *)argument)->flags = VFIO_GROUP_FLAGS_VIABLE;
    return 0;
  }
  if (fd == GROUP && request == VFIO_GROUP_SET_CONTAINER) {
    m->is_joined = *(int *)argument == CONTAINER;
    return m->is_joined ? 0 : -1;
  }
  if (fd == CONTAINER && request == VFIO_SET_IOMMU) {
    m->is_typed = m->is_joined && argument == (void *)VFIO_TYPE1_IOMMU;
    return m->is_typed ? 0 : -1;
  }
  if (fd == GROUP && request == VFIO_GROUP_GET_DEVICE_FD) {
    if (!m->is_typed || strcmp(argument, "0000:65:00.0") != 0) return -1;
    m->held++;
    return DEVICE;
  }
  if (fd == DEVICE && request == VFIO_DEVICE_GET_REGION_INFO) {
    struct vfio_region_info *info = argument;
    info->flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE | VFIO_REGION_INFO_FLAG_MMAP;
    info->size = info->index == 0 ? 1 << 16 : info->index == 2 ? 1 << 17 : 4096;
    info->offset = info->index == VFIO_PCI_CONFIG_REGION_INDEX ? CONFIG_OFFSET : (uint64_t)info->index << 40;
    return 0;
  }
  if (fd == CONTAINER && request == VFIO_IOMMU_MAP_DMA) {
    const struct vfio_iommu_type1_dma_map *map = argument;
    if (!m->is_typed || map->vaddr % 4096 != 0 || map->iova % 4096 != 0 || map->size % 4096 != 0 ||
        map->flags != VFIO_DMA_MAP_FLAG_WRITE) {
      errno = EINVAL;
      return -1;
    }
    m->memory = (uint8_t *)(uintptr_t)map->vaddr;
    m->iova = map->iova;
    m->bytes = map->size;
    m->held++;
    return 0;
  }
  errno = ENOTTY;
  return -1;
}

static void *machine_map(void *c, int fd, size_t bytes, uint64_t offset) {
  ml_model_machine *m = c;
  if (failing(m) || fd != DEVICE) return NULL;
  m->held++;
  uint8_t *at = calloc(1, bytes);
  if (offset == 0) m->bar0 = at;
  if (offset == UINT64_C(2) << 40) m->bar2 = at;
  return at;
}
static void machine_unmap(void *c, void *at, size_t bytes) {
  (void)bytes;
  ((ml_model_machine *)c)->held--;
  free(at);
}
static long machine_pread(void *c, int fd, void *bytes, size_t count, uint64_t offset) {
  ml_model_machine *m = c;
  if (failing(m) || fd != DEVICE || count != 2 || offset != CONFIG_OFFSET + 4) return -1;
  memcpy(bytes, &m->command, 2);
  return 2;
}
static long machine_pwrite(void *c, int fd, const void *bytes, size_t count, uint64_t offset) {
  ml_model_machine *m = c;
  if (failing(m) || fd != DEVICE || count != 2 || offset != CONFIG_OFFSET + 4) return -1;
  memcpy(&m->command, bytes, 2);
  return 2;
}
static int machine_group(void *c, const char *address) {
  if (failing(c)) return -1;
  return strcmp(address, "0000:65:00.0") == 0 ? GROUP_NUMBER : -1;
}

static void machine_access(void *c, int is_store, uint32_t bar, uint64_t offset) {
  ml_model_machine *m = c;
  if (!(m->command & 2)) return;
  if (is_store) {
    write64(m->device, bar, offset, *(uint64_t *)((bar == 0 ? m->bar0 : m->bar2) + offset));
  } else if (bar == 0) {
    m->loads++;
    *(uint64_t *)(m->bar0 + offset) = read64(m->device, 0, offset);
  } else {
    step(m->device, 64);
  }
}

ml_model_machine *ml_model_machine_new(int fault) {
  ml_model_machine *m = calloc(1, sizeof *m);
  m->fault = fault;
  m->system = (ml_pcie_system){machine_open,  machine_close,  machine_ioctl, machine_map,    machine_unmap,
                               machine_pread, machine_pwrite, machine_group, machine_access, m};
  m->device = create(machine_dma, m);
  return m;
}
const ml_pcie_system *ml_model_machine_system(ml_model_machine *m) { return &m->system; }
int ml_model_machine_calls(const ml_model_machine *m) { return m->calls; }
int ml_model_machine_held(const ml_model_machine *m) { return m->held; }
uint64_t ml_model_machine_loads(const ml_model_machine *m) { return m->loads; }
uint64_t ml_model_machine_refused(const ml_model_machine *m) { return m->refused; }
void ml_model_machine_free(ml_model_machine *m) {
  destroy(m->device);
  free(m);
}
