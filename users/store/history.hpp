// History: what changed, when and why, and what users were before.
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
  std::string what;            // "synchronize SIS", "set user_group", …
  std::string by = "-";        // the account that made the edit; in a user's history also of a job
  FieldSet changed;            // empty: the user was created
  std::optional<User> before;  // nothing: the user did not exist
  RowState state = RowState::whole;  // damaged: `before` is empty, what it was cannot be read
};

/// Users of consecutive ids.
struct UserRange {
  UserId first = 0, last = 0;

  friend bool operator==(const UserRange&, const UserRange&) = default;
};

class HistoryStore {
 public:
  virtual ~HistoryStore() = default;

  /// Starts a change: all puts until the next call belong to it. Returns its revision, larger than
  /// every earlier one. `job` is 0 for a staff edit, which is made `by` an account; the row of a
  /// job says it itself.
  virtual std::int64_t begin_change(JobNumber job, Time at, std::string_view what,
                                    std::string_view by = "-") = 0;
  /// Updates stay known until they are forgotten; that a user was created, as long as the user is.
  /// What a job changed: up to `limit` users with ids above `after`, ordered by id.
  virtual std::vector<HistoryEntry> history_of_job(JobNumber job, UserId after,
                                                   std::size_t limit) = 0;
  /// A user's history, oldest first; a job's entries name who asked for the job.
  virtual std::vector<HistoryEntry> history_of_user(UserId id) = 0;
  /// Calls `visit` for each user that a change after `revision` created or updated, with its last
  /// change, in the order of changes, then of ids. By an index. Who was removed since is not among
  /// them.
  virtual void changed_since(std::int64_t revision,
                             const std::function<void(UserId, std::int64_t revision)>& visit) = 0;
  /// The last change at `time` or before; 0 when none is known: changes are forgotten with the
  /// history.
  virtual std::int64_t revision_at(Time time) = 0;
  /// The last change of all, also when it was forgotten; 0 before the first.
  virtual std::int64_t last_revision() = 0;
  virtual void forget_history(std::span<const UserId> ids) = 0;
  /// Has the job a change that is not forgotten?
  virtual bool has_history(JobNumber job) = 0;

  /// Remembers which users the feed of a load had, changed or not, in ascending ranges.
  virtual void set_seen(JobNumber job, std::span<const UserRange> users) = 0;
  /// That; empty when it is not known (any more).
  virtual std::vector<UserRange> seen(JobNumber job) = 0;
  /// Forgets every change, and what every load saw, older than `time`.
  virtual void forget_history_before(Time time) = 0;
};

}  // namespace roster
