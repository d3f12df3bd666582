#include "daemon/service/clock_watch.hpp"

#include <utility>

namespace roster {

std::optional<ClockStep> ClockWatch::look(Time now, std::chrono::nanoseconds since_boot) {
  const auto passed =
      std::chrono::floor<Seconds>(since_boot - std::exchange(since_boot_, since_boot));
  const std::optional<Time> before = std::exchange(now_, now);
  if (!before) return {};
  const Time expected = *before + passed;
  if (now - expected <= kUnnoticed && expected - now <= kUnnoticed) return {};
  return ClockStep{expected, now};
}

}  // namespace roster
