// Postgres URL: what libpq says of a URL, without connecting.
#pragma once

#include <string>

namespace roster {

/// Is it whole, are all its settings known to libpq, and its ports and hosts no parts of a password
/// that was not encoded?
bool is_connection_url(const std::string& url);

/// The URL itself, for those who connect. Throws std::invalid_argument unless it is_connection_url.
const std::string& checked_url(const std::string& url);

}  // namespace roster
