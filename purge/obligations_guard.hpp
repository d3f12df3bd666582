// Obligations guard: checks whether a source's list is plausible after its last one. Pure. If not,
// it is held: a list that lost rows in transfer would let users be purged who still have loans.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "users/model/obligation.hpp"

namespace roster::purge {

struct ObligationsGuard {
  double shrink = 0.30;   // 0 to 1, of the rows of the last list, and of the users it blocked
  double unknown = 0.20;  // 0 to 1, of the rows: those whose id no user has
  int from = 20;  // shorter lists are not guarded: the last one for shrink, this one for unknown
};

/// The numbers of a list and of the last one of its source.
struct ListNumbers {
  ObligationCounts now;
  std::int64_t announced = -1;  // number of rows stated in its last line; below 0: not stated
  Time as_of{};
  std::optional<ObligationCounts> last;  // unset: the source's first list
  Time last_as_of{};
};

/// Returns nothing, or all findings, joined by "; ":
/// `rows: 150 of 500 are gone since the last list (30.0 %, limit 25.0 %)`.
std::optional<std::string> check_list(const ObligationsGuard& guard, const ListNumbers& list,
                                      Time now);

}  // namespace roster::purge
