// User as JSON, in the shape of the vendor's Users API: element names as keys, coded values as
// {"value","desc"}, lists named by their item.
//
// Lists and contact_info are always there, empty when there is nothing in them, so that scripts
// need not ask; absent texts, dates and codes are left out. Two keys are Roster's addition:
// full_name (the parts of the name joined by blanks) after last_name, and, when staff changed
// protected fields by hand, manually_changed with their names at the end.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "users/model/user.hpp"

namespace roster {

/// Appends the user as one compact JSON object, without a line break. Text that is not UTF-8 comes
/// out as U+FFFD.
void append_user_json(const User& user, std::string& out);

/// A member of an object whose value is JSON already.
struct JsonMember {
  std::string_view name;
  std::string json;
};

/// The same with every member that the vendor's Users API shows: texts without a value are "" (or
/// null where the vendor has null), codes {"value":"","desc":""}; dates are left out. No
/// manually_changed. `more` follows at the end.
void append_full_user_json(const User& user, std::span<const JsonMember> more, std::string& out);

/// The parts of the name joined by blanks.
std::string full_name(const User& user);

}  // namespace roster
