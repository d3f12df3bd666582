// Lexer: reads XML markup piece by piece and checks it against XML 1.0. Each function starts at the
// first byte of its piece. It moves behind the piece and returns true, or it returns false and
// fault() gives reason and position. After a fault the lexer must not be used. No DTD is supported:
// only the five entities and character references.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "sis/xml/characters.hpp"

namespace roster::sis {

/// More attributes on one element are rejected, because checking for duplicates is quadratic.
inline constexpr std::size_t kMaxAttributes = 64;

/// Why markup is rejected: `at` points into the text.
struct Fault {
  const char* at = nullptr;
  std::string_view code;  // malformed | encoding
  std::string reason;
};

/// A name with at most one colon inside; a view into the text.
struct QName {
  std::string_view text;
  std::size_t colon = std::string_view::npos;

  std::string_view prefix() const {
    return colon == std::string_view::npos ? std::string_view{} : text.substr(0, colon);
  }
  std::string_view local() const {
    return colon == std::string_view::npos ? text : text.substr(colon + 1);
  }
};

struct Attribute {
  QName name;
  std::string_view raw;  // the text between the quotes
};

struct StartTag {
  QName name;
  std::array<Attribute, kMaxAttributes> attributes;
  std::size_t count = 0;  // of attributes
  bool empty = false;     // <a/>
};

class Lexer {
 public:
  /// The text must outlive the lexer.
  explicit Lexer(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool at_end() const { return at_ == end_; }
  /// The unread rest.
  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  const Fault& fault() const { return fault_; }
  /// Sets the fault at `where`. Returns false.
  bool fail(const char* where, std::string reason, std::string_view code = "malformed");

  bool text();                          // to the next `<` or the end
  bool comment();                       // <!-- … -->
  bool cdata();                         // <![CDATA[ … ]]>
  bool instruction();                   // <?target … ?>
  bool start_tag(StartTag&);            // <a b="c"> or <a/>; checks for duplicate attributes
  bool end_tag(std::string_view name);  // </name >

 private:
  bool character();
  bool characters_until(char stop);
  bool reference();
  bool character_reference();
  bool name(QName& out);
  bool part_of_name();
  bool blanks();
  bool attribute(Attribute& out);
  bool value(Attribute& out);
  bool unique(const StartTag& tag);
  bool starts_with(std::string_view what) const { return rest().starts_with(what); }

  const char* at_;
  const char* end_;
  Fault fault_;
};

/// An attribute's value after normalisation: references replaced, white space replaced with spaces.
/// The lexer must have accepted `raw`.
std::string attribute_value(std::string_view raw);

}  // namespace roster::sis
