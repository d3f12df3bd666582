#include "users/base/json.hpp"

#include <utf8proc.h>

#include <algorithm>

namespace roster {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

void append_ascii(std::string& out, unsigned char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u00";
  out += kHex[c >> 4];
  out += kHex[c & 15];
}

/// How many bytes at the front of `text` are one sound character; 0 when they are none.
std::size_t character_length(std::string_view text) {
  utf8proc_int32_t codepoint = 0;
  const auto length = utf8proc_iterate(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4)), &codepoint);
  return length > 0 ? static_cast<std::size_t>(length) : 0;
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_plain(static_cast<unsigned char>(text[end]))) ++end;
    out += text.substr(at, end - at);
    at = end;
    if (at == text.size()) break;
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x80) {
      append_ascii(out, c);
      ++at;
      continue;
    }
    const std::size_t length = character_length(text.substr(at));
    out += length > 0 ? text.substr(at, length) : kReplacement;
    at += std::max<std::size_t>(length, 1);
  }
  out += '"';
}

JsonObject::JsonObject(std::string& out, JsonStyle style)
    : out_(out),
      colon_(style == JsonStyle::spaced ? ": " : ":"),
      comma_(style == JsonStyle::spaced ? ", " : ",") {
  out_ += '{';
}

JsonObject& JsonObject::key(std::string_view key) {
  out_ += between_;
  between_ = comma_;
  append_json_text(out_, key);
  out_ += colon_;
  return *this;
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
  key(name);
  append_json_text(out_, value);
  return *this;
}

JsonObject& JsonObject::number(std::string_view name, std::int64_t value) {
  key(name);
  out_ += std::to_string(value);
  return *this;
}

JsonObject& JsonObject::raw(std::string_view name, std::string_view json) {
  key(name);
  out_ += json;
  return *this;
}

void JsonObject::close() { out_ += '}'; }

}  // namespace roster
