// Feeds: checks that the profiles were loaded recently. When a feed has stopped, purge dates that
// it would have moved are reached, and every user looks like one who left.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>

#include "users/store/store.hpp"

namespace roster::purge {

/// A profile whose users are purged only while its loads are recent.
struct NeededFeed {
  std::string profile;             // its code: external_id of the users
  std::optional<Seconds> max_age;  // unset: any age
};

/// Returns the profiles whose users must be kept: no synchronize job was applied (and not undone)
/// within max_age, or one of their loads is held. Jobs that start in the future do not count.
/// Empty: every feed is fresh.
std::set<std::string> stale_feeds(Transaction& transaction, std::span<const NeededFeed> needed,
                                  Time now);

}  // namespace roster::purge
