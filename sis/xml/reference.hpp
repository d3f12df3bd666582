// Reference: a character or entity reference, `&amp;`, `&#38;`, `&#x26;`. Other entities do not
// exist, because DTDs are never read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace roster::sis {

struct Reference {
  char32_t value = 0;
  std::size_t length = 0;  // from the ampersand to the semicolon
  std::string reason;      // why it is invalid; empty when it is valid
};

/// Reads the reference at the start of `text`; `text` starts with an ampersand.
Reference read_reference(std::string_view text);

}  // namespace roster::sis
