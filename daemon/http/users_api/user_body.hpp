// User body: the user a client sends, JSON or XML, as a User. What the format calls output only
// (link, loans, full_name, roles …) is passed over, as are unknown members. Items without a
// segment_type are internal: no load of the SIS takes them away.
#pragma once

#include <string>

#include "users/model/user.hpp"

namespace roster::http {

struct Request;

/// Throws ApiError: 401676 when the body is not JSON or XML or no user, 401652 when a value does
/// not fit its field.
User user_of_body(const Request& request);

}  // namespace roster::http
