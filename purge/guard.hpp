// Guard: checks whether a purge would remove more users than expected, or others than were shown.
// Pure. If so, no user is removed and the job is held until a person approves or rejects it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "users/model/job.hpp"
#include "users/store/stored_user.hpp"

namespace roster::purge {

struct Guard {
  double share = 0.10;  // 0 to 1, of the users the job looks at
  int from = 100;       // populations smaller than this are not guarded
};

/// What a dry run showed, and somebody has confirmed.
struct Shown {
  JobNumber job = 0;   // the dry run
  std::string people;  // fingerprint() of whom it would have removed
};

/// Stands for exactly these users, in this order: `12:9f86d081884c7d65`.
std::string fingerprint(std::span<const UserId> users);

/// Returns nothing, also when nobody is going, or a message:
/// `3 would go, and they are not those whom job 41 showed`.
std::optional<std::string> check_shown(const Shown& shown, std::span<const UserId> going);

/// Returns nothing, or a message with the limit that is exceeded:
/// `purged: 30 of 200 users (15.0 %, limit 10.0 %)`.
std::optional<std::string> check_guard(const Guard& guard, std::int64_t purged,
                                       std::int64_t population);

}  // namespace roster::purge
