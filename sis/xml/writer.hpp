// Xml out: appends elements to a string, one per line, indented by two blanks per level. Shared by
// the writers of both versions.
#pragma once

#include <string>
#include <string_view>

namespace roster::sis {

/// Builds elements at the end of `out`, which must outlive it. Names are written unchanged; values
/// are escaped so that a parser reads back the same bytes. The caller must not pass characters that
/// XML does not allow.
class XmlOut {
 public:
  /// `depth`: the number of open elements around the output.
  XmlOut(std::string& out, std::size_t depth) : out_(out), depth_(depth) {}

  /// Writes `<name` on a new line. Attributes may follow; then children() or text().
  XmlOut& start(std::string_view name);
  XmlOut& attribute(std::string_view name, std::string_view value);
  /// The last started element contains elements, up to end() with the same name.
  void children();
  void end(std::string_view name);
  /// The last started element contains only text and is complete; without text it is `<name/>`.
  void text(std::string_view name, std::string_view value);
  /// An element that contains only text.
  void leaf(std::string_view name, std::string_view value) { start(name).text(name, value); }

 private:
  std::string& out_;
  std::size_t depth_;
};

}  // namespace roster::sis
