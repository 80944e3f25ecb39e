// SPDX-License-Identifier: Apache-2.0
// Memory as Sources/Memory/Slab.swift has it, without the checks.
#pragma once

#include <sys/mman.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
using u64 = uint64_t;
using i32 = int32_t;
using i64 = int64_t;

inline bool wants_huge_pages = true;

// A fixed number of zeroed slots.
template <typename Element>
struct Slab {
  Element *base = nullptr;
  size_t count = 0;

  explicit Slab(size_t slots) : count(slots) {
    size_t bytes = slots * sizeof(Element), huge = size_t{1} << 21;
    void *memory = nullptr;
    bool is_large = wants_huge_pages && bytes >= huge;
    if (posix_memalign(&memory, is_large ? huge : 128, bytes) != 0) {
      std::fprintf(stderr, "engine_twin: %zu bytes are not to be had\n", bytes);
      std::exit(2);
    }
    if (is_large) madvise(memory, bytes, MADV_HUGEPAGE);
    std::memset(memory, 0, bytes);
    base = static_cast<Element *>(memory);
  }
  Slab(const Slab &) = delete;
  Slab &operator=(const Slab &) = delete;
  ~Slab() { std::free(base); }

  Element &operator[](size_t index) const { return base[index]; }
};
