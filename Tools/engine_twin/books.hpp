// SPDX-License-Identifier: Apache-2.0
// OrderBooks.swift and its parts, as far as the flows of `matchlock bench engine` go: limit orders that
// rest or are immediate, cancels and replaces by order number, self-trades allowed. What other rules
// cost an order that uses none of them is what the comparison is to show.
#pragma once

#include "ladders.hpp"
#include "names.hpp"

struct NewOrder {
  u32 market, account;
  Side side;
  bool rests;
  i64 price;
  u64 lots, client;
  u32 key;
};

struct Books {
  static constexpr u64 fills_max = 256, quantity_max = 1000;

  size_t accounts_max, open_max;
  Pool pool;
  Names names;
  Chains chains;
  Ladders ladders;
  Slab<BookSum> sums;
  u64 sequence_last = 0;

  Books(size_t markets, size_t accounts, size_t orders_max)
      : accounts_max(accounts),
        open_max(orders_max),
        pool(orders_max),
        names(orders_max),
        chains(accounts, orders_max + 2),
        ladders(markets, orders_max, 2 * markets < 2048 ? 2 * markets : 2048),
        sums(markets) {
    for (u32 market = 0; market < markets; market++) ladders.list(market, 1, 4096);
  }

  // How many operations ahead to look: not at all while the orders fit in the caches nearby.
  size_t look_ahead() const { return pool.highest >= 1u << 15 ? 4 : 0; }

  // Each returns whether the command was accepted.

  bool submit(const NewOrder &wanted, Events &events) {
    if (wanted.market * 2 >= ladders.sides.count || wanted.account >= accounts_max) return false;
    if (!fits(wanted.market, wanted.lots, wanted.price) || wanted.client == 0) return false;
    u64 hash = Names::hash(wanted.account, wanted.client);
    Names::Place place = names.find(hash, wanted.account, wanted.client, pool);
    if (place.slot != 0) return false;
    if (wanted.rests) {
      if (chains.chains[wanted.account].count >= open_max) return false;
      if (pool.free_count < 2 || place.entry < 0) return false;
    }
    u32 slot = pool.take();
    Order taker{wanted.lots,    wanted.price,  wanted.client, ++sequence_last, 0, 0,
                wanted.account, wanted.market, pool.slots[slot].generation,    wanted.side,
                0,              0,             wanted.key,    0};
    if (wanted.rests) taker.name_entry = names.add(hash, slot, place.entry);
    settle(slot, taker, wanted.rests, events);
    return true;
  }

  bool cancel(u64 order, u32 account, Events &events) {
    u32 slot = find(order, account);
    if (slot == 0) return false;
    const Order own = pool.slots[slot];
    events.append(Kind::removed, own, slot, own.open, 0, Reason::cancelled);
    sum_reduced(slot, own, own.open, 0);
    take_out(slot, own);
    return true;
  }

  bool replace(u64 order, u32 account, i64 price, u64 lots, u32 key, Events &events) {
    u32 slot = find(order, account);
    if (slot == 0 || !fits(pool.slots[slot].market, lots, price)) return false;
    Order own = pool.slots[slot];
    if (price == own.price && lots <= own.open) {
      u64 off = own.open - lots;
      ladders.levels[ladders.held(Ladders::side_index(own.market, own.side),
                                  Ladders::flip(own.side, own.price))].lots -= off;
      if (off > 0) sum_reduced(slot, own, own.open, lots);
      own.key = key;
      own.open = lots;
      pool.slots[slot] = own;
      events.append(Kind::amended, own, slot, off, lots, Reason::none);
      return true;
    }
    sum_reduced(slot, own, own.open, 0);
    ladders.remove(own, pool);
    chains.remove(slot, own.account);
    events.append(Kind::removed, own, slot, own.open, 0, Reason::replaced);
    own.open = lots;
    own.price = price;
    own.sequence = ++sequence_last;
    own.key = key;
    settle(slot, own, true, events);
    return true;
  }

 private:
  bool fits(u32 market, u64 lots, i64 price) const {
    const auto &side = ladders.sides[2 * market];
    return side.is_listed && lots != 0 && lots <= quantity_max && price >= side.price_min
           && price <= side.price_max;
  }

  u32 find(u64 order, u32 account) const {
    u32 slot = pool.find(order);
    return slot == 0 || pool.slots[slot].account != account ? 0 : slot;
  }

  void take_out(u32 slot, const Order &order) {
    ladders.remove(order, pool);
    chains.remove(slot, order.account);
    names.remove(Names::hash(order.account, order.client), order.name_entry);
    pool.give(slot);
  }

  void settle(u32 slot, Order &order, bool rests, Events &events) {
    bool stopped = false;
    Side other = Ladders::opposite(order.side);
    i64 limit = Ladders::flip(other, order.price);
    if (ladders.sides[Ladders::side_index(order.market, other)].best >= limit)
      stopped = trade(slot, order, events);
    u64 left = order.open;
    if (left > 0 && rests && !stopped) {
      ladders.append(slot, order, pool);
      chains.append(slot, order.account);
      BookSum &sum = sums[order.market];
      sum.checksum += word(slot, order, left);
      sum.orders++;
      sum.changes++;
      events.append(Kind::rested, order, slot, left, left, Reason::none);
      return;
    }
    if (left > 0)
      events.append(Kind::remainder_cancelled, order, slot, left, 0,
                    stopped ? Reason::fills_max : Reason::immediate);
    if (rests) names.remove(Names::hash(order.account, order.client), order.name_entry);
    pool.give(slot);
  }

  // Whether it met as many makers as it may and could have gone on.
  __attribute__((noinline)) bool trade(u32 slot, Order &taker, Events &events) {
    Side other = Ladders::opposite(taker.side);
    u32 makers = Ladders::side_index(taker.market, other);
    i64 limit = Ladders::flip(other, taker.price);
    u64 meetings_left = fills_max;
    while (taker.open > 0 && ladders.sides[makers].best >= limit) {
      if (meetings_left-- == 0) return true;
      u32 at = ladders.best_level(makers);
#ifdef TWIN_DEFECT_FIFO
      u32 maker = ladders.levels[at].tail;
#else
      u32 maker = ladders.levels[at].head;
#endif
      Order order = pool.slots[maker];
      u64 lots = taker.open < order.open ? taker.open : order.open;
      taker.open -= lots;
      sum_reduced(maker, order, order.open, order.open - lots);
      order.open -= lots;
      ladders.levels[at].lots -= lots;
      pool.slots[maker].open = order.open;
      Event &event =
          events.append(Kind::executed, order, maker, lots, order.open, Reason::none);
      event.taker_account = taker.account;
      event.taker_order = id(slot, taker.generation);
      event.taker_client = taker.client;
      event.taker_sequence = taker.sequence;
#ifdef TWIN_DEFECT_TAKER_OPEN
      event.taker_open = order.open;
#else
      event.taker_open = taker.open;
#endif
      if (order.open == 0) take_out(maker, order);
    }
    return false;
  }

  static u64 word(u32 slot, const Order &order, u64 open) {
    return order_word(id(slot, order.generation), order.sequence, order.side, order.price, open);
  }

  void sum_reduced(u32 slot, const Order &order, u64 before, u64 open) {
    BookSum &sum = sums[order.market];
    sum.checksum -= word(slot, order, before);
    if (open > 0) {
      sum.checksum += word(slot, order, open);
    } else {
      sum.orders--;
    }
    sum.changes++;
  }
};
