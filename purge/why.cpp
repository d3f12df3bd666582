#include "purge/why.hpp"

#include "purge/blockers.hpp"

namespace roster::purge {

Why why(Transaction& transaction, const StoredUser& user, const Policy& policy,
        const std::set<std::string>& stale_feeds, Now now) {
  return {user.user.primary_id, user.user.purge_date, reasons_not_due(user.user, policy, now.today),
          blockers(transaction, {&user, 1}, policy, stale_feeds, now).front()};
}

}  // namespace roster::purge
