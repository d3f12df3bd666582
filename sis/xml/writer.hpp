// Xml out: elements appended to a string, one on each line, two blanks deeper for each level. What
// the writers of both versions share.
#pragma once

#include <string>
#include <string_view>

namespace roster::sis {

/// Elements under construction at the end of `out`, which must outlive it. Names are written as
/// they are; values are escaped, so that a parser reads them back byte by byte. Characters XML
/// cannot hold are a bug of the caller.
class XmlOut {
 public:
  /// `depth`: how many elements are open around what will be written.
  XmlOut(std::string& out, std::size_t depth) : out_(out), depth_(depth) {}

  /// `<name` on a line of its own. Attributes may follow; then children() or text().
  XmlOut& start(std::string_view name);
  XmlOut& attribute(std::string_view name, std::string_view value);
  /// The element started last holds elements, up to end() of the same name.
  void children();
  void end(std::string_view name);
  /// The element started last holds text only and is complete; without text it is `<name/>`.
  void text(std::string_view name, std::string_view value);
  /// An element that holds text only.
  void leaf(std::string_view name, std::string_view value) { start(name).text(name, value); }

 private:
  std::string& out_;
  std::size_t depth_;
};

}  // namespace roster::sis
