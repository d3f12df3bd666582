#include "purge/guard.hpp"

#include <fmt/format.h>
#include <xxhash.h>

namespace roster::purge {

std::string fingerprint(std::span<const UserId> users) {
  return fmt::format("{}:{:016x}", users.size(), XXH3_64bits(users.data(), users.size_bytes()));
}

std::optional<std::string> check_shown(const Shown& shown, std::span<const UserId> going) {
  if (going.empty() || shown.people == fingerprint(going)) return std::nullopt;
  return fmt::format("{} would go, and they are not those whom job {} showed", going.size(),
                     shown.job);
}

std::optional<std::string> check_guard(const Guard& guard, std::int64_t purged,
                                       std::int64_t population) {
  if (population < guard.from || population == 0) return std::nullopt;
  const double share = static_cast<double>(purged) / static_cast<double>(population);
  if (share <= guard.share) return std::nullopt;
  return fmt::format("purged: {} of {} users ({:.1f} %, limit {:.1f} %)", purged, population,
                     share * 100, guard.share * 100);
}

}  // namespace roster::purge
