// SPDX-License-Identifier: Apache-2.0
// A market maker on shared memory, to copy from: quotes both sides of a market and moves its quotes when
// it is filled and when the market moves.
//
//   cc -std=c17 -O2 -D_GNU_SOURCE -I Sources/CStrategy/include -o maker Tools/strategies/maker.c
//   ./maker SOCKET [MARKET [MID [SPREAD [SIZE [SECONDS]]]]]
//
// matchlock_strategy.h says what every record means. It prints what it does; exit 0 when it was
// interrupted or its time is up, 1 when the gateway would not go on.
//
// What it shows: requests and events through the lanes, replacing an order under a new number,
// cancelling one that is not wanted, the best prices read from memory, a heartbeat from the loop that
// decides, what to do when throttled or when the session is down, and leaving in order.

#include <matchlock_strategy.h>

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BUY = MLS_BUY, SELL = MLS_SELL };

// One side's order: `number` 0 is none; while `is_busy` its last request has no answer yet.
typedef struct quote {
  uint64_t number;
  int64_t price;
  int is_busy;
} quote;

typedef struct maker {
  mls_connection gateway;
  uint32_t market;
  int64_t mid, half;
  uint64_t size, numbers;
  quote quotes[2];
  int64_t position;
  int is_up, is_done, has_ended;
  // Nothing is sent before it: set when throttled or refused.
  double retry_at;
} maker;

static volatile sig_atomic_t is_interrupted;

static void interrupt(int number) {
  (void)number;
  is_interrupted = 1;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// Whether it was asked. A full lane: with at most two requests under way it means a gateway that does
// not run; the socket will tell.
static int request(maker *m, mls_request r) {
  if (mls_put(m->gateway.lanes, &r)) return 1;
  printf("the lane is full\n");
  m->retry_at = seconds() + 0.1;
  return 0;
}

static int64_t price_of(const maker *m, int side) {
  return side == BUY ? m->mid - m->half : m->mid + m->half;
}

static void quote_side(maker *m, int side) {
  quote *q = &m->quotes[side];
  int64_t price = price_of(m, side);
  if (q->is_busy || (q->number && q->price == price)) return;
  uint64_t number = ++m->numbers;
  mls_request r = {.market = m->market, .side = (uint8_t)side, .price = price,
                   .quantity = m->size, .tag = (uint64_t)side,
                   .order_flags = MLS_POST_ONLY | MLS_SLIDE};
  if (q->number) {
    // A new number, so that a fill says which of the two prices it was.
    r.kind = MLS_REPLACE;
    r.order = q->number;
    r.new_order = number;
  } else {
    r.kind = MLS_NEW;
    r.order = number;
  }
  if (!request(m, r)) return;
  q->number = r.order;
  q->price = price;
  q->is_busy = 1;
  printf("%s %" PRIu64 ": %s %" PRIu64 "@%" PRId64 "\n", r.new_order ? "requote" : "quote", number,
         side == BUY ? "buy" : "sell", m->size, price);
}

static void quote_both(maker *m) {
  if (!m->is_up || seconds() < m->retry_at) return;
  for (int side = BUY; side <= SELL; side++) quote_side(m, side);
}

static quote *find(maker *m, uint64_t number) {
  for (int side = BUY; side <= SELL; side++) {
    if (number && m->quotes[side].number == number) return &m->quotes[side];
  }
  return NULL;
}

static void take_answer(maker *m, const mls_event *e) {
  quote *q = find(m, e->order);
  if (e->kind == MLS_REFUSED || e->code != 0) {
    printf("order %" PRIu64 ": %s, code %u, budget %u\n", e->order,
           e->kind == MLS_REFUSED ? "refused by the gateway" : "rejected by the venue", e->code,
           e->budget);
    m->retry_at = seconds() + 0.1;
  }
  if (!q) return;
  q->is_busy = 0;
  if (e->request == MLS_NEW && (e->kind == MLS_REFUSED || e->code != 0 || e->open == 0)) {
    q->number = 0;
  } else if (e->request == MLS_REPLACE && e->kind == MLS_RESULT && e->code == 0) {
    q->number = e->open ? e->new_order : 0;
  } else if (e->request == MLS_REPLACE) {
    // It stands as it was, at a price that is not wanted: out with it. Its close makes room.
    q->is_busy = request(m, (mls_request){.kind = MLS_CANCEL, .order = q->number});
  } else if (e->request == MLS_CANCEL && e->kind == MLS_RESULT && e->code == 0) {
    q->number = 0;
  }
}

static void take(maker *m, const mls_event *e) {
  quote *q;
  switch (e->kind) {
    case MLS_RESULT:
    case MLS_REFUSED: take_answer(m, e); break;
    case MLS_FILL:
      m->position += e->side == BUY ? (int64_t)e->quantity : -(int64_t)e->quantity;
      m->mid += e->side == BUY ? -1 : 1;
      printf("filled %s %" PRIu64 "@%" PRId64 ", %" PRIu64 " left, position %" PRId64 "\n",
             e->side == BUY ? "buy" : "sell", e->quantity, e->price, e->open, m->position);
      if ((q = find(m, e->order)) && e->open == 0) q->number = 0, q->is_busy = 0;
      break;
    case MLS_CLOSED:
      printf("order %" PRIu64 " closed, reason %u\n", e->order, e->code);
      if ((q = find(m, e->order))) q->number = 0, q->is_busy = 0;
      break;
    case MLS_SESSION_DOWN:
      printf("session down: the gateway cancels our orders when it is up again\n");
      m->is_up = 0;
      memset(m->quotes, 0, sizeof m->quotes);
      break;
    case MLS_SESSION_UP:
      printf("session up\n");
      m->is_up = 1;
      break;
    case MLS_DONE: m->is_done = 1; break;
    case MLS_ENDED:
      fprintf(stderr, "maker: the gateway ends the connection with code %u\n", e->code);
      m->has_ended = 1;
      break;
    default: break;
  }
}

// Keeps the quotes off the other side of the market, so that they rest and do not trade on arrival.
static void follow_market(maker *m) {
  mls_prices best;
  if (!mls_read_prices(m->gateway.prices, m->gateway.prices_bytes, m->market, &best)) return;
  if (best.bid_quantity && price_of(m, SELL) <= best.bid) m->mid = best.bid + m->half + 1;
  if (best.ask_quantity && price_of(m, BUY) >= best.ask) m->mid = best.ask - m->half - 1;
}

// One turn of the loop; whether anything came.
static int poll_gateway(maker *m) {
  mls_event e;
  int count = 0;
  while (!m->has_ended && count < 64 && mls_take(m->gateway.lanes, &e)) {
    take(m, &e);
    count++;
  }
  // The socket carries nothing, but its end is the gateway's.
  char byte;
  if (!count && recv(m->gateway.socket, &byte, 1, MSG_DONTWAIT) == 0 && !m->has_ended) {
    fprintf(stderr, "maker: the gateway is gone\n");
    m->has_ended = 1;
  }
  mls_beat(m->gateway.lanes);
  return count;
}

static void rest(void) {
  // A strategy with a core of its own would spin here.
  fflush(stdout);
  nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
}

static void leave(maker *m) {
  request(m, (mls_request){.kind = MLS_CANCEL_ALL});
  double until = seconds() + 2;
  while (!m->is_done && !m->has_ended && m->is_up && seconds() < until) {
    if (!poll_gateway(m)) rest();
  }
  printf(m->is_done ? "all cancelled\n" : "left it to the gateway to cancel\n");
}

int main(int count, char **words) {
  if (count < 2) {
    fprintf(stderr, "maker SOCKET [MARKET [MID [SPREAD [SIZE [SECONDS]]]]]\n");
    return 64;
  }
  long long numbers[] = {0, 1000, 6, 10, 0};
  for (int i = 2; i < count && i < 7; i++) numbers[i - 2] = atoll(words[i]);
  maker m = {.market = (uint32_t)numbers[0], .mid = numbers[1], .half = numbers[2] / 2,
             .size = (uint64_t)numbers[3]};
  if (m.half < 1) m.half = 1;
  double until = numbers[4] > 0 ? seconds() + (double)numbers[4] : 1e300;
  signal(SIGINT, interrupt);
  signal(SIGTERM, interrupt);
  int result = mls_connect(&m.gateway, words[1], MLS_HELLO_MEMORY);
  if (result < 0) {
    fprintf(stderr, "maker: %s: %s, code %u\n", words[1], strerror(-result), m.gateway.welcome.code);
    return 1;
  }
  m.is_up = m.gateway.welcome.flags & MLS_FLAG_SESSION_UP;
  printf("connected: %" PRIu64 " orders at most\n", m.gateway.welcome.number);
  while (!m.has_ended && !is_interrupted && seconds() < until) {
    int came = poll_gateway(&m);
    follow_market(&m);
    quote_both(&m);
    if (!came) rest();
  }
  if (!m.has_ended) leave(&m);
  mls_close(&m.gateway);
  return m.has_ended;
}
