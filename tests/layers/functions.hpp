// Functions: finds the functions of a source and their lengths by its indentation, which for C++
// clang-format decides.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace roster::tests {

struct Function {
  std::string name;
  std::size_t lines = 0;  // from the first line of its declaration to its closing brace
};

/// `extension`: `.cpp`, `.hpp`, `.py`, `.mjs`, or that of a shell script (none, `.sh`); a source of
/// any other kind has no functions.
std::vector<Function> functions_in(std::string_view extension, std::vector<std::string> lines);

}  // namespace roster::tests
