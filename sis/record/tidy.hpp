// Tidy: tolerant reading. A record as real exports write it becomes what the V.2 schema can judge:
// blanks around values go, empty elements count as absent, and what does not belong (unknown
// elements and attributes, second occurrences, unreadable optional dates, list items without their
// value) is taken out, each with a warning. Nothing leaves silently.
#pragma once

#include <pugixml.hpp>

#include <functional>
#include <vector>

#include "sis/feed.hpp"

namespace roster::sis {

/// The line of a node in the feed, for warnings.
using LineOf = std::function<std::uint64_t(pugi::xml_node)>;

/// Tidies a V.2 `user` element in place. Prefixes and namespace declarations go, so that the
/// element stands in no namespace.
void tidy_v2(pugi::xml_node record, const LineOf& line_of, std::vector<Warning>& warnings);

}  // namespace roster::sis
