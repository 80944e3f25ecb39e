// SPDX-License-Identifier: Apache-2.0
#include "ml_hash.h"

#include <sodium.h>
#include <string.h>

typedef crypto_generichash_blake2b_state blake2b_state;
typedef crypto_hash_sha256_state sha256_state;

_Static_assert(sizeof(blake2b_state) <= ML_HASH_BLAKE2B_STATE_BYTES, "BLAKE2b state fits");
_Static_assert(_Alignof(blake2b_state) <= ML_HASH_STATE_ALIGNMENT, "BLAKE2b state is aligned");
_Static_assert(sizeof(sha256_state) <= ML_HASH_SHA256_STATE_BYTES, "SHA-256 state fits");

// libsodium returns 1 when it had been started already.
int ml_sodium_start(void) { return sodium_init() < 0 ? -1 : 0; }

void ml_hash_blake2b(uint8_t *out32, const void *data, size_t bytes) {
  crypto_generichash_blake2b(out32, ML_HASH_BYTES, data, bytes, NULL, 0);
}

void ml_hash_blake2b_keyed(
    uint8_t *out32, const uint8_t *key32, const void *data, size_t bytes) {
  crypto_generichash_blake2b(out32, ML_HASH_BYTES, data, bytes, key32, ML_HASH_KEY_BYTES);
}

void ml_hash_mac16(uint8_t *out16, const uint8_t *key32, const void *data, size_t bytes) {
  crypto_generichash_blake2b(out16, ML_HASH_MAC_BYTES, data, bytes, key32, ML_HASH_KEY_BYTES);
}

void ml_hash_blake2b_begin(void *state) {
  crypto_generichash_blake2b_init(state, NULL, 0, ML_HASH_BYTES);
}

void ml_hash_blake2b_begin_keyed(void *state, const uint8_t *key32) {
  crypto_generichash_blake2b_init(state, key32, ML_HASH_KEY_BYTES, ML_HASH_BYTES);
}

void ml_hash_mac16_begin(void *state, const uint8_t *key32) {
  crypto_generichash_blake2b_init(state, key32, ML_HASH_KEY_BYTES, ML_HASH_MAC_BYTES);
}

void ml_hash_blake2b_update(void *state, const void *data, size_t bytes) {
  crypto_generichash_blake2b_update(state, data, bytes);
}

void ml_hash_blake2b_peek(const void *state, uint8_t *out32) {
  blake2b_state copy;
  memcpy(&copy, state, sizeof copy);
  crypto_generichash_blake2b_final(&copy, out32, ML_HASH_BYTES);
}

void ml_hash_blake2b_end(void *state, uint8_t *out32) {
  crypto_generichash_blake2b_final(state, out32, ML_HASH_BYTES);
}

void ml_hash_mac16_end(void *state, uint8_t *out16) {
  crypto_generichash_blake2b_final(state, out16, ML_HASH_MAC_BYTES);
}

void ml_hash_sha512(uint8_t *out64, const void *data, size_t bytes) {
  crypto_hash_sha512(out64, data, bytes);
}

void ml_hash_sha256(uint8_t *out32, const void *data, size_t bytes) {
  crypto_hash_sha256(out32, data, bytes);
}

void ml_hash_sha256_begin(void *state) { crypto_hash_sha256_init(state); }

void ml_hash_sha256_update(void *state, const void *data, size_t bytes) {
  crypto_hash_sha256_update(state, data, bytes);
}

void ml_hash_sha256_end(void *state, uint8_t *out32) { crypto_hash_sha256_final(state, out32); }

int ml_hash_equal16(const void *a16, const void *b16) {
  return sodium_memcmp(a16, b16, ML_HASH_MAC_BYTES) == 0;
}
