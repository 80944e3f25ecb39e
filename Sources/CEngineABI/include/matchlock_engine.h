// SPDX-License-Identifier: Apache-2.0
// Matchlock's matching engine behind a C interface: libmatchlock_engine.so. This header is the one
// definition of it, for C17, C++ and whoever reads it; nothing else is needed to compile a client.
//
//     commands, 64 bytes each ──▶ mle_submit ──▶ books ──▶ a fixed queue ──▶ mle_drain ──▶ reports,
//                                                                                    128 bytes each
//
// An engine holds the limit order books of many markets: price, then time. It is a pure function of
// the calls made on it: no clock, no file, no thread, no randomness. The same calls give the same
// reports, snapshots and hashes on any machine and in any build.
//
// Threads: an engine belongs to one thread at a time; several engines share nothing.
// Memory: mle_create allocates all of it; no other call allocates, locks or waits.
// Pointers that are given stay the caller's and are not kept. A pointer may be null only where that
// is said. Integers are in the machine's byte order, little-endian. Prices are in ticks of the
// market, quantities in lots.
//
// The library needs the runtime libraries of the Swift that built it (libswiftCore.so and three more,
// `readelf -d` lists them) and libsodium.so.23. It looks for Swift's where that toolchain was, then
// beside itself: on other machines put them into its folder.
// `swift build -c release --product matchlock_engine` makes it.
#ifndef MATCHLOCK_ENGINE_H
#define MATCHLOCK_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The interface that this header describes. mle_create refuses any other, so that a program and a
// library of different versions do not misread each other's records.
#define MLE_VERSION 1u

// An engine.
typedef struct mle_engine mle_engine;

// What calls return when they did nothing. Those that count return a count, 0 or more, instead.
enum {
  MLE_OK = 0,
  // A null pointer, a version that is not MLE_VERSION, a reserved field that is not zero.
  MLE_BAD_ARGUMENT = -1,
  // A limit that books cannot be built to: out of its range below.
  MLE_BAD_LIMITS = -2,
  // The market's number is not below markets_max.
  MLE_MARKETS_MAX = -3,
  // The market is listed already.
  MLE_MARKET_LISTED = -4,
  // price_max is below price_min, or either beyond 2^40 ticks up or down.
  MLE_BAD_BAND = -5,
  // No such market, account or place.
  MLE_UNKNOWN = -6,
  // The buffer is too small; nothing was written.
  MLE_NO_ROOM = -7,
};

// How much an engine may hold and do: it is built for the worst case of it, once.
// 104 bytes.
typedef struct mle_limits {
  // MLE_VERSION.
  uint32_t version;
  // 0.
  uint32_t reserved;
  // Markets and accounts are numbered below these; 1 ... 2^29.
  uint64_t markets_max;
  uint64_t accounts_max;
  // Orders resting at one time in all markets, and of one account; 1 ... 2^29.
  uint64_t orders_max;
  uint64_t open_orders_per_account_max;
  // Resting orders that one command may meet, 1 ... 2^20; what is left of it then is cancelled. Also the
  // most orders that one MLE_CANCEL_ALL takes.
  uint64_t fills_per_command_max;
  // Lots of one order; quantity_max × orders_max below 2^63.
  uint64_t quantity_max;
  // Reports that may wait to be drained: fills_per_command_max + 16 ... 2^29.
  uint64_t reports_max;
  // Ticks near a side's best that are found at once: a power of two, 256 ... 4096. Changes no outcome.
  uint64_t window_ticks;
  // Sides that have such a window at one time; 2 for each market with orders. Changes no outcome.
  uint64_t windows_max;
  // 0.
  uint64_t reserved_words[3];
} mle_limits;

// --- Commands

// What a command does, and the fields that it reads. Those that a kind does not read must be zero.
enum {
  // market, account, key, side, time_in_force, order_flags, self_trade, client_order, price, quantity.
  MLE_NEW = 1,
  // account; order, or client_order if that is 0.
  MLE_CANCEL = 2,
  // account, key, order_flags, self_trade, price, quantity (the new open lots); order, or client_order
  // if that is 0; new_client_order is its name from then on, 0 keeps it. The same price with no more
  // lots than are open keeps its place in the queue; all else enters anew under the same order number.
  MLE_REPLACE = 3,
  // account. Takes its oldest orders, at most fills_per_command_max.
  MLE_CANCEL_ALL = 4,
};

enum { MLE_BUY = 0, MLE_SELL = 1 };
enum { MLE_GOOD_TILL_CANCELLED = 0, MLE_IMMEDIATE_OR_CANCEL = 1, MLE_FILL_OR_KILL = 2 };

// Bits of order_flags.
enum {
  // Refused if it would trade at once.
  MLE_POST_ONLY = 1,
  // With MLE_POST_ONLY: gets the best price at which it does not trade (MLE_REPRICED) instead.
  MLE_SLIDE = 2,
  // price is the worst accepted; never rests.
  MLE_MARKET = 8,
  // Trades at the best price only; what is left rests there.
  MLE_MARKET_TO_LIMIT = 16,
};

// What an order does that would trade with one of its own account, or its account's group.
enum {
  MLE_SELF_TRADE_ALLOWED = 1,
  MLE_SELF_TRADE_CANCEL_TAKER = 2,
  MLE_SELF_TRADE_CANCEL_MAKER = 3,
  MLE_SELF_TRADE_CANCEL_BOTH = 4,
  MLE_SELF_TRADE_DECREMENT = 5,
};

// 64 bytes.
typedef struct mle_command {
  uint8_t kind;
  uint8_t side;
  uint8_t time_in_force;
  uint8_t order_flags;
  uint8_t self_trade;
  uint8_t reserved[3];
  uint32_t market;
  uint32_t account;
  // Kept with the order and told in its reports; the engine gives it no meaning.
  uint32_t key;
  // The caller's own: it comes back in every report of this command.
  uint32_t tag;
  // The engine's number for an order: its slot and the slot's generation, never 0.
  uint64_t order;
  // The account's name for an order, not 0; free again when the order is gone.
  uint64_t client_order;
  uint64_t new_client_order;
  int64_t price;
  uint64_t quantity;
} mle_command;

// --- Reports

// What a report says. `open` is what the order has open after it, `lots` what the report is about.
enum {
  // The last report of every command, and of a refused one the only one. code: 0, or why it was
  // refused. order: the order's number (of MLE_CANCEL_ALL 0); lots: executed at once, or cancelled, or
  // by MLE_CANCEL_ALL the number of orders; open: the lots that rest; reason: why what was left does
  // not; more: MLE_CANCEL_ALL left orders that it was meant for.
  MLE_ANSWER = 1,
  // Joined the end of its price's queue.
  MLE_RESTED = 2,
  // Traded while it rested, at its own price; the fields of the taker say with whom.
  MLE_EXECUTED = 3,
  // Changed in place, priority kept: `lots` were taken off, or only its name changed.
  MLE_AMENDED = 4,
  // Left the book untraded. Before an order enters anew, reason MLE_REPLACED.
  MLE_REMOVED = 5,
  // What was left of a taker never came to rest.
  MLE_REMAINDER_CANCELLED = 6,
  // What comes to rest next has another price than was asked for.
  MLE_REPRICED = 7,
};

// Why a command was refused; it changed nothing.
enum {
  MLE_ACCEPTED = 0,
  MLE_UNKNOWN_MARKET = 1,
  MLE_UNKNOWN_ACCOUNT = 2,
  MLE_ZERO_QUANTITY = 3,
  MLE_QUANTITY_ABOVE_MAX = 4,
  MLE_PRICE_OUTSIDE_BAND = 5,
  MLE_ZERO_CLIENT_ORDER = 6,
  MLE_DUPLICATE_CLIENT_ORDER = 7,
  // Both places for that client_order are taken by others: use another.
  MLE_CLIENT_ORDER_CROWDED = 8,
  MLE_OPEN_ORDERS_MAX = 9,
  // orders_max rest: only orders that never rest are taken.
  MLE_POOL_FULL = 10,
  // No such order, or another account's.
  MLE_UNKNOWN_ORDER = 11,
  MLE_CONFLICTING_TERMS = 12,
  MLE_NO_OPPOSITE = 13,
  MLE_WOULD_TRADE = 14,
  MLE_WOULD_NOT_FILL = 15,
  // The record itself: a kind, side or other word that means nothing, or a field that is not zero and
  // that the kind does not read.
  MLE_MALFORMED = 255,
};

// Why an order left, or its remainder did not come to rest.
enum {
  MLE_NO_REASON = 0,
  MLE_CANCELLED = 1,
  MLE_MASS_CANCELLED = 2,
  MLE_REPLACED = 6,
  MLE_DID_NOT_REST = 7,
  MLE_FILLS_MAX = 8,
  MLE_SELF_TRADE = 9,
};

// 128 bytes. Fields that a kind does not name are zero.
typedef struct mle_report {
  uint8_t kind;
  uint8_t code;
  uint8_t reason;
  // The side of `order`.
  uint8_t side;
  uint8_t more;
  uint8_t reserved[3];
  uint32_t market;
  uint32_t account;
  uint32_t key;
  uint32_t tag;
  // Counts all commands submitted, from 1.
  uint64_t command;
  uint64_t order;
  uint64_t client_order;
  // The order's entry number, which is its priority: lower goes first at one price.
  uint64_t entry;
  int64_t price;
  uint64_t lots;
  uint64_t open;
  uint64_t taker_order;
  uint64_t taker_client_order;
  uint64_t taker_entry;
  uint64_t taker_open;
  uint32_t taker_account;
  uint32_t reserved_word;
  uint64_t reserved_last;
} mle_report;

// --- Calls

// MLE_VERSION of the library.
uint32_t mle_version(void);

// Builds an engine with empty books and no market, and puts it at *engine; on an error nothing is
// there. The memory that it needs follows from the limits: some 130 bytes an order, 16 bytes a tick of
// each window, 128 bytes a report. The process ends if the system has not so much.
// Returns MLE_OK, MLE_BAD_ARGUMENT or MLE_BAD_LIMITS.
int32_t mle_create(const mle_limits *limits, mle_engine **engine);

// Gives everything back. Null is allowed.
void mle_destroy(mle_engine *engine);

// Opens the books of a market for prices from price_min to price_max, both included.
// Returns MLE_OK, MLE_BAD_ARGUMENT, MLE_MARKETS_MAX, MLE_MARKET_LISTED or MLE_BAD_BAND.
int32_t mle_list(mle_engine *engine, uint32_t market, int64_t price_min, int64_t price_max);

// Puts an account into a group of accounts with one owner, for self-trades; 0 takes it out of any.
// Returns MLE_OK, MLE_BAD_ARGUMENT (group not below 2^31) or MLE_UNKNOWN.
int32_t mle_group(mle_engine *engine, uint32_t account, uint32_t group);

// Carries out the commands one after the other, as long as the queue has room for all that the next
// one can cause. Fewer than `count` means: drain, and submit the others.
// Returns how many were carried out, or MLE_BAD_ARGUMENT. `commands` may be null if count is 0.
int64_t mle_submit(mle_engine *engine, const mle_command *commands, size_t count);

// Takes the oldest reports out of the queue, at most `count`.
// Returns how many were written to `reports`, or MLE_BAD_ARGUMENT.
int64_t mle_drain(mle_engine *engine, mle_report *reports, size_t count);

// What rests on one side of a market at its best price; *lots is 0 if nothing does.
// Returns MLE_OK, MLE_BAD_ARGUMENT or MLE_UNKNOWN.
int32_t mle_best(
    const mle_engine *engine, uint32_t market, uint8_t side, int64_t *price, uint64_t *lots);

// The orders resting in all markets. Null has none.
uint64_t mle_open_orders(const mle_engine *engine);

// The checksum of one market's book, in constant time: what the public feed carries and whoever builds
// the same book arrives at. It finds differences, it proves nothing.
// Returns MLE_OK, MLE_BAD_ARGUMENT or MLE_UNKNOWN (not listed).
int32_t mle_checksum(const mle_engine *engine, uint32_t market, uint64_t *checksum);

// Everything that rests, in an order that depends on nothing else:
//
//     0    8   "MLEBOOK1"
//     8    8   the highest entry number given so far
//     16   8   the number of orders
//     24  72   an order: markets ascending; of each the buys, then the sells; the best price first;
//              at one price the first in the queue first
//
//     0 order, 8 client_order, 16 entry, 24 price, 32 open, 40 market, 44 account, 48 key, 52 side
//     (1 byte), 53 ... 71 zero
//
// It is for reading, comparing and hashing; an engine is brought to the same state by the same calls.
// Undrained reports are no part of it.
// Returns the bytes written to `bytes`, or what they would be if `bytes` is null; MLE_NO_ROOM if
// `size` is less than that; MLE_BAD_ARGUMENT. Takes time in proportion to the orders and markets.
int64_t mle_snapshot(const mle_engine *engine, void *bytes, size_t size);

// SHA-256 of what mle_snapshot would write, to 32 bytes at `hash`, without needing room for it.
// Returns MLE_OK or MLE_BAD_ARGUMENT.
int32_t mle_hash(const mle_engine *engine, uint8_t *hash);

#ifdef __cplusplus
}
#endif

#endif
