// SPDX-License-Identifier: Apache-2.0
// A TOML 1.0 document as a flat list of nodes, each with the position it was written at.
//
// toml++ parses; the shim walks its tree once and gives back one array, parents before children and
// siblings in the order of the file (toml++ itself iterates alphabetically). No exception, C++ type
// or ownership crosses this header, and nothing here is for the hot path.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What bounds the recursion of the parser, of the walk and of the tree's destruction: a document
// may not nest values deeper than ML_TOML_NESTING_MAX, nor write a key of more parts than
// ML_TOML_KEY_PARTS_MAX (a.b.c has three).
#define ML_TOML_NESTING_MAX 16
#define ML_TOML_KEY_PARTS_MAX 16

typedef struct ml_toml_document ml_toml_document;

typedef enum ml_toml_kind {
  ML_TOML_TABLE = 1,
  ML_TOML_ARRAY,
  ML_TOML_STRING,
  ML_TOML_INTEGER,
  ML_TOML_FLOAT,
  ML_TOML_BOOLEAN,
  ML_TOML_MOMENT,  // a date, a time, or both: recognised, so that it can be refused by name
} ml_toml_kind;

// One node. The pointers stay valid until the document is freed; the text is UTF-8, not terminated.
typedef struct ml_toml_node {
  uint32_t kind;    // an ml_toml_kind
  uint32_t parent;  // the index of the table or array it is in; 0 for the root, which is node 0
  uint32_t line, column;          // where the value begins, from 1
  uint32_t key_line, key_column;  // where its key begins, 0 within an array
  const char *key;
  size_t key_bytes;
  const char *text;  // of a string
  size_t text_bytes;
  int64_t integer;  // of an integer; of a boolean, 0 or 1
  double number;    // of a float
} ml_toml_node;

// Why a document was refused; line and column are 0 when no place can be named.
typedef struct ml_toml_error {
  uint32_t line, column;
  char message[256];
} ml_toml_error;

// Parses `bytes` bytes of UTF-8; `text` may be NULL when there are none. Returns a document to be
// freed, or NULL with `error` filled.
ml_toml_document *ml_toml_parse(const char *text, size_t bytes, ml_toml_error *error);

// The nodes, and how many; at least one, the root table.
const ml_toml_node *ml_toml_nodes(const ml_toml_document *document, size_t *count);

void ml_toml_free(ml_toml_document *document);

#ifdef __cplusplus
}
#endif
