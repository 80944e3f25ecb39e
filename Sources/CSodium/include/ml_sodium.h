// SPDX-License-Identifier: Apache-2.0
// libsodium as Matchlock uses it: one header for each of its parts.
#pragma once

#include "ml_curve.h"
