// SPDX-License-Identifier: Apache-2.0
// Ed25519 keys in a PKCS#11 token (Cryptoki 2.40 and CKM_EDDSA of 3.0), by a module loaded at run
// time. All calls may block; one thread at a time per token.
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct ml_pkcs11 ml_pkcs11;

// What failed, for a message: the call's name and its CKR_ value, or the dynamic linker's text.
typedef struct {
  char text[160];
} ml_pkcs11_failure;

// Loads the module, finds the token with this label, opens a session and logs in as user. Null and
// `failure` when something does not work. A module may be loaded once a process at a time.
ml_pkcs11 *ml_pkcs11_open(const char *module, const char *token, const char *pin, size_t pin_bytes,
                          ml_pkcs11_failure *failure);
void ml_pkcs11_close(ml_pkcs11 *token);

// The private key with this label, whose public key is put into `public_key` (32 bytes). 0, or -1:
// none, several, or not Ed25519.
int ml_pkcs11_find(ml_pkcs11 *token, const char *label, uint64_t *key, uint8_t *public_key,
                   ml_pkcs11_failure *failure);

// Makes a key pair in the token: not to be extracted, sign only. 0, or -1 (also when the label is
// taken).
int ml_pkcs11_generate(ml_pkcs11 *token, const char *label, ml_pkcs11_failure *failure);

// Puts an existing key into the token. 0 or -1.
int ml_pkcs11_import(ml_pkcs11 *token, const char *label, const uint8_t *seed,
                     const uint8_t *public_key, ml_pkcs11_failure *failure);

// Destroys both halves of a key. 0, or -1 when there is none.
int ml_pkcs11_destroy(ml_pkcs11 *token, const char *label, ml_pkcs11_failure *failure);

// Writes the label of the index-th private key to `label` (64 bytes, ended by 0). 1, or 0 past the
// last, or -1.
int ml_pkcs11_label(ml_pkcs11 *token, int index, char *label, ml_pkcs11_failure *failure);

// Signs; the signature has 64 bytes. 0 or -1.
int ml_pkcs11_sign(ml_pkcs11 *token, uint64_t key, const uint8_t *message, size_t bytes,
                   uint8_t *signature, ml_pkcs11_failure *failure);
