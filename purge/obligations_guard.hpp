// Obligations guard: does a source's list look like the one that follows its last? Pure. When it
// does not, it is held: a list that lost its rows on the way would let people be purged who still
// have books at home.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "users/model/obligation.hpp"

namespace roster::purge {

struct ObligationsGuard {
  double shrink = 0.30;   // 0 to 1, of the last list's rows, and of the users it kept
  double unknown = 0.20;  // 0 to 1, of the rows: those with an id that nobody has
  int from = 20;  // shorter lists are not guarded: the last one for shrink, this for unknown
};

/// A list beside the last one of its source.
struct ListNumbers {
  ObligationCounts now;
  std::int64_t announced = -1;  // rows its last line speaks of; below 0: it does not say
  Time as_of{};
  std::optional<ObligationCounts> last;  // nothing: the source never spoke
  Time last_as_of{};
};

/// Nothing, or all that is odd in words, joined by "; ":
/// `rows: 150 of 500 are gone since the last list (30.0 %, limit 25.0 %)`.
std::optional<std::string> check_list(const ObligationsGuard& guard, const ListNumbers& list,
                                      Time now);

}  // namespace roster::purge
