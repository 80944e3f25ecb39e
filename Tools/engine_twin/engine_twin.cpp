// SPDX-License-Identifier: Apache-2.0
// The matching engine's algorithm in plain C++, for `matchlock bench engine --against`: reads a flow file
// (EngineFlow.swift), runs it as BooksRound.swift does, prints one line (AgainstProgram.swift).
//
//     engine_twin [--small-pages] [--prefetch N] FLOW
//
// --small-pages asks for no huge pages; --prefetch looks N operations ahead, 0 for not at all: else as the
// engine does. TWIN_OPTIONS holds the same words.
#include <time.h>
#include <x86intrin.h>

#include <algorithm>
#include <string>
#include <vector>

#include "books.hpp"

namespace {

struct Operation {
  u8 kind, side;
  u16 market;
  u32 account;
  i32 price;
  u32 lots;
  u64 order, client;
};
static_assert(sizeof(Operation) == 32);
enum : u8 { enter = 0, take = 1, cancel = 2, replace = 3 };

struct Head {
  u64 magic, resting, operations, timed, stamped, markets, accounts, orders_max;
};

struct Digest {
  u64 value = 0, count = 0;

  void fold(u64 word) {
    u64 product = (value ^ word) * 0x9e3779b97f4a7c15;
    value = product ^ product >> 29;
    count++;
  }

  void fills(const Events &events) {
    for (size_t i = 0; i < events.count; i++) {
      const Event &event = events.slots[i];
      if (event.kind != Kind::executed) continue;
      fold(event.sequence * 0x9e3779b97f4a7c15 + event.taker_sequence * 0xbf58476d1ce4e5b9
           + static_cast<u64>(event.price) * 0x94d049bb133111eb + event.lots);
    }
  }

  void all(const Events &events) {
    for (size_t i = 0; i < events.count; i++) {
      const Event &e = events.slots[i];
      fold(static_cast<u64>(e.kind) | static_cast<u64>(e.side) << 8
           | static_cast<u64>(e.reason) << 16 | u64{e.market} << 32);
      fold(e.account | u64{e.taker_account} << 32);
      for (u64 word : {u64{e.key}, e.order, e.client, e.sequence, static_cast<u64>(e.price), e.lots,
                       e.open, e.taker_order, e.taker_client, e.taker_sequence, e.taker_open})
        fold(word);
    }
  }
};

struct Run {
  Books books;
  Events events{Books::fills_max + 4};
  Digest fills{}, all{};
  u64 refused = 0;

  explicit Run(const Head &head) : books(head.markets, head.accounts, head.orders_max) {}

  __attribute__((always_inline)) void apply(const Operation &operation) {
    events.count = 0;
    bool accepted;
    if (operation.kind == cancel) {
      accepted = books.cancel(operation.order, operation.account, events);
    } else if (operation.kind == replace) {
      accepted = books.replace(operation.order, operation.account, operation.price, operation.lots,
                               operation.account, events);
    } else {
      accepted = books.submit({operation.market, operation.account, static_cast<Side>(operation.side),
                               operation.kind != take, operation.price, operation.lots,
                               operation.client, operation.account},
                              events);
    }
    refused += !accepted;
  }

  __attribute__((always_inline)) void hint_ahead(const Operation *at, size_t ahead,
                                                 const Operation *end) const {
    if (ahead == 0 || at + 2 * ahead >= end) return;
    hint(at[2 * ahead]);
    hint_again(at[ahead]);
  }

  // OrderBooks+Foresight.swift. What an operation will touch, as far as it shows without touching it.
  __attribute__((always_inline)) void hint(const Operation &operation) const {
    if (operation.kind == cancel || operation.kind == replace) {
      u32 slot = static_cast<u32>(operation.order);
      fetch(&books.pool.slots[slot]);
      fetch(&books.chains.links[slot]);
      return;
    }
    u64 hash = Names::hash(operation.account, operation.client);
    fetch(&books.names.buckets[books.names.first(hash)]);
    fetch(&books.names.buckets[books.names.second(hash)]);
    if (u32 level = level_of(operation.market, static_cast<Side>(operation.side), operation.price))
      fetch(&books.ladders.levels[level]);
  }

  // The second look, nearer by: what hangs on what the first one fetched.
  __attribute__((always_inline)) void hint_again(const Operation &operation) const {
    if (operation.kind != cancel && operation.kind != replace) {
      fetch(&books.chains.links[books.chains.chains[operation.account].last]);
      if (u32 level = level_of(operation.market, static_cast<Side>(operation.side), operation.price))
        fetch(&books.pool.slots[books.ladders.levels[level].tail]);
      return;
    }
    u32 slot = books.pool.find(operation.order);
    if (slot == 0) return;
    const Order &order = books.pool.slots[slot];
    fetch(&books.pool.slots[order.next]);
    fetch(&books.pool.slots[order.previous]);
    const auto &link = books.chains.links[slot];
    fetch(&books.chains.links[link.next]);
    fetch(&books.chains.links[link.previous]);
    u64 hash = Names::hash(order.account, order.client);
    fetch(&books.names.buckets[order.name_entry & 8 ? books.names.second(hash) : books.names.first(hash)]);
    if (u32 level = level_of(order.market, order.side, order.price))
      fetch(&books.ladders.levels[level]);
  }

 private:
  static void fetch(const void *address) { __builtin_prefetch(address, 0, 3); }

  __attribute__((always_inline)) u32 level_of(u32 market, Side side, i64 price) const {
    const auto &own = books.ladders.sides[Ladders::side_index(market, side)];
    i64 key = Ladders::flip(side, price);
    return own.covers(key) ? Ladders::window_level(own.window, key) : 0;
  }
};

u64 nanoseconds(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return static_cast<u64>(t.tv_sec) * 1000000000u + static_cast<u64>(t.tv_nsec);
}

u64 counter() {
  _mm_lfence();
  u64 now = __rdtsc();
  _mm_lfence();
  return now;
}

[[noreturn]] void fail(const char *what) {
  std::fprintf(stderr, "engine_twin: %s\n", what);
  std::exit(2);
}

template <bool hints>
__attribute__((noinline)) void timed(Run &run, const Operation *from, const Operation *to, size_t ahead,
                                     const Operation *end) {
  for (const Operation *at = from; at < to; at++) {
    if (hints) run.hint_ahead(at, ahead, end);
    run.apply(*at);
    run.fills.fills(run.events);
  }
}

}  // namespace

int main(int argc, char **argv) {
  long chosen_ahead = -1;
  const char *path = nullptr;
  std::vector<std::string> words(argv + 1, argv + argc);
  if (const char *more = std::getenv("TWIN_OPTIONS")) {
    std::string text = more;
    for (size_t at = 0, end; at < text.size(); at = end + 1) {
      end = std::min(text.find(' ', at), text.size());
      words.push_back(text.substr(at, end - at));
    }
  }
  for (size_t i = 0; i < words.size(); i++) {
    if (words[i] == "--small-pages") {
      wants_huge_pages = false;
    } else if (words[i] == "--prefetch" && i + 1 < words.size()) {
      chosen_ahead = std::strtol(words[++i].c_str(), nullptr, 10);
    } else if (!path && !words[i].empty() && words[i][0] != '-') {
      path = words[i].c_str();
    } else if (!words[i].empty()) {
      fail("usage: engine_twin [--small-pages] [--prefetch N] FLOW");
    }
  }
  std::FILE *file = path ? std::fopen(path, "rb") : nullptr;
  Head head;
  if (!file || std::fread(&head, sizeof head, 1, file) != 1 || head.magic != 0x31574f4c464b4c4d)
    fail("no flow file is to be read");
  Slab<Operation> operations(head.operations);
  if (std::fread(operations.base, sizeof(Operation), head.operations, file) != head.operations)
    fail("the flow file is cut short");
  std::fclose(file);

  Run run(head);
  const Operation *at = operations.base, *end = at + head.operations;
  for (; at < operations.base + head.timed; at++) {
    run.apply(*at);
    run.fills.fills(run.events);
    run.all.all(run.events);
  }
  const Operation *stamped = operations.base + head.stamped;
  size_t ahead = chosen_ahead >= 0 ? static_cast<size_t>(chosen_ahead) : run.books.look_ahead();
  u64 start = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  if (ahead > 0) {
    timed<true>(run, at, stamped, ahead, end);
  } else {
    timed<false>(run, at, stamped, 0, end);
  }
  u64 elapsed = nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start;

  std::vector<u64> ticks(static_cast<size_t>(end - stamped)), empty(1001);
  for (u64 &tick : empty) {
    u64 before = counter();
    tick = counter() - before;
  }
  std::sort(empty.begin(), empty.end());
  u64 wall = nanoseconds(CLOCK_MONOTONIC_RAW), first = counter();
  for (at = stamped; at < end; at++) {
    u64 before = counter();
    run.hint_ahead(at, ahead, end);
    run.apply(*at);
    ticks[static_cast<size_t>(at - stamped)] = counter() - before;
    run.fills.fills(run.events);
    run.all.all(run.events);
  }
  double rate = static_cast<double>(nanoseconds(CLOCK_MONOTONIC_RAW) - wall)
                / static_cast<double>(counter() - first);
  std::sort(ticks.begin(), ticks.end());
  auto percentile = [&](double percent) {
    size_t rank = static_cast<size_t>(percent / 100 * static_cast<double>(ticks.size()));
    u64 tick = ticks.empty() ? 0 : ticks[std::min(rank, ticks.size() - 1)];
    return static_cast<u64>(static_cast<double>(tick > empty[500] ? tick - empty[500] : 0) * rate + 0.5);
  };
  if (run.refused > 0) fail("operations of the flow were refused");
  std::printf("ns_per_op %.2f fills %lu %016lx events %lu %016lx p50 %lu p99 %lu p999 %lu p9999 %lu\n",
              static_cast<double>(elapsed) / static_cast<double>(head.stamped - head.timed),
              run.fills.count, run.fills.value, run.all.count, run.all.value, percentile(50),
              percentile(99), percentile(99.9), percentile(99.99));
  return 0;
}
