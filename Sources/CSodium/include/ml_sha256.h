// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4) over libsodium: at once over one or two parts behind a one-byte domain
// prefix, as RFC 6962 trees need it, and in steps. Nothing here allocates, locks or fails.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ml_hot.h"

// A hash in the making; the bytes are libsodium's. Copying one forks the computation.
typedef struct {
  uint64_t opaque[16];
} ml_sha256_state;

// `digest` gets 32 bytes: SHA-256 of the prefix and one part.
ML_HOT void ml_sha256_prefixed(
    void *digest, uint8_t prefix, const void *part, size_t part_bytes);

// `digest` gets 32 bytes: SHA-256 of the prefix and two parts, one after the other.
ML_HOT void ml_sha256_prefixed_pair(
    void *digest, uint8_t prefix, const void *first, size_t first_bytes, const void *second,
    size_t second_bytes);

// In steps: init, any number of updates, final (`digest` gets 32 bytes; the state is spent).
ML_HOT void ml_sha256_init(ml_sha256_state *state);
ML_HOT void ml_sha256_update(ml_sha256_state *state, const void *part, size_t part_bytes);
ML_HOT void ml_sha256_final(ml_sha256_state *state, void *digest);
