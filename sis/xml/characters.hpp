// XML characters: which of them XML 1.0 (fifth edition) allows where. Text is UTF-8.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "users/base/text.hpp"

namespace roster::sis {

/// What a byte may be without a second look. Bytes from 0x80 have no class: decode them.
enum ByteClass : std::uint8_t {
  kBlank = 1,       // space, tab, line feed, carriage return
  kNameStart = 2,   // begins a name; without the colon
  kNameByte = 4,    // goes on with a name; without the colon
  kLegal = 8,       // a character of XML
  kPlainText = 16,  // legal and nothing special in text
  kPlainValue = 32  // legal and nothing special in an attribute's value
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

/// May the character stand in an XML document at all?
bool is_xml_char(char32_t value);
/// May it begin a name, or go on with one? The colon may not: it joins two names.
bool is_name_start(char32_t value);
bool is_name_char(char32_t value);

}  // namespace roster::sis
