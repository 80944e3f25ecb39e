// SPDX-License-Identifier: Apache-2.0
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../include/ml_kernels.h"

enum { HUGE_PAGE = 2 << 20, MPOL_PREFERRED_ONE = 1 };

static size_t rounded(size_t bytes) { return (bytes + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1); }

// A preference, so that a full node is no failure; a kernel without nodes refuses, which is none either.
static void prefer(void *pages, size_t bytes, int node) {
  if (node < 0 || node >= 64) return;
  unsigned long nodes = 1ul << node;
  syscall(SYS_mbind, pages, bytes, MPOL_PREFERRED_ONE, &nodes, 65ul, 0u);
}

void *ml_pages_map(size_t bytes, int node, int huge, int *kind) {
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  size_t size = rounded(bytes);
  *kind = ML_PAGES_NONE;
  if (huge) {
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | (21 << MAP_HUGE_SHIFT), -1, 0);
    if (pages != MAP_FAILED) {
      prefer(pages, size, node);
      *kind = ML_PAGES_HUGE;
      return pages;
    }
  }
  // One page more than is wanted, and what is before and behind the aligned part given back.
  uint8_t *wide = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (wide == MAP_FAILED) return NULL;
  uint8_t *pages = (uint8_t *)rounded((size_t)wide);
  if (pages != wide) munmap(wide, (size_t)(pages - wide));
  uint8_t *end = wide + size + HUGE_PAGE;
  if (pages + size != end) munmap(pages + size, (size_t)(end - pages - size));
  prefer(pages, size, node);
  *kind = madvise(pages, size, MADV_HUGEPAGE) == 0 ? ML_PAGES_TRANSPARENT : ML_PAGES_ORDINARY;
  return pages;
}

void ml_pages_unmap(void *pages, size_t bytes) { munmap(pages, rounded(bytes)); }
