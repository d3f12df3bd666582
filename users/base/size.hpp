// Size: numbers of bytes as configurations and messages have them.
#pragma once

#include <cstdint>
#include <string>

namespace roster {

/// The shortest exact form with a unit: `1MiB`, `64KiB`, `1000B`, `0B`.
std::string format_size(std::uint64_t bytes);

}  // namespace roster
