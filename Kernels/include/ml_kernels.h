// SPDX-License-Identifier: Apache-2.0
// Signature kernels: Ed25519 in vector lanes, chosen at run time. See Kernels/README.md.
//
// Nothing here allocates, locks or enters the kernel, but for what is said to.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifndef ML_HOT
#define ML_HOT \
  __attribute__((swift_attr("@_noAllocation"))) __attribute__((swift_attr("@_noLocks")))
#endif

// The forms of the kernel, each the same formulas over another instruction set.
enum {
  ML_KERNEL_SCALAR = 0,   // plain C, any processor
  ML_KERNEL_AVX2 = 1,     // AVX2 and FMA, four lanes of doubles
  ML_KERNEL_AVX512F = 2,  // AVX-512 F, DQ, BW, VL, eight lanes of doubles
  ML_KERNEL_IFMA = 3,     // the same with IFMA, eight lanes of 52-bit integers
  ML_KERNEL_COUNT = 4,
};

// How much table a key has, and so how many multiplications one of its signatures costs.
enum {
  ML_TIER_8K = 0,
  ML_TIER_64K = 1,
  ML_TIER_512K = 2,
  ML_TIER_COUNT = 3,
  ML_TIER_NONE = 255,  // no table: the cold path
};

// Bytes of a table, and what its address must be a multiple of.
enum {
  ML_TABLE_8K_BYTES = 8 << 10,
  ML_TABLE_64K_BYTES = 64 << 10,
  ML_TABLE_512K_BYTES = 512 << 10,
  ML_TABLE_ALIGNMENT = 128,
};

// What verification says of a signature: the same numbers as Verdict in Sources/Verifying.
enum {
  ML_VERDICT_NONE = 0,
  ML_VERDICT_VALID = 1,
  ML_VERDICT_SCALAR_NOT_CANONICAL = 2,
  ML_VERDICT_COMMITMENT_NOT_CANONICAL = 3,
  ML_VERDICT_COMMITMENT_SMALL_ORDER = 4,
  ML_VERDICT_KEY_REFUSED = 5,
  ML_VERDICT_COMMITMENT_UNDECODABLE = 6,
  ML_VERDICT_EQUATION_FAILS = 7,
};

// Why a key is not registered: the same numbers as KeyFault in Sources/Verifying.
enum {
  ML_KEY_GOOD = 0,
  ML_KEY_NOT_CANONICAL = 1,
  ML_KEY_SMALL_ORDER = 2,
  ML_KEY_UNDECODABLE = 3,
  ML_KEY_NOT_TORSION_FREE = 4,
};

// One signature to judge. What is pointed to stays unchanged until the verdict is in.
typedef struct {
  const uint8_t *signature;  // 64 bytes, R then S
  const uint8_t *key;        // 32 bytes, A
  const uint8_t *message;
  size_t message_bytes;
  const void *table;  // of this key, made by the same form's `build`; null with ML_TIER_NONE
  uint32_t tier;      // of the table
  uint32_t unused;
} ml_verify_request;

// Where the parts of an expanded secret lie: the scalar and the prefix that RFC 8032, section 5.1.5, makes
// of a seed, and the public key.
enum {
  ML_SECRET_SCALAR = 0,
  ML_SECRET_PREFIX = 32,
  ML_SECRET_KEY = 64,
  ML_SECRET_BYTES = 96,
};

// One signature to make. What is pointed to stays unchanged until it is made.
typedef struct {
  const uint8_t *secret;  // ML_SECRET_BYTES, by the same or another form's `expand`
  const uint8_t *message;
  size_t message_bytes;
  uint8_t *signature;  // 64 bytes, written
} ml_sign_request;

// One message to hash: the bytes of `head`, at most 128, and then those of `tail`.
typedef struct {
  const uint8_t *head, *tail;
  size_t head_bytes, tail_bytes;
} ml_hash_request;

// What one form offers. Every function restores the caller's floating-point environment.
typedef struct ml_kernel {
  const char *name;
  int lanes;

  // Makes ready what all keys share, a table of the base point of ML_TABLE_512K_BYTES: once, before
  // anything else of this form is used, from any thread. Takes about a millisecond.
  void (*prepare)(void);

  // Judges `count` signatures by the rule cofactored_strict and writes one ML_VERDICT_... for each.
  // Returns how many needed the slow decision, because the fast one did not accept. A verdict depends
  // on the request alone, never on its neighbours, the tier or the form.
  uint64_t (*verify)(const ml_verify_request *requests, size_t count, uint8_t *verdicts) ML_HOT;

  // The same by ZIP-215 verbatim, for votes of CometBFT validators and nothing else: any encoding of A
  // and R, small order too; only S must be below L. Tables are not looked at.
  uint64_t (*verify_zip215)(const ml_verify_request *requests, size_t count,
                            uint8_t *verdicts) ML_HOT;

  // Says whether a key may be registered, ML_KEY_..., and builds its table if so. Some tens of
  // microseconds for the smaller tiers, a few hundred for the largest; 64 KB of stack.
  int (*build)(void *table, uint32_t tier, const uint8_t *key) ML_HOT;

  // Says the same and builds nothing.
  int (*check)(const uint8_t *key) ML_HOT;

  // What signing needs of a seed of 32 bytes: writes ML_SECRET_BYTES.
  void (*expand)(uint8_t *secret, const uint8_t *seed) ML_HOT;

  // Makes `count` signatures, the bytes of RFC 8032. Nothing that is done depends on a secret, and nothing
  // of one is left in registers or on the stack, of which 40 KB are used. They are not verified:
  // whoever releases one does that first.
  void (*sign)(const ml_sign_request *requests, size_t count) ML_HOT;

  // Products modulo 2^255 - 19: `lanes` elements of four little-endian words each, word by word
  // (word k of lane i at [k * lanes + i]), reduced below p. For tests and the check at start.
  void (*multiply)(uint64_t *product, const uint64_t *a, const uint64_t *b);

  // The inverse modulo p = 2^255 - 19 of four words below 2^255 that are not p, and zero of zero, in a time that
  // does not depend on them: for the same.
  void (*invert)(uint64_t *inverse, const uint64_t *a);

  // Modulo the group's order L, on little-endian words, for the same: eight words reduced to four;
  // s = k a + r for k and r below L and any a of four words; and SHA-512, 64 bytes a message.
  void (*scalar_reduce)(uint64_t *r, const uint64_t *wide);
  void (*scalar_multiply_add)(uint64_t *s, const uint64_t *k, const uint64_t *a, const uint64_t *r);
  void (*hash)(uint8_t *hashes, const ml_hash_request *requests, size_t count);
} ml_kernel;

// The form, or null when this processor or build has it not.
const ml_kernel *ml_kernel_of(int form);

// What the environment's MATCHLOCK_KERNEL names (scalar, avx2, avx512f, ifma), or the fastest form of
// this processor when it names nothing, made ready; null, and `reference` set, when it names
// "libsodium"; null when it names none of these or one that this processor has not. Asked once: the
// answer stays.
const ml_kernel *ml_kernel_chosen(int *reference);

// The same answer, for code that runs after it was asked first. Null for libsodium.
ML_HOT const ml_kernel *ml_kernel_in_use(void);

// The members of a form as functions that Swift may call from proved code.
static inline ML_HOT uint64_t ml_kernel_verify(const ml_kernel *kernel,
                                               const ml_verify_request *requests, size_t count,
                                               uint8_t *verdicts) {
  return kernel->verify(requests, count, verdicts);
}
static inline ML_HOT uint64_t ml_kernel_verify_zip215(const ml_kernel *kernel,
                                                      const ml_verify_request *requests,
                                                      size_t count, uint8_t *verdicts) {
  return kernel->verify_zip215(requests, count, verdicts);
}
static inline ML_HOT int ml_kernel_build(const ml_kernel *kernel, void *table, uint32_t tier,
                                         const uint8_t *key) {
  return kernel->build(table, tier, key);
}
static inline ML_HOT void ml_kernel_expand(const ml_kernel *kernel, uint8_t *secret,
                                           const uint8_t *seed) {
  kernel->expand(secret, seed);
}
static inline ML_HOT void ml_kernel_sign(const ml_kernel *kernel, const ml_sign_request *requests,
                                         size_t count) {
  kernel->sign(requests, count);
}
static inline ML_HOT int ml_kernel_check(const ml_kernel *kernel, const uint8_t *key) {
  return kernel->check(key);
}

// ---- Memory for tables ---------------------------------------------------------------------

enum {
  ML_PAGES_NONE = 0,
  ML_PAGES_ORDINARY = 1,     // 4 KB
  ML_PAGES_TRANSPARENT = 2,  // 2 MB where the kernel finds them
  ML_PAGES_HUGE = 3,         // reserved pages of 2 MB
};

// Zeroed memory for tables, on the memory node `node` if that is not negative: reserved huge pages when
// `huge` is asked for and there are enough, else ordinary memory that the kernel may back with huge
// pages. Nothing is used before it is touched, but for reserved pages. Null when there is none.
void *ml_pages_map(size_t bytes, int node, int huge, int *kind);
void ml_pages_unmap(void *pages, size_t bytes);
