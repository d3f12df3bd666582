// Tidy node: what tidying does to any element, whatever it means: its text, its attributes, its
// children. Used by tidy.cpp only.
#pragma once

#include <string>
#include <string_view>

#include "sis/record/texts.hpp"
#include "sis/record/tidy.hpp"
#include "sis/xml/text.hpp"

namespace roster::sis {

class NodeTidy {
 public:
  NodeTidy(const LineOf& line_of, Tidied& out)
      : lost_(out.lost), line_of_(line_of), warnings_(out.warnings) {}

 protected:
  std::vector<LostDate>& lost_;

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

  /// A leaf that holds text. Warns when it was encoded twice; of an id or a code the invisible
  /// characters go.
  bool text_leaf(pugi::xml_node element, TextKind kind);

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

  /// A leaf that holds a day, or a moment (a day alone is its midnight), made what the schema
  /// wants. One that cannot be read goes, and is noted as lost: what is stored stays.
  bool day_leaf(pugi::xml_node element);
  bool moment_leaf(pugi::xml_node element);

  static bool is_empty(pugi::xml_node element) { return !element.first_child(); }
  static bool is_namespace_matter(std::string_view attribute);
  static void set_text(pugi::xml_node element, const std::string& text);
  static std::string lower(std::string_view text);

 private:
  void warn_read_as(pugi::xml_node element, std::string_view text, std::string_view read);
  bool lose_date(pugi::xml_node element, std::string_view text);

  const LineOf& line_of_;
  WarningList& warnings_;
};

}  // namespace roster::sis
