// Absences: how many full feeds of a profile in a row a user was missing from.
//
// Each count belongs to the job that made it, and is an entry of its own: taking a job's entries
// back leaves what was known before the job, whatever other jobs counted since.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "users/base/day.hpp"
#include "users/model/job.hpp"
#include "users/store/digests.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// Was the absence policy applied to the user? Unknown of what was counted by earlier versions.
enum class Marked : std::uint8_t { no, yes, unknown };

struct Absence {
  UserId id = 0;
  int times = 0;  // since the user was last seen; 0: seen again after an absence
  Day last_day;   // on which the user was last counted absent, or seen again
  Marked marked = Marked::no;

  friend bool operator==(const Absence&, const Absence&) = default;
};

class AbsenceStore {
 public:
  virtual ~AbsenceStore() = default;

  /// All users that were ever counted absent from feeds of the profile, ordered by id.
  virtual std::vector<Absence> absences(std::string_view profile) = 0;
  /// Counts these users absent once more, as part of the change begun with begin_change(), whose
  /// job it belongs to. The caller sees to it that nobody is counted twice on a day.
  virtual void count_absent(std::string_view profile, Day day, std::span<const UserId> ids) = 0;
  /// Notes that the absence policy is applied to these users by the change.
  virtual void mark_absent(std::string_view profile, Day day, std::span<const UserId> ids) = 0;
  /// Notes that these users, who were absent, were seen again: they start from none.
  virtual void end_absence(std::string_view profile, Day day, std::span<const UserId> ids) = 0;
  /// Takes back what `job` counted and ended, on behalf of the job `by` (an undo). An undo of `by`
  /// gives it back.
  virtual void take_back_absences(JobNumber job, JobNumber by) = 0;
  /// Gives back what take_back_absences() took for the job `by`.
  virtual void give_back_absences(JobNumber by) = 0;

  /// The records of the profile's last full feed that did not say whom they were about, and a new
  /// such list.
  virtual std::vector<Digest> nameless_records(std::string_view profile) = 0;
  virtual void set_nameless_records(std::string_view profile, std::span<const Digest> digests) = 0;
};

}  // namespace roster
