// Change: the current change of a transaction: its revision, and the users it creates.
#pragma once

#include <string_view>

#include "users/model/job.hpp"
#include "users/store/sql/base/counter.hpp"
#include "users/store/sql/base/database.hpp"
#include "users/store/stored_user.hpp"

namespace roster::sql {

class Change {
 public:
  explicit Change(Database& database) : database_(database), ids_(database, "user") {}

  /// Begins a new change and returns its revision.
  std::int64_t begin(JobNumber job, Time at, std::string_view what, std::string_view by);
  /// 0 before the first change of the transaction.
  std::int64_t revision() const { return revision_; }
  /// The job of the change; 0: a staff edit.
  JobNumber job() const { return job_; }

  /// The largest user id ever used.
  UserId last_id() { return ids_.last(); }
  /// Returns the id for a user that the change creates.
  UserId next_id();
  bool has_created(UserId id) const { return first_created_ != 0 && id >= first_created_; }

  /// Writes the range of users created by the change, and the last id, to the tables. Call before
  /// reading the history and before a commit.
  void write_created();

 private:
  Database& database_;
  Counter ids_;
  std::int64_t revision_ = 0;
  JobNumber job_ = 0;
  UserId first_created_ = 0;
};

}  // namespace roster::sql
