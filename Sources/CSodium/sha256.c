// SPDX-License-Identifier: Apache-2.0
#include "ml_sha256.h"

#include <sodium/crypto_hash_sha256.h>

// The header shows no libsodium type, so that Swift never sees one; the sizes must agree.
_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(ml_sha256_state), "state fits");
_Static_assert(
    _Alignof(crypto_hash_sha256_state) <= _Alignof(ml_sha256_state), "state is aligned");

static crypto_hash_sha256_state *inner(ml_sha256_state *state) {
  return (crypto_hash_sha256_state *)(void *)state;
}

void ml_sha256_prefixed(void *digest, uint8_t prefix, const void *part, size_t part_bytes) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, &prefix, 1);
  crypto_hash_sha256_update(&state, part, part_bytes);
  crypto_hash_sha256_final(&state, digest);
}

void ml_sha256_prefixed_pair(
    void *digest, uint8_t prefix, const void *first, size_t first_bytes, const void *second,
    size_t second_bytes) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, &prefix, 1);
  crypto_hash_sha256_update(&state, first, first_bytes);
  crypto_hash_sha256_update(&state, second, second_bytes);
  crypto_hash_sha256_final(&state, digest);
}

void ml_sha256_init(ml_sha256_state *state) { crypto_hash_sha256_init(inner(state)); }

void ml_sha256_update(ml_sha256_state *state, const void *part, size_t part_bytes) {
  crypto_hash_sha256_update(inner(state), part, part_bytes);
}

void ml_sha256_final(ml_sha256_state *state, void *digest) {
  crypto_hash_sha256_final(inner(state), digest);
}
