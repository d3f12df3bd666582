// History: what changed, when and why, and the users' earlier values.
#pragma once

#include <functional>
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
  std::string what;      // "synchronize SIS", "set user_group", …
  std::string by = "-";  // the account that made the edit or (history of a user) asked for the job
  FieldSet changed;      // empty: the user was created
  std::optional<User> before;        // nothing: the user did not exist
  RowState state = RowState::whole;  // damaged: `before` is empty and cannot be read
};

/// Users of consecutive ids.
struct UserRange {
  UserId first = 0, last = 0;

  friend bool operator==(const UserRange&, const UserRange&) = default;
};

class HistoryStore {
 public:
  virtual ~HistoryStore() = default;

  /// Starts a change: all following puts belong to it, until the next call. Returns its revision,
  /// which is larger than every earlier one. For a staff edit `job` is 0 and `by` is the account;
  /// for a job, the job's row holds the account.
  virtual std::int64_t begin_change(JobNumber job, Time at, std::string_view what,
                                    std::string_view by = "-") = 0;
  /// The users a job changed: up to `limit` users with ids above `after`, ordered by id. Updates
  /// are available until they are forgotten; creations as long as the user exists.
  virtual std::vector<HistoryEntry> history_of_job(JobNumber job, UserId after,
                                                   std::size_t limit) = 0;
  /// The edits that no job made, newest first: up to `limit` with a revision below `before`. By an
  /// index, however many there are.
  virtual std::vector<HistoryEntry> edits_before(std::int64_t before, std::size_t limit) = 0;
  /// A user's history, oldest first; a job's entries name the account that asked for the job.
  virtual std::vector<HistoryEntry> history_of_user(UserId id) = 0;
  /// Calls `visit` for each user that a change after `revision` created or updated, with its last
  /// change, in the order of changes, then of ids. By an index. Who was removed since is not among
  /// them.
  virtual void changed_since(std::int64_t revision,
                             const std::function<void(UserId, std::int64_t revision)>& visit) = 0;
  /// The last change at or before `time`; 0 when none is known. Changes are forgotten together with
  /// their history.
  virtual std::int64_t revision_at(Time time) = 0;
  /// The last change of all, also when it was forgotten; 0 before the first.
  virtual std::int64_t last_revision() = 0;
  virtual void forget_history(std::span<const UserId> ids) = 0;
  /// Calls `visit` for each earlier version of these users, as far as it can be read.
  virtual void earlier_versions(std::span<const UserId> ids,
                                const std::function<void(const User& before)>& visit) = 0;
  /// Calls `visit` for each earlier version of the users whom an undo removed and whose history is
  /// not forgotten, as far as it can be read. By indexes: as many steps as undos changed users.
  virtual void withdrawn(const std::function<void(UserId, const User& before)>& visit) = 0;
  /// Does the job have a change that is not forgotten?
  virtual bool has_history(JobNumber job) = 0;

  /// Stores which users were in the feed of a load, changed or unchanged, in ascending ranges.
  virtual void set_seen(JobNumber job, std::span<const UserRange> users) = 0;
  /// The ranges of set_seen(); empty when they are unknown or forgotten.
  virtual std::vector<UserRange> seen(JobNumber job) = 0;
  /// Forgets every change, and every load's seen users, older than `time`.
  virtual void forget_history_before(Time time) = 0;
};

}  // namespace roster
