// Changing: the calls of the Users API that write. They run in the daemon's queue, each as one
// staff edit (or one deletion) under the key's name. Source of the rules: Ex Libris, Users API,
// "Create user", "Swap all"; of the protected fields: "External user data: behavior of SIS
// synchronization and API".
#pragma once

#include <string>

#include "daemon/http/users_api/call.hpp"
#include "daemon/work/session.hpp"

namespace roster::http {

/// POST /users. Without a primary id, one is derived from the names. Returns the user as stored.
std::string create_user(Session& session, const Call& call);

/// PUT /users/{id}: the body replaces the user. Protected fields that staff changed, or that the
/// body leaves empty, stay unless `override` names them. A different primary id in the body renames
/// the user.
std::string replace_user(Session& session, const Call& call, std::string_view id);

/// DELETE /users/{id}: refused with 401850 while the user has blockers; writes to the erasure
/// ledger.
void delete_user(Session& session, const Call& call, std::string_view id);

}  // namespace roster::http
