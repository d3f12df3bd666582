// Tidy node: what tidying does to any element, whatever it means: its text, its attributes, its
// children. Used by tidy.cpp only.
#pragma once

#include <string>
#include <string_view>

#include "sis/record/tidy.hpp"
#include "sis/xml/text.hpp"

namespace roster::sis {

class NodeTidy {
 public:
  NodeTidy(const LineOf& line_of, std::vector<Warning>& warnings)
      : line_of_(line_of), warnings_(warnings) {}

 protected:
  void warn(std::string_view code, pugi::xml_node where, std::string message);
  /// Warns of a child that the format does not have there. `hint` follows "is unknown".
  void warn_unknown(pugi::xml_node child, std::string_view hint = "");
  void warn_attribute(pugi::xml_node element, std::string_view name);

  /// Text between elements means nothing; blanks are ordinary there.
  void drop_text(pugi::xml_node element);

  /// Drops all attributes but one; those that are neither expected nor about namespaces are said.
  void drop_attributes(pugi::xml_node element, std::string_view but = "");

  /// Trims a leaf's text; child elements in it go. Answers false when nothing is left: an empty
  /// leaf is an absent one.
  bool leaf(pugi::xml_node element);

  /// Takes off each child's prefix and drops the children that `keep` does not want.
  template <class F>
  static void filter_children(pugi::xml_node element, F&& keep) {
    for (pugi::xml_node child = element.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      child.set_name(std::string(local_name(child.name())).c_str());
      if (!keep(child)) element.remove_child(child);
      child = next;
    }
  }

  static bool is_empty(pugi::xml_node element) { return !element.first_child(); }
  static bool is_namespace_matter(std::string_view attribute);
  static void set_text(pugi::xml_node element, const std::string& text);
  static std::string lower(std::string_view text);

 private:
  const LineOf& line_of_;
  std::vector<Warning>& warnings_;
};

}  // namespace roster::sis
