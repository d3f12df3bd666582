// A schedule as an administrator writes it. Its next run lies ahead, and is the last one when it is
// there.
#include "daemon/schedule/schedule.hpp"
#include "tests/fuzz/fuzz.hpp"

void roster::fuzz::fuzz(std::string_view bytes) {
  try {
    const Schedule schedule = parse_schedule(bytes);
    const date::time_zone& zone = find_zone("Europe/Oslo");
    const Time now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 28}};
    const auto next = next_run(schedule, zone, now);
    promise(!next || (*next > now && previous_run(schedule, zone, *next) == next));
  } catch (const BadSchedule&) {
  }
}
