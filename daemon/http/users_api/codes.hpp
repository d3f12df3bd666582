// Codes: the vendor's tables of contact types and the institution's user groups, which the Users
// API checks in what clients send. A load checks none of them, so a stored user may hold others.
//
// Source: Ex Libris, user XML V.1 schema (contact types); Users API (codes 401852, 401863, 401864).
#pragma once

#include <span>
#include <string>

#include "users/model/user.hpp"

namespace roster::http {

/// Throws ApiError for a code in `user` that is not legal, unless `stored` (nullptr: a new user)
/// has it already: 401852 for a user group that is not among `groups` (empty: any is legal), 401652
/// for a status that is neither ACTIVE nor INACTIVE, 401864 for a contact type that no table has,
/// 401863 for one that only contacts and staff may have.
void check_codes(const User& user, const User* stored, std::span<const std::string> groups);

}  // namespace roster::http
