// Extent: finds where an element ends. Examines only relevant markup: tags with the element's own
// name, comments, CDATA sections and processing instructions; the well-formedness check examines
// the rest. This is sufficient because attribute values cannot contain `<`.
#pragma once

#include <cstddef>
#include <string_view>

namespace roster::sis {

struct Extent {
  enum class End {
    closed,    // `size` bytes
    cut,       // the text ends first
    untracked  // the markup cannot be tracked: an endless comment, or elements nested too deeply
  } end = End::cut;
  std::size_t size = 0;
  /// The first inner element with the same name: possibly the next record, when this one has no end
  /// tag. npos: none.
  std::size_t nested = std::string_view::npos;
  /// The start of a comment or section without an end. npos: none.
  std::size_t lost = std::string_view::npos;
  /// The number of bytes examined.
  std::size_t seen = 0;
};

/// The extent of the element at the start of `text` with the qualified name `name`.
Extent find_extent(std::string_view text, std::string_view name);

/// The end of damage: the first literal occurrence of one of these tags, in any context.
struct Boundary {
  bool found = false;
  std::size_t at = 0;    // the damage ends here: after </name>, before <name> or </root>
  std::size_t safe = 0;  // if not found: no tag starts before this, even if more text follows
};

/// Searches from `from` for the end tag `</name>`, a start tag `<name` or the end tag `</root>`.
Boundary find_boundary(std::string_view text, std::size_t from, std::string_view name,
                       std::string_view root);

/// The end of a tag: the first `>` outside quotes. `size` is 0 when there is none.
struct TagEnd {
  std::size_t size = 0;
  bool empty = false;   // <a/>
  bool broken = false;  // a `<` came first
};
TagEnd find_tag_end(std::string_view text);

}  // namespace roster::sis
