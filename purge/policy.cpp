#include "purge/policy.hpp"

#include <cassert>

#include "users/base/day.hpp"

namespace roster::purge {

Policy by_hand() {
  Policy policy;
  policy.require_expired = false;
  policy.keep_internal = false;
  return policy;
}

Day latest_due(const Policy& policy, Day today) {
  assert(policy.days_after_purge_date >= 0);
  if (policy.days_after_purge_date == 0) return today;
  return today - std::chrono::days{policy.days_after_purge_date + 1};
}

UserFilter looked_at(const Policy& policy) {
  UserFilter filter;
  filter.record_type = policy.record_type;
  filter.user_group = policy.user_group;
  return filter;
}

UserFilter due(const Policy& policy, Day today) {
  UserFilter filter = looked_at(policy);
  filter.due_by = latest_due(policy, today);
  return filter;
}

std::vector<std::string> reasons_not_due(const User& user, const Policy& policy, Day today) {
  std::vector<std::string> reasons;
  if (policy.record_type && user.record_type.value != *policy.record_type) {
    reasons.push_back("record_type:" + user.record_type.value);
  }
  if (policy.user_group && user.user_group.value != *policy.user_group) {
    reasons.push_back("user_group:" + user.user_group.value);
  }
  if (!user.purge_date) {
    reasons.emplace_back("no_purge_date");
  } else if (*user.purge_date > latest_due(policy, today)) {
    reasons.push_back("purge_date:" + format_day(*user.purge_date));
  }
  return reasons;
}

}  // namespace roster::purge
