// SPDX-License-Identifier: Apache-2.0
// What Matchlock takes from libsodium, one header an area.
#pragma once

#include "ml_curve.h"
#include "ml_hash.h"
#include "ml_seal.h"
#include "ml_sha256.h"
