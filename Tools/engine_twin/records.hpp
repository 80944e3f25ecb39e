// SPDX-License-Identifier: Apache-2.0
// Orders and events: OrderPool.swift, BookEvent.swift, AccountChains.swift, OrderMix.swift.
#pragma once

#include "memory.hpp"

enum class Side : u8 { buy = 0, sell = 1 };
enum class Kind : u8 { rested, executed, amended, removed, remainder_cancelled, repriced };
enum class Reason : u8 { none = 0, cancelled = 1, replaced = 6, immediate = 7, fills_max = 8 };

struct Order {
  u64 open;
  i64 price;
  u64 client;
  u64 sequence;
  u32 next, previous;
  u32 account, market;
  u32 generation;
  Side side;
  u8 name_entry;
  u16 spare;
  u32 key;
  u32 special;
};
static_assert(sizeof(Order) == 64);

struct Event {
  Kind kind;
  Side side;
  Reason reason;
  u32 market;
  u32 account, taker_account;
  u32 key;
  u64 order, client, sequence;
  i64 price;
  u64 lots, open;
  u64 taker_order, taker_client, taker_sequence, taker_open;
};
static_assert(sizeof(Event) == 104);

inline u64 id(u32 slot, u32 generation) { return u64{generation} << 32 | slot; }

struct Events {
  Slab<Event> slots;
  size_t count = 0;
  explicit Events(size_t capacity) : slots(capacity) {}

  Event &append(Kind kind, const Order &order, u32 slot, u64 lots, u64 open, Reason reason) {
    Event &event = slots[count++];
    event = Event{kind,         order.side,  reason,         order.market, order.account, 0,
                  order.key,    id(slot, order.generation),  order.client, order.sequence,
                  order.price,  lots,        open,           0,            0,             0,
                  0};
    return event;
  }
};

// The sum over the open orders of a market.
struct BookSum {
  u64 checksum;
  u32 orders, changes;
};

inline u64 finish(u64 z) {
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

inline u64 order_word(u64 order, u64 sequence, Side side, i64 price, u64 open) {
  u64 word = finish(0x9e3779b97f4a7c15 ^ order);
  word = finish(word ^ sequence);
  word = finish(word ^ static_cast<u64>(price));
  return finish(word ^ (open << 1 | static_cast<u64>(side)));
}

// Fixed slots, the one given back last taken first; slot 0 takes writes meant for no neighbour.
struct Pool {
  Slab<Order> slots;
  u32 free = 1;
  size_t free_count;
  u32 highest = 0;

  explicit Pool(size_t orders_max) : slots(orders_max + 2), free_count(orders_max + 1) {
    for (size_t slot = 1; slot <= orders_max + 1; slot++) {
      slots[slot].next = slot <= orders_max ? static_cast<u32>(slot + 1) : 0;
      slots[slot].generation = 1;
    }
  }

  u32 take() {
    u32 slot = free;
    free = slots[slot].next;
    free_count--;
    if (slot > highest) highest = slot;
    return slot;
  }

  void give(u32 slot) {
    Order &order = slots[slot];
    order.open = 0;
    order.generation = order.generation == UINT32_MAX ? 1 : order.generation + 1;
    order.next = free;
    free = slot;
    free_count++;
  }

  u32 find(u64 order) const {
    u32 slot = static_cast<u32>(order);
    if (slot == 0 || slot >= slots.count) return 0;
    const Order &holder = slots[slot];
    return holder.generation != order >> 32 || holder.open == 0 ? 0 : slot;
  }
};

// An account's orders, oldest first.
struct Chains {
  struct Chain {
    u32 first, last, count;
  };
  struct Link {
    u32 next, previous;
  };
  Slab<Chain> chains;
  Slab<Link> links;

  Chains(size_t accounts, size_t slots) : chains(accounts), links(slots) {}

  void append(u32 slot, u32 account) {
    Chain chain = chains[account];
    links[slot] = Link{0, chain.last};
    links[chain.last].next = slot;
    chain.first = chain.last == 0 ? slot : chain.first;
    chain.last = slot;
    chain.count++;
    chains[account] = chain;
  }

  void remove(u32 slot, u32 account) {
    Chain chain = chains[account];
    Link link = links[slot];
    links[link.next].previous = link.previous;
    links[link.previous].next = link.next;
    chain.first = link.previous == 0 ? link.next : chain.first;
    chain.last = link.next == 0 ? link.previous : chain.last;
    chain.count--;
    chains[account] = chain;
  }
};
