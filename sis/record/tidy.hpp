// Tidy: tolerant reading. A record as real exports write it becomes what the V.2 schema can judge:
// blanks around values go, empty elements count as absent, and what does not belong (unknown
// elements and attributes, second occurrences, unreadable optional dates, list items without their
// value, invisible characters in ids and codes) is taken out, each with a warning. Nothing leaves
// silently.
#pragma once

#include <pugixml.hpp>

#include <functional>
#include <vector>

#include "sis/record/warning_list.hpp"

namespace roster::sis {

/// The line of a node in the feed, for warnings.
using LineOf = std::function<std::uint64_t(pugi::xml_node)>;

/// A date that could not be read and was taken out: the element it stood in (`user`, or a list's
/// item) and its name.
struct LostDate {
  pugi::xml_node holder;
  std::string name;
};

/// What tidying leaves beside the tree.
struct Tidied {
  WarningList warnings;
  std::vector<LostDate> lost;  // in the tree's order; of list items the first hundred
};

/// Tidies a V.2 `user` element in place. Prefixes and namespace declarations go, so that the
/// element stands in no namespace.
void tidy_v2(pugi::xml_node record, const LineOf& line_of, Tidied& out);

}  // namespace roster::sis
