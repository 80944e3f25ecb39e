// SPDX-License-Identifier: Apache-2.0
#include "ml_compression.h"

#include <limits.h>
#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>

struct ml_compression {
  int kind;
  // gzip, zlib: inside a member, so that the end of input here is a truncation.
  int in_member;
  z_stream gzip;
  lzma_stream xz;
};

ml_compression *ml_compression_open(int kind, uint64_t memory_bytes_max) {
  ml_compression *stream = calloc(1, sizeof *stream);
  if (stream == NULL) return NULL;
  stream->kind = kind;
  int opened = 0;
  if (kind == ML_COMPRESSION_GZIP) {
    // 15 bits of window, the format's largest; 16 asks for the gzip wrapper and its CRC check.
    opened = inflateInit2(&stream->gzip, 15 + 16) == Z_OK;
    stream->in_member = 1;
  } else if (kind == ML_COMPRESSION_ZLIB) {
    opened = inflateInit2(&stream->gzip, 15) == Z_OK;
    stream->in_member = 1;
  } else if (kind == ML_COMPRESSION_XZ) {
    stream->xz = (lzma_stream)LZMA_STREAM_INIT;
    opened = lzma_stream_decoder(&stream->xz, memory_bytes_max, LZMA_CONCATENATED) == LZMA_OK;
  }
  if (opened) return stream;
  free(stream);
  return NULL;
}

static int gzip_step(ml_compression *stream, int last) {
  z_stream *z = &stream->gzip;
  for (;;) {
    if (!stream->in_member) {
      if (z->avail_in == 0) return last ? ML_COMPRESSION_END : ML_COMPRESSION_MORE;
      if (stream->kind == ML_COMPRESSION_ZLIB) return ML_COMPRESSION_CORRUPT;
      if (inflateReset(z) != Z_OK) return ML_COMPRESSION_CORRUPT;
      stream->in_member = 1;
    }
    if (z->avail_out == 0) return ML_COMPRESSION_MORE;
    switch (inflate(z, Z_NO_FLUSH)) {
      case Z_OK:
        break;
      case Z_STREAM_END:
        stream->in_member = 0;
        break;
      case Z_BUF_ERROR:
        // No progress is possible: only a lack of input is left, because there was room.
        return last ? ML_COMPRESSION_TRUNCATED : ML_COMPRESSION_MORE;
      case Z_MEM_ERROR:
        return ML_COMPRESSION_MEMORY;
      default:
        return ML_COMPRESSION_CORRUPT;
    }
  }
}

static int xz_step(ml_compression *stream, int last) {
  lzma_stream *x = &stream->xz;
  for (;;) {
    if (x->avail_out == 0) return ML_COMPRESSION_MORE;
    switch (lzma_code(x, last ? LZMA_FINISH : LZMA_RUN)) {
      case LZMA_OK:
        break;
      case LZMA_STREAM_END:
        return ML_COMPRESSION_END;
      case LZMA_BUF_ERROR:
        return last ? ML_COMPRESSION_TRUNCATED : ML_COMPRESSION_MORE;
      case LZMA_MEM_ERROR:
      case LZMA_MEMLIMIT_ERROR:
        return ML_COMPRESSION_MEMORY;
      case LZMA_OPTIONS_ERROR:
      case LZMA_UNSUPPORTED_CHECK:
        return ML_COMPRESSION_UNSUPPORTED;
      default:
        return ML_COMPRESSION_CORRUPT;
    }
  }
}

int ml_compression_step(
    ml_compression *stream, const uint8_t *input, size_t input_bytes, int last, uint8_t *output,
    size_t output_bytes, size_t *input_used, size_t *output_made) {
  int status;
  // zlib counts in unsigned int; what does not fit is left for the next call, and is not the last.
  if (input_bytes > UINT_MAX) {
    input_bytes = UINT_MAX;
    last = 0;
  }
  if (output_bytes > UINT_MAX) output_bytes = UINT_MAX;
  if (stream->kind != ML_COMPRESSION_XZ) {
    z_stream *z = &stream->gzip;
    // zlib promises not to write through next_in; its type is older than that promise.
    z->next_in = (Bytef *)(uintptr_t)input;
    z->avail_in = (uInt)input_bytes;
    z->next_out = output;
    z->avail_out = (uInt)output_bytes;
    status = gzip_step(stream, last);
    *input_used = input_bytes - z->avail_in;
    *output_made = output_bytes - z->avail_out;
    z->next_in = NULL;
    z->next_out = NULL;
  } else {
    lzma_stream *x = &stream->xz;
    x->next_in = input;
    x->avail_in = input_bytes;
    x->next_out = output;
    x->avail_out = output_bytes;
    status = xz_step(stream, last);
    *input_used = input_bytes - x->avail_in;
    *output_made = output_bytes - x->avail_out;
    x->next_in = NULL;
    x->next_out = NULL;
  }
  return status;
}

void ml_compression_close(ml_compression *stream) {
  if (stream == NULL) return;
  if (stream->kind != ML_COMPRESSION_XZ) inflateEnd(&stream->gzip);
  if (stream->kind == ML_COMPRESSION_XZ) lzma_end(&stream->xz);
  free(stream);
}

size_t ml_compression_deflate_bound(size_t input_bytes) { return compressBound(input_bytes); }

size_t ml_compression_deflate(
    const uint8_t *input, size_t input_bytes, uint8_t *output, size_t output_bytes) {
  uLongf made = output_bytes;
  return compress2(output, &made, input, input_bytes, Z_DEFAULT_COMPRESSION) == Z_OK ? made : 0;
}
