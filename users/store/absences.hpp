// Absences: counts how many consecutive full feeds of a profile did not contain a user.
//
// Each count is a separate entry that belongs to the job that made it. Removing a job's entries
// restores the state before that job and keeps the counts of other jobs.
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

/// Was the absence policy applied to the user? Unknown for counts made by earlier versions.
enum class Marked : std::uint8_t { no, yes, unknown };

struct Absence {
  UserId id = 0;
  int times = 0;  // since the user was last seen; 0: seen again
  Day last_day;   // the day of the last count, or of being seen again
  Marked marked = Marked::no;

  friend bool operator==(const Absence&, const Absence&) = default;
};

class AbsenceStore {
 public:
  virtual ~AbsenceStore() = default;

  /// All users that were ever counted absent from the profile's feeds, ordered by id.
  virtual std::vector<Absence> absences(std::string_view profile) = 0;
  /// Counts these users absent once more. The count belongs to the job of the current change
  /// (begin_change()). The caller ensures that a user is counted once a day at most.
  virtual void count_absent(std::string_view profile, Day day, std::span<const UserId> ids) = 0;
  /// Records that the current change applies the absence policy to these users.
  virtual void mark_absent(std::string_view profile, Day day, std::span<const UserId> ids) = 0;
  /// Records that these absent users were seen again: their count restarts at 0.
  virtual void end_absence(std::string_view profile, Day day, std::span<const UserId> ids) = 0;
  /// Takes back the counts and ends of `job`, for the job `by` (an undo). Undoing `by` restores
  /// them.
  virtual void take_back_absences(JobNumber job, JobNumber by) = 0;
  /// Restores what take_back_absences() removed for the job `by`.
  virtual void give_back_absences(JobNumber by) = 0;

  /// The rejected records of the profile's last full feed that do not identify their user;
  /// set_nameless_records() replaces the list.
  virtual std::vector<Digest> nameless_records(std::string_view profile) = 0;
  virtual void set_nameless_records(std::string_view profile, std::span<const Digest> digests) = 0;
};

}  // namespace roster
