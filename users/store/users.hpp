// Users: reads and writes users.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "users/model/fields.hpp"
#include "users/store/digests.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// One user to write. The engine stores `before` as the history of the change.
struct Write {
  UserId id = 0;                       // 0: create; the engine sets it
  const User* user = nullptr;          // not owned
  const StoredUser* before = nullptr;  // what was stored; nullptr for a new user; not owned
  Digest digest;                       // of the source record; none for a staff edit
  FieldSet changed;                    // for the history; ignored for a new user
  /// Ids that an update removes: kept as former ids, or forgotten because they were wrong.
  enum class GoneIds : std::uint8_t { kept, forgotten } gone_ids = GoneIds::kept;
};

/// All conditions must hold; an empty member does not restrict.
struct UserFilter {
  std::optional<std::string> user_group;
  std::optional<std::string> record_type;
  std::optional<std::string> external_id;  // profile code
  std::optional<Day> due_by;               // purge date on or before this day
  std::optional<std::int64_t> limit;
};

/// For each Field: how many users have a value.
using FieldCounts = std::array<std::int64_t, kFieldCount>;

class UserStore {
 public:
  virtual ~UserStore() = default;

  /// The users with these ids, in the given order. Requires that all exist.
  virtual std::vector<StoredUser> get(std::span<const UserId> ids) = 0;
  /// Those of these users that exist.
  virtual std::vector<StoredUser> get_existing(std::span<const UserId> ids) = 0;
  /// The largest id ever used; 0 before the first user.
  virtual UserId last_user_id() = 0;
  /// Calls `visit` for each matching user, ordered by primary id; stops when it returns false.
  /// `visit` can read from the store but must not write.
  virtual void scan(const UserFilter& filter,
                    const std::function<bool(const StoredUser&)>& visit) = 0;
  /// The accounts of the matching users, ordered by primary id.
  virtual std::vector<Account> accounts(const UserFilter& filter) = 0;
  /// The user groups that users have, in order.
  virtual std::vector<std::string> user_groups() = 0;
  /// How many users fit, whatever the filter's limit.
  virtual std::int64_t count(const UserFilter& filter) = 0;
  /// How many users of a profile have a value in each field. Every write updates the counts, so
  /// that reading them is fast.
  virtual FieldCounts field_counts(std::string_view profile) = 0;
  /// The external users of a profile, ordered by id.
  virtual std::vector<UserId> external_users(std::string_view profile) = 0;

  /// Creates and updates users with identifiers, digest and history, as part of the current change
  /// (begin_change()). An update keeps removed ids as former ids. The caller ensures that primary
  /// ids, and identifier values across users and types, are unique (owners()). Throws StoreError
  /// for a duplicate, for a user that could not be read back, and for an update of a damaged row
  /// without a digest: such an update must come from a record.
  virtual void put(std::span<Write> writes) = 0;
  /// Frees the ids that these updates give up, so that other users can take them first: ids can
  /// move in a cycle that is larger than one batch. Each of these updates must be put afterwards.
  virtual void release_ids(std::span<const Write> updates) = 0;
  /// Deletes users, who are given as this transaction reads them: row, identifiers, former ids,
  /// digest, lock, keep, absences. Values before earlier updates stay in the history unless
  /// forget_history() is called.
  virtual void remove(std::span<const StoredUser> users) = 0;
  /// Removes users as part of the current change (begin_change()). Its history keeps their values,
  /// with no field changed.
  virtual void withdraw(std::span<const StoredUser> users) = 0;
};

}  // namespace roster
