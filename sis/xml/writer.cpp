#include "sis/xml/writer.hpp"

#include <array>
#include <cassert>

namespace roster::sis {
namespace {

using Escapes = std::array<std::string_view, 128>;

/// A parser converts a carriage return to a line break, and white space in attributes to spaces;
/// only references preserve them.
constexpr Escapes text_escapes() {
  Escapes escapes{};
  escapes['&'] = "&amp;";
  escapes['<'] = "&lt;";
  escapes['>'] = "&gt;";
  escapes['\r'] = "&#13;";
  return escapes;
}

constexpr Escapes attribute_escapes() {
  Escapes escapes = text_escapes();
  escapes['"'] = "&quot;";
  escapes['\t'] = "&#9;";
  escapes['\n'] = "&#10;";
  return escapes;
}

constexpr Escapes kTextEscapes = text_escapes();
constexpr Escapes kAttributeEscapes = attribute_escapes();

/// U+FFFE or U+FFFF, which XML forbids.
bool is_forbidden(std::string_view text) {
  return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

void append_escaped(std::string& out, std::string_view value, const Escapes& escapes) {
  std::size_t copied = 0;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const auto c = static_cast<unsigned char>(value[at]);
    assert(c >= 0x20 || c == '\t' || c == '\n' || c == '\r');
    if (c == 0xEF && is_forbidden(value.substr(at))) {
      out += value.substr(copied, at - copied);
      at += 2;
      copied = at + 1;
      continue;
    }
    if (c >= escapes.size() || escapes[c].empty()) continue;
    out += value.substr(copied, at - copied);
    out += escapes[c];
    copied = at + 1;
  }
  out += value.substr(copied);
}

}  // namespace

XmlOut& XmlOut::start(std::string_view name) {
  out_.append(2 * depth_, ' ');
  out_ += '<';
  out_ += name;
  return *this;
}

XmlOut& XmlOut::attribute(std::string_view name, std::string_view value) {
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  append_escaped(out_, value, kAttributeEscapes);
  out_ += '"';
  return *this;
}

void XmlOut::children() {
  out_ += ">\n";
  ++depth_;
}

void XmlOut::end(std::string_view name) {
  assert(depth_ > 0);
  out_.append(2 * --depth_, ' ');
  out_ += "</";
  out_ += name;
  out_ += ">\n";
}

void XmlOut::text(std::string_view name, std::string_view value) {
  if (value.empty()) {
    out_ += "/>\n";
    return;
  }
  out_ += '>';
  append_escaped(out_, value, kTextEscapes);
  out_ += "</";
  out_ += name;
  out_ += ">\n";
}

}  // namespace roster::sis
