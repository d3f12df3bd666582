#include "sis/xml/excerpt.hpp"

#include <fmt/format.h>

#include "users/base/text.hpp"

namespace roster::sis {

std::string excerpt(std::string_view text) {
  constexpr std::size_t kMost = 40;
  return printable_start(text, kMost);
}

std::string format_size(std::uint64_t bytes) {
  constexpr std::uint64_t kKiB = 1024;
  static constexpr const char* kUnits[] = {" bytes", "KiB", "MiB", "GiB"};
  std::size_t unit = 0;
  while (unit < 3 && bytes >= kKiB && bytes % kKiB == 0) {
    bytes /= kKiB;
    ++unit;
  }
  return fmt::format("{}{}", bytes, kUnits[unit]);
}

}  // namespace roster::sis
