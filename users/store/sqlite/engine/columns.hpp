// Columns: converts days, times and flags to column values and back.
#pragma once

#include <cstdint>
#include <optional>

#include "users/base/day.hpp"

namespace roster::sqlite {

inline std::int64_t since_epoch(Time time) { return time.time_since_epoch().count(); }
inline std::int64_t since_epoch(Day day) { return day.time_since_epoch().count(); }
template <class T>
std::optional<std::int64_t> since_epoch(const std::optional<T>& value) {
  return value ? std::optional(since_epoch(*value)) : std::nullopt;
}

inline Time time_of(std::int64_t seconds) { return Time(std::chrono::seconds(seconds)); }
inline Day day_of(std::int64_t days) { return Day(std::chrono::days(days)); }

inline std::int64_t flag(bool set) { return set ? 1 : 0; }

}  // namespace roster::sqlite
