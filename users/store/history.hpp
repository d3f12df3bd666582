// History: what changed, when and why, and what users were before.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "users/model/fields.hpp"
#include "users/model/job.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// One entry of a user's history, or one user of a change.
struct HistoryEntry {
  std::int64_t revision = 0;
  UserId id = 0;
  JobNumber job = 0;  // 0: a staff edit
  Time at{};
  std::string what;            // "synchronize SIS", "set user_group", …
  FieldSet changed;            // empty: the user was created
  std::optional<User> before;  // nothing: the user did not exist
};

class HistoryStore {
 public:
  virtual ~HistoryStore() = default;

  /// Starts a change: all puts until the next call belong to it. Returns its revision, larger than
  /// every earlier one. `job` is 0 for a staff edit.
  virtual std::int64_t begin_change(JobNumber job, Time at, std::string_view what) = 0;
  /// Updates stay known until they are forgotten; that a user was created, as long as the user is.
  /// What a job changed: up to `limit` users with ids above `after`, ordered by id.
  virtual std::vector<HistoryEntry> history_of_job(JobNumber job, UserId after,
                                                   std::size_t limit) = 0;
  /// A user's history, oldest first.
  virtual std::vector<HistoryEntry> history_of_user(UserId id) = 0;
  virtual void forget_history(std::span<const UserId> ids) = 0;
  /// Forgets every change older than `time`.
  virtual void forget_history_before(Time time) = 0;
};

}  // namespace roster
