// Tidy: tolerant reading. Converts a record as real exports write it to a form that the V.2 schema
// can validate. Trims values, treats empty elements as absent, and removes with a warning: unknown
// elements and attributes, duplicates, unreadable optional dates, list items without their value,
// invisible characters in ids and codes. Nothing is removed without a warning.
#pragma once

#include <pugixml.hpp>

#include <functional>
#include <vector>

#include "sis/record/warning_list.hpp"

namespace roster::sis {

/// The line of a node in the feed, for warnings.
using LineOf = std::function<std::uint64_t(pugi::xml_node)>;

/// An unreadable date that was removed: its parent element (`user`, or a list item) and its name.
struct LostDate {
  pugi::xml_node holder;
  std::string name;
};

/// The results of tidying besides the tree.
struct Tidied {
  WarningList warnings;
  std::vector<LostDate> lost;  // in document order; of list items, the first hundred
};

/// Tidies a V.2 `user` element in place. Removes prefixes and namespace declarations, so that the
/// element has no namespace.
void tidy_v2(pugi::xml_node record, const LineOf& line_of, Tidied& out);

}  // namespace roster::sis
