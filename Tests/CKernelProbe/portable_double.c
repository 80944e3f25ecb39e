// SPDX-License-Identifier: Apache-2.0
// The double formulas in eight lanes of plain C.
#define ML_FORM_PORTABLE 1
#define ML_PORTABLE_LANES 8
#define ML_FIELD_DOUBLE 1
#define ML_KERNEL ml_kernel_portable_double
#define ML_KERNEL_NAME "portable-double"
#include "../../Kernels/Vector/begin.h"

#include "../../Kernels/Ed25519/formulas.h"
