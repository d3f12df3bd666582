// Tidy node: tidies the text, attributes and children of any element, independent of its meaning.
// Used by tidy.cpp only.
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
      : lost_(out.lost), out_(out), line_of_(line_of), warnings_(out.warnings) {}

 protected:
  std::vector<LostDate>& lost_;
  Tidied& out_;

  void warn(std::string_view code, pugi::xml_node where, std::string message);
  /// Warns of a child that is not allowed there. `hint` follows "is unknown".
  void warn_unknown(pugi::xml_node child, std::string_view hint = "");
  void warn_attribute(pugi::xml_node element, std::string_view name);

  /// Removes text between elements; only white space is removed without a warning.
  void drop_text(pugi::xml_node element);

  /// Removes all attributes except `but`; warns of those that are neither expected nor about
  /// namespaces.
  void drop_attributes(pugi::xml_node element, std::string_view but = "");

  /// Trims a leaf's text and removes its child elements. Returns false when nothing is left: an
  /// empty leaf counts as absent.
  bool leaf(pugi::xml_node element);

  /// Tidies a leaf that holds text. Warns when it was encoded twice; removes invisible characters
  /// from an id or a code.
  bool text_leaf(pugi::xml_node element, TextKind kind);

  /// Removes each child's prefix, and the children for which `keep` returns false.
  template <class F>
  static void filter_children(pugi::xml_node element, F&& keep) {
    for (pugi::xml_node child = element.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      child.set_name(std::string(local_name(child.name())).c_str());
      if (!keep(child)) element.remove_child(child);
      child = next;
    }
  }

  /// Converts a leaf that holds a day, or a time (for a day only: midnight), to the form of the
  /// schema. Removes an unreadable one and records it as lost, so that the stored value stays.
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
