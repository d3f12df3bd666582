// Reader V.2: converts a record's tree to a User.
//
// The same code has two modes. With *check*, it accepts only plainly valid records (known elements
// once each, values within their limits, ordinary dates) and fails on anything else; most records
// of most feeds pass and are never validated by libxml2. A record that fails is tidied, validated
// by libxml2 and then read with *judged*, which accepts everything.
#pragma once

#include <pugixml.hpp>

#include <vector>

#include "sis/split/split.hpp"
#include "users/model/user.hpp"

namespace roster::sis {

enum class Trust : std::uint8_t {
  check,  ///< fail on anything that is not plainly valid
  judged  ///< the schema accepted the record: read everything
};

/// Reads a `user` element into `out` (which should be empty). Returns false when the check fails;
/// `out` is then unspecified. Skips elements that are not part of a load (docs/fields.md). Adds to
/// `unread` the dates that the schema allows and Roster cannot store (years beyond 9999); they
/// count as absent.
bool read_v2(pugi::xml_node record, Reading reading, Trust trust, User& out,
             std::vector<pugi::xml_node>& unread);

/// Is this child of `user` known to the format but not part of a load (password, user_roles, fees,
/// …)?
bool is_passed_over(std::string_view element);

}  // namespace roster::sis
