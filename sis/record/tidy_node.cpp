#include "sis/record/tidy_node.hpp"

#include <fmt/format.h>

#include "sis/xml/excerpt.hpp"

namespace roster::sis {

void NodeTidy::warn(std::string_view code, pugi::xml_node where, std::string message) {
  warnings_.push_back({code, line_of_(where), std::move(message)});
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
