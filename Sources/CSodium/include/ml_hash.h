// SPDX-License-Identifier: Apache-2.0
// Hashes and keyed tags over libsodium: BLAKE2b-256 and SHA-256, one-shot and running.
//
// A running hash lives in memory of the caller's: at least ML_HASH_*_STATE_BYTES bytes, aligned to
// ML_HASH_STATE_ALIGNMENT, begun before it is used. Nothing here allocates, locks or fails; a state
// belongs to one thread at a time.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ml_hot.h"

enum {
  ML_HASH_BYTES = 32,
  ML_HASH_KEY_BYTES = 32,
  ML_HASH_MAC_BYTES = 16,
  ML_HASH_STATE_ALIGNMENT = 64,
  ML_HASH_BLAKE2B_STATE_BYTES = 384,
  ML_HASH_SHA256_STATE_BYTES = 128,
};

// Chooses libsodium's fastest implementations and opens its random source. May be called many
// times, from any thread. Returns 0, or -1 when libsodium refuses to start.
int ml_sodium_start(void);

// BLAKE2b with a 32-byte result (RFC 7693), without and with a 32-byte key.
ML_HOT void ml_hash_blake2b(uint8_t *out32, const void *data, size_t bytes);
ML_HOT void ml_hash_blake2b_keyed(
    uint8_t *out32, const uint8_t *key32, const void *data, size_t bytes);

// The session tag: keyed BLAKE2b with a 16-byte result, which is not a truncated 32-byte one.
ML_HOT void ml_hash_mac16(uint8_t *out16, const uint8_t *key32, const void *data, size_t bytes);

// The same three, running. `peek` gives the result so far and leaves the state as it was.
ML_HOT void ml_hash_blake2b_begin(void *state);
ML_HOT void ml_hash_blake2b_begin_keyed(void *state, const uint8_t *key32);
ML_HOT void ml_hash_mac16_begin(void *state, const uint8_t *key32);
ML_HOT void ml_hash_blake2b_update(void *state, const void *data, size_t bytes);
ML_HOT void ml_hash_blake2b_peek(const void *state, uint8_t *out32);
ML_HOT void ml_hash_blake2b_end(void *state, uint8_t *out32);
ML_HOT void ml_hash_mac16_end(void *state, uint8_t *out16);

// SHA-256 (FIPS 180-4), one-shot and running.
ML_HOT void ml_hash_sha256(uint8_t *out32, const void *data, size_t bytes);
ML_HOT void ml_hash_sha256_begin(void *state);
ML_HOT void ml_hash_sha256_update(void *state, const void *data, size_t bytes);
ML_HOT void ml_hash_sha256_end(void *state, uint8_t *out32);

// SHA-512 (FIPS 180-4), 64 bytes.
ML_HOT void ml_hash_sha512(uint8_t *out64, const void *data, size_t bytes);

// 1 if the 16 bytes are equal, else 0, in time that does not depend on them.
ML_HOT int ml_hash_equal16(const void *a16, const void *b16);
