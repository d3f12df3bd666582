#include "purge/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace roster::purge {
namespace {

/// A source's clock may be ahead by this.
constexpr Seconds kClockSkew{300};

struct Unit {
  std::int64_t seconds;
  std::string_view name;
};
constexpr std::array<Unit, 3> kUnits = {Unit{3600, "h"}, Unit{60, "min"}, Unit{1, "s"}};

std::string in_unit(Seconds time, const Unit& unit) {
  return fmt::format("{} {}", time.count() / unit.seconds, unit.name);
}

/// In the largest unit that represents it exactly.
std::string format_limit(Seconds limit) {
  const auto* unit = std::find_if(kUnits.begin(), kUnits.end() - 1, [&](const Unit& candidate) {
    return limit.count() % candidate.seconds == 0;
  });
  return in_unit(limit, *unit);
}

/// In the largest unit in which it still exceeds the limit.
std::string format_age(Seconds age, Seconds limit) {
  const auto* unit = std::find_if(kUnits.begin(), kUnits.end() - 1, [&](const Unit& candidate) {
    return age.count() / candidate.seconds * candidate.seconds > limit.count();
  });
  return in_unit(age, *unit);
}

void add(std::string& messages, std::string_view message) {
  if (!messages.empty()) messages += "; ";
  messages += message;
}

}  // namespace

std::optional<std::string> check_obligations(const NeededObligations& needed,
                                             std::span<const ObligationSource> known, Time now) {
  std::vector<std::string> sources = needed.sources;
  if (sources.empty()) {
    for (const ObligationSource& source : known) sources.push_back(source.name);
  }
  std::string messages;
  if (sources.empty()) add(messages, "no obligations ever arrived");
  for (const std::string& name : sources) {
    const auto source = std::find_if(known.begin(), known.end(),
                                     [&](const auto& candidate) { return candidate.name == name; });
    if (source == known.end()) {
      add(messages, fmt::format("obligations of {} never arrived", name));
    } else if (source->as_of > now + kClockSkew) {
      add(messages, fmt::format("obligations of {} are dated in the future: {}", name,
                                format_time(source->as_of)));
    } else if (now - source->as_of > needed.max_age) {
      add(messages, fmt::format("obligations of {} are {} old (limit {})", name,
                                format_age(now - source->as_of, needed.max_age),
                                format_limit(needed.max_age)));
    }
  }
  if (messages.empty()) return std::nullopt;
  return messages;
}

}  // namespace roster::purge
