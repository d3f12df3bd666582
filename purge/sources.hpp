// Sources: checks that every required source reported within max_age. Pure. If not, nobody is
// purged: users with new debts cannot be told from users without.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "users/base/day.hpp"
#include "users/model/obligation.hpp"

namespace roster::purge {

struct NeededObligations {
  std::vector<std::string> sources;  // empty: all known sources, and at least one
  Seconds max_age{24 * 3600};
};

/// Returns nothing when all are fresh, else a message for every source that is missing, too old or
/// dated more than five minutes ahead (its age is unknown), joined by "; ":
/// `obligations of circulation are 31 h old (limit 24 h)`,
/// `obligations of acquisitions never arrived`,
/// `obligations of circulation are dated in the future: 2100-01-01T00:00:00Z`.
std::optional<std::string> check_obligations(const NeededObligations& needed,
                                             std::span<const ObligationSource> known, Time now);

}  // namespace roster::purge
