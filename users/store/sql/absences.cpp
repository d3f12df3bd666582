#include "users/store/sql/absences.hpp"

#include <algorithm>
#include <cassert>

#include "users/store/sql/base/columns.hpp"

namespace roster {
namespace {

constexpr std::int64_t kSeen = -1;  // value of column times: the user was seen again

}  // namespace

std::vector<Absence> SqlAbsences::absences(std::string_view profile) {
  std::vector<Absence> absences;
  auto query = database_.stream(
      "SELECT user, times, day, marked FROM absences WHERE profile = ?1 AND taken_back_by = 0"
      " ORDER BY user, revision",
      profile);
  while (query.step()) {
    const UserId id = query.integer(0);
    const Day day = sql::day_of(query.integer(2));
    if (absences.empty() || absences.back().id != id) absences.push_back({id, 0, day, Marked::no});
    Absence& absence = absences.back();
    const std::int64_t times = query.integer(1);
    const Marked marked = static_cast<Marked>(query.integer(3));
    absence.times = times == kSeen ? 0 : absence.times + static_cast<int>(times);
    if (times == kSeen || marked != Marked::no) absence.marked = marked;
    absence.last_day = std::max(absence.last_day, day);
  }
  return absences;
}

void SqlAbsences::count_absent(std::string_view profile, Day day, std::span<const UserId> ids) {
  add(profile, day, ids, 1, Marked::no);
}

void SqlAbsences::mark_absent(std::string_view profile, Day day, std::span<const UserId> ids) {
  add(profile, day, ids, 0, Marked::yes);
}

void SqlAbsences::end_absence(std::string_view profile, Day day, std::span<const UserId> ids) {
  add(profile, day, ids, kSeen, Marked::no);
}

void SqlAbsences::add(std::string_view profile, Day day, std::span<const UserId> ids,
                      std::int64_t times, Marked marked) {
  assert(change_.revision() != 0);
  for (const UserId id : ids) {
    database_.amend(
        "INSERT INTO absences VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)"
        " ON CONFLICT (user, profile, revision)"
        " DO UPDATE SET times = absences.times + excluded.times, marked = excluded.marked",
        id, profile, change_.revision(), change_.job(), sql::since_epoch(day), times,
        static_cast<std::int64_t>(marked));
  }
}

void SqlAbsences::take_back_absences(JobNumber job, JobNumber by) {
  database_.run("UPDATE absences SET taken_back_by = ?2 WHERE job = ?1 AND taken_back_by = 0", job,
                by);
}

void SqlAbsences::give_back_absences(JobNumber by) {
  database_.run("UPDATE absences SET taken_back_by = 0 WHERE taken_back_by = ?1", by);
}

void SqlAbsences::forget_absences_before(Day day) {
  database_.run(
      "DELETE FROM absences WHERE day < ?1 AND (taken_back_by <> 0 OR EXISTS"
      " (SELECT 1 FROM absences seen WHERE seen.user = absences.user"
      "  AND seen.profile = absences.profile AND seen.revision >= absences.revision"
      "  AND seen.times = -1 AND seen.taken_back_by = 0 AND seen.day < ?1))",
      sql::since_epoch(day));
}

// Nameless records --------------------------------------------------------------------------------

std::vector<Digest> SqlAbsences::nameless_records(std::string_view profile) {
  std::vector<Digest> digests;
  auto query =
      database_.query("SELECT low, high FROM nameless_records WHERE profile = ?1", profile);
  while (query.step()) {
    digests.push_back({static_cast<std::uint64_t>(query.integer(0)),
                       static_cast<std::uint64_t>(query.integer(1))});
  }
  return digests;
}

void SqlAbsences::set_nameless_records(std::string_view profile, std::span<const Digest> digests) {
  database_.run("DELETE FROM nameless_records WHERE profile = ?1", profile);
  for (const Digest& digest : digests) {
    database_.amend(
        "INSERT INTO nameless_records VALUES (?1, ?2, ?3)"
        " ON CONFLICT (profile, low, high) DO NOTHING",
        profile, static_cast<std::int64_t>(digest.low), static_cast<std::int64_t>(digest.high));
  }
}

}  // namespace roster
