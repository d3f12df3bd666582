// Reader V.1: a `userRecord` of the older format as a V.2 `user`, by the correspondence table of
// docs/fields.md. What comes out is an ordinary V.2 tree: the rules for tidying, judging and
// reading it are V.2's own.
#pragma once

#include <pugixml.hpp>

#include <unordered_map>
#include <vector>

#include "sis/record/tidy.hpp"

namespace roster::sis {

/// The V.1 elements from which those of a converted tree were made, by
/// pugi::xml_node::hash_value() of the latter.
using Origins = std::unordered_map<std::size_t, pugi::xml_node>;

/// Is this record V.1? Told by its content: V.2 children inside a V.1 root count as V.2.
bool is_v1(pugi::xml_node record);

/// Writes the V.2 form of a V.1 record into `out` (emptied first) and returns its `user` element.
/// Elements without a V.2 counterpart that the format knows (matchId, segmentAction, owneredEntity,
/// roles) go silently, others with a warning.
pugi::xml_node convert_v1(pugi::xml_node record, const LineOf& line_of, pugi::xml_document& out,
                          Origins& origins, WarningList& warnings);

}  // namespace roster::sis
