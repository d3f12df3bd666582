// Extent: where an element ends. Only the markup that matters is looked at: tags of the element's
// own name, comments, CDATA sections and processing instructions; all else between is for the
// well-formedness check. That is enough because `<` stands in no attribute value.
#pragma once

#include <cstddef>
#include <string_view>

namespace roster::sis {

struct Extent {
  enum class End {
    closed,    // `size` bytes
    cut,       // the text ends first
    untracked  // the markup cannot be followed: an endless comment, elements too deep
  } end = End::cut;
  std::size_t size = 0;
  /// Where the first element of the same name begins inside: that of a record whose predecessor
  /// lacks its end tag, perhaps. npos: nowhere.
  std::size_t nested = std::string_view::npos;
  /// Where the comment or section begins whose end was not found. npos: none.
  std::size_t lost = std::string_view::npos;
  /// How far the text was looked at.
  std::size_t seen = 0;
};

/// The extent of the element at the beginning of `text`, whose qualified name is `name`.
Extent find_extent(std::string_view text, std::string_view name);

/// Where damage ends: the first place that literally is one of these, whatever stands around it.
struct Boundary {
  bool found = false;
  std::size_t at = 0;  // the damage ends here: behind the end tag </name>, before <name> or </root>
  std::size_t safe = 0;  // not found: up to here nothing will come of it even if more text follows
};

/// Looks from `from` for the end tag `</name>`, a start tag `<name` or the end tag `</root>`.
Boundary find_boundary(std::string_view text, std::size_t from, std::string_view name,
                       std::string_view root);

/// A tag's end: the first `>` outside quotes. `size` is 0 when there is none.
struct TagEnd {
  std::size_t size = 0;
  bool empty = false;   // <a/>
  bool broken = false;  // a `<` came first
};
TagEnd find_tag_end(std::string_view text);

}  // namespace roster::sis
