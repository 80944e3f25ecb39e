// SPDX-License-Identifier: Apache-2.0
// The bounds of the double form.
#define ML_FORM_INTERVALS 1
#define ML_FIELD_DOUBLE 1
#define ML_PROBE ml_probe_intervals_double
#include "intervals.h"
