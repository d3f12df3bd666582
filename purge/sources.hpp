// Sources: has everybody who must say what users owe said so, and lately? Pure. When not, nobody is
// purged: who has fresh debts cannot be told from who has none.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "users/base/day.hpp"
#include "users/model/obligation.hpp"

namespace roster::purge {

struct NeededObligations {
  std::vector<std::string> sources;  // none: all that ever spoke, and at least one
  Seconds max_age{24 * 3600};
};

/// Nothing when all is there, else every source that is missing or too old, in words, joined by
/// "; ": `obligations of circulation are 31 h old (limit 24 h)`,
/// `obligations of acquisitions never arrived`,
/// `obligations of circulation are of the future: 2100-01-01T00:00:00Z` (nobody knows how old they
/// are).
std::optional<std::string> check_obligations(const NeededObligations& needed,
                                             std::span<const ObligationSource> known, Time now);

}  // namespace roster::purge
