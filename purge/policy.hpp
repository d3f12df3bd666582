// Policy: what a purge job was told: who is due and what holds them back. Pure.
//
// Due is who has a purge date that is reached, and is of the job's record type and user group. A
// user without a purge date is never due.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "users/base/amount.hpp"
#include "users/store/store.hpp"

namespace roster::purge {

struct Policy {
  int days_after_purge_date = 0;           // not below 0
  std::optional<std::string> record_type;  // PUBLIC | STAFF | CONTACT; nothing: any
  std::optional<std::string> user_group;   // nothing: any
  Amount waive_threshold;                  // owing this much, or less, holds nobody back
  bool require_expired = true;             // holds back who has not expired
  bool block_on_requests = false;
  bool keep_internal = true;  // holds back accounts that no feed looks after
};

/// What holds a user whoever removes it: what other systems say (any balance), a lock, a keep; not
/// dates, requests or the account type.
Policy by_hand();

/// The latest purge date that is due: today itself when no days are added, else the last day before
/// today minus those days.
Day latest_due(const Policy& policy, Day today);

/// The users a job looks at, due or not: of its record type and user group.
UserFilter looked_at(const Policy& policy);

/// The users that are due.
UserFilter due(const Policy& policy, Day today);

/// Every reason why a user is not due; none when it is. In the spelling of blockers:
/// `record_type:STAFF`, `user_group:STAFF`, `no_purge_date`, `purge_date:2027-06-30`.
std::vector<std::string> reasons_not_due(const User& user, const Policy& policy, Day today);

}  // namespace roster::purge
