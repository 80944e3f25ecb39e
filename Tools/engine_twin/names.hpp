// SPDX-License-Identifier: Apache-2.0
// OrderNames.swift: (account, client order) in one of two buckets of eight, the emptier one; its order
// knows the entry.
#pragma once

#include "records.hpp"

struct Names {
  struct alignas(64) Bucket {
    u64 tags[2];
    u32 used, count;
    u64 spare;
    u32 slots[8];

    // Top bits of lanes, all set if no entry's tag is the one in the lanes of `sought`.
    u64 others(u64 sought) const { return differing(0, sought) & differing(1, sought); }
    u64 differing(u32 word, u64 sought) const {
      u64 difference = tags[word] ^ sought;
      return ((difference & ~top_bits) + ~top_bits) | difference;
    }
  };
  static_assert(sizeof(Bucket) == 64);
  static constexpr u64 top_bits = 0x8000800080008000;

  struct Place {
    u32 slot;
    i64 entry;
  };
  static size_t buckets_for(size_t orders_max) {
    size_t buckets = 2;
    while (buckets * 8 < 2 * orders_max) buckets *= 2;
    return buckets;
  }

  Slab<Bucket> buckets;
  u64 mask;
  size_t count = 0;

  explicit Names(size_t orders_max)
      : buckets(buckets_for(orders_max)), mask(buckets_for(orders_max) - 1) {}

  static u64 hash(u32 account, u64 client) {
    return finish(client + u64{account} * 0x9e3779b97f4a7c15);
  }
  u64 first(u64 hash) const { return hash & mask; }
  u64 second(u64 hash) const {
    u64 one = hash & mask, other = hash >> 36 & mask;
    return other == one ? one ^ 1 : other;
  }

  static u64 tag(u64 hash) {
    u64 tag = hash >> 48;
    return tag == 0 ? 1 : tag;
  }

  Place find(u64 hash, u32 account, u64 client, const Pool &pool) const {
    u64 first_at = first(hash), second_at = second(hash);
    const Bucket &one = buckets[first_at], &other = buckets[second_at];
    u64 sought = tag(hash) * 0x0001000100010001;
    if ((one.others(sought) & other.others(sought) & top_bits) != top_bits) {
      u32 slot = named(one, sought, account, client, pool);
      if (slot == 0) slot = named(other, sought, account, client, pool);
      if (slot != 0) return {slot, -1};
    }
    u64 at = one.count <= other.count ? first_at : second_at;
    u32 entry = static_cast<u32>(__builtin_ctz(~buckets[at].used));
    return {0, entry == 8 ? -1 : static_cast<i64>(at << 3 | entry)};
  }

  // What the order is to know.
  u8 add(u64 hash, u32 slot, i64 at) {
    u64 bucket_at = static_cast<u64>(at) >> 3;
    u32 entry = at & 7;
    Bucket &bucket = buckets[bucket_at];
    bucket.tags[entry >> 2] |= tag(hash) << (entry & 3) * 16;
    bucket.slots[entry] = slot;
    bucket.used |= 1u << entry;
    bucket.count++;
    count++;
    return static_cast<u8>(bucket_at == first(hash) ? entry : entry | 8);
  }

  void remove(u64 hash, u8 name_entry) {
    Bucket &bucket = buckets[name_entry & 8 ? second(hash) : first(hash)];
    u32 entry = name_entry & 7;
    bucket.tags[entry >> 2] &= ~(u64{0xffff} << (entry & 3) * 16);
    bucket.slots[entry] = 0;
    bucket.used &= ~(1u << entry);
    bucket.count--;
    count--;
  }

 private:
  __attribute__((noinline)) static u32 named(const Bucket &bucket, u64 sought, u32 account, u64 client,
                                             const Pool &pool) {
    for (u32 word = 0; word < 2; word++) {
      u64 tagged = ~bucket.differing(word, sought) & top_bits;
      for (; tagged != 0; tagged &= tagged - 1) {
        u32 slot = bucket.slots[word << 2 | static_cast<u32>(__builtin_ctzll(tagged)) >> 4];
        const Order &order = pool.slots[slot];
        if (order.client == client && order.account == account) return slot;
      }
    }
    return 0;
  }
};
