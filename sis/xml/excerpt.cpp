#include "sis/xml/excerpt.hpp"

#include <fmt/format.h>

#include "sis/xml/characters.hpp"

namespace roster::sis {
namespace {
constexpr int kMost = 40;

bool is_control(char32_t value) { return value < 0x20 || (value >= 0x7F && value < 0xA0); }
}  // namespace

std::string excerpt(std::string_view text) {
  std::string out;
  int characters = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    if (characters++ == kMost) return out + "…";
    const CodePoint point = decode_utf8(at, end);
    if (point.length == 0 || is_control(point.value)) {
      const std::size_t length = point.length == 0 ? 1 : point.length;
      for (std::size_t i = 0; i < length; ++i) {
        out += fmt::format("\\x{:02x}", static_cast<unsigned char>(at[i]));
      }
      at += length;
    } else {
      out.append(at, point.length);
      at += point.length;
    }
  }
  return out;
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
