// SPDX-License-Identifier: Apache-2.0
//
// Streaming decompression of recorded order flow and histograms over zlib and liblzma, and
// compression of the latter. Cold code: it allocates
// when opened and inside the libraries, never more than the limit given for xz (gzip needs about
// 40 KiB by its format).
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
  ML_COMPRESSION_GZIP = 1,
  ML_COMPRESSION_XZ = 2,
  // One zlib stream (RFC 1950), and nothing behind it.
  ML_COMPRESSION_ZLIB = 3,
};

enum {
  // Give more input or more room.
  ML_COMPRESSION_MORE = 0,
  // The last byte of the last member is out.
  ML_COMPRESSION_END = 1,
  ML_COMPRESSION_CORRUPT = -1,
  // The input was said to be the last and ends inside a member.
  ML_COMPRESSION_TRUNCATED = -2,
  // The stream wants more memory than was allowed, or the machine has none.
  ML_COMPRESSION_MEMORY = -3,
  // A filter or check that this liblzma does not know.
  ML_COMPRESSION_UNSUPPORTED = -4,
};

typedef struct ml_compression ml_compression;

// Opens a stream of the given kind, or returns NULL when there is no memory or no such kind. The
// caller closes it.
ml_compression *ml_compression_open(int kind, uint64_t memory_bytes_max);

// Takes up to `input_bytes`, makes up to `output_bytes`, and says how much of each it did. `last`
// is nonzero when no input follows. Concatenated members are one stream, as gzip and xz have it;
// anything else behind a member is corrupt.
int ml_compression_step(
    ml_compression *stream, const uint8_t *input, size_t input_bytes, int last, uint8_t *output,
    size_t output_bytes, size_t *input_used, size_t *output_made);

// Frees the stream; NULL is allowed.
void ml_compression_close(ml_compression *stream);

// The most bytes that `ml_compression_deflate` makes of `input_bytes`.
size_t ml_compression_deflate_bound(size_t input_bytes);

// Makes one zlib stream of all the input. Returns its size, or 0 when there is no memory or no room.
size_t ml_compression_deflate(
    const uint8_t *input, size_t input_bytes, uint8_t *output, size_t output_bytes);
