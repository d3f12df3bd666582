#include "users/store/sqlite/absences.hpp"

#include <algorithm>
#include <cassert>

#include "users/store/sqlite/columns.hpp"

namespace roster {
namespace {

constexpr std::int64_t kSeen = 0;  // in column times: the user was seen again

}  // namespace

std::vector<Absence> SqliteAbsences::absences(std::string_view profile) {
  std::vector<Absence> absences;
  auto query = database_.query(
      "SELECT user, times, day FROM absences WHERE profile = ?1 AND taken_back_by = 0"
      " ORDER BY user, revision",
      profile);
  while (query.step()) {
    const UserId id = query.integer(0);
    const Day day = sqlite::day_of(query.integer(2));
    if (absences.empty() || absences.back().id != id) absences.push_back({id, 0, day});
    Absence& absence = absences.back();
    const std::int64_t times = query.integer(1);
    absence.times = times == kSeen ? 0 : absence.times + static_cast<int>(times);
    absence.last_day = std::max(absence.last_day, day);
  }
  return absences;
}

void SqliteAbsences::count_absent(std::string_view profile, Day day, std::span<const UserId> ids) {
  add(profile, day, ids, 1);
}

void SqliteAbsences::end_absence(std::string_view profile, Day day, std::span<const UserId> ids) {
  add(profile, day, ids, kSeen);
}

void SqliteAbsences::add(std::string_view profile, Day day, std::span<const UserId> ids,
                         std::int64_t times) {
  assert(change_.revision() != 0);
  for (const UserId id : ids) {
    database_.run("INSERT INTO absences VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)", id, profile,
                  change_.revision(), change_.job(), sqlite::since_epoch(day), times);
  }
}

void SqliteAbsences::take_back_absences(JobNumber job, JobNumber by) {
  database_.run("UPDATE absences SET taken_back_by = ?2 WHERE job = ?1 AND taken_back_by = 0", job,
                by);
}

void SqliteAbsences::give_back_absences(JobNumber by) {
  database_.run("UPDATE absences SET taken_back_by = 0 WHERE taken_back_by = ?1", by);
}

void SqliteAbsences::forget_absences_before(Day day) {
  database_.run(
      "DELETE FROM absences WHERE day < ?1 AND (taken_back_by <> 0 OR EXISTS"
      " (SELECT 1 FROM absences seen WHERE seen.user = absences.user"
      "  AND seen.profile = absences.profile AND seen.revision >= absences.revision"
      "  AND seen.times = 0 AND seen.taken_back_by = 0 AND seen.day < ?1))",
      sqlite::since_epoch(day));
}

}  // namespace roster
