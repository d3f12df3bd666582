// Why: says whether a user would be purged today and, if not, every reason.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "purge/policy.hpp"

namespace roster::purge {

struct Why {
  std::string primary_id;
  std::optional<Day> purge_date;
  std::vector<std::string> not_due;   // as reasons_not_due() spells them; empty: due
  std::vector<std::string> blockers;  // as blockers() spells them

  bool is_due() const { return not_due.empty(); }
  /// True when a purge with this policy would remove the user today.
  bool is_purged() const { return not_due.empty() && blockers.empty(); }
};

Why why(Transaction& transaction, const StoredUser& user, const Policy& policy,
        const std::set<std::string>& stale_feeds, Now now);

}  // namespace roster::purge
