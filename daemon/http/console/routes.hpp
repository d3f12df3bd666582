// Routes: which address shows which page, and which of them are also given as CSV (`format=csv`) or
// JSON (`format=json`).
#pragma once

#include <optional>

#include "daemon/http/console/pages/pages.hpp"

namespace roster::http {

/// The page at the visit's address; nothing when there is none.
std::optional<Page> page_of(const Visit& visit);

/// What the address holds as data, when it is asked for with `format` and there is such a form of
/// it.
std::optional<Response> data_of(const Visit& visit);

}  // namespace roster::http
