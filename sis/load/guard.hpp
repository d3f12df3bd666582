// Guard: do a load's numbers look like a normal night? Pure. When they do not, nothing is applied
// and the load is held until a person approves or rejects it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sis/profile.hpp"

namespace roster::sis {

struct LoadNumbers {
  std::int64_t processed = 0, updated = 0, rejected = 0;
  std::int64_t newly_due = 0;   // users whose purge date is reached because of this load
  std::int64_t population = 0;  // users of the profile before the load, or enough of them
  std::optional<std::int64_t>
      previous;  // records of the profile's last completed load of this kind
};

/// Nothing, or every limit that is exceeded in words: `updated: 600 of 1000 records (60.0 %,
/// limit 50.0 %)`, joined by "; ".
std::optional<std::string> check_guard(const Guard& guard, const LoadNumbers& numbers);

}  // namespace roster::sis
