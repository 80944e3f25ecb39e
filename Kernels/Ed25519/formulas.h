// SPDX-License-Identifier: Apache-2.0
// Everything that a form is made of, in order.
#pragma once

#include "../Vector/vector.h"
#include "../SHA512/one.h"
#include "../SHA512/lanes.h"
#include "../SHA512/each.h"
#include "field.h"
#include "scalar.h"
#include "encoding.h"
#include "one.h"
#include "point.h"
#include "table.h"
#include "verify.h"
#include "cold.h"
#include "build.h"
#include "sign.h"
#include "exports.h"
