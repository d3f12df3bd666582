// Statistics: how many users there are and how many were purged, as far as the delete policy kept
// something of them. Users of whom nothing was kept are counted nowhere.
#pragma once

#include <cstdint>
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

Statistics count_statistics(Transaction& transaction);

}  // namespace roster::purge
