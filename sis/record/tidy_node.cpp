#include "sis/record/tidy_node.hpp"

#include <fmt/format.h>

#include "sis/record/date.hpp"
#include "sis/xml/encoded_twice.hpp"
#include "sis/xml/excerpt.hpp"
#include "users/base/day.hpp"

namespace roster::sis {

void NodeTidy::warn(std::string_view code, pugi::xml_node where, std::string message) {
  warnings_.add(code, warnings_.is_full() ? 0 : line_of_(where), std::move(message));
}

void NodeTidy::warn_unknown(pugi::xml_node child, std::string_view hint) {
  warn("unknown_element", child,
       fmt::format("<{}> in <{}> is unknown{}; ignored", excerpt(local_name(child.name())),
                   child.parent().name(), hint));
}

void NodeTidy::warn_attribute(pugi::xml_node element, std::string_view name) {
  warn("unknown_element", element,
       fmt::format("the attribute {} of <{}> is unknown; ignored", excerpt(name), element.name()));
}

void NodeTidy::drop_text(pugi::xml_node element) {
  for (pugi::xml_node child = element.first_child(); child;) {
    const pugi::xml_node next = child.next_sibling();
    if (child.type() != pugi::node_element) {
      if (is_text(child) && !trim(child.value()).empty())
        warn("unknown_element", element, fmt::format("text inside <{}> ignored", element.name()));
      element.remove_child(child);
    }
    child = next;
  }
}

void NodeTidy::drop_attributes(pugi::xml_node element, std::string_view but) {
  for (pugi::xml_attribute attribute = element.first_attribute(); attribute;) {
    const pugi::xml_attribute next = attribute.next_attribute();
    const std::string_view name = attribute.name();
    if (name != but) {
      if (!is_namespace_matter(name) && name != "link" && name != "desc")
        warn_attribute(element, name);
      element.remove_attribute(attribute);
    }
    attribute = next;
  }
}

bool NodeTidy::leaf(pugi::xml_node element) {
  for (pugi::xml_node child = element.first_child(); child;) {
    const pugi::xml_node next = child.next_sibling();
    if (child.type() == pugi::node_element) {
      warn_unknown(child);
      element.remove_child(child);
    }
    child = next;
  }
  const std::string text(trim(text_of(element)));
  if (text.empty()) return false;
  set_text(element, text);
  return true;
}

bool NodeTidy::text_leaf(pugi::xml_node element, TextKind kind) {
  if (!leaf(element)) return false;
  const std::string text = text_of(element);
  if (is_plain_ascii(text)) return true;
  if (is_encoded_twice(text)) warn("encoded_twice", element, said_twice(element.name(), text));
  if (kind == TextKind::plain || !has_invisible(text)) return true;
  std::string said = said_invisible(element.name(), text);
  if (out_.invisible.empty()) out_.invisible = said;
  warn("invisible_character", element, std::move(said) + "; removed");
  const std::string seen = without_invisible(text);
  if (trim(seen).empty()) return false;
  set_text(element, std::string(trim(seen)));
  return true;
}

void NodeTidy::warn_read_as(pugi::xml_node element, std::string_view text, std::string_view read) {
  warn("bad_date", element,
       fmt::format("{}: '{}' read as {}", element.name(), excerpt(text), read));
}

bool NodeTidy::lose_date(pugi::xml_node element, std::string_view text) {
  constexpr std::size_t kMost = 100;  // each one costs a search in the stored user
  warn("bad_date", element,
       fmt::format("{}: '{}' is not a date; ignored", element.name(), excerpt(text)));
  const bool of_user = std::string_view(element.parent().name()) == "user";
  if (of_user || lost_.size() < kMost) lost_.push_back({element.parent(), element.name()});
  return false;
}

bool NodeTidy::day_leaf(pugi::xml_node element) {
  if (!leaf(element)) return false;
  const std::string text = text_of(element);
  const std::optional<ReadDay> read = read_date(text);
  if (!read) return lose_date(element, text);
  if (read->plain) return true;
  warn_read_as(element, text, format_day(read->day));
  set_text(element, format_day(read->day) + "Z");
  return true;
}

bool NodeTidy::moment_leaf(pugi::xml_node element) {
  if (!leaf(element)) return false;
  const std::string text = text_of(element);
  const std::optional<ReadMoment> read = read_date_time(text);
  if (!read) return lose_date(element, text);
  if (!read->plain) warn_read_as(element, text, read->text);
  set_text(element, read->text);
  return true;
}

bool NodeTidy::is_namespace_matter(std::string_view attribute) {
  return attribute == "xmlns" || attribute.starts_with("xmlns:") || attribute.starts_with("xsi:") ||
         attribute.starts_with("xml:");
}

void NodeTidy::set_text(pugi::xml_node element, const std::string& text) {
  const pugi::xml_node first = element.first_child();
  if (first && is_text(first) && !first.next_sibling() && text == first.value()) return;
  while (const pugi::xml_node child = element.first_child()) element.remove_child(child);
  element.append_child(pugi::node_pcdata).set_value(text.c_str());
}

std::string NodeTidy::lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace roster::sis
