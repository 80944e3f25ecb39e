// SPDX-License-Identifier: Apache-2.0
#include "allocation_probe.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PROBE_OFF 1
#endif
#endif

#ifdef PROBE_OFF
int probe_is_active(void) { return 0; }
struct probe_counts probe_read(void) {
  struct probe_counts none = {0, 0, 0};
  return none;
}
void probe_mark(void) {}
void probe_unhook_throws(void) {}
#else
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>

static __thread struct probe_counts counts;

int probe_is_active(void) { return 1; }
struct probe_counts probe_read(void) { return counts; }
void probe_mark(void) {
  struct probe_counts none = {0, 0, 0};
  counts = none;
}

void probe_unhook_throws(void) {
  static const char *const names[] = {"_swift_willThrowTypedImpl", "_swift_willThrow"};
  for (int i = 0; i < 2; i++) {
    void **hook = dlsym(RTLD_DEFAULT, names[i]);
    if (hook != NULL) __atomic_store_n(hook, NULL, __ATOMIC_RELEASE);
  }
}

void *__libc_malloc(size_t);
void __libc_free(void *);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

void *malloc(size_t n) {
  counts.allocations++;
  return __libc_malloc(n);
}
void free(void *p) {
  if (p != NULL) counts.allocations++;
  __libc_free(p);
}
void *calloc(size_t n, size_t size) {
  counts.allocations++;
  return __libc_calloc(n, size);
}
void *realloc(void *p, size_t n) {
  counts.allocations++;
  return __libc_realloc(p, n);
}
void *memalign(size_t alignment, size_t n) {
  counts.allocations++;
  return __libc_memalign(alignment, n);
}
void *aligned_alloc(size_t alignment, size_t n) {
  counts.allocations++;
  return __libc_memalign(alignment, n);
}
int posix_memalign(void **out, size_t alignment, size_t n) {
  counts.allocations++;
  void *p = __libc_memalign(alignment, n);
  if (p == NULL) return ENOMEM;
  *out = p;
  return 0;
}

// The real function behind a symbol. Resolved at first use; dlsym may allocate, once.
#define FORWARD(result, name, parameters, arguments, field) \
  result name parameters {                                  \
    static result(*real) parameters;                        \
    if (real == NULL) real = (result(*) parameters)dlsym(RTLD_NEXT, #name); \
    counts.field++;                                         \
    return real arguments;                                  \
  }

FORWARD(int, pthread_mutex_lock, (pthread_mutex_t * m), (m), locks)
FORWARD(int, pthread_mutex_trylock, (pthread_mutex_t * m), (m), locks)
FORWARD(int, pthread_rwlock_rdlock, (pthread_rwlock_t * l), (l), locks)
FORWARD(int, pthread_rwlock_wrlock, (pthread_rwlock_t * l), (l), locks)

FORWARD(void *, swift_retain, (void *o), (o), references)
FORWARD(void *, swift_retain_n, (void *o, uint32_t n), (o, n), references)
FORWARD(void *, swift_bridgeObjectRetain, (void *o), (o), references)
FORWARD(void *, swift_allocObject, (void *type, size_t n, size_t mask), (type, n, mask), allocations)

void swift_release(void *o) {
  static void (*real)(void *);
  if (real == NULL) real = (void (*)(void *))dlsym(RTLD_NEXT, "swift_release");
  counts.references++;
  real(o);
}
void swift_bridgeObjectRelease(void *o) {
  static void (*real)(void *);
  if (real == NULL) real = (void (*)(void *))dlsym(RTLD_NEXT, "swift_bridgeObjectRelease");
  counts.references++;
  real(o);
}
#endif
