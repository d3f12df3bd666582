// Reference: `&amp;`, `&#38;`, `&#x26;`: what stands for one character. No other entity exists
// here, for no DTD is ever read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace roster::sis {

struct Reference {
  char32_t value = 0;
  std::size_t length = 0;  // from the ampersand to the semicolon
  std::string reason;      // why it is none; empty when all is well
};

/// Reads the reference at the beginning of `text`, which begins with an ampersand.
Reference read_reference(std::string_view text);

}  // namespace roster::sis
