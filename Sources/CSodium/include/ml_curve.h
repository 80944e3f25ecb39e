// SPDX-License-Identifier: Apache-2.0
// Curve arithmetic, secrets and session keys, over libsodium 1.0.18's public functions.
//
// Everything marked ML_HOT works on the caller's buffers and the stack: the libsodium functions
// behind it neither allocate, lock nor enter the kernel once ml_curve_start has returned.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ml_hot.h"

// Chooses libsodium's implementations for this processor and, the first time, has them give known
// answers, which also makes the calls that enter the dynamic linker. Call before anything else
// here, from any thread, as often as liked. Returns 0, or -1 when the library cannot be used.
int ml_curve_start(void);

// ---- Verifying -----------------------------------------------------------------------------

// libsodium's own verdict, 1 or 0. Its accepted set lies inside that of `cofactored_strict`; what
// it refuses is not decided by it.
ML_HOT int ml_curve_verify_exact(const uint8_t *signature, const uint8_t *message, size_t bytes,
                                 const uint8_t *public_key);

enum {
  ML_CURVE_HOLDS = 1,
  ML_CURVE_FAILS = 0,
  ML_CURVE_R_UNDECODABLE = -1,
  ML_CURVE_A_UNDECODABLE = -2,
};

// Whether [8]([S]B - [k]A - R) = O with k = SHA-512(R || A || M) mod L over the bytes as received.
// Right for every A and R that decode, torsion included. The caller has checked that S < L, that A
// and R are canonical, and that A is not of small order.
ML_HOT int ml_curve_verify_cofactored(const uint8_t *signature, const uint8_t *message,
                                      size_t bytes, const uint8_t *public_key);

enum { ML_CURVE_TORSION_FREE = 1, ML_CURVE_TORSION = 0, ML_CURVE_UNDECODABLE = -1 };

// Whether [L]A = O, for a canonical A that is not of small order.
ML_HOT int ml_curve_torsion_free(const uint8_t *public_key);

// ---- Secrets -------------------------------------------------------------------------------

// Guarded memory: inaccessible pages on both sides, left out of core dumps, wiped when freed.
// `locked` tells whether it was also locked against swapping. Null when there is no memory.
void *ml_secret_allocate(size_t bytes, int *locked);
void ml_secret_free(void *secret);

// Makes guarded memory read-only or writable. Returns 0, or -1 with errno set.
int ml_secret_protect(void *secret, int writable);

// Zeroes memory; never elided.
ML_HOT void ml_secret_wipe(void *secret, size_t bytes);

// Bytes from the kernel's generator. Blocks until it is seeded; a system call.
void ml_secret_random(uint8_t *out, size_t bytes);

// Hexadecimal text of exactly 2 * bytes digits to bytes, without secret-dependent branches.
// Returns 0, or -1 when it is not that.
int ml_secret_from_hex(uint8_t *out, size_t bytes, const char *text);
void ml_secret_to_hex(char *text, const uint8_t *secret, size_t bytes);

// ---- Signing -------------------------------------------------------------------------------

// Expands a 32-byte seed to the 64 bytes seed || A. The two must not overlap.
ML_HOT void ml_curve_expand(uint8_t *seed_and_key, const uint8_t *seed);

// Deterministic RFC 8032 signature by seed || A.
ML_HOT void ml_curve_sign(uint8_t *signature, const uint8_t *message, size_t bytes,
                          const uint8_t *seed_and_key);

// ---- Session keys --------------------------------------------------------------------------

// Takes `bytes` (at most ML_RANDOM_BYTES_MAX) from a generator whose 32-byte state is replaced
// first, so that earlier output cannot be computed from a later state.
enum { ML_RANDOM_BYTES_MAX = 64 };
ML_HOT void ml_session_random(uint8_t *out, size_t bytes, uint8_t *state);

// The X25519 public key of a 32-byte secret.
ML_HOT void ml_session_public(uint8_t *public_key, const uint8_t *secret);

// The two 32-byte keys of a session, client to venue then venue to client: keyed BLAKE2b-256, the
// key being the X25519 secret shared, over label || transcript || client || venue.
// Returns 0, or -1 and zeroed keys when the shared secret is zero (a small-order peer).
ML_HOT int ml_session_agree(uint8_t *keys, const uint8_t *secret, const uint8_t *peer,
                            const uint8_t *transcript, const uint8_t *client,
                            const uint8_t *venue);

// The first eight and the last eight bytes of a tag, as little-endian integers.
typedef struct {
  uint64_t low, high;
} ml_session_tag;

// Keyed BLAKE2b-128 of header || body under a 32-byte key.
ML_HOT ml_session_tag ml_session_mac(const uint8_t *key, const uint8_t *header,
                                     size_t header_bytes, const uint8_t *body, size_t body_bytes);
