// Reader V.1: converts a `userRecord` of the older format to a V.2 `user`, by the correspondence
// table of docs/fields.md. The result is an ordinary V.2 tree; tidying, validation and reading
// follow the V.2 rules.
#pragma once

#include <pugixml.hpp>

#include <unordered_map>
#include <vector>

#include "sis/record/tidy.hpp"

namespace roster::sis {

/// Maps the elements of a converted tree, by pugi::xml_node::hash_value(), to the V.1 elements they
/// were made from.
using Origins = std::unordered_map<std::size_t, pugi::xml_node>;

/// Is this record V.1? Decided by content: V.2 children inside a V.1 root count as V.2.
bool is_v1(pugi::xml_node record);

/// Writes the V.2 form of a V.1 record to `out` (cleared first) and returns its `user` element.
/// Drops known elements without a V.2 counterpart (matchId, segmentAction, owneredEntity, roles)
/// without a warning, other elements with a warning.
pugi::xml_node convert_v1(pugi::xml_node record, const LineOf& line_of, pugi::xml_document& out,
                          Origins& origins, WarningList& warnings);

}  // namespace roster::sis
