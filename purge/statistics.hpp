// Statistics: numbers of users present and purged, as far as the delete policy kept data. A user
// purged more than once counts once; one who returned counts as present. Users of whom nothing was
// kept are not counted.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "users/store/store.hpp"

namespace roster::purge {

struct Tally {
  std::int64_t present = 0;
  std::int64_t purged = 0;

  friend bool operator==(const Tally&, const Tally&) = default;
};

struct Statistics {
  Tally all;
  std::map<std::string, Tally> by_user_group;   // by code; "" for those without
  std::map<std::string, Tally> by_record_type;  // likewise
  /// By category_type and statistic_category. A user counts once in each category it has.
  std::map<std::pair<std::string, std::string>, Tally> by_category;
};

/// `key`: file of the erasure ledger's key, by which users who returned are recognised; without it
/// they count on both sides. Throws LedgerError.
Statistics count_statistics(Transaction& transaction, const std::filesystem::path& key);

}  // namespace roster::purge
