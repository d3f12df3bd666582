// Columns: converts days, times and flags to column values and back.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "users/base/day.hpp"

namespace roster::sql {

inline std::int64_t since_epoch(Time time) { return time.time_since_epoch().count(); }
inline std::int64_t since_epoch(Day day) { return day.time_since_epoch().count(); }
template <class T>
std::optional<std::int64_t> since_epoch(const std::optional<T>& value) {
  return value ? std::optional(since_epoch(*value)) : std::nullopt;
}

/// Damaged columns give the first or the last day that can be written.
inline Time time_of(std::int64_t seconds) {
  return Time(std::chrono::seconds(
      std::clamp(seconds, since_epoch(Time(kFirstDay)), since_epoch(Time(kLastDay)))));
}
inline Day day_of(std::int64_t days) {
  return Day(std::chrono::days(std::clamp(days, since_epoch(kFirstDay), since_epoch(kLastDay))));
}

inline std::int64_t flag(bool set) { return set ? 1 : 0; }

/// For LIMIT; nothing: no limit.
inline std::int64_t limit_of(std::optional<std::int64_t> limit) {
  return limit.value_or(std::numeric_limits<std::int64_t>::max());
}

}  // namespace roster::sql
