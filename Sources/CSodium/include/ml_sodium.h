// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ml_sha256.h"
