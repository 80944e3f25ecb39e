// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <string.h>

#include "include/ml_kernel_probe.h"
#include "ml_curve.h"

enum { KEYS = 48, FORMS = ML_KERNEL_COUNT, MESSAGE_MAX = 300, BURST_MAX = 8 };

typedef struct {
  uint8_t pair[64], key[32];
  void *table[FORMS][ML_TIER_COUNT];
} member;

static uint64_t state;
static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state * 0x2545f4914f6cdd1du;
}
static uint64_t below(uint64_t n) { return (next() >> 11) % n; }

static const size_t table_bytes[ML_TIER_COUNT] = {ML_TABLE_8K_BYTES, ML_TABLE_64K_BYTES,
                                                  ML_TABLE_512K_BYTES};

typedef struct {
  uint8_t signature[64], key[32], message[MESSAGE_MAX];
  size_t bytes;
  int member, tier, honest;
} one_case;

// Honest, with a bit turned somewhere, or with the key, the message or half the signature of another.
static void make(one_case *c, const member *members) {
  int who = (int)below(KEYS), kind = (int)below(8);
  c->member = who;
  c->tier = (int)below(ML_TIER_COUNT + 1);
  c->bytes = below(MESSAGE_MAX + 1);
  for (size_t i = 0; i < c->bytes; i++) c->message[i] = (uint8_t)next();
  ml_curve_sign(c->signature, c->message, c->bytes, members[who].pair);
  memcpy(c->key, members[who].key, 32);
  c->honest = kind < 3;
  if (kind == 3 || kind == 4) c->signature[below(64)] ^= (uint8_t)(1u << below(8));
  if (kind == 5) {
    if (c->bytes == 0) c->bytes = 1;
    c->message[below(c->bytes)] ^= (uint8_t)(1u << below(8));
  }
  if (kind == 6) {
    c->member = (who + 1 + (int)below(KEYS - 1)) % KEYS;
    memcpy(c->key, members[c->member].key, 32);
  }
  if (kind == 7) {
    if (below(2)) {
      // A key that was never registered, and may be none.
      c->key[below(32)] ^= (uint8_t)(1u << below(8));
      c->tier = ML_TIER_COUNT;
    } else {
      uint8_t other[64];
      ml_curve_sign(other, c->message, c->bytes, members[(who + 1) % KEYS].pair);
      size_t half = 32 * below(2);
      memcpy(c->signature + half, other + half, 32);
    }
  }
}

int ml_probe_differential(uint64_t cases, uint64_t seed, ml_probe_differential_result *result) {
  member *members = calloc(KEYS, sizeof *members);
  memset(result, 0, sizeof *result);
  state = seed * 0x9e3779b97f4a7c15u + 1;
  if (ml_curve_start() != 0) return -1;
  for (int i = 0; i < KEYS; i++) {
    uint8_t secret[32];
    for (int k = 0; k < 32; k++) secret[k] = (uint8_t)next();
    ml_curve_expand(members[i].pair, secret);
    memcpy(members[i].key, members[i].pair + 32, 32);
    for (int form = 0; form < FORMS; form++) {
      const ml_kernel *kernel = ml_kernel_of(form);
      if (kernel == NULL) continue;
      kernel->prepare();
      for (uint32_t tier = 0; tier < ML_TIER_COUNT; tier++) {
        members[i].table[form][tier] = aligned_alloc(4096, table_bytes[tier]);
        if (kernel->build(members[i].table[form][tier], tier, members[i].key) != ML_KEY_GOOD) {
          result->wrong++;
        }
      }
    }
  }
  while (result->cases < cases) {
    one_case burst[BURST_MAX];
    uint8_t verdicts[FORMS][BURST_MAX];
    size_t count = 1 + below(BURST_MAX);
    for (size_t i = 0; i < count; i++) make(&burst[i], members);
    for (int form = 0; form < FORMS; form++) {
      const ml_kernel *kernel = ml_kernel_of(form);
      ml_verify_request requests[BURST_MAX];
      if (kernel == NULL) continue;
      for (size_t i = 0; i < count; i++) {
        const one_case *c = &burst[i];
        int cold = c->tier == ML_TIER_COUNT;
        requests[i] = (ml_verify_request){
            .signature = c->signature,
            .key = c->key,
            .message = c->message,
            .message_bytes = c->bytes,
            .table = cold ? NULL : members[c->member].table[form][c->tier],
            .tier = cold ? ML_TIER_NONE : (uint32_t)c->tier,
        };
      }
      uint64_t slow = kernel->verify(requests, count, verdicts[form]), spoilt = 0;
      for (size_t i = 0; i < count; i++) spoilt += !burst[i].honest;
      // The fast decision accepts every honest one.
      result->wrong += slow > spoilt;
    }
    for (size_t i = 0; i < count; i++) {
      const one_case *c = &burst[i];
      uint8_t scalar = verdicts[ML_KERNEL_SCALAR][i];
      result->cases++;
      result->accepted += scalar == ML_VERDICT_VALID;
      result->wrong += c->honest && scalar != ML_VERDICT_VALID;
      for (int form = 1; form < FORMS; form++) {
        if (ml_kernel_of(form) != NULL) result->wrong += verdicts[form][i] != scalar;
      }
      // None of these has torsion, so released libsodium's rule and ours agree.
      result->wrong += (scalar == ML_VERDICT_VALID) !=
                       (ml_curve_verify_exact(c->signature, c->message, c->bytes, c->key) == 1);
    }
  }
  for (int i = 0; i < KEYS; i++) {
    for (int form = 0; form < FORMS; form++) {
      for (int tier = 0; tier < ML_TIER_COUNT; tier++) free(members[i].table[form][tier]);
    }
  }
  free(members);
  return 0;
}
