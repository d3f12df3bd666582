#include "daemon/http/console/base/html.hpp"

#include "users/base/text.hpp"

namespace roster::http {
namespace {

void append_escaped(std::string_view text, std::string& out) {
  for (const char c : printable(text)) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
}

}  // namespace

Html& Html::text(std::string_view text) {
  append_escaped(text, markup_);
  return *this;
}

Html& Html::leaf(std::string_view tag, Attributes attributes, std::string_view text) {
  return in(tag, attributes, [&] { this->text(text); });
}

Html& Html::single(std::string_view tag, Attributes attributes) {
  open(tag, attributes);
  return *this;
}

Html& Html::add(const Html& other) {
  markup_ += other.markup_;
  return *this;
}

void Html::open(std::string_view tag, Attributes attributes) {
  markup_.append("<").append(tag);
  for (const auto& [name, value] : attributes) {
    if (name.empty()) continue;
    markup_.append(" ").append(name).append("=\"");
    append_escaped(value, markup_);
    markup_ += '"';
  }
  markup_ += '>';
}

Html& Html::close(std::string_view tag) {
  markup_.append("</").append(tag).append(">");
  return *this;
}

}  // namespace roster::http
