// Guard: checks whether a purge would remove more users than expected. Pure. If so, no user is
// removed and the job is held until a person approves or rejects it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace roster::purge {

struct Guard {
  double share = 0.10;  // 0 to 1, of the users the job looks at
  int from = 100;       // populations smaller than this are not guarded
};

/// Returns nothing, or a message with the limit that is exceeded:
/// `purged: 30 of 200 users (15.0 %, limit 10.0 %)`.
std::optional<std::string> check_guard(const Guard& guard, std::int64_t purged,
                                       std::int64_t population);

}  // namespace roster::purge
