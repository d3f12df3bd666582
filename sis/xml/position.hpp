// Position: line and column in a document. Line feeds end lines; columns count characters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace roster::sis {

struct Position {
  std::uint64_t line = 1;
  std::uint64_t column = 1;

  /// Advances the position past `text`.
  void pass(std::string_view text);
};

/// The number of line feeds, and of characters (bytes that are not continuation bytes).
std::size_t count_lines(std::string_view text);
std::size_t count_chars(std::string_view text);

}  // namespace roster::sis
