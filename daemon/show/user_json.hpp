// User as JSON, in the format of the vendor's Users API: element names as keys, coded values as
// {"value","desc"}, lists named by their item.
//
// Lists and contact_info are always present, possibly empty, so that scripts need not check; absent
// texts, dates and codes are left out. Roster adds two keys: full_name (the parts of the name
// joined by blanks) after last_name, and, when staff changed protected fields, manually_changed
// with the names of the fields at the end.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "users/model/user.hpp"

namespace roster {

/// Appends the user as one compact JSON object, without a line break. Invalid UTF-8 becomes U+FFFD.
void append_user_json(const User& user, std::string& out);

/// A member of an object whose value is already JSON.
struct JsonMember {
  std::string_view name;
  std::string json;
};

/// The same with every member that the vendor's Users API shows: texts without a value are "" (or
/// null where the vendor has null), codes {"value":"","desc":""}; dates are left out. Without
/// manually_changed. `more` is appended at the end.
void append_full_user_json(const User& user, std::span<const JsonMember> more, std::string& out);

/// The parts of the name joined by blanks.
std::string full_name(const User& user);

}  // namespace roster
