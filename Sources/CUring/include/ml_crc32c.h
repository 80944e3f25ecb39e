// SPDX-License-Identifier: Apache-2.0
// CRC32C, the Castagnoli polynomial (RFC 3720 B.4), reflected, as iSCSI, ext4 and SSE4.2 have it.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ml_hot.h"

// The checksum of the bytes that `before` is the checksum of (0 for none), followed by `data`.
// Uses the SSE4.2 instruction where the processor has it, else a table.
ML_HOT uint32_t ml_crc32c(uint32_t before, const void *data, size_t bytes);

// The two forms by name. The table is the specification; `ml_crc32c_sse42` may be called only
// where `ml_crc32c_has_sse42` says 1.
ML_HOT uint32_t ml_crc32c_table(uint32_t before, const void *data, size_t bytes);
ML_HOT uint32_t ml_crc32c_sse42(uint32_t before, const void *data, size_t bytes);
int ml_crc32c_has_sse42(void);
