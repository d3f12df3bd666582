#include "users/base/json.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "users/base/text.hpp"

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

/// `\u200b`; a surrogate pair for characters beyond U+FFFF.
void append_escaped(std::string& out, char32_t value) {
  if (value > 0xFFFF) {
    append_escaped(out, 0xD800 + ((value - 0x10000) >> 10));
    value = 0xDC00 + ((value - 0x10000) & 0x3FF);
  }
  out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(value));
}

/// Appends the first character, escaped where necessary; returns its length in bytes.
std::size_t append_character(std::string& out, std::string_view text) {
  const auto c = static_cast<unsigned char>(text.front());
  if (c < 0x80) {
    append_ascii(out, c);
    return 1;
  }
  const CodePoint point = decode_utf8(text.data(), text.data() + text.size());
  if (point.length == 0) {
    out += kReplacement;
    return 1;
  }
  const bool shown = !is_control(point.value) && !is_invisible(point.value);
  shown ? void(out += text.substr(0, point.length)) : append_escaped(out, point.value);
  return point.length;
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
    at += append_character(out, text.substr(at));
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
