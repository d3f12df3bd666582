#include "sis/record/value_reader.hpp"

#include "sis/record/date.hpp"
#include "sis/xml/encoded_twice.hpp"
#include "sis/xml/text.hpp"
#include "users/base/day.hpp"

namespace roster::sis {

namespace {

bool is_plain_date(std::string_view text) {
  return text.size() == 10 || (text.size() == 11 && text[10] == 'Z');
}

bool is_plain_date_time(std::string_view text) {
  return text.size() == 20 && text[19] == 'Z' && parse_time(text).has_value();
}

/// Has a text beyond plain ASCII no problem?
bool is_ordinary(std::string_view text, TextKind kind) {
  if (kind == TextKind::code && has_invisible(text)) return false;
  return trim(text).size() == text.size() && !is_encoded_twice(text);
}

}  // namespace

/// The element's text when it is a single plain node; fails on anything else.
bool ValueReader::plain_text(pugi::xml_node element, std::string_view& text) const {
  const pugi::xml_node first = element.first_child();
  if (!first) return true;
  if (!is_text(first) || first.next_sibling()) return false;
  text = first.value();
  if (text.empty()) return true;
  return !tolerant_ || (!is_blank(text.front()) && !is_blank(text.back()));
}

/// Reads text whose blanks count. A text has at least as many bytes as characters, so a text that
/// fits in bytes fits in characters.
bool ValueReader::text(pugi::xml_node element, const ValueLimits& limits, std::string& out) const {
  if (judged_) {
    out = text_of(element);
    return true;
  }
  std::string_view view;
  if (!plain_text(element, view)) return false;
  if (limits.characters != 0 && view.size() > limits.characters) return false;
  if (view.empty() && limits.presence == Presence::required && tolerant_) return false;
  if (!is_plain_ascii(view) && !is_ordinary(view, limits.kind)) return false;
  out = view;
  return true;
}

/// Reads the text of a typed value (date, boolean); surrounding blanks do not count.
bool ValueReader::typed_text(pugi::xml_node element, std::string& out) const {
  if (judged_) {
    out = trim(text_of(element));
    return true;
  }
  std::string_view view;
  if (element.first_attribute() || !plain_text(element, view)) return false;
  if (view.empty() && !tolerant_) return false;
  out = view;
  return true;
}

bool ValueReader::read(pugi::xml_node element, const ValueLimits& limits, std::string& out) const {
  return (judged_ || !element.first_attribute()) && text(element, limits, out);
}

bool ValueReader::read(pugi::xml_node element, const ValueLimits& limits, Coded& out) const {
  for (const pugi::xml_attribute attribute : element.attributes()) {
    const std::string_view desc = attribute.value();
    if (std::string_view(attribute.name()) == "desc") {
      if (!judged_ && desc.size() > limits.desc) return false;
      out.desc = desc;
    } else if (!judged_) {
      return false;
    }
  }
  ValueLimits of_code = limits;
  of_code.kind = TextKind::code;
  if (!text(element, of_code, out.value)) return false;
  if (out.value.empty()) out.desc.clear();  // a label without a code is meaningless
  return true;
}

bool ValueReader::read(pugi::xml_node element, const ValueLimits&, std::optional<Day>& out) const {
  std::string text;
  if (!typed_text(element, text)) return false;
  if (text.empty()) return true;
  if (!judged_) {
    if (is_plain_date(text)) out = parse_day(std::string_view(text).substr(0, 10));
    return out.has_value();
  }
  if (const std::optional<ReadDay> read = read_date(text)) out = read->day;
  if (!out) unread_.push_back(element);
  return true;
}

bool ValueReader::read(pugi::xml_node element, const ValueLimits&, DateTime& out) const {
  if (!typed_text(element, out.text)) return false;
  return judged_ || out.text.empty() || is_plain_date_time(out.text);
}

bool ValueReader::read_boolean(std::string_view text, bool& out) const {
  const std::string_view value = judged_ ? trim(text) : text;
  const bool is_true = value == "true" || (judged_ && value == "1");
  const bool is_false = value == "false" || (judged_ && value == "0");
  if (!is_true && !is_false) return judged_;
  out = is_true;
  return true;
}

bool ValueReader::read(pugi::xml_node element, const ValueLimits&, bool& out) const {
  std::string text;
  return typed_text(element, text) && read_boolean(text, out);
}

bool ValueReader::read(pugi::xml_node element, const ValueLimits&, std::optional<bool>& out) const {
  std::string text;
  if (!typed_text(element, text)) return false;
  if (text.empty()) return true;
  bool flag = false;
  if (!read_boolean(text, flag)) return false;
  out = flag;
  return true;
}

}  // namespace roster::sis
