// Helpers for XML text, shared by the reading steps.
#pragma once

#include <pugixml.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "users/base/text.hpp"

namespace roster::sis {

inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// `use:user` → `user`.
inline std::string_view local_name(std::string_view qualified) {
  const auto colon = qualified.find(':');
  return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

inline bool is_text(pugi::xml_node node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

/// The concatenated text directly inside an element.
inline std::string text_of(pugi::xml_node element) {
  std::string text;
  for (const pugi::xml_node child : element)
    if (is_text(child)) text += child.value();
  return text;
}

/// Characters (code points) of UTF-8 text.
inline std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace roster::sis
