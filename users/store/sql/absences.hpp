// Sql absences: AbsenceStore on table absences; each count is one row.
#pragma once

#include "users/store/absences.hpp"
#include "users/store/sql/base/change.hpp"

namespace roster {

class SqlAbsences : public virtual AbsenceStore {
 public:
  SqlAbsences(sql::Database& database, sql::Change& change)
      : database_(database), change_(change) {}

  std::vector<Absence> absences(std::string_view profile) override;
  void count_absent(std::string_view profile, Day day, std::span<const UserId> ids) override;
  void mark_absent(std::string_view profile, Day day, std::span<const UserId> ids) override;
  void end_absence(std::string_view profile, Day day, std::span<const UserId> ids) override;
  void take_back_absences(JobNumber job, JobNumber by) override;
  void give_back_absences(JobNumber by) override;
  std::vector<Digest> nameless_records(std::string_view profile) override;
  void set_nameless_records(std::string_view profile, std::span<const Digest> digests) override;

  /// Deletes entries older than `day` that no longer have an effect: the user was seen again later.
  void forget_absences_before(Day day);

 private:
  sql::Database& database_;
  sql::Change& change_;

  void add(std::string_view profile, Day day, std::span<const UserId> ids, std::int64_t times,
           Marked marked);
};

}  // namespace roster
