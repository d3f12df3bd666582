// Character: where the characters of UTF-8 text begin.
#pragma once

#include <cstddef>
#include <string_view>

namespace roster {

/// `at`, moved back to the start of its character; requires `at` < the text's size.
inline std::size_t start_of_character(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at] & 0xC0) == 0x80) --at;
  return at;
}

}  // namespace roster
