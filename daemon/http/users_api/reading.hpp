// Reading: the read-only calls of the Users API. Each takes a transaction on a read-only view.
#pragma once

#include <span>
#include <string>

#include "daemon/http/users_api/call.hpp"

namespace roster::http {

/// GET /users: `q`, `limit` (10, at most 100), `offset`, `order_by`, `expand=full`,
/// `modify_date_from`, `source_institution_code`, `source_user_id`. Without a condition a page is
/// read by an index; with one all users are looked at.
std::string list_users(Transaction& transaction, const Call& call);

/// GET /users/{id}: `user_id_type`, `view=brief`, `expand=loans,requests,fees`.
std::string get_user(Transaction& transaction, const Call& call, std::string_view id);

/// GET /users/{id}/loans, /requests, /fees: as much as the obligations say. Titles and dates are
/// not known here, nor what is over (`loan_status`, `status`).
std::string get_loans(Transaction& transaction, const Call& call, std::string_view id);
std::string get_requests(Transaction& transaction, const Call& call, std::string_view id);
std::string get_fees(Transaction& transaction, const Call& call, std::string_view id);

/// GET /users/{id}/attachments: none are kept.
std::string get_attachments(Transaction& transaction, const Call& call, std::string_view id);

/// GET /users/{id}/personal-data: the record, its history and all that is kept about the person.
/// JSON only.
std::string get_personal_data(Transaction& transaction, const Call& call, std::string_view id);

/// GET /conf/general, /conf/test, /conf/libraries, /conf/code-tables/UserGroups.
std::string get_general(const Call& call);
std::string get_test(const Call& call);
std::string get_libraries(const Call& call);
std::string get_user_groups(const Call& call, std::span<const std::string> groups);

}  // namespace roster::http
