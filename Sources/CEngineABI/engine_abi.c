// SPDX-License-Identifier: Apache-2.0
#include "matchlock_engine.h"

// The calls are in Swift (EngineABI); this holds the compiler to the sizes that the header promises.
_Static_assert(sizeof(mle_limits) == 104, "limits are 104 bytes");
_Static_assert(sizeof(mle_command) == 64, "a command is 64 bytes");
_Static_assert(sizeof(mle_report) == 128, "a report is 128 bytes");
_Static_assert(offsetof(mle_command, order) == 24, "a command has no holes");
_Static_assert(offsetof(mle_report, command) == 24, "a report has no holes");
_Static_assert(offsetof(mle_report, reserved_last) == 120, "a report has no holes");
