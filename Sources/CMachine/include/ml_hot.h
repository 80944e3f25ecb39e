// SPDX-License-Identifier: Apache-2.0
// Marks a C function that neither allocates nor locks, so that Swift code proved with
// @_noAllocation and @_noLocks may call it. It is a promise: the compiler does not check the C body.
#pragma once

#define ML_HOT \
  __attribute__((swift_attr("@_noAllocation"))) __attribute__((swift_attr("@_noLocks")))
