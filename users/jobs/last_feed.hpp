// Last feed: which load had a user last, changed or not.
#pragma once

#include <map>
#include <span>

#include "users/store/store.hpp"

namespace roster {

/// For each of these users the last load that was applied, not undone, and had them; those whom no
/// load had, as far as that is still known, are missing.
std::map<UserId, Job> last_feeds(Transaction& transaction, std::span<const UserId> users);

}  // namespace roster
