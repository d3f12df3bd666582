#include "users/base/size.hpp"

#include <array>

namespace roster {

std::string format_size(std::uint64_t bytes) {
  constexpr std::uint64_t kStep = 1024;
  constexpr std::array kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  for (; unit + 1 < kUnits.size() && bytes != 0 && bytes % kStep == 0; ++unit) bytes /= kStep;
  return std::to_string(bytes) + kUnits[unit];
}

}  // namespace roster
