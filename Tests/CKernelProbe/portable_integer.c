// SPDX-License-Identifier: Apache-2.0
// The integer formulas in eight lanes of plain C.
#define ML_FORM_PORTABLE 1
#define ML_PORTABLE_LANES 8
#define ML_FIELD_DOUBLE 0
#define ML_KERNEL ml_kernel_portable_integer
#define ML_KERNEL_NAME "portable-integer"
#include "../../Kernels/Vector/begin.h"

#include "../../Kernels/Ed25519/formulas.h"
