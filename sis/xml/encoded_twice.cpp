#include "sis/xml/encoded_twice.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "users/base/text.hpp"

namespace roster::sis {
namespace {

/// The characters of windows-1252 at 0x80 to 0x9F; 0: undefined.
constexpr char32_t kWindows1252[] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/// The byte that windows-1252 decodes to this character.
std::optional<char> byte_of(char32_t value) {
  if (value < 0x80 || (value >= 0xA0 && value <= 0xFF)) return static_cast<char>(value);
  const auto at = std::find(std::begin(kWindows1252), std::end(kWindows1252), value);
  if (at == std::end(kWindows1252)) return {};
  return static_cast<char>(0x80 + (at - std::begin(kWindows1252)));
}

/// Letters and signs of Latin scripts: one group that decodes to them is enough.
bool is_latin(char32_t value) {
  return (value >= 0xA0 && value <= 0x17F) || (value >= 0x2010 && value <= 0x2044) ||
         value == 0x20AC || value == 0x2122;
}

/// Phonetic signs and similar: a match is more likely a coincidence.
bool is_unlikely(char32_t value) { return value >= 0x180 && value < 0x370; }

/// Are the bytes UTF-8 with likely characters? A single character of another script is a
/// coincidence.
bool are_likely(std::string_view bytes) {
  std::size_t latin = 0, other = 0;
  while (!bytes.empty()) {
    const CodePoint point = decode_utf8(bytes.data(), bytes.data() + bytes.size());
    if (point.length == 0 || is_unlikely(point.value)) return false;
    if (point.length > 1) ++(is_latin(point.value) ? latin : other);
    bytes.remove_prefix(point.length);
  }
  return latin > 0 || other > 1;
}

}  // namespace

bool is_encoded_twice(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text.data(), text.data() + text.size());
    if (point.length == 0) return false;
    if (point.value >= 0x80 && point.value < 0xA0) return true;
    const std::optional<char> byte = byte_of(point.value);
    if (!byte) return false;
    bytes += *byte;
    text.remove_prefix(point.length);
  }
  return are_likely(bytes);
}

}  // namespace roster::sis
