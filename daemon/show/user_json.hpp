// User as JSON, in the shape of the vendor's Users API: element names as keys, coded values as
// {"value","desc"}, lists named by their item.
//
// Lists and contact_info are always there, empty when there is nothing in them, so that scripts
// need not ask; absent texts, dates and codes are left out. Two keys are Roster's addition:
// full_name (the parts of the name joined by blanks) after last_name, and, when staff changed
// protected fields by hand, manually_changed with their names at the end.
#pragma once

#include <string>

#include "users/model/user.hpp"

namespace roster {

/// Appends the user as one compact JSON object, without a line break. Text that is not UTF-8 comes
/// out as U+FFFD.
void append_user_json(const User& user, std::string& out);

}  // namespace roster
