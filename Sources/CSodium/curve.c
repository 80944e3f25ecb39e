// SPDX-License-Identifier: Apache-2.0
#include "ml_curve.h"

#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

enum { POINT = crypto_core_ed25519_BYTES, SCALAR = crypto_core_ed25519_SCALARBYTES };

// L - 1, little-endian, L being the order of the base point (RFC 8032, section 5.1).
static const uint8_t order_less_one[SCALAR] = {
    0xec, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

// Signs a known message, verifies it both ways, and calls everything else that is called hot, so
// that no later call is a first one. Whether all answers were right.
static int known_answers(void) {
  static const uint8_t message[9] = {'m', 'a', 't', 'c', 'h', 'l', 'o', 'c', 'k'};
  static const uint8_t first[8] = {0xac, 0xf5, 0x9f, 0x11, 0x6b, 0x15, 0x6a, 0x66};
  static const uint8_t last[8] = {0x0a, 0x46, 0x21, 0x8b, 0x7d, 0x21, 0x4d, 0x0c};
  uint8_t seed[32], pair[64], signature[64], keys[64], state[32] = {1}, public_key[32];
  for (uint8_t i = 0; i < 32; i++) seed[i] = i;
  ml_curve_expand(pair, seed);
  ml_curve_sign(signature, message, sizeof message, pair);
  int good = memcmp(signature, first, 8) == 0 && memcmp(signature + 56, last, 8) == 0 &&
             ml_curve_verify_exact(signature, message, sizeof message, pair + 32) == 1 &&
             ml_curve_verify_cofactored(signature, message, sizeof message, pair + 32) == 1 &&
             ml_curve_torsion_free(pair + 32) == 1;
  signature[0] ^= 1;
  good = good && ml_curve_verify_exact(signature, message, sizeof message, pair + 32) == 0;

  ml_session_random(keys, sizeof keys, state);
  ml_session_public(public_key, seed);
  good = good && ml_session_agree(keys, seed, public_key, seed, public_key, public_key) == 0;
  ml_session_tag a = ml_session_mac(keys, seed, 32, message, sizeof message);
  ml_session_tag b = ml_session_mac(keys + 32, seed, 32, message, sizeof message);
  ml_secret_wipe(keys, sizeof keys);
  return good && a.low != b.low;
}

int ml_curve_start(void) {
  static atomic_int answers;  // 0 before the first call, then 1 or -1.
  if (sodium_init() < 0) return -1;
  if (atomic_load(&answers) == 0) atomic_store(&answers, known_answers() ? 1 : -1);
  return atomic_load(&answers) == 1 ? 0 : -1;
}

// ---- Verifying -----------------------------------------------------------------------------

int ml_curve_verify_exact(const uint8_t *signature, const uint8_t *message, size_t bytes,
                          const uint8_t *public_key) {
  return crypto_sign_verify_detached(signature, message, bytes, public_key) == 0;
}

// k = SHA-512(R || A || M) mod L, over the bytes as received and never over re-encoded points.
static void challenge(uint8_t k[SCALAR], const uint8_t *r, const uint8_t *public_key,
                      const uint8_t *message, size_t bytes) {
  crypto_hash_sha512_state state;
  uint8_t hash[crypto_hash_sha512_BYTES];
  crypto_hash_sha512_init(&state);
  crypto_hash_sha512_update(&state, r, POINT);
  crypto_hash_sha512_update(&state, public_key, POINT);
  crypto_hash_sha512_update(&state, message, bytes);
  crypto_hash_sha512_final(&state, hash);
  crypto_core_ed25519_scalar_reduce(k, hash);
}

// libsodium's multiplications answer -1 for a zero result. For the points given to them here, of
// order L, that happens for the zero scalar only, and means the neutral element (0, 1).
static int neutral_if_zero(uint8_t point[POINT], const uint8_t scalar[SCALAR], int status) {
  if (status == 0) return 0;
  if (!sodium_is_zero(scalar, SCALAR)) return -1;
  memset(point, 0, POINT);
  point[0] = 1;
  return 0;
}

// [8]P by three doublings; crypto_core_ed25519_add takes every point of the curve, and -1 means
// that P is none.
static int times_eight(uint8_t out[POINT], const uint8_t *point) {
  uint8_t two[POINT], four[POINT];
  if (crypto_core_ed25519_add(two, point, point) != 0) return -1;
  if (crypto_core_ed25519_add(four, two, two) != 0) return -1;
  return crypto_core_ed25519_add(out, four, four);
}

// libsodium multiplies only points of the prime-order subgroup, and A or R may lie outside it. So
// the equation is decided in the form [8]([S]B - R) = [k]([8]A), which is the same statement about
// integers k and S (nothing but [8] is ever applied to a point with torsion, and 8k is not reduced
// modulo L). Both sides are encoded canonically, so comparing bytes compares points.
int ml_curve_verify_cofactored(const uint8_t *signature, const uint8_t *message, size_t bytes,
                               const uint8_t *public_key) {
  const uint8_t *r = signature, *s = signature + POINT;
  uint8_t k[SCALAR], base[POINT], left[POINT], left8[POINT], key8[POINT], right[POINT];

  if (times_eight(key8, public_key) != 0) return ML_CURVE_A_UNDECODABLE;
  if (neutral_if_zero(base, s, crypto_scalarmult_ed25519_base_noclamp(base, s)) != 0) {
    return ML_CURVE_FAILS;
  }
  if (crypto_core_ed25519_sub(left, base, r) != 0) return ML_CURVE_R_UNDECODABLE;
  if (times_eight(left8, left) != 0) return ML_CURVE_FAILS;

  challenge(k, r, public_key, message, bytes);
  if (neutral_if_zero(right, k, crypto_scalarmult_ed25519_noclamp(right, k, key8)) != 0) {
    return ML_CURVE_FAILS;
  }
  return memcmp(left8, right, POINT) == 0 ? ML_CURVE_HOLDS : ML_CURVE_FAILS;
}

// Releases of libsodium disagree about its own subgroup test: 1.0.18 as published accepts points
// off by the point of order two (CVE-2025-69277; Debian's 1.0.18-1+deb12u1 is corrected). So its
// refusal is believed and its acceptance is checked: [L-1]A = -A, which is A with the sign changed.
int ml_curve_torsion_free(const uint8_t *public_key) {
  uint8_t multiple[POINT], sum[POINT];
  if (crypto_core_ed25519_add(sum, public_key, public_key) != 0) return ML_CURVE_UNDECODABLE;
  if (crypto_scalarmult_ed25519_noclamp(multiple, order_less_one, public_key) != 0) {
    return ML_CURVE_TORSION;
  }
  multiple[POINT - 1] ^= 0x80;
  return memcmp(multiple, public_key, POINT) == 0 ? ML_CURVE_TORSION_FREE : ML_CURVE_TORSION;
}

// ---- Secrets -------------------------------------------------------------------------------

void *ml_secret_allocate(size_t bytes, int *locked) {
  void *secret = sodium_malloc(bytes);
  if (secret == NULL) return NULL;
  // sodium_malloc locks its pages but does not say whether it could: locking again does.
  *locked = sodium_mlock(secret, bytes) == 0;
  sodium_memzero(secret, bytes);
  return secret;
}

void ml_secret_free(void *secret) { sodium_free(secret); }

int ml_secret_protect(void *secret, int writable) {
  return writable ? sodium_mprotect_readwrite(secret) : sodium_mprotect_readonly(secret);
}

void ml_secret_wipe(void *secret, size_t bytes) { sodium_memzero(secret, bytes); }

void ml_secret_random(uint8_t *out, size_t bytes) { randombytes_buf(out, bytes); }

int ml_secret_from_hex(uint8_t *out, size_t bytes, const char *text) {
  size_t written = 0;
  if (sodium_hex2bin(out, bytes, text, 2 * bytes, NULL, &written, NULL) != 0) return -1;
  return written == bytes ? 0 : -1;
}

void ml_secret_to_hex(char *text, const uint8_t *secret, size_t bytes) {
  sodium_bin2hex(text, 2 * bytes + 1, secret, bytes);
}

// ---- Signing -------------------------------------------------------------------------------

void ml_curve_expand(uint8_t *seed_and_key, const uint8_t *seed) {
  uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
  crypto_sign_seed_keypair(public_key, seed_and_key, seed);
}

void ml_curve_sign(uint8_t *signature, const uint8_t *message, size_t bytes,
                   const uint8_t *seed_and_key) {
  crypto_sign_detached(signature, NULL, message, bytes, seed_and_key);
}

// ---- Session keys --------------------------------------------------------------------------

void ml_session_random(uint8_t *out, size_t bytes, uint8_t *state) {
  uint8_t block[32 + ML_RANDOM_BYTES_MAX];
  if (bytes > ML_RANDOM_BYTES_MAX) __builtin_trap();
  randombytes_buf_deterministic(block, sizeof block, state);
  memcpy(state, block, 32);
  memcpy(out, block + 32, bytes);
  sodium_memzero(block, sizeof block);
}

void ml_session_public(uint8_t *public_key, const uint8_t *secret) {
  crypto_scalarmult_base(public_key, secret);
}

enum { LABEL = 20, KEY = 32 };

static void derive(uint8_t key[KEY], const char label[LABEL], const uint8_t shared[KEY],
                   const uint8_t *transcript, const uint8_t *client, const uint8_t *venue) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, shared, KEY, KEY);
  crypto_generichash_update(&state, (const uint8_t *)label, LABEL);
  crypto_generichash_update(&state, transcript, 32);
  crypto_generichash_update(&state, client, 32);
  crypto_generichash_update(&state, venue, 32);
  crypto_generichash_final(&state, key, KEY);
  sodium_memzero(&state, sizeof state);
}

int ml_session_agree(uint8_t *keys, const uint8_t *secret, const uint8_t *peer,
                     const uint8_t *transcript, const uint8_t *client, const uint8_t *venue) {
  static const char client_to_venue[LABEL] = "MLK-SESSION-C2V-v1";
  static const char venue_to_client[LABEL] = "MLK-SESSION-V2C-v1";
  uint8_t shared[KEY];
  if (crypto_scalarmult(shared, secret, peer) != 0) {
    sodium_memzero(shared, sizeof shared);
    memset(keys, 0, 2 * KEY);
    return -1;
  }
  derive(keys, client_to_venue, shared, transcript, client, venue);
  derive(keys + KEY, venue_to_client, shared, transcript, client, venue);
  sodium_memzero(shared, sizeof shared);
  return 0;
}

ml_session_tag ml_session_mac(const uint8_t *key, const uint8_t *header, size_t header_bytes,
                              const uint8_t *body, size_t body_bytes) {
  crypto_generichash_state state;
  ml_session_tag tag;
  crypto_generichash_init(&state, key, KEY, sizeof tag);
  crypto_generichash_update(&state, header, header_bytes);
  crypto_generichash_update(&state, body, body_bytes);
  crypto_generichash_final(&state, (uint8_t *)&tag, sizeof tag);
  sodium_memzero(&state, sizeof state);
  return tag;
}
