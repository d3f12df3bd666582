// Feeds: were the profiles loaded lately? A feed that stopped weeks ago says nothing of who is
// still there: dates that it would have moved are reached, and everybody looks like a leaver.
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
  std::optional<Seconds> max_age;  // nothing: any age will do
};

/// The profiles whose users must stay: not loaded for longer than max_age (by a synchronize job
/// that was applied and not undone; one from the future counts for nothing), or one of their loads
/// is held. Empty: every feed is fresh.
std::set<std::string> stale_feeds(Transaction& transaction, std::span<const NeededFeed> needed,
                                  Time now);

}  // namespace roster::purge
