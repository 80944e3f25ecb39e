// SPDX-License-Identifier: Apache-2.0
// Seals 32 secret bytes under a passphrase: Argon2id (RFC 9106) makes the key, XChaCha20-Poly1305
// hides and authenticates. Cold: Argon2id takes the memory and time that it is told to.
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
  ML_SEAL_SALT_BYTES = 16,
  ML_SEAL_NONCE_BYTES = 24,
  ML_SEAL_SECRET_BYTES = 32,
  // The hidden secret and its tag.
  ML_SEAL_SEALED_BYTES = 48,
};

enum { ML_SEAL_DONE = 0, ML_SEAL_NO_MEMORY = -1, ML_SEAL_REFUSED = -2 };

// `passes` over `memory_kib` KiB; `bound` is authenticated, not hidden. Returns ML_SEAL_DONE or
// ML_SEAL_NO_MEMORY.
int ml_seal(uint8_t *sealed, const uint8_t *secret, const char *passphrase, size_t passphrase_bytes,
            const uint8_t *salt, const uint8_t *nonce, uint32_t passes, uint32_t memory_kib,
            const uint8_t *bound, size_t bound_bytes);

// The reverse. ML_SEAL_REFUSED: another passphrase, or something was changed; `secret` is zero then.
int ml_unseal(uint8_t *secret, const uint8_t *sealed, const char *passphrase,
              size_t passphrase_bytes, const uint8_t *salt, const uint8_t *nonce, uint32_t passes,
              uint32_t memory_kib, const uint8_t *bound, size_t bound_bytes);
