// Change: the change a transaction is in: its revision, and the users it creates.
#pragma once

#include <optional>
#include <string_view>

#include "users/model/job.hpp"
#include "users/store/sqlite/engine/sqlite.hpp"
#include "users/store/stored_user.hpp"

namespace roster::sqlite {

class Change {
 public:
  explicit Change(Database& database) : database_(database) {}

  /// Begins another change and returns its revision.
  std::int64_t begin(JobNumber job, Time at, std::string_view what, std::string_view by);
  /// 0 before the first change of the transaction.
  std::int64_t revision() const { return revision_; }
  /// The job it belongs to; 0: a staff edit.
  JobNumber job() const { return job_; }

  /// The largest id ever given to a user.
  UserId last_id();
  /// Gives an id to a user whom the change creates.
  UserId next_id();
  bool has_created(UserId id) const { return first_created_ != 0 && id >= first_created_; }

  /// Writes down which users the change has created so far, and the last id given. To be called
  /// before the history is read and before the commit.
  void write_created();

 private:
  Database& database_;
  std::optional<UserId> last_id_;  // the counter, once it is needed
  std::int64_t revision_ = 0;
  JobNumber job_ = 0;
  UserId first_created_ = 0;
};

}  // namespace roster::sqlite
