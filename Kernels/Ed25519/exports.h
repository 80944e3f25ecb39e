// SPDX-License-Identifier: Apache-2.0
// The functions of a form, gathered. Included last, with ML_KERNEL the name of the table and
// ML_KERNEL_NAME its text.
#pragma once

// What is left of a batch after the byte checks is judged in groups of one tier, in the order it came.
static __attribute__((noinline)) uint64_t verify_inside(const ml_verify_request *requests,
                                                        size_t count, uint8_t *verdicts) {
  uint64_t slow = 0;
  verify_group group[4];
  for (int t = 0; t < 4; t++) group[t].count = 0;
  for (size_t n = 0; n < count; n++) {
    const ml_verify_request *q = &requests[n];
    verdicts[n] = signature_checks(q->signature);
    if (verdicts[n] != ML_VERDICT_VALID) continue;
    int t = q->tier < ML_TIER_COUNT && q->table != NULL ? (int)q->tier : 3;
    if (t == 3) {
      uint64_t w[4];
      words_of_bytes(w, q->key);
      if (!point_canonical(w) || point_small_order(w)) {
        verdicts[n] = ML_VERDICT_KEY_REFUSED;
        continue;
      }
    }
    verify_group *g = &group[t];
    g->request[g->count] = q;
    g->place[g->count++] = n;
    if (g->count == ML_LANES) {
      slow += t == 3 ? verify_cold(g, verdicts) : verify_with_tables(g, (uint32_t)t, verdicts);
      g->count = 0;
    }
  }
  for (int t = 0; t < 4; t++) {
    if (group[t].count == 0) continue;
    slow += t == 3 ? verify_cold(&group[t], verdicts)
                   : verify_with_tables(&group[t], (uint32_t)t, verdicts);
  }
  return slow;
}
static uint64_t export_verify(const ml_verify_request *requests, size_t count,
                              uint8_t *verdicts) {
  vstate s = vstate_enter();
  uint64_t slow = verify_inside(requests, count, verdicts);
  vstate_leave(s);
  return slow;
}

static __attribute__((noinline)) uint64_t verify_zip215_inside(const ml_verify_request *requests,
                                                               size_t count, uint8_t *verdicts) {
  uint64_t slow = 0;
  verify_group g;
  g.count = 0;
  for (size_t n = 0; n < count; n++) {
    uint64_t w[4];
    words_of_bytes(w, requests[n].signature + 32);
    verdicts[n] = ML_VERDICT_SCALAR_NOT_CANONICAL;
    if (!scalar_canonical(w)) continue;
    g.request[g.count] = &requests[n];
    g.place[g.count++] = n;
    if (g.count == ML_LANES) {
      slow += verify_cold(&g, verdicts);
      g.count = 0;
    }
  }
  if (g.count > 0) slow += verify_cold(&g, verdicts);
  return slow;
}
static uint64_t export_verify_zip215(const ml_verify_request *requests, size_t count,
                                     uint8_t *verdicts) {
  vstate s = vstate_enter();
  uint64_t slow = verify_zip215_inside(requests, count, verdicts);
  vstate_leave(s);
  return slow;
}

static int export_build(void *table, uint32_t tier, const uint8_t *key) {
  if (tier >= ML_TIER_COUNT || (uintptr_t)table % ML_TABLE_ALIGNMENT != 0) __builtin_trap();
  vstate s = vstate_enter();
  int fault = build_inside(table, tier, key);
  vstate_leave(s);
  return fault;
}

static int export_check(const uint8_t *key) {
  _Alignas(ML_TABLE_ALIGNMENT) uint64_t table[ML_TABLE_8K_BYTES / 8];
  vstate s = vstate_enter();
  int fault = build_inside(table, ML_TIER_8K, key);
  vstate_leave(s);
  return fault;
}

// 0 before, 1 while somebody does it, 2 when done.
static int prepared;
static void export_prepare(void) {
  int before = 0;
  if (__atomic_compare_exchange_n(&prepared, &before, 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
    vstate s = vstate_enter();
    prepare_inside();
    sign_prepare();
    vstate_leave(s);
    __atomic_store_n(&prepared, 2, __ATOMIC_RELEASE);
  }
  while (__atomic_load_n(&prepared, __ATOMIC_ACQUIRE) != 2) {
  }
}

static __attribute__((noinline)) void multiply_inside(uint64_t *product, const uint64_t *a,
                                                      const uint64_t *b) {
  v64 x[4], y[4], z[4];
  for (int k = 0; k < 4; k++) {
    x[k] = v64_load(a + k * ML_LANES);
    y[k] = v64_load(b + k * ML_LANES);
  }
  fe_words(z, fe_mul(fe_of_words(x), fe_of_words(y)));
  for (int k = 0; k < 4; k++) v64_store(product + k * ML_LANES, z[k]);
}
static void export_multiply(uint64_t *product, const uint64_t *a, const uint64_t *b) {
  vstate s = vstate_enter();
  multiply_inside(product, a, b);
  vstate_leave(s);
}

const ml_kernel ML_KERNEL = {
    .name = ML_KERNEL_NAME,
    .lanes = ML_LANES,
    .prepare = export_prepare,
    .verify = export_verify,
    .verify_zip215 = export_verify_zip215,
    .build = export_build,
    .check = export_check,
    .expand = export_expand,
    .sign = export_sign,
    .multiply = export_multiply,
    .invert = export_invert,
    .scalar_reduce = export_reduce,
    .scalar_multiply_add = export_scalar,
    .hash = export_hash,
};
