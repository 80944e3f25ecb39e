// SPDX-License-Identifier: Apache-2.0
// The lane operations that every kernel is written in, one header for each instruction set. A form's
// source (Forms/*.c) defines ML_FORM_..., includes Vector/begin.h, turns its target on for all
// functions that follow, and includes this and then the formulas: everything is static in it.
//
//     v64             ML_LANES unsigned integers of 64 bits, lane i of it in bytes 8i to 8i + 7
//     vmask           a truth for each lane
//     vdouble         ML_LANES doubles (the double forms only: ML_FIELD_DOUBLE)
//
//     v64_all(x)                    x in every lane
//     v64_load(p) v64_store(p, a)   ML_LANES words, any alignment
//     v64_add sub and or xor        lane by lane, modulo 2^64
//     v64_andnot(a, b)              ~a & b
//     v64_xor3 choose majority      a ^ b ^ c; a ? b : c bit by bit; the majority of three
//     v64_shl shr sar ror(a, n)     n a constant, 0 < n < 64; sar keeps the sign
//     v64_swap_bytes(a)             each lane big-endian
//     v64_multiply32(a, b)          the low 32 bits of each, a product of 64
//     v64_madd52lo hi(c, a, b)      c + the low (high) 52 bits of the product of 52-bit a, b: the
//                                   integer forms only
//     v64_equal(a, b) below(a, b)   masks; below compares unsigned
//     vmask_all of(bits) bits(m)    bit i is lane i
//     vmask_and or xor
//     v64_select(m, a, b)           m ? a : b
//     v64_permute(a, index)         lane i is a's lane index[i], modulo ML_LANES
//     v64_lookup8(table, index)     lane i is table[index[i]], index below 8; reads all of the table
//                                   and takes a time that does not depend on the index
//     v64_transpose(r)              ML_LANES vectors as a square matrix, in place
//
//     vdouble_all add sub           exact results only
//     vdouble_add_rounded(a, b)     rounded toward zero, b being what rounds: 1.5 * 2^103
//     vdouble_rest(a, r, b)         what that left out: a - (r - b), from 0 to below 2^51
//     vdouble_fma(a, b, c)          a b + c rounded toward zero
//     vdouble_of_bits, vdouble_bits the same 64 bits as the other type
//
//     vstate_enter() leave(s)       around a call of a function that is never inlined and does all the
//                                   arithmetic: the caller's floating-point environment comes back
//
// No operation branches on or addresses by what is in a lane. ML_INLINE declares a function of these
// headers, and ML_PRODUCT a product of field elements, inline where a header says nothing else.
#pragma once

#if ML_FORM_PORTABLE
#include "portable.h"
#elif ML_FORM_AVX2
#include "avx2.h"
#elif ML_FORM_AVX512F
#include "avx512.h"
#elif ML_FORM_IFMA
#include "ifma.h"
#elif ML_FORM_INTERVALS
#include "intervals.h"
#else
#error "which form?"
#endif

#ifndef ML_PRODUCT
#define ML_PRODUCT ML_INLINE
#endif
