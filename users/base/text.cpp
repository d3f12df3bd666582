#include "users/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace roster {
namespace {

bool is_control(unsigned char byte) { return byte < 0x20 || byte == 0x7F; }

/// Length of the UTF-8 sequence at the front, 0 when it is none (or a C1 control character).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto continues = [&](std::size_t from, std::size_t to) {
    while (from < to && (byte(from) & 0xC0U) == 0x80U) ++from;
    return from == to;
  };
  const unsigned lead = byte(0), second = byte(1);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF)
    return continues(1, 2) && !(lead == 0xC2 && second < 0xA0) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && second < 0xA0;
    const bool surrogate = lead == 0xED && second >= 0xA0;
    return continues(1, 3) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && second < 0x90;
    const bool beyond = lead == 0xF4 && second >= 0x90;
    return continues(1, 4) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

struct Range {
  char32_t first, last;
};

/// Unicode's White_Space.
constexpr std::array<Range, 10> kBlanks = {
    Range{0x09, 0x0D},     Range{0x20, 0x20},     Range{0x85, 0x85},     Range{0xA0, 0xA0},
    Range{0x1680, 0x1680}, Range{0x2000, 0x200A}, Range{0x2028, 0x2029}, Range{0x202F, 0x202F},
    Range{0x205F, 0x205F}, Range{0x3000, 0x3000}};

/// Unicode's Default_Ignorable_Code_Point.
constexpr std::array<Range, 15> kInvisible = {
    Range{0xAD, 0xAD},     Range{0x34F, 0x34F},   Range{0x61C, 0x61C},    Range{0x115F, 0x1160},
    Range{0x17B4, 0x17B5}, Range{0x180B, 0x180F}, Range{0x200B, 0x200F},  Range{0x202A, 0x202E},
    Range{0x2060, 0x206F}, Range{0x3164, 0x3164}, Range{0xFE00, 0xFE0F},  Range{0xFEFF, 0xFEFF},
    Range{0xFFA0, 0xFFA0}, Range{0xFFF0, 0xFFF8}, Range{0xE0000, 0xE0FFF}};

template <std::size_t N>
bool is_one_of(const std::array<Range, N>& ranges, char32_t character) {
  return std::any_of(ranges.begin(), ranges.end(), [character](const Range& range) {
    return range.first <= character && character <= range.last;
  });
}

/// The character that a sequence stands for; U+FFFD for a byte that is not UTF-8.
char32_t decode(std::string_view sequence) {
  if (sequence.size() == 1 && static_cast<unsigned char>(sequence.front()) >= 0x80) return 0xFFFD;
  constexpr std::array<unsigned, 5> kLeadBits = {0, 0x7F, 0x1F, 0x0F, 0x07};
  const auto bits = [](char c) { return static_cast<unsigned char>(c); };
  char32_t character = bits(sequence.front()) & kLeadBits.at(sequence.size());
  for (const char c : sequence.substr(1)) character = (character << 6U) | (bits(c) & 0x3FU);
  return character;
}

/// Length of the character at the front, C1 controls included; 1 for a byte that is not UTF-8.
std::size_t character_length(std::string_view text) {
  const bool is_c1 = text.size() > 1 && text[0] == '\xC2' && (text[1] & 0xE0) == 0x80;
  return is_c1 ? 2 : std::max<std::size_t>(sequence_length(text), 1);
}

/// Where the last character of a text that is not empty begins.
std::size_t last_character(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && text.size() - at < 4 && (text[at] & 0xC0) == 0x80) --at;
  return at;
}

bool is_blank(std::string_view character) { return is_one_of(kBlanks, decode(character)); }

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 1 && static_cast<unsigned char>(text.front()) >= 0x80) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.substr(0, character_length(text))))
    text.remove_prefix(character_length(text));
  while (!text.empty()) {
    const std::size_t last = last_character(text);
    if (!is_blank(text.substr(last))) break;
    text = text.substr(0, last);
  }
  return text;
}

bool has_invisible(std::string_view text) {
  for (; !text.empty(); text.remove_prefix(character_length(text)))
    if (is_one_of(kInvisible, decode(text.substr(0, character_length(text))))) return true;
  return false;
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const auto lead = static_cast<unsigned char>(text.front());
    if (length == 0 || is_control(lead)) {
      out += fmt::format("\\x{:02X}", lead);
      text.remove_prefix(1);
    } else {
      out += text.substr(0, length);
      text.remove_prefix(length);
    }
  }
  return out;
}

}  // namespace roster
