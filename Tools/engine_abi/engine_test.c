// SPDX-License-Identifier: Apache-2.0
// libmatchlock_engine from C: what the header promises, tried from outside. With a folder as argument
// the commands, reports and snapshot of its flow are left there for engine_test.py.
#include <matchlock_engine.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  COMMANDS = 40000,
  MARKETS = 3,
  ACCOUNTS = 6,
  ORDERS = 64,
  FILLS = 8,
  REPORTS_MAX = COMMANDS * 4,
};

static int failures;

static void expect(int holds, const char *what) {
  if (holds) return;
  failures++;
  fprintf(stderr, "engine_test: failed: %s\n", what);
}

static uint64_t state = 20260701;

static uint64_t below(uint64_t bound) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return (z ^ z >> 31) % bound;
}

static mle_limits small_limits(uint64_t reports_max) {
  return (mle_limits){
      .version = MLE_VERSION,
      .markets_max = MARKETS + 1,
      .accounts_max = ACCOUNTS,
      .orders_max = ORDERS,
      .open_orders_per_account_max = 16,
      .fills_per_command_max = FILLS,
      .quantity_max = 50,
      .reports_max = reports_max,
      .window_ticks = 256,
      .windows_max = 4,
  };
}

static mle_engine *make(uint64_t reports_max) {
  mle_limits limits = small_limits(reports_max);
  mle_engine *engine = NULL;
  expect(mle_create(&limits, &engine) == MLE_OK && engine, "an engine is made");
  for (uint32_t market = 0; market < MARKETS; market++)
    expect(mle_list(engine, market, market ? 1 : -2000, 2000) == MLE_OK, "a market is listed");
  expect(mle_group(engine, 4, 9) == MLE_OK && mle_group(engine, 5, 9) == MLE_OK, "grouped");
  return engine;
}

// One command of a flow that meets every kind, and often a refusal. `last` is an order number of before.
static mle_command draw(uint32_t number, const uint64_t *orders, const uint32_t *owners) {
  mle_command command = {.kind = MLE_NEW, .tag = number * 2654435761u};
  uint64_t kind = below(100);
  uint32_t account = (uint32_t)below(ACCOUNTS);
  uint64_t recent = below(32);
  command.account = account;
  if (kind < 66) {
    command.market = (uint32_t)below(MARKETS);
    command.key = (uint32_t)below(4);
    command.side = (uint8_t)below(2);
    command.time_in_force = below(6) == 0 ? (uint8_t)(1 + below(2)) : MLE_GOOD_TILL_CANCELLED;
    command.self_trade = (uint8_t)(1 + below(5));
    command.client_order = 1 + below(200);
    int64_t spread = below(20) == 0 ? 1500 : 12;
    command.price = 100 + (int64_t)below((uint64_t)spread) - spread / 2;
    command.quantity = 1 + below(9);
    if (below(12) == 0) command.order_flags = (uint8_t)(below(32));
    if (below(60) == 0) command.quantity = 51 * below(2);
    if (below(60) == 0) command.price = 2001;
    if (below(80) == 0) command.market = 3 + (uint32_t)below(2);
    if (below(80) == 0) command.account = ACCOUNTS;
    if (below(80) == 0) command.client_order = 0;
    if (below(80) == 0) command.self_trade = 6;
    if (below(80) == 0) command.side = 2;
    if (below(80) == 0) command.time_in_force = 3;
    if (below(80) == 0) command.reserved[below(3)] = 1;
    if (below(80) == 0) command.order = 7;
    return command;
  }
  command.kind = kind < 80 ? MLE_CANCEL : kind < 99 ? MLE_REPLACE : MLE_CANCEL_ALL;
  if (command.kind == MLE_CANCEL_ALL) {
    if (below(10) == 0) command.quantity = 1;
    return command;
  }
  if (below(4) == 0) {
    command.client_order = 1 + below(200);
  } else {
    command.order = orders[recent];
    if (below(20) != 0) command.account = owners[recent];
    if (below(60) == 0) command.client_order = 1;
  }
  if (command.kind == MLE_REPLACE) {
    command.key = (uint32_t)below(4);
    command.self_trade = (uint8_t)(1 + below(5));
    command.price = 100 + (int64_t)below(12) - 6;
    command.quantity = 1 + below(9);
    command.new_client_order = below(3) == 0 ? 1 + below(200) : 0;
    if (below(12) == 0) command.order_flags = MLE_POST_ONLY;
  } else if (below(60) == 0) {
    command.price = 1;
  }
  return command;
}

// Draws the flow, carrying it out at one command a time; returns the number of reports.
static size_t run_singly(mle_engine *engine, mle_command *commands, mle_report *reports) {
  uint64_t orders[32] = {0};
  uint32_t owners[32] = {0};
  size_t count = 0;
  uint64_t kinds[8] = {0}, codes[256] = {0};
  for (uint32_t n = 0; n < COMMANDS; n++) {
    commands[n] = draw(n, orders, owners);
    expect(mle_submit(engine, &commands[n], 1) == 1, "an empty queue takes a command");
    int64_t some = mle_drain(engine, reports + count, FILLS + 16);
    expect(some > 0 && mle_drain(engine, reports + count + some, 1) == 0, "all is drained");
    for (int64_t i = 0; i < some; i++) {
      const mle_report *report = &reports[count + (size_t)i];
      kinds[report->kind & 7]++;
      expect(report->command == n + 1 && report->tag == commands[n].tag, "a report's command");
      expect((report->kind == MLE_ANSWER) == (i == some - 1), "the answer comes last");
      if (report->kind == MLE_RESTED) {
        orders[n % 32] = report->order;
        owners[n % 32] = report->account;
      }
    }
    count += (size_t)some;
    const mle_report *answer = &reports[count - 1];
    codes[answer->code]++;
    expect(answer->code == 0 || some == 1, "a refused command has no other report");
  }
  for (int kind = MLE_ANSWER; kind <= MLE_REPRICED; kind++)
    expect(kinds[kind] > 0, "the flow meets every kind of report");
  for (int code = 0; code <= MLE_WOULD_NOT_FILL; code++) {
    // The names of so few orders never crowd.
    if (code == MLE_CLIENT_ORDER_CROWDED || codes[code] > 0) continue;
    fprintf(stderr, "engine_test: no command was refused with %d\n", code);
    expect(0, "the flow meets every refusal");
  }
  expect(codes[MLE_MALFORMED] > 0, "the flow meets malformed commands");
  return count;
}

// The same in batches, through a queue that holds barely more than one command's worst case.
static void run_in_batches(const mle_command *commands, const mle_report *reports, size_t count) {
  mle_engine *engine = make(FILLS + 16);
  size_t done = 0, seen = 0, cut = 0;
  mle_report some[7];
  while (done < COMMANDS || seen < count) {
    size_t wanted = 1 + below(40);
    if (wanted > COMMANDS - done) wanted = COMMANDS - done;
    int64_t taken = mle_submit(engine, commands + done, wanted);
    expect(taken >= 0 && (size_t)taken <= wanted, "no more are taken than given");
    cut += (size_t)taken < wanted;
    done += (size_t)taken;
    int64_t drained = mle_drain(engine, some, 1 + below(7));
    if (drained < 0 || seen + (size_t)drained > count || (drained == 0 && taken == 0)) {
      expect(0, "batches give as many reports");
      break;
    }
    int same = memcmp(some, reports + seen, (size_t)drained * sizeof *some) == 0;
    expect(same, "batches give the same reports");
    if (!same) break;
    seen += (size_t)drained;
  }
  expect(cut > 100, "the queue was full again and again");
  expect(mle_drain(engine, some, 7) == 0, "and no more reports");
  mle_destroy(engine);
}

// Follows every order through the reports alone; what is left must be what the snapshot says.
static void follow(const mle_report *reports, size_t count, const unsigned char *snapshot) {
  struct {
    uint64_t order, open, entry;
  } live[ORDERS + 2] = {{0}};
  uint64_t entry = 0, orders, left = 0;
  for (size_t i = 0; i < count; i++) {
    const mle_report *report = &reports[i];
    size_t slot = (uint32_t)report->order;
    if (report->kind == MLE_ANSWER) continue;
    if (slot == 0 || slot > ORDERS + 1) {
      expect(0, "an order's slot is one of orders_max + 1");
      return;
    }
    if (report->entry > entry) entry = report->entry;
    if (report->taker_entry > entry) entry = report->taker_entry;
    if (report->kind == MLE_RESTED) {
      expect(live[slot].open == 0, "an order comes to rest in a free slot");
      live[slot].order = report->order, live[slot].open = report->open;
      live[slot].entry = report->entry;
    } else if (report->kind != MLE_REMAINDER_CANCELLED && report->kind != MLE_REPRICED) {
      expect(live[slot].order == report->order && live[slot].entry == report->entry, "it rested");
      expect(live[slot].open == report->open + report->lots, "lots go nowhere");
      live[slot].open = report->open;
    }
  }
  for (size_t slot = 0; slot < ORDERS + 2; slot++) left += live[slot].open > 0;
  memcpy(&orders, snapshot + 16, 8);
  expect(memcmp(snapshot, "MLEBOOK1", 8) == 0 && orders == left && left > 10, "so many rest");
  // What never rested took numbers too: the snapshot's may be higher, by the last commands' only.
  uint64_t highest;
  memcpy(&highest, snapshot + 8, 8);
  expect(highest >= entry && highest <= COMMANDS, "the highest entry number");
  for (uint64_t i = 0; i < orders; i++) {
    uint64_t order, open;
    memcpy(&order, snapshot + 24 + 72 * i, 8);
    memcpy(&open, snapshot + 24 + 72 * i + 32, 8);
    size_t slot = (uint32_t)order;
    expect(slot <= ORDERS + 1 && live[slot].order == order && live[slot].open == open, "it rests");
  }
}

static void refuse(void) {
  mle_engine *engine = (mle_engine *)&failures;
  mle_limits limits = small_limits(FILLS + 16);
  mle_report report;
  uint64_t lots;
  int64_t price;
  expect(mle_version() == MLE_VERSION, "the library is the header's");
  expect(mle_create(NULL, &engine) == MLE_BAD_ARGUMENT && !engine, "no limits");
  expect(mle_create(&limits, NULL) == MLE_BAD_ARGUMENT, "no place for the engine");
  limits.version = MLE_VERSION + 1;
  expect(mle_create(&limits, &engine) == MLE_BAD_ARGUMENT, "another version");
  limits = small_limits(FILLS + 16);
  limits.reserved_words[2] = 1;
  expect(mle_create(&limits, &engine) == MLE_BAD_ARGUMENT, "a reserved field");
  limits = small_limits(FILLS + 15);
  expect(mle_create(&limits, &engine) == MLE_BAD_LIMITS, "a queue too short");
  uint64_t *fields[] = {
      &limits.markets_max, &limits.accounts_max, &limits.orders_max, &limits.quantity_max,
      &limits.open_orders_per_account_max, &limits.fills_per_command_max, &limits.window_ticks,
      &limits.windows_max,
  };
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    uint64_t bad[] = {0, UINT64_MAX, 1ull << 63};
    for (size_t j = 0; j < 3; j++) {
      limits = small_limits(FILLS + 16);
      *fields[i] = bad[j];
      expect(mle_create(&limits, &engine) == MLE_BAD_LIMITS && !engine, "a limit out of range");
    }
  }
  engine = make(FILLS + 16);
  expect(mle_list(engine, MARKETS + 1, 1, 2) == MLE_MARKETS_MAX, "a market too many");
  expect(mle_list(engine, 0, 1, 2) == MLE_MARKET_LISTED, "a market twice");
  expect(mle_list(engine, MARKETS, 2, 1) == MLE_BAD_BAND, "an empty band");
  expect(mle_list(engine, MARKETS, 0, (1ll << 40) + 1) == MLE_BAD_BAND, "a band too high");
  expect(mle_group(engine, ACCOUNTS, 1) == MLE_UNKNOWN, "an unknown account");
  expect(mle_group(engine, 0, 1u << 31) == MLE_BAD_ARGUMENT, "a group too high");
  expect(mle_submit(engine, NULL, 1) == MLE_BAD_ARGUMENT, "no commands");
  expect(mle_submit(engine, NULL, 0) == 0, "none is none");
  expect(mle_drain(engine, NULL, 1) == MLE_BAD_ARGUMENT, "no room for reports");
  expect(mle_drain(engine, &report, 1) == 0, "nothing waits");
  expect(mle_best(engine, 0, 2, &price, &lots) == MLE_BAD_ARGUMENT, "no such side");
  expect(mle_best(engine, MARKETS, 0, &price, &lots) == MLE_UNKNOWN, "a market not listed");
  expect(mle_checksum(engine, MARKETS, &lots) == MLE_UNKNOWN, "a market not listed");
  expect(mle_snapshot(engine, &report, 23) == MLE_NO_ROOM, "a buffer too small");
  expect(mle_snapshot(engine, NULL, 0) == 24, "empty books");
  expect(mle_hash(engine, NULL) == MLE_BAD_ARGUMENT, "no place for the hash");
  expect(mle_submit(NULL, NULL, 0) == MLE_BAD_ARGUMENT, "no engine");
  expect(mle_open_orders(NULL) == 0, "no engine");
  mle_destroy(engine);
  mle_destroy(NULL);
}

static void leave(const char *folder, const char *name, const void *bytes, size_t size) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "wb");
  int written = file && fwrite(bytes, 1, size, file) == size;
  expect(file && fclose(file) == 0 && written, "the flow is left in the folder");
}

int main(int argc, char **argv) {
  mle_command *commands = calloc(COMMANDS, sizeof *commands);
  mle_report *reports = calloc(REPORTS_MAX, sizeof *reports);
  if (!commands || !reports) return 2;
  refuse();
  mle_engine *engine = make(FILLS + 16);
  size_t count = run_singly(engine, commands, reports);
  run_in_batches(commands, reports, count);

  int64_t size = mle_snapshot(engine, NULL, 0);
  unsigned char *snapshot = calloc(1, (size_t)size + 1);
  if (!snapshot) return 2;
  expect(mle_snapshot(engine, snapshot, (size_t)size) == size, "a snapshot");
  expect(size == (int64_t)(24 + 72 * mle_open_orders(engine)), "its size");
  follow(reports, count, snapshot);
  if (argc > 1) {
    leave(argv[1], "commands", commands, COMMANDS * sizeof *commands);
    leave(argv[1], "reports", reports, count * sizeof *reports);
    leave(argv[1], "snapshot", snapshot, (size_t)size);
  }
  mle_destroy(engine);
  if (failures == 0) printf("engine_test: %d commands, %zu reports\n", COMMANDS, count);
  return failures != 0;
}
