// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <linux/vfio.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ml_device.h"

// Where the IOMMU places the memory for the device: below 4 GiB, so that any root port can carry it.
#define PCIE_ADDRESS UINT64_C(0x40000000)
enum { BAR0_BYTES = 1 << 16, BAR2_BYTES_MIN = 1 << 16 };

struct ml_pcie {
  ml_pcie_system system;
  int container, group, device;
  volatile uint8_t *bar[3];
  size_t bar_bytes[3];
  uint8_t *memory;
  size_t memory_bytes;
  int is_mapped;
};

// ---- This machine

static int host_open(void *c, const char *path, int flags) {
  (void)c;
  return open(path, flags);
}
static int host_close(void *c, int fd) {
  (void)c;
  return close(fd);
}
static int host_ioctl(void *c, int fd, unsigned long request, void *argument) {
  (void)c;
  return ioctl(fd, request, argument);
}
static void *host_map(void *c, int fd, size_t bytes, uint64_t offset) {
  (void)c;
  void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);
  return at == MAP_FAILED ? NULL : at;
}
static void host_unmap(void *c, void *at, size_t bytes) {
  (void)c;
  munmap(at, bytes);
}
static long host_pread(void *c, int fd, void *bytes, size_t count, uint64_t offset) {
  (void)c;
  return pread(fd, bytes, count, (off_t)offset);
}
static long host_pwrite(void *c, int fd, const void *bytes, size_t count, uint64_t offset) {
  (void)c;
  return pwrite(fd, bytes, count, (off_t)offset);
}
static int host_group(void *c, const char *address) {
  (void)c;
  char path[128], target[256];
  snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/iommu_group", address);
  ssize_t count = readlink(path, target, sizeof target - 1);
  if (count <= 0) return -1;
  target[count] = 0;
  const char *name = strrchr(target, '/');
  return name == NULL ? -1 : atoi(name + 1);
}
static const ml_pcie_system host = {host_open,  host_close, host_ioctl,  host_map,   host_unmap,
                                    host_pread, host_pwrite, host_group, NULL,       NULL};

// ---- Opening

static int fail(ml_device_failure *failure, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(failure->text, sizeof failure->text, format, arguments);
  va_end(arguments);
  return -1;
}

static int control(ml_pcie *p, int fd, unsigned long request, void *argument) {
  return p->system.ioctl(p->system.context, fd, request, argument);
}

static int open_group(ml_pcie *p, const char *address, ml_device_failure *failure) {
  void *c = p->system.context;
  int number = p->system.group(c, address);
  if (number < 0) {
    return fail(failure, "%s has no IOMMU group: no such device, or the IOMMU is off (intel_iommu=on)",
                address);
  }
  p->container = p->system.open(c, "/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
  if (p->container < 0) return fail(failure, "/dev/vfio/vfio: %s; modprobe vfio-pci", strerror(errno));
  if (control(p, p->container, VFIO_GET_API_VERSION, NULL) != VFIO_API_VERSION) {
    return fail(failure, "the kernel speaks another VFIO");
  }
  if (control(p, p->container, VFIO_CHECK_EXTENSION, (void *)VFIO_TYPE1_IOMMU) != 1) {
    return fail(failure, "the kernel has no type 1 IOMMU");
  }
  char path[64];
  snprintf(path, sizeof path, "/dev/vfio/%d", number);
  p->group = p->system.open(c, path, O_RDWR | O_CLOEXEC);
  if (p->group < 0) {
    return fail(failure, "%s: %s; bind %s to vfio-pci", path, strerror(errno), address);
  }
  struct vfio_group_status status = {.argsz = sizeof status};
  if (control(p, p->group, VFIO_GROUP_GET_STATUS, &status) != 0 ||
      !(status.flags & VFIO_GROUP_FLAGS_VIABLE)) {
    return fail(failure, "group %d is not viable: bind every device in it to vfio-pci", number);
  }
  if (control(p, p->group, VFIO_GROUP_SET_CONTAINER, &p->container) != 0 ||
      control(p, p->container, VFIO_SET_IOMMU, (void *)VFIO_TYPE1_IOMMU) != 0) {
    return fail(failure, "group %d does not join a container: %s", number, strerror(errno));
  }
  p->device = control(p, p->group, VFIO_GROUP_GET_DEVICE_FD, (void *)address);
  if (p->device < 0) return fail(failure, "%s: %s", address, strerror(errno));
  return 0;
}

static int map_bar(ml_pcie *p, uint32_t bar, size_t bytes_min, ml_device_failure *failure) {
  struct vfio_region_info region = {.argsz = sizeof region, .index = bar};
  const uint32_t needed =
      VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE | VFIO_REGION_INFO_FLAG_MMAP;
  if (control(p, p->device, VFIO_DEVICE_GET_REGION_INFO, &region) != 0 || region.size < bytes_min ||
      (region.flags & needed) != needed) {
    return fail(failure, "BAR%u cannot be mapped or is smaller than %zu bytes: not a signing device",
                bar, bytes_min);
  }
  p->bar_bytes[bar] = region.size;
  p->bar[bar] = p->system.map(p->system.context, p->device, region.size, region.offset);
  return p->bar[bar] == NULL ? fail(failure, "BAR%u: %s", bar, strerror(errno)) : 0;
}

static int map_memory(ml_pcie *p, ml_device_failure *failure) {
  p->memory = mmap(NULL, p->memory_bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (p->memory == MAP_FAILED) {
    p->memory = NULL;
    return fail(failure, "no memory");
  }
  // The device writes and never reads host memory: it gets no right to.
  struct vfio_iommu_type1_dma_map map = {.argsz = sizeof map,
                                         .flags = VFIO_DMA_MAP_FLAG_WRITE,
                                         .vaddr = (uintptr_t)p->memory,
                                         .iova = PCIE_ADDRESS,
                                         .size = p->memory_bytes};
  if (control(p, p->container, VFIO_IOMMU_MAP_DMA, &map) != 0) {
    return fail(failure, "the IOMMU does not map %zu bytes: %s; raise ulimit -l", p->memory_bytes,
                strerror(errno));
  }
  p->is_mapped = 1;
  return 0;
}

// Lets the device answer and write.
static int enable(ml_pcie *p, ml_device_failure *failure) {
  struct vfio_region_info region = {.argsz = sizeof region, .index = VFIO_PCI_CONFIG_REGION_INDEX};
  uint16_t command = 0;
  void *c = p->system.context;
  if (control(p, p->device, VFIO_DEVICE_GET_REGION_INFO, &region) != 0 ||
      p->system.pread(c, p->device, &command, 2, region.offset + PCI_COMMAND) != 2) {
    return fail(failure, "configuration space: %s", strerror(errno));
  }
  command |= PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
  if (p->system.pwrite(c, p->device, &command, 2, region.offset + PCI_COMMAND) != 2) {
    return fail(failure, "configuration space: %s", strerror(errno));
  }
  return 0;
}

ml_pcie *ml_pcie_open(const char *address, size_t memory_bytes, const ml_pcie_system *system,
                      ml_device_failure *failure) {
  ml_pcie *p = calloc(1, sizeof *p);
  if (p == NULL) {
    fail(failure, "no memory");
    return NULL;
  }
  p->system = system == NULL ? host : *system;
  p->memory_bytes = memory_bytes;
  p->container = p->group = p->device = -1;
  if (open_group(p, address, failure) == 0 && map_bar(p, 0, BAR0_BYTES, failure) == 0 &&
      map_bar(p, 2, BAR2_BYTES_MIN, failure) == 0 && map_memory(p, failure) == 0 &&
      enable(p, failure) == 0) {
    return p;
  }
  ml_pcie_close(p);
  return NULL;
}

void ml_pcie_close(ml_pcie *p) {
  if (p == NULL) return;
  void *c = p->system.context;
  // First the device loses the memory, then the memory goes.
  if (p->is_mapped) {
    struct vfio_iommu_type1_dma_unmap unmap = {
        .argsz = sizeof unmap, .iova = PCIE_ADDRESS, .size = p->memory_bytes};
    control(p, p->container, VFIO_IOMMU_UNMAP_DMA, &unmap);
  }
  for (int bar = 0; bar < 3; bar++) {
    if (p->bar[bar] != NULL) p->system.unmap(c, (void *)p->bar[bar], p->bar_bytes[bar]);
  }
  if (p->device >= 0) p->system.close(c, p->device);
  if (p->group >= 0) p->system.close(c, p->group);
  if (p->container >= 0) p->system.close(c, p->container);
  if (p->memory != NULL) munmap(p->memory, p->memory_bytes);
  free(p);
}

// ---- Access

void ml_pcie_write(ml_pcie *p, uint32_t bar, uint64_t offset, uint64_t value) {
  if ((bar != 0 && bar != 2) || offset % 8 != 0 || offset > p->bar_bytes[bar] - 8) abort();
  *(volatile uint64_t *)(p->bar[bar] + offset) = value;
  if (p->system.access != NULL) p->system.access(p->system.context, 1, bar, offset);
}

uint64_t ml_pcie_read(ml_pcie *p, uint64_t offset) {
  if (offset % 8 != 0 || offset > p->bar_bytes[0] - 8) abort();
  if (p->system.access != NULL) p->system.access(p->system.context, 0, 0, offset);
  return *(volatile uint64_t *)(p->bar[0] + offset);
}

void ml_pcie_poll(ml_pcie *p) {
  if (p->system.access != NULL) p->system.access(p->system.context, 0, 2, 0);
}

uint8_t *ml_pcie_memory(ml_pcie *p) { return p->memory; }
uint64_t ml_pcie_address(const ml_pcie *p) {
  (void)p;
  return PCIE_ADDRESS;
}
