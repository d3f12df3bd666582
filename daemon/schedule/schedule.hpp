// Schedule: when something runs, as an administrator writes it, and the computation of its next
// run. Nothing here reads a clock.
//
//   manual                    only on request
//   on_arrival                as soon as a file has settled
//   @hourly @daily @weekly @monthly
//   30 2 * * MON-FRI          cron: minute hour day-of-month month weekday
//
// Cron fields accept numbers, names (JAN, MON; weekday 0 and 7 are Sunday), lists (1,15), ranges
// (8-18), steps (*/15, 8-18/2), and in day-of-month `L`, the last day of the month. When day and
// weekday are both restricted (neither starts with *), a day that matches either one counts, as in
// cron; otherwise it must match both.
//
// Daylight saving. A schedule that names hours keeps its local times: each one runs exactly once a
// day. A skipped time runs at the first moment after the gap; a repeated time runs the first time.
// Times that thereby fall on the same moment are one run. A schedule of every hour (`*/30 * * * *`,
// @hourly) follows real time instead: it runs whenever the clock shows a matching time, so its runs
// stay evenly spaced.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "users/model/user.hpp"

namespace date {
class time_zone;
}

namespace roster {

/// The text is not a schedule, or never fires. what() gives the reason.
struct BadSchedule : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Made by parse_schedule(). The sets are only used when kind is cron.
struct Schedule {
  enum class Kind : std::uint8_t { manual, on_arrival, cron } kind = Kind::manual;
  enum class Days : std::uint8_t { fit_both, fit_either } days = Days::fit_both;
  std::bitset<60> minutes;
  std::bitset<24> hours;
  std::bitset<32> month_days;  // 1 to 31; 0 stands for the last day of the month
  std::bitset<13> months;      // 1 to 12
  std::bitset<7> weekdays;     // 0 is Sunday

  friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// Throws BadSchedule.
Schedule parse_schedule(std::string_view text);

/// The zone of an IANA name such as Europe/Oslo, or the system's zone for `system`. Lives as long
/// as the program. Throws std::runtime_error when the name is unknown.
const date::time_zone& find_zone(std::string_view name);

/// The calendar day in a zone: the `today` of a job.
Day local_day(const date::time_zone& zone, Time time);

/// The moment at which a day begins in a zone.
Time begin_of_day(const date::time_zone& zone, Day day);

/// A moment as the clocks of a zone show it: `2026-03-29 03:00 CEST`.
std::string format_local(const date::time_zone& zone, Time time);

/// The first run after a moment; nothing for manual and on_arrival.
std::optional<Time> next_run(const Schedule& schedule, const date::time_zone& zone, Time after);

/// The last run at or before a moment, looking back 41 years; nothing for manual and on_arrival.
/// Tells a service that was down whether it missed a run.
std::optional<Time> previous_run(const Schedule& schedule, const date::time_zone& zone, Time at);

}  // namespace roster
