// XML characters: the characters that XML 1.0 (fifth edition) allows in each place. Text is UTF-8.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "users/base/text.hpp"

namespace roster::sis {

/// The classes of a byte. Bytes from 0x80 have no class: decode them.
enum ByteClass : std::uint8_t {
  kBlank = 1,       // space, tab, line feed, carriage return
  kNameStart = 2,   // starts a name; without the colon
  kNameByte = 4,    // continues a name; without the colon
  kLegal = 8,       // a legal XML character
  kPlainText = 16,  // legal and not special in text
  kPlainValue = 32  // legal and not special in an attribute value
};

namespace detail {
constexpr std::uint8_t classify(int byte) {
  const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  const bool digit = byte >= '0' && byte <= '9';
  const bool blank = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
  const bool legal = blank || (byte > 0x20 && byte < 0x80);
  const bool markup = byte == '<' || byte == '&';
  unsigned bits = 0;
  if (blank) bits |= kBlank;
  if (letter || byte == '_') bits |= kNameStart;
  if (letter || digit || byte == '_' || byte == '-' || byte == '.') bits |= kNameByte;
  if (legal) bits |= kLegal;
  if (legal && !markup && byte != ']') bits |= kPlainText;
  if (legal && !markup && byte != '"' && byte != '\'') bits |= kPlainValue;
  return static_cast<std::uint8_t>(bits);
}

constexpr std::array<std::uint8_t, 256> classify_all() {
  std::array<std::uint8_t, 256> table{};
  for (int byte = 0; byte < 256; ++byte) table[static_cast<std::size_t>(byte)] = classify(byte);
  return table;
}
}  // namespace detail

inline constexpr std::array<std::uint8_t, 256> kByteClass = detail::classify_all();

/// Does the byte belong to the class?
constexpr bool is(char byte, ByteClass wanted) {
  return (kByteClass[static_cast<unsigned char>(byte)] & wanted) != 0;
}

/// Is the character allowed in an XML document?
bool is_xml_char(char32_t value);
/// May it start or continue a name? The colon is excluded: it separates prefix and local name.
bool is_name_start(char32_t value);
bool is_name_char(char32_t value);

}  // namespace roster::sis
