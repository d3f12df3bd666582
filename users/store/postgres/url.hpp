// Postgres URL: what libpq says of a URL, without connecting.
#pragma once

#include <string>

namespace roster {

/// Is it whole, and are all its settings known to libpq?
bool is_connection_url(const std::string& url);

}  // namespace roster
