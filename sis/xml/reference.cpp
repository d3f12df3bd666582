#include "sis/xml/reference.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "sis/xml/characters.hpp"
#include "sis/xml/excerpt.hpp"

namespace roster::sis {
namespace {

struct Entity {
  std::string_view text;
  char32_t value;
};

constexpr Entity kEntities[] = {
    {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''},
};

Reference refused(std::string reason) { return {0, 0, std::move(reason)}; }

/// The value of a digit, or `base` for any other byte.
std::uint32_t digit(char byte, std::uint32_t base) {
  std::uint32_t value = base;
  if (byte >= '0' && byte <= '9') value = static_cast<std::uint32_t>(byte - '0');
  if (byte >= 'a' && byte <= 'f') value = static_cast<std::uint32_t>(byte - 'a') + 10;
  if (byte >= 'A' && byte <= 'F') value = static_cast<std::uint32_t>(byte - 'A') + 10;
  return value < base ? value : base;
}

Reference read_number(std::string_view text) {
  const bool hex = text.size() > 2 && text[2] == 'x';
  const std::uint32_t base = hex ? 16 : 10;
  const std::size_t first = hex ? 3 : 2;
  std::size_t at = first;
  char32_t value = 0;
  while (at < text.size() && digit(text[at], base) < base) {
    value = value * base + digit(text[at++], base);
    if (value > 0x10FFFF) value = 0x110000;  // stays out of range for any further digits
  }
  if (at == first || at == text.size() || text[at] != ';') {
    return refused(
        fmt::format("the character reference {} is malformed", excerpt(text.substr(0, at))));
  }
  if (!is_xml_char(value)) {
    return refused(
        fmt::format("the character reference {} refers to a character that XML does not allow",
                    excerpt(text.substr(0, at + 1))));
  }
  return {value, at + 1, {}};
}

/// Why `&…` is not one of the five entities.
Reference refuse_entity(std::string_view text) {
  std::size_t at = 1;
  while (at < text.size() && is(text[at], kNameByte)) ++at;
  if (at == 1 || at == text.size() || text[at] != ';') {
    return refused("a bare & (write &amp;)");
  }
  return refused(fmt::format("the entity {} is not declared", excerpt(text.substr(0, at + 1))));
}

}  // namespace

Reference read_reference(std::string_view text) {
  if (text.starts_with("&#")) return read_number(text);
  for (const Entity& entity : kEntities) {
    if (text.starts_with(entity.text)) return {entity.value, entity.text.size(), {}};
  }
  return refuse_entity(text);
}

}  // namespace roster::sis
