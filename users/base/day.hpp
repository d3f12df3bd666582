// Days and times as text: the calendar arithmetic shared by all layers. Nothing here reads a clock.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace roster {

/// A calendar day without a zone. Feeds carry `2027-06-30Z`; the suffix is dropped, not converted.
using Day = std::chrono::sys_days;

/// A moment, to the second, in UTC.
using Time = std::chrono::sys_seconds;

/// A clock that is never set, by which lengths of time are measured. Libraries are handed one.
using SteadyClock = std::chrono::nanoseconds (*)();

/// What a job is told about the present: `today` is the day in the configured time zone.
struct Now {
  Time time;
  Day today;
  SteadyClock steady = nullptr;  // none: no time passes
};

/// A duration; configurations write 90s, 10m, 24h, 30d, 2w.
using Seconds = std::chrono::seconds;

/// `2027-06-30`.
std::string format_day(Day day);

/// Reads `YYYY-MM-DD` only; returns nothing unless it is a calendar day in years 1 to 9999.
std::optional<Day> parse_day(std::string_view text);

/// The first and the last day that can be written and read. A later day means never.
inline constexpr Day kFirstDay = Day(std::chrono::year(1) / 1 / 1);
inline constexpr Day kLastDay = Day(std::chrono::year(9999) / 12 / 31);

/// The day `days` later (`days` is not negative); nothing when it is after kLastDay.
std::optional<Day> days_after(Day day, int days);

/// `2026-11-22T02:00:01Z`.
std::string format_time(Time time);

/// Reads the form of format_time.
std::optional<Time> parse_time(std::string_view text);

}  // namespace roster
