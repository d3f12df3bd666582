// User forms: what an operator may do with one person: edit a field, lock the record while it is
// edited, keep the person from being purged.
#pragma once

#include "daemon/http/console/base/html.hpp"
#include "daemon/http/console/base/visit.hpp"

namespace roster::http {

void user_forms(Html& html, const Visit& visit, const UserShown& shown);

}  // namespace roster::http
