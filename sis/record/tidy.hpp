// Tidy: tolerant reading. Converts a record as real exports write it to a form that the V.2 schema
// can validate. Trims values, treats empty elements as absent, and removes with a warning: unknown
// elements and attributes, duplicates, unreadable optional dates, list items without their value,
// invisible characters in ids and codes. Nothing is removed without a warning.
#pragma once

#include <pugixml.hpp>

#include <cstdint>
#include <functional>
#include <string>
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
  std::string incomplete;      // `user_note note_type`: the first item removed for what it lacks
  std::string invisible;       // the message about the first invisible character that was removed
};

/// Are the items' segments of use? Those of a feed are not: all its items are external.
enum class Segments : std::uint8_t { dropped, kept };

/// Tidies a V.2 `user` element in place. Removes prefixes and namespace declarations, so that the
/// element has no namespace.
void tidy_v2(pugi::xml_node record, const LineOf& line_of, Tidied& out,
             Segments segments = Segments::dropped);

}  // namespace roster::sis
