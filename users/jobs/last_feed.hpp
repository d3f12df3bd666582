// Last feed: finds the last load whose feed contained a user, changed or unchanged.
#pragma once

#include <map>
#include <span>

#include "users/store/store.hpp"

namespace roster {

/// For each user: the last load that was applied, was not undone, and whose feed contained the
/// user. Users without a known load are not in the result.
std::map<UserId, Job> last_feeds(Transaction& transaction, std::span<const UserId> users);

}  // namespace roster
