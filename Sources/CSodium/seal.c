// SPDX-License-Identifier: Apache-2.0
#include "ml_seal.h"

#include <sodium.h>
#include <string.h>

_Static_assert(ML_SEAL_SALT_BYTES == crypto_pwhash_SALTBYTES, "salt");
_Static_assert(ML_SEAL_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
_Static_assert(ML_SEAL_SEALED_BYTES ==
                   ML_SEAL_SECRET_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag");

static int derive(uint8_t *key, const char *passphrase, size_t bytes, const uint8_t *salt,
                  uint32_t passes, uint32_t memory_kib) {
  return crypto_pwhash(key, crypto_aead_xchacha20poly1305_ietf_KEYBYTES, passphrase, bytes, salt,
                       passes, (size_t)memory_kib << 10, crypto_pwhash_ALG_ARGON2ID13);
}

int ml_seal(uint8_t *sealed, const uint8_t *secret, const char *passphrase, size_t passphrase_bytes,
            const uint8_t *salt, const uint8_t *nonce, uint32_t passes, uint32_t memory_kib,
            const uint8_t *bound, size_t bound_bytes) {
  uint8_t key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
  if (derive(key, passphrase, passphrase_bytes, salt, passes, memory_kib) != 0) {
    return ML_SEAL_NO_MEMORY;
  }
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, secret, ML_SEAL_SECRET_BYTES, bound,
                                             bound_bytes, NULL, nonce, key);
  sodium_memzero(key, sizeof key);
  return ML_SEAL_DONE;
}

int ml_unseal(uint8_t *secret, const uint8_t *sealed, const char *passphrase,
              size_t passphrase_bytes, const uint8_t *salt, const uint8_t *nonce, uint32_t passes,
              uint32_t memory_kib, const uint8_t *bound, size_t bound_bytes) {
  uint8_t key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
  memset(secret, 0, ML_SEAL_SECRET_BYTES);
  if (derive(key, passphrase, passphrase_bytes, salt, passes, memory_kib) != 0) {
    return ML_SEAL_NO_MEMORY;
  }
  int status = crypto_aead_xchacha20poly1305_ietf_decrypt(
      secret, NULL, NULL, sealed, ML_SEAL_SEALED_BYTES, bound, bound_bytes, nonce, key);
  sodium_memzero(key, sizeof key);
  if (status == 0) return ML_SEAL_DONE;
  sodium_memzero(secret, ML_SEAL_SECRET_BYTES);
  return ML_SEAL_REFUSED;
}
