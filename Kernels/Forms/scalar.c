// SPDX-License-Identifier: Apache-2.0
// The kernel in plain C: the integer formulas in one lane. It is the specification of the others.
#define ML_FORM_PORTABLE 1
#define ML_PORTABLE_LANES 1
#define ML_FIELD_DOUBLE 0
#define ML_KERNEL ml_kernel_scalar
#define ML_KERNEL_NAME "scalar"
#include "../Vector/begin.h"

#include "../Ed25519/formulas.h"
