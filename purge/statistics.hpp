// Statistics: how many people there are and how many were purged, as far as the delete policy kept
// something of them. Who was purged more than once counts once; who came back is present. Users of
// whom nothing was kept are counted nowhere.
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
  std::map<std::string, Tally> by_user_group;   // by code; "" are those without
  std::map<std::string, Tally> by_record_type;  // likewise
  /// By category_type and statistic_category. A user counts once in each category it has.
  std::map<std::pair<std::string, std::string>, Tally> by_category;
};

/// `key`: of the erasure ledger, which tells people who came back; without it they count on both
/// sides. Throws LedgerError.
Statistics count_statistics(Transaction& transaction, const std::filesystem::path& key);

}  // namespace roster::purge
