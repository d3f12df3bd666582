#include "sis/xml/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sis/xml/excerpt.hpp"
#include "sis/xml/reference.hpp"

namespace roster::sis {
namespace {

constexpr std::string_view kOpenComment = "<!--";
constexpr std::string_view kOpenCdata = "<![CDATA[";

bool is_reserved_target(std::string_view target) {
  return target.size() == 3 && (target[0] | 0x20) == 'x' && (target[1] | 0x20) == 'm' &&
         (target[2] | 0x20) == 'l';
}

}  // namespace

bool Lexer::fail(const char* where, std::string reason, std::string_view code) {
  fault_ = {where, code, std::move(reason)};
  return false;
}

bool Lexer::character() {
  const CodePoint point = decode_utf8(at_, end_);
  if (point.length == 0) return fail(at_, "bytes that are not UTF-8", "encoding");
  if (!is_xml_char(point.value)) {
    return fail(at_, fmt::format("the character U+{:04X} is not allowed in XML",
                                 static_cast<std::uint32_t>(point.value)));
  }
  at_ += point.length;
  return true;
}

bool Lexer::characters_until(char stop) {
  while (at_ != end_ && *at_ != stop) {
    if (is(*at_, kLegal)) {
      ++at_;
    } else if (!character()) {
      return false;
    }
  }
  return true;
}

bool Lexer::text() {
  for (;;) {
    const char* at = at_;
    while (at != end_ && is(*at, kPlainText)) ++at;
    at_ = at;
    if (at == end_ || *at == '<') return true;
    if (*at == '&') {
      if (!reference()) return false;
    } else if (*at == ']') {
      if (starts_with("]]>")) return fail(at, "the sequence ]]> in text");
      ++at_;
    } else if (!character()) {
      return false;
    }
  }
}

bool Lexer::reference() {
  const Reference found = read_reference(rest());
  if (!found.reason.empty()) return fail(at_, found.reason);
  at_ += found.length;
  return true;
}

bool Lexer::comment() {
  const char* const start = at_;
  at_ += kOpenComment.size();
  for (;;) {
    if (!characters_until('-')) return false;
    if (at_end()) return fail(start, "the comment is not closed");
    if (starts_with("-->")) break;
    if (starts_with("--")) return fail(at_, "the sequence -- in a comment");
    ++at_;
  }
  at_ += 3;
  return true;
}

bool Lexer::cdata() {
  const char* const start = at_;
  at_ += kOpenCdata.size();
  for (;;) {
    if (!characters_until(']')) return false;
    if (at_end()) return fail(start, "the CDATA section is not closed");
    if (starts_with("]]>")) break;
    ++at_;
  }
  at_ += 3;
  return true;
}

bool Lexer::instruction() {
  const char* const start = at_;
  at_ += 2;
  QName target;
  if (!name(target)) return false;
  if (is_reserved_target(target.text)) {
    return fail(start, "an XML declaration is only allowed at the start of the document");
  }
  if (target.colon != std::string_view::npos) {
    return fail(start, "the name of a processing instruction must not contain a colon");
  }
  if (!starts_with("?>") && !blanks()) {
    return fail(start, "the name of a processing instruction must be followed by a space");
  }
  for (;;) {
    if (!characters_until('?')) return false;
    if (at_end()) return fail(start, "the processing instruction is not closed");
    if (starts_with("?>")) break;
    ++at_;
  }
  at_ += 2;
  return true;
}

// Reads the characters of a name; none is a fault.
bool Lexer::part_of_name() {
  const char* const start = at_;
  for (;;) {
    while (at_ != end_ && is(*at_, kNameByte)) ++at_;
    if (at_ == end_ || static_cast<unsigned char>(*at_) < 0x80) break;
    const CodePoint point = decode_utf8(at_, end_);
    if (point.length == 0) return character();
    if (!is_name_char(point.value)) break;
    at_ += point.length;
  }
  if (at_ == start) return fail(start, "a name is missing");
  if (is(*start, kNameStart)) return true;
  if (is_name_start(decode_utf8(start, end_).value)) return true;
  return fail(start, "invalid first character of a name");
}

bool Lexer::name(QName& out) {
  const char* const start = at_;
  out.colon = std::string_view::npos;
  if (!part_of_name()) return false;
  if (at_ != end_ && *at_ == ':') {
    out.colon = static_cast<std::size_t>(at_ - start);
    ++at_;
    if (!part_of_name()) return false;
    if (at_ != end_ && *at_ == ':') return fail(at_, "a second colon in a name");
  }
  out.text = {start, static_cast<std::size_t>(at_ - start)};
  return true;
}

// Returns whether there were any.
bool Lexer::blanks() {
  const char* const start = at_;
  while (at_ != end_ && is(*at_, kBlank)) ++at_;
  return at_ != start;
}

bool Lexer::start_tag(StartTag& tag) {
  const char* const start = at_;
  ++at_;
  tag.count = 0;
  tag.empty = false;
  if (at_end() || is(*at_, kBlank)) {
    return fail(start, "a bare < (write &lt;)");
  }
  if (!name(tag.name)) return false;
  for (;;) {
    if (at_ != end_ && *at_ == '>') break;
    const bool separated = blanks();
    if (at_end())
      return fail(start, fmt::format("the tag <{} is not closed", excerpt(tag.name.text)));
    if (*at_ == '>') break;
    if (starts_with("/>")) {
      tag.empty = true;
      ++at_;
      break;
    }
    if (!separated) return fail(at_, "a space is missing before an attribute");
    if (tag.count == kMaxAttributes) {
      return fail(start, fmt::format("more than {} attributes", kMaxAttributes));
    }
    if (!attribute(tag.attributes[tag.count++])) return false;
  }
  ++at_;
  return tag.count < 2 || unique(tag);
}

bool Lexer::unique(const StartTag& tag) {
  for (std::size_t i = 1; i < tag.count; ++i) {
    const std::string_view name = tag.attributes[i].name.text;
    for (std::size_t j = 0; j < i; ++j) {
      if (tag.attributes[j].name.text != name) continue;
      return fail(name.data(), fmt::format("the attribute {} occurs twice", excerpt(name)));
    }
  }
  return true;
}

bool Lexer::attribute(Attribute& out) {
  if (!name(out.name)) return false;
  blanks();
  if (!starts_with("=")) {
    return fail(out.name.text.data(),
                fmt::format("the attribute {} has no value", excerpt(out.name.text)));
  }
  ++at_;
  blanks();
  if (!starts_with("\"") && !starts_with("'")) {
    return fail(
        at_, fmt::format("the value of the attribute {} is not in quotes", excerpt(out.name.text)));
  }
  return value(out);
}

bool Lexer::value(Attribute& out) {
  const char* const start = at_;
  const char quote = *at_++;
  for (;;) {
    while (at_ != end_ && is(*at_, kPlainValue)) ++at_;
    if (at_ == end_ || *at_ == quote) break;
    if (*at_ == '<') {
      return fail(at_, fmt::format("the character < in the value of the attribute {}",
                                   excerpt(out.name.text)));
    }
    if (*at_ == '&') {
      if (!reference()) return false;
    } else if (*at_ == '"' || *at_ == '\'') {
      ++at_;
    } else if (!character()) {
      return false;
    }
  }
  if (at_end()) {
    return fail(start,
                fmt::format("the value of the attribute {} is not closed", excerpt(out.name.text)));
  }
  out.raw = {start + 1, static_cast<std::size_t>(at_ - start - 1)};
  ++at_;
  return true;
}

bool Lexer::end_tag(std::string_view expected) {
  const char* const start = at_;
  at_ += 2;
  if (starts_with(expected)) {
    at_ += expected.size();
    if (at_ != end_ && *at_ == '>') {
      ++at_;
      return true;
    }
    blanks();
    if (starts_with(">")) {
      ++at_;
      return true;
    }
    at_ = start + 2;
  }
  QName found;
  if (!name(found)) return false;
  if (found.text == expected) {
    return fail(start, fmt::format("the end tag </{} is not closed", excerpt(expected)));
  }
  return fail(start, fmt::format("the end tag </{}> does not match <{}>", excerpt(found.text),
                                 excerpt(expected)));
}

std::string attribute_value(std::string_view raw) {
  std::string out;
  for (std::size_t i = 0; i < raw.size();) {
    if (raw[i] == '&') {
      const Reference found = read_reference(raw.substr(i));
      append_utf8(found.value, out);
      i += found.length;
      continue;
    }
    if (raw.substr(i).starts_with("\r\n")) ++i;  // one line end
    out += is(raw[i], kBlank) ? ' ' : raw[i];
    ++i;
  }
  return out;
}

}  // namespace roster::sis
