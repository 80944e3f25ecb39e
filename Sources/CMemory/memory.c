// SPDX-License-Identifier: Apache-2.0
#include "ml_memory.h"
