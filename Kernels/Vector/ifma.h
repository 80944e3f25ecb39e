// SPDX-License-Identifier: Apache-2.0
// AVX-512 with the 52-bit multiply-add: avx512.h and two operations.
#pragma once

#include "avx512.h"

ML_INLINE v64 v64_madd52lo(v64 c, v64 a, v64 b) { return _mm512_madd52lo_epu64(c, a, b); }
ML_INLINE v64 v64_madd52hi(v64 c, v64 a, v64 b) { return _mm512_madd52hi_epu64(c, a, b); }
