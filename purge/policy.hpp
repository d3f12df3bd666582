// Policy: which users are due in a purge job, and what blocks them. Pure.
//
// A user is due when the purge date is reached and the record type and user group are those of the
// job. A user without a purge date is never due.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "users/base/amount.hpp"
#include "users/store/store.hpp"

namespace roster::purge {

struct Policy {
  int days_after_purge_date = 0;           // not below 0
  std::optional<std::string> record_type;  // PUBLIC | STAFF | CONTACT; unset: any
  std::optional<std::string> user_group;   // unset: any
  Amount waive_threshold;                  // balances up to this do not block
  bool require_expired = true;             // blocks users who have not expired
  bool block_on_requests = false;
  bool keep_internal = true;  // blocks accounts that no feed maintains
};

/// The policy for removal by hand: obligations (any positive balance), a lock and a keep block;
/// dates, requests and the account type do not.
Policy by_hand();

/// Returns the latest purge date that is due: today when no days are added, else the last day
/// before today minus those days.
Day latest_due(const Policy& policy, Day today);

/// The users in scope of the job, due or not: those of its record type and user group.
UserFilter looked_at(const Policy& policy);

/// The users that are due.
UserFilter due(const Policy& policy, Day today);

/// Returns every reason why a user is not due; empty when it is. Spelled as blockers are:
/// `record_type:STAFF`, `user_group:STAFF`, `no_purge_date`, `purge_date:2027-06-30`.
std::vector<std::string> reasons_not_due(const User& user, const Policy& policy, Day today);

}  // namespace roster::purge
