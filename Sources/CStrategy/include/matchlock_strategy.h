// SPDX-License-Identifier: Apache-2.0
// How a strategy and `matchlock gateway serve` speak: the one definition, for C17 and for whoever reads
// it. Nothing but this file is needed. The page beside the gateway ("Strategies") says what the rules
// mean; `Tools/strategies` has a market maker in C and one in Python to copy from.
//
//     strategy ── requests, 64 bytes each ──▶ gateway ──▶ venue
//              ◀── events, 128 bytes each ───
//
// The same records travel in one of two ways:
//
//   socket   A Unix socket of type SOCK_SEQPACKET. A packet to the gateway is 1 to 16 requests; a packet
//            from it is 1 to 16 events. The way of scripts.
//   memory   A pair of lanes in memory that both map, and the best prices of every market in memory
//            that the strategy may only read. The socket stays open and carries nothing more.
//
// The strategy's first packet is one MLS_HELLO; the answer is one MLS_WELCOME, with two descriptors if
// memory was asked for. From then on the end of the socket is the end of the strategy, whoever closes
// it and why: every order that it entered is cancelled.
//
// Integers are little-endian. Prices are in ticks of the market, sizes in lots, fees in the venue's
// smallest unit of money. Times are nanoseconds since 1970-01-01T00:00:00Z unless something else is said.
#pragma once

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
  MLS_VERSION = 2,
  // The most requests or events of one packet.
  MLS_PACKET_MAX = 16,
  // The best levels of a side that a market may be followed to.
  MLS_DEPTH_MAX = 8,
  // A strategy's order numbers are 1 ... 2^48 - 1: the gateway puts the strategy's own 16 bits above.
  MLS_ORDER_BITS = 48,
};

// --- Requests

enum {
  // order = MLS_VERSION, tag = bits of MLS_HELLO_...
  MLS_HELLO = 1,
  // market, side, time_in_force, order_flags, self_trade, order, price, quantity. `order` is the strategy's
  // own number: of no order that it has open.
  MLS_NEW = 2,
  // order.
  MLS_CANCEL = 3,
  // order, price, quantity (the new open size); new_order is the number it has afterwards, 0 keeps it;
  // order_flags and self_trade of the new entry; open_seen: the open size that quantity was chosen for, of
  // which what traded meanwhile is taken off quantity, or 0.
  MLS_REPLACE = 4,
  // Cancels every order of this strategy. Answered with one MLS_DONE when all have left.
  MLS_CANCEL_ALL = 5,
  // Says that the strategy lives; any other request says so too. In memory: mls_beat.
  MLS_HEARTBEAT = 6,
  // market, depth: 1 asks for MLS_TOP, 2 ... MLS_DEPTH_MAX for MLS_LEVEL too, 0 for no more.
  MLS_FOLLOW = 7,
};

enum {
  // Records travel in memory.
  MLS_HELLO_MEMORY = 1,
  // Send MLS_RECEIPT for every command of this strategy.
  MLS_HELLO_RECEIPTS = 2,
};

enum { MLS_BUY = 0, MLS_SELL = 1 };
enum { MLS_GOOD_TILL_CANCEL = 0, MLS_IMMEDIATE_OR_CANCEL = 1, MLS_FILL_OR_KILL = 2 };

// Bits of order_flags.
enum {
  // Refused if it would trade at once.
  MLS_POST_ONLY = 1,
  // With MLS_POST_ONLY: gets the best price at which it does not trade (MLS_REPRICED) instead.
  MLS_SLIDE = 2,
  // price is the worst accepted; never rests: MLS_IMMEDIATE_OR_CANCEL or MLS_FILL_OR_KILL.
  MLS_MARKET = 8,
  // Trades at the best price only; what is left rests there.
  MLS_MARKET_TO_LIMIT = 16,
};

// What a request does that would trade with an order of its owner.
enum {
  MLS_SELF_TRADE_DEFAULT = 0,
  MLS_SELF_TRADE_ALLOWED = 1,
  MLS_SELF_TRADE_CANCEL_TAKER = 2,
  MLS_SELF_TRADE_CANCEL_MAKER = 3,
  MLS_SELF_TRADE_CANCEL_BOTH = 4,
  MLS_SELF_TRADE_DECREMENT = 5,
};

// 64 bytes. Fields that a kind does not name are ignored; `reserved` is zero.
typedef struct mls_request {
  uint8_t kind;
  uint8_t side;
  uint8_t time_in_force;
  uint8_t depth;
  uint32_t market;
  uint64_t order;
  uint64_t new_order;
  int64_t price;
  uint64_t quantity;
  // The strategy's own: it comes back in the answer.
  uint64_t tag;
  uint64_t open_seen;
  uint8_t order_flags;
  uint8_t self_trade;
  uint8_t reserved[6];
} mls_request;

// --- Events

enum {
  // order: the protocol's version; number: the orders it may have open; market: markets are below it;
  // log_time: nanoseconds without a sign of life after which it is taken for dead, 0 for never;
  // open: bytes of the lanes' memory, quantity: of the prices' memory, 0 without.
  MLS_WELCOME = 1,
  // The venue's answer to a request: code 0 (accepted) or its RejectCode; log_index, log_time; number is
  // the venue's order number; open what is open at the end of the command.
  MLS_RESULT = 2,
  // The gateway's own answer: nothing was sent to the venue, or (MLS_OUTCOME_UNKNOWN) nobody answered.
  MLS_REFUSED = 3,
  // price, quantity, open, side, fee; number is the venue's match; MLS_FLAG_MAKER in flags.
  MLS_FILL = 4,
  // An order has left without a trade: quantity lots, code is the venue's CloseReason or MLS_CLOSED_...;
  // open: lots that did not, after a self-trade that was prevented.
  MLS_CLOSED = 5,
  // log_index, under which the venue signed; number is the receipt group.
  MLS_RECEIPT = 6,
  // The session with the venue is up, and no order of before is open.
  MLS_SESSION_UP = 7,
  // Requests are refused until it is up again; what was open is cancelled then.
  MLS_SESSION_DOWN = 8,
  // Best bid (price, quantity) and ask (other_price, other_quantity); a quantity of 0: no such side.
  MLS_TOP = 9,
  // Level `depth` (1 is the one behind the best) of `side`: price, quantity; 0: no such level any more.
  MLS_LEVEL = 10,
  // Once a second. number: reports of this session that never came; quantity: requests of all strategies
  // that wait for their answers.
  MLS_STATUS = 11,
  // MLS_CANCEL_ALL is done.
  MLS_DONE = 12,
  // The last event: the gateway ends the connection, code says why.
  MLS_ENDED = 13,
  // The venue is too busy for a request now: the gateway offers it again until it is taken or no longer
  // good, and sends no new order before. quantity: what is before it at the venue, 0 if not told.
  MLS_BUSY = 14,
  // An order rests at another price than was asked for: price, open; it slid, or became a limit order.
  MLS_REPRICED = 15,
};

// Codes of the gateway's own, in MLS_REFUSED and MLS_ENDED. The venue's stay below.
enum {
  // An unknown kind, a reserved field that is not zero, a number out of range.
  MLS_MALFORMED = 200,
  // The rate that the venue allows, or the strategy's share, is used up: see `budget`.
  MLS_THROTTLED = 201,
  // The strategy has as many orders open, or on their way, as it may.
  MLS_ORDERS_FULL = 202,
  // No open order of this strategy has that number.
  MLS_ORDER_UNKNOWN = 203,
  // An open order of this strategy has that number.
  MLS_ORDER_TAKEN = 204,
  // A request of this order is under way.
  MLS_ORDER_BUSY = 205,
  // The session with the venue is down, or not yet ready again.
  MLS_SESSION_IS_DOWN = 206,
  // Too many requests wait in the gateway.
  MLS_QUEUE_FULL = 207,
  // The venue did not answer, however often it was asked. The gateway cancels the order if it is there.
  MLS_OUTCOME_UNKNOWN = 208,
  // The venue was busy (MLS_BUSY) until the request was no longer good: it was never applied.
  MLS_NOT_SEQUENCED = 209,
  // Ends: the strategy gave no sign of life.
  MLS_SILENT = 210,
  // Ends: it did not take its events, and so many wait that no more have room.
  MLS_SLOW = 211,
  // Ends: a packet that is no whole number of requests, or a cursor that cannot be.
  MLS_BROKEN = 212,
  // Ends: the gateway has as many strategies as it may.
  MLS_STRATEGIES_FULL = 213,
  // Ends: the gateway was asked to end.
  MLS_GATEWAY_ENDS = 214,
  // Ends: the first packet was no MLS_HELLO of this version, or came too late.
  MLS_NO_HELLO = 215,
};

// In MLS_CLOSED beside the venue's reasons (0 ... 7).
enum {
  // It had left already when it was cancelled: its own report was lost.
  MLS_CLOSED_UNSEEN = 200,
};

enum {
  MLS_FLAG_SESSION_UP = 1,
  MLS_FLAG_MAKER = 2,
  // The local book may differ from the venue's: part of the feed was lost.
  MLS_FLAG_STALE = 4,
  // The venue's result of a repeat: the order may have traded since.
  MLS_FLAG_RESENT = 8,
};

// 128 bytes. Fields that a kind does not name are zero, but the first six.
typedef struct mls_event {
  uint8_t kind;
  uint8_t code;
  uint8_t side;
  uint8_t flags;
  uint32_t market;
  // Counts events that are never left out, from 1; 0 in MLS_TOP, MLS_LEVEL and MLS_STATUS, of which a
  // slow strategy gets the latest only.
  uint64_t sequence;
  // New orders and replacements that may be sent now.
  uint32_t budget;
  // Requests of this strategy that wait for their answers.
  uint32_t waiting;
  uint64_t order;
  // The number of the replacement.
  uint64_t new_order;
  int64_t price;
  uint64_t quantity;
  uint64_t open;
  uint64_t tag;
  uint64_t log_index;
  uint64_t log_time;
  uint64_t number;
  int64_t fee;
  int64_t other_price;
  uint64_t other_quantity;
  uint8_t depth;
  // The kind of the request that this answers.
  uint8_t request;
  uint8_t reserved[6];
} mls_event;

_Static_assert(sizeof(mls_request) == 64, "a request is 64 bytes");
_Static_assert(sizeof(mls_event) == 128, "an event is 128 bytes");

// --- The lanes' memory, the first descriptor of the welcome (map it shared, to read and write)
//
//     0       written by nobody after the start
//     128     requests published   strategy    how many were ever put there; modulo 2^64
//     256     requests released    gateway     how many were ever taken
//     384     events published     gateway
//     512     events released      strategy
//     640     heartbeat            strategy    any change says that it lives
//     4096    requests             request n at slot n mod MLS_REQUESTS
//     69632   events               event n at slot n mod MLS_EVENTS
//
// A cursor has one writer, who stores it with release; the other side loads it with acquire. A cursor
// that goes back, or further ahead than there are slots, ends the connection.
enum {
  MLS_REQUESTS = 1024,
  MLS_EVENTS = 4096,
  MLS_REQUESTS_PUBLISHED = 128,
  MLS_REQUESTS_RELEASED = 256,
  MLS_EVENTS_PUBLISHED = 384,
  MLS_EVENTS_RELEASED = 512,
  MLS_HEARTBEAT_WORD = 640,
  MLS_REQUESTS_OFFSET = 4096,
  MLS_EVENTS_OFFSET = 4096 + 1024 * 64,
  MLS_LANES_BYTES = 4096 + 1024 * 64 + 4096 * 128,
};

// --- The prices' memory, the second descriptor (map it shared, to read): 128 bytes a market, at
// market × 128. A sequence that is odd, or that has changed meanwhile, says: read again.
enum {
  MLS_PRICES_BYTES = 128,
  MLS_PRICES_SEQUENCE = 0,
  MLS_PRICES_FLAGS = 8,
  MLS_PRICES_BID = 16,
  MLS_PRICES_BID_QUANTITY = 24,
  MLS_PRICES_ASK = 32,
  MLS_PRICES_ASK_QUANTITY = 40,
  MLS_PRICES_LOG_INDEX = 48,
};

// The best of both sides of a market; a quantity of 0: nothing rests there.
typedef struct mls_prices {
  int64_t bid;
  uint64_t bid_quantity;
  int64_t ask;
  uint64_t ask_quantity;
  // The feed's last log index when these were written.
  uint64_t log_index;
  // MLS_FLAG_STALE, or 0.
  uint64_t flags;
} mls_prices;

// --- Words in shared memory

static inline uint64_t mls_load(const void *memory, size_t offset) {
  return __atomic_load_n((const uint64_t *)((const char *)memory + offset), __ATOMIC_ACQUIRE);
}

static inline void mls_store(void *memory, size_t offset, uint64_t value) {
  __atomic_store_n((uint64_t *)((char *)memory + offset), value, __ATOMIC_RELEASE);
}

static inline uint64_t mls_load_relaxed(const void *memory, size_t offset) {
  return __atomic_load_n((const uint64_t *)((const char *)memory + offset), __ATOMIC_RELAXED);
}

// --- A strategy's side. One thread.

// Puts one request into its lane. Returns 1, or 0 when the lane is full: the gateway is busy or gone.
static inline int mls_put(void *lanes, const mls_request *request) {
  uint64_t published = mls_load_relaxed(lanes, MLS_REQUESTS_PUBLISHED);
  // Pairs with the gateway's release of the slots it has read.
  if (published - mls_load(lanes, MLS_REQUESTS_RELEASED) >= MLS_REQUESTS) return 0;
  char *slots = (char *)lanes + MLS_REQUESTS_OFFSET;
  memcpy(slots + (published % MLS_REQUESTS) * sizeof *request, request, sizeof *request);
  mls_store(lanes, MLS_REQUESTS_PUBLISHED, published + 1);
  return 1;
}

// Takes one event out of its lane. Returns 1, or 0 when there is none.
static inline int mls_take(void *lanes, mls_event *event) {
  uint64_t released = mls_load_relaxed(lanes, MLS_EVENTS_RELEASED);
  // Pairs with the gateway's store after it has written the event.
  if (mls_load(lanes, MLS_EVENTS_PUBLISHED) == released) return 0;
  const char *slots = (const char *)lanes + MLS_EVENTS_OFFSET;
  memcpy(event, slots + (released % MLS_EVENTS) * sizeof *event, sizeof *event);
  mls_store(lanes, MLS_EVENTS_RELEASED, released + 1);
  return 1;
}

// Says that the strategy lives. Call it from the loop that decides, not from a thread of its own: a
// strategy that hangs is to lose its orders.
static inline void mls_beat(void *lanes) {
  mls_store(lanes, MLS_HEARTBEAT_WORD, mls_load_relaxed(lanes, MLS_HEARTBEAT_WORD) + 1);
}

// Reads the best prices of a market. Returns 1, or 0 when the gateway was writing all the while (try
// again) or the market is out of range.
static inline int mls_read_prices(
    const void *prices, size_t bytes, uint32_t market, mls_prices *out) {
  if ((uint64_t)market * MLS_PRICES_BYTES + MLS_PRICES_BYTES > bytes) return 0;
  const char *at = (const char *)prices + (size_t)market * MLS_PRICES_BYTES;
  for (int tries = 0; tries < 64; tries++) {
    uint64_t before = mls_load(at, MLS_PRICES_SEQUENCE);
    out->bid = (int64_t)mls_load_relaxed(at, MLS_PRICES_BID);
    out->bid_quantity = mls_load_relaxed(at, MLS_PRICES_BID_QUANTITY);
    out->ask = (int64_t)mls_load_relaxed(at, MLS_PRICES_ASK);
    out->ask_quantity = mls_load_relaxed(at, MLS_PRICES_ASK_QUANTITY);
    out->log_index = mls_load_relaxed(at, MLS_PRICES_LOG_INDEX);
    out->flags = mls_load_relaxed(at, MLS_PRICES_FLAGS);
    // The loads above stay above the second look at the sequence.
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (before % 2 == 0 && before == mls_load_relaxed(at, MLS_PRICES_SEQUENCE)) return 1;
  }
  return 0;
}

typedef struct mls_connection {
  // The socket; its end is the strategy's, or the gateway's.
  int socket;
  // NULL without MLS_HELLO_MEMORY.
  void *lanes;
  const void *prices;
  size_t prices_bytes;
  mls_event welcome;
} mls_connection;

static inline void mls_close(mls_connection *connection) {
  if (connection->lanes) munmap(connection->lanes, MLS_LANES_BYTES);
  if (connection->prices) munmap((void *)connection->prices, connection->prices_bytes);
  if (connection->socket >= 0) close(connection->socket);
  *connection = (mls_connection){.socket = -1};
}

// Maps what the welcome brought, and closes the descriptors.
static inline int mls_map(mls_connection *connection, const int *descriptors, int count) {
  int result = 0;
  if (count != 2 || connection->welcome.open != MLS_LANES_BYTES) {
    result = -EPROTO;
  } else {
    void *lanes =
        mmap(NULL, MLS_LANES_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, descriptors[0], 0);
    void *prices =
        mmap(NULL, connection->welcome.quantity, PROT_READ, MAP_SHARED, descriptors[1], 0);
    if (lanes == MAP_FAILED || prices == MAP_FAILED) result = -errno;
    connection->lanes = lanes == MAP_FAILED ? NULL : lanes;
    connection->prices = prices == MAP_FAILED ? NULL : prices;
    connection->prices_bytes = connection->welcome.quantity;
  }
  for (int i = 0; i < count; i++) close(descriptors[i]);
  return result;
}

// Takes the answer to the hello, waiting for it.
static inline int mls_take_welcome(mls_connection *connection, uint64_t flags) {
  struct iovec part = {&connection->welcome, sizeof connection->welcome};
  union {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(2 * sizeof(int))];
  } control;
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
  ssize_t length = recvmsg(connection->socket, &message, MSG_CMSG_CLOEXEC);
  // A gateway that refuses without reading the hello: its answer comes after the reset.
  if (length < 0 && errno == ECONNRESET) {
    length = recvmsg(connection->socket, &message, MSG_CMSG_CLOEXEC);
  }
  if (length < 0) return -errno;
  int descriptors[2], count = 0;
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  if (head && head->cmsg_type == SCM_RIGHTS) {
    count = (int)((head->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(descriptors, CMSG_DATA(head), (size_t)count * sizeof(int));
  }
  int is_welcome =
      length == sizeof connection->welcome && connection->welcome.kind == MLS_WELCOME;
  if (is_welcome && flags & MLS_HELLO_MEMORY) return mls_map(connection, descriptors, count);
  for (int i = 0; i < count; i++) close(descriptors[i]);
  // Refused: `welcome` is then the MLS_ENDED that says why.
  return is_welcome ? 0 : -ECONNREFUSED;
}

// Connects and says hello, and does not wait for the answer. Returns 0 or a negative errno.
static inline int mls_send_hello(mls_connection *connection, const char *path, uint64_t flags) {
  *connection = (mls_connection){.socket = -1};
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(path);
  if (length >= sizeof address.sun_path) return -ENAMETOOLONG;
  memcpy(address.sun_path, path, length + 1);
  connection->socket = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (connection->socket < 0) return -errno;
  if (connect(connection->socket, (const struct sockaddr *)&address, sizeof address) < 0) {
    return -errno;
  }
  mls_request hello = {.kind = MLS_HELLO, .order = MLS_VERSION, .tag = flags};
  ssize_t sent = send(connection->socket, &hello, sizeof hello, MSG_NOSIGNAL);
  return sent < 0 ? -errno : 0;
}

// Connects and greets. Returns 0, or a negative errno: -ECONNREFUSED with `welcome.code` when the gateway
// refused. The connection is the caller's, to end with mls_close.
static inline int mls_connect(mls_connection *connection, const char *path, uint64_t flags) {
  int result = mls_send_hello(connection, path, flags);
  if (result == 0) result = mls_take_welcome(connection, flags);
  if (result < 0) {
    mls_event welcome = connection->welcome;
    mls_close(connection);
    connection->welcome = welcome;
  }
  return result;
}
