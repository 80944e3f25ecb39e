// SPDX-License-Identifier: Apache-2.0
#include "ml_toml.h"

// toml++ 3.3 states some properties of its input as assertions and does not hold them: `[=]` ends
// the process in a debug build and is undefined in a release one. Here they are checked in every
// build and throw, so that a text can be refused but never believed.
#undef NDEBUG
namespace {
struct Unexpected {};
[[noreturn]] void unexpected() { throw Unexpected(); }
}  // namespace
#define TOML_ASSERT(condition) ((condition) ? static_cast<void>(0) : unexpected())
#define TOML_MAX_NESTED_VALUES ML_TOML_NESTING_MAX
#include <toml++/toml.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>
#include <string_view>
#include <vector>

struct ml_toml_document {
  toml::table root;
  std::vector<ml_toml_node> nodes;
};

namespace {

void describe(ml_toml_error *error, uint32_t line, uint32_t column, std::string_view message) {
  error->line = line;
  error->column = column;
  size_t bytes = std::min(message.size(), sizeof error->message - 1);
  // Never cut a character in two: the message is UTF-8 and is read as such.
  while (bytes > 0 && bytes < message.size() && (message[bytes] & 0xC0) == 0x80) bytes--;
  memcpy(error->message, message.data(), bytes);
  error->message[bytes] = 0;
}

// Finds a key of too many parts before toml++ builds (and recursively destroys) a table for each.
//
// The scan knows just enough of TOML to tell keys from strings and comments: a run of key
// characters, blanks, quoted parts and dots is a key, or a number, which has one dot at most.
class KeyScan {
 public:
  explicit KeyScan(std::string_view text) : text_(text) {}

  // The offset at which some key has one part too many, or npos.
  size_t find() {
    size_t parts = 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        parts = 1;
      } else if (c == '"' || c == '\'') {
        skipString(c);
      } else if (c == '.') {
        if (++parts > ML_TOML_KEY_PARTS_MAX) return at_;
        at_++;
      } else {
        if (!isKeyCharacter(c)) parts = 1;
        at_++;
      }
    }
    return std::string_view::npos;
  }

 private:
  static bool isKeyCharacter(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           c == '_' || c == '-' || c == ' ' || c == '\t';
  }

  size_t run(char quote) const {
    size_t n = 0;
    while (at_ + n < text_.size() && text_[at_ + n] == quote) n++;
    return n;
  }

  void skipString(char quote) {
    const size_t opening = run(quote);
    if (opening == 2) {  // an empty string
      at_ += 2;
      return;
    }
    const bool multiline = opening >= 3;
    at_ += multiline ? 3 : 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\\' && quote == '"') {
        at_ = std::min(at_ + 2, text_.size());
      } else if (c == quote) {
        // Three quotes end a multi-line string; up to two more before them belong to it.
        const size_t n = run(quote);
        at_ += multiline ? std::min<size_t>(n, 5) : 1;
        if (!multiline || n >= 3) return;
      } else if (c == '\n' && !multiline) {
        return;  // an error, which the parser will name
      } else {
        at_++;
      }
    }
  }

  std::string_view text_;
  size_t at_ = 0;
};

void describeKey(ml_toml_error *error, std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t newline = before.rfind('\n');
  const size_t column = newline == std::string_view::npos ? offset + 1 : offset - newline;
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  describe(error, static_cast<uint32_t>(line), static_cast<uint32_t>(column),
           "a key has more than 16 parts");
}
static_assert(ML_TOML_KEY_PARTS_MAX == 16, "the message above says so");

bool isUnexpected(std::string_view text) {
  try {
    static_cast<void>(toml::parse(text));
  } catch (const Unexpected &) {
    return true;
  } catch (...) {
  }
  return false;
}

// An assertion has no place. It is on the last line of the shortest run of lines that fails it: up
// to there the parser reads the same bytes and does the same, and adding lines changes nothing.
void describeUnexpected(ml_toml_error *error, std::string_view text) {
  std::vector<size_t> ends;  // where each line ends
  for (size_t at = 0; at < text.size(); at++) {
    if (text[at] == '\n') ends.push_back(at + 1);
  }
  ends.push_back(text.size());
  size_t low = 0, high = ends.size() - 1;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (isUnexpected(text.substr(0, ends[middle]))) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  describe(error, static_cast<uint32_t>(low + 1), 1, "a key or a value is expected in this line");
}

// Appends one value and all it holds. The depth is bounded by the limits in the header.
void append(ml_toml_document &document, const toml::node &value, uint32_t parent,
            const toml::key *key) {
  const auto index = static_cast<uint32_t>(document.nodes.size());
  ml_toml_node node = {};
  node.parent = parent;
  node.line = value.source().begin.line;
  node.column = value.source().begin.column;
  if (key != nullptr) {
    node.key = key->str().data();
    node.key_bytes = key->str().size();
    node.key_line = key->source().begin.line;
    node.key_column = key->source().begin.column;
  }
  if (const auto *text = value.as_string()) {
    node.kind = ML_TOML_STRING;
    node.text = text->get().data();
    node.text_bytes = text->get().size();
  } else if (const auto *integer = value.as_integer()) {
    node.kind = ML_TOML_INTEGER;
    node.integer = integer->get();
  } else if (const auto *number = value.as_floating_point()) {
    node.kind = ML_TOML_FLOAT;
    node.number = number->get();
  } else if (const auto *boolean = value.as_boolean()) {
    node.kind = ML_TOML_BOOLEAN;
    node.integer = boolean->get() ? 1 : 0;
  } else {
    node.kind = value.is_table()   ? ML_TOML_TABLE
                : value.is_array() ? ML_TOML_ARRAY
                                   : ML_TOML_MOMENT;
  }
  document.nodes.push_back(node);

  if (const auto *table = value.as_table()) {
    std::vector<std::pair<const toml::key *, const toml::node *>> entries;
    for (auto &&[name, entry] : *table) entries.emplace_back(&name, &entry);
    std::stable_sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) {
      const auto x = a.first->source().begin, y = b.first->source().begin;
      return x.line != y.line ? x.line < y.line : x.column < y.column;
    });
    for (const auto &[name, entry] : entries) append(document, *entry, index, name);
  } else if (const auto *array = value.as_array()) {
    for (const auto &element : *array) append(document, element, index, nullptr);
  }
}

}  // namespace

extern "C" ml_toml_document *ml_toml_parse(const char *text, size_t bytes, ml_toml_error *error) {
  const std::string_view view(text == nullptr ? "" : text, bytes);
  try {
    const size_t offset = KeyScan(view).find();
    if (offset != std::string_view::npos) {
      describeKey(error, view, offset);
      return nullptr;
    }
    auto *document = new ml_toml_document{toml::parse(view), {}};
    try {
      append(*document, document->root, 0, nullptr);
    } catch (...) {
      delete document;
      throw;
    }
    return document;
  } catch (const toml::parse_error &e) {
    describe(error, e.source().begin.line, e.source().begin.column, e.description());
  } catch (const Unexpected &) {
    describeUnexpected(error, view);
  } catch (const std::exception &e) {
    describe(error, 0, 0, e.what());
  } catch (...) {
    describe(error, 0, 0, "the parser failed for an unknown reason");
  }
  return nullptr;
}

extern "C" const ml_toml_node *ml_toml_nodes(const ml_toml_document *document, size_t *count) {
  *count = document->nodes.size();
  return document->nodes.data();
}

extern "C" void ml_toml_free(ml_toml_document *document) { delete document; }
