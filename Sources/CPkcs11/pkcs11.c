// SPDX-License-Identifier: Apache-2.0
#include "ml_pkcs11.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What is used of Cryptoki, laid out as the standard says for a platform whose structures have
// natural alignment (PKCS #11 Base Specification 2.40, sections 2.1 and 3; OASIS). CK_ULONG is
// unsigned long.
typedef unsigned long ck_ulong;

typedef struct {
  unsigned char major, minor;
} ck_version;

typedef struct {
  ck_ulong type;
  void *value;
  ck_ulong bytes;
} ck_attribute;

typedef struct {
  ck_ulong mechanism;
  void *parameter;
  ck_ulong bytes;
} ck_mechanism;

typedef struct {
  unsigned char label[32], manufacturer[32], model[16], serial[16];
  ck_ulong flags, counts[10];
  ck_version hardware, firmware;
  unsigned char time[16];
} ck_token_info;

typedef struct {
  void *create, *destroy, *lock, *unlock;
  ck_ulong flags;
  void *reserved;
} ck_initialize_args;

// The function list is a version and then pointers in the standard's order.
enum {
  C_INITIALIZE = 0, C_FINALIZE = 1, C_GET_SLOT_LIST = 4, C_GET_TOKEN_INFO = 6,
  C_OPEN_SESSION = 12, C_CLOSE_SESSION = 13, C_LOGIN = 18, C_LOGOUT = 19, C_CREATE_OBJECT = 20,
  C_DESTROY_OBJECT = 22, C_GET_ATTRIBUTE_VALUE = 24, C_FIND_OBJECTS_INIT = 26, C_FIND_OBJECTS = 27,
  C_FIND_OBJECTS_FINAL = 28, C_SIGN_INIT = 42, C_SIGN = 43, C_GENERATE_KEY_PAIR = 59,
};
typedef void (*ck_function)(void);
typedef struct {
  ck_version version;
  ck_function call[68];
} ck_function_list;

enum {
  CKR_OK = 0, CKR_USER_ALREADY_LOGGED_IN = 0x100, CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191,
  CKF_OS_LOCKING = 2, CKF_RW_SESSION = 2, CKF_SERIAL_SESSION = 4, CKU_USER = 1,
  CKO_PUBLIC_KEY = 2, CKO_PRIVATE_KEY = 3, CKK_EC_EDWARDS = 0x40,
  CKA_CLASS = 0, CKA_TOKEN = 1, CKA_PRIVATE = 2, CKA_LABEL = 3, CKA_VALUE = 0x11,
  CKA_KEY_TYPE = 0x100, CKA_ID = 0x102, CKA_SENSITIVE = 0x103, CKA_SIGN = 0x108,
  CKA_VERIFY = 0x10a, CKA_EXTRACTABLE = 0x162, CKA_EC_PARAMS = 0x180, CKA_EC_POINT = 0x181,
  CKM_EC_EDWARDS_KEY_PAIR_GEN = 0x1055, CKM_EDDSA = 0x1057,
};
enum { SLOTS_MAX = 64, LABEL_MAX = 64, OBJECTS_MAX = 256 };

// id-Ed25519 (RFC 8410): what CKA_EC_PARAMS of an Edwards key may be, and every module here takes.
static unsigned char ed25519_oid[] = {0x06, 0x03, 0x2b, 0x65, 0x70};

struct ml_pkcs11 {
  void *library;
  ck_function_list *list;
  ck_ulong session;
  int is_initialized_here;
};

#define CALL(token, index, types, ...) (((ck_ulong(*) types)(token)->list->call[index])(__VA_ARGS__))

static int fail(ml_pkcs11_failure *failure, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(failure->text, sizeof failure->text, format, arguments);
  va_end(arguments);
  return -1;
}

static int refused(ml_pkcs11_failure *failure, const char *call, ck_ulong code) {
  static const struct {
    ck_ulong code;
    const char *text;
  } known[] = {
      {0x5, "general error"}, {0x30, "device error"}, {0x32, "device removed"},
      {0x70, "mechanism invalid: the token has no Ed25519"}, {0xa0, "PIN incorrect"},
      {0xa4, "PIN locked"}, {0xe0, "token not present"}, {0xb3, "session handle invalid"},
      {0x101, "user not logged in"},
  };
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (known[i].code == code) return fail(failure, "%s: %s", call, known[i].text);
  }
  return fail(failure, "%s: CKR_ 0x%lx", call, code);
}

static int begin(ml_pkcs11 *token, const char *label, const char *pin, size_t pin_bytes,
                 ml_pkcs11_failure *failure) {
  ck_initialize_args locking = {.flags = CKF_OS_LOCKING};
  ck_ulong code = CALL(token, C_INITIALIZE, (void *), &locking);
  if (code != CKR_OK && code != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
    return refused(failure, "C_Initialize", code);
  }
  token->is_initialized_here = code == CKR_OK;
  ck_ulong slots[SLOTS_MAX], count = SLOTS_MAX;
  code = CALL(token, C_GET_SLOT_LIST, (unsigned char, ck_ulong *, ck_ulong *), 1, slots, &count);
  if (code != CKR_OK) return refused(failure, "C_GetSlotList", code);
  unsigned char padded[32];
  memset(padded, ' ', sizeof padded);
  size_t label_bytes = strlen(label);
  if (label_bytes > sizeof padded) return fail(failure, "a token's label has at most 32 bytes");
  memcpy(padded, label, label_bytes);
  for (ck_ulong i = 0; i < count; i++) {
    ck_token_info info;
    if (CALL(token, C_GET_TOKEN_INFO, (ck_ulong, ck_token_info *), slots[i], &info) != CKR_OK) {
      continue;
    }
    if (memcmp(info.label, padded, sizeof padded) != 0) continue;
    code = CALL(token, C_OPEN_SESSION, (ck_ulong, ck_ulong, void *, void *, ck_ulong *), slots[i],
                CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &token->session);
    if (code != CKR_OK) return refused(failure, "C_OpenSession", code);
    code = CALL(token, C_LOGIN, (ck_ulong, ck_ulong, const char *, ck_ulong), token->session,
                CKU_USER, pin, pin_bytes);
    if (code != CKR_OK && code != CKR_USER_ALREADY_LOGGED_IN) {
      return refused(failure, "C_Login", code);
    }
    return 0;
  }
  return fail(failure, "no token is labelled \"%.32s\" among %lu", label, count);
}

ml_pkcs11 *ml_pkcs11_open(const char *module, const char *label, const char *pin, size_t pin_bytes,
                          ml_pkcs11_failure *failure) {
  ml_pkcs11 *token = calloc(1, sizeof *token);
  if (token == NULL) {
    fail(failure, "no memory");
    return NULL;
  }
  token->library = dlopen(module, RTLD_NOW | RTLD_LOCAL);
  if (token->library == NULL) {
    fail(failure, "%s", dlerror());
    free(token);
    return NULL;
  }
  ck_ulong (*get)(ck_function_list **) =
      (ck_ulong(*)(ck_function_list **))dlsym(token->library, "C_GetFunctionList");
  if (get == NULL || get(&token->list) != CKR_OK || token->list == NULL) {
    fail(failure, "%s is no PKCS#11 module", module);
    token->list = NULL;
  } else if (token->list->version.major != 2 && token->list->version.major != 3) {
    fail(failure, "%s speaks Cryptoki %d.%d", module, token->list->version.major,
         token->list->version.minor);
    token->list = NULL;
  } else if (begin(token, label, pin, pin_bytes, failure) == 0) {
    return token;
  }
  ml_pkcs11_close(token);
  return NULL;
}

void ml_pkcs11_close(ml_pkcs11 *token) {
  if (token == NULL) return;
  if (token->list != NULL) {
    if (token->session != 0) {
      CALL(token, C_LOGOUT, (ck_ulong), token->session);
      CALL(token, C_CLOSE_SESSION, (ck_ulong), token->session);
    }
    if (token->is_initialized_here) CALL(token, C_FINALIZE, (void *), NULL);
  }
  // The library stays loaded: some modules leave threads or exit handlers behind.
  free(token);
}

// Objects of a class, of one label or of any.
static int find(ml_pkcs11 *token, ck_ulong class, const char *label, ck_ulong *objects,
                ck_ulong *count, ml_pkcs11_failure *failure) {
  ck_ulong type = CKK_EC_EDWARDS;
  ck_attribute wanted[] = {{CKA_CLASS, &class, sizeof class},
                           {CKA_KEY_TYPE, &type, sizeof type},
                           {CKA_LABEL, (void *)label, label == NULL ? 0 : strlen(label)}};
  ck_ulong code = CALL(token, C_FIND_OBJECTS_INIT, (ck_ulong, ck_attribute *, ck_ulong),
                       token->session, wanted, label == NULL ? 2 : 3);
  if (code != CKR_OK) return refused(failure, "C_FindObjectsInit", code);
  code = CALL(token, C_FIND_OBJECTS, (ck_ulong, ck_ulong *, ck_ulong, ck_ulong *), token->session,
              objects, OBJECTS_MAX, count);
  CALL(token, C_FIND_OBJECTS_FINAL, (ck_ulong), token->session);
  return code == CKR_OK ? 0 : refused(failure, "C_FindObjects", code);
}

static int one(ml_pkcs11 *token, ck_ulong class, const char *label, ck_ulong *object,
               ml_pkcs11_failure *failure) {
  ck_ulong objects[OBJECTS_MAX], count = 0;
  if (find(token, class, label, objects, &count, failure) != 0) return -1;
  if (count != 1) {
    return fail(failure, "%lu Ed25519 %s keys are labelled \"%.64s\", one is wanted", count,
                class == CKO_PUBLIC_KEY ? "public" : "private", label);
  }
  *object = objects[0];
  return 0;
}

int ml_pkcs11_find(ml_pkcs11 *token, const char *label, uint64_t *key, uint8_t *public_key,
                   ml_pkcs11_failure *failure) {
  ck_ulong private_key = 0, public_object = 0;
  if (one(token, CKO_PRIVATE_KEY, label, &private_key, failure) != 0) return -1;
  if (one(token, CKO_PUBLIC_KEY, label, &public_object, failure) != 0) return -1;
  unsigned char point[64];
  ck_attribute wanted = {CKA_EC_POINT, point, sizeof point};
  ck_ulong code = CALL(token, C_GET_ATTRIBUTE_VALUE, (ck_ulong, ck_ulong, ck_attribute *, ck_ulong),
                       token->session, public_object, &wanted, 1);
  if (code != CKR_OK) return refused(failure, "C_GetAttributeValue", code);
  // An octet string in DER by 2.40's rule for points, or the bare 32 bytes.
  const unsigned char *bytes = point;
  if (wanted.bytes == 34 && point[0] == 0x04 && point[1] == 0x20) {
    bytes = point + 2;
  } else if (wanted.bytes != 32) {
    return fail(failure, "the public key \"%.64s\" has %lu bytes", label, wanted.bytes);
  }
  memcpy(public_key, bytes, 32);
  *key = private_key;
  return 0;
}

static int is_free(ml_pkcs11 *token, const char *label, ml_pkcs11_failure *failure) {
  ck_ulong objects[OBJECTS_MAX], count = 0;
  if (strlen(label) == 0 || strlen(label) >= LABEL_MAX) {
    return fail(failure, "a key's label has 1 to %d bytes", LABEL_MAX - 1);
  }
  if (find(token, CKO_PRIVATE_KEY, label, objects, &count, failure) != 0) return -1;
  return count == 0 ? 0 : fail(failure, "a key is labelled \"%.64s\" already", label);
}

int ml_pkcs11_generate(ml_pkcs11 *token, const char *label, ml_pkcs11_failure *failure) {
  if (is_free(token, label, failure) != 0) return -1;
  unsigned char yes = 1, no = 0;
  ck_attribute public_half[] = {{CKA_TOKEN, &yes, 1},
                                {CKA_VERIFY, &yes, 1},
                                {CKA_LABEL, (void *)label, strlen(label)},
                                {CKA_ID, (void *)label, strlen(label)},
                                {CKA_EC_PARAMS, ed25519_oid, sizeof ed25519_oid}};
  ck_attribute private_half[] = {{CKA_TOKEN, &yes, 1},      {CKA_PRIVATE, &yes, 1},
                                 {CKA_SENSITIVE, &yes, 1},  {CKA_EXTRACTABLE, &no, 1},
                                 {CKA_SIGN, &yes, 1},       {CKA_LABEL, (void *)label, strlen(label)},
                                 {CKA_ID, (void *)label, strlen(label)}};
  ck_mechanism mechanism = {CKM_EC_EDWARDS_KEY_PAIR_GEN, NULL, 0};
  ck_ulong made[2];
  ck_ulong code =
      CALL(token, C_GENERATE_KEY_PAIR,
           (ck_ulong, ck_mechanism *, ck_attribute *, ck_ulong, ck_attribute *, ck_ulong,
            ck_ulong *, ck_ulong *),
           token->session, &mechanism, public_half, sizeof public_half / sizeof public_half[0],
           private_half, sizeof private_half / sizeof private_half[0], &made[0], &made[1]);
  return code == CKR_OK ? 0 : refused(failure, "C_GenerateKeyPair", code);
}

int ml_pkcs11_import(ml_pkcs11 *token, const char *label, const uint8_t *seed,
                     const uint8_t *public_key, ml_pkcs11_failure *failure) {
  if (is_free(token, label, failure) != 0) return -1;
  unsigned char yes = 1, no = 0, point[34] = {0x04, 0x20};
  memcpy(point + 2, public_key, 32);
  ck_ulong type = CKK_EC_EDWARDS, private_class = CKO_PRIVATE_KEY, public_class = CKO_PUBLIC_KEY;
  ck_attribute private_half[] = {{CKA_CLASS, &private_class, sizeof private_class},
                                 {CKA_KEY_TYPE, &type, sizeof type},
                                 {CKA_TOKEN, &yes, 1},
                                 {CKA_PRIVATE, &yes, 1},
                                 {CKA_SENSITIVE, &yes, 1},
                                 {CKA_EXTRACTABLE, &no, 1},
                                 {CKA_SIGN, &yes, 1},
                                 {CKA_LABEL, (void *)label, strlen(label)},
                                 {CKA_ID, (void *)label, strlen(label)},
                                 {CKA_EC_PARAMS, ed25519_oid, sizeof ed25519_oid},
                                 {CKA_VALUE, (void *)seed, 32}};
  ck_attribute public_half[] = {{CKA_CLASS, &public_class, sizeof public_class},
                                {CKA_KEY_TYPE, &type, sizeof type},
                                {CKA_TOKEN, &yes, 1},
                                {CKA_VERIFY, &yes, 1},
                                {CKA_LABEL, (void *)label, strlen(label)},
                                {CKA_ID, (void *)label, strlen(label)},
                                {CKA_EC_PARAMS, ed25519_oid, sizeof ed25519_oid},
                                {CKA_EC_POINT, point, sizeof point}};
  ck_ulong made[2];
  ck_ulong code =
      CALL(token, C_CREATE_OBJECT, (ck_ulong, ck_attribute *, ck_ulong, ck_ulong *), token->session,
           private_half, sizeof private_half / sizeof private_half[0], &made[0]);
  if (code != CKR_OK) return refused(failure, "C_CreateObject (private)", code);
  code = CALL(token, C_CREATE_OBJECT, (ck_ulong, ck_attribute *, ck_ulong, ck_ulong *),
              token->session, public_half, sizeof public_half / sizeof public_half[0], &made[1]);
  if (code == CKR_OK) return 0;
  CALL(token, C_DESTROY_OBJECT, (ck_ulong, ck_ulong), token->session, made[0]);
  return refused(failure, "C_CreateObject (public)", code);
}

int ml_pkcs11_destroy(ml_pkcs11 *token, const char *label, ml_pkcs11_failure *failure) {
  ck_ulong object = 0;
  if (one(token, CKO_PRIVATE_KEY, label, &object, failure) != 0) return -1;
  ck_ulong code = CALL(token, C_DESTROY_OBJECT, (ck_ulong, ck_ulong), token->session, object);
  if (code != CKR_OK) return refused(failure, "C_DestroyObject", code);
  if (one(token, CKO_PUBLIC_KEY, label, &object, failure) != 0) return 0;
  code = CALL(token, C_DESTROY_OBJECT, (ck_ulong, ck_ulong), token->session, object);
  return code == CKR_OK ? 0 : refused(failure, "C_DestroyObject", code);
}

int ml_pkcs11_label(ml_pkcs11 *token, int index, char *label, ml_pkcs11_failure *failure) {
  ck_ulong objects[OBJECTS_MAX], count = 0;
  if (find(token, CKO_PRIVATE_KEY, NULL, objects, &count, failure) != 0) return -1;
  if (index < 0 || (ck_ulong)index >= count) return 0;
  memset(label, 0, LABEL_MAX);
  ck_attribute wanted = {CKA_LABEL, label, LABEL_MAX - 1};
  ck_ulong code = CALL(token, C_GET_ATTRIBUTE_VALUE, (ck_ulong, ck_ulong, ck_attribute *, ck_ulong),
                       token->session, objects[index], &wanted, 1);
  return code == CKR_OK ? 1 : refused(failure, "C_GetAttributeValue", code);
}

int ml_pkcs11_sign(ml_pkcs11 *token, uint64_t key, const uint8_t *message, size_t bytes,
                   uint8_t *signature, ml_pkcs11_failure *failure) {
  ck_mechanism mechanism = {CKM_EDDSA, NULL, 0};
  ck_ulong code = CALL(token, C_SIGN_INIT, (ck_ulong, ck_mechanism *, ck_ulong), token->session,
                       &mechanism, (ck_ulong)key);
  if (code != CKR_OK) return refused(failure, "C_SignInit", code);
  ck_ulong length = 64;
  code = CALL(token, C_SIGN, (ck_ulong, const uint8_t *, ck_ulong, uint8_t *, ck_ulong *),
              token->session, message, bytes, signature, &length);
  if (code != CKR_OK) return refused(failure, "C_Sign", code);
  return length == 64 ? 0 : fail(failure, "C_Sign: a signature of %lu bytes", length);
}
