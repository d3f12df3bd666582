// Position: where in a document something stands. Lines are told apart by line feeds; columns count
// characters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace roster::sis {

struct Position {
  std::uint64_t line = 1;
  std::uint64_t column = 1;

  /// Goes on behind `text`.
  void pass(std::string_view text);
};

/// How many line feeds; how many characters (bytes that do not go on with one).
std::size_t count_lines(std::string_view text);
std::size_t count_chars(std::string_view text);

}  // namespace roster::sis
