// User body: converts the user that a client sends, JSON or XML, to a User. Output-only members of
// the format (link, loans, full_name, roles …) and unknown ones are ignored. Items without a
// segment_type are internal, so that no load of the SIS removes them.
#pragma once

#include <string>

#include "users/model/user.hpp"

namespace roster::http {

struct Request;

/// Throws ApiError: 401676 when the body is not JSON or XML or not a user, 401652 when a value is
/// invalid for its field.
User user_of_body(const Request& request);

}  // namespace roster::http
