#include "purge/guard.hpp"

#include <fmt/format.h>

namespace roster::purge {

std::optional<std::string> check_guard(const Guard& guard, std::int64_t purged,
                                       std::int64_t population) {
  if (population < guard.from || population == 0) return std::nullopt;
  const double share = static_cast<double>(purged) / static_cast<double>(population);
  if (share <= guard.share) return std::nullopt;
  return fmt::format("purged: {} of {} users ({:.1f} %, limit {:.1f} %)", purged, population,
                     share * 100, guard.share * 100);
}

}  // namespace roster::purge
