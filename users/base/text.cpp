#include "users/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace roster {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

constexpr Range kBlanks[] = {
    {'\t', '\r'},     {' ', ' '},       {0x85, 0x85},     {0xA0, 0xA0},     {0x1680, 0x1680},
    {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000},
};

constexpr Range kInvisible[] = {
    {0xAD, 0xAD},       {0x34F, 0x34F},     {0x61C, 0x61C},   {0x115F, 0x1160}, {0x17B4, 0x17B5},
    {0x180B, 0x180F},   {0x200B, 0x200F},   {0x202A, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

template <std::size_t N>
bool within(const Range (&ranges)[N], char32_t value) {
  return std::any_of(std::begin(ranges), std::end(ranges), [value](const Range& range) {
    return value >= range.first && value <= range.last;
  });
}

/// Nobody sees it in an id or a code, or it makes two lines of one.
bool is_unseen(char32_t value) {
  return is_control(value) || value == 0x2028 || value == 0x2029 || is_invisible(value);
}

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// The length of a sequence in bytes, by its first byte; 0 when no sequence starts with it.
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

CodePoint first_of(std::string_view text) {
  return decode_utf8(text.data(), text.data() + text.size());
}

/// The last character; length 0 when its bytes are not UTF-8.
CodePoint last_of(std::string_view text) {
  std::size_t start = text.size() - 1;
  while (start > 0 && text.size() - start < 4 && is_continuation(text[start])) --start;
  const CodePoint point = first_of(text.substr(start));
  return point.length == text.size() - start ? point : CodePoint{};
}

/// The first character of the kind; length 0 when there is none.
template <class Is>
CodePoint first_that(std::string_view text, Is is) {
  while (!text.empty()) {
    const CodePoint point = first_of(text);
    if (point.length != 0 && is(point.value)) return point;
    text.remove_prefix(std::max<std::size_t>(point.length, 1));
  }
  return {};
}

/// Appends the first character in printable form; returns its length in bytes.
std::size_t append_printable(std::string_view text, std::string& out) {
  const CodePoint point = first_of(text);
  if (point.length == 0 || point.value < 0x20 || point.value == 0x7F) {
    out += fmt::format("\\x{:02X}", static_cast<unsigned char>(text.front()));
    return 1;
  }
  if (is_unseen(point.value)) {
    out += fmt::format("\\u{:04X}", static_cast<std::uint32_t>(point.value));
  } else {
    out += text.substr(0, point.length);
  }
  return point.length;
}

}  // namespace

CodePoint decode_utf8(const char* at, const char* end) {
  static constexpr unsigned char kLeadBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  static constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const auto lead = static_cast<unsigned char>(*at);
  const std::size_t length = sequence_length(lead);
  if (length == 0 || static_cast<std::size_t>(end - at) < length) return {};
  char32_t value = lead & kLeadBits[length];
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(at[i])) return {};
    value = (value << 6) | (static_cast<unsigned char>(at[i]) & 0x3F);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[length] || value > 0x10FFFF || surrogate) return {};
  return {value, length};
}

void append_utf8(char32_t value, std::string& out) {
  const auto push = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (value < 0x80) {
    push(value);
  } else if (value < 0x800) {
    push(0xC0 | (value >> 6));
    push(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    push(0xE0 | (value >> 12));
    push(0x80 | ((value >> 6) & 0x3F));
    push(0x80 | (value & 0x3F));
  } else {
    push(0xF0 | (value >> 18));
    push(0x80 | ((value >> 12) & 0x3F));
    push(0x80 | ((value >> 6) & 0x3F));
    push(0x80 | (value & 0x3F));
  }
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = first_of(text).length;
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool is_control(char32_t value) { return value < 0x20 || (value >= 0x7F && value < 0xA0); }

bool has_control(std::string_view text) { return first_that(text, is_control).length != 0; }

bool is_blank_character(char32_t value) { return within(kBlanks, value); }

bool is_invisible(char32_t value) { return value >= 0xAD && within(kInvisible, value); }

std::string_view trim(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_of(text);
    if (point.length == 0 || !is_blank_character(point.value)) break;
    text.remove_prefix(point.length);
  }
  while (!text.empty()) {
    const CodePoint point = last_of(text);
    if (point.length == 0 || !is_blank_character(point.value)) break;
    text.remove_suffix(point.length);
  }
  return text;
}

char32_t first_invisible(std::string_view text) { return first_that(text, is_unseen).value; }

bool has_invisible(std::string_view text) { return first_that(text, is_unseen).length != 0; }

std::string without_invisible(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = first_of(text);
    const std::size_t length = std::max<std::size_t>(point.length, 1);
    if (point.length == 0 || !is_unseen(point.value)) out += text.substr(0, length);
    text.remove_prefix(length);
  }
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) text.remove_prefix(append_printable(text, out));
  return out;
}

std::string printable_start(std::string_view text, std::size_t most) {
  std::string out;
  for (std::size_t shown = 0; !text.empty(); ++shown) {
    if (shown == most) return out + "…";
    text.remove_prefix(append_printable(text, out));
  }
  return out;
}

}  // namespace roster
