// Reader V.2: a record's tree as a User.
//
// The same walk serves twice. Asked to *check*, it accepts only what is plainly valid (known
// elements once each, values within their limits, ordinary dates) and gives up at anything else;
// most records of most feeds pass, and libxml2 never sees them. What it gives up on is tidied,
// judged by libxml2 and then read with `judged`, when it takes what is there.
#pragma once

#include <pugixml.hpp>

#include <vector>

#include "sis/split/split.hpp"
#include "users/model/user.hpp"

namespace roster::sis {

enum class Trust : std::uint8_t {
  check,  ///< give up at anything that is not plainly valid
  judged  ///< the schema has accepted the record: read it all
};

/// Reads a `user` element into `out` (which should be empty). Returns false when it gave up; `out`
/// is then unspecified. Elements that are not part of a load (docs/fields.md) are passed over.
/// `unread` gets the dates that the schema allows and Roster cannot hold (years beyond 9999); they
/// count as absent.
bool read_v2(pugi::xml_node record, Reading reading, Trust trust, User& out,
             std::vector<pugi::xml_node>& unread);

/// Is this child of `user` known to the format but not part of a load (password, user_roles, fees,
/// …)?
bool is_passed_over(std::string_view element);

}  // namespace roster::sis
